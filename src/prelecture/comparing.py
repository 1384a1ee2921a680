"""Two maps of successive drafts -> what was gained, kept, lost, with the sentences that did it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from prelecture.datamodel import (
    Change,
    CoverageDiff,
    CoverageMap,
    CriterionChange,
    Evidence,
    Finding,
    Status,
)
from prelecture.errors import InvalidMap
from prelecture.wording import reports as words

# Two quotes alike from here on are one passage, corrected or slightly extended.
SAME_PASSAGE = 80.0
# A quote contained in a longer one is the same passage, cut elsewhere, unless it is very short.
_CONTAINED = 95.0
_CONTAINED_LENGTH = 40

# Only these three say how much was retrieved; the other statuses say why nothing can be said.
_ORDER = {Status.NOT_FOUND: 0, Status.PARTIAL: 1, Status.FOUND: 2}


def compare(before: CoverageMap, after: CoverageMap) -> CoverageDiff:
    """Return, criterion by criterion, what changed from one draft to the next.

    Evidence is matched by quote similarity, so that a moved or lightly corrected passage is kept.
    GAINED and LOST follow the statuses found, partial, not found; a draft whose pages cannot be
    read loses nothing, it is CHANGED.

    Raises InvalidMap where the maps are not of the same exam part, or not of the same criteria.
    """
    _check_comparable(before, after)
    findings = {finding.criterion.id: finding for finding in after.findings}
    return CoverageDiff(
        before.dossier,
        after.dossier,
        tuple(_change(finding, findings[finding.criterion.id]) for finding in before.findings),
    )


def compare_drafts(maps: Sequence[CoverageMap]) -> tuple[CoverageDiff, ...]:
    """Return the comparison of each draft with the next one. Raises InvalidMap, as ``compare``."""
    if len(maps) < 2:
        raise InvalidMap(words.COMPARE_TWO)
    return tuple(compare(before, after) for before, after in pairwise(maps))


def _check_comparable(before: CoverageMap, after: CoverageMap) -> None:
    first, second = ((m.run.referential, m.run.assessment) for m in (before, after))
    if first != second:
        raise InvalidMap(words.COMPARE_PARTS.format(first=" ".join(first), second=" ".join(second)))
    if {f.criterion.id for f in before.findings} != {f.criterion.id for f in after.findings}:
        raise InvalidMap(words.COMPARE_CRITERIA)


def _change(before: Finding, after: Finding) -> CriterionChange:
    new, lost = _unmatched(before.evidence, after.evidence)
    return CriterionChange(
        after.criterion,
        _kind(before.status, after.status, bool(new or lost)),
        before.status,
        after.status,
        new,
        lost,
    )


def _kind(before: Status, after: Status, moved: bool) -> Change:
    if before is after:
        return Change.CHANGED if moved else Change.KEPT
    if before is Status.NOT_CONCLUDED and after in (Status.PARTIAL, Status.FOUND):
        return Change.GAINED
    if before in _ORDER and after in _ORDER:
        return Change.GAINED if _ORDER[after] >= _ORDER[before] else Change.LOST
    return Change.CHANGED


def _unmatched(
    before: Sequence[Evidence], after: Sequence[Evidence]
) -> tuple[tuple[Evidence, ...], tuple[Evidence, ...]]:
    """Return the evidence of each draft that no evidence of the other one resembles."""
    olds, news = _distinct(before), _distinct(after)
    pairs = sorted(
        (
            (_similarity(old.quote, new.quote), i, j)
            for i, old in enumerate(olds)
            for j, new in enumerate(news)
        ),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    kept_old: set[int] = set()
    kept_new: set[int] = set()
    for similarity, i, j in pairs:
        if similarity >= SAME_PASSAGE and i not in kept_old and j not in kept_new:
            kept_old.add(i)
            kept_new.add(j)
    return (
        tuple(new for j, new in enumerate(news) if j not in kept_new),
        tuple(old for i, old in enumerate(olds) if i not in kept_old),
    )


def _distinct(items: Sequence[Evidence]) -> tuple[Evidence, ...]:
    return tuple({(item.start, item.end, item.quote): item for item in items}.values())


def _similarity(old: str, new: str) -> float:
    from rapidfuzz import fuzz

    first, second = (" ".join(quote.casefold().split()) for quote in (old, new))
    ratio = fuzz.ratio(first, second)
    if min(len(first), len(second)) < _CONTAINED_LENGTH:
        return ratio
    contained = fuzz.partial_ratio(first, second)
    return max(ratio, contained) if contained >= _CONTAINED else ratio
