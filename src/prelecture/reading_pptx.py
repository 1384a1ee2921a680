"""PPTX to draft: one page a slide, its title as heading (border layer)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from prelecture.datamodel import Figure, HiddenText, Page, Readability, TextKind
from prelecture.errors import LimitExceeded, UnreadableDossier
from prelecture.reading_draft import Draft, DraftBlock, attach_captions
from prelecture.reading_zip import Package, XmlElement
from prelecture.settings import ReadingLimits
from prelecture.structure import clean_title, is_caption, is_numbered_item, looks_like_header, strip_bullet
from prelecture.typography import clean_characters, squeeze
from prelecture.wording import reading as words_fr

_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DGM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DC = "{http://purl.org/dc/elements/1.1/}"

_TITLES = ("title", "ctrTitle")
_FURNITURE = ("dt", "ftr", "sldNum", "hdr")
# Boxes whose tops are within half an inch (in EMU) stand on one row.
_ROW_EMU = 457_200


@dataclass(frozen=True, slots=True)
class _Shape:
    element: XmlElement
    kind: str
    top: int | None
    left: int


def read_pptx(data: bytes, *, name: str, limits: ReadingLimits) -> Draft:
    """Return the draft of a slide deck; speaker notes come as notes after their slide.

    Raises UnreadableDossier, EncryptedDossier or LimitExceeded.
    """
    package = Package(data, name=name, limits=limits)
    presentation = package.xml("ppt/presentation.xml")
    targets = package.relationships("ppt/presentation.xml")
    ids = [s.get(f"{_R}id") or "" for s in presentation.iter(f"{_P}sldId")]
    slides = [targets[i] for i in ids if i in targets and package.has(targets[i])]
    if not slides:
        raise UnreadableDossier(words_fr.DAMAGED.format(name=name, detail="aucune diapositive"))
    if len(slides) > limits.pages:
        raise LimitExceeded(words_fr.TOO_MANY_PAGES.format(name=name, pages=len(slides), limit=limits.pages))
    draft = Draft(format="pptx", title=_title(package))
    reader = _Reader(package, draft)
    for number, part in enumerate(slides, start=1):
        reader.slide(part, number)
    attach_captions(draft)
    draft.furniture[:] = dict.fromkeys(draft.furniture)
    return draft


class _Reader:
    def __init__(self, package: Package, draft: Draft) -> None:
        self._package = package
        self._draft = draft
        self._tables = 0

    def slide(self, part: str, number: int) -> None:
        draft = self._draft
        root = self._package.optional_xml(part)
        if root is None:
            draft.pages.append(Page(number, "", Readability.UNREADABLE, words_fr.REASON_BROKEN))
            return
        tree = root.find(f"{_P}cSld/{_P}spTree")
        start, pictures = len(draft.blocks), len(draft.figures)
        relationships = self._package.relationships(part)
        for shape in _in_order(list(_shapes(tree)) if tree is not None else []):
            self._shape(shape, number, relationships)
        written = draft.blocks[start:]
        if root.get("show") in ("0", "false"):
            # A slide that the show skips is not part of what the candidate presents.
            del draft.blocks[start:]
            text = squeeze(" ".join(block.text for block in written))
            if text:
                draft.hidden.append(HiddenText(text[:2000], number, words_fr.HIDDEN_VANISH))
        self._notes(relationships, number)
        draft.pages.append(_page(number, written, len(draft.figures) - pictures))

    def _shape(self, shape: _Shape, number: int, relationships: dict[str, str]) -> None:
        element = shape.element
        if element.tag == f"{_P}pic":
            self._draft.figures.append(Figure(number))
        elif element.tag == f"{_P}graphicFrame":
            self._frame(element, number, relationships)
        elif shape.kind in _FURNITURE:
            text = squeeze(clean_characters("".join(t.text or "" for t in element.iter(f"{_A}t"))))
            if text and not text.isdigit():
                self._draft.furniture.append(text)
        elif shape.kind in _TITLES:
            text = squeeze(clean_characters(" ".join(_paragraph_text(p) for p in element.iter(f"{_A}p"))))
            if text:
                self._draft.blocks.append(DraftBlock(TextKind.HEADING, text, number, 1))
        else:
            self._text(element, number, in_list=shape.kind in ("body", "obj"))

    def _text(self, element: XmlElement, number: int, *, in_list: bool) -> None:
        for paragraph in element.iter(f"{_A}p"):
            for text in _paragraph_text(paragraph).split("\v"):
                plain = squeeze(clean_characters(text))
                if plain:
                    self._draft.blocks.append(_block(plain, paragraph, number, in_list=in_list))

    def _frame(self, element: XmlElement, number: int, relationships: dict[str, str]) -> None:
        table = next(element.iter(f"{_A}tbl"), None)
        if table is not None:
            self._table(table, number)
        for diagram in element.iter(f"{_DGM}relIds"):
            self._draft.figures.append(Figure(number))
            target = relationships.get(diagram.get(f"{_R}dm") or "", "")
            root = self._package.optional_xml(target) if target else None
            for point in root.iter(f"{_DGM}pt") if root is not None else ():
                text = squeeze(clean_characters(" ".join(t.text or "" for t in point.iter(f"{_A}t"))))
                if text:
                    self._draft.blocks.append(DraftBlock(TextKind.LIST_ITEM, text, number))
        if next(element.iter(f"{_CHART}chart"), None) is not None:
            self._draft.figures.append(Figure(number))

    def _table(self, table: XmlElement, number: int) -> None:
        grid = [
            tuple(
                squeeze(clean_characters(" ".join(_paragraph_text(p) for p in cell.iter(f"{_A}p"))))
                for cell in row.iterchildren(f"{_A}tc")
            )
            for row in table.iterchildren(f"{_A}tr")
        ]
        width = min(max((len(row) for row in grid), default=0), 200)
        grid = [(row + ("",) * width)[:width] for row in grid if any(row)]
        kept = [c for c in range(width) if any(row[c] for row in grid)]
        if len(kept) < 2 or len(grid) < 2:
            for row in grid:
                for text in filter(None, row):
                    self._draft.blocks.append(DraftBlock(TextKind.PARAGRAPH, text, number))
            return
        grid = [tuple(row[c] for c in kept) for row in grid]
        properties = table.find(f"{_A}tblPr")
        flagged = properties is not None and properties.get("firstRow") in ("1", "true")
        self._tables += 1
        header = grid[0] if looks_like_header(grid, flagged=flagged) else ()
        for i, cells in enumerate(grid):
            self._draft.blocks.append(
                DraftBlock(
                    TextKind.TABLE_ROW,
                    " | ".join(cells),
                    number,
                    table=self._tables,
                    cells=cells,
                    header=header if i else (),
                )
            )

    def _notes(self, relationships: dict[str, str], number: int) -> None:
        for target in relationships.values():
            if "/notesSlides/" not in target:
                continue
            root = self._package.optional_xml(target)
            for shape in _shapes(root.find(f"{_P}cSld/{_P}spTree")) if root is not None else ():
                if shape.kind != "body":
                    continue
                for paragraph in shape.element.iter(f"{_A}p"):
                    text = squeeze(clean_characters(_paragraph_text(paragraph)))
                    if text:
                        self._draft.blocks.append(DraftBlock(TextKind.NOTE, text, number))


def _shapes(tree: XmlElement | None) -> Iterator[_Shape]:
    """Yield the shapes of a slide in drawing order, groups opened."""
    stack = [iter(tree)] if tree is not None else []
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
        elif element.tag == f"{_P}grpSp":
            stack.append(iter(element))
        elif element.tag == f"{_MC}AlternateContent":
            branch = element.find(f"{_MC}Choice")
            branch = branch if branch is not None and len(branch) else element.find(f"{_MC}Fallback")
            if branch is not None:
                stack.append(iter(branch))
        elif element.tag in (f"{_P}sp", f"{_P}pic", f"{_P}graphicFrame", f"{_P}cxnSp"):
            holder = next(element.iter(f"{_P}ph"), None)
            kind = (holder.get("type") or "obj") if holder is not None else ""
            offset = next(element.iter(f"{_A}off"), None)
            top = _number(offset.get("y")) if offset is not None else None
            yield _Shape(element, kind, top, _number(offset.get("x")) if offset is not None else 0)


def _number(value: str | None) -> int:
    return int(value) if value and re.fullmatch(r"-?\d{1,12}", value) else 0


def _in_order(shapes: list[_Shape]) -> list[_Shape]:
    """Put the title first, then rows of boxes from top to bottom; a box without place keeps its rank."""
    titles = [s for s in shapes if s.kind in _TITLES]
    others = [s for s in shapes if s.kind not in _TITLES]
    if any(s.top is None for s in others):
        return titles + others
    others.sort(key=lambda s: s.top or 0)
    rows: list[list[_Shape]] = []
    for shape in others:
        if rows and (shape.top or 0) - (rows[-1][0].top or 0) < _ROW_EMU:
            rows[-1].append(shape)
        else:
            rows.append([shape])
    return titles + [shape for row in rows for shape in sorted(row, key=lambda s: s.left)]


def _paragraph_text(paragraph: XmlElement) -> str:
    parts: list[str] = []
    for leaf in paragraph.iter(f"{_A}t", f"{_A}br", f"{_A}tab"):
        parts.append(leaf.text or "" if leaf.tag == f"{_A}t" else "\v")
    return "".join(parts)


def _block(text: str, paragraph: XmlElement, number: int, *, in_list: bool) -> DraftBlock:
    if is_caption(text):
        return DraftBlock(TextKind.CAPTION, text, number)
    properties = paragraph.find(f"{_A}pPr")
    marked = properties is not None and (
        properties.find(f"{_A}buChar") is not None or properties.find(f"{_A}buAutoNum") is not None
    )
    plain = properties is not None and properties.find(f"{_A}buNone") is not None
    bare = strip_bullet(text)
    if bare is not None:
        return DraftBlock(TextKind.LIST_ITEM, bare, number)
    listed = marked or is_numbered_item(text) or (in_list and not plain and len(text.split()) <= 30)
    return DraftBlock(TextKind.LIST_ITEM if listed else TextKind.PARAGRAPH, text, number)


def _page(number: int, written: list[DraftBlock], pictures: int) -> Page:
    words = sum(len(b.text.split()) for b in written if b.kind is not TextKind.HEADING)
    if pictures and not written:
        return Page(number, "", Readability.UNREADABLE, words_fr.REASON_SLIDE_IMAGE)
    if pictures and words < 8:
        return Page(number, "", Readability.PARTIAL, words_fr.REASON_LITTLE_TEXT)
    return Page(number)


def _title(package: Package) -> str:
    root = package.optional_xml("docProps/core.xml")
    found = root.find(f"{_DC}title") if root is not None else None
    return clean_title(found.text) if found is not None else ""
