"""PDF to draft: pypdfium2 for text and geometry, pypdf where pdfium fails (border layer)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from prelecture.datamodel import Figure, HiddenText, Page, Readability, ReadingWarning, TextKind, Zone
from prelecture.errors import EncryptedDossier, LimitExceeded, UnreadableDossier
from prelecture.reading_draft import Draft, DraftBlock, attach_captions
from prelecture.reading_pdf_extract import PageContent, PageReader, PdfObject
from prelecture.reading_pdf_layout import (
    Line,
    Margins,
    Paragraph,
    Table,
    contents_paragraphs,
    cut_tables,
    first_things_first,
    join_pieces,
    margins,
    paragraphs,
    segments,
)
from prelecture.reading_pdf_words import mend_words
from prelecture.settings import ReadingLimits
from prelecture.structure import (
    HEADING_THRESHOLD,
    HeadingLook,
    clean_title,
    contents_entry,
    ends_with_number,
    heading_key,
    heading_levels,
    heading_score,
    is_caption,
    is_contents_line,
    is_numbered_item,
    looks_like_header,
    numbering_level,
    strip_bullet,
    zone_of_heading,
)
from prelecture.typography import (
    clean_characters,
    is_suspect,
    join_cut_word,
    join_lines,
    known_share,
    squeeze,
)
from prelecture.wording import pages_words
from prelecture.wording import reading as words_fr

_PASSWORD_ERROR = 4
_BAND = 0.12
_FOLIO = re.compile(
    r"^(?:page\s*)?[-–—|\s]*(\d{1,3}|[ivxlc]{1,6})[-–—|\s]*(?:(?:/|sur|of)\s*\d{1,3})?[-–—|\s]*$", re.I
)
_NOTE_CALL = re.compile(r"^(?:\d{1,3}|\*{1,3}|\[\d{1,3}\])[.)]?\s*(?=[^\W\d_]|[«“\"'(])")
_DIGITS = re.compile(r"\d+|\b[ivxl]{1,6}\b")


@dataclass(slots=True)
class _PageText:
    """One page as lines and tables, then as paragraphs and tables, in reading order."""

    content: PageContent
    lines: list[Line] = field(default_factory=list)
    items: list[Line | Table] = field(default_factory=list)
    contents: bool = False
    garbled: bool = False
    label: str = ""


def read_pdf(data: bytes, *, name: str, limits: ReadingLimits) -> Draft:
    """Return the draft of a PDF file.

    Raises EncryptedDossier, LimitExceeded (too many pages) or UnreadableDossier.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        return _read_refused(data, name, limits, error)
    try:
        count = len(document)
        if count > limits.pages:
            raise LimitExceeded(words_fr.TOO_MANY_PAGES.format(name=name, pages=count, limit=limits.pages))
        if count == 0:
            raise UnreadableDossier(words_fr.DAMAGED.format(name=name, detail="aucune page"))
        return _read_document(document, data, name, limits)
    finally:
        document.close()


def _read_refused(data: bytes, name: str, limits: ReadingLimits, error: PdfObject) -> Draft:
    """Tell a password from damage, and give pypdf its chance on the latter."""
    if getattr(error, "err_code", None) == _PASSWORD_ERROR:
        raise EncryptedDossier(words_fr.ENCRYPTED.format(name=name)) from error
    from prelecture.reading_pypdf import read_with_pypdf

    return read_with_pypdf(data, name=name, limits=limits)


def _read_document(document: PdfObject, data: bytes, name: str, limits: ReadingLimits) -> Draft:
    draft = Draft(format="pdf", title=_title(document))
    reader = PageReader(page_characters=limits.page_characters, page_objects=limits.page_objects)
    pages = [_PageText(reader.read(document, i)) for i in range(len(document))]
    total = sum(len(word.text) + 1 for page in pages for word in page.content.words)
    if total > limits.characters:
        raise LimitExceeded(words_fr.TOO_MUCH_TEXT.format(name=name, limit=limits.characters))
    mend_words([page.content for page in pages])
    for page in pages:
        page.lines = first_things_first(segments(page.content.words))
    _set_furniture_aside(pages, draft)
    _label_pages(document, pages)
    outline = _outline(document, limits)
    entries = _find_contents(pages)
    for page in pages:
        page.items = (
            list(join_pieces(page.lines)) if page.contents else list(cut_tables(page.content, page.lines))
        )
    edges = margins([[i for i in page.items if isinstance(i, Line)] for page in pages])
    _write_blocks(pages, edges, _Oracle(outline, entries), draft)
    _label_from_contents(pages, entries, draft)
    _read_again(pages, data, limits, draft)
    _describe_pages(pages, draft)
    return draft


def _title(document: PdfObject) -> str:
    return clean_title(document.get_metadata_dict().get("Title", ""))


# ---------------------------------------------------------------- second opinion

_UNSURE = 0.55
_BETTER = 0.1


def _read_again(pages: Sequence[_PageText], data: bytes, limits: ReadingLimits, draft: Draft) -> None:
    """Give the pages that pdfium garbled to pypdf, and keep its text where the lexicon prefers it."""
    doubtful: dict[int, float] = {}
    for index, page in enumerate(pages):
        tokens = [word.text for word in page.content.words]
        if not page.contents and is_suspect(tokens):
            share = known_share(tokens)
            if share < _UNSURE:
                doubtful[index] = share
    if not doubtful:
        return
    from prelecture.reading_pypdf import page_texts, text_blocks

    replaced: list[int] = []
    for index, text in page_texts(data, list(doubtful), limits=limits).items():
        share = known_share(clean_characters(text).split())
        if share < doubtful[index] + _BETTER:
            continue
        doubtful[index] = share
        number = index + 1
        at = next((i for i, b in enumerate(draft.blocks) if (b.page or 0) >= number), len(draft.blocks))
        kept = [b for b in draft.blocks if b.page != number]
        draft.blocks[:] = [*kept[:at], *text_blocks(text, number), *kept[at:]]
        replaced.append(number)
    for index, share in doubtful.items():
        pages[index].garbled = share < _UNSURE
    if replaced:
        where = pages_words(replaced)
        draft.warnings.append(
            ReadingWarning("second_reader", words_fr.WARN_FALLBACK.format(pages=where), tuple(replaced))
        )


# ---------------------------------------------------------------- furniture and labels


def _set_furniture_aside(pages: Sequence[_PageText], draft: Draft) -> None:
    """Move running headers, footers and page numbers from the lines to ``draft.furniture``."""
    candidates: list[tuple[int, int, str]] = []
    for number, page in enumerate(pages):
        for index in _band_lines(page):
            candidates.append((number, index, _furniture_key(page.lines[index].text)))
    repeats = Counter(key for _, key in {(number, key) for number, _, key in candidates})
    needed = max(3, round(0.2 * len(pages))) if len(pages) >= 3 else 2
    dropped: set[tuple[int, int]] = set()
    seen: list[str] = []
    for number, index, key in candidates:
        text = pages[number].lines[index].text
        folio = bool(_FOLIO.match(text.strip()))
        if repeats[key] >= needed or (folio and _is_outermost(pages[number], index)):
            dropped.add((number, index))
            if folio and not pages[number].label:
                pages[number].label = squeeze(text)
            elif not folio:
                seen.append(squeeze(clean_characters(text)))
    for number, page in enumerate(pages):
        page.lines = [line for i, line in enumerate(page.lines) if (number, i) not in dropped]
    draft.furniture.extend(dict.fromkeys(text for text in seen if text))


def _band_lines(page: _PageText) -> list[int]:
    """Return the indexes of the lines in the top and bottom bands, three a band at most."""
    height = page.content.height
    upright = [(i, line) for i, line in enumerate(page.lines) if line.turn == 0]
    top = sorted((-line.y, i) for i, line in upright if line.y >= height * (1 - _BAND))[:4]
    bottom = sorted((line.y, i) for i, line in upright if line.y <= height * _BAND)[:4]
    # TeX sets the page number above a wide margin.
    lowest = min(((line.y, i) for i, line in upright), default=(height, 0))
    if not bottom and lowest[0] <= 2 * _BAND * height and _FOLIO.match(page.lines[lowest[1]].text.strip()):
        bottom = [lowest]
    return [i for _, i in top] + [i for _, i in bottom]


def _furniture_key(text: str) -> str:
    return _DIGITS.sub("#", squeeze(text).casefold())


def _is_outermost(page: _PageText, index: int) -> bool:
    """Say whether a page number stands below (or above) everything else on its page."""
    line = page.lines[index]
    others = [other.y for i, other in enumerate(page.lines) if i != index]
    return not others or line.y < min(others) - 0.5 * line.size or line.y > max(others) + 0.5 * line.size


def _label_pages(document: PdfObject, pages: Sequence[_PageText]) -> None:
    """Set the printed label of each page: its own number, else the file's page labels."""
    numbers = [_folio_number(page.label) for page in pages]
    offsets = Counter(i - n for i, n in enumerate(numbers, start=1) if n is not None)
    usual, seen = offsets.most_common(1)[0] if offsets else (0, 0)
    trusted = seen >= max(2, 0.3 * len(pages))
    first = next((i for i, n in enumerate(numbers, start=1) if n is not None and i - n == usual), 0)
    for i, page in enumerate(pages, start=1):
        # A number that breaks the count is not the page's own (a slide number, a year).
        if trusted and (i >= first or numbers[i - 1] is not None) and i - usual >= 1:
            page.label = str(i - usual)
        else:
            page.label = document.get_page_label(i - 1) or ""


def _label_from_contents(pages: Sequence[_PageText], entries: dict[str, int], draft: Draft) -> None:
    """Label the pages of a file that prints no numbers by those that its contents page gives."""
    if any(page.label for page in pages):
        return
    gaps = Counter(
        block.page - printed
        for block in draft.blocks
        if block.kind is TextKind.HEADING
        and block.zone is None
        and block.page is not None
        and (printed := entries.get(heading_key(block.text), 0))
    )
    gap, agreed = gaps.most_common(1)[0] if gaps else (0, 0)
    if agreed >= 3 and agreed >= 0.6 * gaps.total():
        for i, page in enumerate(pages, start=1):
            page.label = str(i - gap) if i > gap else ""


def _folio_number(label: str) -> int | None:
    match = _FOLIO.match(label.strip())
    return int(match[1]) if match and match[1].isdigit() else None


# ---------------------------------------------------------------- outline and contents


@dataclass(frozen=True, slots=True)
class _OutlineEntry:
    """``page`` counts from 1 and ``y`` in points from the foot of the page; 0 where the file is silent."""

    level: int
    page: int
    y: float


@dataclass(frozen=True, slots=True)
class _Oracle:
    """What the file itself says its headings are: its outline by key, its contents entries."""

    outline: dict[str, list[_OutlineEntry]]
    entries: dict[str, int]

    def outline_level(self, paragraph: Paragraph, number: int) -> int:
        """Return the level of the outline entry that points at the paragraph, 0 where none does.

        Place counts as well as title: a contents page without numbers holds the same titles.
        """
        line = paragraph.lines[0]
        for entry in self.outline.get(heading_key(paragraph.text), ()):
            here = not entry.page or entry.page == number
            if here and (not entry.y or -1.5 * line.size <= entry.y - line.y <= 90.0):
                return entry.level
        return 0


def _outline(document: PdfObject, limits: ReadingLimits) -> dict[str, list[_OutlineEntry]]:
    import pypdfium2

    levels: dict[str, list[_OutlineEntry]] = {}
    items = document.get_toc(max_depth=limits.outline_depth)
    for _ in range(limits.outline_entries):
        try:
            item = next(items, None)
        except (pypdfium2.PdfiumError, ValueError):
            break
        if item is None:
            break
        key = heading_key(clean_characters(item.get_title() or ""))
        if key:
            levels.setdefault(key, []).append(_outline_entry(item))
    return levels


def _outline_entry(item: PdfObject) -> _OutlineEntry:
    target = item.get_dest()
    index = target.get_index() if target else None
    page = index + 1 if index is not None and index >= 0 else 0
    y = 0.0
    if page:
        mode, position = target.get_view()
        # Only the XYZ mode (1) states a place on the page; its second value is the height.
        y = float(position[1]) if mode == 1 and len(position) >= 2 else 0.0
    return _OutlineEntry(min(item.level + 1, 9), page, y)


def _find_contents(pages: Sequence[_PageText]) -> dict[str, int]:
    """Mark the contents pages and return their entries: printed page by key, 0 where none is given."""
    keys: dict[str, int] = {}
    follows = False
    for page in pages:
        lines = join_pieces(page.lines)
        leaders = [line for line in lines if is_contents_line(line.text)]
        numbered = [line for line in lines if ends_with_number(line.text)]
        opened = any(zone_of_heading(clean_characters(line.text)) is Zone.TOC for line in lines[:8])
        page.contents = (
            (len(leaders) >= 4 and len(leaders) >= 0.4 * len(lines))
            or (opened and len(lines) >= 4 and max(len(leaders), len(numbered)) >= 0.5 * (len(lines) - 1))
            or (follows and len(leaders) >= 2 and len(leaders) >= 0.3 * len(lines))
        )
        follows = page.contents
        if page.contents:
            for line in numbered or leaders:
                title, printed = contents_entry(clean_characters(line.text))
                key = heading_key(title)
                if len(key) >= 4:
                    keys.setdefault(key, printed or 0)
    return keys


# ---------------------------------------------------------------- blocks


def _write_blocks(pages: Sequence[_PageText], edges: Margins, oracle: _Oracle, draft: Draft) -> None:
    tables = 0
    styles = _HeadingStyles(edges, oracle)
    written: list[tuple[DraftBlock, Paragraph | None]] = []
    for number, page in enumerate(pages, start=1):
        run: list[Line] = []
        for item in [*page.items, None]:
            if isinstance(item, Line):
                run.append(item)
                continue
            if page.contents:
                found = contents_paragraphs(join_pieces(run))
            else:
                found = _merge_headings(_mark_lists(paragraphs(join_pieces(run), edges)), styles)
            written.extend((_block(paragraph, number, page, styles), paragraph) for paragraph in found)
            run = []
            if item is not None:
                tables += 1
                written.extend((block, None) for block in _table_rows(item, number, tables))
    written = _drop_note_calls(written)
    draft.blocks.extend(_settle_levels(_join_across_pages(written, edges)))


def _drop_note_calls(
    written: Sequence[tuple[DraftBlock, Paragraph | None]],
) -> list[tuple[DraftBlock, Paragraph | None]]:
    """Take the numbers of the notes off the notes and off the words that they are glued to."""
    calls: dict[int | None, list[str]] = {}
    for block, _ in written:
        if block.kind is TextKind.NOTE and (match := re.match(r"\d{1,3}", block.text)):
            calls.setdefault(block.page, []).append(match[0])
    cleaned: list[tuple[DraftBlock, Paragraph | None]] = []
    for block, paragraph in written:
        text = block.text
        if block.kind is TextKind.NOTE:
            text = _NOTE_CALL.sub("", text)
        elif block.page in calls and not block.table:
            numbers = "|".join(calls[block.page])
            text = re.sub(rf"(?<=[a-zà-ÿ.,;:!?»)])(?:{numbers})(?=[\s.,;:!?»)]|$)", "", text)
        cleaned.append((replace(block, text=text) if text != block.text else block, paragraph))
    return cleaned


class _HeadingStyles:
    """Decides whether a paragraph is a heading, and ranks the looks of the headings found."""

    def __init__(self, edges: Margins, oracle: _Oracle) -> None:
        self._edges = edges
        self._oracle = oracle

    def score(self, paragraph: Paragraph, number: int = 0) -> float:
        """Return how much the paragraph looks like a heading, the file's own word included."""
        text = paragraph.text
        if number and len(text) <= 250 and self._oracle.outline_level(paragraph, number):
            return 2.0
        score = heading_score(
            text,
            ratio=paragraph.size / max(self._edges.size, 1.0),
            bold=paragraph.bold,
            spaced=paragraph.gap_above >= 1.5 * self._edges.leading,
            lines=len(paragraph.lines),
            listed=paragraph.listed,
        )
        return score + (0.5 if heading_key(text) in self._oracle.entries else 0.0)

    def is_heading(self, paragraph: Paragraph, number: int = 0) -> bool:
        return self.score(paragraph, number) >= HEADING_THRESHOLD

    def is_note(self, paragraph: Paragraph, height: float) -> bool:
        """Say whether a paragraph is a footnote: small, low on the page, opened by its number."""
        line = paragraph.lines[0]
        if line.y > 0.45 * height or not _NOTE_CALL.match(paragraph.text):
            return False
        raised = bool(line.words) and line.words[0].style.size <= 0.75 * line.size
        return raised or paragraph.size <= 0.92 * self._edges.size

    def level(self, paragraph: Paragraph, number: int) -> int:
        """Return the level that the outline gives, 0 where only the look tells."""
        return self._oracle.outline_level(paragraph, number)


def _merge_headings(found: list[Paragraph], styles: _HeadingStyles) -> list[Paragraph]:
    """Join the lines of a heading that runs over two or three lines."""
    merged: list[Paragraph] = []
    for paragraph in found:
        last = merged[-1] if merged else None
        if (
            last is not None
            and abs(last.size - paragraph.size) < 0.3
            and last.bold == paragraph.bold
            and len(last.lines) + len(paragraph.lines) <= 3
            and paragraph.gap_above <= 1.5 * paragraph.size
            and not numbering_level(paragraph.text)
            and not last.text.endswith((".", ":", "?", "!"))
            and (paragraph.text[0].islower() or last.lines[-1].x1 - last.lines[-1].x0 > 300.0)
            and styles.is_heading(last)
            and not paragraph.marker
        ):
            last.lines.extend(paragraph.lines)
            last.text = f"{last.text} {paragraph.text}"
            continue
        merged.append(paragraph)
    return merged


def _mark_lists(found: list[Paragraph]) -> list[Paragraph]:
    """Mark the numbered paragraphs that follow one another with nothing between: a list, not headings."""
    for a, b in pairwise(found):
        if (
            is_numbered_item(a.text)
            and is_numbered_item(b.text)
            and abs(a.size - b.size) < 0.3
            and a.bold == b.bold
            and b.gap_above <= 2.2 * b.size
        ):
            a.listed = b.listed = True
    return found


def _block(paragraph: Paragraph, number: int, page: _PageText, styles: _HeadingStyles) -> DraftBlock:
    text = paragraph.text
    if page.contents:
        title = zone_of_heading(text) is Zone.TOC
        return DraftBlock(
            TextKind.HEADING if title else TextKind.PARAGRAPH, text, number, 1 if title else 0, Zone.TOC
        )
    if is_caption(text):
        return DraftBlock(TextKind.CAPTION, text, number)
    if styles.is_note(paragraph, page.content.height):
        return DraftBlock(TextKind.NOTE, text, number)
    if styles.is_heading(paragraph, number):
        bare = strip_bullet(text)
        return DraftBlock(
            TextKind.HEADING, bare if bare is not None else text, number, styles.level(paragraph, number)
        )
    bare = strip_bullet(text)
    if bare is not None and not (text[0] in "-–—" and len(bare) > 600):
        return DraftBlock(TextKind.LIST_ITEM, bare, number)
    if is_numbered_item(text):
        return DraftBlock(TextKind.LIST_ITEM, text, number)
    return DraftBlock(TextKind.PARAGRAPH, text, number)


def _table_rows(table: Table, number: int, index: int) -> list[DraftBlock]:
    header = table.rows[0] if looks_like_header(table.rows, flagged=table.flagged) else ()
    blocks = []
    for i, row in enumerate(table.rows):
        blocks.append(
            DraftBlock(
                TextKind.TABLE_ROW,
                " | ".join(row),
                number,
                table=index,
                cells=row,
                header=header if i else (),
            )
        )
    return blocks


def _join_across_pages(
    written: Sequence[tuple[DraftBlock, Paragraph | None]], edges: Margins
) -> list[tuple[DraftBlock, Paragraph | None]]:
    """Join what a page break cuts in two: a sentence on the page where it starts, a table with its header."""
    joined: list[tuple[DraftBlock, Paragraph | None]] = []
    continued: dict[int, _Continued] = {}
    for block, paragraph in written:
        # Footnotes stand between the two halves of a sentence.
        at = next((i for i in range(len(joined) - 1, -1, -1) if joined[i][0].kind is not TextKind.NOTE), None)
        last = joined[at] if at is not None else None
        if last is None or at is None:
            joined.append((block, paragraph))
        elif block.table and (block.table in continued or _is_next_part(last[0], block)):
            _continue_table(joined, block, continued)
        elif (
            paragraph is not None
            and last[1] is not None
            and _is_cut(last[0], last[1], block, paragraph, edges)
        ):
            lines = [*last[1].lines, *paragraph.lines]
            joined[at] = (
                replace(last[0], text=join_lines(last[0].text, block.text)),
                replace(last[1], lines=lines),
            )
        else:
            joined.append((block, paragraph))
    return joined


def _is_cut(last: DraftBlock, before: Paragraph, block: DraftBlock, after: Paragraph, edges: Margins) -> bool:
    """Say whether ``block`` on the next page goes on with ``last``."""
    if last.page is None or block.page != last.page + 1 or last.zone is not None or block.zone is not None:
        return False
    if block.kind is not TextKind.PARAGRAPH or last.kind not in (TextKind.PARAGRAPH, TextKind.LIST_ITEM):
        return False
    if abs(before.size - after.size) > 0.6:
        return False
    if block.text[:1].islower() and not last.text.endswith((".", "!", "?")):
        return True
    # A paragraph seldom ends just where its last line is full.
    line = before.lines[-1]
    if last.text.endswith((":", ";")) and not block.text[:1].islower():
        return False
    return edges.right > 0 and line.x1 + after.lines[0].first_width > edges.right and len(before.lines) > 1


def _is_next_part(last: DraftBlock, block: DraftBlock) -> bool:
    """Say whether a table at the top of a page goes on with the one at the foot of the page before."""
    return (
        last.table not in (0, block.table)
        and last.page is not None
        and block.page == last.page + 1
        and len(block.cells) == len(last.cells)
    )


_LINK_WORDS = re.compile(
    r"(?:,|\b(?:de|du|des|la|le|les|un|une|et|ou|à|au|aux|par|pour|en|sur|avec|dans|d['’]|l['’]))$", re.I
)


def _is_rest_of_row(before: Sequence[str], cells: Sequence[str]) -> bool:
    """Say whether a row only finishes the one that the page break cut.

    Candidates write cells without capitals or full stops, so a small letter alone proves nothing.
    """
    filled = [cell for cell in cells if cell]
    if not filled or len(cells) != len(before):
        return False
    if len(filled) < len(cells) and (not cells[0] or filled[0][0].islower()):
        return len(filled) == 1 or all(cell[0].islower() for cell in filled)
    pairs = [(a, b) for a, b in zip(before, cells, strict=True) if a and b]
    linked = sum(bool(_LINK_WORDS.search(a)) for a, _ in pairs)
    goes_on = sum(b[0].islower() or bool(_LINK_WORDS.search(a)) for a, b in pairs)
    return linked > 0 and goes_on >= len(filled) / 2


@dataclass(slots=True)
class _Continued:
    """The table that another one goes on with; ``fresh`` until the first row below the header came."""

    number: int
    header: tuple[str, ...]
    fresh: bool = True


def _continue_table(
    joined: list[tuple[DraftBlock, Paragraph | None]], block: DraftBlock, continued: dict[int, _Continued]
) -> None:
    last = joined[-1][0]
    table = continued.setdefault(block.table, _Continued(last.table, last.header))
    if table.fresh and table.header and block.cells == table.header:
        return  # the header repeated at the top of the page
    if (
        table.fresh
        and any(block.cells)
        and last.table == table.number
        and _is_rest_of_row(last.cells, block.cells)
    ):
        pairs = zip(last.cells, block.cells, strict=True)
        cells = tuple(join_cut_word(a, b) if a and b else a or b for a, b in pairs)
        joined[-1] = (replace(last, text=" | ".join(cells), cells=cells), None)
    else:
        header = table.header if len(table.header) == len(block.cells) else ()
        joined.append((replace(block, table=table.number, header=header), None))
    table.fresh = False


def _settle_levels(written: Sequence[tuple[DraftBlock, Paragraph | None]]) -> list[DraftBlock]:
    """Give each heading its level: the outline's, else from its look and its numbering."""
    headings = [
        HeadingLook(block.text, round(p.size * 2) / 2, p.bold, block.level, block.page == 1)
        for block, p in written
        if p is not None and block.kind is TextKind.HEADING and block.zone is None
    ]
    levels = iter(heading_levels(headings))
    return [
        replace(block, level=next(levels))
        if p is not None and block.kind is TextKind.HEADING and block.zone is None
        else block
        for block, p in written
    ]


# ---------------------------------------------------------------- pages, figures, hidden text


def _describe_pages(pages: Sequence[_PageText], draft: Draft) -> None:
    for number, page in enumerate(pages, start=1):
        readability, reason = _readability(page)
        draft.pages.append(Page(number, page.label, readability, reason))
        _count_figures(page, number, draft)
        by_reason: dict[str, list[str]] = {}
        for text, why in page.content.hidden:
            by_reason.setdefault(why, []).append(text)
        for why, texts in by_reason.items():
            draft.hidden.append(HiddenText(squeeze(clean_characters(" ".join(texts)))[:2000], number, why))
    attach_captions(draft)
    ocr = tuple(n for n, page in enumerate(pages, start=1) if page.content.ocr)
    if ocr:
        draft.warnings.append(ReadingWarning("ocr", words_fr.WARN_OCR.format(pages=pages_words(ocr)), ocr))


def _readability(page: _PageText) -> tuple[Readability, str]:
    content = page.content
    characters = sum(len(word.text) for word in content.words)
    share = content.image_share()
    if content.broken:
        return Readability.UNREADABLE, words_fr.REASON_BROKEN
    if content.truncated:
        return Readability.PARTIAL, words_fr.REASON_LONG
    if page.garbled:
        # Another language than French or English looks the same: say partial, and let a human look.
        return Readability.PARTIAL, words_fr.REASON_GARBLED
    body = sum(len(line.text) for line in page.lines)
    if body < 60 and share >= 0.5:
        return Readability.UNREADABLE, words_fr.REASON_NO_TEXT
    if share >= 0.4 and body < 300 and not content.ocr:
        return Readability.PARTIAL, words_fr.REASON_LITTLE_TEXT
    if characters == 0 and content.images:
        return Readability.UNREADABLE, words_fr.REASON_NO_TEXT
    return Readability.OK, ""


def _count_figures(page: _PageText, number: int, draft: Draft) -> None:
    content = page.content
    area = content.width * content.height or 1.0
    big = [b for b in content.images if (b.x1 - b.x0) * (b.y1 - b.y0) >= 0.02 * area]
    draft.figures.extend(Figure(number) for _ in ([] if content.ocr else big))
