import json
import warnings
from dataclasses import replace

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier

from handmade import scorer
from prelecture.errors import MissingModel
from prelecture.measures import DOSSIER_NAMES, PAIR_NAMES, PASSAGE_NAMES, PairMeasures
from prelecture.scorer import LIMIT, Calibration, DossierModel, Linear, Trees, load_scorer, save_scorer
from prelecture.training import fit_scorer


@pytest.fixture(scope="module")
def table():
    """Rows where the truth bends: a product, a step and noise, on measures of unlike scales."""
    draw = np.random.RandomState(4)
    rows = (draw.randn(600, 5) * [1, 10, 0.1, 3, 1] + [0, 5, 0, -2, 1]).astype(np.float32)
    truth = rows[:, 0] * (rows[:, 1] - 5) / 10 + (rows[:, 3] > 0) + 0.4 * draw.randn(600) > 0.4
    return rows, truth


def watched(monkeypatch, kind):
    """Keep the scikit-learn models that the training fits, with what they were fitted on."""
    kept = []
    plain = kind.fit

    def fit(self, rows, *arguments, **options):
        kept.append((self, rows))
        return plain(self, rows, *arguments, **options)

    monkeypatch.setattr(kind, "fit", fit)
    return kept


def chances(logits):
    return 1 / (1 + np.exp(-logits.astype(float)))


def clipped(probabilities):
    limit = 1 / (1 + np.exp(-LIMIT))
    return np.clip(probabilities, 1 - limit, limit)


def test_the_linear_model_says_what_scikit_learn_says(table, monkeypatch):
    rows, truth = table
    kept = watched(monkeypatch, LogisticRegression)
    linear = fit_scorer._linear(rows, truth, np.ones(len(rows)), c=0.05)
    ((model, standard),) = kept
    assert np.allclose(chances(linear.logits(rows)), clipped(model.predict_proba(standard)[:, 1]), atol=1e-5)


def test_the_network_says_what_scikit_learn_says(table, monkeypatch):
    rows, truth = table
    kept = watched(monkeypatch, MLPClassifier)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        network = fit_scorer._network(rows, truth, np.ones(len(rows)))
    ((model, standard),) = kept
    assert np.allclose(chances(network.logits(rows)), clipped(model.predict_proba(standard)[:, 1]), atol=1e-5)


def test_the_trees_say_what_scikit_learn_says(table, monkeypatch):
    rows, truth = table
    kept = watched(monkeypatch, HistGradientBoostingClassifier)
    trees = fit_scorer._trees(rows, truth)
    ((model, seen),) = kept
    said = clipped(model.predict_proba(seen)[:, 1])
    assert np.ptp(said) > 0.5  # a model that learned nothing would agree with anything
    assert len(trees.roots) == 120
    assert np.allclose(chances(trees.logits(rows)), said, atol=1e-5)
    fresh = np.random.RandomState(5).randn(50, 5).astype(np.float32) * 5
    assert np.allclose(chances(trees.logits(fresh)), clipped(model.predict_proba(fresh)[:, 1]), atol=1e-5)


def test_logits_never_leave_their_limits():
    sure = Linear((0.0,), (1.0,), (100.0,), 0.0)
    assert sure.logits(np.array([[5.0], [-5.0]], dtype=np.float32)).tolist() == [LIMIT, -LIMIT]


def test_a_hand_made_tree_goes_left_up_to_its_threshold():
    tree = Trees(1.0, (0,), (0, 0, 0), (2.0, 0.0, 0.0), (1, 0, 0), (2, 0, 0), (0.0, -3.0, 4.0))
    rows = np.array([[1.0], [2.0], [2.1]], dtype=np.float32)
    assert tree.logits(rows).tolist() == [-2.0, -2.0, 5.0]


def test_the_dossier_model_is_the_mean_of_both_then_slope_and_offset():
    linear = Linear((1.0,), (2.0,), (3.0,), 0.5)  # 3 * (x - 1) / 2 + 0.5
    tree = Trees(1.0, (), (), (), (), (), ())
    model = DossierModel(linear, tree, slope=2.0, offset=-1.0)
    assert model.logits(np.array([[3.0]], dtype=np.float32)).tolist() == [2.0 * (3.5 + 1.0) / 2 - 1.0]


def test_passage_logits_have_a_column_per_expectation():
    pairs = np.zeros((3, 2, len(PAIR_NAMES)), dtype=np.float32)
    pairs[1, 1, PAIR_NAMES.index("best_example")] = 0.5
    measures = PairMeasures(pairs, np.zeros((3, len(PASSAGE_NAMES)), dtype=np.float32))
    assert scorer().passage_logits(measures).tolist() == [[-5, -5], [-5, 5], [-5, -5]]


def test_probabilities_follow_the_best_passage():
    rows = np.zeros((2, len(DOSSIER_NAMES)), dtype=np.float32)
    rows[:, DOSSIER_NAMES.index("best")] = [-2.0, 2.0]
    assert scorer().dossier_probabilities(rows) == pytest.approx([0.1192, 0.8808], abs=1e-4)


def test_calibration_reads_between_its_points():
    calibration = Calibration((0.0, 0.5, 1.0), (0.2, 0.6, 0.9))
    assert [calibration(x) for x in (0.0, 0.25, 0.75, 1.0)] == pytest.approx([0.2, 0.4, 0.75, 0.9])


def test_a_scorer_survives_its_file(table, tmp_path):
    rows, truth = table
    made = scorer(found=0.46, passage=0.3, sure=0.2)
    trained = replace(
        made,
        dossier=replace(made.dossier, trees=fit_scorer._trees(rows, truth), offset=0.25),
        calibration=Calibration((0.0, 0.4, 1.0), (0.1, 0.5, 0.9)),
    )
    file = tmp_path / "lecteur.json"
    save_scorer(trained, file)
    again = load_scorer(file)
    assert replace(again, dossier=trained.dossier) == trained
    assert again.dossier.offset == 0.25 and again.dossier.linear == trained.dossier.linear
    assert np.allclose(again.dossier.trees.logits(rows), trained.dossier.trees.logits(rows), atol=1e-4)
    save_scorer(again, tmp_path / "encore.json")
    assert (tmp_path / "encore.json").read_bytes() == file.read_bytes()


def rename_a_measure(data):
    data["measures"]["pair"][0] = "autre"


@pytest.mark.parametrize("break_it", [rename_a_measure, lambda data: data.update(format=0)])
def test_a_scorer_made_for_other_measures_is_refused(break_it, tmp_path):
    file = tmp_path / "lecteur.json"
    save_scorer(scorer(), file)
    data = json.loads(file.read_text("utf-8"))
    break_it(data)
    file.write_text(json.dumps(data), "utf-8")
    with pytest.raises(MissingModel, match=r"entraîné pour d'autres mesures.*make train"):
        load_scorer(file)


@pytest.mark.parametrize("content", [None, "", "[]", "{", '{"format": 1}', '{"format": 1, "measures": 3}'])
def test_a_missing_or_damaged_scorer_is_one_sentence(content, tmp_path):
    file = tmp_path / "lecteur.json"
    if content is not None:
        file.write_text(content, "utf-8")
    with pytest.raises(MissingModel, match=r"« lecteur.json » manque ou est abîmé"):
        load_scorer(file)
