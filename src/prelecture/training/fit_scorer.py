"""Fit the scorer on annotated dossiers: passages first, then whole dossiers, then thresholds.

No number that judges a dossier is fitted on vectors that saw it: the training dossiers are cut in
two halves, each measured by an encoder tuned on the other, and the dossier model only sees passage
logits of models fitted on other dossiers. Thresholds and calibration come from the validation split.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from prelecture import language
from prelecture.corpus import LABEL_STATUS, GoldDossier, evidence_passages
from prelecture.coverage import raw_confidence, status_of
from prelecture.datamodel import Criterion, Dossier, ExpectationFinding, ExpectedIn, Passage, Status
from prelecture.encoding import Encoder
from prelecture.knowledge import Knowledge
from prelecture.matching import (
    DECISIVE,
    all_cautions,
    claims_everything,
    encoded_text,
    may_be_evidence,
    measure,
)
from prelecture.measures import PAIR_NAMES, PairMeasures, measure_dossier
from prelecture.passages import split_passages
from prelecture.reading import read_dossier
from prelecture.referential import criteria_of, load_referential
from prelecture.scorer import Calibration, DossierModel, Linear, Network, Scorer, Thresholds, Trees
from prelecture.training.tune_encoder import TrainingPassage

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEED = 7
FOLDS = 5
HARD_RANK = 20  # a passage that ranks above this for an expectation is a hard negative, always kept
EASY_SHARE = 0.05  # the share of the other negatives that is kept, weighted back


@dataclass(frozen=True, slots=True)
class Annotated:
    """A gold dossier with what the reader made of it. ``evidence`` maps expectations to passage positions."""

    gold: GoldDossier
    dossier: Dossier
    passages: tuple[Passage, ...]
    criteria: tuple[Criterion, ...]
    evidence: dict[str, frozenset[int]]

    @property
    def labelled(self) -> list[str]:
        """The expectations on which the two readers agreed, in a fixed order."""
        return [name for name, gold in self.gold.expectations.items() if gold.found is not None]

    @property
    def asked(self) -> list[str]:
        """All expectations of the exam part, in the order in which a review asks for them."""
        written = [c for c in self.criteria if c.expected_in is ExpectedIn.DOSSIER]
        return list(dict.fromkeys(use.id for c in written for use in c.expectations))


def annotate(gold: GoldDossier) -> Annotated:
    """Read a gold dossier as a user's file would be read, and find its evidence again."""
    dossier = read_dossier(gold.path, in_process=True)
    passages = split_passages(dossier, split_sentences=language.split_sentences)
    criteria = criteria_of(load_referential(gold.referential), gold.assessment)
    evidence = {
        name: evidence_passages(passages, e.quotes) for name, e in gold.expectations.items() if e.found
    }
    return Annotated(gold, dossier, passages, criteria, evidence)


def training_passages(annotated: Annotated, places: dict[str, int]) -> list[TrainingPassage]:
    """Return the passages of a dossier as examples for tuning the encoder."""
    labelled = tuple(dict.fromkeys(places[name] for name in annotated.labelled))
    made = []
    for row, passage in enumerate(annotated.passages):
        if may_be_evidence(passage):
            classes = tuple(
                places[name] for name in annotated.labelled if row in annotated.evidence.get(name, ())
            )
            made.append(TrainingPassage(encoded_text(passage), classes, labelled))
    return made


@dataclass(frozen=True, slots=True)
class Measured:
    """A dossier measured by one encoder: all pairs of its exam part, and which passages may be evidence."""

    annotated: Annotated
    measures: PairMeasures
    usable: NDArray[np.bool_]

    def truth(self, name: str) -> NDArray[np.bool_]:
        rows = np.zeros(len(self.annotated.passages), dtype=bool)
        rows[list(self.annotated.evidence.get(name, ()))] = True
        return rows


def measure_annotated(annotated: Annotated, knowledge: Knowledge, encoder: Encoder) -> Measured:
    """Measure a gold dossier as ``find_evidence`` measures a user's."""
    measures, open_rows, _ = measure(annotated.passages, knowledge.select(annotated.asked), encoder)
    cautions = all_cautions(annotated.passages, [c.text for c in annotated.criteria])
    usable = open_rows & np.array([not (c & DECISIVE) for c in cautions], dtype=bool)
    return Measured(annotated, measures, usable)


def _passage_rows(measured: Sequence[Measured], seed: int) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return measures, truth and weights of the passages worth learning from."""
    rank = PAIR_NAMES.index("log_rank")
    draw = np.random.RandomState(seed)
    tables, truths, weights = [], [], []
    for item in measured:
        for column, name in enumerate(item.annotated.asked):
            if name not in set(item.annotated.labelled):
                continue
            table, truth = item.measures.table(column)[item.usable], item.truth(name)[item.usable]
            hard = np.expm1(table[:, rank]) < HARD_RANK
            kept = truth | hard | (draw.rand(len(truth)) < EASY_SHARE)
            tables.append(table[kept])
            truths.append(truth[kept])
            weights.append(np.where(truth | hard, 1.0, 1 / EASY_SHARE)[kept])
    return np.concatenate(tables), np.concatenate(truths), np.concatenate(weights)


def _linear(rows: NDArray[Any], truth: NDArray[Any], weights: NDArray[Any] | None, *, c: float) -> Linear:
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler().fit(rows)
    model = LogisticRegression(C=c, max_iter=1000).fit(scaler.transform(rows), truth, sample_weight=weights)
    return Linear(
        tuple(scaler.mean_.tolist()),
        tuple(scaler.scale_.tolist()),
        tuple(model.coef_[0].tolist()),
        float(model.intercept_[0]),
    )


def _network(rows: NDArray[Any], truth: NDArray[Any], weights: NDArray[Any]) -> Network:
    from sklearn.neural_network import MLPClassifier
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler().fit(rows)
    model = MLPClassifier(
        (24,),
        alpha=0.05,
        batch_size=512,
        learning_rate_init=2e-3,
        max_iter=12,
        random_state=SEED,
        early_stopping=False,
    )
    model.fit(scaler.transform(rows), truth, sample_weight=weights)
    return Network(
        tuple(scaler.mean_.tolist()),
        tuple(scaler.scale_.tolist()),
        tuple(tuple(row) for row in model.coefs_[0].tolist()),
        tuple(model.intercepts_[0].tolist()),
        tuple(model.coefs_[1][:, 0].tolist()),
        float(model.intercepts_[1][0]),
    )


def _trees(rows: NDArray[Any], truth: NDArray[Any]) -> Trees:
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(
        max_iter=120,
        learning_rate=0.05,
        max_leaf_nodes=8,
        min_samples_leaf=30,
        l2_regularization=5.0,
        early_stopping=False,
        random_state=SEED,
    ).fit(rows, truth)
    roots: list[int] = []
    columns: dict[str, list[Any]] = {name: [] for name in ("feature", "threshold", "left", "right", "value")}
    # The fitted trees have no public export; this layout is checked against predict_proba in the tests.
    for (tree,) in model._predictors:
        start = len(columns["left"])
        roots.append(start)
        inner = tree.nodes["is_leaf"] == 0
        columns["feature"] += tree.nodes["feature_idx"].tolist()
        columns["threshold"] += np.where(inner, tree.nodes["num_threshold"], 0.0).tolist()
        columns["left"] += np.where(inner, tree.nodes["left"] + start, 0).tolist()
        columns["right"] += np.where(inner, tree.nodes["right"] + start, 0).tolist()
        columns["value"] += tree.nodes["value"].tolist()
    baseline = float(np.ravel(model._baseline_prediction)[0])
    return Trees(baseline, tuple(roots), **{name: tuple(column) for name, column in columns.items()})


def fit_passages(measured: Sequence[Measured], seed: int = SEED) -> tuple[Linear, Network]:
    """Fit both passage models."""
    import warnings

    from sklearn.exceptions import ConvergenceWarning

    rows, truth, weights = _passage_rows(measured, seed)
    with warnings.catch_warnings():
        # The number of passes is fixed on purpose: more of them overfit.
        warnings.simplefilter("ignore", ConvergenceWarning)
        return _linear(rows, truth, weights, c=0.05), _network(rows, truth, weights)


def dossier_rows(scorer: Scorer, item: Measured) -> NDArray[np.float32]:
    """Return the dossier measures of every asked expectation, as ``find_evidence`` makes them."""
    logits = scorer.passage_logits(item.measures)
    usable = item.usable.copy()
    usable[claims_everything(logits, usable, scorer.thresholds)] = False
    return measure_dossier(logits, item.measures, usable)


def fit(
    halves: Sequence[Measured],
    validation: Sequence[Measured],
    *,
    version: str,
    encoder: str,
    report: Callable[[str], None] = print,
) -> Scorer:
    """Fit a scorer: ``halves`` measured by encoders that did not see them, ``validation`` by the shipped one."""
    blank = DossierModel(Linear((0.0,), (1.0,), (0.0,), 0.0), Trees(0.0, (), (), (), (), (), ()))
    rows, truth = [], []
    for fold in range(FOLDS):
        linear, network = fit_passages([m for i, m in enumerate(halves) if i % FOLDS != fold])
        partial = Scorer(version, encoder, linear, network, blank)
        for item in (m for i, m in enumerate(halves) if i % FOLDS == fold):
            known = item.annotated.gold.expectations
            found = [known[name].found if name in known else None for name in item.annotated.asked]
            keep = [i for i, f in enumerate(found) if f is not None]
            rows.append(dossier_rows(partial, item)[keep])
            truth += [found[i] for i in keep]
    measured, known_truth = np.concatenate(rows), np.array(truth)
    dossier = DossierModel(_linear(measured, known_truth, None, c=0.05), _trees(measured, known_truth))
    linear, network = fit_passages(halves)
    scorer = Scorer(version, encoder, linear, network, dossier)
    scorer = _recalibrated(scorer, validation)
    return _with_thresholds(scorer, validation, report)


def _known(item: Measured) -> tuple[list[int], list[bool]]:
    gold = item.annotated.gold.expectations
    pairs = [(i, gold[name].found) for i, name in enumerate(item.annotated.asked) if name in gold]
    return [i for i, f in pairs if f is not None], [bool(f) for _, f in pairs if f is not None]


def _recalibrated(scorer: Scorer, validation: Sequence[Measured]) -> Scorer:
    """Refit slope and offset of the dossier model on the validation split (Platt), which the final encoder measures."""
    from sklearn.linear_model import LogisticRegression

    logits, truth = [], []
    for item in validation:
        keep, found = _known(item)
        logits.append(scorer.dossier.logits(dossier_rows(scorer, item))[keep])
        truth += found
    model = LogisticRegression(C=10.0).fit(np.concatenate(logits)[:, None], truth)
    slope, offset = float(model.coef_[0, 0]), float(model.intercept_[0])
    return replace(scorer, dossier=replace(scorer.dossier, slope=slope, offset=offset))


def predicted(
    item: Measured, scorer: Scorer, thresholds: Thresholds
) -> list[tuple[str, Status, float, str | None]]:
    """Return (criterion, status, raw confidence, gold label) of the criteria that were labelled."""
    chances = dict(
        zip(item.annotated.asked, scorer.dossier_probabilities(dossier_rows(scorer, item)), strict=True)
    )
    made = []
    for criterion in item.annotated.criteria:
        gold = item.annotated.gold.criteria.get(criterion.id)
        if gold is None or criterion.expected_in is not ExpectedIn.DOSSIER or not criterion.expectations:
            continue
        findings = [
            ExpectationFinding(
                u.id, "", u.essential, bool(chances[u.id] >= thresholds.found), float(chances[u.id])
            )
            for u in criterion.expectations
        ]
        status = status_of(findings)
        made.append((criterion.id, status, raw_confidence(findings, status), gold.label))
    return made


def _with_thresholds(scorer: Scorer, validation: Sequence[Measured], report: Callable[[str], None]) -> Scorer:
    from sklearn.isotonic import IsotonicRegression
    from sklearn.metrics import cohen_kappa_score

    best = (-1.0, 0.5)
    for found in np.arange(0.30, 0.71, 0.02):
        rows = [r for item in validation for r in predicted(item, scorer, Thresholds(found=float(found)))]
        rows = [r for r in rows if r[3] in LABEL_STATUS]
        kappa = cohen_kappa_score([LABEL_STATUS[str(r[3])] for r in rows], [r[1] for r in rows])
        # Ties and near ties go to the middle: a threshold tuned to the last case does not travel.
        best = max(best, (round(float(kappa), 2) - abs(found - 0.5) / 10, float(found)))
    thresholds = Thresholds(found=round(best[1], 2), passage=_passage_threshold(scorer, validation))
    rows = [r for item in validation for r in predicted(item, scorer, thresholds) if r[3] in LABEL_STATUS]
    raw = np.array([r[2] for r in rows])
    right = np.array([LABEL_STATUS[str(r[3])] is r[1] for r in rows], dtype=float)
    curve = IsotonicRegression(y_min=0.05, y_max=0.99, out_of_bounds="clip").fit(raw, right)
    points = np.linspace(0, 1, 11)
    smooth = 0.5 * curve.predict(points) + 0.5 * _straight(raw, right, points)
    calibration = Calibration(tuple(points.tolist()), tuple(np.maximum.accumulate(smooth).tolist()))
    confidences = np.array([calibration(r) for r in raw])
    sure = float(np.quantile(confidences, 0.09))
    report(
        f"  validation : kappa {best[0]:.2f} au seuil {thresholds.found}, {len(rows)} critères ; doute sous {sure:.2f}"
    )
    return replace(scorer, thresholds=replace(thresholds, sure=round(sure, 3)), calibration=calibration)


def _straight(raw: NDArray[Any], right: NDArray[Any], points: NDArray[Any]) -> NDArray[Any]:
    slope, offset = np.polyfit(raw, right, 1)
    return np.asarray(np.clip(slope * points + offset, 0.05, 0.99))


def _passage_threshold(scorer: Scorer, validation: Sequence[Measured]) -> float:
    """Return the passage probability that keeps nine true passages in ten of the best-ranked ones."""
    scores = []
    for item in validation:
        chances = 1 / (1 + np.exp(-scorer.passage_logits(item.measures)))
        for column, name in enumerate(item.annotated.asked):
            rows = [r for r in item.annotated.evidence.get(name, ()) if item.usable[r]]
            if rows:
                scores.append(chances[rows, column].max())
    return round(float(np.quantile(scores, 0.1)), 3) if scores else Thresholds().passage
