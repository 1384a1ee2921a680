"""Loading, checking, counting, comparing and writing référentiel files."""

import dataclasses
import json

import jsonschema
import pytest
import yaml
from typer.testing import CliRunner

from prelecture.cli.referential import app
from prelecture.datamodel import (
    Activity,
    Assessment,
    AssessmentKind,
    Block,
    Competency,
    Criterion,
    Expectation,
    ExpectationUse,
    ExpectedIn,
    FormRule,
    FormRuleKind,
    Referential,
    Signal,
    Source,
)
from prelecture.errors import InvalidReferential, UnknownAssessment, UnknownReferential
from prelecture.referential import (
    EditKind,
    assessment_of,
    block_of,
    check_referential,
    compare_referentials,
    count_referential,
    criteria_of,
    find_problems,
    format_referential,
    format_schema,
    list_referentials,
    load_expectations,
    load_referential,
    referential_schema,
)
from prelecture.settings import resource

SHIPPED = ("cdcm", "icd-racm", "manager-affaires", "mdc-2023", "rdc")


def small():
    """A référentiel for bakers, complete and right."""
    return Referential(
        id="boulanger",
        title="Boulanger",
        certifier="Chambre des métiers",
        version="2024",
        source=Source("Référentiel boulanger"),
        blocks=(Block("B1", "Préparer", (Activity("A1", "Pétrir la pâte", ("C1",)),)), Block("B2", "Vendre")),
        assessments=(
            Assessment(
                "E1",
                "Dossier",
                AssessmentKind.WRITTEN,
                ("B1",),
                ("C1",),
                "Un dossier :\n- de 20 pages",
                form_rules=(FormRule(FormRuleKind.MAX_PAGES, "20 pages hors annexes", 20, True),),
            ),
            Assessment("E2", "Oral", AssessmentKind.ORAL, ("B2",), ("C2",), "Un entretien"),
        ),
        competencies=(
            Competency("C1", "Conduire une fermentation", "B1", "A1"),
            Competency("C2", "Conseiller un client", "B2"),
        ),
        criteria=(
            Criterion(
                "C1-1",
                "C1",
                "Les temps de pousse : notés.",
                ("C1",),
                ("E1",),
                expectations=(ExpectationUse("temps"), ExpectationUse("photo", essential=False)),
                plain="Notez les temps.",
            ),
            Criterion(
                "C1-2",
                "C1",
                "La température est relevée.",
                ("C1",),
                ("E1",),
                expectations=(ExpectationUse("temps"),),
            ),
            Criterion(
                "C2-1",
                "C2",
                "Le conseil est clair.",
                ("C2",),
                ("E2",),
                ExpectedIn.ORAL,
                reason="Se juge à l'oral.",
            ),
        ),
        level=4,
    )


LIBRARY = {
    "temps": Expectation(
        "temps", "temps notés", "Durées écrites", "pain", examples=("2 h à 24 °C", "45 min")
    ),
    "photo": Expectation("photo", "photo", "Une photo", "pain"),
}


def write(tmp_path, text, name="essai.yaml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def edited(tmp_path, change):
    """Write the small référentiel after a change to its plain data; return the path."""
    data = yaml.safe_load(format_referential(small()))
    change(data)
    return write(tmp_path, yaml.safe_dump(data, allow_unicode=True))


# ---------------------------------------------------------------- loading


def test_shipped_referentials_are_listed_and_load():
    assert set(SHIPPED) <= set(list_referentials())
    for name in SHIPPED:
        assert load_referential(name).id == name


def test_a_file_loads_like_a_shipped_one(tmp_path):
    assert load_referential(write(tmp_path, format_referential(small()))) == small()
    assert load_referential(str(write(tmp_path, format_referential(small())))) == small()


def test_unknown_name_lists_the_known_ones():
    with pytest.raises(UnknownReferential, match="icd-racm, manager-affaires"):
        load_referential("icd-racn")


def test_numbers_and_dates_are_read_as_they_are_written(tmp_path):
    text = (
        format_referential(small())
        .replace("version: '2024'", "version: 2024")
        .replace("code: C1\n", "code: 1.10\n")
    )
    text = text.replace(
        "document: Référentiel boulanger", "document: Référentiel boulanger\n  date: 2024-01-31"
    )
    loaded = load_referential(write(tmp_path, text))
    assert loaded.version == "2024"
    assert loaded.criteria[0].code == "1.10"
    assert loaded.source.date == "2024-01-31"
    assert loaded.level == 4


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "n'est pas un référentiel"),
        ("- a\n- b\n", "n'est pas un référentiel"),
        ("id: a\ntitle: 'sans fin\n", "ligne"),
        ("id: a\n\ttitle: b\n", "ligne 2"),
        ("id: a\ntitle: b\nid: c\n", "deux fois la clé « id », ligne 3"),
        ("id: &x a\ntitle: *x\n", "alias"),
        ("id: !!python/object/apply:os.system ['true']\n", "YAML valide"),
    ],
)
def test_text_that_is_no_referential_is_refused_in_one_french_sentence(tmp_path, text, message):
    with pytest.raises(InvalidReferential, match=message) as refusal:
        load_referential(write(tmp_path, text))
    assert "essai.yaml" in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_bytes_that_are_no_text_are_refused(tmp_path):
    path = tmp_path / "essai.yaml"
    path.write_bytes(b"\xff\xfe\x00i\x00d")
    with pytest.raises(InvalidReferential, match="UTF-8"):
        load_referential(path)


def test_a_file_too_large_is_refused(tmp_path):
    with pytest.raises(InvalidReferential, match="5 Mo"):
        load_referential(write(tmp_path, "a" * 5_000_001))


def test_a_pointer_to_nothing_keeps_a_file_from_loading(tmp_path):
    path = edited(tmp_path, lambda data: data["criteria"][0].update(competencies=["C9"]))
    with pytest.raises(InvalidReferential, match="C9"):
        load_referential(path)


# ---------------------------------------------------------------- finding one's way


def test_criteria_of_an_exam_part():
    assert [criterion.id for criterion in criteria_of(small(), "e1")] == ["C1-1", "C1-2"]
    assert assessment_of(small(), "E2").title == "Oral"


def test_unknown_exam_part_lists_those_there_are():
    with pytest.raises(UnknownAssessment, match="E1, E2"):
        criteria_of(small(), "E7")


def test_block_of_a_criterion():
    assert [block_of(small(), criterion).id for criterion in small().criteria] == ["B1", "B1", "B2"]


# ---------------------------------------------------------------- library


THEME = """
- id: prix
  label: prix relevés
  description: Des prix de concurrents
  signals: [amount, table]
"""


def test_library_without_and_with_examples(tmp_path):
    write(tmp_path, THEME, "marche.yaml")
    (tmp_path / "examples").mkdir()
    passages = "prix:\n  examples: ['Baguette | 1,20 €']\n  counter_examples: [{kind: theory, text: Le prix se fixe.}]\n"
    write(tmp_path / "examples", passages, "marche.yaml")
    plain = load_expectations(folder=tmp_path)["prix"]
    assert (plain.theme, plain.signals, plain.examples) == ("marche", (Signal.AMOUNT, Signal.TABLE), ())
    full = load_expectations(examples=True, folder=tmp_path)["prix"]
    assert full.examples == ("Baguette | 1,20 €",)
    assert full.counter_examples[0].kind == "theory"


def test_empty_library_is_no_error(tmp_path):
    assert load_expectations(examples=True, folder=tmp_path) == {}


def test_an_expectation_given_twice_is_refused(tmp_path):
    write(tmp_path, THEME, "a.yaml")
    write(tmp_path, THEME, "b.yaml")
    with pytest.raises(InvalidReferential, match=r"b\.yaml.*« prix » en double"):
        load_expectations(folder=tmp_path)


def test_passages_without_their_expectation_are_refused(tmp_path):
    write(tmp_path, THEME, "a.yaml")
    (tmp_path / "examples").mkdir()
    write(tmp_path / "examples", "pris: {examples: [x]}", "a.yaml")
    with pytest.raises(InvalidReferential, match="« pris »"):
        load_expectations(examples=True, folder=tmp_path)


def test_unknown_signal_lists_the_known_ones(tmp_path):
    write(tmp_path, THEME.replace("amount", "euros"), "a.yaml")
    with pytest.raises(InvalidReferential, match=r"\[0\]\.signals\[0\] \(prix\).*number, percent, amount"):
        load_expectations(folder=tmp_path)


def test_shipped_library_loads():
    assert set(load_expectations()) == set(load_expectations(examples=True))


# ---------------------------------------------------------------- checking


def test_a_complete_referential_has_no_problem(tmp_path):
    assert check_referential(write(tmp_path, format_referential(small())), library=LIBRARY) == ()


def _criterion(**change):
    return lambda data: data["criteria"][0].update(change)


@pytest.mark.parametrize(
    ("change", "message", "blocking"),
    [
        (lambda d: d.pop("title"), "title : clé obligatoire absente", True),
        (
            _criterion(texte="x"),
            "criteria[0].texte (C1-1) : clé inconnue ; clés possibles : id, code, text",
            True,
        ),
        (_criterion(expected_in="ecrit"), "criteria[0].expected_in (C1-1) : valeur « ecrit » inconnue", True),
        (_criterion(competencies="C1"), "criteria[0].competencies (C1-1) : liste attendue", True),
        (lambda d: d.update(level="six"), "level : nombre entier attendu, trouvé « six »", True),
        (
            _criterion(id="C1-2"),
            "criteria[1].id (C1-2) : identifiant « C1-2 » en double, déjà donné à criteria[0]",
            True,
        ),
        (
            _criterion(competencies=["C9"]),
            "criteria[0].competencies (C1-1) : la compétence « C9 » n'existe pas",
            True,
        ),
        (
            _criterion(assessments=["E9"]),
            "criteria[0].assessments (C1-1) : l'épreuve « E9 » n'existe pas",
            True,
        ),
        (_criterion(competencies=[]), "criteria[0].competencies (C1-1) : aucune compétence", True),
        (
            lambda d: d["competencies"][0].update(activity="A9"),
            "competencies[0].activity (C1) : l'activité « A9 » n'existe pas",
            True,
        ),
        (lambda d: d.update(schema_version=2), "schema_version : version de format inconnue", True),
        (
            _criterion(expectations=[{"id": "zut"}]),
            "criteria[0].expectations[0].id (C1-1) : attendu « zut » absent de la bibliothèque",
            False,
        ),
        (
            _criterion(expectations=[]),
            "criteria[0].expectations (C1-1) : attendu dans le dossier mais sans",
            False,
        ),
        (
            _criterion(expectations=[{"id": "temps", "essential": False}]),
            "criteria[0].expectations (C1-1) : aucun attendu essentiel",
            False,
        ),
        (
            lambda d: d["criteria"][2].pop("reason"),
            "criteria[2].reason (C2-1) : non attendu dans le dossier",
            False,
        ),
        (_criterion(to_check=True), "criteria[0].to_check (C1-1) : valeur devinée", False),
        (
            lambda d: d["criteria"][2].update(expected_in="dossier", expectations=[{"id": "temps"}]),
            "criteria[2].expected_in (C2-1) : attendu dans le dossier, mais toutes ses épreuves sont orales",
            False,
        ),
        (
            lambda d: d["assessments"][0].update(competencies=["C2"]),
            "criteria[0].competencies (C1-1) : la compétence C1 n'est pas dans la liste de l'épreuve E1",
            False,
        ),
        (lambda d: d["criteria"].pop(), "competencies[1] (C2) : compétence qu'aucun critère n'évalue", False),
        (lambda d: d["criteria"].pop(), "assessments[1] (E2) : épreuve sans critère", False),
        (
            lambda d: d.update(codes_without_criteria=["C1"]),
            "codes_without_criteria[0] (C1) : cité comme code sans critère",
            False,
        ),
    ],
)
def test_each_problem_is_told_by_key_path(tmp_path, change, message, blocking):
    problems = find_problems(edited(tmp_path, change), library=LIBRARY)
    hits = [problem for problem in problems if str(problem).startswith(message)]
    assert len(hits) == 1, [str(problem) for problem in problems]
    assert hits[0].blocking is blocking


def test_a_code_listed_as_without_criteria_is_no_problem(tmp_path):
    def change(data):
        data["criteria"].pop()
        data["assessments"].pop()
        data["codes_without_criteria"] = ["C2"]

    assert check_referential(edited(tmp_path, change), library=LIBRARY) == ()


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_files_are_sound(name):
    problems = find_problems(name)
    assert not [str(problem) for problem in problems if problem.blocking]
    library_aside = [p for p in problems if "expectations" not in p.path]
    assert [str(problem) for problem in library_aside] == []


@pytest.mark.parametrize("name", SHIPPED)
def test_every_criterion_says_in_plain_words_or_why_not(name):
    for criterion in load_referential(name).criteria:
        if criterion.expected_in is ExpectedIn.DOSSIER:
            said = [word for word in criterion.plain.split() if any(sign.isalnum() for sign in word)]
            assert 0 < len(said) <= 20, criterion.id
        else:
            assert criterion.reason, criterion.id


# ---------------------------------------------------------------- counting and comparing


def test_counts():
    counts = count_referential(small(), library=LIBRARY)
    assert (counts.blocks, counts.activities, counts.competencies, counts.assessments) == (2, 1, 2, 2)
    assert (counts.criteria, counts.in_dossier, counts.at_oral, counts.for_jury) == (3, 2, 1, 0)
    assert (counts.expectations, counts.examples) == (2, 2)


def with_criteria(*criteria):
    return dataclasses.replace(small(), criteria=criteria)


def test_same_version_has_no_edit():
    assert compare_referentials(small(), small()) == ()


def test_added_and_removed_criteria():
    first, second, third = small().criteria
    (edit,) = compare_referentials(small(), with_criteria(first, third))
    assert (edit.kind, edit.id, edit.before) == (EditKind.REMOVED, "C1-2", second.text)
    (edit,) = compare_referentials(with_criteria(first, third), small())
    assert (edit.kind, edit.id, edit.after) == (EditKind.ADDED, "C1-2", second.text)


def test_reworded_criterion_shows_the_words():
    first, *rest = small().criteria
    new = dataclasses.replace(first, text="Les temps de repos : tous notés.")
    (edit,) = compare_referentials(small(), with_criteria(new, *rest))
    assert edit.kind is EditKind.REWORDED
    assert (edit.removed_words, edit.added_words) == (("pousse",), ("repos", "tous"))


def test_spaces_are_no_rewording():
    first, *rest = small().criteria
    new = dataclasses.replace(first, text="Les temps\nde  pousse : notés.")
    assert compare_referentials(small(), with_criteria(new, *rest)) == ()


def test_renumbered_criterion_is_not_removed_and_added():
    first, *rest = small().criteria
    (edit,) = compare_referentials(small(), with_criteria(dataclasses.replace(first, id="C1-9"), *rest))
    assert (edit.kind, edit.before, edit.after) == (EditKind.RENUMBERED, "C1-1", "C1-9")


def test_moved_criterion_tells_the_field():
    first, second, third = small().criteria
    moved = dataclasses.replace(third, expected_in=ExpectedIn.JURY)
    (edit,) = compare_referentials(small(), with_criteria(first, second, moved))
    assert (edit.kind, edit.field, edit.before, edit.after) == (
        EditKind.UPDATED,
        "expected_in",
        "oral",
        "jury",
    )


# ---------------------------------------------------------------- writing


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_file_survives_writing_and_reading(name, tmp_path):
    referential = load_referential(name)
    assert load_referential(write(tmp_path, format_referential(referential))) == referential


def test_published_schema_is_up_to_date():
    assert resource("referential_data/referential.schema.json").read_text(encoding="utf-8") == format_schema()


def test_schema_accepts_a_right_file_and_refuses_a_wrong_one():
    validator = jsonschema.Draft202012Validator(referential_schema())
    data = yaml.safe_load(format_referential(small()))
    assert list(validator.iter_errors(data)) == []
    data["criteria"][0]["texte"] = "x"
    data["assessments"][0]["kind"] = "dessin"
    assert len(list(validator.iter_errors(data))) == 2


# ---------------------------------------------------------------- commands


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_lister_prints_one_row_per_referential():
    result = run("lister")
    assert result.exit_code == 0
    rows = [line.split()[0] for line in result.stdout.splitlines()]
    assert rows == ["référentiel", *list_referentials()]


def test_lister_json_counts_what_the_sources_hold():
    counts = {row["id"]: row for row in json.loads(run("lister", "--json").stdout)}
    icd = counts["icd-racm"]
    assert (icd["blocks"], icd["activities"], icd["competencies"], icd["assessments"]) == (4, 14, 45, 7)
    assert (icd["criteria"], icd["in_dossier"], icd["at_oral"]) == (88, 71, 17)
    rdc = counts["rdc"]
    assert (rdc["blocks"], rdc["activities"], rdc["competencies"], rdc["assessments"], rdc["criteria"]) == (
        3,
        7,
        20,
        6,
        98,
    )


def test_montrer_prints_every_criterion(tmp_path):
    result = run("montrer", write(tmp_path, format_referential(small())))
    assert result.exit_code == 0
    for criterion in small().criteria:
        assert f"{criterion.id} [" in result.stdout
    assert "Se juge à l'oral." in result.stdout


def test_montrer_an_exam_part(tmp_path):
    path = write(tmp_path, format_referential(small()))
    result = run("montrer", path, "--epreuve", "E1")
    assert "20 pages hors annexes" in result.stdout
    assert "C1-2" in result.stdout
    assert "C2-1" not in result.stdout
    assert [c["id"] for c in json.loads(run("montrer", path, "-e", "E2", "--json").stdout)["criteria"]] == [
        "C2-1"
    ]


def test_montrer_unknown_names_raise_the_domain_errors():
    assert isinstance(run("montrer", "inconnu").exception, UnknownReferential)
    assert isinstance(run("montrer", "rdc", "--epreuve", "E9").exception, UnknownAssessment)


def test_verifier_exits_with_2_only_on_an_unusable_file(tmp_path):
    unfinished = run("verifier", write(tmp_path, format_referential(small())))
    assert unfinished.exit_code == 0
    assert "absent de la bibliothèque" in unfinished.stdout
    assert "utilisable" in unfinished.stderr
    broken = run("verifier", edited(tmp_path, lambda data: data.pop("criteria")))
    assert broken.exit_code == 2
    assert "criteria : clé obligatoire absente" in broken.stdout


def test_comparer_shows_the_words(tmp_path):
    old = write(tmp_path, format_referential(small()), "a.yaml")
    new = write(tmp_path, format_referential(small()).replace("de pousse", "de repos"), "b.yaml")
    result = run("comparer", old, new)
    assert "critère C1-1 reformulé" in result.stdout
    assert "- « pousse »" in result.stdout
    assert "+ « repos »" in result.stdout
    assert run("comparer", old, old).stdout.strip() == "Aucune différence."


def test_long_texts_do_not_break_before_french_signs():
    for line in run("montrer", "icd-racm").stdout.splitlines():
        assert line.strip()[:1] not in set(",;:»?!"), line
