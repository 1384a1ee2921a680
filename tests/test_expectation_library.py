"""The shipped library of expectations: complete, pointed at by the five référentiels, varied, stable."""

import re
from collections import Counter
from itertools import chain
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from typer.testing import CliRunner

from prelecture.cli.referential import app
from prelecture.datamodel import ExpectedIn
from prelecture.referential import list_referentials, load_expectations, load_referential
from prelecture.settings import resource

KINDS = {"intention", "negation", "theory", "echo", "neighbour", "title"}
MOST_OVERLAP = 0.6
IDS = Path(__file__).with_name("expectation_ids.txt")


@pytest.fixture(scope="module")
def library():
    return load_expectations(examples=True)


@pytest.fixture(scope="module")
def uses():
    """(référentiel id, criterion) for every criterion expected in the dossier."""
    return [
        (name, criterion)
        for name in list_referentials()
        for criterion in load_referential(name).criteria
        if criterion.expected_in is ExpectedIn.DOSSIER
    ]


def passages(expectation):
    return (*expectation.examples, *(counter.text for counter in expectation.counter_examples))


def overlapping(texts):
    """Pairs of texts whose sets of words overlap by more than MOST_OVERLAP (Jaccard)."""
    sets = [set(re.findall(r"\w+", text.lower())) for text in texts]
    vocabulary = {word: n for n, word in enumerate(sorted(set(chain.from_iterable(sets))))}
    rows = np.repeat(np.arange(len(sets)), [len(words) for words in sets])
    columns = [vocabulary[word] for words in sets for word in words]
    matrix = csr_matrix((np.ones(len(columns), np.float32), (rows, columns)), (len(sets), len(vocabulary)))
    sizes = np.array([len(words) for words in sets], np.float32)
    pairs = []
    for start in range(0, len(sets), 1000):
        shared = (matrix[start : start + 1000] @ matrix.T).tocoo()
        first, second = shared.row + start, shared.col
        overlap = shared.data / (sizes[first] + sizes[second] - shared.data)
        close = (first < second) & (overlap > MOST_OVERLAP)
        pairs += [(texts[i], texts[j]) for i, j in zip(first[close], second[close], strict=True)]
    return pairs


def test_every_criterion_of_the_dossier_asks_for_something_the_library_has(library, uses):
    for name, criterion in uses:
        assert criterion.expectations, (name, criterion.id)
        assert any(use.essential for use in criterion.expectations), (name, criterion.id)
        assert [use.id for use in criterion.expectations if use.id not in library] == [], (name, criterion.id)


def test_no_criterion_asks_twice_for_the_same_thing(uses):
    for name, criterion in uses:
        ids = [use.id for use in criterion.expectations]
        assert len(set(ids)) == len(ids), (name, criterion.id)


def test_oral_and_jury_criteria_ask_nothing_of_the_dossier():
    for name in list_referentials():
        for criterion in load_referential(name).criteria:
            if criterion.expected_in is not ExpectedIn.DOSSIER:
                assert criterion.expectations == (), (name, criterion.id)


def test_every_expectation_serves_a_shipped_criterion(library, uses):
    used = {use.id for _, criterion in uses for use in criterion.expectations}
    assert set(library) - used == set()


def test_ids_are_short_plain_french_words(library):
    for name in library:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name), name
        assert len(name) <= 50, name


def test_ids_once_given_stay():
    """Other people's référentiels point at them: add ids to the list, take none away."""
    assert set(IDS.read_text(encoding="utf-8").split()) - set(load_expectations()) == set()


def test_labels_and_descriptions_are_distinct_sentences(library):
    labels = Counter(expectation.label.casefold() for expectation in library.values())
    assert [label for label, count in labels.items() if count > 1] == []
    for expectation in library.values():
        assert expectation.description.endswith("."), expectation.id
        assert expectation.description != expectation.label


def test_each_has_enough_examples_and_counter_examples(library):
    short = [e.id for e in library.values() if len(e.examples) < 8 or len(e.counter_examples) < 4]
    assert short == []


def test_examples_and_their_counter_examples_lie_in_the_file_of_their_theme(library):
    folder = resource("referential_data/expectations")
    themes = {path.stem for path in folder.glob("*.yaml")}
    assert themes == {path.stem for path in (folder / "examples").glob("*.yaml")}
    assert {expectation.theme for expectation in library.values()} == themes


def test_counter_examples_are_of_a_known_kind_and_of_several(library):
    for expectation in library.values():
        kinds = {counter.kind for counter in expectation.counter_examples}
        assert kinds <= KINDS, expectation.id
        assert len(kinds) >= 3, expectation.id


def test_passages_are_of_a_readable_length(library):
    for expectation in library.values():
        for text in passages(expectation):
            assert text == text.strip(), expectation.id
            assert 3 <= len(re.findall(r"\w+", text)) <= 120, (expectation.id, text)


def test_no_two_passages_say_the_same_in_the_same_words(library):
    assert overlapping([text for e in library.values() for text in passages(e)]) == []


def test_overlap_is_seen_where_there_is_some():
    assert overlapping(["le chat dort bien", "un chien noir", "le chat dort"]) == [
        ("le chat dort bien", "le chat dort")
    ]


def test_examples_are_short_and_long(library):
    for expectation in library.values():
        lengths = [len(re.findall(r"\w+", text)) for text in expectation.examples]
        assert min(lengths) <= 12, expectation.id
        assert max(lengths) >= 18, expectation.id


def test_the_command_counts_the_library():
    shown = CliRunner().invoke(app, ["lister"], env={"COLUMNS": "200"})
    assert shown.exit_code == 0
    for name in list_referentials():
        assert name in shown.output
