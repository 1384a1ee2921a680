"""The map as a CSV table that a French spreadsheet opens with a double click."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from prelecture.datamodel import CoverageMap, Evidence, Finding
from prelecture.reports.view import caution_words, clean, confidence_words, expectation_label, missing_labels
from prelecture.wording import STATUS_LABELS
from prelecture.wording import reports as words

# What Excel, LibreOffice and Google Sheets may take for the start of a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def render_csv(coverage: CoverageMap) -> str:
    """Return one row per passage, and one for each criterion that has none.

    Semicolons and a byte order mark, as French spreadsheets expect; a cell that could be read as a
    formula starts with an apostrophe.
    """
    text = StringIO()
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(words.CSV_COLUMNS)
    for finding in coverage.findings:
        for row in _rows(finding):
            writer.writerow([harmless(cell) for cell in row])
    return "\ufeff" + text.getvalue()


def harmless(cell: str) -> str:
    """Return the cell's text, preceded by an apostrophe where a spreadsheet would compute it."""
    text = clean(cell)
    return f"'{text}" if text.lstrip(" \ufeff").startswith(_FORMULA_STARTS) else text


def _rows(finding: Finding) -> Iterator[tuple[str, ...]]:
    criterion = finding.criterion
    start = (
        criterion.block,
        criterion.competency,
        criterion.code,
        criterion.text,
        STATUS_LABELS[finding.status],
        confidence_words(finding.confidence) if finding.expectations else "",
        " ; ".join(missing_labels(finding)),
    )
    kinds = ((words.CSV_QUOTED, finding.evidence), (words.CSV_NEAREST, finding.nearest))
    for kind, items in kinds:
        for item in items:
            yield (*start, kind, *_passage(finding, item))
    if not finding.evidence and not finding.nearest:
        yield (*start, "", "", "", "", "", "", "")


def _passage(finding: Finding, item: Evidence) -> tuple[str, ...]:
    return (
        expectation_label(finding, item.expectation),
        item.quote,
        "" if item.page is None else str(item.page),
        item.page_label,
        item.section,
        " ; ".join(caution_words(item)),
    )
