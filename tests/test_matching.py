import numpy as np
import pytest

from handmade import WordEncoder, caption, dossier, expectation, heading, item, paragraph, row, scorer
from handmade import by_full_stop as sentences
from prelecture.datamodel import Caution, Page, Passage, TextKind, Zone
from prelecture.errors import MissingModel
from prelecture.knowledge import learn, save_knowledge
from prelecture.matching import (
    DECISIVE,
    Matcher,
    all_cautions,
    claims_everything,
    encoded_text,
    find_evidence,
    may_be_evidence,
    open_matcher,
)
from prelecture.passages import split_passages
from prelecture.scorer import Thresholds, save_scorer

SUBJECTS = {
    "swot": "La matrice croise les forces du salon avec les menaces du quartier",
    "budget": "La borne coûte quatre mille euros selon le devis signé",
    "persona": "Nadia infirmière achète son pain avant le travail de nuit",
    "planning": "Les travaux commencent en avril puis la formation suit en juin",
    "concurrents": "Léon vend la formule quatorze euros face au Fournil",
    "enquete": "Deux cents habitants ont répondu au questionnaire distribué en février",
    "veille": "Un abonnement Xerfi complète les lettres hebdomadaires du syndicat",
    "indicateurs": "Le panier moyen grimpe et le taux de retour baisse",
    "risques": "Une panne du four arrête la production pendant deux jours",
}
CRITERION = "Les ressources humaines, financières et matérielles sont listées et budgétées de façon réaliste"


@pytest.fixture(scope="module")
def matcher():
    library = {name: expectation(name, text, f"{text} ici") for name, text in SUBJECTS.items()}
    encoder = WordEncoder()
    # Nothing is a class of its own, far from every word used here.
    return Matcher(
        encoder, learn(library, encoder, nothing=np.eye(1, 1024, 3, dtype=np.float32)[0]), scorer()
    )


def found_in(matcher, *blocks, asked=tuple(SUBJECTS), pages=(), **options):
    read = dossier(*blocks, pages=pages)
    passages = split_passages(read, split_sentences=sentences)
    return find_evidence(read, passages, asked, matcher=matcher, **options)


FILLER = (
    paragraph("L'entreprise familiale existe depuis trente ans dans cette rue commerçante."),
    paragraph("Je remercie mon tuteur pour sa patience durant toute cette alternance."),
)


def test_the_passage_that_says_it_is_found_with_its_place(matcher):
    found = found_in(
        matcher,
        heading("4. Le financement", page=7),
        paragraph(SUBJECTS["budget"] + ".", page=7),
        *FILLER,
        pages=(Page(1), Page(7, label="5")),
    )
    (evidence,) = found["budget"].evidence
    assert found["budget"].probability > 0.9
    assert evidence.quote == SUBJECTS["budget"] + "."
    assert (evidence.page, evidence.page_label, evidence.section) == (7, "5", "4. Le financement")
    assert evidence.score > 0.9 and evidence.cautions == () and evidence.zone is Zone.BODY
    assert found["swot"].evidence == () and found["swot"].probability < 0.5


def test_quotes_are_verbatim_at_their_offsets(matcher):
    blocks = [heading("Partie"), *(paragraph(f"{text}.") for text in SUBJECTS.values()), *FILLER]
    read = dossier(*blocks)
    found = find_evidence(
        read, split_passages(read, split_sentences=sentences), list(SUBJECTS), matcher=matcher
    )
    shown = [e for r in found.values() for e in (*r.evidence, *r.nearest, *r.refused)]
    assert len(shown) >= 2 * len(SUBJECTS)
    assert all(read.text[e.start : e.end] == e.quote for e in shown)


@pytest.mark.parametrize(
    ("trap", "caution"),
    [
        (paragraph(SUBJECTS["budget"], zone=Zone.TOC), Caution.CONTENTS_LINE),
        (heading(SUBJECTS["budget"], zone=Zone.TOC), Caution.CONTENTS_LINE),
        (heading(SUBJECTS["budget"]), Caution.TITLE_ONLY),
    ],
)
def test_a_title_or_a_contents_line_is_never_evidence_but_is_shown_as_refused(matcher, trap, caution):
    found = found_in(matcher, trap, *FILLER)["budget"]
    assert found.evidence == ()
    assert SUBJECTS["budget"] not in [e.quote for e in found.nearest]
    assert found.probability < 0.5
    (refused,) = [e for e in found.refused if e.quote == SUBJECTS["budget"]]
    assert caution in refused.cautions


@pytest.mark.parametrize("zone", [Zone.COVER, Zone.THANKS, Zone.TOC])
def test_cover_thanks_and_contents_hold_no_evidence(matcher, zone):
    assert found_in(matcher, paragraph(SUBJECTS["budget"], zone=zone), *FILLER)["budget"].evidence == ()


def test_an_annex_holds_evidence_and_says_so(matcher):
    (evidence,) = found_in(matcher, paragraph(SUBJECTS["budget"], zone=Zone.ANNEX), *FILLER)[
        "budget"
    ].evidence
    assert evidence.cautions == (Caution.IN_ANNEX,) and evidence.zone is Zone.ANNEX


def test_the_criterion_pasted_is_refused_with_its_reason(matcher):
    library = {"ressources": expectation("ressources", CRITERION)}
    own = Matcher(
        matcher.encoder, learn(library, matcher.encoder, nothing=matcher.knowledge.nothing), scorer()
    )
    blocks = (paragraph(CRITERION + "."), *FILLER)
    believed = found_in(own, *blocks, asked=("ressources",))["ressources"]
    assert believed.evidence  # without the official text, nothing tells the paste from work
    doubted = found_in(own, *blocks, asked=("ressources",), official_texts=[CRITERION])["ressources"]
    assert doubted.evidence == () and doubted.probability < 0.5
    assert Caution.PASTED_CRITERION in doubted.refused[0].cautions


def cautions_of(text, *official):
    return all_cautions([Passage(0, text, 0, len(text), 1, TextKind.PARAGRAPH, Zone.BODY)], official)[0]


def test_an_echo_keeps_its_chance_and_work_with_figures_is_no_paste():
    echo = "Les ressources humaines et financières du salon sont budgétées de façon prudente"
    assert cautions_of(echo, CRITERION) == {Caution.ECHO}
    worked = CRITERION + " : 2 vendeurs, 4 860 €"
    assert Caution.PASTED_CRITERION not in cautions_of(worked, CRITERION)
    assert cautions_of("Deux vendeuses et un four neuf suffisent au projet", CRITERION) == set()


def test_a_pile_of_keywords_is_refused():
    pile = "swot budget client persona plan marché " * 6
    assert Caution.KEYWORD_STUFFING in cautions_of(pile)
    prose = (
        "Le salon accueille les clientes du quartier depuis six ans et la patronne note chaque semaine les "
        "demandes refusées, les retards, les annulations, les ventes de soins, ainsi que les avis laissés en "
        "ligne, pour ajuster son agenda avec la banque, le comptable et le fournisseur"
    )
    assert Caution.KEYWORD_STUFFING not in cautions_of(prose)


def test_one_paragraph_that_claims_everything_is_refused_for_all(matcher):
    everything = ", ".join(SUBJECTS.values())
    found = found_in(matcher, paragraph(everything), paragraph(SUBJECTS["budget"] + "."), *FILLER)
    claims = [e for r in found.values() for e in (*r.evidence, *r.nearest) if "Nadia" in e.quote]
    assert claims == []
    assert found["budget"].evidence[0].quote == SUBJECTS["budget"] + "."
    assert found["swot"].evidence == ()
    assert Caution.CLAIMS_EVERYTHING in found["swot"].refused[0].cautions


def test_claiming_everything_takes_eight_expectations_and_three_in_ten():
    usable = np.array([True, True, False])
    eight_of_thirty = np.full((3, 30), -5.0, dtype=np.float32)
    eight_of_thirty[:, :8] = 5.0
    assert claims_everything(eight_of_thirty, usable, Thresholds()) == []
    eight_of_thirty[1:, :9] = 5.0
    assert claims_everything(eight_of_thirty, usable, Thresholds()) == [1]
    assert claims_everything(np.full((3, 7), 5.0, dtype=np.float32), usable, Thresholds()) == []


def test_a_sentence_and_the_wide_passage_around_it_are_shown_once(matcher):
    found = found_in(
        matcher,
        paragraph(SUBJECTS["budget"] + "."),
        paragraph(SUBJECTS["budget"] + ", livraison comprise pour le salon."),
        *FILLER,
    )["budget"]
    spans = sorted((e.start, e.end) for e in found.evidence)
    assert len(spans) == 2
    assert spans[0][1] <= spans[1][0]


def test_evidence_is_given_best_first_three_at_most_and_weak_is_said(matcher):
    near = (
        SUBJECTS["risques"] + ".",
        "Une panne du four arrête la production du matin chez nos voisins boulangers depuis lundi.",
        *(
            f"Une panne du four arrête le magasin {n} jours de la semaine {n}."
            for n in ("deux", "trois", "six")
        ),
    )
    found = found_in(matcher, *(paragraph(text) for text in near), *FILLER)["risques"]
    scores = [e.score for e in found.evidence]
    assert len(scores) == 3 and scores == sorted(scores, reverse=True)
    assert found.evidence[0].quote == near[0]
    far = found_in(matcher, *FILLER)["risques"]
    assert far.evidence == ()
    assert far.nearest and all(Caution.WEAK in e.cautions for e in far.nearest)


def test_a_question_of_the_jury_gets_passages_to_read_and_no_verdict(matcher):
    found = found_in(
        matcher,
        paragraph("Le ton du rapport reste clair et professionnel du début à la fin."),
        *FILLER,
        asked=("budget",),
        questions={"C9-4": "Le rapport est clair et professionnel"},
    )["C9-4"]
    assert found.probability == 0.0 and found.evidence == ()
    assert found.nearest[0].quote.startswith("Le ton du rapport")


def test_a_dossier_without_text_retrieves_nothing(matcher):
    found = found_in(matcher, asked=("budget",), questions={"C9-4": "Le rapport est clair"})
    assert {r.probability for r in found.values()} == {0.0} and set(found) == {"budget", "C9-4"}


def test_an_expectation_that_nobody_taught_is_a_defect_of_the_caller(matcher):
    with pytest.raises(KeyError):
        found_in(matcher, *FILLER, asked=("inconnu",))


def test_a_row_is_read_with_its_header_but_quoted_as_it_stands(matcher):
    cells = row("Borne", "4 860 euros", header=("Poste", "Montant"))
    read = dossier(cells)
    (passage,) = split_passages(read, split_sentences=sentences)
    assert encoded_text(passage) == "Poste : Borne | Montant : 4 860 euros"
    assert passage.text == "Borne | 4 860 euros"
    (title,) = split_passages(
        dossier(row("Poste", "Montant", header=("Poste", "Montant"))), split_sentences=sentences
    )
    assert encoded_text(title) == "Poste | Montant"


def test_where_evidence_may_stand():
    zones = {z: may_be_evidence(Passage(0, "x", 0, 1, 1, TextKind.PARAGRAPH, z)) for z in Zone}
    assert {z for z, may in zones.items() if may} == {Zone.BODY, Zone.ANNEX, Zone.BIBLIOGRAPHY, Zone.GLOSSARY}
    assert not may_be_evidence(Passage(0, "x", 0, 1, 1, TextKind.HEADING, Zone.BODY))
    for made in (item("x"), caption("x"), row("x")):
        assert may_be_evidence(Passage(0, "x", 0, 1, 1, made.kind, Zone.BODY))


def test_an_intention_is_told_but_does_not_decide():
    assert not {Caution.INTENTION, Caution.NEGATION, Caution.THEORY, Caution.ECHO} & DECISIVE
    assert cautions_of("Le budget sera établi en juin avec la banque") == {Caution.INTENTION}


def test_trained_parts_are_opened_from_a_folder(matcher, tmp_path):
    save_knowledge(matcher.knowledge, tmp_path / "attendus.npz")
    with pytest.raises(MissingModel, match=r"« lecteur.json » manque"):
        open_matcher(matcher.encoder, tmp_path)
    save_scorer(matcher.scorer, tmp_path / "lecteur.json")
    again = open_matcher(matcher.encoder, tmp_path)
    assert again.knowledge.ids == matcher.knowledge.ids
    assert again.scorer == matcher.scorer


def test_a_cue_is_shown_only_beside_a_passage_that_the_scorer_doubts(matcher):
    text = SUBJECTS["budget"] + " sans chiffrer le reste"
    assert Caution.NEGATION in cautions_of(text)
    (trusted,) = found_in(matcher, paragraph(text), *FILLER)["budget"].evidence
    assert trusted.score >= 0.5 and Caution.NEGATION not in trusted.cautions
    doubted = found_in(matcher, paragraph("Le four tourne sans chiffrer le reste"), *FILLER)["budget"].nearest
    assert Caution.NEGATION in next(e for e in doubted if "chiffrer" in e.quote).cautions
