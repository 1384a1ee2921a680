import json
from dataclasses import asdict, replace
from pathlib import Path

import jsonschema
import pytest

from maps import FULL_TEXT, hostile_map, realistic_map
from prelecture.datamodel import Decision, Status, Verdict
from prelecture.errors import InvalidMap, StoreError
from prelecture.reports.map_json import (
    dump_annotations,
    dump_map,
    dump_schema,
    load_decisions,
    load_map,
    map_schema,
)

SCHEMA = Path(__file__).parents[1] / "docs" / "coverage-map.schema.json"


@pytest.mark.parametrize("make", [realistic_map, hostile_map])
def test_a_map_survives_json_and_back(make, tmp_path):
    file = tmp_path / "carte.json"
    file.write_text(dump_map(make()), encoding="utf-8")
    assert load_map(file) == make()
    assert load_map(str(file)) == make()
    assert load_map(dump_map(make())) == make()


def test_a_dumped_map_is_readable_and_in_the_order_of_the_types():
    text = dump_map(realistic_map())
    assert "Épi & Levain" in text
    assert list(json.loads(text)) == [
        "run", "dossier", "referential_title", "assessment_title", "findings", "form",
        "block_titles", "competency_texts", "scale", "schema_version",
    ]  # fmt: skip


def test_the_same_map_gives_the_same_bytes_but_for_the_date():
    first, second = (
        dump_map(realistic_map(date=date)) for date in ("2025-05-19T10:00:00", "2026-01-01T00:00:00")
    )
    different = [(a, b) for a, b in zip(first.splitlines(), second.splitlines(), strict=True) if a != b]
    assert different == [('    "date": "2025-05-19T10:00:00"', '    "date": "2026-01-01T00:00:00"')]


def test_a_file_with_a_byte_order_mark_is_read(tmp_path):
    file = tmp_path / "carte.json"
    file.write_text("\ufeff" + dump_map(realistic_map()), encoding="utf-8")
    assert load_map(file) == realistic_map()


def test_the_published_schema_is_the_code_s_own():
    assert SCHEMA.read_text(encoding="utf-8") == dump_schema(), (
        "write it again: python -c 'from prelecture.reports.map_json import dump_schema; "
        'print(dump_schema(), end="")\' > docs/coverage-map.schema.json'
    )


@pytest.mark.parametrize("make", [realistic_map, hostile_map])
def test_maps_follow_the_published_schema(make):
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(dump_map(make())), schema)


@pytest.mark.parametrize(
    "break_it",
    [
        lambda content: content["findings"][0].update(status="absent"),
        lambda content: content["findings"][0].pop("criterion"),
        lambda content: content["findings"][0].update(confidence="0,9"),
        lambda content: content.update(schema_version=2),
    ],
)
def test_the_schema_and_the_reader_refuse_the_same_maps(break_it):
    content = json.loads(dump_map(realistic_map()))
    break_it(content)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(content, map_schema())
    with pytest.raises(InvalidMap):
        load_map(json.dumps(content))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "n'est pas du JSON"),
        ("[" * 100_000, "n'est pas du JSON"),
        ("{}", "n'est pas une carte"),
        ("[1]", "n'est pas une carte"),
        (dump_map(replace(realistic_map(), schema_version=9)), "version 9"),
        (
            dump_map(realistic_map()).replace('"found": true', '"found": "oui"', 1),
            "findings.0.expectations.0.found",
        ),
    ],
)
def test_what_is_no_map_is_refused_in_french(text, said):
    with pytest.raises(InvalidMap, match=said):
        load_map(text)


def test_missing_and_binary_files_are_refused(tmp_path):
    with pytest.raises(InvalidMap, match=r"manque\.json"):
        load_map(tmp_path / "manque.json")
    (tmp_path / "image.png").write_bytes(b"\x89PNG\xff\xfe\x00")
    with pytest.raises(InvalidMap, match=r"image\.png"):
        load_map(tmp_path / "image.png")


DECISION = Decision(
    "C1.3Cr3",
    Verdict.OVERRULED,
    "J2",
    "2025-06-01",
    Status.FOUND,
    10,
    20,
    "un passage",
    4,
    "3",
    "vu à l'oral",
)


def test_annotations_carry_selectors_that_find_the_quote_again():
    content = json.loads(dump_annotations(realistic_map(), text=FULL_TEXT))
    target = content["predictions"][0]["target"]["selector"]
    quote, position, fragment = target
    assert (quote["type"], position["type"], fragment["type"]) == (
        "TextQuoteSelector",
        "TextPositionSelector",
        "FragmentSelector",
    )
    assert FULL_TEXT[position["start"] : position["end"]] == quote["exact"]
    assert quote["prefix"] + quote["exact"] + quote["suffix"] in FULL_TEXT
    assert fragment["value"] == "page=3"


def test_human_decisions_stay_apart_from_what_the_tool_found():
    content = json.loads(dump_annotations(realistic_map(), decisions=[DECISION]))
    assert len(content["predictions"]) == sum(len(f.evidence) for f in realistic_map().findings)
    assert [d["body"]["level"] for d in content["decisions"]] == ["3"]
    assert "level" not in json.dumps(content["predictions"])
    assert content["decisions"][0]["creator"] == {"type": "Person", "name": "J2"}


def test_decisions_are_read_from_an_array_and_from_a_journal():
    item = {"criterion": "C1", "verdict": "confirmed", "reviewer": "J1", "date": "2025-06-01"}
    entries = [
        {"seq": 1, "decision": {**item, "comment": "repris"}},
        {"seq": 2, "decision": item},
        {"seq": 3, "decision": {**item, "comment": "repris"}, "cancels": 1},
    ]
    journal = "\n".join(json.dumps(entry) for entry in entries)
    assert load_decisions(json.dumps([item])) == load_decisions(journal)
    assert len(load_decisions(journal)) == 1


@pytest.mark.parametrize("text", ["[1]", "[{}]", "{}", "{", '[{"criterion": "C1", "verdict": "bof"}]'])
def test_what_holds_no_decisions_is_refused(text):
    with pytest.raises(StoreError, match=r"avis|JSON"):
        load_decisions(text)


def test_the_store_s_own_journal_is_read():
    from prelecture import review_store

    entry = review_store.JournalEntry(1, "D", review_store.Stage.REVIEW, DECISION, None, "", "", "", "", "")
    assert load_decisions(json.dumps(asdict(entry)) + "\n") == (DECISION,)
