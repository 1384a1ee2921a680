"""A class in the background: failures stay apart, what was read is not read again."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from prelecture import batch
from prelecture.batch import BatchItem, ItemState
from prelecture.errors import InvalidMap, StoreError
from prelecture.reports.map_json import load_map

FAKE = "fake_review:review"


@pytest.fixture(autouse=True)
def _children_see_the_tests(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))


def write(folder, **contents):
    paths = []
    for name, content in contents.items():
        path = folder / f"{name}.pdf"
        path.write_bytes(content)
        paths.append(path)
    return paths


def run(paths, folder, **options):
    return batch.review_many(
        paths,
        referential="icd-racm",
        assessment="B1E1",
        maps=folder / "cartes",
        **{"reviewer": FAKE, **options},
    )


@pytest.mark.parametrize("workers", [1, 2])
def test_one_bad_file_does_not_stop_the_others(tmp_path, workers):
    paths = write(tmp_path, a=b"un", b=b"REFUSE", c=b"DEFECT", d=b"CRASH", e=b"deux")
    items = run([*paths, tmp_path / "parti.pdf"], tmp_path, workers=workers)
    assert [item.state for item in items] == [
        ItemState.DONE,
        ItemState.FAILED,
        ItemState.FAILED,
        ItemState.FAILED,
        ItemState.DONE,
        ItemState.FAILED,
    ]
    assert items[1].message.startswith("Ce fichier est abîmé")
    assert "KeyError" in items[2].message
    assert "arrêtée deux fois" in items[3].message
    assert "parti.pdf" in items[5].message
    saved = batch.map_path(tmp_path / "cartes", items[0].sha256, referential="icd-racm", assessment="B1E1")
    assert load_map(saved).dossier.name == "a.pdf"


def test_what_was_read_is_not_read_again_and_a_damaged_map_is(tmp_path):
    paths = write(tmp_path, a=b"un", b=b"deux")
    first = run(paths, tmp_path)
    for item in first[1:]:
        batch.map_path(
            tmp_path / "cartes", item.sha256, referential="icd-racm", assessment="B1E1"
        ).write_text("{cou")
    again = run(paths, tmp_path)
    assert [item.reused for item in again] == [True, False]
    assert all(item.state is ItemState.DONE for item in again)


def test_another_exam_part_is_another_map(tmp_path):
    paths = write(tmp_path, a=b"un")
    run(paths, tmp_path)
    (item,) = batch.review_many(
        paths, referential="icd-racm", assessment="B1E2", maps=tmp_path / "cartes", reviewer=FAKE
    )
    assert not item.reused


def test_each_change_of_state_is_told(tmp_path):
    seen = []
    run(write(tmp_path, a=b"un"), tmp_path, on_item=lambda item: seen.append(item.state))
    assert seen == [ItemState.READING, ItemState.DONE]


def test_a_folder_gives_its_readable_files_by_name(tmp_path):
    (tmp_path / "sous").mkdir()
    for name in ("b.PDF", "sous/a.docx", "notes.xlsx", ".cache.pdf", "~$a.docx"):
        (tmp_path / name).write_bytes(b"x")
    found = batch.find_dossiers([tmp_path, tmp_path / "b.PDF"])
    assert [path.name for path in found] == ["b.PDF", "a.docx"]


def make_job(folder, *contents):
    files = [(f"dossier {n}.pdf", content) for n, content in enumerate(contents)]
    codes = [f"D-{n:03d}" for n, _ in enumerate(contents)]
    return batch.create_job(
        folder,
        files,
        title="BTS 2",
        owner="local",
        referential="icd-racm",
        assessment="B1E1",
        codes=codes,
        reviewer=FAKE,
    )


def wait(folder, condition, seconds=30):
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        state = batch.read_job(folder)
        if condition(state):
            return state
        time.sleep(0.05)
    raise AssertionError(f"{batch.read_job(folder)} {(folder / batch.LOG_FILE).read_text()}")


def test_a_class_goes_through_in_the_background(tmp_path):
    job = make_job(tmp_path, b"un", b"REFUSE", b"un")
    assert batch.load_job(tmp_path) == job
    assert len(job.names) == 2
    batch.start(tmp_path)
    state = wait(tmp_path, lambda state: not state.running and state.count(ItemState.WAITING) == 0)
    assert (state.count(ItemState.DONE), state.count(ItemState.FAILED)) == (1, 1)
    assert batch.job_map(tmp_path, job, next(iter(job.names))).run.assessment == "B1E1"
    with pytest.raises(InvalidMap):
        batch.job_map(tmp_path, job, "f" * 64)


def test_an_interrupted_class_is_seen_as_such_and_resumes(tmp_path):
    job = make_job(tmp_path, b"un", b"deux")
    first = next(iter(job.names))
    run([tmp_path / batch.FILES_FOLDER / f"{first}.pdf"], tmp_path)
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    items = [BatchItem(f"{name}.pdf", name, ItemState.READING) for name in job.names]
    batch._write_state(tmp_path, items, pid=gone.pid)
    assert not batch.read_job(tmp_path).running
    batch.start(tmp_path)
    state = wait(tmp_path, lambda state: not state.running and state.count(ItemState.DONE) == 2)
    assert [item.reused for item in state.items] == [True, False]


def test_the_number_of_another_program_is_not_taken_for_the_class(tmp_path):
    batch._write_state(tmp_path, [], pid=os.getpid())
    assert not batch.read_job(tmp_path).running


def test_a_damaged_class_is_said_in_french(tmp_path):
    with pytest.raises(StoreError, match="classe"):
        batch.load_job(tmp_path)
    (tmp_path / batch.JOB_FILE).write_text(json.dumps({"title": "x"}))
    with pytest.raises(StoreError, match="classe"):
        batch.load_job(tmp_path)
