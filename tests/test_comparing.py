from dataclasses import replace

import pytest

from maps import evidence, realistic_map, with_status
from prelecture.comparing import compare, compare_drafts
from prelecture.datamodel import Change, Status
from prelecture.errors import InvalidMap

ITEM = evidence("donnees-chiffrees", "Chiffre d'affaires 2024")


def changed(before, after):
    first = with_status(realistic_map(), "C1.3Cr4", before[0], quotes=before[1])
    second = with_status(realistic_map(), "C1.3Cr4", after[0], quotes=after[1])
    return next(c for c in compare(first, second).changes if c.criterion.id == "C1.3Cr4")


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (Status.NOT_FOUND, Status.PARTIAL, Change.GAINED),
        (Status.PARTIAL, Status.FOUND, Change.GAINED),
        (Status.NOT_CONCLUDED, Status.FOUND, Change.GAINED),
        (Status.FOUND, Status.PARTIAL, Change.LOST),
        (Status.FOUND, Status.NOT_FOUND, Change.LOST),
        (Status.FOUND, Status.NOT_CONCLUDED, Change.CHANGED),
        (Status.NOT_CONCLUDED, Status.NOT_FOUND, Change.CHANGED),
        (Status.FOUND, Status.FOUND, Change.KEPT),
        (Status.JURY_ONLY, Status.JURY_ONLY, Change.KEPT),
    ],
)
def test_a_change_follows_the_statuses(before, after, change):
    assert changed((before, ()), (after, ())).change is change


def test_every_criterion_is_compared_in_order():
    diff = compare(realistic_map(), realistic_map())
    assert [c.criterion for c in diff.changes] == [f.criterion for f in realistic_map().findings]
    assert {c.change for c in diff.changes} == {Change.KEPT}
    assert not any(c.new_evidence or c.lost_evidence for c in diff.changes)


def test_a_moved_and_corrected_sentence_is_kept():
    moved = replace(
        ITEM, quote=ITEM.quote.replace("412 000", "415 000"), page=9, start=5000, end=5000 + len(ITEM.quote)
    )
    change = changed((Status.FOUND, (ITEM,)), (Status.FOUND, (moved,)))
    assert (change.change, change.new_evidence, change.lost_evidence) == (Change.KEPT, (), ())


def test_a_sentence_cut_elsewhere_is_kept():
    longer = replace(
        ITEM, quote="Un mot sur les comptes et sur la caisse de la maison, tenus chaque soir. " + ITEM.quote
    )
    assert changed((Status.FOUND, (ITEM,)), (Status.FOUND, (longer,))).change is Change.KEPT


def test_other_sentences_under_the_same_status_are_named():
    other = evidence("ecarts-objectifs", "Onze points")
    change = changed((Status.FOUND, (ITEM,)), (Status.FOUND, (other,)))
    assert (change.change, change.new_evidence, change.lost_evidence) == (Change.CHANGED, (other,), (ITEM,))


def test_a_sentence_matches_only_one_of_the_other_draft():
    twin = replace(ITEM, start=9000, end=9000 + len(ITEM.quote))
    change = changed((Status.FOUND, (ITEM,)), (Status.FOUND, (ITEM, twin)))
    assert change.new_evidence == (twin,)


def test_a_sentence_that_serves_two_expectations_counts_once():
    again = replace(ITEM, expectation="ecarts-objectifs")
    assert changed((Status.FOUND, (ITEM,)), (Status.FOUND, (ITEM, again))).new_evidence == ()


def test_several_drafts_are_compared_in_pairs():
    second = with_status(realistic_map(name="v2.pdf"), "C1.3Cr3", Status.FOUND)
    third = realistic_map(name="v3.pdf")
    diffs = compare_drafts((realistic_map(name="v1.pdf"), second, third))
    assert [(d.before.name, d.after.name) for d in diffs] == [("v1.pdf", "v2.pdf"), ("v2.pdf", "v3.pdf")]
    kinds = [next(c.change for c in d.changes if c.criterion.id == "C1.3Cr3") for d in diffs]
    assert kinds == [Change.GAINED, Change.LOST]


def test_what_cannot_be_compared_is_refused():
    one = realistic_map()
    other_part = replace(one, run=replace(one.run, assessment="B3E1"))
    fewer = replace(one, findings=one.findings[1:])
    with pytest.raises(InvalidMap, match="B3E1"):
        compare(one, other_part)
    with pytest.raises(InvalidMap, match="mêmes critères"):
        compare(one, fewer)
    with pytest.raises(InvalidMap, match="deux cartes"):
        compare_drafts((one,))
