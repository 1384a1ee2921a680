"""The annotated dossiers are coherent: what trains and judges the matcher is true of the texts."""

import json
import re
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import pytest

from prelecture.corpus import (
    LABEL_STATUS,
    SPLITS,
    GoldCriterion,
    GoldDossier,
    GoldExpectation,
    evidence_passages,
    held_share,
    load_gold,
    words_of,
)
from prelecture.datamodel import AssessmentKind, ExpectedIn, Passage, TextKind, Zone
from prelecture.errors import InvalidReferential
from prelecture.referential import assessment_of, criteria_of, load_expectations, load_referential

CORPUS = Path(__file__).parents[1] / "corpus"
GOLD = load_gold(CORPUS)
referential = cache(load_referential)
# The official text lists this criterion of « cdcm » B3 apart; the dossiers were annotated before it was.
ADDED_LATER = {"C23-8"}


def source(gold):
    return (CORPUS / "dossiers" / f"{gold.id}.md").read_text("utf-8")


def folded(text):
    return " ".join(text.split())


def test_there_are_dossiers_of_every_part_and_none_is_twice():
    assert len(GOLD) >= 100
    assert len({g.id for g in GOLD}) == len(GOLD)
    assert {g.split for g in GOLD} == set(SPLITS)
    assert {g.genre for g in GOLD} == {"real", "planned"}
    assert len({g.referential for g in GOLD}) == 5


@pytest.mark.parametrize("split", SPLITS)
def test_every_part_holds_every_referential(split):
    assert {g.referential for g in GOLD if g.split == split} == {g.referential for g in GOLD}


@pytest.mark.parametrize("gold", GOLD, ids=lambda g: g.id)
def test_every_quote_is_verbatim_in_the_text(gold):
    text = folded(source(gold))
    quotes = [q for c in gold.criteria.values() for e in c.expectations.values() for q in e.quotes]
    assert [q for q in quotes if folded(q) not in text] == []


@pytest.mark.parametrize("gold", GOLD, ids=lambda g: g.id)
def test_ids_are_those_of_the_referential_and_every_written_criterion_is_labelled(gold):
    official = referential(gold.referential)
    assert assessment_of(official, gold.assessment).kind is not AssessmentKind.ORAL
    criteria = {c.id: c for c in criteria_of(official, gold.assessment)}
    assert set(gold.criteria) <= set(criteria)
    written = {name for name, c in criteria.items() if c.expected_in is ExpectedIn.DOSSIER}
    assert written - ADDED_LATER <= set(gold.criteria)
    for name, label in gold.criteria.items():
        uses = {use.id for use in criteria[name].expectations}
        assert set(label.expectations) <= uses, name
        assert label.label is None or label.label in (*LABEL_STATUS, "jury"), name


@pytest.mark.parametrize("gold", GOLD, ids=lambda g: g.id)
def test_labels_agree_with_what_was_found(gold):
    criteria = {c.id: c for c in criteria_of(referential(gold.referential), gold.assessment)}
    for name, label in gold.criteria.items():
        known = {u.id: label.expectations.get(u.id) for u in criteria[name].expectations}
        founds = [e.found for e in known.values() if e is not None]
        essential = [known[u.id].found for u in criteria[name].expectations if u.essential and known[u.id]]
        if label.label == "covered":
            assert False not in essential and True in founds, name
        elif label.label == "missing":
            assert True not in founds, name
        elif label.label == "partial":
            assert False in essential or None in essential, name
            assert True in founds or None in founds, name


@pytest.mark.parametrize("gold", GOLD, ids=lambda g: g.id)
def test_what_is_found_has_quotes_and_what_is_not_has_none(gold):
    for name, criterion in gold.criteria.items():
        for expectation, e in criterion.expectations.items():
            if e.found:
                assert e.quotes, (name, expectation)
            elif e.found is False:
                assert not e.quotes, (name, expectation)


def test_expectations_exist_in_the_library():
    library = load_expectations()
    assert {name for g in GOLD for c in g.criteria.values() for name in c.expectations} <= set(library)


@pytest.mark.parametrize("gold", GOLD, ids=lambda g: g.id)
def test_no_text_prints_the_code_of_a_criterion(gold):
    text = source(gold)
    codes = {c.code for c in criteria_of(referential(gold.referential), gold.assessment)}
    assert [code for code in codes if re.search(rf"(?<![\w.]){re.escape(code)}(?![\w.])", text)] == []


def test_no_two_dossiers_share_their_text():
    """Six words in a row are the same text: no dossier holds one in fifty of another's."""
    holders = defaultdict(set)
    sizes = {}
    for gold in GOLD:
        words = words_of(source(gold))
        runs = {" ".join(words[i : i + 6]) for i in range(len(words) - 5)}
        sizes[gold.id] = len(runs)
        for run in runs:
            holders[run].add(gold.id)
    shared = Counter()
    for ids in holders.values():
        if 2 <= len(ids) <= 10:
            some = sorted(ids)
            shared.update((a, b) for i, a in enumerate(some) for b in some[i + 1 :])
    assert {pair: n for pair, n in shared.items() if n >= 0.02 * min(sizes[p] for p in pair)} == {}


@pytest.mark.parametrize("field", ["title", "author"])
def test_no_two_dossiers_share_a_title_or_an_author(field):
    found = [re.search(rf'^{field}: *"?(.+?)"?$', source(g), re.MULTILINE) for g in GOLD]
    names = Counter(match[1] for match in found if match)
    assert names and [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("gold", GOLD, ids=lambda g: g.id)
def test_a_candidate_s_file_stands_beside_every_text(gold):
    assert gold.path.suffix in (".pdf", ".docx")
    assert gold.path.stat().st_size > 5_000


def test_robustness_passages_are_labelled_with_expectations_of_the_library():
    library = load_expectations()
    lines = (CORPUS / "robustness.jsonl").read_text("utf-8").splitlines()
    cases = [json.loads(line) for line in lines]
    assert len(cases) >= 50
    assert {case["expectation"] for case in cases} <= set(library)


# ---------------------------------------------------------------- reading gold files


def write_gold(folder, **changes):
    data = {
        "id": "x",
        "referential": "cdcm",
        "assessment": "B1",
        "labels": {"C1-1": {"label": "missing", "expectations": {"swot": {"found": False}}}},
        **changes,
    }
    (folder / "x.gold.json").write_text(json.dumps(data), "utf-8")
    (folder / "x.pdf").write_bytes(b"%PDF-1.4")


def test_gold_files_may_lie_beside_their_documents(tmp_path):
    write_gold(tmp_path)
    (gold,) = load_gold(tmp_path)
    assert (gold.id, gold.path, gold.split) == ("x", tmp_path / "x.pdf", "test")
    assert gold.criteria == {"C1-1": GoldCriterion("missing", {"swot": GoldExpectation(False)})}


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "{}", '{"id": "x", "labels": {"C1": {}}}', '{"id": "x", "labels": {"C1": 3}}']
)
def test_a_damaged_gold_file_is_named_in_one_sentence(content, tmp_path):
    (tmp_path / "x.gold.json").write_text(content, "utf-8")
    with pytest.raises(InvalidReferential, match=r"« x.gold.json » est illisible.*corpus/README.md"):
        load_gold(tmp_path)


@pytest.mark.parametrize("expectations", [[], {"swot": 3}, {"swot": {}}])
def test_a_label_of_another_shape_is_named_in_one_sentence(expectations, tmp_path):
    write_gold(tmp_path, labels={"C1-1": {"label": "missing", "expectations": expectations}})
    with pytest.raises(InvalidReferential, match=r"« x.gold.json » est illisible"):
        load_gold(tmp_path)


def test_a_folder_without_gold_and_a_gold_without_document_are_told_apart(tmp_path):
    with pytest.raises(InvalidReferential, match=r"Aucun dossier annoté"):
        load_gold(tmp_path)
    write_gold(tmp_path)
    (tmp_path / "x.pdf").unlink()
    with pytest.raises(InvalidReferential, match=r"Le dossier « x ».*introuvable"):
        load_gold(tmp_path)


def test_an_expectation_that_two_criteria_label_differently_is_disputed():
    yes, no = GoldExpectation(True, ("a",)), GoldExpectation(False)
    gold = GoldDossier(
        "x", Path("x.pdf"), "cdcm", "B1", "test", "", {
            "C1": GoldCriterion("covered", {"swot": yes, "budget": no}),
            "C2": GoldCriterion("missing", {"swot": no, "budget": no}),
            "C3": GoldCriterion("covered", {"persona": yes}),
            "C4": GoldCriterion("covered", {"persona": GoldExpectation(True, ("a", "b"))}),
        },
    )  # fmt: skip
    assert gold.expectations == {
        "swot": GoldExpectation(None, ("a",)),
        "budget": GoldExpectation(False),
        "persona": GoldExpectation(True, ("a", "b")),
    }


def passage(number, text, kind=TextKind.PARAGRAPH):
    return Passage(number, text, 0, len(text), 1, kind, Zone.BODY)


def test_a_quote_is_found_again_in_what_the_reader_made_of_it():
    passages = (
        passage(0, "Ouest Protec | supermarchés et galeries | 19,90 € de l'heure"),
        passage(1, "Les agents sont bien formés et arrivent à l'heure.", ),
        passage(2, "Ouest Protec supermarchés galeries 19,90 € heure", TextKind.HEADING),
    )  # fmt: skip
    quote = "| Ouest Protec | supermarchés et galeries | **19,90 €** de l'heure |"
    assert evidence_passages(passages, [quote]) == {0}
    assert evidence_passages(passages, ["rien de tout cela n'est écrit ici"]) == frozenset()
    assert evidence_passages(passages, []) == frozenset()


def test_words_are_held_as_often_as_they_are_wanted():
    assert words_of("L'**heure** : 19,90 €") == ["l", "heure", "19", "90"]
    assert held_share(["a", "a", "b", "c"], Counter("ab")) == 0.5
    assert held_share([], Counter("ab")) == 0.0
