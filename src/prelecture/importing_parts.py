"""Exam parts guessed from the cells that describe how a référentiel is assessed (helpers of ``importing``)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from prelecture.datamodel import (
    Assessment,
    AssessmentKind,
    Deliverable,
    ExpectedIn,
    FormRule,
    FormRuleKind,
    Participation,
)
from prelecture.importing_text import close_spaces, numbers_of, sentences
from prelecture.reading_grid import Line
from prelecture.wording import importing as words

_NAMED = r"(?:[ÉE]preuve|[ÉE]valuation|Modalit[ée])\s(?:n\s?°\s?)?\d+"
_CODE = re.compile(rf"(?P<code>B\d+\s?[EM]\d+|[ÉEM]\d+|{_NAMED})(?P<end>\s*[:–-]?(?=\s|$))")
_OPENING = re.compile(
    r"^(?:mises? en situation|[ée]tude de cas|cas (?:pratique|d['’]entreprise)|dossier|projet|examen|[ée]preuve"
    r"|soutenance|jeux? de r[ôo]le|oral\b|qcm|questionnaire|rapport|m[ée]moire|entretien|[ée]valuation|contr[ôo]le"
    r"|observation|portfolio)",
    re.I,
)
_WRITTEN = re.compile(
    r"\b[ée]crite?s?\b|\bdossiers?\b|\brapports?\b|\bm[ée]moires?\b|\br[ée]dig|\bportfolio\b|\bqcm\b|\bquestionnaire"
    r"|\b[ée]tudes? de cas\b",
    re.I,
)
_ORAL = re.compile(
    r"\boral(?:e|es|ement)?\b|\boraux\b|\bsoutenances?\b|\bsouten(?:u|ir)|\bjeux? de r[ôo]les?\b|\bentretien d['’]"
    r"|\bdevant (?:un|le) jury\b|\bpratique en plateau\b|\bobserv[ée]e? en situation\b",
    re.I,
)
_GROUP = re.compile(
    r"\bcollecti(?:f|ve|vement)\b|\bgroupe\b|\bbin[ôo]mes?\b|\b[ée]quipe de candidats\b", re.I
)
_INDIVIDUAL = re.compile(r"\bindividuel(?:le|lement|s|les)?\b", re.I)
_PAGES = re.compile(r"\b(\d{1,3})\s*(?:à\s*(\d{1,3})\s*)?pages?\b", re.I)
_DURATION = re.compile(r"\b\d{1,3}\s*(?:minutes?|min|mn|heures?|h)\b", re.I)
_DEADLINE = re.compile(r"\b\d{1,3}\s*(?:semaines?|jours?|mois)\s+avant\b", re.I)
_PLAIN = re.compile(r"facile à lire et à comprendre|\bFALC\b", re.I)
_CITED = re.compile(r"\bC\.?\s?(\d+(?:\.\d+)*)(?:\s*(?:-|–|à)\s*C\.?\s?(\d+(?:\.\d+)*))?")
_TITLE_WORDS = 12


@dataclass(slots=True)
class PartDraft:
    """An exam part being read: the row that it starts at, its block, the code that it bears and its text.

    ``preamble`` counts the lines that its block gives before the first code, for all its parts.
    """

    row: int
    block: str
    code: str = ""
    lines: list[Line] = field(default_factory=list)
    preamble: int = 0


@dataclass(frozen=True, slots=True)
class ModalityCell:
    row: int
    block: str
    lines: tuple[Line, ...]


def parts_in(cells: Sequence[ModalityCell]) -> list[PartDraft]:
    """Return the exam parts that the cells describe, in order.

    Printed codes ("E2", "B1E1", "Épreuve 3") part them; where there is none, a cell that opens as
    an exam does ("Mise en situation", "Étude de cas") starts a part, and so does a block.
    """
    coded = any(_code_at_start(line.text) for cell in cells for line in cell.lines)
    parts: list[PartDraft] = []
    for cell in cells:
        opens = not coded and _OPENING.match(cell.lines[0].text)
        if not parts or parts[-1].block != cell.block or opens:
            parts.append(PartDraft(cell.row, cell.block))
        for line in cell.lines:
            for code, text in _pieces(line.text) if coded else [("", line.text)]:
                if code and (parts[-1].code or (parts[-1].lines and _is_complete(parts[-1]))):
                    parts.append(PartDraft(cell.row, cell.block))
                if code:
                    parts[-1].code = code
                    parts[-1].preamble = len(parts[-1].lines)
                if text:
                    parts[-1].lines.append(Line(text, line.bullet))
    return _without_twins(parts)


def _code_at_start(text: str) -> bool:
    return _CODE.match(text) is not None


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield (code, text) runs; the text keeps its code, as the document prints it."""
    starts = [
        match
        for match in _CODE.finditer(text)
        if not match.start() or re.search(r"[.!?)]\s+$", text[: match.start()])
    ]
    cuts = [match.start() for match in starts] + [len(text)]
    if cuts[0] > 0:
        yield "", text[: cuts[0]].strip()
    for match, end in zip(starts, cuts[1:], strict=True):
        yield _identifier(match["code"]), text[match.start() : end].strip()


def _identifier(code: str) -> str:
    named = re.fullmatch(_NAMED, code)
    return f"E{re.findall(r'[0-9]+', code)[-1]}" if named else close_spaces(code).replace("É", "E")


def _is_complete(part: PartDraft) -> bool:
    """Say whether what precedes the first code of a block is a part, rather than a preamble."""
    return part.lines[-1].text.endswith(".") and _OPENING.match(part.lines[0].text) is not None


def _without_twins(parts: Sequence[PartDraft]) -> list[PartDraft]:
    """Join the parts that bear one code in one block; drop those left empty."""
    kept: list[PartDraft] = []
    for part in parts:
        twin = next((p for p in kept if part.code and (p.code, p.block) == (part.code, part.block)), None)
        if twin is not None:
            twin.lines.extend(part.lines)
        elif part.lines:
            kept.append(part)
    return kept


def name_parts(parts: Sequence[PartDraft]) -> list[str]:
    """Return an id for each part: its code, else its block's, numbered where the block has several."""
    names: list[str] = []
    for i, part in enumerate(parts):
        same = [p for p in parts if p.block == part.block]
        name = part.code or (part.block if len(same) == 1 else f"{part.block}-{same.index(part) + 1}")
        if name in names or (part.code and any(p.code == part.code for p in parts[:i])):
            name = f"{part.block}-{name}"
        names.append(name)
    return names


def cited_competencies(text: str, known: Collection[str]) -> list[str]:
    """Return the known competencies that an exam part names, ranges ("C1-C5", "C6 à C9") included."""
    by_numbers = {numbers_of(name): name for name in known}
    found: list[str] = []
    for first, last in _CITED.findall(text):
        low = numbers_of(first)
        high = numbers_of(last) if last else low
        found.extend(
            name
            for numbers, name in by_numbers.items()
            if len(numbers) == len(low) and low[:-1] == numbers[:-1] and low <= numbers <= high
        )
    return list(dict.fromkeys(found))


def assessment_of_part(
    part: PartDraft, *, name: str, blocks: tuple[str, ...], competencies: tuple[str, ...]
) -> Assessment:
    """Return the exam part with what its words let guess: written or oral, alone or together, rules."""
    text = "\n".join(line.text for line in part.lines)
    kind = _kind(part)
    group, alone = bool(_GROUP.search(text)), bool(_INDIVIDUAL.search(text))
    who = (
        Participation.BOTH if group and alone else Participation.GROUP if group else Participation.INDIVIDUAL
    )
    return Assessment(
        id=name,
        title=_title(part),
        kind=kind,
        blocks=blocks,
        competencies=competencies,
        text=text,
        participation=who,
        deliverables=tuple(_deliverables(part.lines)) if kind is not AssessmentKind.ORAL else (),
        form_rules=tuple(_form_rules(part.lines)),
        to_check=True,
    )


def _kind(part: PartDraft) -> AssessmentKind:
    """Return how a part is judged. A title that says "orale" alone has the last word."""
    own = part.lines[part.preamble :] or part.lines
    text = "\n".join(line.text for line in own)
    opening = sentences(_CODE.sub("", own[0].text, count=1).strip(" :–-") or text)[0]
    oral = _ORAL.search(text) is not None
    if not oral:
        return AssessmentKind.WRITTEN
    only_oral = (
        _OPENING.match(opening) and _ORAL.search(opening) is not None and _WRITTEN.search(opening) is None
    )
    written = _WRITTEN.search(text) is not None and not only_oral
    return AssessmentKind.BOTH if written else AssessmentKind.ORAL


def _title(part: PartDraft) -> str:
    text = part.lines[min(part.preamble, len(part.lines) - 1)].text
    match = _CODE.match(text)
    text = text[match.end() :].strip(" :–-") if match else text
    if not text and len(part.lines) > 1:
        text = part.lines[1].text
    title = sentences(text)[0].strip(" :–-.") if text else part.code
    shown = title.split()
    return title if len(shown) <= _TITLE_WORDS else " ".join(shown[:_TITLE_WORDS]) + " …"


def _deliverables(lines: Sequence[Line]) -> Iterator[Deliverable]:
    used: set[str] = set()
    for line in lines:
        if not line.bullet or len(line.text.split()) < 2:
            continue
        name = slug(line.text)
        while name in used:
            name += "-bis"
        used.add(name)
        yield Deliverable(id=name, text=line.text)


def _form_rules(lines: Sequence[Line]) -> Iterator[FormRule]:
    for line in lines:
        for sentence in sentences(line.text):
            if match := _PAGES.search(sentence):
                low = sentence.casefold()
                most = re.search(r"maxim|au plus|dépass|limit|\bà\s*\d+\s*pages", low)
                least = re.search(r"minim|au moins", low)
                kind = (
                    FormRuleKind.MAX_PAGES
                    if most
                    else FormRuleKind.MIN_PAGES
                    if least
                    else FormRuleKind.PAGES
                )
                yield FormRule(kind, sentence, int(match[2] or match[1]), "annexe" in low)
            elif _DEADLINE.search(sentence):
                yield FormRule(FormRuleKind.DEADLINE, sentence)
            elif _DURATION.search(sentence):
                yield FormRule(FormRuleKind.DURATION, sentence)
            elif _PLAIN.search(sentence):
                yield FormRule(FormRuleKind.PLAIN_LANGUAGE, sentence)


_EMPTY_WORDS = frozenset(
    [
        "un",
        "une",
        "le",
        "la",
        "les",
        "des",
        "du",
        "de",
        "d",
        "l",
        "en",
        "et",
        "à",
        "au",
        "aux",
        "pour",
        "sur",
        "par",
        "dans",
        "son",
        "sa",
        "ses",
        "leur",
    ]
)


def slug(text: str, *, most: int = 3) -> str:
    """Return a short identifier from the first telling words of a text."""
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    telling = [word for word in re.findall(r"[a-z0-9]+", plain) if word not in _EMPTY_WORDS]
    return "-".join(telling[:most]) or "livrable"


# ---------------------------------------------------------------- where a criterion is judged

_SPOKEN = re.compile(
    r"\bà l['’]oral\b|\boralement\b|\b(?:pr[ée]sentation|prestation|expression|soutenance|communication) orale\b"
    r"|\bsoutenance\b|[ée]locution|\bnon[- ]verbale?\b|\bquestions (?:pos[ée]es|du jury)\b|\bposture\b"
    r"|\b[ée]coute (?:active|client)\b|\bentretien est\b|\btechniques d['’]entretien\b|\bdu jury\b",
    re.I,
)
_QUALITY = re.compile(
    r"\bfaciles? à lire\b|\borthographe\b|\b(?:bureautique|tableur|logiciels?)\b.{0,60}\bma[iî]tris",
    re.I | re.S,
)


def place_of(text: str, kinds: Collection[AssessmentKind], parts: Sequence[str]) -> tuple[ExpectedIn, str]:
    """Return where a criterion is judged, as far as its words and its exam parts tell, and a French reason."""
    if kinds and all(kind is AssessmentKind.ORAL for kind in kinds):
        return ExpectedIn.ORAL, words.ORAL_PART.format(parts=", ".join(parts))
    if AssessmentKind.BOTH in kinds and _SPOKEN.search(text):
        return ExpectedIn.ORAL, words.SPOKEN
    if _QUALITY.search(text):
        return ExpectedIn.JURY, words.QUALITY
    return ExpectedIn.DOSSIER, ""
