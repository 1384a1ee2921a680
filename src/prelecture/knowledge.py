"""What the matcher knows of each expectation, as arrays: prototype, examples, label, words.

Learned expectations carry the prototype found while tuning the encoder. Any other expectation, such
as one that a certifier adds, gets the mean of its examples' vectors: no training is needed to use it.
"""

from __future__ import annotations

import math
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from prelecture.datamodel import Expectation, Signal
from prelecture.encoding import Encoder
from prelecture.errors import MissingModel

if TYPE_CHECKING:
    from numpy.typing import NDArray

STEM_LETTERS = 7
LEXICON_WORDS = 60
_STOP = frozenset(
    """le la les un une des du de et ou en au aux ce cet cette ces son sa ses leur leurs notre nos mon
    ma mes que qui quoi dont par pour dans sur sous avec sans plus moins est sont ete etre avoir ont
    avons nous vous ils elles elle lui se ne pas comme mais donc car aussi tres tout tous toute toutes
    autre autres entre chez vers lors afin ainsi""".split()  # noqa: SIM905 - a list that one can read
)


def stems(text: str) -> list[str]:
    """Return the words of a text cut to STEM_LETTERS letters, without accents or tool words.

    A cut word stands a candidate's spelling better than a lemma: "communiquation" still matches.
    """
    plain = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return [w[:STEM_LETTERS] for w in re.findall(r"[a-z]{3,}", plain) if w not in _STOP]


@dataclass(frozen=True)
class Knowledge:
    """Arrays over expectations, in the order of ``ids``; d is the encoder's dimension.

    ``prototypes`` (n, d), ``nothing`` (d,) the prototype of no evidence, ``examples`` (m, d) with
    ``owners`` (m,), ``counters`` (k, d) with ``counter_owners`` (k,), ``labels`` (n, d): unit rows.
    ``lexicons`` maps stems to weights, one mapping per expectation.
    """

    ids: tuple[str, ...]
    prototypes: NDArray[np.float32]
    nothing: NDArray[np.float32]
    examples: NDArray[np.float32]
    owners: NDArray[np.int32]
    counters: NDArray[np.float32]
    counter_owners: NDArray[np.int32]
    labels: NDArray[np.float32]
    lexicons: tuple[dict[str, float], ...]
    own_words: tuple[frozenset[str], ...]
    signals: tuple[frozenset[Signal], ...]

    @cached_property
    def positions(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.ids)}

    @cached_property
    def means(self) -> NDArray[np.float32]:
        """The unit mean of each expectation's examples, shape (n, d)."""
        return _unit(_sum_by(self.examples, self.owners, len(self.ids)))

    def select(self, ids: Sequence[str]) -> Knowledge:
        """Return the knowledge of these expectations only, in this order. Raises KeyError."""
        places = [self.positions[name] for name in ids]
        renumber = np.full(len(self.ids), -1, dtype=np.int32)
        renumber[places] = np.arange(len(places), dtype=np.int32)
        kept, against = renumber[self.owners] >= 0, renumber[self.counter_owners] >= 0
        return Knowledge(
            tuple(ids),
            self.prototypes[places],
            self.nothing,
            self.examples[kept],
            renumber[self.owners][kept],
            self.counters[against],
            renumber[self.counter_owners][against],
            self.labels[places],
            tuple(self.lexicons[i] for i in places),
            tuple(self.own_words[i] for i in places),
            tuple(self.signals[i] for i in places),
        )

    def with_more(self, other: Knowledge) -> Knowledge:
        """Return this knowledge with the expectations of ``other`` added; those replace their namesakes."""
        mine = self.select([name for name in self.ids if name not in other.positions])
        shift = len(mine.ids)
        return Knowledge(
            mine.ids + other.ids,
            np.concatenate([mine.prototypes, other.prototypes]),
            self.nothing,
            np.concatenate([mine.examples, other.examples]),
            np.concatenate([mine.owners, other.owners + shift]),
            np.concatenate([mine.counters, other.counters]),
            np.concatenate([mine.counter_owners, other.counter_owners + shift]),
            np.concatenate([mine.labels, other.labels]),
            mine.lexicons + other.lexicons,
            mine.own_words + other.own_words,
            mine.signals + other.signals,
        )


def learn(
    library: Mapping[str, Expectation],
    encoder: Encoder,
    *,
    prototypes: Mapping[str, NDArray[np.float32]] | None = None,
    nothing: NDArray[np.float32] | None = None,
) -> Knowledge:
    """Encode a library with its passages. Expectations without a learned prototype get their examples' mean."""
    ids = tuple(library)
    examples = [(i, text) for i, name in enumerate(ids) for text in library[name].examples]
    counters = [(i, c.text) for i, name in enumerate(ids) for c in library[name].counter_examples]
    rows = encoder.encode([text for _, text in examples])
    against = encoder.encode([text for _, text in counters])
    owners = np.array([i for i, _ in examples], dtype=np.int32)
    means = _unit(_sum_by(rows, owners, len(ids)))
    known = prototypes or {}
    return Knowledge(
        ids,
        np.stack([known.get(name, means[i]) for i, name in enumerate(ids)]).astype(np.float32),
        _unit(against.mean(0, keepdims=True))[0] if nothing is None else nothing,
        rows,
        owners,
        against,
        np.array([i for i, _ in counters], dtype=np.int32),
        encoder.encode([f"{library[name].label}. {library[name].description}" for name in ids]),
        _lexicons([library[name].examples for name in ids]),
        tuple(frozenset(stems(f"{library[name].label} {library[name].description}")) for name in ids),
        tuple(frozenset(library[name].signals) for name in ids),
    )


def _sum_by(rows: NDArray[np.float32], owners: NDArray[np.int32], count: int) -> NDArray[np.float32]:
    total = np.zeros((count, rows.shape[1]), dtype=np.float32)
    np.add.at(total, owners, rows)
    return total


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(norms, 1e-9), dtype=np.float32)


def _lexicons(examples: Sequence[Iterable[str]]) -> tuple[dict[str, float], ...]:
    """Return, per expectation, the stems that its examples hold more often than the others' do (log ratio)."""
    bags = [Counter(word for text in texts for word in set(stems(text))) for texts in examples]
    sizes = [sum(1 for _ in texts) for texts in examples]
    everywhere = sum(bags, Counter())
    total = sum(sizes)
    lexicons = []
    for bag, size in zip(bags, sizes, strict=True):
        weights = {
            word: math.log((count + 0.1) / (size + 0.5)) - math.log((everywhere[word] + 1) / (total + 2))
            for word, count in bag.items()
            if count >= 2
        }
        best = sorted(weights.items(), key=lambda entry: (-entry[1] * bag[entry[0]], entry[0]))[
            :LEXICON_WORDS
        ]
        lexicons.append({word: round(weight, 3) for word, weight in best if weight >= 0.7})
    return tuple(lexicons)


def save_knowledge(knowledge: Knowledge, path: Path) -> None:
    """Write the arrays to a compressed .npz, vectors in half precision, nothing pickled."""
    words = [
        (i, word, weight) for i, lexicon in enumerate(knowledge.lexicons) for word, weight in lexicon.items()
    ]
    np.savez_compressed(
        path,
        ids=np.array(knowledge.ids),
        prototypes=knowledge.prototypes.astype(np.float16),
        nothing=knowledge.nothing.astype(np.float16),
        examples=knowledge.examples.astype(np.float16),
        owners=knowledge.owners,
        counters=knowledge.counters.astype(np.float16),
        counter_owners=knowledge.counter_owners,
        labels=knowledge.labels.astype(np.float16),
        word_owners=np.array([i for i, _, _ in words], dtype=np.int32),
        words=np.array([word for _, word, _ in words]),
        word_weights=np.array([weight for _, _, weight in words], dtype=np.float32),
        own_words=np.array([" ".join(sorted(own)) for own in knowledge.own_words]),
        signals=np.array([" ".join(sorted(kept)) for kept in knowledge.signals]),
    )


_ARRAYS = (
    *("ids", "prototypes", "nothing", "examples", "owners", "counters", "counter_owners", "labels"),
    *("word_owners", "words", "word_weights", "own_words", "signals"),
)


def load_knowledge(path: Path) -> Knowledge:
    """Read what save_knowledge wrote. Raises MissingModel."""
    try:
        with np.load(path, allow_pickle=False) as data:
            arrays = {name: data[name] for name in _ARRAYS}
    except (OSError, EOFError, KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise MissingModel(
            f"« {path.name} » manque ou est abîmé ; réinstallez Prélecture ou reconstruisez-le avec : make train."
        ) from error
    lexicons: list[dict[str, float]] = [{} for _ in arrays["ids"]]
    for owner, word, weight in zip(
        arrays["word_owners"], arrays["words"], arrays["word_weights"], strict=True
    ):
        lexicons[owner][str(word)] = float(weight)
    return Knowledge(
        tuple(str(name) for name in arrays["ids"]),
        arrays["prototypes"].astype(np.float32),
        arrays["nothing"].astype(np.float32),
        arrays["examples"].astype(np.float32),
        arrays["owners"],
        arrays["counters"].astype(np.float32),
        arrays["counter_owners"],
        arrays["labels"].astype(np.float32),
        tuple(lexicons),
        tuple(frozenset(str(own).split()) for own in arrays["own_words"]),
        tuple(frozenset(Signal(s) for s in str(kept).split()) for kept in arrays["signals"]),
    )
