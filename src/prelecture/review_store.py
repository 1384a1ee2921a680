"""Dossiers under review and the jurors' decisions: an append-only journal, on SQLite or PostgreSQL.

Nothing here is written unless someone asked to keep a dossier. A decision is one committed row; a
second thought is another row, an undo a row that cancels; triggers refuse edits. Only a purge
removes rows, and it leaves a receipt that names no one.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prelecture.datamodel import CoverageMap, Decision, Evidence, Finding, Status, Verdict
from prelecture.errors import MissingTool, StoreError
from prelecture.reports.map_json import dump_map, load_map
from prelecture.wording import app as words

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, MetaData, Row, Table

SCHEMA_VERSION = "1"
DATA_VARIABLE = "PRELECTURE_DONNEES"
URL_VARIABLE = "PRELECTURE_AVIS"
DEFAULT_KEEP_DAYS = 365


class Space(StrEnum):
    """Whose desk a kept dossier lies on."""

    CANDIDATE = "candidate"
    TUTOR = "tutor"
    JURY = "jury"


class Stage(StrEnum):
    """When a gesture was made: before the tool's answer was shown, after it, or to close one's reading."""

    FIRST = "first"
    REVIEW = "review"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class StoredDossier:
    """A kept dossier, without its file. Dates are ISO 8601 in UTC; ``keep_until`` is empty for ever.

    ``owner`` is the account that kept it, or "local". ``settings`` are choices of the review such
    as the blind first view, with text values.
    """

    id: str
    space: Space
    owner: str
    code: str
    name: str
    sha256: str
    referential: str
    assessment: str
    created: str
    keep_until: str
    settings: dict[str, str]


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """A decision as it was recorded. ``cancels`` is the ``seq`` of the entry that an undo takes back.

    ``tool_status`` is what the map said at that moment; versions are those of the map's run.
    """

    seq: int
    dossier: str
    stage: Stage
    decision: Decision
    tool_status: Status | None
    tool_version: str
    model: str
    encoder: str
    referential: str
    referential_version: str
    cancels: int | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a purge removed: counts and shortened fingerprints, no name, no text."""

    id: str
    date: str
    by: str
    dossiers: int
    decisions: int
    file_bytes: int
    fingerprints: tuple[str, ...]
    journal_sha256: str


def finding_sha256(finding: Finding) -> str:
    """Return the fingerprint that dates a decision: status, expectations retrieved, quotes, reason.

    Scores and confidence stay out: a retrained model moves them without changing what the juror read.
    """
    content = {
        "criterion": finding.criterion.id,
        "status": finding.status.value,
        "expectations": [(item.id, item.essential, item.found) for item in finding.expectations],
        "evidence": [_shown(item) for item in finding.evidence],
        "nearest": [_shown(item) for item in finding.nearest],
        "reason": finding.reason,
    }
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def _shown(item: Evidence) -> tuple[object, ...]:
    return item.expectation, item.start, item.end, item.quote, [caution.value for caution in item.cautions]


def data_folder() -> Path:
    """Return the folder of what the user asked to keep, made private to them where it is new."""
    chosen = os.environ.get(DATA_VARIABLE)
    if chosen:
        folder = Path(chosen)
    else:
        from platformdirs import user_data_path

        folder = user_data_path("prelecture", appauthor=False)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StoreError(words.FOLDER_REFUSED.format(folder=folder, detail=error.strerror)) from error
    return folder


def store_url() -> str:
    """Return the address of the decisions: the environment's choice, else a SQLite file."""
    return os.environ.get(URL_VARIABLE) or f"sqlite:///{data_folder() / 'avis.sqlite3'}"


def now() -> str:
    """Return the present time, UTC, ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


class ReviewStore:
    """The kept dossiers and the journal of decisions. Every method is one committed transaction."""

    def __init__(self, url: str = "") -> None:
        """Open, and make the tables where there are none.

        Raises StoreError where the address is wrong, the base cannot be reached or comes from a
        later version; MissingTool where the PostgreSQL driver is not installed.
        """
        self._engine = _engine(url or store_url())
        self._tables = _tables()
        with self._begin() as connection:
            _create(connection, self._tables)

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def _begin(self) -> Iterator[Connection]:
        from sqlalchemy.exc import SQLAlchemyError

        try:
            with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            detail = str(getattr(error, "orig", None) or error).split("\n")[0]
            raise StoreError(words.STORE_FAILED.format(detail=detail)) from error

    def _table(self, name: str) -> Table:
        return self._tables.tables[name]

    # ---------------------------------------------------------------- dossiers

    def keep_dossier(
        self,
        *,
        file: bytes,
        coverage: CoverageMap,
        space: Space,
        owner: str = "local",
        code: str = "",
        keep_days: int | None = DEFAULT_KEEP_DAYS,
        settings: dict[str, str] | None = None,
    ) -> StoredDossier:
        """Keep a dossier with its map. Without a code it gets the next free one, such as "D-014"."""
        created = datetime.now(UTC)
        until = created + timedelta(days=keep_days) if keep_days is not None else None
        with self._begin() as connection:
            dossier = StoredDossier(
                # Not guessable: the id stands in the address of the page.
                id=secrets.token_urlsafe(12),
                space=space,
                owner=owner,
                code=code or self._next_code(connection, space),
                name=coverage.dossier.name,
                sha256=coverage.dossier.sha256,
                referential=coverage.run.referential,
                assessment=coverage.run.assessment,
                created=created.isoformat(timespec="seconds"),
                keep_until=until.isoformat(timespec="seconds") if until else "",
                settings=dict(settings or {}),
            )
            values = {**asdict(dossier), "settings": json.dumps(dossier.settings, ensure_ascii=False)}
            connection.execute(self._table("dossiers").insert().values(**values, purging=False))
            connection.execute(self._table("files").insert().values(dossier=dossier.id, content=file))
            self._insert_map(connection, dossier.id, coverage)
        return dossier

    def _next_code(self, connection: Connection, space: Space) -> str:
        from sqlalchemy import select

        dossiers = self._table("dossiers")
        codes = set(connection.scalars(select(dossiers.c.code).where(dossiers.c.space == space.value)))
        number = len(codes) + 1
        while f"D-{number:03d}" in codes:
            number += 1
        return f"D-{number:03d}"

    def dossiers(self, space: Space, *, owner: str | None = None) -> tuple[StoredDossier, ...]:
        """Return the kept dossiers of a desk, oldest first; of one owner where one is given."""
        from sqlalchemy import select

        table = self._table("dossiers")
        query = select(table).where(table.c.space == space.value).order_by(table.c.created, table.c.code)
        if owner is not None:
            query = query.where(table.c.owner == owner)
        with self._begin() as connection:
            return tuple(_dossier(row) for row in connection.execute(query))

    def dossier(self, id: str) -> StoredDossier:
        """Return a kept dossier. Raises StoreError where there is none with that id."""
        from sqlalchemy import select

        table = self._table("dossiers")
        with self._begin() as connection:
            row = connection.execute(select(table).where(table.c.id == id)).first()
        if row is None:
            raise StoreError(words.UNKNOWN_DOSSIER)
        return _dossier(row)

    def set_settings(self, id: str, **values: str) -> StoredDossier:
        """Change choices of the review and return the dossier."""
        table = self._table("dossiers")
        dossier = self.dossier(id)
        settings = {**dossier.settings, **values}
        with self._begin() as connection:
            written = json.dumps(settings, ensure_ascii=False)
            connection.execute(table.update().where(table.c.id == id).values(settings=written))
        return replace(dossier, settings=settings)

    def file(self, id: str) -> bytes:
        """Return the bytes of the kept file. Raises StoreError where there is none."""
        from sqlalchemy import select

        table = self._table("files")
        with self._begin() as connection:
            content = connection.scalar(select(table.c.content).where(table.c.dossier == id))
        if content is None:
            raise StoreError(words.UNKNOWN_DOSSIER)
        return bytes(content)

    def coverage(self, id: str) -> CoverageMap:
        """Return the latest map of a kept dossier. Raises StoreError where there is none."""
        from sqlalchemy import select

        table = self._table("maps")
        query = select(table.c.content).where(table.c.dossier == id).order_by(table.c.seq.desc()).limit(1)
        with self._begin() as connection:
            content = connection.scalar(query)
        if content is None:
            raise StoreError(words.UNKNOWN_DOSSIER)
        return load_map(content)

    def add_map(self, id: str, coverage: CoverageMap) -> None:
        """Add a newer map of the same file; decisions on findings that changed become stale.

        Raises StoreError where the map was made on another file.
        """
        if coverage.dossier.sha256 != self.dossier(id).sha256:
            raise StoreError(words.OTHER_FILE)
        with self._begin() as connection:
            self._insert_map(connection, id, coverage)

    def _insert_map(self, connection: Connection, id: str, coverage: CoverageMap) -> None:
        values = {"dossier": id, "content": dump_map(coverage), "added": now()}
        connection.execute(self._table("maps").insert().values(**values))

    # ---------------------------------------------------------------- journal

    def record(
        self, id: str, decision: Decision, *, coverage: CoverageMap, stage: Stage = Stage.REVIEW
    ) -> JournalEntry:
        """Append a decision and return it as recorded, dated now where it bears no date.

        The finding of that criterion in ``coverage`` gives the fingerprint and the tool's status.
        """
        finding = next((f for f in coverage.findings if f.criterion.id == decision.criterion), None)
        dated = replace(
            decision,
            date=decision.date or now(),
            finding_sha256=finding_sha256(finding) if finding else "",
        )
        return self._append(id, dated, coverage, stage, finding.status if finding else None)

    def undo(self, id: str, *, reviewer: str, coverage: CoverageMap) -> JournalEntry | None:
        """Take back the reviewer's last decision that still counts, by one more row; None if none."""
        counting = self.decisions(id, reviewer=reviewer)
        if not counting:
            return None
        last = counting[-1]
        return self._append(
            id,
            replace(last.decision, date=now()),
            coverage,
            last.stage,
            last.tool_status,
            cancels=last.seq,
        )

    def _append(
        self,
        id: str,
        decision: Decision,
        coverage: CoverageMap,
        stage: Stage,
        tool_status: Status | None,
        *,
        cancels: int | None = None,
    ) -> JournalEntry:
        run = coverage.run
        values = {
            "dossier": id,
            "stage": stage.value,
            **asdict(decision),
            "tool_status": tool_status,
            "tool_version": run.tool_version,
            "model": run.model,
            "encoder": run.encoder,
            "referential": run.referential,
            "referential_version": run.referential_version,
            "cancels": cancels,
        }
        with self._begin() as connection:
            result = connection.execute(self._table("journal").insert().values(**values))
            seq = int((result.inserted_primary_key or (0,))[0])
        return _entry(values | {"seq": seq})

    def journal(self, id: str, *, reviewer: str | None = None) -> tuple[JournalEntry, ...]:
        """Return everything that was recorded on a dossier, in order, undone or not."""
        from sqlalchemy import select

        table = self._table("journal")
        query = select(table).where(table.c.dossier == id).order_by(table.c.seq)
        if reviewer is not None:
            query = query.where(table.c.reviewer == reviewer)
        with self._begin() as connection:
            return tuple(_entry(row._asdict()) for row in connection.execute(query))

    def decisions(self, id: str, *, reviewer: str | None = None) -> tuple[JournalEntry, ...]:
        """Return the entries that count: neither undone nor an undo."""
        entries = self.journal(id, reviewer=reviewer)
        undone = {entry.cancels for entry in entries if entry.cancels is not None}
        return tuple(entry for entry in entries if entry.cancels is None and entry.seq not in undone)

    def reviewers(self, id: str) -> tuple[str, ...]:
        """Return who recorded something on a dossier, in order of arrival."""
        return tuple(dict.fromkeys(entry.decision.reviewer for entry in self.journal(id)))

    def export_journal(self, id: str) -> str:
        """Return the whole journal of a dossier as JSON lines, one entry a line."""
        lines = [json.dumps(asdict(entry), ensure_ascii=False) for entry in self.journal(id)]
        return "".join(f"{line}\n" for line in lines)

    # ---------------------------------------------------------------- purge

    def expired(self, *, at: str = "") -> tuple[StoredDossier, ...]:
        """Return the dossiers whose time to be kept is over, at a given time or now."""
        limit = at or now()
        kept = [dossier for space in Space for dossier in self.dossiers(space)]
        return tuple(dossier for dossier in kept if dossier.keep_until and dossier.keep_until < limit)

    def purge(self, ids: Sequence[str], *, by: str = "local") -> Receipt:
        """Remove dossiers, files, maps and decisions for good, and return the receipt that is kept.

        Unknown ids are passed over: what is no longer there needs no removing.
        """
        from sqlalchemy import func, select

        dossiers, files, journal = (self._table(name) for name in ("dossiers", "files", "journal"))
        with self._begin() as connection:
            rows = connection.execute(select(dossiers).where(dossiers.c.id.in_(ids))).all()
            found = [row.id for row in rows]
            weight = select(func.coalesce(func.sum(func.length(files.c.content)), 0))
            size = int(connection.scalar(weight.where(files.c.dossier.in_(found))) or 0)
            entries = connection.execute(
                select(journal).where(journal.c.dossier.in_(found)).order_by(journal.c.seq)
            ).all()
            digest = hashlib.sha256(repr([tuple(row) for row in entries]).encode()).hexdigest()
            receipt = Receipt(
                id=f"R-{secrets.token_hex(4)}",
                date=now(),
                by=by,
                dossiers=len(found),
                decisions=len(entries),
                file_bytes=size,
                fingerprints=tuple(row.sha256[:12] for row in rows),
                journal_sha256=digest,
            )
            # The trigger lets rows of the journal go only once their dossier says so.
            connection.execute(dossiers.update().where(dossiers.c.id.in_(found)).values(purging=True))
            for table in (journal, self._table("maps"), files):
                connection.execute(table.delete().where(table.c.dossier.in_(found)))
            connection.execute(dossiers.delete().where(dossiers.c.id.in_(found)))
            values = {**asdict(receipt), "fingerprints": " ".join(receipt.fingerprints)}
            connection.execute(self._table("receipts").insert().values(**values))
        self._forget()
        return receipt

    def _forget(self) -> None:
        """Leave no deleted text in a SQLite file or its write-ahead log."""
        if self._engine.dialect.name != "sqlite":
            return
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def receipts(self) -> tuple[Receipt, ...]:
        """Return the receipts of all purges, oldest first."""
        from sqlalchemy import select

        table = self._table("receipts")
        with self._begin() as connection:
            rows = connection.execute(select(table).order_by(table.c.date)).all()
        return tuple(
            Receipt(**{**row._asdict(), "fingerprints": tuple(row.fingerprints.split())}) for row in rows
        )


# ---------------------------------------------------------------- SQL


def _engine(url: str) -> Engine:
    from sqlalchemy import create_engine, event
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError

    try:
        address = make_url(url)
        if address.drivername in ("postgres", "postgresql"):
            address = address.set(drivername="postgresql+psycopg")
        engine = create_engine(address, pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError) as error:
        raise StoreError(words.STORE_ADDRESS) from error
    except ModuleNotFoundError as error:
        raise MissingTool(words.POSTGRESQL_DRIVER) from error
    if engine.dialect.name == "sqlite":
        _make_private(address.database)
        event.listen(engine, "connect", _configure_sqlite)
    return engine


def _make_private(path: str | None) -> None:
    if not path or path == ":memory:":
        return
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        Path(path).touch(mode=0o600)
    except OSError as error:
        raise StoreError(words.FOLDER_REFUSED.format(folder=path, detail=error.strerror)) from error


def _configure_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - sqlite3's own
    cursor = connection.cursor()
    # FULL: with WAL, NORMAL may lose the last commits in a power cut.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _tables() -> MetaData:
    from sqlalchemy import Boolean, Column, ForeignKey, Integer, LargeBinary, MetaData, Table, Text

    tables = MetaData()

    def text(*names: str) -> list[Column[str]]:
        return [Column(name, Text, nullable=False, default="") for name in names]

    def owner() -> Column[str]:
        return Column("dossier", Text, ForeignKey("dossiers.id"), nullable=False, index=True)

    Table("meta", tables, Column("key", Text, primary_key=True), *text("value"))
    Table(
        "dossiers",
        tables,
        Column("id", Text, primary_key=True),
        *text("space", "owner", "code", "name", "sha256", "referential", "assessment"),
        *text("created", "keep_until", "settings"),
        Column("purging", Boolean, nullable=False, default=False),
    )
    Table(
        "files",
        tables,
        Column("dossier", Text, ForeignKey("dossiers.id"), primary_key=True),
        Column("content", LargeBinary, nullable=False),
    )
    Table("maps", tables, Column("seq", Integer, primary_key=True), owner(), *text("content", "added"))
    Table(
        "journal",
        tables,
        Column("seq", Integer, primary_key=True),
        owner(),
        *text("stage", "criterion", "verdict", "reviewer", "date"),
        Column("status", Text),
        Column("evidence_start", Integer),
        Column("evidence_end", Integer),
        *text("quote"),
        Column("page", Integer),
        *text("level", "comment", "finding_sha256"),
        Column("tool_status", Text),
        *text("tool_version", "model", "encoder", "referential", "referential_version"),
        Column("cancels", Integer),
        sqlite_autoincrement=True,
    )
    Table(
        "receipts",
        tables,
        Column("id", Text, primary_key=True),
        *text("date", "by"),
        *(Column(name, Integer, nullable=False) for name in ("dossiers", "decisions", "file_bytes")),
        *text("fingerprints", "journal_sha256"),
    )
    return tables


_SQLITE_TRIGGERS = (
    """CREATE TRIGGER IF NOT EXISTS journal_no_update BEFORE UPDATE ON journal
    BEGIN SELECT RAISE(ABORT, 'append-only journal'); END""",
    """CREATE TRIGGER IF NOT EXISTS journal_no_delete BEFORE DELETE ON journal
    WHEN NOT EXISTS (SELECT 1 FROM dossiers WHERE id = OLD.dossier AND purging)
    BEGIN SELECT RAISE(ABORT, 'append-only journal'); END""",
)
_POSTGRESQL_TRIGGERS = (
    """CREATE OR REPLACE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM dossiers WHERE id = OLD.dossier AND purging)
      THEN RETURN OLD; END IF;
      RAISE EXCEPTION 'append-only journal';
    END $$""",
    """CREATE OR REPLACE TRIGGER journal_append_only BEFORE UPDATE OR DELETE ON journal
    FOR EACH ROW EXECUTE FUNCTION journal_append_only()""",
)


def _create(connection: Connection, tables: MetaData) -> None:
    from sqlalchemy import select

    postgresql = connection.dialect.name == "postgresql"
    if postgresql:
        # Two servers starting together would both find no table; the lock ends with the transaction.
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7413280)")
    tables.create_all(connection)
    for statement in _POSTGRESQL_TRIGGERS if postgresql else _SQLITE_TRIGGERS:
        connection.exec_driver_sql(statement)
    meta = tables.tables["meta"]
    version = connection.scalar(select(meta.c.value).where(meta.c.key == "schema_version"))
    if version is None:
        connection.execute(meta.insert().values(key="schema_version", value=SCHEMA_VERSION))
    elif version != SCHEMA_VERSION:
        raise StoreError(words.STORE_VERSION.format(found=version, expected=SCHEMA_VERSION))


def _dossier(row: Row[Any]) -> StoredDossier:
    values = {field.name: getattr(row, field.name) for field in fields(StoredDossier)}
    return StoredDossier(**{**values, "space": Space(row.space), "settings": json.loads(row.settings)})


def _entry(values: dict[str, Any]) -> JournalEntry:
    decision = {field.name: values[field.name] for field in fields(Decision)}
    decision["verdict"] = Verdict(decision["verdict"])
    decision["status"] = Status(decision["status"]) if decision["status"] else None
    rest = {
        field.name: values[field.name]
        for field in fields(JournalEntry)
        if field.name not in ("decision", "stage", "tool_status")
    }
    return JournalEntry(
        decision=Decision(**decision),
        stage=Stage(values["stage"]),
        tool_status=Status(values["tool_status"]) if values["tool_status"] else None,
        **rest,
    )
