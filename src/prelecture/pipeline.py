"""A dossier goes in, a coverage map comes out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
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
    Finding,
    Passage,
    Readability,
    Referential,
    Reliability,
    Retrieval,
    RunInfo,
    Searched,
)
from prelecture.encoding import open_encoder
from prelecture.errors import InvalidReferential
from prelecture.form_checks import check_form
from prelecture.knowledge import learn
from prelecture.matching import Matcher, find_evidence, may_be_evidence, open_matcher
from prelecture.passages import split_passages
from prelecture.reading import read_dossier
from prelecture.referential import assessment_of, criteria_of, load_expectations, load_referential
from prelecture.settings import TOOL_VERSION, resource
from prelecture.wording import referential as words

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
    library = library_for(criteria, extra=extra)
    progress("reading")
    dossier = read_dossier(path, exact_pages=exact_pages)
    progress("splitting")
    passages = split_passages(dossier, split_sentences=language.split_sentences)
    progress("matching")
    matcher = matcher_for(criteria, encoder=encoder, extra=extra)
    retrievals = retrieve(dossier, passages, criteria, matcher)
    progress("writing")
    findings = conclude(dossier, passages, official, criteria, retrievals, library, matcher)
    return CoverageMap(
        run=RunInfo(
            TOOL_VERSION,
            matcher.scorer.version,
            matcher.encoder.name,
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
    dossier: Dossier, passages: tuple[Passage, ...], criteria: tuple[Criterion, ...], matcher: Matcher
) -> dict[str, Retrieval]:
    """Return the retrievals of all expectations of the criteria, and of those that the jury judges."""
    written = [c for c in criteria if c.expected_in is ExpectedIn.DOSSIER]
    return find_evidence(
        dossier,
        passages,
        list(dict.fromkeys(use.id for c in written for use in c.expectations)),
        matcher=matcher,
        official_texts=[c.text for c in criteria],
        questions={c.id: c.text for c in criteria if c.expected_in is ExpectedIn.JURY},
    )


def conclude(
    dossier: Dossier,
    passages: tuple[Passage, ...],
    official: Referential,
    criteria: tuple[Criterion, ...],
    retrievals: Mapping[str, Retrieval],
    library: Mapping[str, Expectation],
    matcher: Matcher,
) -> tuple[Finding, ...]:
    """Return the finding of each criterion, by the thresholds and calibration of the trained parts."""
    return build_findings(
        criteria,
        retrievals,
        library,
        official,
        searched_in(dossier, passages),
        thresholds=matcher.scorer.thresholds,
        calibration=matcher.scorer.calibration,
        reliability=reliability_of(official.id, criteria),
    )


@cache
def shipped_library() -> dict[str, Expectation]:
    """Return the shipped expectations, without their passages."""
    return load_expectations()


@cache
def shipped_matcher(encoder: str = "") -> Matcher:
    """Return the trained parts, loaded once a process."""
    matcher = open_matcher(open_encoder(encoder))
    if not encoder:
        return matcher
    # Vectors of another encoder live in another space: everything that the shipped one learned is computed anew.
    return Matcher(matcher.encoder, learn(load_expectations(examples=True), matcher.encoder), matcher.scorer)


def library_for(
    criteria: Sequence[Criterion], *, extra: Mapping[str, Expectation] | None = None
) -> dict[str, Expectation]:
    """Return the shipped library with the ``extra`` expectations.

    Raises InvalidReferential where a criterion points at an expectation that neither has.
    """
    library = {**shipped_library(), **(extra or {})}
    if unknown := sorted({use.id for c in criteria for use in c.expectations} - library.keys()):
        raise InvalidReferential(words.unknown_expectations(unknown))
    return library


def matcher_for(
    criteria: Sequence[Criterion], *, encoder: str = "", extra: Mapping[str, Expectation] | None = None
) -> Matcher:
    """Return trained parts that know every expectation of the criteria.

    Expectations that the training did not see, ``extra`` ones or later additions to the library,
    are learned on the spot from their example passages. Raises
    InvalidReferential as ``library_for``.
    """
    library_for(criteria, extra=extra)
    own = extra or {}
    matcher = shipped_matcher(encoder)
    asked = {use.id for c in criteria for use in c.expectations}
    new = {name for name in asked if name not in matcher.knowledge.positions or name in own}
    if not new:
        return matcher
    with_examples = {**load_expectations(examples=True), **own}
    learned = learn(
        {name: with_examples[name] for name in sorted(new)},
        matcher.encoder,
        nothing=matcher.knowledge.nothing,
    )
    return Matcher(matcher.encoder, matcher.knowledge.with_more(learned), matcher.scorer)


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
