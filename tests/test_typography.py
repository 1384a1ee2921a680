"""Repair of extracted text: one test a trap met in real dossiers."""

import pytest

from prelecture.typography import (
    clean_characters,
    is_chopped,
    join_cut_word,
    join_lines,
    join_split,
    known_share,
    learn_substitutions,
    settle_hyphens,
    split_glued,
    substitute,
)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Arti\x1ccielle, \x13 o\x1dre \x14", "Artificielle, « oflre »"),
        ("e\ufb03cace et \ufb01able", "efficace et fiable"),
        ("\uf0b7 premier point", "• premier point"),
        ("´Ecole d’ing´enieurs", "École d’ingénieurs"),
        ("Universit e\u0301", "Universit é"),
        ("18\u00a0%\u202fde\u2009marge", "18 % de marge"),
        ("mot\x00 cou\xadpé\u200b", "mot coupé"),
    ],
)
def test_broken_characters_are_spelled_out(raw, clean):
    assert clean_characters(raw) == clean


def test_plain_text_is_left_alone():
    assert (
        clean_characters("Étude de marché – 12 % d’écart (n = 286)")
        == "Étude de marché – 12 % d’écart (n = 286)"
    )


@pytest.mark.parametrize(
    ("left", "right", "joined"),
    [
        ("une stratégie commer-", "ciale adaptée", "une stratégie commerciale adaptée"),
        ("le tableau ci-", "dessous montre", "le tableau ci-dessous montre"),
        ("celle-", "ci reste", "celle-ci reste"),
        ("le week-", "end prochain", "le week-end prochain"),
        ("cinquante-", "quatre personnes", "cinquante-quatre personnes"),
        ("en 2024-", "2025 nous", "en 2024-2025 nous"),
        ("La Roche-", "Sur-Yon", "La Roche-Sur-Yon"),
        ("une hausse de", "12 % en mars", "une hausse de 12 % en mars"),
        ("voir https://exemple-", "agence.fr/tarifs", "voir https://exemple-agence.fr/tarifs"),
    ],
)
def test_a_word_cut_at_a_line_end_is_joined_and_a_compound_kept(left, right, joined):
    assert join_lines(left, right) == joined


def test_a_file_that_hyphenates_is_told_from_one_that_does_not():
    program = [("commer", "ciale"), ("straté", "gie"), ("mobil", "homes")]
    assert settle_hyphens(program) == [False, False, False]
    writer = [("mobil", "homes"), ("show", "room"), ("cinquante", "quatre")]
    assert settle_hyphens(writer) == [True, True, True]


@pytest.mark.parametrize(
    ("left", "right", "joined"),
    [
        ("téléphon", "e, courriel", "téléphone, courriel"),
        ("transforma", "tion", "transformation"),
        ("avec un bon", "de 8 euros", "avec un bon de 8 euros"),
        ("les familles", "du quartier", "les familles du quartier"),
    ],
)
def test_a_word_cut_by_a_narrow_cell_is_mended(left, right, joined):
    assert join_cut_word(left, right) == joined


def test_a_letter_that_stands_for_a_ligature_is_learned_from_several_words():
    words = [
        "la",
        "résolu6on",
        "du",
        "6cket",
        "mal",
        "catégorisé,",
        "le",
        "client",
        "repar6ra,",
        "une",
        "rela6on",
        "B2B",
        "en",
        "2024",
    ]
    learned = learn_substitutions(words)
    assert learned == {"6": "ti"}
    mended = [substitute(w, learned) for w in words]
    assert "résolution" in mended
    assert "ticket" in mended
    assert "B2B" in mended


def test_a_font_that_breaks_one_ligature_is_trusted_to_break_another_once():
    assert learn_substitutions(["résolu*on", "classifica*on", "a=endus"]) == {"*": "ti", "=": "tt"}
    assert learn_substitutions(["a=endus"]) == {}


def test_signs_of_inclusive_writing_are_not_ligatures():
    assert learn_substitutions(["client*es", "étudiant*es", "adhérent·es", "salarié·es"]) == {}


def test_a_letter_of_another_script_is_mended():
    learned = learn_substitutions(["Introducঞon", "commercialisaঞon", "relaঞons"])
    assert learned == {"ঞ": "ti"}


def test_brand_names_with_a_capital_inside_are_not_ligatures():
    assert (
        learn_substitutions(["LinkedIn", "YouTube", "WhatsApp", "eBay", "McDonald", "PayPal", "TikTok"]) == {}
    )


def test_glued_words_are_cut_where_the_lexicon_is_sure():
    assert split_glued("stratégiedecommunication,") == ["stratégie", "de", "communication,"]
    assert split_glued("télésurveillance") == ["télésurveillance"]
    assert split_glued("Locavendéeexpert") == ["Locavendéeexpert"]


def test_words_cut_by_justification_are_joined():
    tokens = ["La", "parti", "e", "inf", "or", "mati", "que", "du", "plan"]
    runs = join_split(tokens)
    assert sum(runs) == len(tokens)
    pieces, i = [], 0
    for length in runs:
        pieces.append("".join(tokens[i : i + length]))
        i += length
    assert "informatique" in pieces


def test_a_chopped_page_is_told_from_a_plain_one():
    chopped = ("Parti e inf or mati que et com mer ci ale du mar ché loc al " * 5).split()
    plain = (
        "la stratégie de communication de la boutique vise les familles du quartier en mars " * 5
    ).split()
    assert is_chopped(chopped)
    assert not is_chopped(plain)


def test_the_share_of_known_words_tells_french_from_garbage():
    french = ["stratégie", "marketing", "clients", "budget", "communication"] * 6
    garbage = ["Hwlydqjkr", "dvpqsdf", "Qlkjhgf", "mzpqowie", "xncbvkj"] * 6
    assert known_share(french) > 0.9
    assert known_share(garbage) < 0.2
