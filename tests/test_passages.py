from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handmade import by_full_stop, caption, dossier, heading, item, paragraph, row
from prelecture.datamodel import TextKind, Zone
from prelecture.passages import FINE_WORDS, split_passages

WORDS = ("veille", "client", "l'enquête", "prix", "36 %", "très", "été", "Niort.", "stock.", "mars")
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=80).map(" ".join)
ZONES = st.sampled_from((Zone.BODY, Zone.BODY, Zone.TOC, Zone.ANNEX))


@st.composite
def blocks(draw):
    made, table = [], 0
    for kind in draw(st.lists(st.sampled_from(("h", "p", "i", "t", "c")), min_size=1, max_size=12)):
        zone = draw(ZONES)
        if kind == "h":
            made.append(heading(draw(st.sampled_from(WORDS)), draw(st.integers(1, 3)), zone=zone))
        elif kind == "t":
            table += 1
            cells = st.tuples(st.sampled_from(WORDS), TEXTS)
            made += [
                row(*c, header=("Axe", "Source"), table=table, zone=zone)
                for c in draw(st.lists(cells, min_size=1, max_size=4))
            ]
        else:
            made.append({"p": paragraph, "i": item, "c": caption}[kind](draw(TEXTS), zone=zone))
    return dossier(*made)


def fine_and_wide(passages):
    """Cut where reading order starts again: fine passages never overlap, wide ones come after."""
    cut = next((i for i, (a, b) in enumerate(pairwise(passages), 1) if b.start < a.end), len(passages))
    return passages[:cut], passages[cut:]


def held_blocks(read, passage):
    return [b for b in read.blocks if b.start < passage.end and passage.start < b.end]


@settings(max_examples=150, deadline=None)
@given(blocks())
def test_whatever_the_dossier_passages_are_verbatim_numbered_and_lose_no_word(read):
    passages = split_passages(read, split_sentences=by_full_stop)
    assert [p.id for p in passages] == list(range(len(passages)))
    assert all(read.text[p.start : p.end] == p.text for p in passages)
    spans = [(p.start, p.end) for p in passages]
    assert len(set(spans)) == len(spans)
    fine, _ = fine_and_wide(passages)
    assert " ".join(p.text for p in fine).split() == read.text.split()


@settings(max_examples=150, deadline=None)
@given(blocks())
def test_whatever_the_dossier_headings_and_contents_lines_stand_alone(read):
    for passage in split_passages(read, split_sentences=by_full_stop):
        inside = held_blocks(read, passage)
        if any(b.kind is TextKind.HEADING or b.zone is Zone.TOC for b in inside):
            assert len(inside) == 1
        assert {b.zone for b in inside} == {passage.zone}


@settings(max_examples=150, deadline=None)
@given(blocks())
def test_whatever_the_dossier_fine_passages_are_short_and_of_one_kind(read):
    fine, wide = fine_and_wide(split_passages(read, split_sentences=by_full_stop))
    for passage in fine:
        inside = held_blocks(read, passage)
        assert {(b.kind, b.table) for b in inside} == {(passage.kind, inside[0].table)}
        assert passage.header == inside[0].header
        if len(inside) > 1:
            assert len(passage.text.split()) < FINE_WORDS
    assert all(len(p.text.split()) > 1 for p in wide)


def test_a_passage_carries_the_trail_of_its_headings():
    read = dossier(
        heading("1. La veille", 1),
        heading("1.1 Les sources", 2),
        paragraph("Le panel compte douze boutiques visitées en mars, de Niort à Parthenay."),
        heading("2. Le plan", 1),
        paragraph("Le budget tient en quatre lignes, devis à l'appui, pour neuf mille euros."),
    )
    trails = {
        p.text.split()[1]: p.headings for p in split_passages(read, split_sentences=by_full_stop)
    }  # the second word names the block
    assert trails == {
        "La": (),
        "Les": ("1. La veille",),
        "panel": ("1. La veille", "1.1 Les sources"),
        "Le": (),
        "budget": ("2. Le plan",),
    }


def test_a_line_of_the_contents_page_is_no_heading_of_what_follows():
    read = dossier(
        heading("Partie 4 : le budget ...... 12", 1, zone=Zone.TOC),
        paragraph("La boutique emploie trois personnes et ouvre six jours sur sept."),
    )
    assert split_passages(read, split_sentences=by_full_stop)[1].headings == ()


def test_tiny_list_items_join_in_one_fine_passage_and_a_table_row_keeps_its_header():
    read = dossier(
        heading("Concurrents"),
        item("Léon, 14 €"),
        item("Chez Mina, 12 €"),
        item("Le Fournil, 9 €"),
        row("Borne", "4 860 euros", header=("Poste", "Montant")),
    )
    passages = split_passages(read, split_sentences=by_full_stop)
    assert "Léon, 14 €\nChez Mina, 12 €\nLe Fournil, 9 €" in [p.text for p in passages]
    rows = [p for p in passages if p.kind is TextKind.TABLE_ROW]
    assert [(p.text, p.header) for p in rows] == [("Borne | 4 860 euros", ("Poste", "Montant"))]


def test_rows_of_two_tables_never_meet_in_a_fine_passage():
    read = dossier(row("Prix", "12"), row("Nadia", "38", table=2))
    fine, _ = fine_and_wide(split_passages(read, split_sentences=by_full_stop))
    assert [p.text for p in fine] == ["Prix | 12", "Nadia | 38"]


def test_a_long_paragraph_is_cut_at_its_sentences_and_read_whole_as_a_wide_passage():
    sentences = [
        f"La visite {n} a duré trente minutes environ et le relevé a noté le prix." for n in range(8)
    ]
    read = dossier(paragraph(" ".join(sentences)))
    fine, wide = fine_and_wide(split_passages(read, split_sentences=by_full_stop))
    assert all(p.text.endswith(".") and p.text.startswith("La visite") for p in fine)
    assert len(fine) >= 3
    assert wide and all(len(p.text.split()) > FINE_WORDS for p in wide)


@pytest.mark.parametrize("read", [dossier(), dossier(paragraph("   "))])
def test_an_empty_dossier_has_no_passage(read):
    assert split_passages(read, split_sentences=by_full_stop) == ()
