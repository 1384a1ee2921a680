import pytest

from handmade import by_full_stop, caption, dossier, heading, paragraph, row
from prelecture.datamodel import (
    Assessment,
    AssessmentKind,
    Deliverable,
    FormRule,
    FormRuleKind,
    Page,
    Zone,
)
from prelecture.form_checks import body_pages, check_form


def part(*rules, deliverables=()):
    return Assessment(
        "B1E1", "Le dossier", AssessmentKind.WRITTEN, ("B1",), ("C1",), "Le candidat remet un dossier.",
        deliverables=tuple(deliverables), form_rules=rules,
    )  # fmt: skip


def facts(read, *rules, deliverables=()):
    found = check_form(read, part(*rules, deliverables=deliverables), split_sentences=by_full_stop)
    return {fact.code: fact for fact in found}


def pages(kind, value, *, without_annexes=False):
    return FormRule(kind, "30 pages hors annexes", value, without_annexes)


def document(body, annexes, *, approximate=False):
    blocks = [paragraph("Texte.", page=n) for n in range(1, body + 1)]
    blocks += [paragraph("Pièce.", page=n, zone=Zone.ANNEX) for n in range(body + 1, body + annexes + 1)]
    return dossier(
        *blocks, pages=tuple(Page(n, approximate=approximate) for n in range(1, body + annexes + 1))
    )


@pytest.mark.parametrize(
    ("kind", "count", "code"),
    [
        (FormRuleKind.MAX_PAGES, 3, "pages"),
        (FormRuleKind.MAX_PAGES, 4, "pages_beyond"),
        (FormRuleKind.PAGES, 4, "pages_beyond"),
        (FormRuleKind.MIN_PAGES, 3, "pages"),
        (FormRuleKind.MIN_PAGES, 2, "pages_beyond"),
        (FormRuleKind.MIN_PAGES, 9, "pages"),
    ],
)
def test_pages_are_counted_against_the_rule(kind, count, code):
    found = facts(document(count, 0), pages(kind, 3))
    assert list(found) == [code]
    assert f"{count} pages en tout" in found[code].message
    assert found[code].rule == "30 pages hors annexes"
    assert ("la règle n'est pas respectée" in found[code].message) == (code == "pages_beyond")


def test_annexes_are_left_out_where_the_rule_says_so():
    read = document(3, 5)
    assert "pages" in facts(read, pages(FormRuleKind.MAX_PAGES, 3, without_annexes=True))
    assert "pages_beyond" in facts(read, pages(FormRuleKind.MAX_PAGES, 3))


def test_a_page_shared_by_text_and_annex_counts_as_text():
    read = dossier(
        paragraph("Texte."),
        paragraph("Pièce.", zone=Zone.ANNEX),
        paragraph("Pièce.", page=2, zone=Zone.ANNEX),
    )
    assert body_pages(read) == 1


def test_the_official_words_are_quoted_as_they_stand():
    message = facts(document(2, 0), pages(FormRuleKind.MAX_PAGES, 3))["pages"].message
    assert "« 30 pages hors annexes »" in message
    rule = FormRule(FormRuleKind.MAX_PAGES, "30 pages au format A4, police Arial", 3)
    assert "« 30 pages au format A4, police Arial »" in facts(document(2, 0), rule)["pages"].message


def test_an_approximate_count_says_so():
    found = facts(document(2, 0, approximate=True), pages(FormRuleKind.MAX_PAGES, 3))
    assert found["pages"].message.startswith("Environ 2 pages")


def test_rules_that_a_program_cannot_count_and_files_without_pages_are_left_alone():
    assert facts(document(9, 0), FormRule(FormRuleKind.DEADLINE, "avant le 3 juin")) == {}
    assert facts(document(9, 0), FormRule(FormRuleKind.MAX_PAGES, "quelques pages")) == {}
    assert facts(document(0, 0), pages(FormRuleKind.MIN_PAGES, 3)) == {}


BUDGET = Deliverable("budget", "un budget prévisionnel", ("budget prévisionnel", "plan de financement"))


def test_a_deliverable_with_a_title_or_a_caption_is_not_remarked():
    for block in (heading("4. Budgets prévisionnels"), caption("Plan de financement sur un an")):
        assert facts(dossier(block, paragraph("Texte.")), deliverables=[BUDGET]) == {}


def test_a_deliverable_is_untitled_or_unseen():
    named = facts(
        dossier(heading("Partie 4"), paragraph("Le budget prévisionnel suit.")), deliverables=[BUDGET]
    )
    assert named["deliverable_not_titled"].message == (
        "Aucun titre n'annonce « un budget prévisionnel » ; ses mots apparaissent dans le texte."
    )
    unseen = facts(dossier(heading("Partie 4"), paragraph("Texte.")), deliverables=[BUDGET])
    assert "ne sont pas retrouvés" in unseen["deliverable_not_seen"].message
    assert "absent" not in unseen["deliverable_not_seen"].message


def test_an_oral_deliverable_is_not_looked_for():
    oral = Deliverable("oral", "une soutenance", ("soutenance",), written=False)
    assert facts(dossier(paragraph("Texte.")), deliverables=[oral]) == {}


def test_sources_without_a_year_are_counted_with_their_pages():
    read = dossier(
        paragraph("Source : Insee, mars 2024", page=1),
        paragraph("Source : mon tuteur", page=2),
        paragraph("Sources : le site de la mairie", page=4),
        paragraph("La source se trouve au nord de la ville.", page=5),
    )
    fact = facts(read)["sources_undated"]
    assert (fact.message, fact.pages) == ("2 sources sont citées sans date.", (2, 4))


def test_a_table_without_a_caption_near_it_is_named():
    read = dossier(
        caption("Tableau 1 : les prix"),
        row("Pain", "1,10", page=1, table=1),
        paragraph("Texte."),
        row("Nadia", "38 ans", page=2, table=2),
        row("Karim", "52 ans", page=2, table=2),
        caption("Tableau 2 : les clients", page=2),
        paragraph("Texte.", page=3),
        row("Four", "2 ans", page=3, table=3),
    )
    fact = facts(read)["tables_without_caption"]
    assert (fact.message, fact.pages) == ("Un tableau n'a pas de légende.", (3,))


PLAIN = FormRule(FormRuleKind.PLAIN_LANGUAGE, "facile à lire et à comprendre")
LONG = "Le salon " + "ouvre et " * 12 + "ferme."


def test_long_sentences_are_counted_only_where_plain_language_is_asked():
    read = dossier(paragraph(f"{LONG} Il pleut.", page=3), paragraph("Il vente.", page=4))
    assert facts(read) == {}
    fact = facts(read, PLAIN)["long_sentences"]
    assert fact.message.startswith("Une phrase sur 3 a 25 mots ou plus")
    assert (fact.pages, fact.rule) == ((3,), "facile à lire et à comprendre")


def test_a_sentence_of_twenty_four_words_is_not_long():
    read = dossier(paragraph("mot " * 23 + "mot."))
    assert facts(read, PLAIN) == {}
    assert "long_sentences" in facts(dossier(paragraph("mot " * 24 + "mot.")), PLAIN)


def test_acronyms_that_the_text_explains_or_everyone_knows_are_left_alone():
    read = dossier(
        heading("LA VEILLE"),
        paragraph("Le SWOT et la TVA suivent le code des établissements recevant du public (ERP)."),
        paragraph("Le DUERP et le CODIR valident l'ERP."),
    )
    fact = facts(read, PLAIN)["acronyms"]
    assert fact.message == "Sigles non expliqués dans le texte : DUERP, CODIR."
