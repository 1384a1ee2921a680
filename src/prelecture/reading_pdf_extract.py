"""Words, rulings and pictures of a PDF page, through pypdfium2 (border layer).

pdfium gives the characters in stream order, which is the reading order of Word, LibreOffice, Google
Docs and LaTeX files even in columns; nothing here sorts a page. Only the first and last character of
each word are measured: a call per character would cost more than pdfium's own parsing.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from prelecture.wording import reading as words_fr

# pypdfium2 ships no types.
PdfObject: TypeAlias = Any
_Frame: TypeAlias = tuple[float, float, float, float]
_Matrix: TypeAlias = tuple[float, ...]

_WORD = re.compile("[^ \r\n\t\ufffe\x02]+[\ufffe\x02]?")
_BOLD_NAME = re.compile(r"bold|black|heavy|semibold|demi|[,-]bd\b|medi\b|cmbx|sfbx|ecbx|-b$|fett|gras", re.I)
_ITALIC_NAME = re.compile(r"italic|oblique|cmti|sfti|ecti|-it\b|kursiv", re.I)

_TEXT, _PATH, _IMAGE, _SHADING, _FORM = 1, 2, 3, 4, 5
_FORM_DEPTH = 10
_TINY_POINTS = 2.0
_OFF_PAGE_POINTS = 3.0
_LEAST_SIZE = 0.1


@dataclass(frozen=True, slots=True)
class Style:
    """Look of a run. ``size`` is the effective size in points, after the text matrix.

    ``turn`` counts the quarter turns (counter-clockwise) of the writing direction.
    """

    size: float
    bold: bool
    italic: bool
    turn: int = 0
    white: bool = False
    hidden: str = ""


@dataclass(slots=True)
class Word:
    """A word with its box in points, the origin at the page's lower left, x along the writing."""

    text: str
    x0: float
    x1: float
    y: float
    style: Style
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in points; ``order`` is its rank in the drawing order, ``grey`` its lightness 0-1."""

    x0: float
    y0: float
    x1: float
    y1: float
    order: int = 0
    grey: float = 0.0

    def covers(self, x: float, y: float) -> bool:
        return self.x0 <= x <= self.x1 and self.y0 <= y <= self.y1


@dataclass(slots=True)
class PageContent:
    """What one page shows. ``objects`` is negative where the page has too many to be looked at."""

    width: float
    height: float
    words: list[Word] = field(default_factory=list)
    hidden: list[tuple[str, str]] = field(default_factory=list)
    images: list[Box] = field(default_factory=list)
    rules: list[Box] = field(default_factory=list)
    fills: list[Box] = field(default_factory=list)
    objects: int = 0
    truncated: bool = False
    ocr: bool = False
    broken: bool = False

    def image_share(self) -> float:
        """Return the largest share of the page (0 to 1) that one picture covers."""
        area = self.width * self.height or 1.0
        shares = (max(0.0, i.x1 - i.x0) * max(0.0, i.y1 - i.y0) / area for i in self.images)
        return min(1.0, max(shares, default=0.0))


class PageReader:
    """Reads pages one after the other, reusing the C buffers."""

    def __init__(self, *, page_characters: int, page_objects: int) -> None:
        import pypdfium2.raw as raw

        self._raw = raw
        self._page_characters = page_characters
        self._page_objects = page_objects
        self._fonts: dict[int, tuple[bool, bool]] = {}
        self._rect = raw.FS_RECTF()
        self._rect_ref = ctypes.byref(self._rect)
        self._matrix = raw.FS_MATRIX()
        self._matrix_ref = ctypes.byref(self._matrix)
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._x_ref, self._y_ref = ctypes.byref(self._x), ctypes.byref(self._y)
        self._floats = [ctypes.c_float() for _ in range(4)]
        self._float_refs = [ctypes.byref(f) for f in self._floats]
        self._colour = [ctypes.c_uint() for _ in range(4)]
        self._colour_refs = [ctypes.byref(c) for c in self._colour]
        self._name = ctypes.create_string_buffer(128)

    def read(self, document: PdfObject, index: int) -> PageContent:
        """Return the content of page ``index`` (from 0); a broken page comes back empty."""
        import pypdfium2

        try:
            page = document[index]
        except pypdfium2.PdfiumError:
            return PageContent(width=595.0, height=842.0, broken=True)
        try:
            return self._read_page(page)
        except pypdfium2.PdfiumError:
            return PageContent(width=595.0, height=842.0, broken=True)
        finally:
            page.close()
            # A closed page gives its fonts' addresses back: another font may take them.
            self._fonts.clear()

    def _read_page(self, page: PdfObject) -> PageContent:
        left, bottom, right, top = page.get_bbox()
        content = PageContent(width=min(right - left, 14_400.0), height=min(top - bottom, 14_400.0))
        frame = (left, bottom, content.width, content.height)
        self._read_objects(page.raw, content, frame)
        textpage = page.get_textpage()
        try:
            found = self._read_words(textpage, content, frame)
        finally:
            textpage.close()
        # Which is drawn above which only matters where something could cover the text or back it.
        layered = content.objects > 0 and (content.images or any(w.style.white for w, _ in found))
        self._sort_out_hidden(found, content, self._text_ranks(page.raw) if layered else {})
        return content

    # ------------------------------------------------------------ graphics

    def _read_objects(self, page: PdfObject, content: PageContent, frame: _Frame) -> None:
        """Fill the pictures, rulings and fills of the page."""
        rank = 0
        for item, kind, matrix in self._walk(page):
            rank += 1
            if rank > self._page_objects:
                content.objects = -rank
                content.rules, content.fills = [], []
                return
            if kind in (_PATH, _IMAGE, _SHADING):
                self._keep_shape(item, kind, rank, content, frame, matrix)
        content.objects = rank

    def _text_ranks(self, page: PdfObject) -> dict[int, int]:
        """Return the rank in the drawing order of each text object, by address."""
        ranked = enumerate(self._walk(page), start=1)
        return {_address(item): rank for rank, (item, kind, _) in ranked if kind == _TEXT}

    def _walk(self, page: PdfObject) -> Iterator[tuple[PdfObject, int, _Matrix | None]]:
        """Yield the page's objects in drawing order, those of nested forms in place of the form.

        A stack stands for recursion: a hostile file nests forms without end.
        """
        raw = self._raw
        if raw.FPDFPage_CountObjects(page) > self._page_objects:
            yield from ((None, 0, None) for _ in range(self._page_objects + 1))
            return
        stack: list[tuple[PdfObject, PdfObject, int, int, _Matrix | None]] = [
            (raw.FPDFPage_GetObject, page, raw.FPDFPage_CountObjects(page), 0, None)
        ]
        get_type = raw.FPDFPageObj_GetType
        while stack:
            getter, holder, count, index, matrix = stack.pop()
            while index < count:
                item = getter(holder, index)
                kind = get_type(item)
                index += 1
                if kind == _FORM and len(stack) < _FORM_DEPTH:
                    stack.append((getter, holder, count, index, matrix))
                    inner = max(raw.FPDFFormObj_CountObjects(item), 0)
                    getter, holder, count, index = raw.FPDFFormObj_GetObject, item, inner, 0
                    matrix = self._form_matrix(item, matrix)
                    continue
                yield item, kind, matrix

    def _form_matrix(self, item: PdfObject, outer: tuple[float, ...] | None) -> tuple[float, ...]:
        self._raw.FPDFPageObj_GetMatrix(item, self._matrix_ref)
        m = self._matrix
        inner = (m.a, m.b, m.c, m.d, m.e, m.f)
        return inner if outer is None else _multiply(inner, outer)

    def _keep_shape(
        self,
        item: PdfObject,
        kind: int,
        rank: int,
        content: PageContent,
        frame: tuple[float, float, float, float],
        matrix: tuple[float, ...] | None,
    ) -> None:
        raw = self._raw
        if not raw.FPDFPageObj_GetBounds(item, *self._float_refs):
            return
        x0, y0, x1, y1 = (f.value for f in self._floats)
        if matrix is not None:
            x0, y0, x1, y1 = _transform_box(matrix, x0, y0, x1, y1)
        left, bottom, width, height = frame
        x0, x1 = max(x0 - left, 0.0), min(x1 - left, width)
        y0, y1 = max(y0 - bottom, 0.0), min(y1 - bottom, height)
        if x1 < x0 or y1 < y0:
            return
        if kind == _IMAGE:
            content.images.append(Box(x0, y0, x1, y1, rank))
            return
        if kind == _PATH and (x1 - x0 <= 3.0 or y1 - y0 <= 3.0):
            if max(x1 - x0, y1 - y0) >= 4.0:
                content.rules.append(Box(x0, y0, x1, y1, rank))
            return
        grey = 0.5
        if kind == _PATH:
            if not self._is_filled(item):
                content.rules.extend(_sides(Box(x0, y0, x1, y1, rank)))
                return
            raw.FPDFPageObj_GetFillColor(item, *self._colour_refs)
            red, green, blue, alpha = (c.value for c in self._colour)
            if alpha < 128:
                return
            grey = (red + green + blue) / 765
        content.fills.append(Box(x0, y0, x1, y1, rank, grey))

    def _is_filled(self, item: PdfObject) -> bool:
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        self._raw.FPDFPath_GetDrawMode(item, ctypes.byref(fill), ctypes.byref(stroke))
        return fill.value != 0

    # ------------------------------------------------------------ words

    def _read_words(
        self,
        textpage: PdfObject,
        content: PageContent,
        frame: _Frame,
    ) -> list[tuple[Word, int]]:
        raw, handle = self._raw, textpage.raw
        text = self._page_text(textpage)
        if len(text) > self._page_characters:
            content.truncated = True
            text = text[: self._page_characters]
        left, bottom = frame[:2]
        rect, rect_ref = self._rect, self._rect_ref
        y_value, x_ref, y_ref, x_value = self._y, self._x_ref, self._y_ref, self._x
        loose, origin, owner = (
            raw.FPDFText_GetLooseCharBox,
            raw.FPDFText_GetCharOrigin,
            raw.FPDFText_GetTextObject,
        )
        styles: dict[int, Style] = {}
        found: list[tuple[Word, int]] = []
        for match in _WORD.finditer(text):
            start, word = match.start(), match[0]
            cut = word[-1] in "\ufffe\x02"
            last = match.end() - (2 if cut and len(word) > 1 else 1)
            address = _address(owner(handle, start))
            style = styles.get(address)
            if style is None:
                style = styles[address] = self._style(handle, start)
            loose(handle, start, rect_ref)
            a = (rect.left, rect.bottom, rect.right, rect.top)
            if last > start:
                loose(handle, last, rect_ref)
            origin(handle, start, x_ref, y_ref)
            if style.turn == 0:
                x0, x1, y = a[0] - left, rect.right - left, y_value.value - bottom
            else:
                b = (rect.left, rect.bottom, rect.right, rect.top)
                x0, x1, y = _turned(style.turn, frame, a, b, x_value.value, y_value.value)
            found.append((Word(word[:-1] if cut else word, x0, x1, y, style, cut), address))
        return found

    def _page_text(self, textpage: PdfObject) -> str:
        """Return the page's text with one character per pdfium character."""
        raw, handle = self._raw, textpage.raw
        count = raw.FPDFText_CountChars(handle)
        if count <= 0:
            return ""
        count = min(count, self._page_characters + 1)
        buffer = (ctypes.c_ushort * (count + 1))()
        written = raw.FPDFText_GetText(handle, 0, count, buffer)
        text = bytes(buffer)[: max(written - 1, 0) * 2].decode("utf-16-le", "replace")
        if len(text) == count:
            return text
        # Characters that pdfium drops from the text, or that take two units, shift the indexes.
        codes = (raw.FPDFText_GetUnicode(handle, i) for i in range(count))
        return "".join(chr(c) if 0 < c < 0x110000 and not 0xD800 <= c < 0xE000 else " " for c in codes)

    def _style(self, handle: PdfObject, index: int) -> Style:
        raw = self._raw
        raw.FPDFText_GetMatrix(handle, index, self._matrix_ref)
        m = self._matrix
        scale = math.hypot(m.c, m.d) or math.hypot(m.a, m.b)
        size = raw.FPDFText_GetFontSize(handle, index) * scale
        turn = round(math.atan2(m.b, m.a) / (math.pi / 2)) % 4
        item = raw.FPDFText_GetTextObject(handle, index)
        bold, italic = self._font_look(item, handle, index)
        mode = raw.FPDFTextObj_GetTextRenderMode(item) if item else 0
        hidden, white = "", False
        if mode == 3 or mode == 7:
            hidden = words_fr.HIDDEN_INVISIBLE
        elif _LEAST_SIZE < size < _TINY_POINTS:
            hidden = words_fr.HIDDEN_TINY
        elif raw.FPDFText_GetFillColor(handle, index, *self._colour_refs):
            red, green, blue, alpha = (c.value for c in self._colour)
            white = red >= 250 and green >= 250 and blue >= 250
            if alpha < 10 and mode == 0:
                hidden = words_fr.HIDDEN_TRANSPARENT
        return Style(round(size, 1), bold or mode == 2, italic, turn, white, hidden)

    def _font_look(self, item: PdfObject, handle: PdfObject, index: int) -> tuple[bool, bool]:
        raw = self._raw
        key = _address(raw.FPDFTextObj_GetFont(item)) if item else 0
        look = self._fonts.get(key)
        if look is None:
            flags = ctypes.c_int()
            raw.FPDFText_GetFontInfo(handle, index, self._name, 128, ctypes.byref(flags))
            name = self._name.value.decode("latin-1")
            # Weights are unreliable (Word says 400 for bold, some CJK fonts 1608): names decide.
            look = (bool(_BOLD_NAME.search(name)), bool(_ITALIC_NAME.search(name)) or bool(flags.value & 64))
            if key:
                self._fonts[key] = look
        return look

    def _sort_out_hidden(
        self, found: list[tuple[Word, int]], content: PageContent, orders: dict[int, int]
    ) -> None:
        invisible = [w for w, _ in found if w.style.hidden == words_fr.HIDDEN_INVISIBLE]
        covers = [i for i in content.images if (i.x1 - i.x0) * (i.y1 - i.y0) > 0]
        scanned = content.image_share() >= 0.8
        # Text drawn in invisible mode, or under the picture of the page, is the layer of an OCR.
        content.ocr = scanned and len(invisible) > 5
        background = content.fills + content.images
        for word, address in found:
            reason = word.style.hidden
            rank = orders.get(address, 0)
            if reason == words_fr.HIDDEN_INVISIBLE and scanned:
                reason = ""
            elif not reason:
                reason = _why_hidden(word, rank, content, covers, background)
                if reason == words_fr.HIDDEN_COVERED and scanned:
                    content.ocr, reason = True, ""
            if reason:
                content.hidden.append((word.text, reason))
            else:
                content.words.append(word)


def _why_hidden(word: Word, rank: int, content: PageContent, covers: list[Box], background: list[Box]) -> str:
    """Return why a reader cannot see ``word``, "" where they can."""
    middle, height = (word.x0 + word.x1) / 2, word.y + word.style.size * 0.3
    if word.style.turn % 2 == 0:
        width, top = content.width, content.height
    else:
        width, top = content.height, content.width
    if not (-_OFF_PAGE_POINTS <= middle <= width + _OFF_PAGE_POINTS) or not (
        -_OFF_PAGE_POINTS <= height <= top + _OFF_PAGE_POINTS
    ):
        return words_fr.HIDDEN_OFF_PAGE
    if word.style.turn:
        return ""
    if word.style.white and content.objects > 0:
        under = [b for b in background if b.covers(middle, height) and (b.order < rank or not rank)]
        if not under or (all(b.grey > 0.97 for b in under)):
            return words_fr.HIDDEN_WHITE
    if rank and any(
        b.order > rank and b.covers(word.x0 + 0.5, height) and b.covers(word.x1 - 0.5, height) for b in covers
    ):
        return words_fr.HIDDEN_COVERED
    return ""


def _address(pointer: PdfObject) -> int:
    # Three times faster than ctypes.cast, and called for every word.
    return ctypes.c_void_p.from_buffer(pointer).value or 0


def _multiply(m: tuple[float, ...], n: tuple[float, ...]) -> tuple[float, ...]:
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _transform_box(
    m: tuple[float, ...], x0: float, y0: float, x1: float, y1: float
) -> tuple[float, float, float, float]:
    xs = [m[0] * x + m[2] * y + m[4] for x in (x0, x1) for y in (y0, y1)]
    ys = [m[1] * x + m[3] * y + m[5] for x in (x0, x1) for y in (y0, y1)]
    return min(xs), min(ys), max(xs), max(ys)


def _sides(box: Box) -> list[Box]:
    """Return the four sides of a frame drawn as one stroked rectangle."""
    return [
        Box(box.x0, box.y0, box.x1, box.y0, box.order),
        Box(box.x0, box.y1, box.x1, box.y1, box.order),
        Box(box.x0, box.y0, box.x0, box.y1, box.order),
        Box(box.x1, box.y0, box.x1, box.y1, box.order),
    ]


def _turned(
    turn: int,
    frame: tuple[float, float, float, float],
    first: tuple[float, float, float, float],
    last: tuple[float, float, float, float],
    x: float,
    y: float,
) -> tuple[float, float, float]:
    """Return (x0, x1, baseline) of a word in the frame where its own line runs left to right."""
    left, bottom, width, height = frame
    if turn == 1:
        return first[1] - bottom, last[3] - bottom, width - (x - left)
    if turn == 2:
        return width - (first[2] - left), width - (last[0] - left), height - (y - bottom)
    return height - (first[3] - bottom), height - (last[1] - bottom), x - left
