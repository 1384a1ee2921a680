"""Ruled tables of a PDF as rows of cells that keep their paragraphs (border layer, pdfplumber)."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from prelecture.errors import EncryptedDossier, LimitExceeded, ScannedDossier, UnreadableDossier
from prelecture.reading_grid import Cell, GridRow, lines_of
from prelecture.settings import ReadingLimits
from prelecture.structure import is_lone_marker, strip_bullet
from prelecture.typography import clean_characters, join_lines, squeeze
from prelecture.wording import importing as words

# pdfplumber ships no types.
_Page: TypeAlias = Any

_Box = tuple[float, float, float, float]
_CODE = re.compile(r"^(?:[A-Z]{1,3}r?\.?\s?\d+(?:\.\d+)*|Crit[èe]re\s\d)")
_ENDS = (".", ";", ":", "!", "?", "…")
_SHORT_LINE = 0.8
_WIDE_GAP = 1.6


@dataclass(frozen=True, slots=True)
class _Printed:
    text: str
    x0: float
    x1: float
    top: float
    bottom: float


def pdf_rows(data: bytes, *, name: str, limits: ReadingLimits) -> list[GridRow]:
    """Return the table rows and loose paragraphs of a PDF, page after page.

    Raises ScannedDossier, EncryptedDossier, LimitExceeded or UnreadableDossier.
    """
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfminer.pdfparser import PDFSyntaxError
    from pdfminer.psparser import PSException
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

    refused = (PdfminerException, MalformedPDFException, PDFSyntaxError, PSException, ValueError, KeyError)
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            if len(document.pages) > limits.pages:
                raise LimitExceeded(words.TOO_MANY_PAGES.format(name=name, limit=limits.pages))
            pages = [_page_rows(page, number) for number, page in enumerate(document.pages, start=1)]
    except refused as error:
        if any(isinstance(cause, PDFPasswordIncorrect) for cause in (error, *error.args)):
            raise EncryptedDossier(words.ENCRYPTED.format(name=name)) from error
        raise UnreadableDossier(words.UNREADABLE.format(name=name, detail=type(error).__name__)) from error
    rows = [row for page in _without_furniture(pages) for row in page]
    if not any(any(row.cells) for row in rows):
        raise ScannedDossier(words.SCANNED.format(name=name))
    return rows


def _page_rows(page: _Page, number: int) -> list[GridRow]:
    found = page.find_tables()
    placed: list[tuple[float, list[GridRow]]] = []
    for index, table in enumerate(found):
        identifier = number * 100 + index
        rows = [
            GridRow(tuple(_cell(page, box) for box in row.cells), identifier, number) for row in table.rows
        ]
        placed.append((table.bbox[1], rows))
    boxes = [table.bbox for table in found]
    outside = [line for line in _lines(page) if not any(_is_inside(line, box) for box in boxes)]
    for paragraph in _paragraphs(outside, page.width):
        placed.append((paragraph[0].top, [GridRow((lines_of([_joined(paragraph)]),), 0, number)]))
    page.close()
    return [row for _, rows in sorted(placed, key=lambda item: item[0]) for row in rows]


def _cell(page: _Page, box: _Box | None) -> Cell:
    if box is None or box[2] - box[0] < 2 or box[3] - box[1] < 2:
        return ()
    lines = _lines(page.crop(box, strict=False))
    texts = [_joined(paragraph) for paragraph in _paragraphs(lines, box[2] - box[0])]
    return lines_of(texts)


def _lines(area: _Page) -> list[_Printed]:
    lines = [
        _Printed(squeeze(clean_characters(line["text"])), line["x0"], line["x1"], line["top"], line["bottom"])
        for line in area.extract_text_lines(return_chars=False)
    ]
    return [line for line in lines if line.text]


def _is_inside(line: _Printed, box: _Box) -> bool:
    middle = (line.top + line.bottom) / 2
    return box[1] <= middle <= box[3] and line.x1 > box[0] and line.x0 < box[2]


def _paragraphs(lines: Sequence[_Printed], width: float) -> list[list[_Printed]]:
    """Return the lines grouped into paragraphs: the width of the column says where a line was wrapped."""
    reach = max((line.x1 for line in lines), default=0.0)
    groups: list[list[_Printed]] = []
    for line in lines:
        if groups and _continues(groups[-1], line, reach, width):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _continues(group: Sequence[_Printed], line: _Printed, reach: float, width: float) -> bool:
    before = group[-1]
    if is_lone_marker(before.text):
        return True
    if is_lone_marker(line.text) or strip_bullet(line.text) is not None or _CODE.match(line.text):
        return False
    if line.top - before.bottom > _WIDE_GAP * (line.bottom - line.top) or line.top < before.top:
        return False
    if line.text[0].islower() or line.text[0] in "(,.;:":
        return True
    # The next word would have fitted on the line before, so the writer ended that line.
    first = line.text.split(" ", 1)[0]
    room = (line.x1 - line.x0) * (len(first) + 1) / len(line.text)
    ended = before.x1 + room < reach or before.x1 - group[0].x0 < _SHORT_LINE * width * 0.5
    return not (ended or (before.text.endswith(_ENDS) and before.x1 + room < reach))


def _joined(paragraph: Sequence[_Printed]) -> str:
    text = ""
    for line in paragraph:
        text = join_lines(text, line.text) if text else line.text
    return text


def _without_furniture(pages: list[list[GridRow]]) -> list[list[GridRow]]:
    """Drop the loose lines that most pages repeat, numbers aside: running headers, footers, folios."""
    if len(pages) < 3:
        return pages
    seen = Counter(
        key for page in pages for key in {_furniture_key(row) for row in page if not row.table} if key
    )
    repeated = {key for key, count in seen.items() if count >= max(3, len(pages) // 2)}
    return [
        [row for row in page if row.table or _furniture_key(row) not in (*repeated, "")] for page in pages
    ]


def _furniture_key(row: GridRow) -> str:
    return re.sub(r"[\d\s/|–-]+", " ", row.text).strip().casefold()
