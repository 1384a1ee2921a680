"""Compare the tool with annotated dossiers: how often it is right, and how sure it may be.

Everything is computed from what a user gets (the findings of ``pipeline``), dossier by dossier, with
bootstrap intervals drawn over dossiers: criteria of one dossier are not independent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from prelecture import language
from prelecture.corpus import HELD, LABEL_STATUS, GoldDossier, held_share, words_of
from prelecture.coverage import status_of
from prelecture.datamodel import Evidence, Finding, Passage, Retrieval, Status
from prelecture.encoding import Encoder
from prelecture.matching import Matcher, may_be_evidence
from prelecture.passages import split_passages
from prelecture.pipeline import conclude, library_for, matcher_for, retrieve
from prelecture.reading import read_dossier
from prelecture.referential import criteria_of, load_expectations, load_referential

if TYPE_CHECKING:
    from numpy.typing import NDArray

CLASSES = tuple(LABEL_STATUS.values())
RESAMPLES = 1000
SEED = 3
BINS = 10


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """One labelled criterion: gold status, status shown, status before any doubt, confidence."""

    criterion: str
    gold: Status
    shown: Status
    forced: Status
    confidence: float


@dataclass(frozen=True, slots=True)
class ExpectationResult:
    """One labelled expectation: gold, probability, and the rank from 1 of the first right passage (0: none of five)."""

    found: bool
    probability: float
    rank: int


@dataclass(frozen=True, slots=True)
class DossierResult:
    """Everything measured on one gold dossier."""

    id: str
    referential: str
    genre: str
    criteria: tuple[CriterionResult, ...]
    expectations: tuple[ExpectationResult, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """A figure with its 95 % bootstrap interval over dossiers."""

    value: float
    low: float
    high: float


def evaluate(gold: Sequence[GoldDossier], *, encoder: str = "") -> tuple[DossierResult, ...]:
    """Review every gold dossier as a user would and set the result against its labels."""
    return tuple(evaluate_dossier(item, encoder=encoder) for item in gold)


def evaluate_dossier(
    gold: GoldDossier, *, encoder: str = "", matcher: Matcher | None = None
) -> DossierResult:
    """Review one gold dossier; ``matcher`` replaces the shipped trained parts."""
    dossier = read_dossier(gold.path)
    passages = split_passages(dossier, split_sentences=language.split_sentences)
    official = load_referential(gold.referential)
    criteria = criteria_of(official, gold.assessment)
    matcher = matcher or matcher_for(criteria, encoder=encoder)
    retrievals = retrieve(dossier, passages, criteria, matcher)
    findings = conclude(dossier, passages, official, criteria, retrievals, library_for(criteria), matcher)
    return DossierResult(
        gold.id,
        gold.referential,
        gold.genre,
        tuple(_criteria(gold, findings)),
        tuple(_expectations(gold, retrievals)),
    )


def _criteria(gold: GoldDossier, findings: Sequence[Finding]) -> list[CriterionResult]:
    made = []
    for finding in findings:
        label = gold.criteria.get(finding.criterion.id)
        if label is not None and label.label in LABEL_STATUS and finding.expectations:
            forced = status_of(finding.expectations)
            made.append(
                CriterionResult(
                    finding.criterion.id,
                    LABEL_STATUS[label.label],
                    finding.status,
                    forced,
                    finding.confidence,
                )
            )
    return made


def _expectations(gold: GoldDossier, retrievals: dict[str, Retrieval]) -> list[ExpectationResult]:
    made = []
    for name, label in gold.expectations.items():
        if label.found is None or name not in retrievals:
            continue
        retrieval = retrievals[name]
        rank = _rank(retrieval.nearest, label.quotes) if label.found else 0
        made.append(ExpectationResult(label.found, retrieval.probability, rank))
    return made


def _rank(offers: Sequence[Evidence], quotes: Sequence[str]) -> int:
    for rank, offer in enumerate(offers, 1):
        if any(is_same_place(offer.quote, quote) for quote in quotes):
            return rank
    return 0


def is_same_place(shown: str, quote: str) -> bool:
    """Tell whether a shown passage holds a gold quote, or is a part of it."""
    shown_words, quote_words = words_of(shown), words_of(quote)
    if held_share(quote_words, Counter(shown_words)) >= HELD:
        return True
    return len(shown_words) >= 4 and held_share(shown_words, Counter(quote_words)) >= 0.8


# ---------------------------------------------------------------- figures


def summary(results: Sequence[DossierResult], *, resamples: int = RESAMPLES) -> dict[str, Score]:
    """Return every figure with its interval, by name."""
    draw = np.random.RandomState(SEED)
    samples = [draw.randint(0, len(results), len(results)) for _ in range(resamples)]
    made = {}
    for name, figure in FIGURES.items():
        value = figure(results)
        around = [figure([results[i] for i in sample]) for sample in samples]
        known = [v for v in around if not np.isnan(v)]
        low, high = np.percentile(known, [2.5, 97.5]) if known else (np.nan, np.nan)
        made[name] = Score(round(value, 3), round(float(low), 3), round(float(high), 3))
    return made


def confusion(results: Sequence[DossierResult]) -> dict[Status, Counter[Status]]:
    """Return, per gold status, how often each status was shown."""
    table: dict[Status, Counter[Status]] = {status: Counter() for status in CLASSES}
    for criterion in _all_criteria(results):
        table[criterion.gold][criterion.shown] += 1
    return table


def _all_criteria(results: Sequence[DossierResult]) -> list[CriterionResult]:
    return [c for r in results for c in r.criteria]


def _concluded(results: Sequence[DossierResult]) -> list[CriterionResult]:
    return [c for c in _all_criteria(results) if c.shown is not Status.NOT_CONCLUDED]


def _kappa(pairs: Sequence[tuple[Status, Status]]) -> float:
    if not pairs:
        return float("nan")
    golds, shown = Counter(g for g, _ in pairs), Counter(s for _, s in pairs)
    agreed = sum(g is s for g, s in pairs) / len(pairs)
    chance = sum(golds[c] * shown[c] for c in CLASSES) / len(pairs) ** 2
    return (agreed - chance) / (1 - chance) if chance < 1 else float("nan")


def _macro_f1(pairs: Sequence[tuple[Status, Status]]) -> float:
    scores = []
    for status in CLASSES:
        hit = sum(g is status and s is status for g, s in pairs)
        total = sum((g is status) + (s is status) for g, s in pairs)
        if total:
            scores.append(2 * hit / total)
    return float(np.mean(scores)) if scores else float("nan")


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


def _missing_precision(results: Sequence[DossierResult]) -> float:
    said = [c for c in _all_criteria(results) if c.shown is Status.NOT_FOUND]
    return _share(sum(c.gold is Status.NOT_FOUND for c in said), len(said))


def _missing_recall(results: Sequence[DossierResult]) -> float:
    truly = [c for c in _concluded(results) if c.gold is Status.NOT_FOUND]
    return _share(sum(c.shown is Status.NOT_FOUND for c in truly), len(truly))


def _hit(results: Sequence[DossierResult], k: int) -> float:
    ranks = [e.rank for r in results for e in r.expectations if e.found]
    return _share(sum(1 <= rank <= k for rank in ranks), len(ranks))


def _auc(results: Sequence[DossierResult]) -> float:
    rows = [(e.found, e.probability) for r in results for e in r.expectations]
    positive, negative = [p for f, p in rows if f], [p for f, p in rows if not f]
    if not positive or not negative:
        return float("nan")
    # Equal probabilities share their mean rank.
    _, place, counts = np.unique([*positive, *negative], return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    total = float(ranks[: len(positive)].sum())
    return (total - len(positive) * (len(positive) + 1) / 2) / (len(positive) * len(negative))


def _brier(results: Sequence[DossierResult]) -> float:
    gaps = [(e.probability - e.found) ** 2 for r in results for e in r.expectations]
    return float(np.mean(gaps)) if gaps else float("nan")


def _calibration_error(results: Sequence[DossierResult]) -> float:
    """Expected calibration error of the confidence in the forced status, over ten equal-width bins."""
    rows = _all_criteria(results)
    if not rows:
        return float("nan")
    bins: dict[int, list[tuple[float, bool]]] = {}
    for c in rows:
        bins.setdefault(min(BINS - 1, int(c.confidence * BINS)), []).append(
            (c.confidence, c.forced is c.gold)
        )
    gaps = [abs(np.mean([p for p, _ in b]) - np.mean([r for _, r in b])) * len(b) for b in bins.values()]
    return float(sum(gaps) / len(rows))


FIGURES: dict[str, Callable[[Sequence[DossierResult]], float]] = {
    "kappa": lambda r: _kappa([(c.gold, c.shown) for c in _concluded(r)]),
    "macro_f1": lambda r: _macro_f1([(c.gold, c.shown) for c in _concluded(r)]),
    "kappa_forced": lambda r: _kappa([(c.gold, c.forced) for c in _all_criteria(r)]),
    "macro_f1_forced": lambda r: _macro_f1([(c.gold, c.forced) for c in _all_criteria(r)]),
    "not_found_precision": _missing_precision,
    "not_found_recall": _missing_recall,
    "not_concluded": lambda r: _share(len(_all_criteria(r)) - len(_concluded(r)), len(_all_criteria(r))),
    "hit_1": lambda r: _hit(r, 1),
    "hit_3": lambda r: _hit(r, 3),
    "auc": _auc,
    "brier": _brier,
    "calibration_error": _calibration_error,
}


def risk_by_coverage(
    results: Sequence[DossierResult], shares: Sequence[float] = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)
) -> dict[float, float]:
    """Return the error of the forced status when only the most confident share of criteria is concluded."""
    rows = sorted(_all_criteria(results), key=lambda c: -c.confidence)
    if not rows:
        return {}
    kept = {share: rows[: max(1, round(share * len(rows)))] for share in shares}
    return {
        share: round(float(np.mean([c.forced is not c.gold for c in some])), 3)
        for share, some in kept.items()
    }


# ---------------------------------------------------------------- baselines


def baselines(gold: Sequence[GoldDossier], encoder: Encoder) -> dict[str, dict[str, float]]:
    """Measure plain methods on the same dossiers: hit@1, hit@3 and AUC of the best passage's score.

    BM25, TF-IDF and the encoder compare a passage with the criterion's own text; "exemples" is the
    best cosine with an expectation's examples.
    """
    library = load_expectations(examples=True)
    texts = {name: list(entry.examples) for name, entry in library.items()}
    examples: dict[str, NDArray[np.float32]] = {}
    rows: dict[str, list[tuple[bool, float, int]]] = {
        name: [] for name in ("bm25", "tfidf", "encodeur", "exemples")
    }
    for item in gold:
        passages = [
            p
            for p in split_passages(read_dossier(item.path), split_sentences=language.split_sentences)
            if may_be_evidence(p)
        ]
        vectors = encoder.encode([p.text for p in passages])
        official = {c.id: c.text for c in criteria_of(load_referential(item.referential), item.assessment)}
        for criterion, label in item.criteria.items():
            plain = _plain_scores(passages, official[criterion], vectors, encoder)
            for name, found in label.expectations.items():
                if found.found is None:
                    continue
                if name not in examples:
                    examples[name] = encoder.encode(texts[name])
                near = (vectors @ examples[name].T).max(axis=1)
                for method, scores in {**plain, "exemples": near}.items():
                    rows[method].append(
                        (found.found, float(scores.max()), _place(passages, scores, found.quotes))
                    )
    return {method: _plain_figures(found) for method, found in rows.items()}


def _plain_scores(
    passages: Sequence[Passage], text: str, vectors: NDArray[np.float32], encoder: Encoder
) -> dict[str, NDArray[np.float32]]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    documents = [p.text for p in passages]
    tfidf = TfidfVectorizer(sublinear_tf=True, strip_accents="unicode").fit([*documents, text])
    cosine = (tfidf.transform(documents) @ tfidf.transform([text]).T).toarray()[:, 0]
    return {
        "bm25": bm25(documents, text),
        "tfidf": np.asarray(cosine, dtype=np.float32),
        "encodeur": vectors @ encoder.encode([text])[0],
    }


def bm25(documents: Sequence[str], query: str, *, k1: float = 1.2, b: float = 0.75) -> NDArray[np.float32]:
    """Return the BM25 score of each document for a query (Robertson and Zaragoza, 2009)."""
    bags = [Counter(words_of(d)) for d in documents]
    lengths = np.array([sum(bag.values()) for bag in bags], dtype=np.float32)
    mean = float(lengths.mean()) or 1.0
    scores = np.zeros(len(documents), dtype=np.float32)
    for word in set(words_of(query)):
        counts = np.array([bag[word] for bag in bags], dtype=np.float32)
        holders = int((counts > 0).sum())
        idf = np.log(1 + (len(bags) - holders + 0.5) / (holders + 0.5))
        scores += idf * counts * (k1 + 1) / (counts + k1 * (1 - b + b * lengths / mean))
    return scores


def _place(passages: Sequence[Passage], scores: NDArray[np.float32], quotes: Sequence[str]) -> int:
    best = np.argsort(-scores, kind="stable")[:3]
    for rank, i in enumerate(best, 1):
        if any(is_same_place(passages[int(i)].text, quote) for quote in quotes):
            return rank
    return 0


def _plain_figures(rows: Sequence[tuple[bool, float, int]]) -> dict[str, float]:
    as_result = DossierResult("", "", "", (), tuple(ExpectationResult(f, s, r) for f, s, r in rows))
    return {
        "hit_1": round(_hit([as_result], 1), 3),
        "hit_3": round(_hit([as_result], 3), 3),
        "auc": round(_auc([as_result]), 3),
    }
