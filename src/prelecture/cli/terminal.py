"""A coverage map for the terminal: by block and criterion, status in words and sign, colour on top."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from collections.abc import Iterator

from prelecture.datamodel import CoverageMap, Evidence, Finding, Readability, Status
from prelecture.reports.view import caution_words, page_reference, quoted
from prelecture.wording import JURY_DECIDES, STATUS_LABELS, STATUS_SIGNS
from prelecture.wording import cli as words

_COLOURS = {
    Status.FOUND: "32",
    Status.PARTIAL: "33",
    Status.NOT_FOUND: "35",
    Status.NOT_CONCLUDED: "36",
    Status.NOT_EXPECTED: "2",
    Status.JURY_ONLY: "34",
}
QUOTE_LETTERS = 220
WIDEST = 100


def render_terminal(coverage: CoverageMap) -> str:
    """Return the map as text. Colours only on a terminal, and never where NO_COLOR is set."""
    return "\n".join(_lines(coverage))


def _lines(coverage: CoverageMap) -> Iterator[str]:
    width = min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns)
    info = coverage.dossier
    yield from (_strong(line) for line in _wrapped(info.title or info.name, width, ""))
    for line in words.header(coverage).splitlines():
        yield from _wrapped(line, width, "")
    unread = [p.number for p in info.pages if p.readability is Readability.UNREADABLE]
    if unread:
        yield from _wrapped(words.unread(unread), width, "  ")
    for warning in info.warnings:
        yield from _wrapped(f"! {warning.message}", width, "  ")
    block = ""
    for finding in coverage.findings:
        if finding.criterion.block != block:
            block = finding.criterion.block
            yield ""
            yield from (
                _strong(line)
                for line in _wrapped(words.block(block, coverage.block_titles.get(block, "")), width, "")
            )
        yield ""
        yield from _finding(finding, coverage, width)
    yield ""
    yield from _form(coverage, width)
    yield words.counts(coverage)
    yield from _wrapped(JURY_DECIDES, width, "")


def _finding(finding: Finding, coverage: CoverageMap, width: int) -> Iterator[str]:
    status = f"{STATUS_SIGNS[finding.status]} {STATUS_LABELS[finding.status]}"
    yield f"{_colour(status, _COLOURS[finding.status])}  {finding.criterion.id}"
    yield from _wrapped(finding.criterion.text, width, "  ")
    if finding.status is Status.NOT_EXPECTED:
        yield from _wrapped(finding.reason, width, "    ")
        return
    for evidence in finding.evidence[:1]:
        yield from _quote(evidence, coverage, width)
    if finding.status is not Status.FOUND:
        if finding.missing and finding.status is not Status.JURY_ONLY:
            yield from _wrapped(words.missing([e.label for e in finding.missing]), width, "    ")
        if finding.status is Status.NOT_CONCLUDED:
            yield from _wrapped(finding.reason, width, "    ")
        if finding.nearest:
            yield f"    {words.NEAREST}"
        for evidence in finding.nearest[:2]:
            yield from _quote(evidence, coverage, width)
    if finding.status is Status.NOT_FOUND:
        yield f"    {words.searched(finding)}"


def _quote(evidence: Evidence, coverage: CoverageMap, width: int) -> Iterator[str]:
    notes = "".join(f" [{caution}]" for caution in caution_words(evidence))
    place = f"{page_reference(evidence, coverage.dossier)}{notes}"
    yield from _wrapped(f"{quoted(evidence.quote, QUOTE_LETTERS)} ({place})", width, "    ")


def _form(coverage: CoverageMap, width: int) -> Iterator[str]:
    if coverage.form:
        yield _strong(words.FORM)
        for fact in coverage.form:
            pages = f" ({words.pages(fact.pages)})" if fact.pages else ""
            yield from _wrapped(f"- {fact.message}{pages}", width, "  ")
        yield ""


def _wrapped(text: str, width: int, indent: str) -> list[str]:
    return textwrap.wrap(" ".join(text.split()), width, initial_indent=indent, subsequent_indent=indent) or [
        indent
    ]


def _coloured() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def _colour(text: str, code: str) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if _coloured() else text


def _strong(text: str) -> str:
    return _colour(text, "1")
