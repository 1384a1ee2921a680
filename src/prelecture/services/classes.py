"""A tutor's class: its folder, its drafts, what its maps have in common, its feedback in one ZIP."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from prelecture import batch
from prelecture.batch import ItemState, Job, JobState
from prelecture.datamodel import CoverageMap, CriterionRef, Finding, Status
from prelecture.errors import StoreError
from prelecture.reports.exporting import ExportFormat, export
from prelecture.reports.view import TO_CHECK
from prelecture.review_store import data_folder
from prelecture.wording import app as words

_FOLDER = "classes"
# "martin_v2.pdf", "Martin - version 2.docx", "martin (2).pdf": the same candidate's later draft.
_DRAFT = re.compile(r"[\s_.-]*(?:v|version|vers)[\s_.-]*(\d+)$|[\s_-]*\((\d+)\)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ClassDossier:
    """One file of a class: its code, its name, its draft number, and its map once read."""

    sha256: str
    code: str
    name: str
    candidate: str
    draft: int
    coverage: CoverageMap | None


@dataclass(frozen=True, slots=True)
class ClassView:
    """A class as it stands. ``dossiers`` are in the order given, never sorted by what was found."""

    folder: Path
    job: Job
    state: JobState
    dossiers: tuple[ClassDossier, ...]

    @property
    def latest(self) -> tuple[ClassDossier, ...]:
        """The last draft read of each candidate, in the order given."""
        last: dict[str, ClassDossier] = {}
        for dossier in self.dossiers:
            known = last.get(dossier.candidate)
            if dossier.coverage and (known is None or dossier.draft >= known.draft):
                last[dossier.candidate] = dossier
        return tuple(last.values())

    @property
    def drafts(self) -> dict[str, tuple[CoverageMap, ...]]:
        """The maps of each candidate by code, the oldest draft first."""
        by_candidate: dict[str, list[ClassDossier]] = {}
        for dossier in self.dossiers:
            if dossier.coverage:
                by_candidate.setdefault(dossier.candidate, []).append(dossier)
        return {
            dossiers[0].code: tuple(d.coverage for d in sorted(dossiers, key=_draft_number) if d.coverage)
            for dossiers in by_candidate.values()
        }


def _draft_number(dossier: ClassDossier) -> int:
    return dossier.draft


@dataclass(frozen=True, slots=True)
class FragileCriterion:
    """A criterion that several dossiers of a class still have to show, with the codes to look at."""

    criterion: CriterionRef
    codes: dict[Status, tuple[str, ...]]

    @property
    def count(self) -> int:
        return sum(len(codes) for codes in self.codes.values())


def class_folder() -> Path:
    """Return the folder of all classes, made where it is not there."""
    folder = data_folder() / _FOLDER
    folder.mkdir(exist_ok=True)
    return folder


def new_class(
    files: Sequence[tuple[str, bytes]],
    *,
    title: str,
    owner: str,
    referential: str,
    assessment: str,
    reviewer: str,
) -> str:
    """Lay down a class, start reading it in the background, and return its id."""
    id = secrets.token_urlsafe(9)
    folder = class_folder() / id
    batch.create_job(
        folder,
        files,
        title=title,
        owner=owner,
        referential=referential,
        assessment=assessment,
        codes=codes_for([name for name, _ in files]),
        reviewer=reviewer,
    )
    batch.start(folder)
    return id


def codes_for(names: Sequence[str]) -> list[str]:
    """Return anonymous codes in the order given; the drafts of one candidate share theirs."""
    numbers: dict[str, int] = {}
    return [f"C-{numbers.setdefault(split_draft(name)[0], len(numbers) + 1):03d}" for name in names]


def split_draft(name: str) -> tuple[str, int]:
    """Return who a file name is about, folded, and its draft number, 1 where it bears none."""
    stem = Path(name).stem.strip()
    found = _DRAFT.search(stem)
    if not found or not found.start():
        return stem.casefold(), 1
    return stem[: found.start()].strip().casefold(), int(found.group(1) or found.group(2))


def list_classes(*, owner: str | None) -> tuple[tuple[str, Job], ...]:
    """Return (id, class) pairs, oldest first; of one owner where one is given."""
    found = []
    for folder in class_folder().iterdir():
        try:
            job = batch.load_job(folder)
        except StoreError:
            # A folder that holds no class is none of ours to show.
            continue
        if owner is None or job.owner == owner:
            found.append((folder.name, job))
    return tuple(sorted(found, key=lambda pair: pair[1].created))


def view_class(id: str) -> ClassView:
    """Return a class as it stands. Raises StoreError where there is none."""
    folder = folder_of(id)
    job = batch.load_job(folder)
    state = batch.read_job(folder)
    done = {item.sha256 for item in state.items if item.state is ItemState.DONE}
    dossiers = tuple(_dossiers(folder, job, done))
    return ClassView(folder, job, state, dossiers)


def folder_of(id: str) -> Path:
    """Return the folder of a class. Raises StoreError where the id cannot be one."""
    if not re.fullmatch(r"[\w-]+", id):
        raise StoreError(words.UNKNOWN_CLASS)
    return class_folder() / id


def _dossiers(folder: Path, job: Job, done: set[str]) -> Iterator[ClassDossier]:
    for sha256, name in job.names.items():
        candidate, draft = split_draft(name)
        coverage = batch.job_map(folder, job, sha256) if sha256 in done else None
        yield ClassDossier(sha256, job.codes[sha256], name, candidate, draft, coverage)


def file_of(view: ClassView, sha256: str) -> bytes:
    """Return the bytes of one file of a class. Raises StoreError where it has gone."""
    for path in batch.job_files(view.folder, view.job):
        if path.stem == sha256:
            return path.read_bytes()
    raise StoreError(words.UNKNOWN_DOSSIER)


def erase_class(id: str) -> None:
    """Remove a class with its files and maps; the reading under way, if any, finds nothing left."""
    shutil.rmtree(folder_of(id), ignore_errors=True)


def fragile_criteria(maps: Mapping[str, CoverageMap]) -> tuple[FragileCriterion, ...]:
    """Return the criteria that some dossier still has to show, in the référentiel's order."""
    found: dict[str, tuple[CriterionRef, dict[Status, list[str]]]] = {}
    for code, coverage in maps.items():
        for finding in coverage.findings:
            _, codes = found.setdefault(finding.criterion.id, (finding.criterion, {}))
            if finding.status in TO_CHECK:
                codes.setdefault(finding.status, []).append(code)
    return tuple(
        FragileCriterion(ref, {status: tuple(codes[status]) for status in TO_CHECK if status in codes})
        for ref, codes in found.values()
        if codes
    )


def across(maps: Mapping[str, CoverageMap], criterion: str) -> tuple[tuple[str, Finding], ...]:
    """Return (code, finding) pairs for one criterion, in the order of the class."""
    return tuple(
        (code, finding)
        for code, coverage in maps.items()
        for finding in coverage.findings
        if finding.criterion.id == criterion
    )


def feedback_zip(maps: Mapping[str, CoverageMap]) -> bytes:
    """Return one ZIP with an HTML report per dossier, named by code: no name leaves the class."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for code, coverage in maps.items():
            archive.writestr(f"{code}.html", export(coverage, ExportFormat.HTML, code=code))
            archive.writestr(f"{code}-simple.html", export(coverage, ExportFormat.PLAIN, code=code))
    return buffer.getvalue()
