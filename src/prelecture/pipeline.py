"""A dossier goes in, a coverage map comes out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from prelecture import language
from prelecture.coverage import build_findings
from prelecture.datamodel import (
    CoverageMap,
    Criterion,
    Dossier,
    DossierInfo,
    Expectation,
    ExpectedIn,
    Passage,
    Readability,
    Reliability,
    Retrieval,
    RunInfo,
    Searched,
)
from prelecture.encoding import open_encoder
from prelecture.form_checks import check_form
from prelecture.knowledge import learn
from prelecture.matching import Reading, find_evidence, may_be_evidence, open_reading
from prelecture.passages import split_passages
from prelecture.reading import read_dossier
from prelecture.referential import assessment_of, criteria_of, load_expectations, load_referential
from prelecture.settings import TOOL_VERSION, resource

Progress = Callable[[str], None]


def review(
    path: str | Path,
    *,
    referential: str | Path,
    assessment: str,
    encoder: str = "",
    exact_pages: bool = False,
    progress: Progress = lambda _: None,
    extra: Mapping[str, Expectation] | None = None,
) -> CoverageMap:
    """Return the coverage map of a dossier for an exam part of a référentiel.

    ``referential`` is a shipped id or a YAML file; ``encoder`` a local model folder instead of the
    shipped one; ``extra`` expectations of one's own, by id, which need no training.
    ``progress`` is told the stage: "reading", "splitting", "matching", "writing".

    Raises the errors of ``errors``: UnreadableDossier and its kinds, UnknownReferential,
    UnknownAssessment, InvalidReferential, MissingModel.
    """
    official = load_referential(referential)
    part = assessment_of(official, assessment)
    criteria = criteria_of(official, assessment)
    progress("reading")
    dossier = read_dossier(path, exact_pages=exact_pages)
    progress("splitting")
    passages = split_passages(dossier, split_sentences=language.split_sentences)
    progress("matching")
    reading, library = reading_for(criteria, encoder=encoder, extra=extra)
    retrievals = retrieve(dossier, passages, criteria, reading)
    progress("writing")
    findings = build_findings(
        criteria,
        retrievals,
        library,
        official,
        searched_in(dossier, passages),
        thresholds=reading.scorer.thresholds,
        calibration=reading.scorer.calibration,
        reliability=reliability_of(official.id, criteria),
    )
    return CoverageMap(
        run=RunInfo(
            TOOL_VERSION,
            reading.scorer.version,
            reading.encoder.name,
            official.id,
            official.version,
            part.id,
            {"pages": "exactes" if exact_pages else "du fichier"},
            datetime.now(UTC).isoformat(timespec="seconds"),
        ),
        dossier=describe(dossier),
        referential_title=official.title,
        assessment_title=part.title,
        findings=findings,
        form=check_form(dossier, part, split_sentences=language.split_sentences),
        block_titles={b.id: b.title for b in official.blocks},
        competency_texts={c.id: c.text for c in official.competencies if c.id in _used(criteria)},
        scale=official.scale,
    )


def _used(criteria: tuple[Criterion, ...]) -> set[str]:
    return {name for criterion in criteria for name in criterion.competencies}


def retrieve(
    dossier: Dossier, passages: tuple[Passage, ...], criteria: tuple[Criterion, ...], reading: Reading
) -> dict[str, Retrieval]:
    """Return the retrievals of all expectations of the criteria, and of those that the jury judges."""
    written = [c for c in criteria if c.expected_in is ExpectedIn.DOSSIER]
    return find_evidence(
        dossier,
        passages,
        list(dict.fromkeys(use.id for c in written for use in c.expectations)),
        reading=reading,
        official_texts=[c.text for c in criteria],
        questions={c.id: c.text for c in criteria if c.expected_in is ExpectedIn.JURY},
    )


@cache
def shipped_library() -> dict[str, Expectation]:
    """Return the shipped expectations, without their passages."""
    return load_expectations()


@cache
def shipped_reading(encoder: str = "") -> Reading:
    """Return the trained parts, loaded once a process."""
    reading = open_reading(open_encoder(encoder))
    if not encoder:
        return reading
    # Vectors of another encoder live in another space: everything that the shipped one learned is computed anew.
    return Reading(reading.encoder, learn(load_expectations(examples=True), reading.encoder), reading.scorer)


def reading_for(
    criteria: tuple[Criterion, ...], *, encoder: str = "", extra: Mapping[str, Expectation] | None = None
) -> tuple[Reading, dict[str, Expectation]]:
    """Return trained parts and library that know every expectation of the criteria.

    Expectations that the training did not see, ``extra`` ones or later additions to the library,
    are learned on the spot from their example passages.
    """
    reading, library = shipped_reading(encoder), {**shipped_library(), **(extra or {})}
    asked = {use.id for c in criteria for use in c.expectations}
    new = {name for name in asked if name not in reading.knowledge.positions or name in (extra or {})}
    if not new:
        return reading, library
    with_examples = {**load_expectations(examples=True), **(extra or {})}
    learned = learn(
        {name: with_examples[name] for name in sorted(new)},
        reading.encoder,
        nothing=reading.knowledge.nothing,
    )
    return Reading(reading.encoder, reading.knowledge.with_more(learned), reading.scorer), library


def searched_in(dossier: Dossier, passages: tuple[Passage, ...]) -> Searched:
    """Return where evidence was looked for, and the pages that could not be read."""
    where = [p for p in passages if may_be_evidence(p)]
    unread = tuple(p.number for p in dossier.pages if p.readability is Readability.UNREADABLE)
    return Searched(len(where), tuple(sorted({p.page for p in where if p.page is not None})), unread)


def describe(dossier: Dossier) -> DossierInfo:
    """Return what a map says of its dossier."""
    return DossierInfo(
        dossier.name,
        dossier.title,
        dossier.format,
        dossier.sha256,
        dossier.pages,
        dossier.warnings,
        dossier.hidden,
        len(dossier.text.split()),
    )


@cache
def _card() -> dict[str, dict[str, int]]:
    try:
        file = resource("models/model_card.json")
    except FileNotFoundError:
        return {}
    return dict(json.loads(file.read_text("utf-8")).get("criteria", {}))


def reliability_of(referential: str, criteria: tuple[Criterion, ...]) -> dict[str, Reliability]:
    """Return, per criterion, on how many annotated dossiers the tool gave the reader's label."""
    entries = {c.id: _card().get(f"{referential} {c.id}") for c in criteria}
    return {name: Reliability(entry["dossiers"], entry["agreed"]) for name, entry in entries.items() if entry}
