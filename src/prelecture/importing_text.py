"""Codes, sentences and criteria in the cells of a référentiel (helpers of ``importing``).

Everything here cuts text and never writes any: what comes out is a piece of what came in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from prelecture.reading_grid import Line

_NUMBERS = r"\d+(?:\s?\.\s?\d+)*"
_SUFFIX = r"(?:\.?\s?[-–]?\s?C[rRE]\.?\s?\d+)"
# What a criterion is numbered with: C1.1Cr2, CR1.1.1, CE2.3.1, C.E4.4.4, Critère 3, C7.
_CRITERION = (
    rf"(?:C\.?\s?\d+(?:\.\d+)*{_SUFFIX}|(?:C\.?[RE]|Cr)\.?\s?{_NUMBERS}|Crit[èe]re\s(?:n\s?°\s?)?{_NUMBERS}"
    rf"|C\.?\s?{_NUMBERS})"
)
_CRITERION_CODE = re.compile(
    rf"(?P<code>{_CRITERION}(?:\s?/\s?{_CRITERION})*)(?P<end>\.?\s*[:–-]?(?=\s|$|[A-ZÉÈÀ]))"
)
_COMPETENCY_CODE = re.compile(
    rf"(?P<code>(?:(?:BC?|A)\s?\d+\s?[.-]?\s?)?(?:Comp[ée]tence\s(?:n\s?°\s?)?|CP|C)\.?\s?{_NUMBERS}|\d+\.\d+(?:\.\d+)?)"
    r"(?P<end>\.?\s*[:–-]?(?=\s|$))"
)
_ACTIVITY_CODE = re.compile(
    rf"(?P<code>(?:Activit[ée]\s(?:n\s?°\s?)?|A\.?\s?){_NUMBERS})(?P<end>\.?\s*[:–-]?(?=\s|$))"
)
_BLOCK_CODE = re.compile(
    r"(?P<code>(?:Bloc(?:\s+de\s+comp[ée]tences?)?\s*(?:n\s?°\s?)?|BC\s?|RNCP\d+BC)0*\d+)(?P<end>\.?\s*[:–-]?(?=\s|$))",
    re.I,
)
_UNMISTAKABLE = re.compile(r"C\.?[RE]|Cr|Crit[èe]re|Comp[ée]tence|Activit|CP")
_SENTENCE_END = re.compile(r"[.!?;:)…»]\s+$|^\s*$")


@dataclass(frozen=True, slots=True)
class Coded:
    """Lines that a code opens; ``code`` is as printed, spaces closed, "" before the first code."""

    code: str
    lines: tuple[Line, ...]


def competencies_in(lines: Sequence[Line]) -> list[Coded]:
    """Return the lines cut at the competency codes that open them or follow a sentence."""
    return _cut_at_codes(lines, _COMPETENCY_CODE)


def criteria_in(lines: Sequence[Line]) -> list[Coded]:
    """Return the lines cut at the criterion codes."""
    return _cut_at_codes(lines, _CRITERION_CODE)


def activities_in(lines: Sequence[Line]) -> list[Coded]:
    return _cut_at_codes(lines, _ACTIVITY_CODE)


def block_heading(text: str) -> tuple[str, str] | None:
    """Return (number, title) where a text opens a block of competencies, else None."""
    match = _BLOCK_CODE.match(text)
    if match is None:
        return None
    return re.sub(r".*?0*(\d+)$", r"\1", match["code"]), text[match.end() :].strip(" :–-.")


def activity_heading(text: str) -> tuple[str, str] | None:
    """Return (code, title) where a text opens an activity, else None."""
    match = _ACTIVITY_CODE.match(text)
    return (close_spaces(match["code"]), text[match.end() :].strip()) if match else None


def opens_with_criterion(lines: Sequence[Line]) -> bool:
    """Say whether a cell starts with a code that only a criterion bears, or with a bare code line."""
    if not lines:
        return False
    match = _CRITERION_CODE.match(lines[0].text)
    return match is not None and (
        _UNMISTAKABLE.search(match["code"]) is not None or match.end() == len(lines[0].text)
    )


def numbers_of(code: str) -> tuple[int, ...]:
    """Return the numbers of a code, those of a "Cr2" suffix apart: "C1.10Cr2" gives (1, 10)."""
    stem = re.sub(rf"(?<=\d){_SUFFIX}$", "", code)
    return tuple(int(number) for number in re.findall(r"\d+", stem))


def has_suffix(code: str) -> bool:
    """Say whether a code numbers a criterion after its competency: "C1.1Cr2"."""
    return re.search(rf"(?<=\d){_SUFFIX}$", code) is not None


def close_spaces(code: str) -> str:
    """Return a code without inner spaces or final dot: "C. 1.2." gives "C.1.2"."""
    return re.sub(r"\s+", "", code).rstrip(".")


def _cut_at_codes(lines: Iterable[Line], pattern: re.Pattern[str]) -> list[Coded]:
    found = [Coded("", ())]
    for line in lines:
        starts = [match for match in pattern.finditer(line.text) if _is_a_start(line.text, match)]
        first, *later = [match.start() for match in starts] + [len(line.text)]
        if head := line.text[:first].strip():
            found[-1] = replace(found[-1], lines=(*found[-1].lines, replace(line, text=head)))
        for match, end in zip(starts, later, strict=True):
            rest = line.text[match.end() : end].strip()
            found.append(Coded(close_spaces(match["code"]), (Line(rest, line.bullet),) if rest else ()))
    return found if found[0].lines else found[1:]


def _is_a_start(text: str, match: re.Match[str]) -> bool:
    before, after = text[: match.start()], text[match.end() :].lstrip()
    if not before:
        return True
    if not before[-1].isspace() or before.rstrip().endswith(("(", "/", ",", ";")):
        return False
    if _SENTENCE_END.search(before):
        return after[:1].isupper() or _UNMISTAKABLE.search(match["code"]) is not None
    # A source may forget the full stop; a bare "C3" in a sentence is a reference, not a start.
    single = _UNMISTAKABLE.search(match["code"]) is not None
    return single and after[:1].isupper() and before.split()[-1].casefold() not in _REFERRING


_REFERRING = frozenset(
    [
        "et",
        "ou",
        "au",
        "aux",
        "du",
        "de",
        "des",
        "la",
        "le",
        "les",
        "critère",
        "critères",
        "compétence",
        "compétences",
        "cf",
        "voir",
    ]
)


# ---------------------------------------------------------------- rows that a page break parted


def joined(before: Sequence[Line], after: Sequence[Line]) -> tuple[Line, ...]:
    """Return two runs of lines as one, mending the sentence that a page break cut in two."""
    if not before or not after:
        return (*before, *after)
    last, first = before[-1], after[0]
    cut = (
        not first.bullet
        and (first.text[0].islower() or first.text[0] in "(,;")
        and not last.text.endswith((".", "!", "?", ":"))
        and not _CRITERION_CODE.match(first.text)
    )
    if not cut:
        return (*before, *after)
    return (*before[:-1], replace(last, text=f"{last.text} {first.text}"), *after[1:])


# ---------------------------------------------------------------- one code, several criteria

_ABBREVIATION = re.compile(r"\b(?:etc|ex|cf|p|art|min|max|env|réf|n|M|Mme)\.$", re.I)
# In a list that lost its line breaks, an item that starts small runs into the sentence after it.
_RUN_ON = re.compile(r"(?<=[a-zéèêàùç])\s+(?=(?:Le|La|Les|Un|Une|Des|Ils?|Elles?)\s[a-zéè])")
_VERB = re.compile(
    r"\b(?:est|sont|a|ont|doit|doivent|permet|permettent|prend|prennent|présente|présentent|démontre|démontrent"
    r"|respecte|respectent|comprend|comprennent)\b",
    re.I,
)
_SHORT_ITEM = 5


def sentences(text: str) -> list[str]:
    """Return the sentences of a text; a full stop inside brackets or after "etc" ends none."""
    found, start = [], 0
    for match in re.finditer(r"(?:(?<=[.!?…])|(?<=\.\)))\s+(?=[A-ZÉÈÊÀÂÇÎÔŒ«])", text):
        piece = text[start : match.start()]
        if piece.count("(") > piece.count(")") or _ABBREVIATION.search(piece):
            continue
        found.append(piece)
        start = match.end()
    found.append(text[start:])
    return [piece.strip() for piece in found if piece.strip()]


def writes_sentences(groups: Sequence[Sequence[Line]]) -> bool:
    """Say whether a document runs its criteria on as sentences of one paragraph, not as lines."""
    lines = [line for group in groups for line in group if not line.bullet]
    return bool(lines) and median(len(sentences(line.text)) for line in lines) >= 2.5


def split_criteria(lines: Sequence[Line], *, by_sentence: bool) -> list[tuple[Line, ...]]:
    """Return the criteria that one code holds: sentences, lines or list items.

    The words that introduce a list go with its first item; a list of short items ("Les objectifs
    sont : datés, mesurables") stays one criterion with its introduction.
    """
    lines = _straightened(lines, by_sentence=by_sentence)
    groups: list[tuple[Line, ...]] = []
    i = 0
    while i < len(lines):
        end = _introduction_end(lines, i)
        items = _items_from(lines, end) if end > i else []
        if items and _are_fragments(items):
            groups.append((*lines[i:end], *items))
            i = end + len(items)
        else:
            groups.append(tuple(lines[i : end + 1]))
            i = end + 1
    return groups


def _straightened(lines: Sequence[Line], *, by_sentence: bool) -> list[Line]:
    """Give each sentence its line where the document runs them on, and end lists where they end."""
    found: list[Line] = []
    for line in lines:
        pieces = sentences(line.text) if by_sentence or line.bullet else [line.text]
        if line.bullet:
            pieces = [part for piece in pieces for part in _RUN_ON.split(piece)]
        found.extend(Line(piece, line.bullet and not i) for i, piece in enumerate(pieces))
    return found


def _introduction_end(lines: Sequence[Line], start: int) -> int:
    """Return where the lines that introduce others end: ``start`` where there are none."""
    end = start
    while end < len(lines) - 1 and _introduces(lines[end], lines[end + 1], first=not end):
        end += 1
    return end


def _introduces(line: Line, following: Line, *, first: bool) -> bool:
    if line.text.endswith(":"):
        return True
    opens = following.bullet or following.text.endswith(":")
    if first and opens and not line.bullet and not _VERB.search(line.text):
        return True  # "Qualité du réseau." names a theme, which what follows details
    return following.bullet and not line.bullet and not line.text.endswith((".", ";"))


def _items_from(lines: Sequence[Line], start: int) -> list[Line]:
    items: list[Line] = []
    for line in lines[start:]:
        if not line.bullet or (items and line.text.endswith(":")):
            break
        items.append(line)
    return items


def _are_fragments(items: Sequence[Line]) -> bool:
    return len(items) > 1 and median(len(re.findall(r"[\w'’]+", item.text)) for item in items) <= _SHORT_ITEM
