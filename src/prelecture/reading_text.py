"""Markdown and plain text to draft (border layer)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from prelecture.datamodel import Figure, Page, TextKind
from prelecture.reading_draft import Draft, DraftBlock
from prelecture.settings import ReadingLimits
from prelecture.structure import (
    HEADING_THRESHOLD,
    heading_score,
    is_caption,
    is_item,
    is_numbered_item,
    looks_like_header,
    numbering_level,
    strip_bullet,
)
from prelecture.typography import clean_characters, join_lines, squeeze

_HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_UNDERLINE = re.compile(r"^ {0,3}(=+|-+)\s*$")
_FENCE = re.compile(r"^ {0,3}(```|~~~)")
_RULE_ROW = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_IMAGE = re.compile(r"!\[([^\]\n]{0,300})\]\([^)\n]{0,500}\)(?:\{[^}\n]{0,100}\})?")
_LINK = re.compile(r"\[([^\]\n]{1,300})\]\(([^)\n]{1,500})\)")
_EMPHASIS = re.compile(r"(\*\*\*|\*\*|__|\*|`)(?=\S)(.{1,500}?)(?<=\S)\1")
_NOTE = re.compile(r"^\[\^([^\]\n]{1,40})\]:\s*(.*)$")
_NOTE_CALL = re.compile(r"\[\^[^\]\n]{1,40}\]")
_ATTRIBUTES = re.compile(r"\s*\{[#.][^}\n]{0,100}\}\s*$")
_LINE_CAP = 20_000


def decode(data: bytes) -> str:
    """Return the text of ``data``: UTF-8, UTF-16 with its mark, else Windows-1252."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _lines(data: bytes) -> list[str]:
    text = decode(data).replace("\r\n", "\n").replace("\r", "\n")
    # Long lines are cut before any expression runs over them.
    return [
        line[i : i + _LINE_CAP] for line in text.split("\n") for i in range(0, max(len(line), 1), _LINE_CAP)
    ]


# ---------------------------------------------------------------- plain text


def read_plain_text(data: bytes, *, name: str, limits: ReadingLimits) -> Draft:
    """Return the draft of a plain text; form feeds, if any, cut its pages."""
    del name, limits
    draft = Draft(format="txt")
    pages = "\n".join(_lines(data)).split("\f")
    paged = len(pages) > 1
    for number, page in enumerate(pages, start=1):
        where = number if paged else None
        if paged:
            draft.pages.append(Page(number))
        for chunk in re.split(r"\n[ \t]*\n", page):
            draft.blocks.extend(_plain_blocks(chunk.split("\n"), where))
    return draft


def _plain_blocks(lines: Sequence[str], page: int | None) -> Iterator[DraftBlock]:
    widest = max((len(line) for line in lines), default=0)
    text, before = "", ""
    for raw in lines:
        line = squeeze(clean_characters(raw))
        if not line:
            continue
        # A line that stops well short of its neighbours ended on purpose.
        wrapped = (
            text and not is_item(line) and (widest < 60 or len(before) > 0.75 * widest or line[:1].islower())
        )
        if text and not (wrapped and widest >= 60) and not line[:1].islower():
            yield _plain_block(text, page)
            text = line
        else:
            text = join_lines(text, line) if text else line
        before = line
    if text:
        yield _plain_block(text, page)


def _plain_block(text: str, page: int | None) -> DraftBlock:
    bare = strip_bullet(text)
    if bare is not None:
        return DraftBlock(TextKind.LIST_ITEM, bare, page)
    if is_caption(text):
        return DraftBlock(TextKind.CAPTION, text, page)
    score = heading_score(text, ratio=1.0, bold=False, spaced=True, lines=1)
    if score + 0.3 >= HEADING_THRESHOLD:
        return DraftBlock(TextKind.HEADING, text, page, numbering_level(text) or 1)
    return DraftBlock(TextKind.LIST_ITEM if is_numbered_item(text) else TextKind.PARAGRAPH, text, page)


# ---------------------------------------------------------------- Markdown


def read_markdown(data: bytes, *, name: str, limits: ReadingLimits) -> Draft:
    """Return the draft of a Markdown file: headings, lists, pipe tables, notes, paragraphs."""
    del name, limits
    draft = Draft(format="md")
    lines = _front_matter(_lines(data), draft)
    tables = 0
    i = 0
    while i < len(lines):
        line = lines[i]
        following = lines[i + 1] if i + 1 < len(lines) else ""
        if not line.strip() or line.strip() in ("\\newpage", "\\pagebreak", "---", "***", "___"):
            i += 1
        elif match := _HEADING.match(line):
            _add(draft, TextKind.HEADING, match[2], level=len(match[1]))
            i += 1
        elif _FENCE.match(line):
            i = _code(lines, i, draft)
        elif "|" in line and _RULE_ROW.match(following):
            tables += 1
            i = _table(lines, i, tables, draft)
        elif _UNDERLINE.match(following) and not is_item(line.strip()) and following.strip():
            _add(draft, TextKind.HEADING, line, level=1 if "=" in following else 2)
            i += 2
        else:
            i = _text_run(lines, i, draft)
    return draft


def _front_matter(lines: list[str], draft: Draft) -> list[str]:
    if not lines or lines[0].strip() != "---":
        return lines
    for end in range(1, min(len(lines), 60)):
        if lines[end].strip() in ("---", "..."):
            for line in lines[1:end]:
                key, _, value = line.partition(":")
                value = value.strip().strip("\"'")
                if key.strip() == "title" and value:
                    draft.title = squeeze(clean_characters(value))[:300]
                    _add(draft, TextKind.HEADING, value, level=1)
                elif key.strip() in ("author", "date", "subtitle") and value:
                    _add(draft, TextKind.PARAGRAPH, value)
            return lines[end + 1 :]
    return lines


def _plain(text: str) -> str:
    text = _IMAGE.sub(r"\1", text)
    text = _LINK.sub(lambda m: m[1] if m[1] == m[2] else f"{m[1]} ({m[2]})", text)
    text = _NOTE_CALL.sub("", text)
    for _ in range(2):
        text = _EMPHASIS.sub(r"\2", text)
    return squeeze(clean_characters(text.replace("\\\n", " ").replace("\\", "")))


def _add(draft: Draft, kind: TextKind, text: str, *, level: int = 0) -> None:
    plain = _plain(_ATTRIBUTES.sub("", text))
    if plain:
        draft.blocks.append(DraftBlock(kind, plain, None, level))


def _code(lines: Sequence[str], i: int, draft: Draft) -> int:
    i += 1
    while i < len(lines) and not _FENCE.match(lines[i]):
        text = squeeze(clean_characters(lines[i]))
        if text:
            draft.blocks.append(DraftBlock(TextKind.PARAGRAPH, text))
        i += 1
    return i + 1


def _cells(line: str) -> list[str]:
    return [
        _plain(cell.replace("\x00", "|"))
        for cell in line.strip().strip("|").replace("\\|", "\x00").split("|")
    ]


def _table(lines: Sequence[str], i: int, number: int, draft: Draft) -> int:
    rows = [_cells(lines[i])]
    i += 2
    while i < len(lines) and "|" in lines[i] and lines[i].strip():
        rows.append(_cells(lines[i]))
        i += 1
    width = min(max(len(row) for row in rows), 200)
    grid = [tuple((row + [""] * width)[:width]) for row in rows]
    header = grid[0] if looks_like_header(grid, flagged=True) else ()
    for k, row in enumerate(grid):
        if any(row):
            draft.blocks.append(
                DraftBlock(
                    TextKind.TABLE_ROW, " | ".join(row), table=number, cells=row, header=header if k else ()
                )
            )
    return i


def _text_run(lines: Sequence[str], i: int, draft: Draft) -> int:
    """Take a paragraph or one list item with its continuation lines."""
    first = lines[i].strip()
    note = _NOTE.match(first)
    bare = strip_bullet(first)
    listed = bare is not None or is_numbered_item(first)
    parts = [note[2] if note else bare if bare is not None else first.lstrip("> ")]
    i += 1
    while i < len(lines) and lines[i].strip():
        line = lines[i].strip()
        if (
            is_item(line)
            or _HEADING.match(line)
            or _FENCE.match(line)
            or "|" in line[:1]
            or _NOTE.match(line)
        ):
            break
        parts.append(line.lstrip("> "))
        i += 1
    text = " ".join(parts)
    draft.figures.extend(Figure(None, _plain(match[1])) for match in _IMAGE.finditer(text))
    kind = TextKind.NOTE if note else TextKind.LIST_ITEM if listed else TextKind.PARAGRAPH
    if kind is TextKind.PARAGRAPH and is_caption(_plain(text)):
        kind = TextKind.CAPTION
    _add(draft, kind, text)
    return i
