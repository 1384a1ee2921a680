import shlex
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from maps import evidence, hostile_map, realistic_map
from prelecture.datamodel import Caution, CriterionRef, Finding, Page, Reliability, Status, Zone
from prelecture.reports import view
from prelecture.reports.table_csv import harmless
from prelecture.wording import page_list


@pytest.mark.parametrize(
    ("pages", "words"),
    [
        ((), ""),
        ((4,), "4"),
        ((4, 3), "3, 4"),
        ((3, 4, 5, 8), "3 à 5, 8"),
        ((1, 1, 2, 4, 5, 6), "1, 2, 4 à 6"),
    ],
)
def test_page_lists_shorten_runs(pages, words):
    assert page_list(pages) == words


@given(st.text())
def test_cleaned_text_is_always_legal_xml(text):
    etree.fromstring(etree.tostring(_element(view.clean(text))))


def _element(text):
    element = etree.Element("t")
    element.text = text
    return element


@given(st.text(), st.integers(min_value=10, max_value=80))
def test_shortened_text_keeps_to_its_limit(text, limit):
    short = view.shorten(text, limit)
    assert len(short) <= limit
    assert "\n" not in short


@given(st.text())
def test_no_spreadsheet_computes_a_harmless_cell(text):
    assert not harmless(text).lstrip(" \ufeff").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_a_long_word_is_cut_inside():
    assert view.shorten("x" * 300, 20) == "x" * 19 + "…"
    assert view.shorten("un mot puis un autre", 12) == "un mot puis…"


def test_findings_are_grouped_in_the_order_of_the_map():
    (block,) = view.by_block(realistic_map())
    assert [c.id for c in block.competencies] == [
        "C1.1",
        "C1.2",
        "C1.3",
        "C1.4",
        "C1.5",
        "C1.8",
        "C1.9",
        "C1.10",
    ]
    assert block.findings == realistic_map().findings


def test_page_references_say_file_page_printed_page_and_approximation():
    item = evidence("", "Onze points")
    exact, approximate = realistic_map().dossier, realistic_map(approximate=True).dossier
    assert view.page_reference(item, exact) == "p. 5 (imprimée 4)"
    assert view.page_reference(item, approximate) == "p. ≈ 5"
    assert view.page_reference(replace(item, page=None), exact) == "sans page"
    assert view.page_reference(replace(item, page_label="5"), replace(exact, pages=(Page(5),))) == "p. 5"


def test_cautions_name_the_zone_once():
    item = evidence("", "Onze points", cautions=(Caution.INTENTION,), zone=Zone.TOC)
    assert view.caution_words(item) == ("intention, rien de réalisé", "sommaire")
    assert view.caution_words(replace(item, cautions=(), zone=Zone.BODY)) == ()
    assert view.caution_words(replace(item, cautions=(Caution.IN_ANNEX,), zone=Zone.ANNEX)) == ("en annexe",)


@pytest.mark.parametrize(
    ("iso", "words"),
    [
        ("2025-05-19T10:32:00+02:00", "19 mai 2025 à 10 h 32"),
        ("2025-08-01", "1er août 2025"),
        ("demain", "demain"),
    ],
)
def test_dates_are_written_in_french(iso, words):
    assert view.french_date(iso) == words


def test_anchors_are_unique_and_harmless():
    coverage = hostile_map()
    twins = tuple(
        Finding(CriterionRef(id, id, "", "", ""), Status.FOUND, 0.9)
        for id in ("C1.1", "C1-1", "<b>", "'", "é")
    )
    for maps in (coverage, replace(coverage, findings=twins)):
        names = view.anchors(maps)
        assert len(set(names.values())) == len(maps.findings)
        assert all(name.replace("-", "").isalnum() and name.isascii() for name in names.values())


def test_the_command_is_one_word_per_argument():
    name = "mon $(dossier) 'final'.pdf"
    assert shlex.split(view.command(realistic_map(name=name)))[2] == name


@pytest.mark.parametrize(
    ("dossiers", "agreed", "said"),
    [
        (12, 9, "Sur 12 dossiers annotés (textes fictifs), l'outil a donné 9 fois le statut attendu"),
        (1, 1, "l'outil y a donné le statut attendu."),
        (1, 0, "l'outil n'y a pas donné le statut attendu."),
    ],
)
def test_reliability_says_what_it_was_measured_on(dossiers, agreed, said):
    finding = replace(realistic_map().findings[0], reliability=Reliability(dossiers, agreed))
    assert said in view.reliability_words(finding)
