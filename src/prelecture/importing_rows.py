"""Rows of a référentiel's tables, read one after another (helpers of ``importing``).

Which block, activity and competency a row belongs to hangs on the rows before it; what a column
holds hangs on the header, or on the codes where there is none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from prelecture.importing_parts import ModalityCell
from prelecture.importing_text import (
    Coded,
    activities_in,
    activity_heading,
    block_heading,
    close_spaces,
    competencies_in,
    joined,
    opens_with_criterion,
)
from prelecture.reading_grid import Cell, Grid, GridRow, Line

# ---------------------------------------------------------------- columns


class Role(StrEnum):
    """What a column holds. ``EVALUATION`` mixes modalities and criteria."""

    BLOCK = "block"
    ACTIVITY = "activity"
    COMPETENCY = "competency"
    MODALITY = "modality"
    CRITERIA = "criteria"
    EVALUATION = "evaluation"


_ROLE_WORDS: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (Role.BLOCK, re.compile(r"\bblocs?\b", re.I)),
    (Role.EVALUATION, re.compile(r"r[ée]f[ée]rentiel d['’][ée]valuation\b|^[ée]valuations?$", re.I)),
    (Role.CRITERIA, re.compile(r"crit[èe]res?\b|\bindicateurs? (?:de r[ée]ussite|d['’][ée]valuation)", re.I)),
    (
        Role.MODALITY,
        re.compile(r"modalit[ée]s?\b|[ée]preuves?\b|\bsituations? d['’][ée]valuation|^livrables?", re.I),
    ),
    (Role.COMPETENCY, re.compile(r"comp[ée]tences?\b", re.I)),
    (Role.ACTIVITY, re.compile(r"activit[ée]s?\b|\bt[âa]ches?\b|\bmissions?\b", re.I)),
)
_HEADER_CELL = 220


def _header_roles(row: GridRow) -> dict[int, Role]:
    """Return the role of each column that a header row names, {} where the row is no header."""
    roles: dict[int, Role] = {}
    for i, cell in enumerate(row.cells):
        text = " ".join(line.text for line in cell)
        if len(text) > _HEADER_CELL or block_heading(text):
            return {}
        role = _role_of(text)
        if role is not None:
            roles[i] = role
    filled = sum(bool(cell) for cell in row.cells)
    named = set(roles.values())
    telling = named & {Role.COMPETENCY, Role.CRITERIA, Role.EVALUATION}
    return roles if telling and len(named) >= 2 and len(named) >= filled - 1 and not _has_code(row) else {}


def _role_of(text: str) -> Role | None:
    """Return the role that the first telling word of a header names."""
    places = [
        (match.start(), i) for i, (_, pattern) in enumerate(_ROLE_WORDS) if (match := pattern.search(text))
    ]
    return _ROLE_WORDS[min(places)[1]][0] if places else None


def _has_code(row: GridRow) -> bool:
    return any(
        coded.code and (coded.lines or len(cell) > 1)
        for cell in row.cells
        for coded in (*competencies_in(cell), *activities_in(cell))
    )


def _guessed_roles(rows: Sequence[GridRow]) -> dict[int, Role]:
    """Return the roles of the columns of tables without a header, from the codes that they hold."""
    width = max((len(row.cells) for row in rows if row.table), default=0)
    counts: dict[int, Counter[Role]] = {i: Counter() for i in range(width)}
    for row in rows:
        for i, cell in enumerate(row.cells if row.table else ()):
            if opens_with_criterion(cell):
                counts[i][Role.CRITERIA] += 1
            elif cell and activity_heading(cell[0].text):
                counts[i][Role.ACTIVITY] += 1
            elif cell and competencies_in(cell)[0].code:
                counts[i][Role.COMPETENCY] += 1
    roles = {i: count.most_common(1)[0][0] for i, count in counts.items() if count}
    if Role.COMPETENCY not in roles.values():
        return {}
    if Role.CRITERIA not in roles.values():
        last = max(i for i, role in roles.items() if role is Role.COMPETENCY) + 1
        free = [i for i in range(last, width) if i not in roles]
        if not free:
            return {}
        roles[free[-1]] = Role.CRITERIA
    competency = next(i for i, role in roles.items() if role is Role.COMPETENCY)
    for i in range(width):
        roles.setdefault(i, Role.ACTIVITY if i < competency else Role.MODALITY)
    return roles


# ---------------------------------------------------------------- rows, one after another


@dataclass(slots=True)
class BlockDraft:
    id: str
    title: str
    text: str = ""
    guessed: bool = False
    activities: list[str] = field(default_factory=list)


@dataclass(slots=True)
class CodedText:
    """An activity or a competency being read. ``guessed`` says that its code is the tool's own."""

    id: str
    code: str
    block: str
    activity: str
    lines: tuple[Line, ...]
    guessed: bool
    row: int


@dataclass(frozen=True, slots=True)
class CriteriaCell:
    row: int
    lines: tuple[Line, ...]
    competencies: tuple[str, ...]
    opens: bool
    loose: bool = False


@dataclass(slots=True)
class Table:
    """All that the rows hold, before ids and pointers are settled."""

    front: list[GridRow] = field(default_factory=list)
    blocks: list[BlockDraft] = field(default_factory=list)
    activities: list[CodedText] = field(default_factory=list)
    competencies: list[CodedText] = field(default_factory=list)
    modalities: list[ModalityCell] = field(default_factory=list)
    criteria: list[CriteriaCell] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)
    guessed_columns: bool = False


def read_table(grid: Grid) -> Table:
    header = any(_header_roles(row) for row in grid.rows)
    roles = {} if header else _guessed_roles(grid.rows)
    reader = _RowReader(grid, roles)
    for number, row in enumerate(grid.rows):
        reader.read(number, row)
    reader.table.guessed_columns = bool(roles)
    return reader.table


_LABEL = re.compile(
    r"^(?P<what>crit[èe]res?(?: d['’][ée]valuation)?|modalit[ée]s?(?: d['’][ée]valuation)?|[ée]preuves?"
    r"|comp[ée]tences?(?: (?:vis[ée]es?|attest[ée]es?|[ée]valu[ée]es?))?|activit[ée]s?(?: vis[ée]es?)?)"
    r"\s*(?::\s*(?P<rest>.*))?$",
    re.I,
)


class _RowReader:
    """Reads rows in order: which block, activity and competency a row belongs to hangs on those before."""

    def __init__(self, grid: Grid, roles: dict[int, Role]) -> None:
        self.table = Table()
        self._roles = roles
        self._width = max((len(row.cells) for row in grid.rows), default=0)
        self._started = bool(roles)
        self._text_file = grid.format == "txt"
        self._has_blocks = any(block_heading(row.text) for row in grid.rows)
        self._repeated = {
            text for text, n in Counter(r.text for r in grid.rows if not r.table).items() if n > 2
        }
        self._fresh_header = False
        self._pending_block: tuple[str, str] | None = None
        self._block = ""
        self._activity = ""
        self._open: tuple[str, ...] = ()
        self._loose_role: Role | None = None

    def read(self, number: int, row: GridRow) -> None:
        roles = _header_roles(row) if row.table else {}
        if roles:
            self._take_header(roles)
        elif self._is_heading(row):
            self._take_heading(row)
        elif not row.table:
            self._take_loose(number, row)
        elif self._started:
            self._take_row(number, row)
        else:
            self.table.front.append(row)

    # -------------------------------------------------------- headings

    def _take_header(self, roles: dict[int, Role]) -> None:
        self._roles = {**self._roles, **roles} if self._fresh_header else dict(roles)
        if Role.CRITERIA in roles.values():
            self._roles = {i: r for i, r in self._roles.items() if r is not Role.EVALUATION}
        self._width = max(self._roles) + 1
        self._started = True
        self._fresh_header = True
        self._loose_role = None
        if self._pending_block:
            self._open_block(*self._pending_block)
            self._pending_block = None

    def _is_heading(self, row: GridRow) -> bool:
        filled = [cell for cell in row.cells if cell]
        if len(filled) != 1 or self._roles.get(row.cells.index(filled[0])) is Role.BLOCK:
            return False
        text = filled[0][0].text
        if block_heading(text):
            return True
        alone = row.cells[0] == filled[0] and (len(row.cells) > 1 or not row.table)
        return alone and self._fresh_or_loose(row) and activity_heading(text) is not None

    def _fresh_or_loose(self, row: GridRow) -> bool:
        """An activity that stands alone on its row is a heading only above the rows that it covers."""
        return not row.table or self._fresh_header or not self._open_since_heading

    @property
    def _open_since_heading(self) -> bool:
        return bool(self._open)

    def _take_heading(self, row: GridRow) -> None:
        lines = next(cell for cell in row.cells if cell)
        heading = block_heading(lines[0].text)
        rest = "\n".join(line.text for line in lines[1:])
        self._loose_role = None
        if heading:
            number, title = heading
            if not self._started:
                self._pending_block = (f"B{number}", title or rest)
                return
            self._open_block(f"B{number}", title or rest, "" if not title else rest)
        elif self._started:
            code, title = activity_heading(lines[0].text) or ("", lines[0].text)
            if self._has_blocks:
                self._open_activity(
                    Coded(code, (Line(title), *lines[1:])) if title else Coded(code, lines[1:]), 0
                )
            else:
                name, presentation = _title_and_text(title)
                self._open_block(_activity_id(code), name, "\n".join(filter(None, (presentation, rest))))
        self._fresh_header = False

    def _open_block(self, name: str, title: str, text: str = "", *, guessed: bool = False) -> None:
        found = next((block for block in self.table.blocks if block.id == name), None)
        if found is None:
            self.table.blocks.append(BlockDraft(name, title, text, guessed))
        elif title and not any(c.block == name for c in self.table.competencies):
            found.title, found.text = title, text
        self._block, self._activity, self._open = name, "", ()

    # -------------------------------------------------------- table rows

    def _take_row(self, number: int, row: GridRow) -> None:
        cells = self._by_role(row)
        self._loose_role = None
        if block := cells.pop(Role.BLOCK, ()):
            self._take_block_cell(block)
        self._settle_misplaced(cells)
        activity = cells.get(Role.ACTIVITY, ())
        if activity:
            activity = self._without_block_title(activity, fresh=bool(cells.get(Role.MODALITY)))
        self._fresh_header = False
        if not self._block:
            self._open_block("B1", "", guessed=True)
        for coded in activities_in(activity):
            self._open_activity(coded, number)
        opens = self._take_competencies(cells.get(Role.COMPETENCY, ()), number)
        if modality := cells.get(Role.MODALITY, ()):
            self._take_modality(modality, number)
        if criteria := cells.get(Role.CRITERIA, ()):
            self._take_criteria(criteria, number, opens=opens)

    def _by_role(self, row: GridRow) -> dict[Role, Cell]:
        cells = list(row.cells)
        roles = dict(self._roles)
        modality = next((i for i, role in roles.items() if role is Role.MODALITY), None)
        if self._text_file and len(cells) == self._width - 1 and modality is not None and cells[-1]:
            cells.insert(modality, ())  # a text leaves out the cell that a merge covers
        found: dict[Role, Cell] = {}
        for i, cell in enumerate(cells):
            if cell and i in roles:
                found[roles[i]] = (*found.get(roles[i], ()), *cell)
            elif cell:
                self.table.unplaced.append(" ".join(line.text for line in cell))
        if mixed := found.pop(Role.EVALUATION, ()):
            for role, lines in _parted_evaluation(mixed).items():
                found[role] = (*found.get(role, ()), *lines)
        return found

    def _settle_misplaced(self, cells: dict[Role, Cell]) -> None:
        """Move criteria printed in the column of modalities, drop what that column only repeats."""
        modality = cells.get(Role.MODALITY, ())
        if not modality:
            return
        criteria = cells.get(Role.CRITERIA, ())
        said = _bare(criteria)
        if criteria and _bare(modality) in said:
            del cells[Role.MODALITY]
            return
        first = next((i for i in range(len(modality)) if opens_with_criterion(modality[i:])), None)
        if first is not None and not criteria:
            cells[Role.CRITERIA] = modality[first:]
            cells[Role.MODALITY] = modality[:first]

    def _take_block_cell(self, lines: Cell) -> None:
        heading = block_heading(lines[0].text)
        text = " ".join(line.text for line in lines)
        if heading:
            number, title = heading
            rest = " ".join(line.text for line in lines[1:])
            self._open_block(f"B{number}", title or rest, rest if title else "")
        elif text not in [block.title for block in self.table.blocks]:
            self._open_block(f"B{len(self.table.blocks) + 1}", text, guessed=True)

    def _without_block_title(self, lines: Cell, *, fresh: bool) -> Cell:
        """Take the title of a block off the top of an activity cell, where a new table opens one."""
        coded = activities_in(lines)
        if not (self._fresh_header and fresh and len(coded) > 1 and not coded[0].code):
            return lines
        title, *text = coded[0].lines
        heading = block_heading(title.text)
        number, name = heading or (str(len(self.table.blocks) + 1), title.text)
        self._open_block(f"B{number}", name, "\n".join(line.text for line in text), guessed=heading is None)
        return lines[len(coded[0].lines) :]

    def _open_activity(self, coded: Coded, number: int) -> None:
        activities = self.table.activities
        if not coded.code and activities and activities[-1].block == self._block:
            follows = coded.lines and (coded.lines[0].bullet or coded.lines[0].text[0].islower())
            if follows:
                activities[-1].lines = joined(activities[-1].lines, coded.lines)
                return
        name = _activity_id(coded.code) if coded.code else f"A{len(activities) + 1}"
        known = next((a for a in activities if a.id == name and a.block == self._block), None)
        if known is not None:
            known.lines = joined(known.lines, coded.lines)
        else:
            name = unique_id(name, [a.id for a in activities])
            activities.append(
                CodedText(name, coded.code, self._block, "", coded.lines, not coded.code, number)
            )
        self._activity = name

    def _take_competencies(self, lines: Cell, number: int) -> bool:
        """Read the competencies of a cell; return whether one of them is new."""
        opened: list[str] = []
        for coded in competencies_in(lines):
            known = self.table.competencies
            if not coded.code and not opened and known and self._continues(coded.lines, known[-1]):
                known[-1].lines = joined(known[-1].lines, coded.lines)
                continue
            if not coded.code and not opened and len(coded.lines) > 1 and coded.lines[0].text.endswith(":"):
                coded = replace(coded, lines=coded.lines[1:])
            name = close_spaces(coded.code) or f"C{len(known) + 1}"
            name = re.sub(r"^(?:Comp[ée]tence(?:n°)?)", "C", name)
            unique = unique_id(name, [c.id for c in known])
            known.append(
                CodedText(
                    unique, coded.code, self._block, self._activity, coded.lines, not coded.code, number
                )
            )
            opened.append(unique)
        if opened:
            self._open = tuple(opened)
        return bool(opened)

    def _continues(self, lines: Sequence[Line], before: CodedText) -> bool:
        if not lines:
            return True
        if before.code:
            return True  # in a document that numbers its competencies, a cell without a number goes on
        return lines[0].bullet or lines[0].text[0].islower()

    def _take_modality(self, lines: Cell, number: int) -> None:
        said = {
            line.text for cell in self.table.modalities if cell.block == self._block for line in cell.lines
        }
        if all(line.text in said for line in lines):
            return
        self.table.modalities.append(ModalityCell(number, self._block, lines))

    def _take_criteria(self, lines: Cell, number: int, *, opens: bool, loose: bool = False) -> None:
        if not self._open:
            self.table.unplaced.extend(line.text for line in lines)
            return
        self.table.criteria.append(CriteriaCell(number, lines, self._open, opens, loose))

    # -------------------------------------------------------- paragraphs outside tables

    def _take_loose(self, number: int, row: GridRow) -> None:
        lines = row.cells[0]
        label = _LABEL.match(lines[0].text)
        if label and not competencies_in(lines)[0].code:
            self._take_label(number, label, lines)
            return
        if not self._started and self._loose_role is None:
            self._started_by_outline(number, lines, row)
            return
        if row.text in self._repeated or re.fullmatch(
            r"(?:page\s*)?\d+(?:\s*(?:/|sur)\s*\d+)?", row.text, re.I
        ):
            return
        if competencies_in(lines)[0].code and (self._text_file or self._loose_role is not None):
            self._take_competencies(lines, number)
            self._loose_role = Role.CRITERIA if self._roles else Role.COMPETENCY
        elif self._loose_role is Role.MODALITY:
            self._take_modality(lines, number)
        elif self._loose_role is Role.ACTIVITY:
            self._open_activity(Coded("", lines), number)
        elif self._loose_role is Role.COMPETENCY:
            self._take_competencies(lines, number)
        elif self._loose_role is Role.CRITERIA or (self._text_file and self._open):
            self._take_criteria(lines, number, opens=False, loose=True)
        else:
            self.table.unplaced.append(row.text)

    def _started_by_outline(self, number: int, lines: Cell, row: GridRow) -> None:
        """Start a document without tables at its first competency under a block."""
        if self._pending_block and competencies_in(lines)[0].code and not self._roles:
            self._started = True
            self._open_block(*self._pending_block)
            self._pending_block = None
            self._take_competencies(lines, number)
            self._loose_role = Role.COMPETENCY
        else:
            self.table.front.append(row)

    def _take_label(self, number: int, label: re.Match[str], lines: Cell) -> None:
        role = _role_of(label["what"])
        if not self._started:
            if not self._pending_block:
                self.table.front.append(GridRow((lines,)))
                return
            self._started = True
            self._open_block(*self._pending_block)
            self._pending_block = None
        self._loose_role = role
        rest = label["rest"] or ""
        following = ((Line(rest),) if rest.strip() else ()) + lines[1:]
        if following:
            self._take_loose_lines(number, following)

    def _take_loose_lines(self, number: int, lines: Cell) -> None:
        self._take_loose(number, GridRow((lines,)))


_PRESENTATION = re.compile(
    r"(?<=[\wé»)])\s+(?=(?:En lien|En coordination|En collaboration|Cette activité|Par cette|Il s['’]agit|Sous )\b)"
)


def _title_and_text(text: str) -> tuple[str, str]:
    """Part the title of a heading from the presentation that a text file ran on after it."""
    match = _PRESENTATION.search(text)
    return (text[: match.start()], text[match.end() :]) if match else (text, "")


def _activity_id(code: str) -> str:
    return "A" + ".".join(re.findall(r"\d+", code))


def unique_id(name: str, taken: Sequence[str]) -> str:
    if name not in taken:
        return name
    suffixes = ["-bis", "-ter", "-quater"] + [f"-{n}" for n in range(5, 1000)]
    return next(name + suffix for suffix in suffixes if name + suffix not in taken)


def _bare(lines: Sequence[Line]) -> str:
    return re.sub(r"\W+", "", "".join(line.text for line in lines)).casefold()


def _parted_evaluation(lines: Cell) -> dict[Role, Cell]:
    """Part a cell that holds modalities and criteria, by its labels or else by its codes."""
    found: dict[Role, Cell] = {}
    role = Role.MODALITY
    for i, line in enumerate(lines):
        label = _LABEL.match(line.text)
        if label and _role_of(label["what"]) in (Role.MODALITY, Role.CRITERIA):
            role = _role_of(label["what"]) or role
            rest = (label["rest"] or "").strip()
            if rest:
                found[role] = (*found.get(role, ()), Line(rest))
            continue
        if opens_with_criterion(lines[i:]):
            role = Role.CRITERIA
        found[role] = (*found.get(role, ()), line)
    if Role.CRITERIA not in found:
        return {Role.CRITERIA: found.get(Role.MODALITY, ())}
    return found
