"""Lines, tables and paragraphs of a PDF page from its words (border layer).

Words come in stream order and stay in it. A table shows in two ways: rulings that make a grid, or
a stream that jumps right and back up from cell to cell; everything else is running text, whose
lines are joined into paragraphs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from prelecture.reading_pdf_extract import Box, PageContent, Word
from prelecture.structure import ends_with_number, is_item, is_lone_marker, numbering_level, strip_bullet
from prelecture.typography import clean_characters, join_cut_word, join_lines, squeeze

_GAP_EMS = 1.5
_LAYOUT_CELL = 1_200
_MARKER_GAP_POINTS = 60.0
_ADDRESS = ("http://", "https://", "www.")
_NAMED_LINE = re.compile(r"^(?:annexe|partie|chapitre)\s", re.I)
_TERMINAL = (".", "!", "?", ":", ";", "…", ".»", ". »", ".)", "!»", "?»")


@dataclass(slots=True)
class Line:
    """Words on one baseline. ``pieces`` counts the runs that a wide gap separates."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    italic: bool
    turn: int = 0
    cut: bool = False
    pieces: int = 1
    words: list[Word] = field(default_factory=list)
    first_width: float = 0.0

    @property
    def height(self) -> float:
        return self.size * 1.2


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, "" where a cell is empty. ``flagged`` says that the first row looks like a header."""

    rows: tuple[tuple[str, ...], ...]
    flagged: bool
    y_top: float


@dataclass(slots=True)
class Paragraph:
    """Lines joined into one text; ``marker`` says that a bullet opened it."""

    lines: list[Line]
    text: str = ""
    gap_above: float = 0.0
    marker: bool = False
    listed: bool = False

    @property
    def size(self) -> float:
        return self.lines[0].size

    @property
    def bold(self) -> bool:
        return all(line.bold for line in self.lines)


# ---------------------------------------------------------------- lines


def segments(words: Sequence[Word]) -> list[Line]:
    """Cut the stream of words into runs on one baseline without a wide gap."""
    found: list[Line] = []
    current: list[Word] = []
    for word in words:
        if current and not _follows(current, word):
            found.append(_line(current))
            current = []
        current.append(word)
    if current:
        found.append(_line(current))
    return found


def _follows(current: list[Word], word: Word) -> bool:
    last = current[-1]
    if last.cut or last.style.turn != word.style.turn:
        return False
    size = max(last.style.size, word.style.size, 1.0)
    shift = abs(last.y - word.y)
    gap = word.x0 - last.x1
    if shift > 0.25 * size and not (
        shift <= 0.6 * size and gap < size and last.style.size != word.style.size
    ):
        return False
    if gap < -0.6 * size:
        return False
    if len(current) == 1 and is_lone_marker(last.text) and gap <= _MARKER_GAP_POINTS:
        return True
    return gap <= _GAP_EMS * size


def _line(words: list[Word]) -> Line:
    sizes: Counter[float] = Counter()
    bold = italic = total = 0
    for word in words:
        length = len(word.text)
        total += length
        sizes[word.style.size] += length
        bold += length if word.style.bold else 0
        italic += length if word.style.italic else 0
    main = max(sizes.items(), key=lambda item: (item[1], item[0]))[0]
    base = next((w.y for w in words if w.style.size == main), words[0].y)
    first = words[0]
    return Line(
        text=" ".join(w.text for w in words),
        x0=first.x0,
        x1=max(w.x1 for w in words),
        y=base,
        size=main,
        bold=bold >= 0.9 * total,
        italic=italic >= 0.9 * total,
        turn=first.style.turn,
        cut=words[-1].cut,
        words=words,
        first_width=_first_width(words),
    )


def _first_width(words: Sequence[Word]) -> float:
    """Return the width that the line's first word asks for.

    A number goes with the word after it, and a word with the mark after it: French sets them off
    with a no-break space, which pdfium does not tell from another.
    """
    first = words[0]
    numbered = len(first.text) <= 3 and first.text[0].isdigit()
    if len(words) > 1 and (numbered or words[1].text[0] in ";:!?»%€"):
        return words[1].x1 - first.x0
    return first.x1 - first.x0


def join_pieces(pieces: Sequence[Line]) -> list[Line]:
    """Join successive runs of one baseline, whatever the gap between them."""
    lines: list[Line] = []
    for piece in pieces:
        last = lines[-1] if lines else None
        if (
            last is not None
            and last.turn == piece.turn
            and not last.cut
            and abs(last.y - piece.y) <= 0.25 * max(last.size, piece.size)
            and piece.x0 >= last.x1 - 0.6 * piece.size
        ):
            joined = _line(last.words + piece.words)
            joined.pieces = last.pieces + 1
            lines[-1] = joined
        else:
            lines.append(piece)
    return lines


# ---------------------------------------------------------------- paragraphs


@dataclass(frozen=True, slots=True)
class Margins:
    """Left and right edges of the running text, in points (right is 0 where none is clear), size, leading."""

    left: float
    right: float
    size: float
    leading: float


def margins(pages: Sequence[Sequence[Line]]) -> Margins:
    """Return the edges, size and leading that most characters of the document share."""
    sizes: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            sizes[line.size] += len(line.text)
    size = max(sizes.items(), key=lambda item: (item[1], -item[0]))[0] if sizes else 11.0
    body = [line for lines in pages for line in lines if abs(line.size - size) < 0.6 and len(line.text) > 50]
    steps = [
        a.y - b.y
        for lines in pages
        for a, b in pairwise(lines)
        if abs(a.size - size) < 0.6 and abs(b.size - size) < 0.6 and 0.8 * size < a.y - b.y < 2.6 * size
    ]
    leading = _mode(steps) or size * 1.25
    if not body:
        return Margins(72.0, 0.0, size, leading)
    left = median(line.x0 for line in body)
    # Where the text runs in columns, the right edge is that of the column which starts at ``left``.
    rights = sorted(line.x1 for line in body if abs(line.x0 - left) <= 40.0) or [0.0]
    return Margins(left, rights[int(len(rights) * 0.9)], size, leading)


def _mode(values: Sequence[float]) -> float:
    counts = Counter(round(v * 2) / 2 for v in values)
    return max(counts.items(), key=lambda item: (item[1], -item[0]))[0] if counts else 0.0


def paragraphs(lines: Sequence[Line], edges: Margins) -> list[Paragraph]:
    """Join the lines of one page into paragraphs, in their order."""
    found: list[Paragraph] = []
    rights = _right_edges(lines, edges)
    for i, line in enumerate(lines):
        previous = lines[i - 1] if i else None
        if previous is not None and found and _continues(found[-1], previous, line, rights[i - 1], edges):
            found[-1].lines.append(line)
            continue
        gap = (previous.y - line.y) if previous is not None and previous.turn == line.turn else 99.0
        found.append(Paragraph([line], gap_above=gap if gap > 0 else 99.0, marker=is_item(line.text)))
    for paragraph in found:
        paragraph.text = _text_of(paragraph.lines)
    return [p for p in found if p.text]


def contents_paragraphs(lines: Sequence[Line]) -> list[Paragraph]:
    """Return the entries of a contents page, one each, a title that wraps joined to its number."""
    found: list[Paragraph] = []
    for line in lines:
        wraps = (
            found
            and not ends_with_number(found[-1].lines[-1].text)
            and ends_with_number(line.text)
            and not numbering_level(line.text)
            and 0 < found[-1].lines[-1].y - line.y <= 1.6 * line.size
            and len(found[-1].lines[-1].text) > 50
        )
        if wraps:
            found[-1].lines.append(line)
        else:
            found.append(Paragraph([line]))
    for paragraph in found:
        paragraph.text = _text_of(paragraph.lines)
    return [p for p in found if p.text]


def first_things_first(lines: list[Line]) -> list[Line]:
    """Move the title of a slide to the front where the file draws it last.

    Canva and PowerPoint draw by layer; the rest of the stream stays as it is.
    """
    upright = [line for line in lines if line.turn == 0]
    if len(upright) < 3 or upright != lines:
        return lines
    largest = max(line.size for line in lines)
    usual = sorted(line.size for line in lines)[len(lines) // 2]
    title = [line for line in lines if line.size >= 0.95 * largest]
    rest = [line for line in lines if line.size < 0.95 * largest]
    if largest < 1.5 * usual or len(title) > 3 or not rest or lines[: len(title)] == title:
        return lines
    below = max(line.y for line in rest)
    return [*title, *rest] if min(line.y for line in title) > below else lines


def _text_of(lines: Sequence[Line]) -> str:
    text = lines[0].text
    for before, line in pairwise(lines):
        text = join_lines(text, line.text, hyphen=before.cut)
    return squeeze(clean_characters(text))


def _right_edges(lines: Sequence[Line], edges: Margins) -> list[float]:
    """Return for each line how far right its column goes, as a line width in points."""
    widths: list[float] = []
    start = 0
    for i, line in enumerate(lines):
        if i and not _same_column(lines[i - 1], line):
            widths.extend(_column_widths(lines[start:i], edges))
            start = i
    widths.extend(_column_widths(lines[start:], edges))
    return widths


def _same_column(a: Line, b: Line) -> bool:
    return (
        a.turn == b.turn and 0 < a.y - b.y <= 2.2 * max(a.size, b.size) and min(a.x1, b.x1) > max(a.x0, b.x0)
    )


def _column_widths(column: Sequence[Line], edges: Margins) -> list[float]:
    if not column:
        return []
    left, right = min(line.x0 for line in column), max(line.x1 for line in column)
    listed = any(is_item(line.text) for line in column) and abs(left - edges.left) <= 40.0
    short = len(column) < 3 and right - left < 0.6 * (edges.right - edges.left)
    if abs(left - edges.left) <= 6.0 or listed or short:
        right = max(right, edges.right) if abs(left - edges.left) <= 40.0 else right
    return [right - min(line.x0, left + 40.0) if line.x0 - left < 40.0 else right - left for line in column]


def _continues(paragraph: Paragraph, a: Line, b: Line, width: float, edges: Margins) -> bool:
    """Say whether line ``b`` goes on with the paragraph that line ``a`` ends so far."""
    if a.turn != b.turn:
        return False
    if a.cut:
        return True
    if is_lone_marker(paragraph.lines[0].text) and len(paragraph.lines) == 1:
        return b.y >= a.y - 2.2 * max(a.size, b.size)
    if b.text.startswith(_ADDRESS) and a.text.startswith(_ADDRESS) and len(a.words) == 1:
        return False
    if numbering_level(b.text) and _NAMED_LINE.match(b.text):
        return False
    if is_item(b.text) and not _item_by_accident(paragraph, a, b, width):
        return False
    size = max(a.size, b.size)
    if abs(a.size - b.size) > 0.08 * size:
        return False
    return _reads_on(paragraph, a, b, width, edges)


def _reads_on(paragraph: Paragraph, a: Line, b: Line, width: float, edges: Margins) -> bool:
    size = max(a.size, b.size)
    step = a.y - b.y
    leading = max(edges.leading * size / max(edges.size, 1.0), 1.1 * size)
    if len(paragraph.lines) > 1:
        leading = max(paragraph.lines[-2].y - a.y, 1.0)
    lower = b.text[:1].islower()
    ended = a.text.endswith(_TERMINAL)
    if step < -0.5 * size or step > 12 * size:
        # The stream went up or far down: another column. Only a sentence cut in two goes on.
        return lower and not ended and a.x1 - a.x0 >= 0.6 * width
    room = width - (a.x1 - a.x0)
    fits = room >= b.first_width + 0.35 * size
    if step > 1.3 * leading + 0.5:
        return lower and not ended and not fits and step <= 1.5 * leading and a.bold == b.bold
    if a.bold != b.bold and not (lower and not ended):
        return False
    if lower and (not ended or (a.text.endswith((":", ";")) and room < 0.12 * width)):
        return True
    return not fits


def _item_by_accident(paragraph: Paragraph, a: Line, b: Line, width: float) -> bool:
    """Say whether a number or dash opens ``b`` only because the line before was full.

    "... en\\n2024. Puis", "1. la radio. 2. le salon.\\n3. les flyers", "Oui.\\n– Et après ?"
    """
    full = width - (a.x1 - a.x0) < b.first_width + 0.35 * b.size
    if not full or b.x0 > a.x0 + 1.0 or paragraph.marker:
        return False
    number = re.match(r"\d{1,3}", b.text)
    if number is None:
        return b.text[0] in "-–—"
    if not a.text.endswith((".", "!", "?")):
        return True
    before = f"{int(number[0]) - 1}."
    return any(before in line.text for line in paragraph.lines)


# ---------------------------------------------------------------- ruled tables


def cut_tables(content: PageContent, pieces: list[Line]) -> list[Line | Table]:
    """Return the page's runs with those that lie in a table replaced by the table, in order."""
    drawn = len(content.rules) >= 4 and content.objects > 0
    ruled = _ruled_tables(content, pieces) if drawn else []
    items: list[Line | Table] = []
    placed: set[int] = set()
    for piece in pieces:
        owner = next((k for k, (box, _) in enumerate(ruled) if _inside(piece, box)), None)
        if owner is None:
            items.append(piece)
        elif owner not in placed:
            placed.add(owner)
            items.append(ruled[owner][1])
    return _stream_tables(items, content)


def _inside(piece: Line, box: Box) -> bool:
    return piece.turn == 0 and box.covers((piece.x0 + piece.x1) / 2, piece.y + 0.3 * piece.size)


def _ruled_tables(content: PageContent, pieces: list[Line]) -> list[tuple[Box, Table]]:
    tables = []
    for grid in ruled_grids(content.rules):
        xs, ys, verticals, horizontals = grid
        box = Box(xs[0], ys[0], xs[-1], ys[-1])
        inside = [p for p in pieces if _inside(p, box)]
        if not inside or len(ys) == 2:
            continue  # cards side by side are running text in columns
        table = _fill_grid(inside, xs, ys, verticals, horizontals, content)
        if table is not None:
            tables.append((box, table))
    return tables


RuledGrid = tuple[list[float], list[float], list[Box], list[Box]]


def ruled_grids(rules: Sequence[Box]) -> list[RuledGrid]:
    """Group the rulings that touch, and keep the groups that make at least two columns and one row."""
    if len(rules) > 4_000:
        return []
    parents = list(range(len(rules)))

    def find(i: int) -> int:
        while parents[i] != i:
            parents[i] = parents[parents[i]]
            i = parents[i]
        return i

    ordered = sorted(range(len(rules)), key=lambda i: rules[i].x0)
    active: list[int] = []
    for i in ordered:
        rule = rules[i]
        active = [j for j in active if rules[j].x1 >= rule.x0 - 2.0]
        for j in active:
            other = rules[j]
            if other.y0 - 2.0 <= rule.y1 and rule.y0 - 2.0 <= other.y1:
                parents[find(i)] = find(j)
        active.append(i)
    groups: dict[int, list[Box]] = {}
    for i, rule in enumerate(rules):
        groups.setdefault(find(i), []).append(rule)
    grids = []
    for group in groups.values():
        verticals = [r for r in group if r.x1 - r.x0 <= 3.0 and r.y1 - r.y0 >= 4.0]
        horizontals = [r for r in group if r.y1 - r.y0 <= 3.0 and r.x1 - r.x0 >= 4.0]
        xs = _distinct([(r.x0 + r.x1) / 2 for r in verticals])
        ys = _distinct([(r.y0 + r.y1) / 2 for r in horizontals])
        if len(xs) >= 3 and len(ys) >= 2 and len(xs) <= 40 and len(ys) <= 200:
            grids.append((xs, ys, verticals, horizontals))
    return sorted(grids, key=lambda g: (-g[1][-1], g[0][0]))


def _distinct(values: Sequence[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > 3.0:
            found.append(value)
    return found


def _fill_grid(
    pieces: Sequence[Line],
    xs: list[float],
    ys: list[float],
    verticals: Sequence[Box],
    horizontals: Sequence[Box],
    content: PageContent,
) -> Table | None:
    rows, columns = len(ys) - 1, len(xs) - 1
    owner = merged_cells(xs, ys, verticals, horizontals)
    cells: dict[tuple[int, int], list[Word]] = {}
    for piece in pieces:
        for word in piece.words:
            column = _slot(xs, (word.x0 + word.x1) / 2)
            row = rows - 1 - _slot(ys, word.y + 0.3 * word.style.size)
            cells.setdefault(owner[row, column], []).append(word)
    if len(cells) < 2:
        return None
    table = [["" for _ in range(columns)] for _ in range(rows)]
    bold = [False] * rows
    for (row, column), words in cells.items():
        table[row][column] = cell_text(words)
        bold[row] = bold[row] or all(w.style.bold for w in words)
    filled = [r for r in range(rows) if any(table[r])]
    keep = [c for c in range(columns) if any(row[c] for row in table)]
    if len(keep) < 2:
        return None
    kept = tuple(tuple(table[r][c] for c in keep) for r in filled)
    if len(filled) < 2 or any(len(text) > _LAYOUT_CELL for row in kept for text in row):
        return None
    first, second = [*filled, 0, 0][:2]
    shaded = _shaded(content, xs, ys, rows, first) and not _shaded(content, xs, ys, rows, second)
    flagged = len(filled) > 1 and ((bold[first] and not bold[second]) or shaded)
    return Table(kept, flagged, ys[-1])


def _shaded(content: PageContent, xs: list[float], ys: list[float], rows: int, row: int) -> bool:
    middle = (ys[rows - row - 1] + ys[rows - row]) / 2
    x = xs[0] + min(6.0, (xs[1] - xs[0]) / 2)
    return any(f.covers(x, middle) and f.grey < 0.97 and f.y1 - f.y0 < 120 for f in content.fills)


def _slot(edges: list[float], value: float) -> int:
    for i in range(1, len(edges) - 1):
        if value < edges[i]:
            return i - 1
    return len(edges) - 2


def merged_cells(
    xs: list[float], ys: list[float], verticals: Sequence[Box], horizontals: Sequence[Box]
) -> dict[tuple[int, int], tuple[int, int]]:
    """Map each slot of the grid to the first slot of the merged cell it belongs to."""
    rows, columns = len(ys) - 1, len(xs) - 1
    owner = {(r, c): (r, c) for r in range(rows) for c in range(columns)}
    for row in range(rows):
        y = (ys[rows - row - 1] + ys[rows - row]) / 2
        for column in range(1, columns):
            x = xs[column]
            if not any(abs((v.x0 + v.x1) / 2 - x) <= 3.0 and v.y0 - 1 <= y <= v.y1 + 1 for v in verticals):
                owner[row, column] = owner[row, column - 1]
    for row in range(1, rows):
        y = ys[rows - row]
        for column in range(columns):
            x = (xs[column] + xs[column + 1]) / 2
            if not any(abs((h.y0 + h.y1) / 2 - y) <= 3.0 and h.x0 - 1 <= x <= h.x1 + 1 for h in horizontals):
                owner[row, column] = owner[row - 1, column]
    return owner


def cell_text(words: Sequence[Word]) -> str:
    """Return the text of a cell, its lines joined; a bullet inside becomes " ; "."""
    text, was_cut = "", False
    for line in join_pieces(segments(words)):
        part = line.text
        bullet = strip_bullet(part)
        if bullet is not None:
            text = f"{text} ; {bullet}" if text else bullet
        else:
            text = (
                (join_lines(text, part, hyphen=True) if was_cut else join_cut_word(text, part))
                if text
                else part
            )
        was_cut = line.cut
    return squeeze(clean_characters(text))


# ---------------------------------------------------------------- tables without a grid


@dataclass(slots=True)
class _Cell:
    lines: list[Line]

    @property
    def x0(self) -> float:
        return min(line.x0 for line in self.lines)

    @property
    def x1(self) -> float:
        return max(line.x1 for line in self.lines)

    @property
    def top(self) -> float:
        return max(line.y for line in self.lines)

    @property
    def bottom(self) -> float:
        return min(line.y for line in self.lines)


def _stream_tables(items: list[Line | Table], content: PageContent) -> list[Line | Table]:
    """Replace the runs of text that jump from cell to cell by tables."""
    result: list[Line | Table] = []
    run: list[Line] = []
    for item in [*items, None]:
        if isinstance(item, Line) and item.turn == 0:
            run.append(item)
            continue
        result.extend(_tables_in_run(run, content))
        run = []
        if item is not None:
            result.append(item)
    return result


def _tables_in_run(run: list[Line], content: PageContent) -> list[Line | Table]:
    if len(run) < 4:
        return list(run)
    rows = _rows(_cells(run))
    result: list[Line | Table] = []
    i = 0
    while i < len(rows):
        j = _table_end(rows, i)
        if j - i >= 2:
            table = _stream_table(rows[i:j], content)
            if table is not None:
                result.append(table)
                i = j
                continue
        result.extend(line for cell in rows[i] for line in cell.lines)
        i += 1
    return result


def _cells(run: Sequence[Line]) -> list[_Cell]:
    """Join successive runs that stand under each other, as the lines of one cell do."""
    cells: list[_Cell] = []
    limit = _cell_leading(run)
    for line in run:
        last = cells[-1].lines[-1] if cells else None
        if last is not None:
            step = last.y - line.y
            overlap = min(last.x1, line.x1) - max(cells[-1].x0, line.x0)
            size = max(last.size, line.size)
            if 0.3 * size < step <= limit * size and overlap > 0 and abs(last.size - line.size) < 1.5:
                cells[-1].lines.append(line)
                continue
        cells.append(_Cell([line]))
    return cells


def _cell_leading(run: Sequence[Line]) -> float:
    """Return the widest step, in ems, between two lines of one cell.

    A tight table sets its rows 1.47 em apart where an airy one sets its lines 1.5 em apart: the
    smallest step tells, provided that the rows are clearly further from each other.
    """
    within: list[float] = []
    between: list[float] = []
    sizes = Counter(line.size for line in run)
    usual = max(sizes, key=lambda size: (sizes[size], -size))
    for a, b in pairwise(run):
        if a.size != usual or b.size != usual:
            continue
        step = (a.y - b.y) / max(a.size, b.size, 1.0)
        if step > 0.3 and min(a.x1, b.x1) > max(a.x0, b.x0):
            within.append(step)
        elif step > 0.3:
            between.append(step)
    smallest = min(within, default=1.2)
    if smallest <= 1.42:
        return min(1.2 * smallest, 1.45)
    airy = any(step > 1.6 * smallest for step in between) and smallest <= 2.0
    return 1.15 * smallest if airy else 1.45


def _rows(cells: Sequence[_Cell]) -> list[list[_Cell]]:
    """Group the cells that the stream visits from left to right at one height."""
    rows: list[list[_Cell]] = []
    for cell in cells:
        if rows:
            last = rows[-1][-1]
            right = cell.x0 >= max(c.x1 for c in rows[-1] if c is last) - 2.0 and cell.x0 > last.x0 + 12.0
            level = (
                cell.bottom <= max(c.top for c in rows[-1]) + 2.0
                and cell.top >= min(c.bottom for c in rows[-1]) - 2.0
            )
            if right and level:
                rows[-1].append(cell)
                continue
        rows.append([cell])
    return rows


def _table_end(rows: Sequence[Sequence[_Cell]], start: int) -> int:
    """Return the end of the table that begins at row ``start`` (``start`` itself where none does)."""
    if len(rows[start]) < 2:
        return start
    end = start + 1
    columns = list(rows[start])
    while end < len(rows):
        row = rows[end]
        near = min(c.bottom for c in rows[end - 1]) - max(c.top for c in row)
        if not 0 < near <= 40.0 or not _aligned(columns, row):
            break
        if len(row) == 1 and not (
            end + 1 < len(rows) and len(rows[end + 1]) >= 2 and _narrow(columns, row[0])
        ):
            break
        columns.extend(row)
        end += 1
    return end


def _narrow(columns: Sequence[_Cell], cell: _Cell) -> bool:
    """Say whether a row of one cell keeps to one column rather than running across."""
    right = [c.x0 for c in columns if c.x0 > cell.x0 + 12.0]
    return not right or cell.x1 <= min(right)


def _aligned(columns: Sequence[_Cell], row: Sequence[_Cell]) -> bool:
    """Say whether each cell of ``row`` starts, ends or is centred as one of the columns."""
    hits = sum(
        any(
            abs(c.x0 - cell.x0) <= 4.0
            or abs(c.x1 - cell.x1) <= 4.0
            or abs((c.x0 + c.x1) / 2 - (cell.x0 + cell.x1) / 2) <= 5.0
            for c in columns
        )
        for cell in row
    )
    return hits >= max(1, len(row) - (1 if len(row) > 2 else 0))


def _stream_table(rows: Sequence[Sequence[_Cell]], content: PageContent) -> Table | None:
    cells = [cell for row in rows for cell in row]
    full = sum(len(row) >= 2 for row in rows)
    if full < 2 or max(len(cell.lines) for cell in cells) > 14:
        return None
    if sum(len(cell.lines) for cell in cells) / len(cells) > 6:
        return None  # two columns of running text
    starts = _column_starts(rows)
    if len(starts) < 2:
        return None
    grid: list[tuple[str, ...]] = []
    for row in rows:
        texts = [""] * len(starts)
        for cell in row:
            for column, words in _by_column(cell, starts).items():
                texts[column] = f"{texts[column]} {cell_text(words)}".strip()
        grid.append(tuple(texts))
    if sum(not text for row in grid for text in row) > 0.45 * len(grid) * len(starts):
        return None  # labels of a chart, boxes of an organisation chart
    bolds = [all(line.bold for cell in row for line in cell.lines) for row in rows]
    bottom, below = min(c.bottom for c in rows[0]), max(c.top for c in rows[1])
    ruled = any(below < r.y0 < bottom and r.x1 - r.x0 > 20 for r in content.rules)
    flagged = (bolds[0] and not bolds[1]) or (ruled and not _ruled_below(rows, content))
    return Table(tuple(grid), flagged, max(c.top for c in rows[0]))


def _by_column(cell: _Cell, starts: Sequence[tuple[float, float]]) -> dict[int, list[Word]]:
    """Share the words of a run between the columns: a narrow gutter may have glued two cells."""
    column = _nearest(starts, cell)
    shares: dict[int, list[Word]] = {}
    for line in cell.lines:
        current = next((i for i, (x, _) in enumerate(starts) if abs(line.x0 - x) <= 2.5), column)
        before: Word | None = None
        for word in line.words:
            if before is not None and word.x0 - before.x1 > 0.3 * word.style.size:
                for i in range(current + 1, len(starts)):
                    if abs(word.x0 - starts[i][0]) <= 2.5:
                        current = i
            shares.setdefault(current, []).append(word)
            before = word
    return shares


def _ruled_below(rows: Sequence[Sequence[_Cell]], content: PageContent) -> bool:
    """Say whether a ruling follows the second row too, so that the first says nothing."""
    if len(rows) < 3:
        return False
    bottom, below = min(c.bottom for c in rows[1]), max(c.top for c in rows[2])
    return any(below < r.y0 < bottom and r.x1 - r.x0 > 20 for r in content.rules)


def _column_starts(rows: Sequence[Sequence[_Cell]]) -> list[tuple[float, float]]:
    """Return the (left, right) extent of each column, from the rows with most cells."""
    most = max(len(row) for row in rows)
    spans: list[list[float]] = []
    for row in rows:
        if len(row) != most:
            continue
        for i, cell in enumerate(row):
            if i >= len(spans):
                spans.append([cell.x0, cell.x1])
            else:
                spans[i] = [min(spans[i][0], cell.x0), max(spans[i][1], cell.x1)]
    return [(a, b) for a, b in spans]


def _nearest(spans: Sequence[tuple[float, float]], cell: _Cell) -> int:
    def distance(i: int) -> tuple[float, float]:
        left, right = spans[i]
        overlap = min(right, cell.x1) - max(left, cell.x0)
        return (-max(overlap, 0.0), abs(left - cell.x0))

    return min(range(len(spans)), key=distance)
