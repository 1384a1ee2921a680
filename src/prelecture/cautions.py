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

_SIGNALS = {Signal(name): re.compile(pattern, flags) for name, (pattern, flags) in cues.SIGNALS.items()}

# What words alone suggest; an echo is told from the official texts, see ``matching``.
CUE_CAUTIONS = frozenset({Caution.INTENTION, Caution.NEGATION, Caution.THEORY})


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
