from dataclasses import fields, replace

import numpy as np
import pytest

from handmade import WordEncoder, expectation
from prelecture.datamodel import Signal
from prelecture.errors import MissingModel
from prelecture.knowledge import learn, load_knowledge, save_knowledge, stems

LIBRARY = {
    e.id: e
    for e in (
        expectation(
            "swot",
            "matrice swot de la boutique",
            "swot croisée de la maison",
            "la swot du salon",
            counters=("la swot sera faite",),
            signals=(Signal.MATRIX,),
            label="Une SWOT appliquée",
        ),
        expectation(
            "budget",
            "budget de neuf mille euros",
            "budget ligne par ligne",
            counters=("le budget viendra", "aucun budget"),
            label="Un budget chiffré",
        ),
        expectation(
            "persona",
            "Nadia infirmière pressée",
            "Karim artisan",
            "retraités du bourg",
            "lycéens à midi",
            label="Un client type",
        ),
    )
}


@pytest.fixture
def knowledge():
    return learn(LIBRARY, WordEncoder())


def same(one, other, *, tolerance=0.0):
    for field in fields(one):
        mine, theirs = getattr(one, field.name), getattr(other, field.name)
        if isinstance(mine, np.ndarray):
            assert mine.shape == theirs.shape, field.name
            assert np.allclose(mine, theirs, atol=tolerance), field.name
        else:
            assert mine == theirs, field.name


def test_stems_forgive_accents_endings_and_spelling():
    assert stems("Communiquation") == stems("communiquations")
    assert stems("Les sociétés ÉTUDIÉES") == ["societe", "etudiee"]
    assert stems("de la 12 % avec un") == []


def test_every_expectation_gets_its_examples_mean_as_prototype(knowledge):
    assert knowledge.ids == ("swot", "budget", "persona")
    assert np.allclose(np.linalg.norm(knowledge.prototypes, axis=1), 1)
    rows = WordEncoder().encode(list(LIBRARY["budget"].examples))
    mean = rows.mean(0) / np.linalg.norm(rows.mean(0))
    assert np.allclose(knowledge.prototypes[1], mean)
    assert np.allclose(knowledge.means, knowledge.prototypes)


def test_a_learned_prototype_is_kept_and_the_others_are_means():
    given = np.eye(1, 1024, 5, dtype=np.float32)[0]
    nothing = np.eye(1, 1024, 9, dtype=np.float32)[0]
    learned = learn(LIBRARY, WordEncoder(), prototypes={"budget": given}, nothing=nothing)
    plain = learn(LIBRARY, WordEncoder())
    assert (learned.prototypes[1] == given).all()
    assert (learned.prototypes[0] == plain.prototypes[0]).all()
    assert (learned.nothing == nothing).all()


def test_a_lexicon_holds_the_words_of_one_expectation_only(knowledge):
    assert set(knowledge.lexicons[0]) == {"swot"}
    assert set(knowledge.lexicons[1]) == {"budget"}
    assert knowledge.lexicons[0]["swot"] > 0
    assert "appliqu" in knowledge.own_words[0]


def test_selection_follows_the_asked_order_and_renumbers_passages(knowledge):
    chosen = knowledge.select(["persona", "swot"])
    assert chosen.ids == ("persona", "swot")
    assert (chosen.prototypes == knowledge.prototypes[[2, 0]]).all()
    assert chosen.owners.tolist() == [1, 1, 1, 0, 0, 0, 0]
    assert chosen.counter_owners.tolist() == [1]
    assert (chosen.counters == knowledge.counters[:1]).all()
    assert chosen.signals == (frozenset(), frozenset({Signal.MATRIX}))
    same(knowledge.select(knowledge.ids), knowledge)
    with pytest.raises(KeyError):
        knowledge.select(["inconnu"])


def test_one_s_own_expectations_are_added_and_replace_their_namesakes(knowledge):
    other = learn(
        {
            "budget": expectation("budget", "devis signé du fournisseur"),
            "label": expectation("label", "label bio obtenu en mars"),
        },
        WordEncoder(),
        nothing=knowledge.nothing,
    )
    both = knowledge.with_more(other)
    assert both.ids == ("swot", "persona", "budget", "label")
    same(both.select(["budget", "label"]), other)
    same(both.select(["swot", "persona"]), knowledge.select(["swot", "persona"]))


def test_knowledge_survives_its_file(knowledge, tmp_path):
    file = tmp_path / "attendus.npz"
    save_knowledge(knowledge, file)
    again = load_knowledge(file)
    assert [list(words) for words in again.lexicons] == [list(words) for words in knowledge.lexicons]
    assert again.lexicons[1]["budget"] == pytest.approx(knowledge.lexicons[1]["budget"])
    same(replace(again, lexicons=knowledge.lexicons), knowledge, tolerance=1e-3)


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 abime", b"pas une archive"])
def test_a_missing_or_damaged_file_is_one_sentence(content, tmp_path):
    file = tmp_path / "attendus.npz"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(MissingModel, match=r"« attendus.npz » manque ou est abîmé"):
        load_knowledge(file)


def test_a_file_without_the_expected_arrays_is_one_sentence(tmp_path):
    file = tmp_path / "attendus.npz"
    np.savez(file, ids=np.array(["swot"]))
    with pytest.raises(MissingModel, match=r"manque ou est abîmé"):
        load_knowledge(file)
