"""Find, for each expectation, the passages that address it.

Passages and expectations come in, retrievals come out: how likely the dossier addresses the
expectation, the passages that show it, and the nearest ones otherwise. No status is decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from prelecture.cautions import CUE_CAUTIONS, cue_cautions, place_cautions
from prelecture.datamodel import Caution, Dossier, Evidence, Passage, Retrieval, TextKind, Zone
from prelecture.encoding import Encoder
from prelecture.knowledge import Knowledge, load_knowledge, stems
from prelecture.measures import PairMeasures, measure_dossier, measure_pairs
from prelecture.scorer import Scorer, Thresholds, load_scorer
from prelecture.settings import resource

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHIPPED_SCORER = "models/lecteur"
EVIDENCE_SHOWN = 3
NEAREST_SHOWN = 3
OVERLAP = 0.5  # two passages that share more than this of the shorter one say the same thing
ECHO_SHARE = 0.6  # share of a passage's stems that are the official text's own words
STUFFING_DISTINCT = 0.45
EVERYTHING_MINIMUM = 8  # expectations that one passage may serve before it is doubted
EVERYTHING_SHARE = 0.3
WEAK_SCORE = 0.5
EVIDENCE_ZONES = frozenset({Zone.BODY, Zone.ANNEX, Zone.BIBLIOGRAPHY, Zone.GLOSSARY})
# Cautions under which a passage is never evidence, whatever its score.
DECISIVE = frozenset(
    {
        Caution.CONTENTS_LINE,
        Caution.TITLE_ONLY,
        Caution.PASTED_CRITERION,
        Caution.KEYWORD_STUFFING,
        Caution.CLAIMS_EVERYTHING,
    }
)


@dataclass(frozen=True)
class Matcher:
    """The matcher's trained parts. ``knowledge`` may hold more expectations than a dossier asks for."""

    encoder: Encoder
    knowledge: Knowledge
    scorer: Scorer


def open_matcher(encoder: Encoder, folder: Path | None = None) -> Matcher:
    """Return the shipped trained parts with this encoder. Raises MissingModel."""
    folder = resource(SHIPPED_SCORER) if folder is None else folder
    return Matcher(encoder, load_knowledge(folder / "attendus.npz"), load_scorer(folder / "lecteur.json"))


def may_be_evidence(passage: Passage) -> bool:
    """Tell whether a passage stands where evidence can stand: not a heading, cover or contents line."""
    return passage.kind is not TextKind.HEADING and passage.zone in EVIDENCE_ZONES


def measure(
    passages: Sequence[Passage], knowledge: Knowledge, encoder: Encoder
) -> tuple[PairMeasures, NDArray[np.bool_], NDArray[np.float32]]:
    """Encode passages and headings once and measure all pairs.

    Returns the measures, the rows open to evidence, and the passages' vectors (passages, d).
    """
    headings = sorted({p.headings[-1] for p in passages if p.headings})
    vectors = encoder.encode([encoded_text(p) for p in passages] + headings)
    mine, theirs = vectors[: len(passages)], vectors[len(passages) :]
    place = {heading: i for i, heading in enumerate(headings)}
    above = np.zeros_like(mine)
    for row, passage in enumerate(passages):
        if passage.headings:
            above[row] = theirs[place[passage.headings[-1]]]
    open_rows = np.array([may_be_evidence(p) for p in passages], dtype=bool)
    return measure_pairs(passages, mine, above, knowledge), open_rows, mine


def encoded_text(passage: Passage) -> str:
    """Return what the encoder reads of a passage: its text, a table row's cells with their header."""
    if passage.header and passage.kind is TextKind.TABLE_ROW and passage.text.count("\n") == 0:
        cells = passage.text.split(" | ")
        if len(cells) == len(passage.header) and tuple(cells) != passage.header:
            return " | ".join(
                f"{h} : {c}" if h and c else h or c for h, c in zip(passage.header, cells, strict=True)
            )
    return passage.text


def find_evidence(
    dossier: Dossier,
    passages: Sequence[Passage],
    expectations: Sequence[str],
    *,
    matcher: Matcher,
    official_texts: Sequence[str] = (),
    questions: Mapping[str, str] | None = None,
) -> dict[str, Retrieval]:
    """Return, for each expectation id, what the dossier holds for it.

    ``official_texts`` are the criteria's own words: a passage made of them is an echo, not evidence.
    ``questions`` (id to text) only get their nearest passages, for criteria that the jury alone judges.
    Raises KeyError where the knowledge lacks an expectation.
    """
    questions = questions or {}
    if not passages:
        return {name: Retrieval(name, 0.0) for name in (*expectations, *questions)}
    measures, open_rows, vectors = measure(passages, matcher.knowledge.select(expectations), matcher.encoder)
    cautions = all_cautions(passages, official_texts)
    usable = open_rows & np.array([not (c & DECISIVE) for c in cautions], dtype=bool)
    logits = matcher.scorer.passage_logits(measures)
    for row in claims_everything(logits, usable, matcher.scorer.thresholds):
        cautions[row] |= {Caution.CLAIMS_EVERYTHING}
        usable[row] = False
    probabilities = matcher.scorer.dossier_probabilities(measure_dossier(logits, measures, usable))
    chances = np.asarray(1 / (1 + np.exp(-logits)), dtype=np.float32)
    offer = _Offer(passages, cautions, usable, {page.number: page.label for page in dossier.pages})
    found = {
        name: offer.retrieval(name, float(probabilities[i]), chances[:, i], matcher.scorer.thresholds.passage)
        for i, name in enumerate(expectations)
    }
    asked = vectors @ matcher.encoder.encode(list(questions.values())).T
    for i, name in enumerate(questions):
        found[name] = offer.retrieval(name, 0.0, np.asarray((asked[:, i] + 1) / 2, dtype=np.float32), 1.1)
    return found


def claims_everything(
    logits: NDArray[np.float32], usable: NDArray[np.bool_], thresholds: Thresholds
) -> list[int]:
    """Return the passages that would be evidence of too many things to be honest evidence of any."""
    if logits.shape[1] < EVERYTHING_MINIMUM:
        return []
    threshold = np.log(thresholds.passage / (1 - thresholds.passage))
    counts = (logits >= threshold).sum(axis=1)
    limit = max(EVERYTHING_MINIMUM, EVERYTHING_SHARE * logits.shape[1])
    return [int(row) for row in np.flatnonzero(usable & (counts >= limit))]


@dataclass(frozen=True)
class _Offer:
    """Turns scored passages into what the reader of the map is shown."""

    passages: Sequence[Passage]
    cautions: Sequence[frozenset[Caution]]
    usable: NDArray[np.bool_]
    labels: dict[int, str]

    def retrieval(
        self, name: str, probability: float, chances: NDArray[np.float32], threshold: float
    ) -> Retrieval:
        order = [int(i) for i in np.argsort(-chances, kind="stable")]
        shown = [
            self._evidence(name, i, float(chances[i]))
            for i in self._distinct(i for i in order if self.usable[i])
        ]
        strong = tuple(e for e in shown if e.score >= threshold)[:EVIDENCE_SHOWN]
        refused = [i for i in order[:NEAREST_SHOWN] if not self.usable[i]]
        return Retrieval(
            name,
            probability,
            strong,
            tuple(shown[:NEAREST_SHOWN]),
            tuple(self._evidence(name, i, float(chances[i])) for i in refused),
        )

    def _distinct(self, order: Iterable[int]) -> list[int]:
        """Keep the best of passages that overlap: a sentence and the wide passage around it are one place."""
        kept: list[int] = []
        for i in order:
            if all(_shared(self.passages[i], self.passages[j]) < OVERLAP for j in kept):
                kept.append(i)
            if len(kept) >= EVIDENCE_SHOWN + NEAREST_SHOWN:
                break
        return kept

    def _evidence(self, name: str, row: int, score: float) -> Evidence:
        passage = self.passages[row]
        doubted = score < WEAK_SCORE
        # The scorer has weighed the cues: beside a passage that it trusts they would only mislead the reader.
        shown = self.cautions[row] | {Caution.WEAK} if doubted else self.cautions[row] - CUE_CAUTIONS
        return Evidence(
            expectation=name,
            quote=passage.text,
            page=passage.page,
            page_label=self.labels.get(passage.page, "") if passage.page is not None else "",
            section=" > ".join(passage.headings),
            start=passage.start,
            end=passage.end,
            score=round(score, 3),
            cautions=tuple(sorted(shown)),
            zone=passage.zone,
        )


def _shared(one: Passage, other: Passage) -> float:
    common = min(one.end, other.end) - max(one.start, other.start)
    return max(0, common) / max(1, min(one.end - one.start, other.end - other.start))


def all_cautions(passages: Sequence[Passage], official_texts: Sequence[str]) -> list[frozenset[Caution]]:
    """Return the cautions of each passage: its place, its cues, and what it copies from the official texts.

    A wide passage that holds a pasted criterion is refused with it: its score would be the paste's.
    """
    official = [frozenset(stems(text)) for text in official_texts]
    cautions = [_cautions(passage, official) for passage in passages]
    pasted = [p for p, found in zip(passages, cautions, strict=True) if Caution.PASTED_CRITERION in found]
    return [
        found | {Caution.PASTED_CRITERION}
        if any(passage.start <= p.start and p.end <= passage.end for p in pasted)
        else found
        for passage, found in zip(passages, cautions, strict=True)
    ]


def _cautions(passage: Passage, official: Sequence[frozenset[str]]) -> frozenset[Caution]:
    found = set(place_cautions(passage)) | set(cue_cautions(passage.text))
    found.discard(Caution.ECHO)
    bag = stems(passage.text)
    if len(bag) >= 4:
        mine = set(bag)
        held = max((len(mine & words) / len(mine) for words in official), default=0.0)
        if held >= ECHO_SHARE:
            found.add(
                Caution.PASTED_CRITERION
                if held >= 0.85 and not re.search(r"\d", passage.text)
                else Caution.ECHO
            )
    if (
        len(bag) >= 25
        and len(set(bag)) / len(bag) < STUFFING_DISTINCT
        and not re.search(r"[.;:|]", passage.text)
    ):
        found.add(Caution.KEYWORD_STUFFING)
    return frozenset(found)
