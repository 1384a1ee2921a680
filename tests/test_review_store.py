"""The store of decisions, on SQLite and on a real PostgreSQL."""

import dataclasses
import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

import maps
from prelecture.datamodel import Decision, Status, Verdict
from prelecture.errors import StoreError
from prelecture.review_store import ReviewStore, Space, Stage, finding_sha256, store_url

POSTGRESQL = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)


@pytest.fixture(scope="session")
def postgresql():
    """A PostgreSQL of our own on a free port, stopped at the end."""
    if POSTGRESQL is None:
        pytest.skip("PostgreSQL is not installed")
    # Not pytest's own folder: only root may enter it, and PostgreSQL refuses to run as root.
    folder = Path(tempfile.mkdtemp(prefix="prelecture-pg-"))
    owner = "postgres" if os.getuid() == 0 else None
    if owner:
        shutil.chown(folder, owner)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def run(*command):
        subprocess.run(
            command, check=True, user=owner, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    data = folder / "data"
    run(POSTGRESQL / "initdb", "-D", data, "-A", "trust", "-U", "tests", "-E", "UTF8", "--locale=C.UTF-8")
    run(
        POSTGRESQL / "pg_ctl",
        "-D",
        data,
        "-w",
        "-l",
        folder / "log",
        "-o",
        f"-p {port} -h 127.0.0.1 -k {folder}",
        "start",
    )
    yield f"postgresql://tests@127.0.0.1:{port}"
    run(POSTGRESQL / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'avis.sqlite3'}"
    server = request.getfixturevalue("postgresql")
    name = f"t{abs(hash(request.node.nodeid)) % 10**12}"
    admin = create_engine(
        f"{server}/postgres".replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT"
    )
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    admin.dispose()
    return f"{server}/{name}"


@pytest.fixture
def store(url):
    opened = ReviewStore(url)
    yield opened
    opened.close()


COVERAGE = maps.realistic_map()
CRITERION = COVERAGE.findings[0].criterion.id


def keep(store, **options):
    return store.keep_dossier(**{"file": b"%PDF bytes", "coverage": COVERAGE, "space": Space.JURY, **options})


def decision(verdict=Verdict.CONFIRMED, *, reviewer="J1", **values):
    return Decision(CRITERION, verdict, reviewer, "", **values)


def test_a_kept_dossier_comes_back_whole_after_a_restart(url):
    store = ReviewStore(url)
    kept = keep(store, settings={"blind": "oui"})
    store.close()
    again = ReviewStore(url)
    assert again.dossier(kept.id) == kept
    assert again.coverage(kept.id) == COVERAGE
    assert again.file(kept.id) == b"%PDF bytes"
    again.close()


def test_desks_and_owners_do_not_mix(store):
    mine = keep(store, owner="ana@exemple.fr")
    keep(store, owner="bob@exemple.fr")
    keep(store, space=Space.TUTOR, owner="ana@exemple.fr")
    assert store.dossiers(Space.JURY, owner="ana@exemple.fr") == (mine,)
    assert len(store.dossiers(Space.JURY)) == 2


def test_codes_are_given_in_turn_and_never_twice(store):
    first, second = keep(store), keep(store)
    store.purge([first.id])
    assert (first.code, second.code) == ("D-001", "D-002")
    assert keep(store).code not in (second.code,)


def test_a_decision_is_there_at_once_for_another_connection(url, store):
    kept = keep(store)
    entry = store.record(
        kept.id, decision(Verdict.OVERRULED, status=Status.PARTIAL, comment="à revoir"), coverage=COVERAGE
    )
    other = ReviewStore(url)
    assert other.journal(kept.id) == (entry,)
    other.close()
    assert entry.tool_status is COVERAGE.findings[0].status
    assert entry.decision.finding_sha256 == finding_sha256(COVERAGE.findings[0])
    assert (entry.model, entry.referential_version, entry.tool_version) == (
        "modele-essai",
        "2023-11-21",
        "0.1.0",
    )
    assert entry.decision.date.endswith("+00:00")


def test_undo_takes_back_the_last_decision_of_that_juror_only(store):
    kept = keep(store)
    first = store.record(kept.id, decision(), coverage=COVERAGE)
    store.record(kept.id, decision(Verdict.OVERRULED, status=Status.NOT_FOUND), coverage=COVERAGE)
    other = store.record(kept.id, decision(reviewer="J2"), coverage=COVERAGE)
    store.undo(kept.id, reviewer="J1", coverage=COVERAGE)
    assert store.decisions(kept.id) == (first, other)
    assert len(store.journal(kept.id)) == 4
    store.undo(kept.id, reviewer="J1", coverage=COVERAGE)
    assert store.undo(kept.id, reviewer="J1", coverage=COVERAGE) is None
    assert store.decisions(kept.id) == (other,)


@pytest.mark.parametrize("statement", ["UPDATE journal SET comment = 'x'", "DELETE FROM journal"])
def test_the_journal_cannot_be_edited_behind_the_store(url, store, statement):
    kept = keep(store)
    store.record(kept.id, decision(), coverage=COVERAGE)
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with pytest.raises(Exception, match="append-only"), engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()
    assert len(store.journal(kept.id)) == 1


def test_reviewers_and_stages_are_kept(store):
    kept = keep(store)
    store.record(
        kept.id,
        decision(Verdict.NOTED, reviewer="J2", status=Status.FOUND),
        coverage=COVERAGE,
        stage=Stage.FIRST,
    )
    store.record(kept.id, decision(), coverage=COVERAGE)
    assert store.reviewers(kept.id) == ("J2", "J1")
    assert [entry.stage for entry in store.journal(kept.id)] == [Stage.FIRST, Stage.REVIEW]
    assert store.export_journal(kept.id).count("\n") == 2


def test_a_newer_map_replaces_the_older_one_and_must_be_of_the_same_file(store):
    kept = keep(store)
    newer = maps.with_status(COVERAGE, CRITERION, Status.NOT_FOUND)
    store.add_map(kept.id, newer)
    assert store.coverage(kept.id) == newer
    with pytest.raises(StoreError, match="autre fichier"):
        store.add_map(kept.id, maps.realistic_map(sha256="f" * 64))


def test_the_fingerprint_follows_what_the_juror_reads_not_the_scores():
    finding = COVERAGE.findings[0]
    moved = dataclasses.replace(
        finding, confidence=0.5, evidence=tuple(dataclasses.replace(e, score=0.6) for e in finding.evidence)
    )
    assert finding_sha256(moved) == finding_sha256(finding)
    assert finding_sha256(dataclasses.replace(finding, evidence=finding.evidence[:1])) != finding_sha256(
        finding
    )


def test_a_purge_removes_everything_and_leaves_a_receipt(url, store):
    kept, other = keep(store), keep(store)
    store.record(kept.id, decision(comment="Remarque-que-nul-ne-doit-retrouver"), coverage=COVERAGE)
    receipt = store.purge([kept.id, "inconnu"], by="Ana")
    assert (receipt.dossiers, receipt.decisions, receipt.file_bytes) == (1, 1, len(b"%PDF bytes"))
    assert store.receipts() == (receipt,)
    with pytest.raises(StoreError, match="effacé"):
        store.coverage(kept.id)
    assert store.journal(kept.id) == ()
    assert store.dossier(other.id) == other
    if url.startswith("sqlite"):
        file = Path(url.removeprefix("sqlite:///"))
        left = b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
        assert b"Remarque-que-nul" not in left


def test_what_is_kept_too_long_is_expired(store):
    kept = keep(store, keep_days=10)
    keep(store, keep_days=None)
    assert store.expired() == ()
    assert store.expired(at="2999-01-01T00:00:00+00:00") == (kept,)


def test_settings_of_a_review_are_changed_in_place(store):
    kept = keep(store, settings={"blind": "non"})
    assert store.set_settings(kept.id, blind="oui").settings == {"blind": "oui"}
    assert store.dossier(kept.id).settings == {"blind": "oui"}


def test_a_store_of_a_later_version_is_refused(url, store):
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(text("UPDATE meta SET value = '9'"))
    engine.dispose()
    with pytest.raises(StoreError, match="version 9"):
        ReviewStore(url)


@pytest.mark.parametrize(
    "wrong",
    ["n'importe quoi", "mongo://x", "sqlite:////proc/refuse/avis.sqlite3", "postgresql://x@127.0.0.1:1/x"],
)
def test_a_wrong_address_is_said_in_french(wrong):
    with pytest.raises(StoreError, match=r"base des avis|ne peut pas"):
        ReviewStore(wrong)


def test_the_default_place_follows_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("PRELECTURE_DONNEES", str(tmp_path / "ici"))
    assert store_url() == f"sqlite:///{tmp_path / 'ici' / 'avis.sqlite3'}"
    ReviewStore().close()
    assert (tmp_path / "ici" / "avis.sqlite3").stat().st_mode & 0o077 == 0
    monkeypatch.setenv("PRELECTURE_AVIS", "postgresql://ailleurs/base")
    assert store_url() == "postgresql://ailleurs/base"
