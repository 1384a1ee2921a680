"""What a line of a French dossier is, by its words."""

import pytest

from prelecture.datamodel import Zone
from prelecture.structure import (
    HEADING_THRESHOLD,
    HeadingLook,
    clean_title,
    contents_entry,
    heading_key,
    heading_levels,
    heading_score,
    is_caption,
    is_contents_line,
    is_numbered_item,
    looks_like_header,
    numbering_level,
    strip_bullet,
    zone_of_heading,
)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("1. Étude de marché", 1),
        ("1.2 Les clients", 2),
        ("2.3.1. Persona", 3),
        ("I. Diagnostic", 1),
        ("III- L'environnement", 1),
        ("A) Cible", 2),
        ("Partie 2 : la stratégie", 1),
        ("Chapitre IV", 1),
        ("Annexe 3 – Devis", 1),
        ("Deuxième partie", 1),
        ("Les clients", 0),
        ("2024 a été une année difficile", 0),
        ("Il faut agir", 0),
    ],
)
def test_numbering_gives_the_depth_of_a_heading(text, level):
    assert numbering_level(text) == level


@pytest.mark.parametrize(
    ("title", "zone"),
    [
        ("SOMMAIRE", Zone.TOC),
        ("Table des matières", Zone.TOC),
        ("Table des figures", Zone.TOC),
        ("Remerciements", Zone.THANKS),
        ("VII. Bibliographie", Zone.BIBLIOGRAPHY),
        ("Webographie", Zone.BIBLIOGRAPHY),
        ("Sources", Zone.BIBLIOGRAPHY),
        ("Glossaire :", Zone.GLOSSARY),
        ("Annexe 2 : devis", Zone.ANNEX),
        ("ANNEXES", Zone.ANNEX),
        ("Sources de la croissance", None),
        ("Plan de communication", None),
        ("Plan d'action commercial", None),
        ("L'étude", None),
    ],
)
def test_the_title_of_a_part_tells_its_zone(title, zone):
    assert zone_of_heading(title) is zone


@pytest.mark.parametrize(
    ("line", "title", "page"),
    [
        ("1. Étude de marché ........ 4", "1. Étude de marché", 4),
        ("Budget . . . . . . . 12", "Budget", 12),
        ("Conclusion …… 34", "Conclusion", 34),
        ("Bilan ______ 7", "Bilan", 7),
    ],
)
def test_contents_lines_are_known_by_their_leaders(line, title, page):
    assert is_contents_line(line)
    assert contents_entry(line) == (title, page)


def test_a_sentence_that_ends_with_a_number_is_no_contents_line():
    assert not is_contents_line("Le chiffre d'affaires atteint 42 000 euros en 2024")


@pytest.mark.parametrize(
    "text", ["Figure 3 : Carte", "Fig. 2 - Persona", "Tableau n° 4 : Budget", "[Figure 1 : pic]"]
)
def test_captions_are_known_by_their_number(text):
    assert is_caption(text)


@pytest.mark.parametrize(
    "text", ["Figure de proue du quartier", "Le tableau 3 montre que", "Images du salon"]
)
def test_prose_about_figures_is_no_caption(text):
    assert not is_caption(text)


@pytest.mark.parametrize("text", ["• point", "- point", "– point", "o point", "➢ point", "✓ point"])
def test_bullets_are_dropped(text):
    assert strip_bullet(text) == "point"


def test_a_negative_number_or_a_name_is_no_bullet():
    assert strip_bullet("-12 % en volume") is None
    assert strip_bullet("ouest") is None


def test_numbered_items_need_a_mark_after_the_number():
    assert is_numbered_item("1. Prospecter")
    assert is_numbered_item("b) relancer")
    assert not is_numbered_item("12 clients")


@pytest.mark.parametrize(
    ("text", "ratio", "bold"),
    [("Étude de marché", 1.4, False), ("Les clients", 1.0, True), ("2.1 POSITIONNEMENT", 1.0, False)],
)
def test_a_short_line_that_stands_out_is_a_heading(text, ratio, bold):
    assert heading_score(text, ratio=ratio, bold=bold, spaced=True, lines=1) >= HEADING_THRESHOLD


@pytest.mark.parametrize(
    ("text", "ratio", "bold"),
    [
        ("Les clients reviennent chaque semaine.", 1.0, True),
        ("Les clients", 1.0, False),
        ("Figure 2 : Les clients", 1.2, True),
        ("et les fournisseurs de la boutique", 1.0, True),
        ("Budget ........ 12", 1.3, True),
        ("1. Prospecter les syndics", 1.0, False),
    ],
)
def test_what_only_resembles_a_heading_is_none(text, ratio, bold):
    assert heading_score(text, ratio=ratio, bold=bold, spaced=False, lines=1) < HEADING_THRESHOLD


def test_levels_follow_the_looks_and_the_deep_numbers():
    headings = [
        HeadingLook("Dossier", 26, True, cover=True),
        HeadingLook("Étude de marché", 16, True),
        HeadingLook("1.1 Les clients", 13, True),
        HeadingLook("1. Premier profil", 11, True),
        HeadingLook("Stratégie", 16, True),
    ]
    assert heading_levels(headings)[1:] == [1, 2, 3, 1]


def test_the_outline_has_the_last_word_on_levels():
    headings = [HeadingLook("Étude", 16, True, level=2), HeadingLook("Clients", 13, True)]
    assert heading_levels(headings) == [2, 3]


def test_a_header_row_is_told_from_a_first_row_of_data():
    assert looks_like_header(
        [("Poste", "Montant", "Source"), ("Affiches", "1 200 €", "devis")], flagged=False
    )
    assert looks_like_header([("FORCES", "FAIBLESSES"), ("équipe", "site")], flagged=False)
    assert looks_like_header([("Rubrique", "Détail"), ("Prix", "12 €")], flagged=True)
    assert not looks_like_header([("Société", "Veilleur"), ("Effectif", "41")], flagged=False)
    assert not looks_like_header(
        [("Affiches", "1 200 €", "devis"), ("Radio", "300 €", "grille")], flagged=False
    )
    assert not looks_like_header([("Poste", "Montant")], flagged=True)


def test_titles_filled_in_by_a_program_are_dropped():
    assert clean_title("Microsoft Word - dossier.docx") == ""
    assert clean_title("Untitled") == ""
    assert clean_title(" Plan  marketing ") == "Plan marketing"


def test_keys_ignore_numbers_case_and_accents():
    assert heading_key("2.1 Étude de MARCHÉ :") == heading_key("étude de marché")
