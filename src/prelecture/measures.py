"""Measures of a (passage, expectation) pair and of an (expectation, dossier) pair: numbers only, no decision.

All are computed from vectors, words and place; no identity of référentiel, criterion or expectation
enters, so that the scorer serves expectations it never saw.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from prelecture.cautions import cue_cautions, signals_of
from prelecture.datamodel import Caution, Passage, Signal, TextKind, Zone
from prelecture.knowledge import Knowledge, stems

if TYPE_CHECKING:
    from numpy.typing import NDArray

SCALE = 12.0  # of the logits in which the encoder learned its prototypes, see training.tune_encoder
CUES = (Caution.INTENTION, Caution.NEGATION, Caution.THEORY, Caution.ECHO)

PAIR_NAMES = (
    "prototype",
    "log_share",
    "over_others",
    "over_nothing",
    "mean_example",
    "best_example",
    "over_counters",
    "label",
    "lexicon",
    "heading_label",
    "heading_prototype",
    "before",
    "after",
    "log_rank",
    "over_fourth",
    "own_words",
    "signals",
)
PASSAGE_NAMES = (
    *(f"cue_{c.value}" for c in CUES),
    *(f"has_{s.value}" for s in Signal),
    "log_words",
    "row",
    "item",
    "note",
    "caption",
    "wide",
    "place",
    "annex",
    "nothing",
    "novelty",
)
DOSSIER_NAMES = (
    "best",
    "second",
    "third",
    "mean_five",
    "level",
    "best_over_level",
    "best_prototype",
    "best_log_share",
    "best_over_nothing",
    "best_example",
    "best_lexicon",
    "best_heading",
    "best_over_counters",
    "best_wide",
    "best_cue_intention",
    "best_cue_negation",
    "best_signals",
    "best_novelty",
    "claimed",
    "log_passages",
)
WIDE = 60  # words from which a passage counts as wide


@dataclass(frozen=True, slots=True)
class PairMeasures:
    """``pairs`` (passages, expectations, pair names) and ``alone`` (passages, passage names)."""

    pairs: NDArray[np.float32]
    alone: NDArray[np.float32]

    def table(self, expectation: int) -> NDArray[np.float32]:
        """Return the full rows of one expectation, shape (passages, all names)."""
        return np.concatenate([self.pairs[:, expectation], self.alone], axis=1)


def measure_pairs(
    passages: Sequence[Passage],
    vectors: NDArray[np.float32],
    headings: NDArray[np.float32],
    knowledge: Knowledge,
) -> PairMeasures:
    """Measure every passage against every expectation of ``knowledge``.

    ``vectors`` and ``headings`` have one row per passage: the passage's own vector and that of its
    nearest heading (zeros where it has none).
    """
    prototype = vectors @ knowledge.prototypes.T
    nothing = vectors @ knowledge.nothing
    logits = SCALE * prototype
    shares = logits - _log_sum_exp(np.concatenate([logits, SCALE * nothing[:, None]], axis=1))
    best_example, over_counters = _nearest(vectors, knowledge)
    ranks = np.argsort(np.argsort(-prototype, axis=0), axis=0)
    fourth = np.sort(prototype, axis=0)[-4:].mean(axis=0)
    bags = [stems(" ".join((*p.header, p.text))) for p in passages]
    columns = [
        prototype,
        shares,
        logits - _best_other(logits),
        prototype - nothing[:, None],
        vectors @ knowledge.means.T,
        best_example,
        over_counters,
        vectors @ knowledge.labels.T,
        _lexical(bags, knowledge),
        headings @ knowledge.labels.T,
        headings @ knowledge.prototypes.T,
        np.concatenate([prototype[:1], prototype[:-1]]),
        np.concatenate([prototype[1:], prototype[-1:]]),
        np.log1p(ranks),
        prototype - fourth,
        _own_words(bags, knowledge),
        _wanted_signals(passages, knowledge),
    ]
    alone = _alone(passages, bags, nothing)
    return PairMeasures(np.stack(columns, axis=2).astype(np.float32), alone)


def _log_sum_exp(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    top = logits.max(axis=1, keepdims=True)
    return np.asarray(top + np.log(np.exp(logits - top).sum(axis=1, keepdims=True)), dtype=np.float32)


def _best_other(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    if logits.shape[1] < 2:
        return np.zeros_like(logits)
    order = np.sort(logits, axis=1)
    top, second = order[:, -1:], order[:, -2:-1]
    return np.where(logits >= top, second, top)


def _nearest(
    vectors: NDArray[np.float32], knowledge: Knowledge
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    count = len(knowledge.ids)
    near = np.full((len(vectors), count), -1.0, dtype=np.float32)
    against = np.zeros((len(vectors), count), dtype=np.float32)
    to_examples, to_counters = vectors @ knowledge.examples.T, vectors @ knowledge.counters.T
    for i in range(count):
        mine, theirs = knowledge.owners == i, knowledge.counter_owners == i
        if mine.any():
            near[:, i] = to_examples[:, mine].max(axis=1)
        if theirs.any():
            against[:, i] = near[:, i] - to_counters[:, theirs].max(axis=1)
    return near, against


def _lexical(bags: Sequence[Sequence[str]], knowledge: Knowledge) -> NDArray[np.float32]:
    scores = np.zeros((len(bags), len(knowledge.ids)), dtype=np.float32)
    by_word: dict[str, list[tuple[int, float]]] = {}
    for i, lexicon in enumerate(knowledge.lexicons):
        for word, weight in lexicon.items():
            by_word.setdefault(word, []).append((i, weight))
    for row, bag in enumerate(bags):
        for word in set(bag):
            for i, weight in by_word.get(word, ()):
                scores[row, i] += weight
        scores[row] /= np.sqrt(len(bag) + 5)
    return scores


def _own_words(bags: Sequence[Sequence[str]], knowledge: Knowledge) -> NDArray[np.float32]:
    """Share of a passage's stems that are the expectation's own words: an echo has many."""
    rows = [[sum(w in own for w in bag) / max(1, len(bag)) for own in knowledge.own_words] for bag in bags]
    return np.array(rows, dtype=np.float32).reshape(len(bags), len(knowledge.ids))


def _wanted_signals(passages: Sequence[Passage], knowledge: Knowledge) -> NDArray[np.float32]:
    found = [signals_of(p) for p in passages]
    rows = [[len(s & w) / len(w) if w else 0.5 for w in knowledge.signals] for s in found]
    return np.array(rows, dtype=np.float32).reshape(len(passages), len(knowledge.ids))


def _alone(
    passages: Sequence[Passage], bags: Sequence[Sequence[str]], nothing: NDArray[np.float32]
) -> NDArray[np.float32]:
    length = max((p.end for p in passages), default=1)
    rows = []
    for passage, bag, empty in zip(passages, bags, nothing, strict=True):
        cues, signals = cue_cautions(passage.text), signals_of(passage)
        words = len(passage.text.split())
        rows.append(
            [
                *(float(c in cues) for c in CUES),
                *(float(s in signals) for s in Signal),
                np.log1p(words),
                passage.kind is TextKind.TABLE_ROW,
                passage.kind is TextKind.LIST_ITEM,
                passage.kind is TextKind.NOTE,
                passage.kind is TextKind.CAPTION,
                words >= WIDE,
                passage.start / length,
                passage.zone is Zone.ANNEX,
                float(empty),
                len(set(bag)) / max(1, len(bag)),
            ]
        )
    return np.array(rows, dtype=np.float32).reshape(len(passages), len(PASSAGE_NAMES))


def measure_dossier(
    logits: NDArray[np.float32], measures: PairMeasures, open_rows: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """Measure every expectation over the whole dossier, shape (expectations, DOSSIER_NAMES).

    ``logits`` (passages, expectations) come from the passage scorer; ``open_rows`` says which
    passages may be evidence at all.
    """
    names = {name: i for i, name in enumerate(PAIR_NAMES)}
    alone = {name: i for i, name in enumerate(PASSAGE_NAMES)}
    rows = np.flatnonzero(open_rows)
    if not len(rows):
        return np.full((logits.shape[1], len(DOSSIER_NAMES)), -6.0, dtype=np.float32)
    scores, pairs, own = logits[rows], measures.pairs[rows], measures.alone[rows]
    order = np.sort(scores, axis=0)[::-1]
    level = float(np.median(order[0]))
    winners = scores.argmax(axis=1)
    result = []
    for i in range(scores.shape[1]):
        top = order[:, i]
        best = int(scores[:, i].argmax())
        pick = pairs[best, i]
        result.append(
            [
                top[0],
                top[min(1, len(top) - 1)],
                top[min(2, len(top) - 1)],
                top[:5].mean(),
                level,
                top[0] - level,
                pairs[:, i, names["prototype"]].max(),
                pairs[:, i, names["log_share"]].max(),
                pick[names["over_nothing"]],
                pairs[:, i, names["best_example"]].max(),
                pairs[:, i, names["lexicon"]].max(),
                pairs[:, i, names["heading_label"]].max(),
                pick[names["over_counters"]],
                own[best, alone["wide"]],
                own[best, alone["cue_intention"]],
                own[best, alone["cue_negation"]],
                pick[names["signals"]],
                own[best, alone["novelty"]],
                # Another expectation that claims the best passage more strongly makes this one doubtful.
                float(winners[best] == i),
                np.log1p(len(rows)),
            ]
        )
    return np.array(result, dtype=np.float32)
