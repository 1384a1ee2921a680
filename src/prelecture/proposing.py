"""Expectations of the library that a criterion seems to ask for, with a confidence (helpers of ``importing``).

A criterion is compared with the labels and descriptions of the library, by shared words and, with an
encoder, by meaning too: words alone find two in three, both together three in four. A criterion that
another référentiel already words alike lends its expectations.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from prelecture.datamodel import Expectation, ExpectationUse
from prelecture.encoding import Encoder

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class KnownCriterion:
    """A criterion of another référentiel and the expectations that people gave it."""

    text: str
    uses: tuple[ExpectationUse, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """An expectation proposed for a criterion. ``confidence``, 0 to 1, is the share that was right
    among proposals scored alike on the shipped référentiels, each held out in turn."""

    expectation: str
    essential: bool
    confidence: float


@dataclass(frozen=True, slots=True)
class _Calibration:
    """Logistic curve from a similarity to the share of right proposals, fitted by the benchmark."""

    slope: float
    offset: float

    def __call__(self, score: float) -> float:
        return 1 / (1 + math.exp(-(self.slope * score + self.offset)))


# Fitted by benchmarks/importing.py on the shipped référentiels, each held out in turn. Their library was
# written for them, so that another trade finds less: the confidence says what to read first, no more.
_LEXICAL = _Calibration(17.6, -3.0)
_MEANING = _Calibration(16.3, -3.4)
_MEANING_WEIGHT = 0.15
_SAME_WORDING = 0.7
_MOST = 3
_WITHIN = 0.85
_LEAST_CONFIDENCE = 0.15


def propose_expectations(
    criteria: Sequence[str],
    *,
    library: Mapping[str, Expectation],
    known: Sequence[KnownCriterion] = (),
    encoder: Encoder | None = None,
) -> list[tuple[Proposal, ...]]:
    """Return for each criterion the expectations nearest to it, best first, at most three.

    Empty where nothing is near enough. The first proposal is always essential. Without an encoder
    the comparison is by shared words, and finds less.
    """
    if not criteria or not library:
        return [() for _ in criteria]
    names, scores = similarities(criteria, library=library, known=known, encoder=encoder)
    curve = _LEXICAL if encoder is None else _MEANING
    essential = _usually_essential(known)
    return [_best(names, row, curve=curve, essential=essential) for row in scores]


def _best(
    names: Sequence[str], row: NDArray[np.float32], *, curve: _Calibration, essential: Mapping[str, bool]
) -> tuple[Proposal, ...]:
    # Equal scores are settled by the name, so that the same file gives the same proposals.
    order = sorted(range(len(names)), key=lambda i: (-float(row[i]), names[i]))[:_MOST]
    best = float(row[order[0]])
    found: list[Proposal] = []
    for i in order:
        score = float(row[i])
        confidence = round(curve(score), 2)
        if confidence < _LEAST_CONFIDENCE or score < _WITHIN * best:
            break
        found.append(Proposal(names[i], not found or essential.get(names[i], True), confidence))
    return tuple(found)


def similarities(
    criteria: Sequence[str],
    *,
    library: Mapping[str, Expectation],
    known: Sequence[KnownCriterion] = (),
    encoder: Encoder | None = None,
) -> tuple[list[str], NDArray[np.float32]]:
    """Return the expectations' ids and the similarities, shape (criteria, expectations), 1 for alike."""
    names = sorted(library)
    labels = [f"{library[name].label}. {library[name].description}" for name in names]
    official = [criterion.text for criterion in known]
    words = LexicalEncoder([*labels, *official, *criteria])
    asked = words.encode(criteria)
    scores = asked @ words.encode(labels).T
    column = {name: i for i, name in enumerate(names)}
    for j, alike in enumerate((asked @ words.encode(official).T).T):
        for use in known[j].uses:
            if use.id in column:
                i = column[use.id]
                scores[:, i] = np.where(alike >= _SAME_WORDING, np.maximum(scores[:, i], alike), scores[:, i])
    if encoder is not None:
        scores = scores + _MEANING_WEIGHT * _centred(encoder, criteria, labels)
    return names, scores


def _centred(encoder: Encoder, criteria: Sequence[str], labels: Sequence[str]) -> NDArray[np.float32]:
    """Return similarities of meaning once what all labels share is taken out: without that, a few
    labels would be near to everything."""
    known = encoder.encode(list(labels))
    centre = known.mean(axis=0)
    return _unit(encoder.encode(list(criteria)) - centre) @ _unit(known - centre).T


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1), dtype=np.float32)


def _usually_essential(known: Sequence[KnownCriterion]) -> dict[str, bool]:
    votes: dict[str, list[bool]] = {}
    for criterion in known:
        for use in criterion.uses:
            votes.setdefault(use.id, []).append(use.essential)
    return {name: 2 * sum(cast) >= len(cast) for name, cast in votes.items()}


# ---------------------------------------------------------------- by shared words

_STEM = 6
_EMPTY = frozenset(
    [
        "les",
        "des",
        "une",
        "dans",
        "pour",
        "par",
        "sur",
        "aux",
        "est",
        "sont",
        "avec",
        "que",
        "qui",
        "leur",
        "leurs",
        "ces",
        "cette",
        "ses",
        "son",
        "plus",
        "ont",
        "etre",
        "ainsi",
        "regard",
        "fait",
        "faite",
        "pas",
        "candidat",
        "candidate",
    ]
)


class LexicalEncoder:
    """Vectors of word stems and pairs of stems, rarer ones weighing more; needs no model."""

    def __init__(self, corpus: Sequence[str]) -> None:
        self.name = "lexical"
        documents = Counter(term for text in corpus for term in set(_terms(text)))
        self._column = {term: i for i, term in enumerate(sorted(documents))}
        self._weight = np.array(
            [math.log((1 + len(corpus)) / (1 + documents[term])) + 1 for term in self._column],
            dtype=np.float32,
        )

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one L2-normalised row per text, shape (texts, terms)."""
        vectors = np.zeros((len(texts), len(self._column)), dtype=np.float32)
        for i, text in enumerate(texts):
            for term, count in Counter(_terms(text)).items():
                if term in self._column:
                    vectors[i, self._column[term]] = 1 + math.log(count)
        return _unit(vectors * self._weight)


def _terms(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    stems = [word[:_STEM] for word in re.findall(r"[a-z0-9]+", plain) if len(word) > 2 and word not in _EMPTY]
    return stems + [f"{a} {b}" for a, b in pairwise(stems)]
