"""Tables of a document as rows of cells that keep their lines, for the import of référentiels (border layer).

The adapters of candidates' dossiers flatten a cell to one line of text; here its paragraphs, bullets
and line breaks matter, because they tell one criterion from the next. DOCX, XLSX, PDF and text.
"""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prelecture.errors import EncryptedDossier, LimitExceeded, UnreadableDossier, UnsupportedFormat
from prelecture.reading_docx_styles import Numbering, Styles
from prelecture.reading_text import decode
from prelecture.reading_zip import Package, XmlElement
from prelecture.settings import ReadingLimits
from prelecture.structure import strip_bullet
from prelecture.typography import clean_characters, squeeze
from prelecture.wording import importing as words


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph or bullet of a cell, on one line, without its bullet."""

    text: str
    bullet: bool = False


Cell = tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class GridRow:
    """A table row, or a paragraph outside any table (``table`` 0, one cell).

    A slot that a merged cell covers is empty. ``page`` counts from 1, None where there are no pages.
    """

    cells: tuple[Cell, ...]
    table: int = 0
    page: int | None = None

    @property
    def text(self) -> str:
        return squeeze(" ".join(line.text for cell in self.cells for line in cell))


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of a document in order. ``format`` is "docx", "xlsx", "pdf" or "txt"."""

    format: str
    rows: tuple[GridRow, ...]


def read_grid(path: str | Path, *, limits: ReadingLimits | None = None) -> Grid:
    """Return the tables and loose paragraphs of a DOCX, XLSX, PDF or text file, in order.

    The content decides the format. Raises UnreadableDossier, UnsupportedFormat, EncryptedDossier or
    LimitExceeded, each with one French sentence.
    """
    limits = limits or ReadingLimits()
    path = Path(path)
    data = _load(path, limits)
    format_, rows = _rows(data, path.name, limits)
    kept = tuple(row for row in rows if any(row.cells))
    if not kept:
        raise UnreadableDossier(words.NO_TEXT.format(name=path.name))
    return Grid(format_, kept)


def _load(path: Path, limits: ReadingLimits) -> bytes:
    if not path.is_file():
        raise UnreadableDossier(words.MISSING_FILE.format(name=path.name))
    if path.stat().st_size > limits.file_bytes:
        size = limits.file_bytes // 1_000_000
        raise LimitExceeded(words.TOO_LARGE.format(name=path.name, limit=size))
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableDossier(
            words.UNREADABLE.format(name=path.name, detail=error.strerror or str(error))
        ) from error


def _rows(data: bytes, name: str, limits: ReadingLimits) -> tuple[str, list[GridRow]]:
    if b"%PDF-" in data[:1024]:
        from prelecture.reading_grid_pdf import pdf_rows

        return "pdf", pdf_rows(data, name=name, limits=limits)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise EncryptedDossier(words.ENCRYPTED.format(name=name))
        raise UnsupportedFormat(words.OLD_OFFICE.format(name=name))
    if data[:2] == b"PK":
        package = Package(data, name=name, limits=limits)
        if package.has("xl/workbook.xml"):
            return "xlsx", _workbook_rows(data, package, name)
        if package.has("word/document.xml"):
            return "docx", _document_rows(package, name)
        raise UnsupportedFormat(words.UNKNOWN_FORMAT.format(name=name))
    if b"\x00" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnsupportedFormat(words.UNKNOWN_FORMAT.format(name=name))
    return "txt", text_rows(decode(data), comma_separated=name.lower().endswith(".csv"))


# ---------------------------------------------------------------- lines of a cell

# Bullets that no French sentence holds, so that they cut a line wherever they stand.
_SURE_BULLETS = "•●◦▪■➤➢►▶→➔⇨✓✔❖"
_BEFORE_BULLET = re.compile(rf"\s*(?=[{_SURE_BULLETS}]\s*\w)")
# A dash cuts a line only after a colon, a semicolon or another item: elsewhere it is punctuation.
_DASH_LIST = re.compile(r":\s+[-–]\s+\w|^\s*[-–]\s*\w")
_BEFORE_DASH = re.compile(r"(?<=[:;,.)…\w])\s+(?=[-–]\s+\w)")


def lines_of(texts: Sequence[str], *, bullets: Sequence[bool] = ()) -> Cell:
    """Return the lines of a cell from its paragraphs, cut at the bullets that were typed inside them.

    ``bullets`` says which paragraphs are items of a list that the file itself declares.
    """
    lines: list[Line] = []
    for i, text in enumerate(texts):
        declared = bullets[i] if i < len(bullets) else False
        for piece in _pieces(clean_characters(text)):
            bare = strip_bullet(piece)
            if bare is None and re.match(r"[-–]\w", piece):
                bare = piece[1:]
            line = squeeze(bare if bare is not None else piece)
            if line and not re.fullmatch(rf"[-–{_SURE_BULLETS}_.\s]+", line):
                lines.append(Line(line, bare is not None or declared))
            declared = False
    return tuple(lines)


def _pieces(text: str) -> Iterator[str]:
    for row in text.split("\n"):
        for piece in _BEFORE_BULLET.split(row):
            if _DASH_LIST.search(piece):
                yield from _BEFORE_DASH.split(piece)
            else:
                yield piece


# ---------------------------------------------------------------- text

_BREAKS = re.compile(r"</?(?:p|div|br|ul|ol|h\d)\b[^>]*>", re.I)
_ITEM = re.compile(r"<li\b[^>]*>", re.I)
_TAG = re.compile(r"<[a-zA-Z/!][^>]{0,300}>")
_MARKDOWN_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?")
_MARKS = re.compile(r"^#{1,6}\s+|\*\*|__")


def text_rows(text: str, *, comma_separated: bool = False) -> list[GridRow]:
    """Return the rows of a text: cells parted by tabs, or by "|", with HTML tags or without."""
    if comma_separated:
        return _csv_rows(text)
    rows: list[GridRow] = []
    table = 0
    inside = False
    for raw in text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n"):
        parts = _split_row(raw)
        cells = tuple(_text_cell(part) for part in parts)
        if len(parts) > 1 and all(re.fullmatch(r"[\s:-]*", part) for part in parts):
            continue
        if len(parts) < 2:
            inside = inside and not raw.strip()
            rows.append(GridRow(cells))
            continue
        table += not inside
        inside = True
        rows.append(GridRow(cells, table))
    return rows


def _split_row(raw: str) -> list[str]:
    if "\t" in raw:
        return raw.split("\t")
    stripped = raw.strip()
    if stripped.startswith("|") and stripped.endswith("|") and len(stripped) > 2:
        return stripped[1:-1].split("|") if not _MARKDOWN_RULE.fullmatch(stripped) else ["", ""]
    return [raw]


def _text_cell(raw: str) -> Cell:
    text = _ITEM.sub("\n• ", _BREAKS.sub("\n", raw))
    text = html.unescape(_TAG.sub("", text))
    return lines_of([_MARKS.sub("", line.strip()) for line in text.split("\n")])


def _csv_rows(text: str) -> list[GridRow]:
    first = text.split("\n", 1)[0]
    separator = max(";,\t", key=first.count)
    return [
        GridRow(tuple(lines_of(value.split("\n")) for value in row), 1)
        for row in csv.reader(io.StringIO(text), delimiter=separator)
    ]


# ---------------------------------------------------------------- XLSX


def _workbook_rows(data: bytes, package: Package, name: str) -> list[GridRow]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    for part in package.names():  # sizes are checked before openpyxl inflates anything
        if part.endswith((".xml", ".rels")):
            package.read(part)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except (InvalidFileException, KeyError, ValueError, TypeError, OSError) as error:
        raise UnreadableDossier(words.UNREADABLE.format(name=name, detail=type(error).__name__)) from error
    rows: list[GridRow] = []
    for number, sheet in enumerate(book.worksheets, start=1):
        if sheet.sheet_state != "visible":
            continue
        for values in sheet.iter_rows(values_only=True):
            cells = tuple(lines_of(_value(value).split("\n")) for value in values)
            while cells and not cells[-1]:
                cells = cells[:-1]
            rows.append(GridRow(cells, number))
    return rows


def _value(value: Any) -> str:  # noqa: ANN401 - whatever a cell holds
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


# ---------------------------------------------------------------- DOCX

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SKIPPED = frozenset([f"{_W}del", f"{_W}moveFrom", f"{_W}pPr", f"{_W}rPr", f"{_MC}Fallback"])


def _document_rows(package: Package, name: str) -> list[GridRow]:
    root = package.xml("word/document.xml")
    body = root.find(f"{_W}body")
    if body is None:
        raise UnreadableDossier(words.UNREADABLE.format(name=name, detail="document sans corps"))
    reader = _DocumentReader(
        Styles(package.optional_xml("word/styles.xml")),
        Numbering(package.optional_xml("word/numbering.xml")),
    )
    return list(reader.rows(body))


class _DocumentReader:
    """One pass over a Word document. The numbering counts, so the order of calls matters."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self._styles = styles
        self._numbering = numbering
        self._tables = 0

    def rows(self, container: XmlElement) -> Iterator[GridRow]:
        for child in container:
            if child.tag == f"{_W}p":
                yield GridRow((self._cell([child]),))
            elif child.tag == f"{_W}tbl":
                self._tables += 1
                number = self._tables
                for row in _found(child, f"{_W}tr"):
                    yield GridRow(self._row(row), number)
            elif child.tag not in _SKIPPED:
                yield from self.rows(child)

    def _row(self, row: XmlElement) -> tuple[Cell, ...]:
        before = row.find(f"{_W}trPr/{_W}gridBefore")
        cells: list[Cell] = [()] * _count(before, 0)
        for cell in _found(row, f"{_W}tc"):
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            covered = merge is not None and merge.get(f"{_W}val", "continue") == "continue"
            cells.append(() if covered else self._cell(list(cell.iter(f"{_W}p"))))
            cells.extend([()] * (_count(cell.find(f"{_W}tcPr/{_W}gridSpan"), 1) - 1))
        return tuple(cells)

    def _cell(self, paragraphs: Sequence[XmlElement]) -> Cell:
        texts, bullets = [], []
        for paragraph in paragraphs:
            label, bullet = self._numbering.label(paragraph, self._styles.paragraph(paragraph).numbering)
            text = "".join(_texts(paragraph))
            # A number that Word writes by itself ("C1.1", "1.") is part of what a reader sees.
            texts.append(f"{label} {text}" if label and text.strip() and not bullet else text)
            bullets.append(bullet)
        return lines_of(texts, bullets=bullets)


def _texts(element: XmlElement) -> Iterator[str]:
    for child in element:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in (f"{_W}br", f"{_W}cr"):
            yield "\n"
        elif child.tag == f"{_W}tab":
            yield " "
        elif child.tag == f"{_W}noBreakHyphen":
            yield "-"
        elif child.tag not in _SKIPPED:
            yield from _texts(child)


def _found(container: XmlElement, wanted: str) -> Iterator[XmlElement]:
    """Yield the nearest ``wanted`` elements, through content controls and tracked insertions."""
    for child in container:
        if child.tag == wanted:
            yield child
        elif child.tag not in (*_SKIPPED, f"{_W}tbl", f"{_W}tblPr", f"{_W}tcPr", f"{_W}trPr"):
            yield from _found(child, wanted)


def _count(element: XmlElement | None, default: int) -> int:
    value = element.get(f"{_W}val") if element is not None else None
    return min(int(value), 100) if value and value.isdigit() else default
