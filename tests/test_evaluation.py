import json

import numpy as np
import pytest
from sklearn.metrics import (
    brier_score_loss,
    cohen_kappa_score,
    f1_score,
    precision_score,
    recall_score,
    roc_auc_score,
)

from prelecture.cli.evaluate import as_data, groups
from prelecture.datamodel import Status
from prelecture.evaluation import (
    FIGURES,
    CriterionResult,
    DossierResult,
    ExpectationResult,
    bm25,
    confusion,
    is_same_place,
    risk_by_coverage,
    summary,
)

F, P, N, Q = Status.FOUND, Status.PARTIAL, Status.NOT_FOUND, Status.NOT_CONCLUDED
# (gold, shown, before any doubt, confidence)
CRITERIA = (
    (F, F, F, 0.95), (F, P, P, 0.55), (F, Q, F, 0.41), (F, F, F, 0.88), (P, P, P, 0.72), (P, F, F, 0.61),
    (P, Q, N, 0.30), (N, N, N, 0.91), (N, N, N, 0.83), (N, P, P, 0.58), (N, Q, N, 0.45), (P, N, N, 0.52),
)  # fmt: skip
# (gold, probability, rank of the first right passage)
EXPECTATIONS = (
    (True, 0.92, 1), (True, 0.81, 3), (True, 0.40, 0), (True, 0.66, 2), (True, 0.40, 4),
    (False, 0.12, 0), (False, 0.66, 0), (False, 0.30, 0), (False, 0.05, 0),
)  # fmt: skip


def result(name, criteria=CRITERIA, expectations=EXPECTATIONS, *, referential="cdcm", genre="real"):
    return DossierResult(
        name,
        referential,
        genre,
        tuple(CriterionResult(f"C{i}", *row) for i, row in enumerate(criteria)),
        tuple(ExpectationResult(*row) for row in expectations),
    )


RESULTS = (
    result("a", CRITERIA[:5], EXPECTATIONS[:4]),
    result("b", CRITERIA[5:], EXPECTATIONS[4:], referential="rdc", genre="planned"),
)
CONCLUDED = [row for row in CRITERIA if row[1] is not Q]
GOLD, SHOWN = [str(r[0]) for r in CONCLUDED], [str(r[1]) for r in CONCLUDED]
ALL_GOLD, FORCED = [str(r[0]) for r in CRITERIA], [str(r[2]) for r in CRITERIA]
TRUTH, CHANCE = [r[0] for r in EXPECTATIONS], [r[1] for r in EXPECTATIONS]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("kappa", cohen_kappa_score(GOLD, SHOWN)),
        ("macro_f1", f1_score(GOLD, SHOWN, average="macro")),
        ("kappa_forced", cohen_kappa_score(ALL_GOLD, FORCED)),
        ("macro_f1_forced", f1_score(ALL_GOLD, FORCED, average="macro")),
        ("not_found_precision", precision_score(GOLD, SHOWN, labels=[str(N)], average="macro")),
        ("not_found_recall", recall_score(GOLD, SHOWN, labels=[str(N)], average="macro")),
        ("brier", brier_score_loss(TRUTH, CHANCE)),
        ("auc", roc_auc_score(TRUTH, CHANCE)),
    ],
)
def test_figures_are_those_of_scikit_learn(name, expected):
    assert FIGURES[name](RESULTS) == pytest.approx(expected)


def test_right_passages_are_counted_where_there_was_one_to_find():
    assert FIGURES["hit_1"](RESULTS) == pytest.approx(1 / 5)
    assert FIGURES["hit_3"](RESULTS) == pytest.approx(3 / 5)


def test_the_share_without_conclusion_is_counted():
    assert FIGURES["not_concluded"](RESULTS) == pytest.approx(3 / 12)


def test_calibration_error_weighs_the_gap_of_each_bin():
    sure = result("a", [(F, F, F, 0.95)] * 3 + [(N, F, F, 0.95)] + [(F, F, F, 0.55), (N, F, F, 0.55)])
    # 0.9 to 1: 4 criteria, said 0.95, right 0.75; 0.5 to 0.6: 2 criteria, said 0.55, right 0.5.
    assert FIGURES["calibration_error"]([sure]) == pytest.approx((4 * 0.20 + 2 * 0.05) / 6)
    certain = result("a", [(F, F, F, 1.0)])
    assert FIGURES["calibration_error"]([certain]) == pytest.approx(0)


def test_perfect_and_hopeless_results_reach_the_ends():
    perfect = result("a", [(s, s, s, 1.0) for s in (F, P, N)], [(True, 0.9, 1), (False, 0.1, 0)])
    assert [FIGURES[n]([perfect]) for n in ("kappa", "macro_f1", "hit_1", "auc")] == [1, 1, 1, 1]
    wrong = result("b", [(F, N, N, 1.0), (N, F, F, 1.0)], [(True, 0.1, 0), (False, 0.9, 0)])
    assert FIGURES["auc"]([wrong]) == 0 and FIGURES["macro_f1"]([wrong]) == 0
    assert FIGURES["not_found_precision"]([wrong]) == 0


def test_what_cannot_be_measured_is_no_number():
    empty = result("a", (), ())
    for name in (
        "kappa",
        "macro_f1",
        "not_found_precision",
        "not_concluded",
        "hit_1",
        "auc",
        "calibration_error",
    ):
        assert np.isnan(FIGURES[name]([empty])), name


@pytest.mark.filterwarnings("error")
def test_a_summary_without_expectations_has_no_number_and_no_warning():
    scores = summary([result("a", CRITERIA, ())], resamples=5)
    assert np.isnan(scores["brier"].value) and np.isnan(scores["hit_1"].low)


def test_a_summary_gives_every_figure_with_an_interval_that_is_the_same_each_time():
    scores = summary(RESULTS, resamples=50)
    assert list(scores) == list(FIGURES)
    assert scores["kappa"].value == round(FIGURES["kappa"](RESULTS), 3)
    for score in scores.values():
        assert score.low <= score.value <= score.high
    assert summary(RESULTS, resamples=50) == scores


def test_an_interval_over_one_dossier_is_a_point():
    score = summary(RESULTS[:1], resamples=20)["macro_f1"]
    assert score.low == score.value == score.high


def test_confusion_counts_what_was_shown_for_each_label():
    table = confusion(RESULTS)
    assert table[F] == {F: 2, P: 1, Q: 1}
    assert table[P] == {P: 1, F: 1, Q: 1, N: 1}
    assert table[N] == {N: 2, P: 1, Q: 1}


def test_error_falls_when_only_the_surest_are_concluded():
    risks = risk_by_coverage(RESULTS)
    assert list(risks) == [1.0, 0.9, 0.8, 0.7, 0.6, 0.5]
    assert risks[1.0] == round(sum(r[0] is not r[2] for r in CRITERIA) / 12, 3)
    # The six surest: 0.95, 0.91, 0.88, 0.83, 0.72 are right, 0.61 is wrong.
    assert risks[0.5] == round(1 / 6, 3)


@pytest.mark.parametrize(
    ("shown", "quote", "same"),
    [
        ("Léon vend la formule 14 € et le Fournil 9 €.", "Léon vend la formule 14 €", True),
        ("la formule 14 € chez Léon", "Chez Léon, la formule 14 € attire les employés du quartier", True),
        ("Le budget tient en quatre lignes.", "Léon vend la formule 14 €", False),
        ("Léon", "Léon vend la formule 14 €", False),
    ],
)
def test_a_passage_is_right_where_it_holds_the_quote_or_is_part_of_it(shown, quote, same):
    assert is_same_place(shown, quote) is same


def test_bm25_prefers_rare_words_and_short_documents():
    scores = bm25(
        ["le budget du four", "le four du salon et le prix du pain de la maison", "le salon du quartier"],
        "budget four",
    )
    assert scores[0] > scores[1] > scores[2] == 0
    # One document of two holds "a": idf = ln(1 + 1.5 / 1.5), lengths are equal, so the rest is 1.
    assert bm25(["a b", "c d"], "a").tolist() == pytest.approx([np.log(2), 0.0])


def test_groups_and_json_carry_every_figure():
    assert {name: len(some) for name, some in groups(RESULTS).items()} == {
        "ensemble": 2, "cdcm": 1, "rdc": 1, "comme du travail réel": 1, "rédigés selon un plan": 1,
    }  # fmt: skip
    data = json.loads(json.dumps(as_data(RESULTS, {"bm25": {"hit_1": 0.1}})))
    assert data["criteria"] == 12 and data["dossiers"] == ["a", "b"]
    assert data["groups"]["ensemble"]["scores"]["kappa"]["value"] == round(FIGURES["kappa"](RESULTS), 3)
    assert data["confusion"]["found"] == {"found": 2, "partial": 1, "not_concluded": 1}


def test_what_cannot_be_computed_is_null_in_json():
    data = as_data((DossierResult("D1", "cdcm", "real", (), (ExpectationResult(True, 0.9, 1),)),), {})
    assert data["groups"]["ensemble"]["scores"]["kappa"]["value"] is None
    json.dumps(data, allow_nan=False)
