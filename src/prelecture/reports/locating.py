"""Where quotes stand on the pages of a PDF, for highlights and for drawing over page images."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from math import sin
from pathlib import Path
from typing import TYPE_CHECKING

from prelecture.datamodel import Evidence
from prelecture.errors import EncryptedDossier, UnreadableDossier
from prelecture.typography import clean_characters
from prelecture.wording import reports as words

if TYPE_CHECKING:
    import pypdfium2

Rect = tuple[float, float, float, float]

# Below this, partial_ratio accepts another sentence on the same subject (research: ux-and-law, 4).
MIN_SIMILARITY = 92.0
# A shorter folded text is found in the middle of other words; it must stand between word bounds.
_SAFE_LENGTH = 20
# A quote cut by a page break: its ends must be long enough to be no accident, and lie within the
# length of a running header or footer from the page's edge.
_MIN_HALF = 4
_FURNITURE = 160
_DEVICE = 100_000


@dataclass(frozen=True, slots=True)
class Place:
    """A quote, or the part of it that stands on one page, with one rectangle per line.

    ``rects`` are (left, bottom, right, top) in points of PDF user space, as QuadPoints want them.
    ``boxes`` are (left, top, width, height) as fractions of the displayed page, after rotation and
    crop, as an overlay over a page image wants them. ``exact`` is false where the text of the page
    only resembles the quote.
    """

    page: int
    rects: tuple[Rect, ...]
    boxes: tuple[Rect, ...]
    exact: bool = True


@dataclass(slots=True)
class _PageText:
    """A page's letters and digits, with the index in the page of each of them."""

    number: int
    folded: str
    index: list[int]
    letters: list[str]


@dataclass(slots=True)
class _Document:
    pdf: pypdfium2.PdfDocument
    pages: dict[int, _PageText] = field(default_factory=dict)
    open_pages: dict[int, tuple[pypdfium2.PdfPage, pypdfium2.PdfTextPage]] = field(default_factory=dict)

    def page(self, number: int) -> _PageText:
        if number not in self.pages:
            self.pages[number] = self._read(number)
        return self.pages[number]

    def _read(self, number: int) -> _PageText:
        from pypdfium2 import PdfiumError

        try:
            _, text_page = self.text_page(number)
        except PdfiumError:
            # A damaged page shows nothing, so it holds no quote; the other pages still do.
            return _PageText(number, "", [], [])
        return _read_page(text_page, number)

    def text_page(self, number: int) -> tuple[pypdfium2.PdfPage, pypdfium2.PdfTextPage]:
        if number not in self.open_pages:
            page = self.pdf[number - 1]
            self.open_pages[number] = (page, page.get_textpage())
        return self.open_pages[number]


Span = tuple[int, int, int]  # page, first and last index of the page's characters


def locate_quotes(source: str | Path | bytes, evidence: Iterable[Evidence]) -> list[tuple[Place, ...]]:
    """Return, for each quote in order, its places in the PDF: one per page, () where it is nowhere.

    A quote is searched on its own page first, then on the nearest ones. Case, accents, spaces,
    hyphens, ligatures and punctuation do not count; a table row, whose cells the reader joins by
    " | ", is searched cell by cell; a quote cut by a page break has two places.

    Raises UnreadableDossier or EncryptedDossier where the file does not open.
    """
    pdf = open_pdf(source)
    try:
        document = _Document(pdf)
        return [_places(document, item) for item in evidence]
    finally:
        pdf.close()


def open_pdf(source: str | Path | bytes) -> pypdfium2.PdfDocument:
    """Return the PDF opened by pdfium. Raises EncryptedDossier or UnreadableDossier."""
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(source)
    except (pypdfium2.PdfiumError, OSError) as error:
        # pdfium says "Incorrect password error" and has no class of its own for it.
        if "password" in str(error).lower():
            raise EncryptedDossier(words.PDF_ENCRYPTED) from error
        raise UnreadableDossier(words.PDF_UNREADABLE) from error


def fold(text: str) -> str:
    """Return the letters and digits of the text, without case or accents."""
    return "".join(map(_fold_character, text))


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    spelled = unicodedata.normalize("NFKD", clean_characters(character)).casefold()
    return "".join(part for part in spelled if part.isalnum())


def _read_page(text_page: pypdfium2.PdfTextPage, number: int) -> _PageText:
    import pypdfium2.raw as pdfium

    # get_text_range drops some characters, which shifts its indices from those of the rectangles.
    letters = [
        chr(code) if 0 <= code <= 0x10FFFF else " "
        for code in (pdfium.FPDFText_GetUnicode(text_page, i) for i in range(text_page.count_chars()))
    ]
    folded, index = [], []
    for position, letter in enumerate(letters):
        part = _fold_character(letter)
        folded.append(part)
        index.extend([position] * len(part))
    return _PageText(number, "".join(folded), index, letters)


def _places(document: _Document, evidence: Evidence) -> tuple[Place, ...]:
    order = _page_order(evidence.page, len(document.pdf))
    for search, exact in _SEARCHES:
        spans = search(document, evidence, order)
        if spans:
            return tuple(
                _to_place(document, page, spans, exact) for page in sorted({span[0] for span in spans})
            )
    return ()


def _page_order(page: int | None, count: int) -> list[int]:
    numbers = list(range(1, count + 1))
    return numbers if page is None else sorted(numbers, key=lambda n: (abs(n - page), n))


def _find_whole(document: _Document, evidence: Evidence, order: list[int]) -> list[Span]:
    wanted = fold(evidence.quote)
    if not wanted:
        return []
    for number in order:
        page = document.page(number)
        for start in _occurrences(page.folded, wanted):
            if len(wanted) >= _SAFE_LENGTH or _between_words(page, start, start + len(wanted)):
                return [_span(page, start, start + len(wanted), evidence.quote)]
    return []


def _find_over_break(document: _Document, evidence: Evidence, order: list[int]) -> list[Span]:
    """Find a quote that starts at the end of a page and goes on on the next one."""
    wanted = fold(evidence.quote)
    if len(wanted) < _SAFE_LENGTH:
        return []
    for number in order[: 3 if evidence.page is not None else len(order)]:
        if number == len(document.pdf):
            continue
        first, second = document.page(number), document.page(number + 1)
        # Prefixes found on the page are all those up to some length: the cut is found by bisection.
        cut = bisect_left(range(len(wanted) + 1), True, key=lambda n: wanted[:n] not in first.folded) - 1
        rest = wanted[cut:]
        start, after = first.folded.rfind(wanted[:cut]), second.folded.find(rest)
        if min(cut, len(rest)) < _MIN_HALF or after < 0 or after >= _FURNITURE:
            continue
        if len(first.folded) - start - cut >= _FURNITURE:
            continue
        return [
            _span(first, start, start + cut, ""),
            _span(second, after, after + len(rest), evidence.quote),
        ]
    return []


def _find_cells(document: _Document, evidence: Evidence, order: list[int]) -> list[Span]:
    """Find a table row, whose cells, and the lines of each cell, stand in an order of their own."""
    cells = _cells(evidence.quote)
    if len(cells) < 2:
        return []
    for number in order:
        spans = _row(document, number, cells)
        if spans:
            return spans
    return []


def _cells(quote: str) -> list[list[str]]:
    """Return the words of each cell of the table rows in a quote."""
    cells = [cell.split() for line in quote.split("\n") for cell in line.split(" | ")]
    return [cell for cell in cells if fold("".join(cell))]


def _row(document: _Document, number: int, cells: list[list[str]]) -> list[Span]:
    page = document.page(number)
    longest = max(cells, key=lambda cell: len(fold("".join(cell))))
    reach = 3 * len(fold("".join(word for cell in cells for word in cell))) + 200
    for anchor in _occurrences(page.folded, _longest_prefix(page, longest)[0]):
        window = (max(0, anchor - reach), anchor + reach)
        found: list[Span] = []
        for cell in cells:
            pieces = _cell(document, page, cell, anchor, window)
            if not pieces:
                break
            found += pieces
        else:
            return found
    return []


def _cell(
    document: _Document, page: _PageText, cell: list[str], anchor: int, window: tuple[int, int]
) -> list[Span]:
    """Return the lines of one cell: its first words nearest to the anchor, the rest right below."""
    part, used = _longest_prefix(page, cell, window)
    for start in sorted(_whole_words(page, part, window), key=lambda start: abs(start - anchor)):
        first = _span(page, start, start + len(part), "")
        rest = _below(document, page, cell[used:], first, window)
        if rest is not None:
            return [first, *rest]
    return []


def _below(
    document: _Document, page: _PageText, words_left: list[str], above: Span, window: tuple[int, int]
) -> list[Span] | None:
    """Return where the last words of a cell stand, line by line in its column, None if nowhere.

    pdfium may give the second line of a cell before the first one, so only geometry tells.
    """
    if not fold("".join(words_left)):
        return []
    part, used = _longest_prefix(page, words_left, window)
    for start in _whole_words(page, part, window):
        span = _span(page, start, start + len(part), "")
        if _same_column(document, above, span):
            rest = _below(document, page, words_left[used:], span, window)
            if rest is not None:
                return [span, *rest]
    return None


def _longest_prefix(
    page: _PageText, cell: list[str], window: tuple[int, int] | None = None
) -> tuple[str, int]:
    """Return the longest run of first words found in the page, folded, and their number."""
    for used in range(len(cell), 0, -1):
        part = fold("".join(cell[:used]))
        if part and next(iter(_whole_words(page, part, window)), None) is not None:
            return part, used
    return "", 0


def _whole_words(page: _PageText, part: str, window: tuple[int, int] | None) -> list[int]:
    first, last = window or (0, len(page.folded))
    return [
        start
        for start in _occurrences(page.folded, part)
        if first <= start < last
        and (len(part) >= _SAFE_LENGTH or _between_words(page, start, start + len(part)))
    ]


def _same_column(document: _Document, above: Span, below: Span) -> bool:
    first, second = (_to_place(document, span[0], [span], True).boxes[-1:] for span in (above, below))
    if not first or not second:
        return False
    left, right = (
        max(first[0][0], second[0][0]),
        min(first[0][0] + first[0][2], second[0][0] + second[0][2]),
    )
    return right > left and second[0][1] > first[0][1]


def _find_some_cells(document: _Document, evidence: Evidence, order: list[int]) -> list[Span]:
    """Find the beginning of each cell of a row that a page break cuts, if that is most of the row."""
    cells = _cells(evidence.quote)
    if len(cells) < 2:
        return []
    wanted = sum(len(fold("".join(cell))) for cell in cells)
    for number in order:
        page = document.page(number)
        longest, _ = max((_longest_prefix(page, cell) for cell in cells), key=lambda found: len(found[0]))
        for anchor in _whole_words(page, longest, None):
            window = (max(0, anchor - wanted), anchor + 2 * wanted)
            parts = [_longest_prefix(page, cell, window)[0] for cell in cells]
            if 2 * sum(map(len, parts)) >= wanted:
                return [_nearest(page, part, anchor, window) for part in parts if part]
    return []


def _find_turned(document: _Document, evidence: Evidence, order: list[int]) -> list[Span]:
    """Find a quote line by line on a turned page, where pdfium may give the lines in another order."""
    wanted = [word for word in evidence.quote.split() if fold(word)]
    if len(fold("".join(wanted))) < _SAFE_LENGTH:
        return []
    for number in order:
        page = document.page(number)
        if not page.letters or not document.text_page(number)[0].get_rotation():
            continue
        spans = _pieces(page, wanted)
        if spans:
            return spans
    return []


def _pieces(page: _PageText, wanted: list[str]) -> list[Span]:
    spans: list[Span] = []
    while wanted:
        part, used = _longest_prefix(page, wanted)
        starts = _whole_words(page, part, None)
        # A short piece that stands twice could be anywhere.
        if not starts or (len(part) < _SAFE_LENGTH // 2 and len(starts) >= 2):
            return []
        spans.append(_span(page, starts[0], starts[0] + len(part), ""))
        wanted = wanted[used:]
    return spans


def _nearest(page: _PageText, part: str, anchor: int, window: tuple[int, int]) -> Span:
    start = min(_whole_words(page, part, window), key=lambda start: abs(start - anchor))
    return _span(page, start, start + len(part), "")


def _find_like(document: _Document, evidence: Evidence, order: list[int]) -> list[Span]:
    """Find the text of the page that resembles the quote most, if it resembles it enough."""
    from rapidfuzz import fuzz

    wanted = fold(evidence.quote)
    if len(wanted) < _SAFE_LENGTH:
        return []
    best = None
    for number in order:
        page = document.page(number)
        if len(page.folded) < len(wanted):
            continue
        floor = best[0].score if best else MIN_SIMILARITY
        found = fuzz.partial_ratio_alignment(wanted, page.folded, score_cutoff=floor)
        if found and (best is None or found.score > best[0].score):
            best = (found, page)
    if best is None:
        return []
    return [_span(best[1], best[0].dest_start, best[0].dest_end, "")]


_SEARCHES = (
    (_find_whole, True),
    (_find_over_break, True),
    (_find_cells, True),
    (_find_turned, True),
    (_find_like, False),
    (_find_some_cells, False),
)


def _occurrences(text: str, wanted: str) -> Iterator[int]:
    start = text.find(wanted)
    while wanted and start >= 0:
        yield start
        start = text.find(wanted, start + 1)


def _between_words(page: _PageText, start: int, end: int) -> bool:
    before, after = page.index[start] - 1, page.index[end - 1] + 1
    return not (before >= 0 and page.letters[before].isalnum()) and not (
        after < len(page.letters) and page.letters[after].isalnum()
    )


def _span(page: _PageText, start: int, end: int, quote: str) -> Span:
    """Return the page's characters behind folded ones, with the punctuation that ends the quote."""
    last = page.index[end - 1]
    tail = quote.rstrip()
    while (
        tail
        and not tail[-1].isalnum()
        and last + 1 < len(page.letters)
        and page.letters[last + 1] in ".,;:!?»)”"
    ):
        last += 1
        tail = tail[:-1]
    return page.number, page.index[start], last


def _to_place(document: _Document, number: int, spans: list[Span], exact: bool) -> Place:
    page, text_page = document.text_page(number)
    to_display = display_matrix(page)
    lines = [
        line
        for span_page, first, last in spans
        if span_page == number
        for line in _lines(text_page, range(first, last + 1), to_display)
    ]
    return Place(number, tuple(rect for rect, _ in lines), tuple(box for _, box in lines), exact)


def display_matrix(page: pypdfium2.PdfPage) -> tuple[float, ...]:
    """Return (a, b, c, d, e, f) from user space to fractions of the displayed page, top left.

    pdfium itself converts three points, so that rotation, crop box and user unit are its own.
    """
    from ctypes import byref, c_int

    import pypdfium2.raw as pdfium

    def point(x: float, y: float) -> tuple[float, float]:
        left, top = c_int(), c_int()
        pdfium.FPDF_PageToDevice(page, 0, 0, _DEVICE, _DEVICE, 0, x, y, byref(left), byref(top))
        return left.value / _DEVICE, top.value / _DEVICE

    reach = 1000.0
    (e, f), (x1, y1), (x2, y2) = point(0, 0), point(reach, 0), point(0, reach)
    return (x1 - e) / reach, (y1 - f) / reach, (x2 - e) / reach, (y2 - f) / reach, e, f


def _lines(
    text_page: pypdfium2.PdfTextPage, characters: range, to_display: tuple[float, ...]
) -> Iterator[tuple[Rect, Rect]]:
    """Yield (user space rectangle, displayed box) per line of the characters."""
    import pypdfium2.raw as pdfium

    current: Rect | None = None
    for i in characters:
        rect = text_page.get_charbox(i, loose=True)
        if rect[2] - rect[0] <= 0 or rect[3] - rect[1] <= 0:
            continue
        # A page turned by /Rotate, or a table set sideways, has its lines along the other axis.
        sideways = abs(sin(pdfium.FPDFText_GetCharAngle(text_page, i))) >= 0.7
        if current and _same_line(current, rect, axis=0 if sideways else 1):
            current = _union(current, rect)
            continue
        if current:
            yield current, displayed(current, to_display)
        current = rect
    if current:
        yield current, displayed(current, to_display)


def displayed(rect: Rect, matrix: tuple[float, ...]) -> Rect:
    """Return a rectangle of user space as (left, top, width, height) in fractions of the displayed page."""
    a, b, c, d, e, f = matrix
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (rect[0], rect[2]) for y in (rect[1], rect[3])]
    xs, ys = zip(*corners, strict=True)
    return min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)


def _same_line(line: Rect, character: Rect, *, axis: int) -> bool:
    """Tell whether most of the character's height lies along the line; ``axis`` is 1 for upright text."""
    overlap = min(line[axis + 2], character[axis + 2]) - max(line[axis], character[axis])
    return overlap >= 0.5 * min(line[axis + 2] - line[axis], character[axis + 2] - character[axis])


def _union(first: Rect, second: Rect) -> Rect:
    return (
        min(first[0], second[0]),
        min(first[1], second[1]),
        max(first[2], second[2]),
        max(first[3], second[3]),
    )
