"""Cues and signals of a passage, read from its words alone: pure functions on strings.

Cautions here are *cues*, not verdicts: "faute de temps" can stand beside real evidence. The scorer
weighs them; only those that it takes as decisive are shown to the reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from prelecture import cues
from prelecture.datamodel import Caution, Passage, Signal, TextKind, Zone

_FLAGS = re.IGNORECASE
_LONGEST = 2_000  # characters looked at: keeps every search linear on hostile lines


def _any(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in patterns), _FLAGS)


_CUES = {
    Caution.INTENTION: _any(cues.INTENTION),
    Caution.NEGATION: _any(cues.NEGATION),
    Caution.THEORY: _any(cues.THEORY),
    Caution.ECHO: _any(cues.ANNOUNCEMENT),
}

_NUMBER = r"\d[\d\s  .,]*"
_MONTHS = "janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[ûu]t|septembre|octobre|novembre|d[ée]cembre|janv|f[ée]v|sept|oct|nov|d[ée]c"
_SIGNALS = {
    Signal.NUMBER: re.compile(r"\d"),
    Signal.PERCENT: re.compile(r"\d\s?%|\bpour ?cent\b|\b(?:un|deux|trois) (?:tiers|quarts?)\b|\bla moiti[ée]\b", _FLAGS),
    Signal.AMOUNT: re.compile(rf"{_NUMBER}(?:€|euros?\b|k€|m€|\bht\b|\bttc\b|\bke\b)|€\s?\d", _FLAGS),
    Signal.DATE: re.compile(
        rf"\b(?:19|20)\d\d\b|\b\d{{1,2}}[/.]\d{{1,2}}(?:[/.]\d{{2,4}})?\b|\b(?:{_MONTHS})\b\.?|\b(?:semaine|s|t|q)\s?\d{{1,2}}\b|\btrimestre\b",
        _FLAGS,
    ),
    Signal.SOURCE: re.compile(
        r"\bsources?\s*:|\bd'apr[èe]s\b|\bselon\b|\binsee\b|\bxerfi\b|\bstatista\b|\bfevad\b|\bconsult[ée]e?s?\b|\([A-ZÉ][\w&' -]{2,40},? (?:19|20)\d\d\)|\b[ée]tude\b|\bbarom[èe]tre\b|\brapport\b",
        _FLAGS,
    ),
    Signal.LINK: re.compile(r"https?://|\bwww\.|\b[\w-]{3,}\.(?:fr|com|org|eu|net)\b", _FLAGS),
    Signal.FIGURE: re.compile(r"\b(?:figure|fig\.|graphique|sch[ée]ma|illustration|capture|photo|visuel|maquette|organigramme)\b", _FLAGS),
    Signal.MATRIX: re.compile("|".join(rf"\b{re.escape(m)}\b" for m in cues.MATRICES), _FLAGS),
    Signal.INDICATOR: re.compile(cues.INDICATORS, _FLAGS),
    Signal.SURVEY: re.compile(
        r"\b(?:r[ée]ponses?|r[ée]pondants?|r[ée]pondu|questionnaires?|sondage|sond[ée]s|interrog[ée]e?s|entretiens?|interviews?|enqu[êe]te|panel|[ée]chantillon|n\s?=\s?\d+)\b",
        _FLAGS,
    ),
    Signal.NAME: re.compile(r"(?<=[\w,;:(«] )[A-ZÉÈÀÎÔ][\wéèêàâîôûç'-]{2,}"),
}


def cue_cautions(text: str) -> frozenset[Caution]:
    """Return the cues of intention, negation, theory and announcement (ECHO) that a text carries."""
    folded = " ".join(text[:_LONGEST].split()).replace("’", "'")
    return frozenset(caution for caution, pattern in _CUES.items() if pattern.search(folded))


def signals_of(passage: Passage) -> frozenset[Signal]:
    """Return the concrete marks that a passage carries, its table header included."""
    text = " ".join((*passage.header, passage.text))[:_LONGEST].replace("’", "'")
    found = {signal for signal, pattern in _SIGNALS.items() if pattern.search(text)}
    if passage.kind is TextKind.TABLE_ROW:
        found.add(Signal.TABLE)
    if passage.kind is TextKind.CAPTION:
        found.add(Signal.FIGURE)
    return frozenset(found)


def place_cautions(passage: Passage) -> frozenset[Caution]:
    """Return the cautions that come from where a passage stands, not from what it says."""
    found = set()
    if passage.zone is Zone.TOC:
        found.add(Caution.CONTENTS_LINE)
    elif passage.kind is TextKind.HEADING:
        found.add(Caution.TITLE_ONLY)
    if passage.zone is Zone.ANNEX:
        found.add(Caution.IN_ANNEX)
    return frozenset(found)
