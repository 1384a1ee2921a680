import pytest

from prelecture.cautions import cue_cautions, place_cautions, signals_of
from prelecture.datamodel import Caution, Passage, Signal, TextKind, Zone


def passage(text, *, kind=TextKind.PARAGRAPH, zone=Zone.BODY, header=()):
    return Passage(0, text, 0, len(text), 1, kind, zone, header=header)


@pytest.mark.parametrize(
    ("caution", "text"),
    [
        (Caution.INTENTION, "Le budget sera établi avec le comptable."),
        (Caution.INTENTION, "Une enquête serait réalisée auprès des clients si le temps le permet."),
        (Caution.INTENTION, "Il conviendrait de chiffrer ces actions."),
        (Caution.INTENTION, "Il faudrait calculer le retour sur investissement."),
        (Caution.INTENTION, "Nous envisageons de sonder les habitants du quartier."),
        (Caution.INTENTION, "Les indicateurs restent à définir."),
        (Caution.INTENTION, "Le tableau de bord est à compléter."),
        (Caution.INTENTION, "On fera une grille plus tard."),
        (Caution.INTENTION, "TODO mettre le planning ici"),
        (Caution.INTENTION, "Retour sur investissement : [à compléter]"),
        (Caution.INTENTION, "Le SWOT n'est pas encore prêt."),
        (Caution.NEGATION, "Faute de temps, la concurrence reste mal connue."),
        (Caution.NEGATION, "Je n'ai pas calculé le seuil de rentabilité."),
        (Caution.NEGATION, "Je n’ai pas calculé le seuil de rentabilité."),
        (Caution.NEGATION, "j'ai pas fait le questionnaire"),
        (Caution.NEGATION, "Aucun devis n'a pu être obtenu."),
        (Caution.NEGATION, "Il n'y a pas de budget alloué."),
        (Caution.NEGATION, "Coût : non communiqué"),
        (Caution.NEGATION, "Le plan a été lancé sans mesurer son effet."),
        (Caution.THEORY, "Le SWOT est un outil d'analyse stratégique."),
        (Caution.THEORY, "On distingue quatre étapes dans un plan d'action."),
        (Caution.THEORY, "Kotler définit le marketing comme une science."),
        (Caution.THEORY, "Toute entreprise doit connaître ses concurrents."),
        (Caution.THEORY, "En théorie, un persona résume une clientèle."),
        (Caution.THEORY, "Les cinq forces de ce modèle sont connues de tous."),
        (Caution.ECHO, "Dans cette partie, les besoins des clients sont présentés."),
        (Caution.ECHO, "Nous aborderons ensuite le budget."),
        (Caution.ECHO, "Cette section détaille les choix retenus."),
    ],
)
def test_a_sentence_shows_its_cue(caution, text):
    assert caution in cue_cautions(text)


@pytest.mark.parametrize(
    "text",
    [
        "Nous avons interrogé 212 clients entre le 3 et le 21 février 2025.",
        "La SWOT croise nos deux forces avec l'ouverture de la gare.",
        "Léon vend la formule 14 €, Chez Mina 12 €, le Fournil 9 €.",
        "Borne de commande | 4 860 euros | Devis Innovorder du 12 mars 2025",
        "Nadia, 38 ans, infirmière de nuit, passe à 7 heures 15.",
        "Le chiffre d'affaires atteint 412 000 euros, pour un objectif de 430 000.",
        "Six clients sur dix viennent à pied, d'après le relevé de mars.",
        "La remise est passée de 10 à 15 % en juin.",
    ],
)
def test_plain_evidence_shows_no_cue(text):
    assert cue_cautions(text) == frozenset()


def test_a_cue_is_seen_across_line_breaks_and_capitals():
    assert Caution.NEGATION in cue_cautions("FAUTE DE\n   TEMPS, rien n'a suivi.")


def test_a_hostile_line_of_any_length_is_read_at_once():
    assert cue_cautions("il " * 200_000) == frozenset()
    assert Caution.NEGATION not in cue_cautions("x " * 5_000 + "faute de temps")


@pytest.mark.parametrize(
    ("signal", "text"),
    [
        (Signal.NUMBER, "nous comptons 12 boutiques"),
        (Signal.PERCENT, "soit 36 % des clients"),
        (Signal.PERCENT, "la moitié des clients"),
        (Signal.AMOUNT, "un devis de 4 860 €"),
        (Signal.AMOUNT, "un devis de 4\u202f860 euros"),
        (Signal.DATE, "relevé de mars 2025"),
        (Signal.DATE, "le 12/03"),
        (Signal.SOURCE, "Source : Insee"),
        (Signal.SOURCE, "d’après le cabinet"),
        (Signal.FIGURE, "voir le graphique"),
        (Signal.MATRIX, "notre SWOT"),
        (Signal.INDICATOR, "le taux de conversion"),
        (Signal.NAME, "chez Léon"),
        (Signal.SURVEY, "212 répondants"),
        (Signal.LINK, "voir www.exemple.fr"),
    ],
)
def test_concrete_marks_are_seen(signal, text):
    assert signal in signals_of(passage(text))


def test_a_vague_sentence_carries_no_concrete_mark():
    assert signals_of(passage("notre offre est moderne et plaît beaucoup")) == frozenset()


def test_a_row_is_a_table_a_caption_a_figure_and_a_header_speaks_for_its_cells():
    assert signals_of(passage("stylos | beaucoup", kind=TextKind.TABLE_ROW)) == {Signal.TABLE}
    assert Signal.FIGURE in signals_of(passage("vue de la boutique", kind=TextKind.CAPTION))
    priced = passage("stylos | peu", kind=TextKind.TABLE_ROW, header=("article", "budget de 30 euros"))
    assert Signal.AMOUNT in signals_of(priced)


@pytest.mark.parametrize(
    ("kind", "zone", "expected"),
    [
        (TextKind.PARAGRAPH, Zone.BODY, set()),
        (TextKind.HEADING, Zone.BODY, {Caution.TITLE_ONLY}),
        (TextKind.HEADING, Zone.TOC, {Caution.CONTENTS_LINE}),
        (TextKind.PARAGRAPH, Zone.TOC, {Caution.CONTENTS_LINE}),
        (TextKind.TABLE_ROW, Zone.ANNEX, {Caution.IN_ANNEX}),
        (TextKind.HEADING, Zone.ANNEX, {Caution.TITLE_ONLY, Caution.IN_ANNEX}),
    ],
)
def test_a_place_gives_its_cautions(kind, zone, expected):
    assert place_cautions(passage("Le budget", kind=kind, zone=zone)) == expected
