"""Which référentiel and exam part a dossier seems to be written for: a proposal, to be checked."""

from __future__ import annotations

import math
import re
import tempfile
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from prelecture.datamodel import AssessmentKind, Dossier, TextKind
from prelecture.reading import read_dossier
from prelecture.referential import list_referentials, load_referential
from prelecture.services.reviewer import safe_name

_WORD = re.compile(r"[a-z0-9]+")
_HEADING_WEIGHT = 4.0
# Below this score nothing distinctive was seen, and a proposal would be a guess.
_FLOOR = 4.0
_LEAD = 1.03


@dataclass(frozen=True, slots=True)
class Proposal:
    """An exam part proposed from the text, with the words that led to it, most telling first."""

    referential: str
    assessment: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    referential: str
    assessment: str
    terms: dict[str, str]


def guess_assessment(path: str | Path) -> Proposal | None:
    """Return the exam part whose titles and deliverables the dossier's text recalls most, if any.

    Raises the errors of ``reading.read_dossier``.
    """
    return propose(read_dossier(path))


def propose_from_bytes(content: bytes, *, name: str) -> Proposal | None:
    """Return ``guess_assessment`` of an uploaded file."""
    with tempfile.TemporaryDirectory(prefix="prelecture-") as folder:
        path = Path(folder) / safe_name(name)
        path.write_bytes(content)
        return guess_assessment(path)


def propose(dossier: Dossier) -> Proposal | None:
    """Return the exam part that the dossier's words recall most, None where nothing is distinctive.

    Each title and each keyword of a deliverable counts once, more in a heading, and the more the
    fewer exam parts ask for it.
    """
    body = _folded(dossier.text)
    headings = _folded(
        " . ".join(block.text for block in dossier.blocks if block.kind is TextKind.HEADING)
        + f" {dossier.title} {dossier.name}"
    )
    frequency = _frequencies()
    best: tuple[float, _Part, list[tuple[float, str]]] | None = None
    for part in _parts():
        seen = []
        for term, shown in part.terms.items():
            weight = math.log((len(_parts()) + 1) / frequency[term])
            if f" {term} " in headings:
                seen.append((weight * _HEADING_WEIGHT, shown))
            elif f" {term} " in body:
                seen.append((weight, shown))
        # The square root keeps a part with many keywords from winning by their number alone.
        score = sum(weight for weight, _ in seen) / math.sqrt(len(part.terms) or 1)
        if best is None or score >= best[0] * _LEAD:
            best = (score, part, seen)
    if best is None or best[0] < _FLOOR:
        return None
    words = [shown for _, shown in sorted(best[2], key=lambda pair: -pair[0])]
    return Proposal(best[1].referential, best[1].assessment, tuple(dict.fromkeys(words))[:4])


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return f" {' '.join(_WORD.findall(''.join(c for c in plain if not unicodedata.combining(c))))} "


@cache
def _parts() -> tuple[_Part, ...]:
    parts = []
    for name in list_referentials():
        referential = load_referential(name)
        for assessment in referential.assessments:
            if assessment.kind is AssessmentKind.ORAL:
                continue
            shown = [keyword for item in assessment.deliverables for keyword in item.keywords]
            shown += [referential.title, assessment.title, assessment.id]
            terms = {_folded(text).strip(): text for text in shown}
            terms.pop("", None)
            parts.append(_Part(name, assessment.id, terms))
    return tuple(parts)


@cache
def _frequencies() -> Counter[str]:
    return Counter(term for part in _parts() for term in part.terms)
