"""ODT and ODP to draft from ``content.xml`` (border layer)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from prelecture.datamodel import Figure, HiddenText, Page, Readability, TextKind, Zone
from prelecture.errors import EncryptedDossier, UnreadableDossier
from prelecture.reading_draft import Draft, DraftBlock, attach_captions
from prelecture.reading_zip import Package, XmlElement
from prelecture.settings import ReadingLimits
from prelecture.structure import (
    HEADING_THRESHOLD,
    HeadingLook,
    clean_title,
    heading_levels,
    heading_score,
    is_caption,
    is_numbered_item,
    looks_like_header,
    strip_bullet,
    zone_of_heading,
)
from prelecture.typography import clean_characters, squeeze
from prelecture.wording import reading as words_fr

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_PRESENTATION = "{urn:oasis:names:tc:opendocument:xmlns:presentation:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_MANIFEST = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"

_SKIPPED = frozenset(
    {
        f"{_TEXT}tracked-changes",
        f"{_OFFICE}annotation",
        f"{_OFFICE}annotation-end",
        f"{_TEXT}index-title-template",
        f"{_TEXT}note-citation",
        f"{_TEXT}sequence-decls",
        f"{_OFFICE}forms",
        f"{_PRESENTATION}notes",
    }
)
_CONTENTS = frozenset(
    f"{_TEXT}{n}"
    for n in ("table-of-content", "illustration-index", "table-index", "object-index", "alphabetical-index")
)
_INDEXES = frozenset(f"{_TEXT}{n}" for n in ("user-index",)) | _CONTENTS
_LINES_PER_PAGE = 42
_CHARACTERS_PER_LINE = 88
_LAYOUT_CELL = 1_200
_REPEATS = 50
_CHAIN = 20
_DEFAULT_SIZE = 12.0


@dataclass(frozen=True, slots=True)
class _Look:
    size: float = _DEFAULT_SIZE
    bold: bool = False
    hidden: str = ""
    page_break: bool = False
    level: int = 0


def read_odt(data: bytes, *, name: str, limits: ReadingLimits) -> Draft:
    """Return the draft of an OpenDocument text or presentation.

    Raises UnreadableDossier, EncryptedDossier or LimitExceeded.
    """
    package = Package(data, name=name, limits=limits)
    manifest = package.optional_xml("META-INF/manifest.xml")
    if manifest is not None and next(manifest.iter(f"{_MANIFEST}encryption-data"), None) is not None:
        raise EncryptedDossier(words_fr.ENCRYPTED.format(name=name))
    if not package.has("content.xml"):
        raise UnreadableDossier(words_fr.DAMAGED.format(name=name, detail="texte principal introuvable"))
    root = package.xml("content.xml")
    body = root.find(f"{_OFFICE}body")
    if body is None or not len(body):
        raise UnreadableDossier(words_fr.DAMAGED.format(name=name, detail="document sans corps"))
    styles = _Styles(root, package.optional_xml("styles.xml"))
    reader = _Reader(styles, package, is_slides=body[0].tag == f"{_OFFICE}presentation")
    return reader.read(body[0])


class _Styles:
    """The styles of both parts by name, resolved once along their parents."""

    def __init__(self, *roots: XmlElement | None) -> None:
        self._elements: dict[tuple[str, str], XmlElement] = {}
        self._looks: dict[tuple[str, str], _Look] = {}
        self._lists: dict[str, dict[int, tuple[str, str, str]]] = {}
        self.furniture: list[str] = []
        for root in roots:
            if root is None:
                continue
            for style in root.iter(f"{_STYLE}style"):
                key = (style.get(f"{_STYLE}family") or "", style.get(f"{_STYLE}name") or "")
                self._elements.setdefault(key, style)
            for style in root.iter(f"{_TEXT}list-style"):
                self._lists.setdefault(style.get(f"{_STYLE}name") or "", _list_levels(style))
            for part in (f"{_STYLE}header", f"{_STYLE}footer"):
                for element in root.iter(part):
                    text = squeeze(clean_characters("".join(element.itertext())))
                    if text and not text.isdigit():
                        self.furniture.append(text)

    def look(self, family: str, name: str, base: _Look) -> _Look:
        """Return ``base`` as the style named changes it."""
        key = (family, name)
        if key not in self._looks:
            self._looks[key] = self._resolve(family, name)
        own = self._looks[key]
        if family == "paragraph":
            return own
        return replace(
            base,
            bold=own.bold or base.bold,
            size=own.size if own.size != _DEFAULT_SIZE else base.size,
            hidden=own.hidden or base.hidden,
        )

    def _resolve(self, family: str, name: str) -> _Look:
        chain: list[XmlElement] = []
        while (family, name) in self._elements and len(chain) < _CHAIN:
            element = self._elements[family, name]
            chain.append(element)
            name = element.get(f"{_STYLE}parent-style-name") or ""
        look = _Look()
        for element in reversed(chain):
            look = _with_style(look, element)
        return look

    def numbering(self, style: str, depth: int) -> tuple[str, str, str]:
        """Return (format, prefix, suffix) of a list level; an empty format is a bullet."""
        return self._lists.get(style, {}).get(depth, ("", "", ""))


def _list_levels(style: XmlElement) -> dict[int, tuple[str, str, str]]:
    levels: dict[int, tuple[str, str, str]] = {}
    for level in style:
        depth = level.get(f"{_TEXT}level") or ""
        if depth.isdigit():
            numbered = level.tag == f"{_TEXT}list-level-style-number"
            levels[int(depth)] = (
                (level.get(f"{_STYLE}num-format") or "") if numbered else "",
                level.get(f"{_STYLE}num-prefix") or "",
                level.get(f"{_STYLE}num-suffix") or "",
            )
    return levels


def _with_style(look: _Look, element: XmlElement) -> _Look:
    level = element.get(f"{_STYLE}default-outline-level") or ""
    if level.isdigit():
        look = replace(look, level=min(int(level), 9))
    for properties in element:
        if properties.tag == f"{_STYLE}text-properties":
            look = _with_text(look, properties)
        elif properties.tag == f"{_STYLE}paragraph-properties":
            look = replace(look, page_break=look.page_break or properties.get(f"{_FO}break-before") == "page")
    return look


def _with_text(look: _Look, properties: XmlElement) -> _Look:
    size = re.fullmatch(r"([\d.]{1,6})pt", properties.get(f"{_FO}font-size") or "")
    weight = properties.get(f"{_FO}font-weight")
    if size:
        look = replace(look, size=float(size[1]) if size[1].replace(".", "", 1).isdigit() else look.size)
    if weight:
        look = replace(look, bold=weight == "bold" or (weight.isdigit() and int(weight) >= 600))
    if (properties.get(f"{_TEXT}display") or "") == "none":
        return replace(look, hidden=words_fr.HIDDEN_VANISH)
    if look.size < 2:
        return replace(look, hidden=words_fr.HIDDEN_TINY)
    colour = (properties.get(f"{_FO}color") or "").lower()
    ground = (properties.get(f"{_FO}background-color") or "transparent").lower()
    if colour == "#ffffff" and ground in ("transparent", "#ffffff"):
        return replace(look, hidden=words_fr.HIDDEN_WHITE)
    return look


class _Reader:
    """One pass over the body, with the page count and list counters that go with the order."""

    def __init__(self, styles: _Styles, package: Package, *, is_slides: bool) -> None:
        self._styles = styles
        self._slides = is_slides
        self._draft = Draft(format="odp" if is_slides else "odt", title=_title(package))
        self._draft.furniture.extend(dict.fromkeys(styles.furniture))
        self._page = 0 if is_slides else 1
        self._soft = False
        self._lines = 0.0
        self._tables = 0
        self._contents = 0
        self._boxes = 0
        self._usual = 12.0
        self._counters: dict[tuple[str, int], int] = {}
        self._fake: list[tuple[int, _Look]] = []

    def read(self, body: XmlElement) -> Draft:
        self._soft = next(body.iter(f"{_TEXT}soft-page-break"), None) is not None
        self._usual = self._usual_size(body)
        self._walk(body, "", 0)
        draft = self._draft
        deepest = max((b.level for b in draft.blocks if b.kind is TextKind.HEADING), default=0)
        looks = [HeadingLook(draft.blocks[i].text, look.size, look.bold) for i, look in self._fake]
        for (index, _), level in zip(self._fake, heading_levels(looks), strict=True):
            draft.blocks[index] = replace(draft.blocks[index], level=min(level + deepest, 9))
        if self._slides:
            draft.pages.extend(_slide_page(n, draft) for n in range(1, self._page + 1))
        else:
            draft.pages.extend(Page(n, approximate=True) for n in range(1, self._page + 1))
        attach_captions(draft)
        return draft

    def _usual_size(self, body: XmlElement) -> float:
        sizes: Counter[float] = Counter()
        for paragraph in body.iter(f"{_TEXT}p"):
            look = self._styles.look("paragraph", paragraph.get(f"{_TEXT}style-name") or "", _Look())
            sizes[look.size] += len("".join(paragraph.itertext()))
        return max(sizes.items(), key=lambda item: (item[1], -item[0]))[0] if sizes else 12.0

    def _walk(self, container: XmlElement, list_style: str, depth: int) -> None:
        for child in container:
            tag = child.tag
            if tag in _SKIPPED:
                continue
            if tag in (f"{_TEXT}p", f"{_TEXT}h"):
                self._paragraph(child, list_style, depth)
            elif tag == f"{_TEXT}list":
                style = child.get(f"{_TEXT}style-name") or list_style
                if child.get(f"{_TEXT}continue-numbering") != "true":
                    self._counters.pop((style, depth + 1), None)
                self._walk(child, style, depth + 1)
            elif tag == f"{_TABLE}table":
                self._table(child)
            elif tag == f"{_TEXT}soft-page-break":
                self._page += 1
            elif tag in _INDEXES:
                self._contents += 1
                self._walk(child, "", 0)
                self._contents -= 1
            elif tag == f"{_DRAW}page":
                self._slide(child)
            else:
                self._graphic(child)
                self._walk(child, list_style, depth)

    def _slide(self, slide: XmlElement) -> None:
        self._page += 1
        frames = sorted(slide, key=lambda f: f.get(f"{_PRESENTATION}class") not in ("title", "subtitle"))
        for frame in frames:
            if frame.tag in _SKIPPED:
                continue
            title = frame.get(f"{_PRESENTATION}class") == "title"
            start = len(self._draft.blocks)
            self._graphic(frame)
            self._walk(frame, "", 0)
            if title and len(self._draft.blocks) > start:
                parts = self._draft.blocks[start:]
                self._draft.blocks[start:] = [
                    DraftBlock(TextKind.HEADING, " ".join(b.text for b in parts), self._page, 1)
                ]
                self._fake = [(i, look) for i, look in self._fake if i < start]

    def _graphic(self, element: XmlElement) -> None:
        if element.tag == f"{_DRAW}frame" and element.find(f"{_DRAW}image") is not None:
            if element.find(f"{_DRAW}text-box") is None:
                self._draft.figures.append(Figure(max(self._page, 1)))
        elif element.tag == f"{_DRAW}object":
            self._draft.figures.append(Figure(max(self._page, 1)))

    def _paragraph(self, element: XmlElement, list_style: str, depth: int) -> None:
        look = self._styles.look("paragraph", element.get(f"{_TEXT}style-name") or "", _Look())
        if look.page_break and self._draft.blocks and not self._soft:
            self._page, self._lines = self._page + 1, 0.0
        notes: list[XmlElement] = []
        boxes: list[XmlElement] = []
        lines: list[list[tuple[str, _Look]]] = [[]]
        for text, run in self._pieces(element, look, notes, boxes):
            if text == "\n":
                lines.append([])
            elif run.hidden and text.strip() and not (self._boxes and run.hidden == words_fr.HIDDEN_WHITE):
                self._draft.hidden.append(HiddenText(squeeze(text), max(self._page, 1), run.hidden))
            else:
                lines[-1].append((text, run))
        label = self._label(element, list_style, depth)
        for line in lines:
            text = squeeze(clean_characters("".join(t for t, _ in line)))
            if text:
                self._write(f"{label} {text}".strip(), element, look, line, listed=depth > 0)
                label = ""
        self._boxes += 1
        for box in boxes:
            self._graphic(box)
            self._walk(box, "", 0)
        self._boxes -= 1
        for note in notes:
            text = squeeze(clean_characters(" ".join(p for p in note.itertext() if p.strip())))
            if text:
                self._draft.blocks.append(DraftBlock(TextKind.NOTE, text, max(self._page, 1)))

    def _label(self, element: XmlElement, list_style: str, depth: int) -> str:
        """Return the number of a numbered list item; LibreOffice does not store those of headings."""
        parent = element.getparent()
        if not depth or parent is None or parent.tag != f"{_TEXT}list-item" or parent[0] is not element:
            return ""
        format_, prefix, suffix = self._styles.numbering(list_style, depth)
        if not format_:
            return ""
        from prelecture.reading_docx_styles import format_number

        start = parent.get(f"{_TEXT}start-value") or ""
        key = (list_style, depth)
        self._counters[key] = int(start[:6]) if start.isdigit() else self._counters.get(key, 0) + 1
        formats = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
        return f"{prefix}{format_number(self._counters[key], formats.get(format_, 'decimal'))}{suffix}"

    def _pieces(
        self, element: XmlElement, look: _Look, notes: list[XmlElement], boxes: list[XmlElement]
    ) -> Iterator[tuple[str, _Look]]:
        """Yield the pieces of text with their looks; "\\n" alone is a line break. No recursion."""
        stack: list[tuple[XmlElement, _Look, int]] = [(element, look, -1)]
        while stack:
            current, run, index = stack.pop()
            if index == -1 and current.text:
                yield re.sub(r"\s+", " ", current.text), run
            index += 1
            if index < len(current):
                stack.append((current, run, index))
                child = current[index]
                piece = _special(child)
                if piece is not None:
                    yield piece, run
                elif child.tag == f"{_TEXT}soft-page-break":
                    self._page += 1
                elif child.tag == f"{_TEXT}note":
                    notes.extend(child.findall(f"{_TEXT}note-body"))
                elif child.tag.startswith(_DRAW):
                    boxes.append(child)
                elif child.tag not in _SKIPPED:
                    style = child.get(f"{_TEXT}style-name")
                    stack.append((child, self._styles.look("text", style, run) if style else run, -1))
                    continue
                if child.tail:
                    yield re.sub(r"\s+", " ", child.tail), run
            elif current is not element and current.tail and stack:
                yield re.sub(r"\s+", " ", current.tail), stack[-1][1]

    def _write(
        self, text: str, element: XmlElement, look: _Look, line: list[tuple[str, _Look]], *, listed: bool
    ) -> None:
        self._count_lines(text)
        page = max(self._page, 1)
        blocks = self._draft.blocks
        if self._contents:
            title = zone_of_heading(text) is Zone.TOC
            kind = TextKind.HEADING if title else TextKind.PARAGRAPH
            blocks.append(DraftBlock(kind, text, page, 1 if title else 0, Zone.TOC))
            return
        level = element.get(f"{_TEXT}outline-level") or ""
        if element.tag == f"{_TEXT}h" and len(text) <= 250:
            blocks.append(
                DraftBlock(
                    TextKind.HEADING, text, page, min(int(level), 9) if level.isdigit() else look.level or 1
                )
            )
            return
        if is_caption(text):
            blocks.append(DraftBlock(TextKind.CAPTION, text, page))
            return
        size, bold = _main_look(line)
        score = heading_score(text, ratio=size / self._usual, bold=bold, spaced=False, lines=1)
        if not self._slides and score - (0.4 if listed else 0.0) >= HEADING_THRESHOLD:
            self._fake.append((len(blocks), _Look(size=size, bold=bold)))
            blocks.append(DraftBlock(TextKind.HEADING, text, page))
            return
        bare = strip_bullet(text)
        if bare is not None or listed or is_numbered_item(text):
            blocks.append(DraftBlock(TextKind.LIST_ITEM, text if bare is None else bare, page))
        else:
            blocks.append(DraftBlock(TextKind.PARAGRAPH, text, page))

    def _count_lines(self, text: str) -> None:
        if self._soft or self._slides:
            return
        self._lines += -(-len(text) // _CHARACTERS_PER_LINE) + 0.6
        if self._lines > _LINES_PER_PAGE:
            self._page, self._lines = self._page + 1, self._lines - _LINES_PER_PAGE

    # ------------------------------------------------------------ tables

    def _table(self, table: XmlElement) -> None:
        rows, flagged = self._rows(table)
        width = max((len(row) for row in rows), default=0)
        texts = [[self._cell_text(cell) for cell in row] + [""] * (width - len(row)) for row in rows]
        layout = len(rows) == 1 or any(len(text) > _LAYOUT_CELL for row in texts for text in row)
        kept = [c for c in range(width) if any(row[c] for row in texts)]
        if layout or len(kept) < 2:
            for row in rows:
                for cell in row:
                    if cell is not None:
                        self._walk(cell, "", 0)
            return
        grid = [tuple(row[c] for c in kept) for row in texts if any(row)]
        self._tables += 1
        header = grid[0] if looks_like_header(grid, flagged=flagged) else ()
        for i, cells in enumerate(grid):
            self._count_lines(max(cells, key=len))
            self._draft.blocks.append(
                DraftBlock(
                    TextKind.TABLE_ROW,
                    " | ".join(cells),
                    max(self._page, 1),
                    table=self._tables,
                    cells=cells,
                    header=header if i else (),
                )
            )

    def _rows(self, table: XmlElement) -> tuple[list[list[XmlElement | None]], bool]:
        rows: list[list[XmlElement | None]] = []
        flagged = table.find(f"{_TABLE}table-header-rows") is not None
        for row in _rows_of(table):
            cells: list[XmlElement | None] = []
            for cell in row:
                if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
                    continue
                count = min(_number(cell.get(f"{_TABLE}number-columns-repeated")), _REPEATS)
                covered = cell.tag == f"{_TABLE}covered-table-cell"
                cells.extend([None if covered else cell] * count)
            rows.append(cells[:200])
        if not flagged and len(rows) > 1:
            flagged = self._is_bold(rows[0]) and not self._is_bold(rows[1])
        return rows, flagged

    def _is_bold(self, row: list[XmlElement | None]) -> bool:
        looks = [
            _main_look(
                [(t, run) for t, run in self._pieces(p, self._paragraph_look(p), [], []) if t.strip()]
            )[1]
            for cell in row
            if cell is not None
            for p in cell.iter(f"{_TEXT}p")
            if "".join(p.itertext()).strip()
        ]
        return bool(looks) and all(looks)

    def _paragraph_look(self, element: XmlElement) -> _Look:
        return self._styles.look("paragraph", element.get(f"{_TEXT}style-name") or "", _Look())

    def _cell_text(self, cell: XmlElement | None) -> str:
        if cell is None:
            return ""
        page = self._page
        parts: list[str] = []
        for paragraph in cell.iter(f"{_TEXT}p", f"{_TEXT}h"):
            pieces = self._pieces(paragraph, self._paragraph_look(paragraph), [], [])
            # White text is the rule in a shaded header row, and the shade may come from a style.
            seen = ("", words_fr.HIDDEN_WHITE)
            text = squeeze(clean_characters("".join(t for t, run in pieces if run.hidden in seen)))
            in_list = any(a.tag == f"{_TEXT}list-item" for a in paragraph.iterancestors())
            if text:
                bare = strip_bullet(text)
                parts.append(f"; {bare or text}" if (in_list or bare is not None) and parts else bare or text)
        self._page = page
        return squeeze(" ".join(parts))


def _special(element: XmlElement) -> str | None:
    if element.tag == f"{_TEXT}s":
        return " " * min(_number(element.get(f"{_TEXT}c")), 100)
    if element.tag == f"{_TEXT}tab":
        return "\t"
    return "\n" if element.tag == f"{_TEXT}line-break" else None


def _rows_of(table: XmlElement) -> Iterator[XmlElement]:
    for child in table:
        if child.tag == f"{_TABLE}table-row":
            yield child
        elif child.tag in (f"{_TABLE}table-header-rows", f"{_TABLE}table-rows", f"{_TABLE}table-row-group"):
            yield from child.iterchildren(f"{_TABLE}table-row")


def _number(value: str | None) -> int:
    return max(1, int(value[:6])) if value and value.isdigit() else 1


def _main_look(line: list[tuple[str, _Look]]) -> tuple[float, bool]:
    sizes: Counter[float] = Counter()
    bold = total = 0
    for text, look in line:
        length = len(text.strip())
        total += length
        sizes[look.size] += length
        bold += length if look.bold else 0
    if not total:
        return 12.0, False
    return max(sizes.items(), key=lambda item: (item[1], item[0]))[0], bold >= 0.9 * total


def _title(package: Package) -> str:
    meta = package.optional_xml("meta.xml")
    found = next(meta.iter(f"{_DC}title"), None) if meta is not None else None
    return clean_title(found.text) if found is not None else ""


def _slide_page(number: int, draft: Draft) -> Page:
    words = any(block.page == number for block in draft.blocks)
    pictured = any(figure.page == number for figure in draft.figures)
    if pictured and not words:
        return Page(number, "", Readability.UNREADABLE, words_fr.REASON_SLIDE_IMAGE)
    return Page(number)
