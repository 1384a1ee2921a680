"""What every report shows the same way: grouping by block, page references, harmless text."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from datetime import datetime

from prelecture.datamodel import CoverageMap, DossierInfo, Evidence, ExpectationFinding, Finding, Status
from prelecture.wording import CAUTION_LABELS, ZONE_LABELS, page_list, page_words
from prelecture.wording import reports as words

# XML 1.0 allows no other control character; DOCX and XLSX files holding one do not open.
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Unclosed direction marks of a quote would turn around the words of the report that follow it.
_DIRECTION_MARKS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

# The tool's answer, most useful to check first; not a ranking of criteria.
TO_CHECK = (Status.NOT_FOUND, Status.NOT_CONCLUDED, Status.PARTIAL)


@dataclass(frozen=True, slots=True)
class CompetencyView:
    id: str
    text: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class BlockView:
    id: str
    title: str
    competencies: tuple[CompetencyView, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(finding for competency in self.competencies for finding in competency.findings)


def by_block(coverage: CoverageMap) -> tuple[BlockView, ...]:
    """Return the findings grouped by block, then competency, in the order of the map."""
    groups: dict[str, dict[str, list[Finding]]] = {}
    for finding in coverage.findings:
        criterion = finding.criterion
        groups.setdefault(criterion.block, {}).setdefault(criterion.competency, []).append(finding)
    return tuple(
        BlockView(
            block,
            coverage.block_titles.get(block, ""),
            tuple(
                CompetencyView(id, coverage.competency_texts.get(id, ""), tuple(findings))
                for id, findings in competencies.items()
            ),
        )
        for block, competencies in groups.items()
    )


def clean(text: str) -> str:
    """Return the text without the characters that break XML or turn around the reading direction."""
    return _DIRECTION_MARKS.sub("", _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text))


def shorten(text: str, limit: int) -> str:
    """Return the text on one line, cut after a word and at most ``limit`` characters long."""
    line = " ".join(clean(text).split())
    if len(line) <= limit:
        return line
    # A word longer than half the room is cut inside, else nearly nothing would be left.
    space = line.rfind(" ", 0, limit)
    cut = line[:space] if space >= limit // 2 else line[: limit - 1]
    return cut.rstrip(" ,;:") + "…"


def quoted(text: str, limit: int) -> str:
    """Return the text on one line, shortened, between French quotation marks."""
    return f"«\N{NO-BREAK SPACE}{shorten(text, limit)}\N{NO-BREAK SPACE}»"


def page_reference(evidence: Evidence, dossier: DossierInfo) -> str:
    """Return where the quote is, such as "p. 12 (imprimée 10)"."""
    approximate = any(page.approximate for page in dossier.pages if page.number == evidence.page)
    return page_words(evidence.page, clean(evidence.page_label), approximate=approximate)


def caution_words(evidence: Evidence) -> tuple[str, ...]:
    """Return the cautions in French, and the zone where the quote is not in the body."""
    labels = tuple(CAUTION_LABELS[caution] for caution in evidence.cautions)
    zone = ZONE_LABELS[evidence.zone]
    return labels if evidence.zone.value in ("body", "annex") or zone in labels else (*labels, zone)


def confidence_words(value: float) -> str:
    """Return a calibrated probability as a word: a number beside a criterion reads as a mark."""
    if value >= 0.85:
        return words.CONFIDENCE_HIGH
    return words.CONFIDENCE_MEDIUM if value >= 0.6 else words.CONFIDENCE_LOW


def expectation_label(finding: Finding, id: str) -> str:
    """Return the French label of an expectation of the finding, or its id where the map has none."""
    return next((item.label for item in finding.expectations if item.id == id), id)


def shown_evidence(finding: Finding) -> tuple[tuple[Evidence, tuple[str, ...]], ...]:
    """Return each quoted passage once, with the labels of the expectations that it serves."""
    return _merge(finding, finding.evidence)


def shown_nearest(finding: Finding) -> tuple[tuple[Evidence, tuple[str, ...]], ...]:
    """Return each nearest passage once, with the labels of the expectations it was tried for."""
    return _merge(finding, finding.nearest)


def _merge(finding: Finding, items: tuple[Evidence, ...]) -> tuple[tuple[Evidence, tuple[str, ...]], ...]:
    merged: dict[tuple[int, int, str], tuple[Evidence, list[str]]] = {}
    for item in items:
        _, labels = merged.setdefault((item.start, item.end, item.quote), (item, []))
        label = expectation_label(finding, item.expectation)
        if label and label not in labels:
            labels.append(label)
    return tuple((item, tuple(labels)) for item, labels in merged.values())


def missing_labels(finding: Finding) -> tuple[str, ...]:
    """Return the labels of the essential expectations for which nothing was retrieved."""
    return tuple(item.label for item in finding.missing)


def not_retrieved(finding: Finding) -> tuple[ExpectationFinding, ...]:
    """Return all expectations for which nothing was retrieved, the essential ones first."""
    return tuple(sorted((e for e in finding.expectations if not e.found), key=lambda e: not e.essential))


def french_date(iso: str) -> str:
    """Return "19 mai 2025 à 10 h 32" for an ISO 8601 date, or the text as it is where it is none."""
    try:
        date = datetime.fromisoformat(iso)
    except ValueError:
        return clean(iso)
    day = "1er" if date.day == 1 else str(date.day)
    hour = f" à {date.hour} h {date.minute:02d}" if "T" in iso or " " in iso else ""
    return f"{day} {words.MONTHS[date.month - 1]} {date.year}{hour}"


def anchors(coverage: CoverageMap) -> dict[str, str]:
    """Return an HTML id per criterion id: readable, safe and unique."""
    found: dict[str, str] = {}
    for number, finding in enumerate(coverage.findings, start=1):
        slug = re.sub(r"[^a-z0-9]+", "-", finding.criterion.id.lower()).strip("-")[:40]
        name = f"critere-{slug}"
        found[finding.criterion.id] = name if name not in found.values() and slug else f"{name}-{number}"
    return found


def searched_words(finding: Finding) -> str:
    """Return where the tool looked for a criterion, in one or two sentences."""
    searched = finding.searched
    if not searched.passages:
        return words.SEARCHED_NOTHING
    sentence = words.SEARCHED.format(
        passages=searched.passages, pages=page_list(searched.pages) or words.SEARCHED_ALL
    )
    if not searched.unread_pages:
        return sentence
    return f"{sentence} {words.SEARCHED_UNREAD.format(pages=page_list(searched.unread_pages))}"


def reliability_words(finding: Finding) -> str:
    """Return how often the tool gave the annotated label on this criterion, empty where not measured."""
    reliability = finding.reliability
    if reliability is None:
        return ""
    if reliability.dossiers == 1:
        return words.RELIABILITY_ONE.format(agreed=words.RELIABILITY_ONE_AGREED[reliability.agreed == 1])
    return words.RELIABILITY.format(dossiers=reliability.dossiers, agreed=reliability.agreed)


def command(coverage: CoverageMap) -> str:
    """Return the command that makes this map again, safe to paste into a shell."""
    run = coverage.run
    options = ("--referentiel", run.referential, "--epreuve", run.assessment)
    return shlex.join(("prelecture", "relire", coverage.dossier.name, *options))
