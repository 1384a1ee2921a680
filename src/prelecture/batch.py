"""A class of dossiers: each is read in a process of its own kind, one failure never stops the others.

``review_many`` is the function; ``start`` runs it in the background for a folder that holds the
job, and ``read_job`` tells at any moment, from any process, where it stands. All state is files
written whole or not at all, so that a crash or a restart loses at most the dossier being read.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from prelecture.datamodel import CoverageMap
from prelecture.errors import InvalidMap, PrelectureError, StoreError
from prelecture.reports.map_json import dump_map, load_map
from prelecture.wording import app as words

REVIEWER = "prelecture.pipeline:review"
SUFFIXES = (".pdf", ".docx", ".odt", ".md", ".txt")
JOB_FILE = "classe.json"
STATE_FILE = "etat.json"
LOG_FILE = "journal.txt"
MAPS_FOLDER = "cartes"
FILES_FOLDER = "dossiers"
_SILENCE_SECONDS = 180


class ItemState(StrEnum):
    """Where one dossier of a class stands."""

    WAITING = "waiting"
    READING = "reading"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class BatchItem:
    """One dossier of a class. ``path`` is the file; ``message`` is the French reason of a failure.

    ``reused`` says that an earlier run had already read the same bytes.
    """

    path: str
    sha256: str
    state: ItemState = ItemState.WAITING
    message: str = ""
    reused: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """A class as it was asked for. ``codes`` gives each file's code by fingerprint."""

    title: str
    owner: str
    referential: str
    assessment: str
    created: str
    codes: dict[str, str]
    names: dict[str, str]
    reviewer: str = REVIEWER


@dataclass(frozen=True, slots=True)
class JobState:
    """What is known of a class in the background. ``running`` is false once its process has ended."""

    items: tuple[BatchItem, ...]
    running: bool

    def count(self, state: ItemState) -> int:
        return sum(item.state is state for item in self.items)


OnItem = Callable[[BatchItem], None]


def find_dossiers(paths: Sequence[str | Path]) -> tuple[Path, ...]:
    """Return the readable files among the paths and in the folders among them, sorted by name."""
    found: list[Path] = []
    for path in map(Path, paths):
        inside = (
            sorted(path.rglob("*"), key=lambda file: file.as_posix().casefold()) if path.is_dir() else [path]
        )
        found += [
            file
            for file in inside
            if file == path
            or (file.is_file() and file.suffix.lower() in SUFFIXES and file.name[:1] not in ".~")
        ]
    return tuple(dict.fromkeys(found))


def review_many(
    paths: Sequence[str | Path],
    *,
    referential: str | Path,
    assessment: str,
    maps: Path,
    workers: int = 1,
    reviewer: str = REVIEWER,
    on_item: OnItem = lambda item: None,
) -> tuple[BatchItem, ...]:
    """Review each file and save its map as ``maps/<sha256>-<key>.json``; return what became of each.

    A file whose map is already there for this référentiel and exam part is not read again.
    ``on_item`` is called at each change of state. ``reviewer`` names a function "module:name" with
    the signature of ``pipeline.review``. A file that fails, or that brings its process down, is
    reported and the others go on.

    Raises StoreError where ``maps`` cannot be written.
    """
    key = map_key(referential, assessment)
    items = [_fingerprinted(Path(path)) for path in paths]
    try:
        maps.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(words.FOLDER_REFUSED.format(folder=maps, detail=error.strerror)) from error
    results: dict[int, BatchItem] = {}

    def settle(number: int, item: BatchItem) -> None:
        results[number] = item
        on_item(item)

    waiting: list[int] = []
    for number, item in enumerate(items):
        if item.state is ItemState.FAILED:
            settle(number, item)
        elif _saved(maps, item.sha256, key):
            settle(number, replace(item, state=ItemState.DONE, reused=True))
        else:
            waiting.append(number)
    task = _Task(str(referential), assessment, reviewer, str(maps), key)
    _review_all(task, [(number, items[number]) for number in waiting], settle, on_item, max(1, workers))
    return tuple(results[number] for number in range(len(items)))


def map_key(referential: str | Path, assessment: str) -> str:
    """Return what tells the maps of one exam part from another's in a file name."""
    return hashlib.sha256(f"{referential}\n{assessment}".encode()).hexdigest()[:12]


def map_path(maps: Path, sha256: str, *, referential: str | Path, assessment: str) -> Path:
    """Return where ``review_many`` saves the map of a file."""
    return maps / f"{sha256}-{map_key(referential, assessment)}.json"


@dataclass(frozen=True, slots=True)
class _Task:
    referential: str
    assessment: str
    reviewer: str
    maps: str
    key: str


def _fingerprinted(path: Path) -> BatchItem:
    try:
        return BatchItem(str(path), hashlib.sha256(path.read_bytes()).hexdigest())
    except OSError as error:
        message = words.FILE_UNREADABLE.format(name=path.name, detail=error.strerror)
        return BatchItem(str(path), "", ItemState.FAILED, message)


def _saved(maps: Path, sha256: str, key: str) -> bool:
    path = maps / f"{sha256}-{key}.json"
    if not path.is_file():
        return False
    try:
        load_map(path)
    except InvalidMap:
        # Cut by a full disk or made by an older version: it is read again.
        return False
    return True


def _review_all(
    task: _Task,
    items: list[tuple[int, BatchItem]],
    settle: Callable[[int, BatchItem], None],
    on_item: OnItem,
    workers: int,
) -> None:
    """Read the items in a pool of processes; after a crash, begin again with what is left."""
    left = dict(items)
    suspects: list[int] = []
    while left:
        # Files at work during a crash are read alone: one that crashes again is the cause.
        chosen = suspects[:1] or list(left)
        unfinished = _run_pool(
            task, [(n, left[n]) for n in chosen], settle, on_item, 1 if suspects else workers
        )
        if suspects:
            number = suspects.pop(0)
            if unfinished:
                settle(number, replace(left[number], state=ItemState.FAILED, message=words.READING_CRASHED))
            del left[number]
            continue
        left = {number: left[number] for number in unfinished}
        # The pool hands out files in order, one more than it has processes.
        suspects = unfinished[: workers + 1]


def _run_pool(
    task: _Task,
    batch: list[tuple[int, BatchItem]],
    settle: Callable[[int, BatchItem], None],
    on_item: OnItem,
    workers: int,
) -> list[int]:
    """Read the batch; return the numbers, in order, that a crash of the pool left unfinished."""
    unfinished = [number for number, _ in batch]
    # "spawn": a forked child of a process that runs torch's threads may hang.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        futures: list[tuple[int, BatchItem, Future[str]]] = []
        for number, item in batch:
            futures.append((number, item, pool.submit(_review_one, task, item.path, item.sha256)))
        for number, item, future in futures:
            on_item(replace(item, state=ItemState.READING))
            try:
                message = future.result()
            except BrokenProcessPool:
                return unfinished
            unfinished.remove(number)
            state = ItemState.FAILED if message else ItemState.DONE
            settle(number, replace(item, state=state, message=message))
    return unfinished


def _review_one(task: _Task, path: str, sha256: str) -> str:
    """Review one file in a child process and save its map; return "" or why it failed, in French."""
    # Imported here: the services are built on this module.
    from prelecture.services.examples import own_expectations

    module, _, name = task.reviewer.partition(":")
    review = getattr(import_module(module), name)
    try:
        coverage: CoverageMap = review(
            path, referential=task.referential, assessment=task.assessment, extra=own_expectations()
        )
    except PrelectureError as error:
        return str(error)
    except Exception as error:
        # A defect of the tool on one file must not stop the class; it is named, and logged whole.
        sys.excepthook(type(error), error, error.__traceback__)
        return words.UNEXPECTED.format(kind=type(error).__name__)
    write_whole(Path(task.maps) / f"{sha256}-{task.key}.json", dump_map(coverage))
    return ""


def write_whole(path: Path, text: str) -> None:
    """Write a file so that a reader finds the old text or the new one, never a part."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(text, encoding="utf-8")
    os.replace(draft, path)


# ---------------------------------------------------------------- in the background


def create_job(
    folder: Path,
    files: Sequence[tuple[str, bytes]],
    *,
    title: str,
    owner: str,
    referential: str,
    assessment: str,
    codes: Sequence[str],
    reviewer: str = REVIEWER,
) -> Job:
    """Lay down a class in a new folder: its files under their fingerprint, and what is asked.

    ``files`` are (name, bytes) pairs and ``codes`` their codes, in the same order; the same bytes
    given twice count once.
    """
    target = folder / FILES_FOLDER
    try:
        target.mkdir(parents=True, mode=0o700, exist_ok=True)
    except OSError as error:
        raise StoreError(words.FOLDER_REFUSED.format(folder=folder, detail=error.strerror)) from error
    names: dict[str, str] = {}
    given: dict[str, str] = {}
    for (name, content), code in zip(files, codes, strict=True):
        sha256 = hashlib.sha256(content).hexdigest()
        if sha256 in names:
            continue
        names[sha256], given[sha256] = Path(name).name, code
        (target / f"{sha256}{Path(name).suffix.lower()}").write_bytes(content)
    created = datetime.now(UTC).isoformat(timespec="seconds")
    job = Job(title, owner, referential, assessment, created, given, names, reviewer)
    write_whole(folder / JOB_FILE, json.dumps(asdict(job), ensure_ascii=False, indent=2))
    return job


def load_job(folder: Path) -> Job:
    """Return the class laid down in a folder. Raises StoreError where there is none."""
    try:
        values: dict[str, Any] = json.loads((folder / JOB_FILE).read_text(encoding="utf-8"))
        return Job(**values)
    except (OSError, ValueError, TypeError) as error:
        raise StoreError(words.UNKNOWN_CLASS) from error


def job_files(folder: Path, job: Job) -> tuple[Path, ...]:
    """Return the files of a class in the order they were given; one that has gone is left out."""
    by_name = {path.stem: path for path in (folder / FILES_FOLDER).iterdir()}
    return tuple(by_name[sha256] for sha256 in job.names if sha256 in by_name)


def start(folder: Path) -> None:
    """Begin or resume the class of a folder in a process of its own; return at once.

    The process goes on when the page is closed. Where one is already at work, nothing happens.
    """
    if read_job(folder).running:
        return
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with (folder / LOG_FILE).open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "prelecture.batch", str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=environment,
            start_new_session=True,
        )
    _children.append(process)
    job = load_job(folder)
    waiting = [BatchItem(str(path), path.stem) for path in job_files(folder, job)]
    _write_state(folder, waiting, pid=process.pid)


# Popen objects are kept so that a finished child is reaped and does not look alive.
_children: list[subprocess.Popen[bytes]] = []


def read_job(folder: Path) -> JobState:
    """Return where the class of a folder stands. A run that stopped half-way is not ``running``."""
    for process in _children:
        process.poll()
    try:
        values = json.loads((folder / STATE_FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return JobState((), running=False)
    except ValueError as error:
        raise StoreError(words.UNKNOWN_CLASS) from error
    items = tuple(BatchItem(**{**item, "state": ItemState(item["state"])}) for item in values["items"])
    return JobState(items, running=_is_alive(values["pid"], folder))


def _is_alive(pid: int, folder: Path) -> bool:
    if os.name == "nt":
        # os.kill would end the process there; a class writes its state at each dossier.
        return time.time() - (folder / STATE_FILE).stat().st_mtime < _SILENCE_SECONDS
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, PermissionError):
        return False
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        # No /proc on this system: the number alone must do.
        return True
    # The number may have been given to another program since.
    return str(folder).encode() in command


def _write_state(folder: Path, items: Sequence[BatchItem], *, pid: int) -> None:
    content = {"pid": pid, "items": [asdict(item) for item in items]}
    write_whole(folder / STATE_FILE, json.dumps(content, ensure_ascii=False))


def run_job(folder: Path) -> None:
    """Review the class of a folder, writing its state at each step."""
    job = load_job(folder)
    paths = job_files(folder, job)
    items = {str(path): BatchItem(str(path), path.stem) for path in paths}
    _write_state(folder, list(items.values()), pid=os.getpid())

    def note(item: BatchItem) -> None:
        items[item.path] = item
        _write_state(folder, list(items.values()), pid=os.getpid())

    review_many(
        paths,
        referential=job.referential,
        assessment=job.assessment,
        maps=folder / MAPS_FOLDER,
        reviewer=job.reviewer,
        on_item=note,
    )


def job_map(folder: Path, job: Job, sha256: str) -> CoverageMap:
    """Return the map of one dossier of a class. Raises InvalidMap where it has not been read."""
    path = map_path(folder / MAPS_FOLDER, sha256, referential=job.referential, assessment=job.assessment)
    return load_map(path)


if __name__ == "__main__":
    run_job(Path(sys.argv[1]))
