"""A référentiel from the table of a document: activities, competencies, exam parts, criteria (stage).

The official words are cut and never written: each criterion is a run of the source. What the tool
had to guess is marked ``to_check``; what it could not place is listed, not dropped.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
    PartDraft,
    assessment_of_part,
    cited_competencies,
    name_parts,
    parts_in,
    place_of,
)
from prelecture.importing_rows import CriteriaCell, Table, read_table, unique_id
from prelecture.importing_text import (
    Coded,
    close_spaces,
    criteria_in,
    has_suffix,
    joined,
    numbers_of,
    split_criteria,
    writes_sentences,
)
from prelecture.proposing import KnownCriterion, propose_expectations
from prelecture.reading_grid import Grid, GridRow, Line, read_grid
from prelecture.wording import importing as words


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
    table = read_table(grid)
    if not table.criteria:
        raise UnreadableDossier(words.NO_TABLE.format(name=document))
    return _Assembly(table, name=name, document=document).result()


def _identifier(stem: str) -> str:
    return re.sub(r"[^\w.-]+", "-", stem.casefold()).strip("-") or "mon-referentiel"


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

    def __init__(self, table: Table, *, name: str, document: str) -> None:
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
            certifier=_certifier(table.front) or words.TO_FILL,
            version=_version(table.front) or words.TO_FILL,
            source=Source(document=self._document),
            blocks=blocks,
            assessments=assessments,
            competencies=tuple(self._competencies()),
            criteria=criteria,
            level=_level(table.front),
            codes_without_criteria=tuple(c.id for c in table.competencies if c.id not in evaluated),
            note=words.IMPORTED.format(document=self._document),
        )
        return Import(
            referential, tuple(self._notices(referential, drafts)), tuple(dict.fromkeys(table.unplaced))
        )

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

    def _goes_on(self, last: _Unit, cell: CriteriaCell, found: Coded, *, first: bool) -> bool:
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
            name = unique_id(own, taken)
            taken.append(name)
            parts = tuple(dict.fromkeys(p for c in unit.competencies for p in places.get(c, ()))) or (
                fallback,
            )
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
        owners = self._table.competencies
        cited: dict[str, list[str]] = {}
        for draft, name in zip(drafts, names, strict=True):
            text = "\n".join(line.text for line in draft.lines)
            known = [owner.id for owner in owners if owner.block == draft.block] or [
                owner.id for owner in owners
            ]
            for competency in cited_competencies(text, known):
                cited.setdefault(competency, []).append(name)
        places: dict[str, tuple[str, ...]] = {}
        for owner in owners:
            same = [i for i, draft in enumerate(drafts) if draft.block == owner.block]
            before = [i for i in same if drafts[i].row <= owner.row]
            if owner.id in cited:
                places[owner.id] = tuple(dict.fromkeys(cited[owner.id]))
            elif same:
                places[owner.id] = (names[before[-1] if before else same[0]],)
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
