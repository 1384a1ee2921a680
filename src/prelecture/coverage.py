"""Turn retrievals into findings, by rules that a juror can read.

An expectation counts as retrieved when its calibrated probability reaches the threshold and at
least one passage shows it. Then, for a criterion:

* found: every essential expectation is retrieved;
* partial: something is retrieved, not everything essential;
* not found: nothing is;
* not concluded: nothing or not everything is, and pages that could hold it are unreadable, or the
  confidence in the status is under the limit chosen on the validation split.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod

from prelecture.datamodel import (
    Competency,
    Criterion,
    CriterionRef,
    Evidence,
    Expectation,
    ExpectationFinding,
    ExpectedIn,
    Finding,
    Referential,
    Reliability,
    Retrieval,
    Searched,
    Status,
)
from prelecture.scorer import Calibration, Thresholds
from prelecture.wording import coverage as words

NEAREST_SHOWN = 3
EVIDENCE_SHOWN = 6


def build_findings(
    criteria: Sequence[Criterion],
    retrievals: Mapping[str, Retrieval],
    library: Mapping[str, Expectation],
    referential: Referential,
    searched: Searched,
    *,
    thresholds: Thresholds,
    calibration: Calibration,
    reliability: Mapping[str, Reliability] | None = None,
) -> tuple[Finding, ...]:
    """Return one finding per criterion, in the given order.

    ``retrievals`` are keyed by expectation id, and by criterion id for those that the jury judges.
    """
    competencies = {c.id: c for c in referential.competencies}
    return tuple(
        _finding(
            criterion,
            reference(criterion, competencies),
            retrievals,
            library,
            searched,
            thresholds=thresholds,
            calibration=calibration,
            reliability=(reliability or {}).get(criterion.id),
        )
        for criterion in criteria
    )


def reference(criterion: Criterion, competencies: Mapping[str, Competency]) -> CriterionRef:
    """Return the criterion as a map quotes it: its competencies, and the block of the first of them."""
    first = criterion.competencies[0] if criterion.competencies else ""
    block = competencies[first].block if first in competencies else ""
    return CriterionRef(
        criterion.id,
        criterion.code,
        criterion.text,
        ", ".join(criterion.competencies),
        block,
        criterion.plain,
    )


def _finding(
    criterion: Criterion,
    ref: CriterionRef,
    retrievals: Mapping[str, Retrieval],
    library: Mapping[str, Expectation],
    searched: Searched,
    *,
    thresholds: Thresholds,
    calibration: Calibration,
    reliability: Reliability | None,
) -> Finding:
    if criterion.expected_in is ExpectedIn.ORAL:
        return Finding(ref, Status.NOT_EXPECTED, 1.0, reason=criterion.reason)
    if criterion.expected_in is ExpectedIn.JURY:
        near = retrievals[criterion.id].nearest if criterion.id in retrievals else ()
        return Finding(ref, Status.JURY_ONLY, 1.0, nearest=near, searched=searched, reason=criterion.reason)
    if not criterion.expectations:
        return Finding(ref, Status.NOT_CONCLUDED, 0.0, searched=searched, reason=words.NO_EXPECTATION)
    mine = [retrievals[use.id] for use in criterion.expectations]
    expectations = tuple(
        ExpectationFinding(
            use.id,
            library[use.id].label if use.id in library else use.id,
            use.essential,
            is_retrieved(retrieval, thresholds),
            round(retrieval.probability, 3),
        )
        for use, retrieval in zip(criterion.expectations, mine, strict=True)
    )
    status = status_of(expectations)
    confidence = round(calibration(raw_confidence(expectations, status)), 3)
    status, reason = _with_doubt(status, confidence, searched, thresholds)
    evidence = _evidence(expectations, mine)
    return Finding(
        ref,
        status,
        confidence,
        expectations,
        evidence if status is not Status.NOT_FOUND else (),
        _nearest(expectations, mine, evidence),
        searched,
        reason,
        reliability,
    )


def is_retrieved(retrieval: Retrieval, thresholds: Thresholds) -> bool:
    """Tell whether an expectation counts as retrieved: likely enough, and with a passage to show."""
    return retrieval.probability >= thresholds.found and bool(retrieval.nearest)


def status_of(expectations: Sequence[ExpectationFinding]) -> Status:
    """Return the status that the retrieved expectations give, before any doubt."""
    if not any(e.found for e in expectations):
        return Status.NOT_FOUND
    essential = [e for e in expectations if e.essential]
    return Status.FOUND if all(e.found for e in essential) else Status.PARTIAL


def raw_confidence(expectations: Sequence[ExpectationFinding], status: Status) -> float:
    """Return how likely the status is if the expectations were independent, between 0 and 1."""
    essential = [e.probability for e in expectations if e.essential]
    everything = prod(essential) if essential else 1 - prod(1 - e.probability for e in expectations)
    nothing = prod(1 - e.probability for e in expectations)
    if status is Status.FOUND:
        return everything
    if status is Status.NOT_FOUND:
        return nothing
    return max(0.0, 1 - everything - nothing)


def _with_doubt(
    status: Status, confidence: float, searched: Searched, thresholds: Thresholds
) -> tuple[Status, str]:
    if status is not Status.FOUND and searched.unread_pages:
        return Status.NOT_CONCLUDED, words.unread_pages(searched.unread_pages)
    if confidence < thresholds.sure:
        return Status.NOT_CONCLUDED, words.too_uncertain(status)
    return status, words.REASONS[status]


def _evidence(
    expectations: Sequence[ExpectationFinding], retrievals: Sequence[Retrieval]
) -> tuple[Evidence, ...]:
    """Return the passages of the retrieved expectations, each expectation's best first."""
    lists = [r.evidence or r.nearest[:1] for e, r in zip(expectations, retrievals, strict=True) if e.found]
    longest = max((len(found) for found in lists), default=0)
    rounds = [found[i] for i in range(longest) for found in lists if i < len(found)]
    return tuple(rounds[: max(EVIDENCE_SHOWN, len(lists))])


def _nearest(
    expectations: Sequence[ExpectationFinding], retrievals: Sequence[Retrieval], shown: Sequence[Evidence]
) -> tuple[Evidence, ...]:
    """Return the closest passages for what was not retrieved, refused ones included, best first."""
    missing = [r for e, r in zip(expectations, retrievals, strict=True) if not e.found]
    offers = sorted((e for r in missing for e in (*r.nearest, *r.refused)), key=lambda e: (-e.score, e.start))
    taken = {(e.expectation, e.start, e.end) for e in shown}
    places: set[tuple[int, int]] = set()
    kept = []
    for offer in offers:
        if (offer.start, offer.end) not in places and (
            offer.expectation,
            offer.start,
            offer.end,
        ) not in taken:
            places.add((offer.start, offer.end))
            kept.append(offer)
    return tuple(kept[:NEAREST_SHOWN])
