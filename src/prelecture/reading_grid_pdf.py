"""Ruled tables of a PDF as rows of cells that keep their paragraphs (border layer)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, TypeAlias

from prelecture.errors import EncryptedDossier, LimitExceeded, ScannedDossier, UnreadableDossier
from prelecture.reading_grid import Cell, GridRow, lines_of
from prelecture.reading_pdf_extract import Box, PageContent, PageReader, Word
from prelecture.reading_pdf_layout import Line, join_pieces, merged_cells, ruled_grids, segments
from prelecture.reading_pdf_words import mend_words
from prelecture.settings import ReadingLimits
from prelecture.structure import is_lone_marker, strip_bullet
from prelecture.typography import join_lines
from prelecture.wording import importing as words

# pypdfium2 ships no types.
PdfObject: TypeAlias = Any

_PASSWORD_ERROR = 4
_CODE = re.compile(r"^(?:[A-Z]{1,3}r?\.?\s?\d+(?:\.\d+)*|Crit[èe]re\s\d)")
_BASELINE = 0.3
_WIDE_GAP = 1.75
_LOOSE_GAP = 1.25


def pdf_rows(data: bytes, *, name: str, limits: ReadingLimits) -> list[GridRow]:
    """Return the table rows and loose paragraphs of a PDF, page after page.

    Raises ScannedDossier, EncryptedDossier, LimitExceeded or UnreadableDossier.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD_ERROR:
            raise EncryptedDossier(words.ENCRYPTED.format(name=name)) from error
        raise UnreadableDossier(words.UNREADABLE.format(name=name, detail="PDF endommagé")) from error
    try:
        pages = _contents(document, name, limits)
    finally:
        document.close()
    rows = [row for page in _without_furniture(_page_rows(pages)) for row in page]
    if not any(any(row.cells) for row in rows):
        raise ScannedDossier(words.SCANNED.format(name=name))
    return rows


def _contents(document: PdfObject, name: str, limits: ReadingLimits) -> list[PageContent]:
    if len(document) > limits.pages:
        raise LimitExceeded(words.TOO_MANY_PAGES.format(name=name, limit=limits.pages))
    reader = PageReader(page_characters=limits.page_characters, page_objects=limits.page_objects)
    pages = [reader.read(document, index) for index in range(len(document))]
    mend_words(pages)
    return pages


def _page_rows(pages: Sequence[PageContent]) -> list[list[GridRow]]:
    found: list[list[GridRow]] = []
    tables = 0
    for number, page in enumerate(pages, start=1):
        placed: list[tuple[float, list[GridRow]]] = []
        boxes: list[Box] = []
        for xs, ys, verticals, horizontals in ruled_grids(page.rules):
            tables += 1
            box = Box(xs[0], ys[0], xs[-1], ys[-1])
            boxes.append(box)
            inside = [word for word in page.words if box.covers(*_middle(word))]
            owner = merged_cells(xs, ys, verticals, horizontals)
            placed.append((box.y1, _table_rows(inside, xs, ys, owner, tables, number)))
        outside = [word for word in page.words if not any(box.covers(*_middle(word)) for box in boxes)]
        for paragraph in _paragraphs(_lines(outside)):
            row = GridRow((lines_of([_joined(paragraph)]),), 0, number)
            placed.append((paragraph[0].y, [row]))
        placed.sort(key=lambda item: -item[0])
        found.append([row for _, rows in placed for row in rows])
    return found


def _middle(word: Word) -> tuple[float, float]:
    return (word.x0 + word.x1) / 2, word.y + _BASELINE * word.style.size


def _table_rows(
    inside: Sequence[Word],
    xs: Sequence[float],
    ys: Sequence[float],
    owner: dict[tuple[int, int], tuple[int, int]],
    table: int,
    page: int,
) -> list[GridRow]:
    """Return the rows of a grid, top first; ``owner`` maps a slot to the first one of its merged cell."""
    rows, columns = len(ys) - 1, len(xs) - 1
    held: dict[tuple[int, int], list[Word]] = {}
    for word in inside:
        x, y = _middle(word)
        column = sum(x >= edge for edge in xs[1:-1])
        row = rows - 1 - sum(y >= edge for edge in ys[1:-1])
        held.setdefault(owner[row, column], []).append(word)
    ends = {slot: xs[column + 1] for (_, column), slot in sorted(owner.items())}
    return [
        GridRow(
            tuple(
                _cell(held.get((row, column), []), xs[column], ends.get((row, column), xs[-1]))
                for column in range(columns)
            ),
            table,
            page,
        )
        for row in range(rows)
    ]


def _cell(held: Sequence[Word], left: float, right: float) -> Cell:
    lines = _lines(held)
    padding = min((line.x0 - left for line in lines), default=0.0)
    return lines_of([_joined(paragraph) for paragraph in _paragraphs(lines, reach=right - max(padding, 0.0))])


# ---------------------------------------------------------------- lines and paragraphs


def _lines(held: Sequence[Word]) -> list[Line]:
    return [line for line in join_pieces(segments(held)) if line.text.strip()]


def _paragraphs(lines: Sequence[Line], *, reach: float = 0.0) -> list[list[Line]]:
    """Return the lines grouped into paragraphs. ``reach`` is where the column ends, by default the
    longest line: a line that stops short of it was ended by its writer."""
    reach = reach or max((line.x1 for line in lines), default=0.0)
    gaps = [a.y - b.y for a, b in pairwise(lines) if a.y > b.y]
    leading = min(gaps, default=0.0)
    groups: list[list[Line]] = []
    for line in lines:
        if groups and _continues(groups[-1], line, reach, leading):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _continues(group: Sequence[Line], line: Line, reach: float, leading: float) -> bool:
    before = group[-1]
    if is_lone_marker(before.text):
        return True
    if is_lone_marker(line.text) or strip_bullet(line.text) is not None or _CODE.match(line.text):
        return False
    gap = before.y - line.y
    if not 0 < gap <= _WIDE_GAP * before.height:
        return False
    # Had the writer not ended that line, the next word would have stood on it.
    room = reach - before.x1 - 0.3 * line.size - line.first_width
    if line.text[0].islower() or line.text[0] in "(,.;:":
        return gap <= _LOOSE_GAP * leading or room <= 0
    # In a narrow column every line looks full; a sentence that ends with its line ends the paragraph.
    return not before.text.endswith((".", ";", ":")) and room <= 0 and gap <= _LOOSE_GAP * leading


def _joined(paragraph: Sequence[Line]) -> str:
    text, cut = "", False
    for line in paragraph:
        text = join_lines(text, line.text, hyphen=cut) if text else line.text
        cut = line.cut
    return text


# ---------------------------------------------------------------- running headers and footers


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
