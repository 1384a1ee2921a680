"""The trained scorer: from measures to calibrated probabilities, kept as JSON, nothing pickled.

Fitted by scikit-learn, applied here with numpy:

* passage: how likely a passage is evidence of an expectation (a logistic regression and a small
  network, mean of their logits);
* dossier: how likely the dossier addresses the expectation at all, from its best passages (a
  logistic regression and boosted trees, mean of their logits, then Platt's slope and offset);
* then the decisions, by rules that a juror can read (see ``coverage``).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from prelecture.errors import MissingModel
from prelecture.measures import DOSSIER_NAMES, PAIR_NAMES, PASSAGE_NAMES, PairMeasures

if TYPE_CHECKING:
    from numpy.typing import NDArray

FORMAT = 1
LIMIT = 8.0  # logits are kept within ± this


@dataclass(frozen=True, slots=True)
class Linear:
    """A logistic regression on standardised measures."""

    mean: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float

    def logits(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return one logit per row of measures."""
        standard = (rows - np.array(self.mean)) / np.array(self.scale)
        return np.asarray(
            np.clip(standard @ np.array(self.weights) + self.bias, -LIMIT, LIMIT), dtype=np.float32
        )


@dataclass(frozen=True, slots=True)
class Network:
    """A one-hidden-layer network (scikit-learn's MLPClassifier, relu) on standardised measures."""

    mean: tuple[float, ...]
    scale: tuple[float, ...]
    hidden: tuple[tuple[float, ...], ...]
    hidden_bias: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float

    def logits(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return one logit per row of measures."""
        standard = (rows - np.array(self.mean)) / np.array(self.scale)
        active = np.maximum(standard @ np.array(self.hidden) + np.array(self.hidden_bias), 0)
        return np.asarray(
            np.clip(active @ np.array(self.weights) + self.bias, -LIMIT, LIMIT), dtype=np.float32
        )


@dataclass(frozen=True, slots=True)
class Trees:
    """Boosted trees (scikit-learn's HistGradientBoostingClassifier), their nodes end to end.

    ``roots`` are the first nodes of the trees. A node with ``left`` 0 is a leaf worth ``value``;
    otherwise a row goes ``left`` when its ``feature`` is at most ``threshold``, else ``right``.
    """

    baseline: float
    roots: tuple[int, ...]
    feature: tuple[int, ...]
    threshold: tuple[float, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]
    value: tuple[float, ...]

    def logits(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return one logit per row of measures."""
        feature, threshold = np.array(self.feature), np.array(self.threshold)
        left, right, value = np.array(self.left), np.array(self.right), np.array(self.value)
        total = np.full(len(rows), self.baseline)
        everyone = np.arange(len(rows))
        for root in self.roots:
            node = np.full(len(rows), root)
            while (left[node] > 0).any():
                goes_left = rows[everyone, feature[node]] <= threshold[node]
                node = np.where(left[node] > 0, np.where(goes_left, left[node], right[node]), node)
            total += value[node]
        return np.asarray(np.clip(total, -LIMIT, LIMIT), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class DossierModel:
    """The mean of both models' logits, then Platt's slope and offset fitted on the validation split."""

    linear: Linear
    trees: Trees
    slope: float = 1.0
    offset: float = 0.0

    def logits(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return one calibrated logit per row of dossier measures."""
        mean = (self.linear.logits(rows) + self.trees.logits(rows)) / 2
        return np.asarray(np.clip(self.slope * mean + self.offset, -LIMIT, LIMIT), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What the decisions compare with; chosen on the validation split.

    ``found``: probability from which an expectation counts as retrieved. ``passage``: probability
    from which a passage is offered as evidence. ``sure``: confidence from which a status is given.
    """

    found: float = 0.5
    passage: float = 0.25
    sure: float = 0.5


@dataclass(frozen=True, slots=True)
class Calibration:
    """Maps the raw confidence of a status to how often it is right: increasing points (raw, true)."""

    raw: tuple[float, ...] = (0.0, 1.0)
    true: tuple[float, ...] = (0.0, 1.0)

    def __call__(self, confidence: float) -> float:
        """Return the calibrated confidence, 0 to 1."""
        return float(np.interp(confidence, self.raw, self.true))


@dataclass(frozen=True, slots=True)
class Scorer:
    """Everything fitted on annotated dossiers. ``version`` names the training run."""

    version: str
    encoder: str
    passage_linear: Linear
    passage_network: Network
    dossier: DossierModel
    thresholds: Thresholds = field(default_factory=Thresholds)
    calibration: Calibration = field(default_factory=Calibration)

    def passage_logits(self, measures: PairMeasures) -> NDArray[np.float32]:
        """Return the logit that each passage is evidence, shape (passages, expectations)."""
        count = measures.pairs.shape[1]
        columns = []
        for i in range(count):
            table = measures.table(i)
            columns.append((self.passage_linear.logits(table) + self.passage_network.logits(table)) / 2)
        return np.stack(columns, axis=1) if columns else np.zeros((len(measures.alone), 0), dtype=np.float32)

    def dossier_probabilities(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the probability that each expectation is addressed, from measure_dossier's rows."""
        return np.asarray(1 / (1 + np.exp(-self.dossier.logits(rows))), dtype=np.float32)


def save_scorer(scorer: Scorer, path: Path) -> None:
    """Write a scorer as JSON, numbers rounded to six significant digits but for the trees' thresholds."""
    data = {
        "format": FORMAT,
        "measures": {"pair": PAIR_NAMES, "passage": PASSAGE_NAMES, "dossier": DOSSIER_NAMES},
        **asdict(scorer),
    }
    path.write_text(json.dumps(_rounded(data), ensure_ascii=False, indent=1) + "\n", "utf-8")


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return float(f"{value:.6g}")
    if isinstance(value, dict):
        # Trees are cut where training rows stand: a rounded threshold would send those rows to the other side.
        return {key: entry if key == "threshold" else _rounded(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(entry) for entry in value]
    return value


def load_scorer(path: Path) -> Scorer:
    """Read a scorer. Raises MissingModel where it is missing, damaged or made for other measures."""
    try:
        data = json.loads(path.read_text("utf-8"))
        measures = {key: tuple(names) for key, names in data["measures"].items()}
        if data["format"] != FORMAT or measures != {
            "pair": PAIR_NAMES,
            "passage": PASSAGE_NAMES,
            "dossier": DOSSIER_NAMES,
        }:
            raise MissingModel(
                f"« {path.name} » a été entraîné pour d'autres mesures que celles de cette version ; "
                "reconstruisez-le avec : make train."
            )
        network = data["passage_network"]
        return Scorer(
            data["version"],
            data["encoder"],
            _linear(data["passage_linear"]),
            Network(
                tuple(network["mean"]),
                tuple(network["scale"]),
                tuple(tuple(row) for row in network["hidden"]),
                tuple(network["hidden_bias"]),
                tuple(network["weights"]),
                network["bias"],
            ),
            DossierModel(
                _linear(data["dossier"]["linear"]),
                _trees(data["dossier"]["trees"]),
                data["dossier"]["slope"],
                data["dossier"]["offset"],
            ),
            Thresholds(**data["thresholds"]),
            Calibration(tuple(data["calibration"]["raw"]), tuple(data["calibration"]["true"])),
        )
    except (OSError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise MissingModel(
            f"« {path.name} » manque ou est abîmé ; réinstallez Prélecture ou reconstruisez-le avec : make train."
        ) from error


def _linear(data: dict[str, list[float]]) -> Linear:
    return Linear(tuple(data["mean"]), tuple(data["scale"]), tuple(data["weights"]), float(data["bias"]))  # type: ignore[arg-type]


def _trees(data: dict[str, Any]) -> Trees:
    nodes = {name: tuple(data[name]) for name in ("roots", "feature", "threshold", "left", "right", "value")}
    return Trees(float(data["baseline"]), **nodes)
