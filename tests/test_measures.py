import numpy as np
import pytest

from handmade import WordEncoder, expectation
from prelecture.datamodel import Passage, Signal, TextKind, Zone
from prelecture.knowledge import learn
from prelecture.measures import (
    DOSSIER_NAMES,
    PAIR_NAMES,
    PASSAGE_NAMES,
    measure_dossier,
    measure_pairs,
)

LIBRARY = {
    "swot": expectation(
        "swot",
        "matrice swot de la boutique",
        "swot croisée du salon",
        counters=("la swot viendra",),
        signals=(Signal.MATRIX, Signal.NUMBER),
        label="Une SWOT appliquée",
    ),
    "budget": expectation(
        "budget",
        "budget de neuf mille euros",
        "budget ligne par ligne",
        "devis du fournisseur",
        "montants engagés",
        label="Un budget chiffré",
    ),
}
TEXTS = (
    "matrice swot de la boutique",
    "budget de neuf mille euros",
    "la swot viendra",
    "le train part tôt",
)


def passages(*texts, kind=TextKind.PARAGRAPH, zone=Zone.BODY, header=()):
    made, position = [], 0
    for number, text in enumerate(texts):
        made.append(Passage(number, text, position, position + len(text), 1, kind, zone, header=header))
        position += len(text) + 1
    return made


def measured(*texts, headings=None, **fields):
    encoder = WordEncoder()
    some = passages(*texts, **fields)
    above = encoder.encode(headings or [""] * len(texts))
    return measure_pairs(some, encoder.encode(texts), above, learn(LIBRARY, encoder))


def pair(measures, name):
    return measures.pairs[:, :, PAIR_NAMES.index(name)]


def alone(measures, name):
    return measures.alone[:, PASSAGE_NAMES.index(name)]


def test_measures_have_a_name_each_and_a_table_joins_both_kinds():
    measures = measured(*TEXTS)
    assert measures.pairs.shape == (4, 2, len(PAIR_NAMES))
    assert measures.alone.shape == (4, len(PASSAGE_NAMES))
    table = measures.table(1)
    assert table.shape == (4, len(PAIR_NAMES) + len(PASSAGE_NAMES))
    assert (table[:, : len(PAIR_NAMES)] == measures.pairs[:, 1]).all()
    assert (table[:, len(PAIR_NAMES) :] == measures.alone).all()
    assert np.isfinite(measures.pairs).all() and np.isfinite(measures.alone).all()


def test_a_passage_is_nearest_to_the_expectation_whose_example_it_is():
    measures = measured(*TEXTS)
    best = pair(measures, "best_example")
    assert best[0, 0] == pytest.approx(1) and best[1, 1] == pytest.approx(1)
    assert best[0, 0] > best[0, 1] and best[1, 1] > best[1, 0]
    assert pair(measures, "over_others")[0, 0] > 0 > pair(measures, "over_others")[0, 1]
    assert pair(measures, "prototype")[3].max() < 0.1


def test_a_counter_example_pulls_a_passage_away():
    over = pair(measured(*TEXTS), "over_counters")
    assert over[0, 0] > 0 > over[2, 0]
    assert (over[:, 1] == 0).all()  # the budget has no counter-example


def test_log_share_says_which_expectation_or_nothing_owns_a_passage():
    share = np.exp(pair(measured(*TEXTS), "log_share"))
    assert (share.sum(axis=1) < 1).all()
    assert share[0, 0] > 0.9 and share[1, 1] > 0.9
    assert share[2, 0] < 0.5  # what the counter-example says belongs to nothing


def test_ranks_start_at_the_best_passage_of_the_dossier():
    ranks = np.expm1(pair(measured(*TEXTS), "log_rank"))
    assert ranks[0, 0] == pytest.approx(0)
    assert ranks[1, 1] == pytest.approx(0)
    assert sorted(ranks[:, 0].round()) == [0, 1, 2, 3]


def test_headings_and_neighbours_count():
    measures = measured(*TEXTS, headings=["Une SWOT appliquée", "", "", ""])
    assert pair(measures, "heading_label")[0, 0] > 0.9
    assert (pair(measures, "heading_label")[1:] == 0).all()
    prototype = pair(measures, "prototype")
    assert (pair(measures, "before")[1:] == prototype[:-1]).all()
    assert (pair(measures, "after")[:-1] == prototype[1:]).all()


def test_words_of_the_lexicon_and_of_the_label_are_counted():
    measures = measured("swot swot", "SWOT appliquée", "rien de tel")
    lexicon, own = pair(measures, "lexicon"), pair(measures, "own_words")
    assert lexicon[0, 0] > 0 and lexicon[2, 0] == 0 and lexicon[0, 1] == 0
    assert own[1, 0] == pytest.approx(1) and own[2, 0] == 0


def test_the_share_of_wanted_signals_is_measured_and_no_wish_is_neutral():
    signals = pair(measured("le swot", "le swot en 3 points", "rien"), "signals")
    assert signals[:, 0].tolist() == [0.5, 1.0, 0.0]
    assert signals[:, 1].tolist() == [0.5, 0.5, 0.5]


def test_cues_and_form_of_a_passage_are_measured():
    measures = measured(
        "Faute de temps, le budget sera établi",
        kind=TextKind.LIST_ITEM,
        zone=Zone.ANNEX,
    )
    values = {name: float(alone(measures, name)[0]) for name in PASSAGE_NAMES}
    assert values["cue_intention"] == values["cue_negation"] == 1
    assert values["cue_theory"] == values["cue_echo"] == 0
    assert values["item"] == values["annex"] == 1 and values["row"] == values["wide"] == 0
    assert values["log_words"] == pytest.approx(np.log1p(7))


def test_a_header_speaks_for_the_cells_of_its_row():
    bare, headed = measured("12"), measured("12", kind=TextKind.TABLE_ROW, header=("swot",))
    assert pair(bare, "lexicon")[0, 0] == 0 < pair(headed, "lexicon")[0, 0]
    assert alone(headed, "row")[0] == 1


def test_without_an_open_passage_every_expectation_is_far():
    rows = measure_dossier(np.zeros((4, 2), dtype=np.float32), measured(*TEXTS), np.zeros(4, dtype=bool))
    assert rows.shape == (2, len(DOSSIER_NAMES))
    assert (rows < -5).all()


def dossier_values(logits, open_rows, texts=TEXTS):
    rows = measure_dossier(np.array(logits, dtype=np.float32), measured(*texts), np.array(open_rows))
    return [dict(zip(DOSSIER_NAMES, values.tolist(), strict=True)) for values in rows]


def test_a_dossier_is_measured_by_its_best_passages():
    logits = [[3.0, -2.0], [1.0, 2.0], [2.0, -3.0], [-4.0, -5.0]]
    swot, budget = dossier_values(logits, [True] * 4)
    assert (swot["best"], swot["second"], swot["third"]) == (3, 2, 1)
    assert swot["mean_five"] == pytest.approx(0.5)
    assert swot["level"] == pytest.approx(2.5) and swot["best_over_level"] == pytest.approx(0.5)
    assert swot["best_example"] == pytest.approx(1)
    assert swot["claimed"] == 1 and budget["claimed"] == 1
    assert swot["log_passages"] == pytest.approx(np.log1p(4))


def test_closed_passages_do_not_count_however_high_they_score():
    logits = [[9.0, 9.0], [1.0, 2.0], [2.0, -3.0], [-4.0, -5.0]]
    swot, _ = dossier_values(logits, [False, True, True, True])
    assert swot["best"] == 2
    assert swot["log_passages"] == pytest.approx(np.log1p(3))


def test_an_expectation_whose_best_passage_belongs_to_another_is_not_claimed():
    swot, budget = dossier_values([[3.0, 1.0], [-5.0, -4.0], [-5.0, -4.0], [-6.0, -6.0]], [True] * 4)
    assert (swot["claimed"], budget["claimed"]) == (1, 0)
