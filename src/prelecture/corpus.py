"""The annotated dossiers that train and judge the matcher, and where their gold evidence stands.

A gold file beside each dossier names, per criterion, the label a juror would give, and per
expectation whether the text addresses it, with verbatim quotes. ``found`` is None where two
readers disagreed: such an expectation neither trains nor judges.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from prelecture.datamodel import Passage, Status, TextKind
from prelecture.errors import InvalidReferential

SPLITS = ("train", "validation", "test")
# The status that a perfect tool would give each label; "jury" gets none.
LABEL_STATUS = {"covered": Status.FOUND, "partial": Status.PARTIAL, "missing": Status.NOT_FOUND}
# Share of a quote's words that a passage must hold to be that quote's evidence. Rendering breaks,
# hyphenates and reorders cells, so a verbatim search would lose one quote in ten.
HELD = 0.55
NEAR_BEST = 0.8


@dataclass(frozen=True, slots=True)
class GoldExpectation:
    """Whether the dossier addresses an expectation; None where the readers disagreed."""

    found: bool | None
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GoldCriterion:
    """A juror's label (None where disputed), what it rests on, and the distractor planted if any."""

    label: str | None
    expectations: dict[str, GoldExpectation]
    distractor: str = ""


@dataclass(frozen=True, slots=True)
class GoldDossier:
    """An annotated dossier: ``path`` is the rendered file that a candidate would hand in."""

    id: str
    path: Path
    referential: str
    assessment: str
    split: str
    genre: str
    criteria: dict[str, GoldCriterion]

    @property
    def expectations(self) -> dict[str, GoldExpectation]:
        """Return what is known of each expectation of the exam part, whatever the criterion."""
        merged: dict[str, GoldExpectation] = {}
        for criterion in self.criteria.values():
            for name, gold in criterion.expectations.items():
                before = merged.get(name)
                merged[name] = gold if before is None else _merge(before, gold)
        return merged


def _merge(one: GoldExpectation, other: GoldExpectation) -> GoldExpectation:
    # The same expectation under two criteria: labels that contradict each other are disputed.
    found = one.found if one.found == other.found else None
    return GoldExpectation(found, tuple(dict.fromkeys(one.quotes + other.quotes)))


def load_gold(folder: Path) -> tuple[GoldDossier, ...]:
    """Return the annotated dossiers of a folder, sorted by id.

    ``folder`` holds ``dossiers/*.gold.json`` beside ``rendered/``, or gold files beside the
    documents they describe. Raises InvalidReferential, in French, where a gold file is wrong.
    """
    sources = folder / "dossiers" if (folder / "dossiers").is_dir() else folder
    gold = [_read(file, folder) for file in sorted(sources.glob("*.gold.json"))]
    if not gold:
        raise InvalidReferential(
            f"Aucun dossier annoté dans « {folder} » ; des fichiers .gold.json étaient attendus "
            "à côté des dossiers (voir corpus/README.md)."
        )
    return tuple(gold)


def _read(file: Path, folder: Path) -> GoldDossier:
    try:
        data = json.loads(file.read_text("utf-8"))
        criteria = {name: _criterion(entry) for name, entry in data["labels"].items()}
        name = data["id"]
        return GoldDossier(
            name,
            _document(file, folder, name),
            data["referential"],
            data["assessment"],
            data.get("split", "test"),
            data.get("genre", ""),
            criteria,
        )
    except (json.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
        raise InvalidReferential(
            f"L'annotation « {file.name} » est illisible ({error}) ; "
            "le format attendu est décrit dans corpus/README.md."
        ) from error


def _criterion(entry: dict[str, object]) -> GoldCriterion:
    expectations = entry["expectations"]
    if not isinstance(expectations, dict):
        raise TypeError(f"expectations : {expectations!r}")
    label = entry["label"]
    return GoldCriterion(
        None if label is None else str(label),
        {k: GoldExpectation(v["found"], tuple(v.get("quotes", ()))) for k, v in expectations.items()},
        str(entry.get("distractor", "")),
    )


def _document(file: Path, folder: Path, name: str) -> Path:
    for place in (folder / "rendered", file.parent):
        for suffix in (".pdf", ".docx", ".odt", ".md", ".txt"):
            if (place / f"{name}{suffix}").exists():
                return place / f"{name}{suffix}"
    raise InvalidReferential(
        f"Le dossier « {name} » décrit par « {file.name} » est introuvable ; "
        "placez le PDF ou le DOCX du même nom à côté de son annotation."
    )


def words_of(text: str) -> list[str]:
    """Return the words of a text without case, marks of Markdown or punctuation."""
    return re.findall(r"[^\W_]+", text.lower())


def held_share(quote: Sequence[str], passage: Counter[str]) -> float:
    """Return the share of a quote's words that a passage holds, between 0 and 1."""
    wanted = Counter(quote)
    return sum(min(n, passage[word]) for word, n in wanted.items()) / max(1, len(quote))


def evidence_passages(passages: Sequence[Passage], quotes: Sequence[str]) -> frozenset[int]:
    """Return the positions of the passages that hold one of the quotes."""
    return frozenset(i for found in _holders(passages, quotes) for i in found)


def _holders(passages: Sequence[Passage], quotes: Sequence[str]) -> Iterator[list[int]]:
    bags = [Counter(words_of(p.text)) if p.kind is not TextKind.HEADING else Counter[str]() for p in passages]
    for quote in quotes:
        words = words_of(quote)
        shares = [held_share(words, bag) for bag in bags]
        best = max(shares, default=0.0)
        yield [i for i, share in enumerate(shares) if share >= max(HELD, NEAR_BEST * best)]
