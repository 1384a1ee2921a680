"""DOCX to draft by walking the XML tree (border layer).

python-docx's own API loses content controls, text boxes, tracked insertions, notes and numbers, and
crashes on some tables; the tree holds everything that a reader sees. Pages are approximate.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from prelecture.datamodel import Figure, HiddenText, Page, ReadingWarning, TextKind, Zone
from prelecture.errors import UnreadableDossier
from prelecture.reading_docx_styles import Look, Numbering, Styles, is_on
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
    numbering_level,
    strip_bullet,
    zone_of_heading,
)
from prelecture.typography import clean_characters, squeeze
from prelecture.wording import reading as words_fr

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DGM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
_VML = "{urn:schemas-microsoft-com:vml}"

_DROPPED = frozenset(
    _W + n
    for n in (
        "del", "moveFrom", "delText", "instrText", "rPr", "pPr", "sdtPr", "sdtEndPr", "tblPr", "trPr", "tcPr",
        "tblGrid", "sectPr", "rt", "commentReference", "annotationRef", "fldData", "binData",
    )
)  # fmt: skip
_TRACKED = frozenset(_W + n for n in ("ins", "del", "moveFrom", "moveTo"))
_LINES_PER_PAGE = 42
_CHARACTERS_PER_LINE = 88
_LAYOUT_CELL = 1_200


@dataclass(slots=True)
class _Inline:
    """What a paragraph holds: its lines (cut at line breaks) and what hangs on it."""

    lines: list[list[tuple[str, Look]]] = field(default_factory=lambda: [[]])
    boxes: list[XmlElement] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    hidden: list[tuple[str, str]] = field(default_factory=list)
    diagrams: list[str] = field(default_factory=list)
    pictures: int = 0
    breaks: list[str] = field(default_factory=list)


def read_docx(data: bytes, *, name: str, limits: ReadingLimits) -> Draft:
    """Return the draft of a DOCX file.

    Raises UnreadableDossier, EncryptedDossier or LimitExceeded.
    """
    package = Package(data, name=name, limits=limits)
    main = _main_part(package, name)
    root = package.xml(main)
    body = root.find(f"{_W}body")
    if body is None:
        raise UnreadableDossier(words_fr.DAMAGED.format(name=name, detail="document sans corps"))
    return _Reader(package, main, body).read()


def _main_part(package: Package, name: str) -> str:
    for target in package.relationships("").values():
        if target.lower().endswith("document.xml") and package.has(target):
            return target
    if package.has("word/document.xml"):
        return "word/document.xml"
    found = [n for n in package.names() if re.match(r"word/document\d*\.xml$", n)]
    if not found:
        raise UnreadableDossier(words_fr.DAMAGED.format(name=name, detail="texte principal introuvable"))
    return found[0]


class _Reader:
    """One pass over the body. Holds the page count and the numbering, which go with the order."""

    def __init__(self, package: Package, main: str, body: XmlElement) -> None:
        self._package = package
        self._body = body
        self._relationships = package.relationships(main)
        folder = main.rsplit("/", 1)[0] + "/" if "/" in main else ""
        self._styles = Styles(package.optional_xml(folder + "styles.xml"))
        self._numbering = Numbering(package.optional_xml(folder + "numbering.xml"))
        self._notes = {
            kind: _notes(package.optional_xml(f"{folder}{kind}s.xml"), kind)
            for kind in ("footnote", "endnote")
        }
        self._draft = Draft(format="docx", title=_core_title(package))
        self._page = 1
        self._pending_break = False
        self._lines = 0.0
        self._rendered = next(body.iter(f"{_W}lastRenderedPageBreak"), None) is not None
        self._tables = 0
        self._contents_depth = 0
        self._boxes = 0
        self._counts: Counter[str] = Counter()
        self._fake: list[tuple[int, Look]] = []
        self._body_size = self._usual_size()

    def read(self) -> Draft:
        self._walk(self._body)
        draft = self._draft
        self._settle_levels()
        attach_captions(draft)
        draft.pages.extend(Page(n, approximate=True) for n in range(1, self._page + 1))
        draft.furniture.extend(_furniture(self._package))
        draft.warnings.extend(_warnings(self._counts, self._package))
        return draft

    # ------------------------------------------------------------ blocks

    def _walk(self, container: XmlElement) -> None:
        for child in _children(container):
            tag = child.tag
            if tag == f"{_W}p":
                self._paragraph(child)
            elif tag == f"{_W}tbl":
                self._table(child)
            elif tag == f"{_W}sdt":
                self._content_control(child)
            elif tag == f"{_W}altChunk":
                self._counts["external"] += 1
            else:
                self._walk(child)

    def _content_control(self, control: XmlElement) -> None:
        gallery = control.find(f"{_W}sdtPr/{_W}docPartObj/{_W}docPartGallery")
        contents = gallery is not None and "table of contents" in (gallery.get(f"{_W}val") or "").lower()
        self._contents_depth += contents
        for content in control.findall(f"{_W}sdtContent"):
            self._walk(content)
        self._contents_depth -= contents

    def _paragraph(self, paragraph: XmlElement) -> None:
        look = self._styles.paragraph(paragraph)
        inline = self._inline(paragraph, look)
        label, bullet = self._numbering.label(paragraph, look.numbering)
        if look.page_break and self._draft.blocks and not self._rendered:
            self._break("page")
        self._turn_pages(inline, before=True)
        written = False
        for line in inline.lines:
            text = _text(line)
            if not text:
                continue
            if label and not written:
                text = f"{label} {text}"
            self._write(text, look, line, listed=(bullet or bool(label)) and not written)
            written = True
        self._hang(inline)
        self._turn_pages(inline, before=False)
        section = paragraph.find(f"{_W}pPr/{_W}sectPr")
        if section is not None:
            kind = section.find(f"{_W}type")
            if kind is None or kind.get(f"{_W}val") not in ("continuous", "nextColumn"):
                self._break("page")

    def _write(self, text: str, look: Look, line: list[tuple[str, Look]], *, listed: bool) -> None:
        self._pending_break = False
        self._count_lines(text)
        self._draft.blocks.append(self._classify(text, look, line, listed=listed))

    def _classify(self, text: str, look: Look, line: list[tuple[str, Look]], *, listed: bool) -> DraftBlock:
        page = self._page
        if self._contents_depth or look.contents:
            title = zone_of_heading(text) is Zone.TOC
            kind = TextKind.HEADING if title else TextKind.PARAGRAPH
            return DraftBlock(kind, text, page, 1 if title else 0, Zone.TOC)
        # Some candidates give whole paragraphs a heading style.
        if look.level and len(text) <= (160 if text.endswith((".", ":", ";")) else 250):
            return DraftBlock(TextKind.HEADING, text, page, look.level)
        if look.caption or is_caption(text):
            return DraftBlock(TextKind.CAPTION, text, page)
        size, bold = _line_look(line, self._body_size)
        score = heading_score(text, ratio=size / self._body_size, bold=bold, spaced=False, lines=1)
        if listed:
            score -= 0.4
        if score >= HEADING_THRESHOLD:
            self._fake.append((len(self._draft.blocks), Look(size=size, bold=bold)))
            return DraftBlock(TextKind.HEADING, text, page, 0)
        bare = strip_bullet(text)
        if bare is not None:
            return DraftBlock(TextKind.LIST_ITEM, bare, page)
        if listed or is_numbered_item(text):
            return DraftBlock(TextKind.LIST_ITEM, text, page)
        return DraftBlock(TextKind.PARAGRAPH, text, page)

    def _settle_levels(self) -> None:
        """Rank the headings known by their look alone under those that carry a level."""
        blocks = self._draft.blocks
        deepest = max((b.level for b in blocks if b.kind is TextKind.HEADING), default=0)
        looks = [HeadingLook(blocks[i].text, look.size, look.bold) for i, look in self._fake]
        for (index, _), level in zip(self._fake, heading_levels(looks), strict=True):
            deeper = level if numbering_level(blocks[index].text) >= 2 else level + deepest
            blocks[index] = replace(blocks[index], level=min(deeper, 9))

    def _hang(self, inline: _Inline) -> None:
        """Write what hangs on the paragraph: text boxes, notes, diagrams, pictures, hidden text."""
        draft = self._draft
        draft.hidden.extend(
            HiddenText(squeeze(clean_characters(t)), self._page, why) for t, why in inline.hidden if t.strip()
        )
        draft.figures.extend(Figure(self._page) for _ in range(inline.pictures))
        for relation in inline.diagrams:
            self._diagram(relation)
        self._boxes += 1
        for box in inline.boxes:
            self._walk(box)
        self._boxes -= 1
        for kind, identifier in inline.notes:
            note = self._notes[kind].get(identifier)
            text = self._note_text(note) if note is not None else ""
            if text:
                draft.blocks.append(DraftBlock(TextKind.NOTE, text, self._page))

    def _note_text(self, note: XmlElement) -> str:
        parts: list[str] = []
        for paragraph in note.iter(f"{_W}p"):
            inline = self._inline(paragraph, self._styles.paragraph(paragraph))
            parts.extend(_text(line) for line in inline.lines)
        return squeeze(" ".join(parts))

    def _diagram(self, relation: str) -> None:
        self._counts["diagram"] += 1
        target = self._relationships.get(relation, "")
        root = self._package.optional_xml(target) if target else None
        for point in root.iter(f"{_DGM}pt") if root is not None else ():
            text = squeeze(clean_characters(" ".join(t.text or "" for t in point.iter(f"{_A}t"))))
            if text:
                self._draft.blocks.append(DraftBlock(TextKind.LIST_ITEM, text, self._page))

    # ------------------------------------------------------------ pages

    def _turn_pages(self, inline: _Inline, *, before: bool) -> None:
        for kind in inline.breaks:
            moment, what = kind.split(":")
            if (moment == "before") is before:
                self._break(what)

    def _break(self, what: str) -> None:
        if what == "rendered" and self._pending_break:
            self._pending_break = False
            return
        self._page += 1
        self._lines = 0.0
        self._pending_break = what == "page"

    def _count_lines(self, text: str) -> None:
        """Where Word left no page marks, count lines: about 42 to a page."""
        if self._rendered:
            return
        self._lines += -(-len(text) // _CHARACTERS_PER_LINE) + 0.6
        if self._lines > _LINES_PER_PAGE:
            self._page += 1
            self._lines = self._lines - _LINES_PER_PAGE

    # ------------------------------------------------------------ inline

    def _inline(self, paragraph: XmlElement, look: Look) -> _Inline:
        inline = _Inline()
        stack: list[tuple[Iterator[XmlElement], Look]] = [(_children(paragraph), look)]
        while stack:
            iterator, current = stack[-1]
            element = next(iterator, None)
            if element is None:
                stack.pop()
                continue
            tag = element.tag
            if tag in _TRACKED:
                self._counts["tracked"] += 1
            if tag == f"{_W}r":
                stack.append((_children(element), self._styles.run(element, look)))
            elif tag == f"{_W}txbxContent":
                inline.boxes.append(element)
            elif tag == f"{_M}oMath":
                self._counts["equation"] += 1
                inline.lines[-1].append(
                    (" " + "".join(t.text or "" for t in element.iter(f"{_M}t")) + " ", look)
                )
            elif not self._piece(element, inline, current):
                stack.append((_children(element), current))
        return inline

    def _piece(self, element: XmlElement, inline: _Inline, look: Look) -> bool:
        """Take a leaf of a run; False where ``element`` is a container to descend into."""
        tag = element.tag
        text = _leaf_text(element, tag)
        if text is not None:
            self._keep_text(text, inline, look)
            return True
        if tag == f"{_W}br" or tag == f"{_W}cr":
            if element.get(f"{_W}type") == "page":
                inline.breaks.append(f"{self._moment(inline)}:page")
            elif element.get(f"{_W}type") != "column":
                inline.lines.append([])
            return True
        if tag == f"{_W}lastRenderedPageBreak":
            inline.breaks.append(f"{self._moment(inline)}:rendered")
            return True
        if tag in (f"{_W}footnoteReference", f"{_W}endnoteReference"):
            kind = "footnote" if tag.endswith("footnoteReference") else "endnote"
            inline.notes.append((kind, element.get(f"{_W}id") or ""))
            return True
        return self._graphic(element, tag, inline)

    def _moment(self, inline: _Inline) -> str:
        """A break before any text of the paragraph moves the paragraph itself to the next page."""
        return "after" if any(text.strip() for line in inline.lines for text, _ in line) else "before"

    def _keep_text(self, text: str, inline: _Inline, look: Look) -> None:
        # White text in a box stands on the box's fill, which a theme may hold out of sight.
        # So does a white heading, on a banner drawn behind the text.
        on_fill = self._boxes or look.level
        hidden = "" if on_fill and look.hidden == words_fr.HIDDEN_WHITE else look.hidden
        if hidden and text.strip():
            inline.hidden.append((text, hidden))
        elif not hidden:
            inline.lines[-1].append((text, look))

    def _graphic(self, element: XmlElement, tag: str, inline: _Inline) -> bool:
        if tag == f"{_PIC}pic" or tag == f"{_VML}imagedata":
            inline.pictures += 1
            return True
        if tag == f"{_DGM}relIds":
            inline.diagrams.append(element.get(f"{_R}dm") or "")
            inline.pictures += 1
            return True
        if tag == f"{_CHART}chart":
            self._counts["chart"] += 1
            inline.pictures += 1
            return True
        if tag == f"{_W}object":
            self._counts["object"] += 1
        return False

    # ------------------------------------------------------------ tables

    def _table(self, table: XmlElement) -> None:
        shaded = (
            table.find(f"{_W}tblPr/{_W}tblStyle") is not None
            or next(table.iter(f"{_W}shd"), None) is not None
        )
        self._boxes += shaded
        self._table_rows(table)
        self._boxes -= shaded

    def _table_rows(self, table: XmlElement) -> None:
        rows, flagged = self._rows(table)
        width = max((len(row) for row in rows), default=0)
        texts = [[self._cell_text(cell) for cell in row] + [""] * (width - len(row)) for row in rows]
        if width < 2 or self._is_layout(rows, texts):
            for row in rows:
                for cell in row:
                    if cell is not None:
                        self._walk(cell)
            return
        kept = [c for c in range(width) if any(row[c] for row in texts)]
        grid = [tuple(row[c] for c in kept) for row in texts if any(row)]
        if len(kept) < 2:
            for kept_row in grid:
                self._write_plain(kept_row[0])
            return
        self._tables += 1
        header = grid[0] if looks_like_header(grid, flagged=flagged) else ()
        marks = [self._row_marks(row) for row, text in zip(rows, texts, strict=True) if any(text)]
        for i, (cells, inlines) in enumerate(zip(grid, marks, strict=True)):
            for inline in inlines:
                self._turn_pages(inline, before=True)
            self._count_lines(max(cells, key=len))
            self._draft.blocks.append(
                DraftBlock(
                    TextKind.TABLE_ROW, " | ".join(cells), self._page, table=self._tables, cells=cells,
                    header=header if i else (),
                )
            )  # fmt: skip
            for inline in inlines:
                self._hang(replace(inline, boxes=[]))
                self._turn_pages(inline, before=False)

    def _write_plain(self, text: str) -> None:
        self._count_lines(text)
        kind = TextKind.CAPTION if is_caption(text) else TextKind.PARAGRAPH
        self._draft.blocks.append(DraftBlock(kind, text, self._page))

    def _rows(self, table: XmlElement) -> tuple[list[list[XmlElement | None]], bool]:
        """Return the rows as cells (None where a merge covers the slot) and whether a header is declared."""
        rows: list[list[XmlElement | None]] = []
        flagged = False
        look = table.find(f"{_W}tblPr/{_W}tblLook")
        styled = table.find(f"{_W}tblPr/{_W}tblStyle") is not None
        for row in _descend(table, f"{_W}tr"):
            cells: list[XmlElement | None] = []
            properties = row.find(f"{_W}trPr")
            if properties is not None:
                before = properties.find(f"{_W}gridBefore")
                cells.extend([None] * _count(before))
                flagged = flagged or (not rows and is_on(properties.find(f"{_W}tblHeader")))
            for cell in _descend(row, f"{_W}tc"):
                merge = cell.find(f"{_W}tcPr/{_W}vMerge")
                span = cell.find(f"{_W}tcPr/{_W}gridSpan")
                continued = merge is not None and merge.get(f"{_W}val", "continue") == "continue"
                cells.append(None if continued else cell)
                cells.extend([None] * (max(_count(span), 1) - 1))
            rows.append(cells[:200])
        if look is not None and styled and not flagged:
            first = look.get(f"{_W}firstRow") or ("1" if int(look.get(f"{_W}val") or "0", 16) & 0x20 else "0")
            flagged = first in ("1", "true", "on") and self._first_row_stands_out(rows)
        return rows, flagged or self._first_row_stands_out(rows)

    def _first_row_stands_out(self, rows: Sequence[Sequence[XmlElement | None]]) -> bool:
        if len(rows) < 2:
            return False
        return self._is_marked(rows[0]) and not self._is_marked(rows[1])

    def _is_marked(self, row: Sequence[XmlElement | None]) -> bool:
        """Say whether all the text of a row is bold, or all its cells are shaded."""
        cells = [cell for cell in row if cell is not None]
        looks = [
            self._styles.run(run, self._styles.paragraph(p))
            for cell in cells
            for p in cell.iter(f"{_W}p")
            for run in p.iter(f"{_W}r")
            if any((t.text or "").strip() for t in run.iter(f"{_W}t"))
        ]
        if looks and all(look.bold for look in looks):
            return True
        fills = [cell.find(f"{_W}tcPr/{_W}shd") for cell in cells]
        return bool(fills) and all(
            f is not None and (f.get(f"{_W}fill") or "auto").lower() not in ("auto", "ffffff") for f in fills
        )

    def _is_layout(self, rows: Sequence[Sequence[XmlElement | None]], texts: Sequence[Sequence[str]]) -> bool:
        """Say whether the table only lays out a page: cells that hold pages of text or headings."""
        if any(len(text) > _LAYOUT_CELL for row in texts for text in row):
            return True
        cells = [cell for row in rows for cell in row if cell is not None]
        if len(cells) == 1 or len(rows) == 1:
            return True
        return any(
            self._styles.paragraph(p).level
            for cell in cells
            for p in cell.iter(f"{_W}p")
            if self._contents_depth == 0
        )

    def _cell_text(self, cell: XmlElement | None) -> str:
        if cell is None:
            return ""
        text = ""
        for paragraph in _descend(cell, f"{_W}p", through_tables=True):
            look = self._styles.paragraph(paragraph)
            label, bullet = self._numbering.label(paragraph, look.numbering)
            inline = self._inline(paragraph, look)
            for box in inline.boxes:
                inline.lines.append([(" ".join(t.text or "" for t in box.iter(f"{_W}t")), look)])
            for line in inline.lines:
                part = _text(line)
                bare = strip_bullet(part)
                if not part:
                    continue
                if bare is not None or bullet:
                    text = f"{text} ; {bare or part}" if text else bare or part
                else:
                    part = f"{label} {part}" if label else part
                    text = f"{text} {part}" if text else part
                label = ""
        return squeeze(text)

    def _row_marks(self, row: Sequence[XmlElement | None]) -> list[_Inline]:
        return [
            self._inline(p, self._styles.paragraph(p))
            for cell in row
            if cell is not None
            for p in cell.iter(f"{_W}p")
        ]

    def _usual_size(self) -> float:
        sizes: Counter[float] = Counter()
        for paragraph in self._body.iter(f"{_W}p"):
            look = self._styles.paragraph(paragraph)
            for run in paragraph.iterchildren(f"{_W}r"):
                length = sum(len(t.text or "") for t in run.iterchildren(f"{_W}t"))
                if length:
                    sizes[self._styles.run(run, look).size] += length
        return max(sizes.items(), key=lambda item: (item[1], -item[0]))[0] if sizes else 11.0


# ---------------------------------------------------------------- helpers


def _children(container: XmlElement) -> Iterator[XmlElement]:
    """Yield the children that a reader sees: one branch of each alternative, no deletions."""
    for child in container:
        tag = child.tag
        if not isinstance(tag, str) or tag in _DROPPED:
            continue
        if tag == f"{_MC}AlternateContent":
            branch = child.find(f"{_MC}Choice")
            if branch is None or not len(branch):
                branch = child.find(f"{_MC}Fallback")
            if branch is not None:
                yield branch
            continue
        yield child


def _descend(container: XmlElement, wanted: str, *, through_tables: bool = False) -> Iterator[XmlElement]:
    """Yield the nearest ``wanted`` elements under ``container``, through content controls and insertions."""
    stack = [_children(container)]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
        elif element.tag == wanted:
            yield element
        elif element.tag != f"{_W}tbl" or through_tables:
            stack.append(_children(element))


def _leaf_text(element: XmlElement, tag: str) -> str | None:
    if tag == f"{_W}t":
        return element.text or ""
    if tag == f"{_W}tab" or tag == f"{_W}ptab":
        return "\t"
    if tag == f"{_W}noBreakHyphen":
        return "-"
    if tag == f"{_W}softHyphen":
        return ""
    if tag == f"{_W}sym":
        code = element.get(f"{_W}char") or ""
        return chr(int(code, 16)) if re.fullmatch(r"[0-9A-Fa-f]{2,4}", code) else ""
    return None


def _text(line: list[tuple[str, Look]]) -> str:
    return squeeze(clean_characters("".join(text for text, _ in line)))


def _line_look(line: list[tuple[str, Look]], usual: float) -> tuple[float, bool]:
    """Return the size of most characters and whether nine in ten are bold."""
    sizes: Counter[float] = Counter()
    bold = total = 0
    for text, look in line:
        length = len(text.strip())
        total += length
        sizes[look.size] += length
        bold += length if look.bold else 0
    if not total:
        return usual, False
    return max(sizes.items(), key=lambda item: (item[1], item[0]))[0], bold >= 0.9 * total


def _count(element: XmlElement | None) -> int:
    value = element.get(f"{_W}val") if element is not None else None
    return min(int(value), 200) if value and value.isdigit() else 0


def _notes(root: XmlElement | None, kind: str) -> dict[str, XmlElement]:
    if root is None:
        return {}
    return {
        note.get(f"{_W}id") or "": note
        for note in root.iter(f"{_W}{kind}")
        if note.get(f"{_W}type") in (None, "normal")
    }


def _core_title(package: Package) -> str:
    root = package.optional_xml("docProps/core.xml")
    found = root.find("{http://purl.org/dc/elements/1.1/}title") if root is not None else None
    return clean_title(found.text) if found is not None else ""


def _seen_texts(container: XmlElement) -> Iterator[str]:
    """Yield the texts under ``container``, one branch of each alternative."""
    for leaf in _descend(container, f"{_W}t", through_tables=True):
        yield leaf.text or ""


def _furniture(package: Package) -> list[str]:
    found: list[str] = []
    for name in package.names():
        if re.match(r"word/(?:header|footer)\d*\.xml$", name):
            root = package.optional_xml(name)
            if root is None:
                continue
            for paragraph in _descend(root, f"{_W}p", through_tables=True):
                text = squeeze(clean_characters("".join(_seen_texts(paragraph))))
                if text and not text.isdigit():
                    found.append(text)
    return list(dict.fromkeys(found))


def _warnings(counts: Counter[str], package: Package) -> list[ReadingWarning]:
    found: list[ReadingWarning] = []
    things = [
        template.format(count=counts[key])
        for key, template in (
            ("equation", words_fr.THING_EQUATION),
            ("chart", words_fr.THING_CHART),
            ("diagram", words_fr.THING_DIAGRAM),
            ("object", words_fr.THING_OBJECT),
            ("external", words_fr.THING_EXTERNAL),
        )
        if counts[key]
    ]
    if things:
        found.append(ReadingWarning("embedded", words_fr.WARN_EMBEDDED.format(things=", ".join(things))))
    if counts["tracked"]:
        found.append(ReadingWarning("tracked_changes", words_fr.WARN_TRACKED))
    comments = package.optional_xml("word/comments.xml")
    if comments is not None and comments.find(f"{_W}comment") is not None:
        found.append(ReadingWarning("comments", words_fr.WARN_COMMENTS))
    return found
