import pytest

from prelecture import language
from prelecture.errors import MissingModel
from prelecture.language import split_sentences


def sentences(text):
    return [text[start:end] for start, end in split_sentences([text])[0]]


def test_sentences_are_cut_where_a_reader_would():
    text = (
        "Nous avons interrogé 212 clients en février. La moitié vient à pied. "
        "Le panier moyen est de 6,40 euros chez nous."
    )
    assert sentences(text) == [
        "Nous avons interrogé 212 clients en février.",
        "La moitié vient à pied.",
        "Le panier moyen est de 6,40 euros chez nous.",
    ]


def test_bounds_drop_the_white_space_between_sentences_and_nothing_else():
    text = "  Le prix baisse depuis mars.   La marge suit aussitôt.  \n"
    found = sentences(text)
    assert "".join(found).replace(" ", "") == text.replace(" ", "").strip()
    assert all(s == s.strip() for s in found)


def test_each_text_has_its_own_answer_in_order():
    found = split_sentences(["Un client attend.", "", "Deux clients attendent. Un autre part."])
    assert [len(bounds) for bounds in found] == [1, 0, 2]


def test_without_the_french_model_one_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setattr(language, "FRENCH_MODEL", "fr_inconnu")
    language._pipeline.cache_clear()
    try:
        with pytest.raises(MissingModel, match=r"« fr_inconnu » n'est pas installé.*pip install"):
            split_sentences(["Bonjour."])
    finally:
        language._pipeline.cache_clear()
