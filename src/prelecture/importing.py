"""A référentiel from the table of a document: activities, competencies, exam parts, criteria (stage).

The official words are cut and never written: each criterion is a run of the source. What the tool
had to guess is marked ``to_check``; what it could not place is listed, not dropped.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from prelecture.datamodel import (
    Activity,
    Assessment,
    Block,
    Competency,
    Criterion,
    Expectation,
    ExpectationUse,
    ExpectedIn,
    Referential,
    Source,
)
from prelecture.encoding import Encoder
from prelecture.errors import UnreadableDossier
from prelecture.importing_parts import (
    ModalityCell,
    PartDraft,
    assessment_of_part,
    cited_competencies,
    name_parts,
    parts_in,
    place_of,
)
from prelecture.importing_text import (
    Coded,
    activities_in,
    activity_heading,
    block_heading,
    close_spaces,
    competencies_in,
    criteria_in,
    has_suffix,
    joined,
    numbers_of,
    opens_with_criterion,
    split_criteria,
    writes_sentences,
)
from prelecture.proposing import KnownCriterion, propose_expectations
from prelecture.reading_grid import Cell, Grid, GridRow, Line, read_grid
from prelecture.wording import importing as words

TO_FILL = words.TO_FILL


@dataclass(frozen=True, slots=True)
class Import:
    """A référentiel read from a document, and what its reader must know, in French sentences.

    ``unplaced`` holds the texts of the tables that are in no criterion, competency, activity or exam part.
    """

    referential: Referential
    notices: tuple[str, ...] = ()
    unplaced: tuple[str, ...] = ()


def import_referential(
    path: str | Path,
    *,
    name: str = "",
    library: Mapping[str, Expectation] | None = None,
    known: Sequence[KnownCriterion] = (),
    encoder: Encoder | None = None,
) -> Import:
    """Return the référentiel that the tables of a DOCX, XLSX, PDF or text file hold.

    ``name`` becomes its id, the file's own name by default. With a ``library``, each written
    criterion gets the expectations nearest in meaning, by ``encoder`` or else by shared words;
    ``known`` criteria, whose expectations people chose, make better models than labels alone.

    Raises UnreadableDossier where no table of competencies and criteria is found, or as ``read_grid``.
    """
    path = Path(path)
    result = referential_of(read_grid(path), name=name or _identifier(path.stem), document=path.name)
    if not library:
        return result
    return replace(
        result,
        referential=with_proposals(result.referential, library=library, known=known, encoder=encoder),
    )


def with_proposals(
    referential: Referential,
    *,
    library: Mapping[str, Expectation],
    known: Sequence[KnownCriterion] = (),
    encoder: Encoder | None = None,
) -> Referential:
    """Return the référentiel with expectations proposed for its written criteria that have none."""
    waiting = [
        criterion
        for criterion in referential.criteria
        if criterion.expected_in is ExpectedIn.DOSSIER and not criterion.expectations
    ]
    proposals = propose_expectations(
        [criterion.text for criterion in waiting], library=library, known=known, encoder=encoder
    )
    uses = {
        criterion.id: tuple(
            ExpectationUse(p.expectation, essential=p.essential, to_check=True, confidence=p.confidence)
            for p in found
        )
        for criterion, found in zip(waiting, proposals, strict=True)
    }
    criteria = tuple(
        replace(criterion, expectations=uses.get(criterion.id, criterion.expectations))
        for criterion in referential.criteria
    )
    return replace(referential, criteria=criteria)


def referential_of(grid: Grid, *, name: str, document: str) -> Import:
    """Return the référentiel of rows already read. Raises UnreadableDossier where they hold none."""
    table = _read_table(grid)
    if not table.criteria:
        raise UnreadableDossier(words.NO_TABLE.format(name=document))
    return _Assembly(table, name=name, document=document).result()


def _identifier(stem: str) -> str:
    return re.sub(r"[^\w.-]+", "-", stem.casefold()).strip("-") or "mon-referentiel"


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
    (Role.MODALITY, re.compile(r"modalit[ée]s?\b|[ée]preuves?\b|\bsituations? d['’][ée]valuation|^livrables?", re.I)),
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
class _Block:
    id: str
    title: str
    text: str = ""
    guessed: bool = False
    activities: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Coded:
    """An activity or a competency being read. ``guessed`` says that its code is the tool's own."""

    id: str
    code: str
    block: str
    activity: str
    lines: tuple[Line, ...]
    guessed: bool
    row: int


@dataclass(frozen=True, slots=True)
class _CriteriaCell:
    row: int
    lines: tuple[Line, ...]
    competencies: tuple[str, ...]
    opens: bool
    loose: bool = False


@dataclass(slots=True)
class _Table:
    """All that the rows hold, before ids and pointers are settled."""

    front: list[GridRow] = field(default_factory=list)
    blocks: list[_Block] = field(default_factory=list)
    activities: list[_Coded] = field(default_factory=list)
    competencies: list[_Coded] = field(default_factory=list)
    modalities: list[ModalityCell] = field(default_factory=list)
    criteria: list[_CriteriaCell] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)
    guessed_columns: bool = False


def _read_table(grid: Grid) -> _Table:
    header = any(_header_roles(row) for row in grid.rows)
    roles = {} if header else _guessed_roles(grid.rows)
    reader = _RowReader(grid, roles)
    for number, row in enumerate(grid.rows):
        reader.read(number, row)
    reader.table.guessed_columns = bool(roles)
    return reader.table


_LABEL = re.compile(
    r"^(?P<what>crit[èe]res?(?: d['’][ée]valuation)?|modalit[ée]s?(?: d['’][ée]valuation)?|[ée]preuves?"
    r"|comp[ée]tences?(?: (?:vis[ée]es?|attestée?s?|[ée]valu[ée]es?))?|activit[ée]s?(?: vis[ée]es?)?)\s*(?::\s*(?P<rest>.*))?$",
    re.I,
)


class _RowReader:
    """Reads rows in order: which block, activity and competency a row belongs to hangs on those before."""

    def __init__(self, grid: Grid, roles: dict[int, Role]) -> None:
        self.table = _Table()
        self._roles = roles
        self._width = max((len(row.cells) for row in grid.rows), default=0)
        self._started = bool(roles)
        self._text_file = grid.format == "txt"
        self._has_blocks = any(block_heading(row.text) for row in grid.rows)
        self._repeated = {text for text, n in Counter(r.text for r in grid.rows if not r.table).items() if n > 2}
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
                self._open_activity(Coded(code, (Line(title), *lines[1:])) if title else Coded(code, lines[1:]), 0)
            else:
                name, presentation = _title_and_text(title)
                self._open_block(_activity_id(code), name, "\n".join(filter(None, (presentation, rest))))
        self._fresh_header = False

    def _open_block(self, name: str, title: str, text: str = "", *, guessed: bool = False) -> None:
        found = next((block for block in self.table.blocks if block.id == name), None)
        if found is None:
            self.table.blocks.append(_Block(name, title, text, guessed))
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
            name = _unique(name, [a.id for a in activities])
            activities.append(_Coded(name, coded.code, self._block, "", coded.lines, not coded.code, number))
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
            unique = _unique(name, [c.id for c in known])
            known.append(
                _Coded(unique, coded.code, self._block, self._activity, coded.lines, not coded.code, number)
            )
            opened.append(unique)
        if opened:
            self._open = tuple(opened)
        return bool(opened)

    def _continues(self, lines: Sequence[Line], before: _Coded) -> bool:
        if not lines:
            return True
        if before.code:
            return True  # in a document that numbers its competencies, a cell without a number goes on
        return lines[0].bullet or lines[0].text[0].islower()

    def _take_modality(self, lines: Cell, number: int) -> None:
        said = {line.text for cell in self.table.modalities if cell.block == self._block for line in cell.lines}
        if all(line.text in said for line in lines):
            return
        self.table.modalities.append(ModalityCell(number, self._block, lines))

    def _take_criteria(self, lines: Cell, number: int, *, opens: bool, loose: bool = False) -> None:
        if not self._open:
            self.table.unplaced.extend(line.text for line in lines)
            return
        self.table.criteria.append(_CriteriaCell(number, lines, self._open, opens, loose))

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
        if row.text in self._repeated or re.fullmatch(r"(?:page\s*)?\d+(?:\s*(?:/|sur)\s*\d+)?", row.text, re.I):
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


def _title_and_text(text: str) -> tuple[str, str]:
    """Part the title of a heading from the presentation that a text file ran on after it."""
    match = re.search(r"(?<=[\wé»)])\s+(?=(?:En lien|En coordination|En collaboration|Cette activité|Par cette|Il s['’]agit|Sous )\b)", text)
    return (text[: match.start()], text[match.end() :]) if match else (text, "")


def _activity_id(code: str) -> str:
    return "A" + ".".join(re.findall(r"\d+", code))


def _unique(name: str, taken: Sequence[str]) -> str:
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


# ---------------------------------------------------------------- from rows to a référentiel


@dataclass(frozen=True, slots=True)
class _Unit:
    """One criterion before its id: the code that the document prints ("" for none) and its lines."""

    code: str
    lines: tuple[Line, ...]
    competencies: tuple[str, ...]
    row: int
    loose: bool


class _Assembly:
    """Settles ids and pointers once all rows are read."""

    def __init__(self, table: _Table, *, name: str, document: str) -> None:
        self._table = table
        self._name = name
        self._document = document
        self._by_numbers = {numbers_of(c.id): c.id for c in reversed(table.competencies) if c.code}

    def result(self) -> Import:
        table = self._table
        units = self._units()
        drafts = parts_in(table.modalities)
        names = name_parts(drafts)
        places = self._parts_of_competencies(drafts, names)
        blocks = self._blocks()
        if not drafts:
            places = {c.id: (c.block,) for c in table.competencies}
        assessments = self._assessments(drafts, names, places, blocks)
        criteria = tuple(self._criteria(units, places, assessments))
        evaluated = {name for criterion in criteria for name in criterion.competencies}
        referential = Referential(
            id=self._name,
            title=_title(table.front) or words.TITLE_TO_FILL,
            certifier=_certifier(table.front) or TO_FILL,
            version=_version(table.front) or TO_FILL,
            source=Source(document=self._document),
            blocks=blocks,
            assessments=assessments,
            competencies=tuple(self._competencies()),
            criteria=criteria,
            level=_level(table.front),
            codes_without_criteria=tuple(c.id for c in table.competencies if c.id not in evaluated),
            note=words.IMPORTED.format(document=self._document),
        )
        return Import(referential, tuple(self._notices(referential, drafts)), tuple(dict.fromkeys(table.unplaced)))

    # -------------------------------------------------------- criteria

    def _units(self) -> list[_Unit]:
        """Return the criteria in order: cut at their codes, else as the document lays them out."""
        coded: list[_Unit] = []
        for cell in self._table.criteria:
            for i, found in enumerate(criteria_in(cell.lines)):
                if found.code or not coded or not self._goes_on(coded[-1], cell, found, first=not i):
                    owner = self._owners(found.code) or cell.competencies
                    coded.append(_Unit(found.code, found.lines, owner, cell.row, cell.loose))
                else:
                    coded[-1] = replace(coded[-1], lines=joined(coded[-1].lines, found.lines))
        coded = _with_introductions(coded)
        if self._one_code_each(coded):
            return [unit for unit in coded if unit.lines]
        by_sentence = writes_sentences([unit.lines for unit in coded])
        return [
            replace(unit, lines=lines)
            for unit in coded
            for lines in split_criteria(unit.lines, by_sentence=by_sentence)
        ]

    def _goes_on(self, last: _Unit, cell: _CriteriaCell, found: Coded, *, first: bool) -> bool:
        """Say whether lines without a code belong to the criterion before them."""
        if not last.code:
            return last.competencies == cell.competencies
        return first and not (cell.opens and found.lines[-1].text.endswith(":"))

    def _owners(self, code: str) -> tuple[str, ...]:
        """Return the competencies that a criterion's code names, by its numbers."""
        owners: list[str] = []
        for piece in code.split("/"):
            numbers = numbers_of(piece)
            while numbers and numbers not in self._by_numbers:
                numbers = numbers[:-1]
            if numbers:
                owners.append(self._by_numbers[numbers])
        return tuple(dict.fromkeys(owners))

    def _one_code_each(self, units: Sequence[_Unit]) -> bool:
        """Say whether the document numbers its criteria one by one, rather than by competency."""
        coded = [unit for unit in units if unit.code]
        own = [
            unit
            for unit in coded
            if has_suffix(unit.code)
            or numbers_of(unit.code.split("/")[0]) not in {numbers_of(name) for name in unit.competencies}
        ]
        return bool(coded) and 2 * len(own) > len(coded)

    def _criteria(
        self,
        units: Sequence[_Unit],
        places: Mapping[str, tuple[str, ...]],
        assessments: Sequence[Assessment],
    ) -> Iterator[Criterion]:
        kinds = {part.id: part.kind for part in assessments}
        fallback = assessments[0].id
        sizes = Counter(self._code_of(unit) for unit in units)
        single = self._one_code_each(units)
        seen: Counter[str] = Counter()
        taken: list[str] = []
        for unit in units:
            code = self._code_of(unit)
            seen[code] += 1
            stem = re.sub(r"^C\.E", "CE", code) if code.startswith("C.E") else code
            own = code if single or (sizes[code] == 1 and unit.code) else f"{stem}-{seen[code]}"
            name = _unique(own, taken)
            taken.append(name)
            parts = tuple(dict.fromkeys(p for c in unit.competencies for p in places.get(c, ()))) or (fallback,)
            text = "\n".join(line.text for line in unit.lines)
            place, reason = place_of(text, {kinds[part] for part in parts}, parts)
            yield Criterion(
                id=name,
                code=code,
                text=text,
                competencies=unit.competencies,
                assessments=parts,
                expected_in=place,
                reason=reason,
                note=self._note(unit, repeated=own != name),
                to_check=True,
            )

    def _code_of(self, unit: _Unit) -> str:
        if unit.code:
            return unit.code
        return next((c.code or c.id for c in self._table.competencies if c.id == unit.competencies[0]), "")

    def _note(self, unit: _Unit, *, repeated: bool) -> str:
        notes = []
        if repeated:
            notes.append(words.REPEATED_CODE)
        if unit.loose:
            notes.append(words.OUTSIDE_TABLE)
        return " ".join(notes)

    # -------------------------------------------------------- the rest

    def _parts_of_competencies(
        self, drafts: Sequence[PartDraft], names: Sequence[str]
    ) -> dict[str, tuple[str, ...]]:
        """Return the exam parts of each competency: those that name it, else the one beside its row."""
        competencies = self._table.competencies
        cited: dict[str, list[str]] = {}
        for draft, name in zip(drafts, names, strict=True):
            text = "\n".join(line.text for line in draft.lines)
            known = [c.id for c in competencies if c.block == draft.block] or [c.id for c in competencies]
            for competency in cited_competencies(text, known):
                cited.setdefault(competency, []).append(name)
        places: dict[str, tuple[str, ...]] = {}
        for competency in competencies:
            if competency.id in cited:
                places[competency.id] = tuple(dict.fromkeys(cited[competency.id]))
                continue
            same = [i for i, draft in enumerate(drafts) if draft.block == competency.block]
            before = [i for i in same if drafts[i].row <= competency.row]
            if same:
                places[competency.id] = (names[before[-1] if before else same[0]],)
        return places

    def _assessments(
        self,
        drafts: Sequence[PartDraft],
        names: Sequence[str],
        places: Mapping[str, tuple[str, ...]],
        blocks: Sequence[Block],
    ) -> tuple[Assessment, ...]:
        judged = {
            name: tuple(c.id for c in self._table.competencies if name in places.get(c.id, ()))
            for name in (*names, *(block.id for block in blocks))
        }
        if not drafts:
            return tuple(
                assessment_of_part(
                    PartDraft(0, block.id, lines=[Line(words.NO_MODALITY)]),
                    name=block.id,
                    blocks=(block.id,),
                    competencies=judged[block.id],
                )
                for block in blocks
            )
        return tuple(
            assessment_of_part(draft, name=name, blocks=(draft.block,), competencies=judged[name])
            for draft, name in zip(drafts, names, strict=True)
        )

    def _blocks(self) -> tuple[Block, ...]:
        table = self._table
        used = list(dict.fromkeys(c.block for c in table.competencies))
        return tuple(
            Block(
                id=block.id,
                title=block.title or words.TITLE_TO_FILL,
                activities=tuple(
                    Activity(
                        id=activity.id,
                        text="\n".join(line.text for line in activity.lines) or activity.id,
                        competencies=tuple(c.id for c in table.competencies if c.activity == activity.id),
                    )
                    for activity in table.activities
                    if activity.block == block.id
                ),
                text=block.text,
                to_check=block.guessed or not block.title,
            )
            for block in sorted(
                (block for block in table.blocks if block.id in used), key=lambda block: used.index(block.id)
            )
        )

    def _competencies(self) -> Iterator[Competency]:
        for competency in self._table.competencies:
            repeated = competency.code and close_spaces(competency.code) != competency.id
            yield Competency(
                id=competency.id,
                text=" ".join(line.text for line in competency.lines),
                block=competency.block,
                activity=competency.activity,
                note=words.REPEATED_CODE if repeated and competency.id.endswith(("bis", "ter")) else "",
                to_check=competency.guessed,
            )

    def _notices(self, referential: Referential, drafts: Sequence[PartDraft]) -> Iterator[str]:
        if self._table.guessed_columns:
            yield words.GUESSED_COLUMNS
        if not drafts:
            yield words.NO_MODALITY_COLUMN
        if any(competency.to_check for competency in referential.competencies):
            yield words.GUESSED_CODES
        if referential.codes_without_criteria:
            yield words.without_criteria(referential.codes_without_criteria)
        loose = sum(cell.loose for cell in self._table.criteria)
        if loose:
            yield words.LOOSE.format(count=loose)
        if self._table.unplaced:
            yield words.UNPLACED.format(count=len(set(self._table.unplaced)))


def _with_introductions(units: Sequence[_Unit]) -> list[_Unit]:
    """Give the words that introduce coded criteria to the first of them."""
    found: list[_Unit] = []
    waiting: tuple[Line, ...] = ()
    coded = any(unit.code for unit in units)
    for unit in units:
        if coded and not unit.code and unit.lines and unit.lines[-1].text.endswith(":"):
            waiting = (*waiting, *unit.lines)
            continue
        found.append(replace(unit, lines=(*waiting, *unit.lines)) if waiting else unit)
        waiting = ()
    return found


# ---------------------------------------------------------------- what precedes the table


def _front_texts(front: Sequence[GridRow]) -> list[str]:
    return [line.text.strip("* ") for row in front for cell in row.cells for line in cell]


_JOB = re.compile(
    r"^(?:responsable|manager|chargé|technicien|directeur|directrice|assistant|conseiller|chef|cheffe|gestionnaire"
    r"|concepteur|développeur|expert|animateur|coordinateur|formateur|titre professionnel|bts|licence|mastère)\b",
    re.I,
)
_TITLE_LEAD = re.compile(
    r"^.{0,60}?\b(?:intitulé|certification|r[ée]f[ée]rentiel)\b[^-–:]{0,40}[:–-]\s*", re.I
)
_LEVEL_TAIL = re.compile(r"\s*[–,(-]\s*niveau\b.*$", re.I)


def _title(front: Sequence[GridRow]) -> str:
    """Return the name of the certification: a quoted one, one that opens as a job, or what follows a label."""
    texts = [text for text in _front_texts(front) if len(text) <= 200]
    for text in texts:
        if re.search(r"\b(?:certification|titre|dipl[ôo]me)\b", text, re.I) and (
            match := re.search(r"[«\"“]\s*([^»\"”]{4,120}?)\s*[»\"”]", text)
        ):
            return match[1]
    for text in texts:
        if _JOB.match(text):
            return _LEVEL_TAIL.sub("", text)
    for text in texts:
        if match := _TITLE_LEAD.match(text):
            return _LEVEL_TAIL.sub("", text[match.end() :]).strip()
    return ""


def _certifier(front: Sequence[GridRow]) -> str:
    for text in _front_texts(front):
        if match := re.search(r"\bcertificateurs?\b\s*:\s*(.{2,120})", text, re.I):
            return match[1].strip()
    return ""


_DATE = re.compile(
    r"\b\d{1,2}(?:er)?\s+(?:janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[ûu]t|septembre|octobre|novembre"
    r"|d[ée]cembre)\s+\d{4}\b|\b\d{2}/\d{2}/\d{4}\b",
    re.I,
)


def _version(front: Sequence[GridRow]) -> str:
    texts = _front_texts(front)
    for text in texts:
        if match := _DATE.search(text):
            return match[0]
    for text in texts:
        if match := re.search(r"\b(?:version\s*[\w.]+|20\d{2})\b", text, re.I):
            return match[0]
    return ""


def _level(front: Sequence[GridRow]) -> int | None:
    for text in _front_texts(front):
        if match := re.search(r"\bniveau\s*([3-8])\b", text, re.I):
            return int(match[1])
    return None
