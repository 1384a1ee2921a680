"""A map with errors planted on purpose, so that jurors learn to check the tool in five minutes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from prelecture.datamodel import Caution, CoverageMap, Finding, Status
from prelecture.services.reviewing import CriterionReview

KINDS = ("hidden", "invented", "swapped")


@dataclass(frozen=True, slots=True)
class Planted:
    """One error: on which criterion, of which kind, and the finding as it was."""

    criterion: str
    kind: str
    truth: Finding


def plant_errors(coverage: CoverageMap) -> tuple[CoverageMap, tuple[Planted, ...]]:
    """Return the map with up to three errors, one of each kind, always the same for the same map.

    ``hidden``: passages retrieved are shown as merely near. ``invented``: near passages are shown as
    evidence. ``swapped``: a criterion bears the passages of another one.
    """
    planted: list[Planted] = []
    findings = list(coverage.findings)
    for kind, error in (("hidden", _hidden), ("invented", _invented), ("swapped", _swapped)):
        taken = {item.criterion for item in planted}
        for number, finding in enumerate(findings):
            changed = error(finding, coverage) if finding.criterion.id not in taken else None
            if changed is not None:
                planted.append(Planted(finding.criterion.id, kind, finding))
                findings[number] = changed
                break
    return replace(coverage, findings=tuple(findings)), tuple(planted)


def is_caught(error: Planted, shown: Finding, review: CriterionReview) -> bool:
    """Tell whether a juror's own status, or a passage set aside, goes against the planted error."""
    if error.kind == "swapped":
        spans = {(item.start, item.end) for item in shown.evidence}
        return bool(spans & review.set_aside) or (review.status or shown.status) is not shown.status
    return review.status is not None and review.status is not shown.status


def caught(
    errors: tuple[Planted, ...], coverage: CoverageMap, reviews: Mapping[str, CriterionReview]
) -> tuple[tuple[Planted, bool], ...]:
    """Return each planted error with whether the juror went against it."""
    shown = {finding.criterion.id: finding for finding in coverage.findings}
    return tuple(
        (error, is_caught(error, shown[error.criterion], reviews[error.criterion])) for error in errors
    )


def errors_of(coverage: CoverageMap, truth: CoverageMap) -> tuple[Planted, ...]:
    """Return the errors planted in a map, found again from the map it was made from."""
    planted, errors = plant_errors(truth)
    return errors if planted.findings == coverage.findings else ()


_Error = Callable[[Finding, CoverageMap], Finding | None]


def _hidden(finding: Finding, coverage: CoverageMap) -> Finding | None:
    del coverage
    if finding.status is not Status.FOUND or not finding.evidence:
        return None
    return replace(
        finding,
        status=Status.NOT_FOUND,
        expectations=tuple(replace(item, found=False) for item in finding.expectations),
        evidence=(),
        nearest=tuple(replace(item, cautions=(Caution.WEAK,)) for item in finding.evidence),
        reason="",
    )


def _invented(finding: Finding, coverage: CoverageMap) -> Finding | None:
    del coverage
    if finding.status is not Status.NOT_FOUND or not finding.nearest:
        return None
    return replace(
        finding,
        status=Status.FOUND,
        expectations=tuple(replace(item, found=True) for item in finding.expectations),
        evidence=tuple(replace(item, cautions=()) for item in finding.nearest[:1]),
        nearest=(),
        reason="",
    )


def _swapped(finding: Finding, coverage: CoverageMap) -> Finding | None:
    if finding.status is not Status.FOUND or not finding.evidence:
        return None
    quotes = {item.quote for item in finding.evidence}
    donors = [
        other
        for other in reversed(coverage.findings)
        if other.status in (Status.FOUND, Status.PARTIAL)
        and other.evidence
        and quotes.isdisjoint(item.quote for item in other.evidence)
    ]
    if not donors or not finding.expectations:
        return None
    first = finding.expectations[0].id
    return replace(
        finding, evidence=tuple(replace(item, expectation=first) for item in donors[0].evidence[:1])
    )
