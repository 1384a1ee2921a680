"""A juror's reading of a map, worked out from the journal: pure functions, nothing is stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from prelecture.datamodel import CoverageMap, Decision, Evidence, Finding, Status, Verdict
from prelecture.review_store import JournalEntry, Stage, finding_sha256

Span = tuple[int, int]

# A verdict of the tool that a juror can confirm or not; the others conclude nothing.
CONCLUSIONS = (Status.FOUND, Status.PARTIAL, Status.NOT_FOUND)
HASTY_RUN = 20
HASTY_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class CriterionReview:
    """Where one juror stands on one criterion.

    ``first`` is the view given before the tool's answer was shown. ``status`` is the juror's own:
    the first view as long as no other followed, None where there is neither. ``stale`` says that the
    finding changed since a decision.
    """

    criterion: str
    first: Status | None = None
    status: Status | None = None
    level: str = ""
    comment: str = ""
    accepted: frozenset[Span] = frozenset()
    set_aside: frozenset[Span] = frozenset()
    added: tuple[JournalEntry, ...] = ()
    stale: bool = False

    @property
    def is_read(self) -> bool:
        """Tell whether the juror has answered: a status or a level of their own."""
        return self.status is not None or bool(self.level)

    @property
    def is_started(self) -> bool:
        marks = (self.first, self.comment, self.accepted, self.set_aside, self.added)
        return self.is_read or any(marks)


@dataclass(frozen=True, slots=True)
class Progress:
    """How many criteria a juror has answered, of those that can be judged in this dossier."""

    read: int
    total: int


@dataclass(frozen=True, slots=True)
class Confrontation:
    """One criterion as several jurors answered it, in the jurors' order."""

    finding: Finding
    reviews: tuple[CriterionReview, ...]

    @property
    def agree(self) -> bool | None:
        """Tell whether all who answered gave the same status and level; None with fewer than two."""
        answers = [(review.status, review.level.strip()) for review in self.reviews if review.is_read]
        return len(set(answers)) == 1 if len(answers) > 1 else None


def to_review(coverage: CoverageMap) -> tuple[Finding, ...]:
    """Return the findings that a juror can judge in this dossier, in the map's order."""
    return tuple(finding for finding in coverage.findings if finding.status is not Status.NOT_EXPECTED)


def reviews_of(coverage: CoverageMap, entries: Iterable[JournalEntry]) -> dict[str, CriterionReview]:
    """Return one juror's reviews by criterion id, from the entries of theirs that count."""
    by_criterion: dict[str, list[JournalEntry]] = {f.criterion.id: [] for f in coverage.findings}
    for entry in entries:
        if entry.decision.criterion in by_criterion:
            by_criterion[entry.decision.criterion].append(entry)
    return {
        finding.criterion.id: review_of(finding, by_criterion[finding.criterion.id])
        for finding in coverage.findings
    }


def review_of(finding: Finding, entries: Sequence[JournalEntry]) -> CriterionReview:
    """Return one juror's review of a criterion, from the entries that count, oldest first."""
    first: Status | None = None
    status: Status | None = None
    level = comment = ""
    evidence: dict[Span, Verdict] = {}
    added = []
    current = finding_sha256(finding)
    for entry in entries:
        decision = entry.decision
        span = _span(decision)
        if entry.stage is Stage.FIRST:
            first = first or decision.status
        elif decision.verdict is Verdict.ADDED:
            added.append(entry)
        elif span is not None:
            evidence[span] = decision.verdict
        elif decision.verdict is Verdict.NOTED:
            level, comment = decision.level, decision.comment
            status = decision.status or status
        else:
            status = decision.status or entry.tool_status
    return CriterionReview(
        criterion=finding.criterion.id,
        first=first,
        status=status or first,
        level=level,
        comment=comment,
        accepted=frozenset(span for span, verdict in evidence.items() if verdict is Verdict.CONFIRMED),
        set_aside=frozenset(span for span, verdict in evidence.items() if verdict is Verdict.SET_ASIDE),
        added=tuple(added),
        stale=any(
            entry.decision.finding_sha256 != current for entry in entries if entry.stage is not Stage.DONE
        ),
    )


def _span(decision: Decision) -> Span | None:
    if decision.evidence_start is None or decision.evidence_end is None:
        return None
    return decision.evidence_start, decision.evidence_end


# ---------------------------------------------------------------- decisions


def answer(finding: Finding, status: Status, *, reviewer: str, review: CriterionReview) -> Decision:
    """Return the juror's status as a decision: it confirms the tool's, differs, or stands alone."""
    if finding.status not in CONCLUSIONS:
        return Decision(
            finding.criterion.id,
            Verdict.NOTED,
            reviewer,
            "",
            status=status,
            level=review.level,
            comment=review.comment,
        )
    if status is finding.status:
        return Decision(finding.criterion.id, Verdict.CONFIRMED, reviewer, "")
    return Decision(finding.criterion.id, Verdict.OVERRULED, reviewer, "", status=status)


def first_view(finding: Finding, status: Status, *, reviewer: str) -> Decision:
    """Return the view that a juror gives before seeing the tool's answer."""
    return Decision(finding.criterion.id, Verdict.NOTED, reviewer, "", status=status)


def on_evidence(finding: Finding, item: Evidence, *, accepted: bool, reviewer: str) -> Decision:
    """Return the decision that accepts a quoted passage or sets it aside."""
    return Decision(
        finding.criterion.id,
        Verdict.CONFIRMED if accepted else Verdict.SET_ASIDE,
        reviewer,
        "",
        evidence_start=item.start,
        evidence_end=item.end,
        quote=item.quote,
        page=item.page,
    )


def own_passage(finding: Finding, *, quote: str, page: int | None, reviewer: str) -> Decision:
    """Return a passage that the juror adds."""
    return Decision(
        finding.criterion.id, Verdict.ADDED, reviewer, "", quote=" ".join(quote.split()), page=page
    )


def notes(finding: Finding, *, level: str, comment: str, reviewer: str) -> Decision:
    """Return the juror's level and comment, both at once so that the last entry is the whole truth."""
    return Decision(
        finding.criterion.id, Verdict.NOTED, reviewer, "", level=level.strip(), comment=comment.strip()
    )


def done(*, reviewer: str) -> Decision:
    """Return the entry that closes a juror's reading."""
    return Decision("", Verdict.NOTED, reviewer, "")


# ---------------------------------------------------------------- moving and comparing


def progress(coverage: CoverageMap, reviews: Mapping[str, CriterionReview]) -> Progress:
    """Return how far a juror is."""
    wanted = to_review(coverage)
    return Progress(sum(reviews[finding.criterion.id].is_read for finding in wanted), len(wanted))


def next_unread(coverage: CoverageMap, reviews: Mapping[str, CriterionReview], *, after: str) -> str | None:
    """Return the id of the next criterion without an answer, going round once; None when all have one."""
    ids = [finding.criterion.id for finding in to_review(coverage)]
    start = ids.index(after) + 1 if after in ids else 0
    return next((id for id in ids[start:] + ids[:start] if not reviews[id].is_read), None)


def agrees(finding: Finding, status: Status | None) -> bool | None:
    """Tell whether a juror's status is the tool's; None where either concludes nothing."""
    if status not in CONCLUSIONS or finding.status not in CONCLUSIONS:
        return None
    return status is finding.status


def has_finished(entries: Iterable[JournalEntry]) -> bool:
    """Tell whether a juror closed their reading: nothing recorded after the closing entry."""
    last = None
    for entry in entries:
        last = entry.stage
    return last is Stage.DONE


def confront(
    coverage: CoverageMap, reviews: Sequence[Mapping[str, CriterionReview]]
) -> tuple[Confrontation, ...]:
    """Return the jurors' answers side by side, for the criteria that can be judged here."""
    return tuple(
        Confrontation(finding, tuple(one[finding.criterion.id] for one in reviews))
        for finding in to_review(coverage)
    )


def is_hasty(entries: Sequence[JournalEntry]) -> bool:
    """Tell whether the last agreements with the tool came faster than one can read.

    Twenty confirmations in a row, less than three seconds each on average: a person nods along.
    """
    run = [
        entry
        for entry in entries
        if entry.stage is Stage.REVIEW and entry.decision.verdict is not Verdict.NOTED
    ][-HASTY_RUN:]
    if len(run) < HASTY_RUN or any(entry.decision.verdict is not Verdict.CONFIRMED for entry in run):
        return False
    first, last = (datetime.fromisoformat(entry.decision.date) for entry in (run[0], run[-1]))
    return (last - first).total_seconds() < HASTY_SECONDS * (HASTY_RUN - 1)


def counting_decisions(entries: Iterable[JournalEntry]) -> tuple[Decision, ...]:
    """Return the decisions themselves, for the reports: closing entries left out."""
    return tuple(entry.decision for entry in entries if entry.stage is not Stage.DONE)
