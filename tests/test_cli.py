"""The command line as a user types it: words, exit codes, what goes where, and what bad input gives."""

import json
import re
from dataclasses import replace
from types import SimpleNamespace

import pytest
import typer

import fake_review
import fixtures_documents as documents
from maps import realistic_map
from prelecture.cli import app, main, review, terminal
from prelecture.cli.terminal import render_terminal
from prelecture.datamodel import Status
from prelecture.evaluation import CriterionResult, DossierResult
from prelecture.reports.map_json import dump_map, load_map
from prelecture.wording import JURY_DECIDES, STATUS_LABELS, STATUS_SIGNS

ENGLISH = re.compile(r"\b(?:the|this|and|of|with|show|file|exit|is|an|to)\b", re.IGNORECASE)
FRENCH = re.compile(r"[éèêàçùî]|\b(?:le|la|les|un|une|des|du|en|dossier|ce|à|aux?)\b", re.IGNORECASE)


@pytest.fixture
def prelecture(monkeypatch, capsys, tmp_path):
    """Run ``prelecture`` in an empty folder; give back the exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")

    def run(*arguments):
        monkeypatch.setattr("sys.argv", ["prelecture", *map(str, arguments)])
        try:
            main()
            code = 0
        except SystemExit as end:
            code = end.code or 0
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def read(prelecture, monkeypatch, tmp_path):
    """Run ``relire`` on a file whose map is made by hand."""
    monkeypatch.setattr(review, "review", fake_review.review)
    (tmp_path / "dossier.pdf").write_bytes(b"contenu")

    def run(*arguments):
        return prelecture("relire", "dossier.pdf", "-r", "icd-racm", "-e", "B1E1", *arguments)

    return run


def commands(group, trail=()):
    for name, command in group.commands.items():
        yield from (
            commands(command, (*trail, name)) if hasattr(command, "commands") else [((*trail, name), command)]
        )


COMMANDS = dict(commands(typer.main.get_command(app)))


def test_the_commands_are_there():
    assert {
        ("relire",),
        ("evaluer",),
        ("diagnostic",),
        ("exporter",),
        ("comparer",),
        ("classe",),
        ("web",),
    } <= set(COMMANDS)
    assert {("referentiel", "lister"), ("referentiel", "montrer"), ("referentiel", "verifier")} <= set(
        COMMANDS
    )


@pytest.mark.parametrize("trail", COMMANDS, ids=" ".join)
def test_every_command_and_option_explains_itself_in_french(trail):
    command = COMMANDS[trail]
    assert command.help and not ENGLISH.search(command.help)
    for parameter in command.params:
        if parameter.name != "help":
            text = getattr(parameter, "help", None)
            assert text and not ENGLISH.search(text), parameter.name


@pytest.mark.parametrize(
    "trail", [(), ("referentiel",), *COMMANDS], ids=lambda t: " ".join(t) or "prelecture"
)
def test_help_is_shown_on_stdout_and_nothing_is_done(trail, prelecture, tmp_path):
    code, out, err = prelecture(*trail, "--help")
    assert (code, err) == (0, "")
    assert " ".join(("prelecture", *trail)) in out
    assert list(tmp_path.iterdir()) == []


def test_without_a_command_the_help_is_shown(prelecture):
    assert "relire" in "".join(prelecture()[1:])


# ---------------------------------------------------------------- what goes where


def test_the_map_goes_to_stdout_and_progress_to_stderr(read):
    code, out, err = read()
    assert code == 0
    assert "Épi & Levain" in out
    assert out.rstrip().splitlines()[-1] == JURY_DECIDES
    assert err.startswith("Lecture du dossier…\n") and "Terminé en" in err
    assert "Lecture" not in out


def test_quiet_says_nothing(read):
    assert read("--quiet") == (0, "", "")


@pytest.mark.parametrize("quiet", [(), ("-q",)])
def test_json_on_stdout_is_json_alone(read, quiet):
    code, out, err = read("--json", "-", *quiet)
    assert code == 0
    data = json.loads(out)
    assert data["dossier"]["name"] == "dossier.pdf"
    assert load_map(out).run.assessment == "B1E1"
    assert (err == "") == bool(quiet)


def test_files_are_written_and_named(read, tmp_path):
    code, out, err = read("--json", "carte.json", "--html", "carte.html")
    assert code == 0 and JURY_DECIDES in out
    assert load_map(tmp_path / "carte.json").dossier.name == "dossier.pdf"
    assert (tmp_path / "carte.html").read_text("utf-8").startswith("<!DOCTYPE html>")
    assert "Enregistré : carte.html" in err and "Enregistré : carte.json" in err


@pytest.mark.parametrize("option", ["--json", "--html"])
def test_a_place_that_cannot_be_written_is_one_sentence(read, option):
    code, _, err = read("-q", option, "nulle/part/carte")
    assert code == 2
    assert re.fullmatch(
        r"Erreur : « nulle/part/carte » ne peut pas être écrit \(.*\) ; choisissez .*\.\n", err
    )


@pytest.mark.parametrize(
    ("fail_if", "status", "code"),
    [
        ("non-retrouve", Status.NOT_FOUND, 1),
        ("non-retrouve", Status.NOT_CONCLUDED, 0),
        ("non-retrouve", Status.PARTIAL, 0),
        ("non-conclu", Status.NOT_CONCLUDED, 1),
        ("non-conclu", Status.NOT_FOUND, 1),
        ("non-conclu", Status.PARTIAL, 0),
        ("en-partie", Status.PARTIAL, 1),
        ("en-partie", Status.NOT_FOUND, 1),
        ("en-partie", Status.NOT_CONCLUDED, 0),
        ("non-retrouve", Status.FOUND, 0),
        ("en-partie", Status.JURY_ONLY, 0),
    ],
)
def test_a_status_can_make_the_command_fail_after_everything_is_written(
    read, monkeypatch, tmp_path, fail_if, status, code
):
    one = realistic_map()
    one = replace(one, findings=tuple(replace(f, status=status) for f in one.findings))
    monkeypatch.setattr(review, "review", lambda path, **options: one)
    assert read("-q", "--json", "carte.json", "--echec-si", fail_if)[0] == code
    assert (tmp_path / "carte.json").exists()


def test_nothing_fails_without_being_asked(read):
    assert read("-q")[0] == 0


def test_an_unknown_failure_status_is_refused(read):
    assert read("--echec-si", "absent")[0] == 2


# ---------------------------------------------------------------- the map on a terminal


def test_a_status_is_a_sign_and_words():
    shown = render_terminal(realistic_map())
    for finding in realistic_map().findings:
        line = f"{STATUS_SIGNS[finding.status]} {STATUS_LABELS[finding.status]}  {finding.criterion.id}"
        assert line in shown.splitlines()
    assert "\x1b[" not in shown
    assert not re.search(r"\babsent|\d+ ?/ ?20|%\s*$", shown)


def test_a_gap_shows_what_is_missing_the_nearest_passages_and_where_the_tool_looked():
    gap = next(f for f in realistic_map().findings if f.status is Status.NOT_FOUND)
    shown = " ".join(render_terminal(replace(realistic_map(), findings=(gap,))).split())
    for expectation in gap.missing:
        assert expectation.label in shown
    assert "Passages les plus proches, à vérifier :" in shown
    assert f"Cherché dans {gap.searched.passages} passages" in shown


def test_lines_fit_the_terminal(monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    long_ones = [line for line in render_terminal(realistic_map()).splitlines() if len(line) > 60]
    # Only the counts of statuses, a line to look for, are never cut.
    assert all(f"{STATUS_SIGNS[Status.FOUND]} {STATUS_LABELS[Status.FOUND]} :" in line for line in long_ones)


@pytest.mark.parametrize(
    ("terminal_like", "no_color", "coloured"),
    [(True, "", True), (True, "1", False), (False, "", False)],
)
def test_colours_are_for_terminals_and_no_color_is_obeyed(monkeypatch, terminal_like, no_color, coloured):
    class Stream:
        def isatty(self):
            return terminal_like

    monkeypatch.setattr(terminal.sys, "stdout", Stream())
    monkeypatch.setenv("NO_COLOR", no_color)
    shown = render_terminal(realistic_map())
    monkeypatch.undo()
    assert ("\x1b[" in shown) is coloured
    assert re.sub(r"\x1b\[\d+m", "", shown) == render_terminal(realistic_map())


# ---------------------------------------------------------------- bad input


def scan_only():
    def picture(canvas):
        canvas.drawImage(documents.picture(), 40, 40, 500, 700)
        canvas.showPage()

    return documents.pdf(picture)


BAD_FILES = {
    "vide.pdf": (lambda: b"", r"vide"),
    "texte.pdf": (lambda: "Un texte renommé.\n".encode() * 50, r"texte simple"),
    "chiffre.pdf": (lambda: documents.encrypted_pdf("secret"), r"mot de passe"),
    "scan.pdf": (scan_only, r"image|scan"),
}


def one_sentence(error):
    """Check that a user reads one French sentence, and give it."""
    (line,) = error.splitlines()
    assert line.startswith("Erreur : ") and line.endswith(".")
    assert FRENCH.search(line[9:]) and "Traceback" not in line
    return line


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_is_no_dossier_is_one_french_sentence_and_writes_nothing(name, prelecture, tmp_path):
    make, expected = BAD_FILES[name]
    (tmp_path / name).write_bytes(make())
    code, out, err = prelecture(
        "relire", name, "-r", "icd-racm", "-e", "B1E1", "-q", "--json", "carte.json", "--html", "carte.html"
    )
    assert (code, out) == (2, "")
    assert re.search(expected, one_sentence(err), re.IGNORECASE)
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("nulle-part.pdf", "-r", "icd-racm", "-e", "B1E1"), "« nulle-part.pdf »"),
        ((".", "-r", "icd-racm", "-e", "B1E1"), "dossier"),
        (("bon.docx", "-r", "inconnu", "-e", "B1E1"), "icd-racm"),
        (("bon.docx", "-r", "icd-racm", "-e", "B9E9"), "B1E1"),
        (("bon.docx", "-r", "manquant.yaml", "-e", "B1E1"), "manquant.yaml"),
        (("bon.docx", "-r", "icd-racm", "-e", "B1E1", "--encodeur", "nulle-part"), "modules.json"),
        (("bon.docx", "-r", "icd-racm", "-e", "B1E1", "--attendus", "nulle-part"), "nulle-part"),
    ],
)
def test_a_wrong_request_is_one_french_sentence_and_writes_nothing(arguments, expected, prelecture, tmp_path):
    (tmp_path / "bon.docx").write_bytes(documents.simple_docx())
    code, out, err = prelecture("relire", *arguments, "-q", "--json", "carte.json", "--html", "carte.html")
    assert (code, out) == (2, "")
    assert expected in one_sentence(err)
    assert [path.name for path in tmp_path.iterdir()] == ["bon.docx"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("evaluer", "vide"), "Aucun dossier annoté"),
        (("evaluer", "vide", "--partie", "demain"), "train, validation, test ou toutes"),
        (("evaluer", "abime"), "« x.gold.json » est illisible"),
        (("evaluer", "nulle-part"), "Aucun dossier annoté"),
    ],
)
def test_annotations_that_are_none_are_one_french_sentence(arguments, expected, prelecture, tmp_path):
    (tmp_path / "vide").mkdir()
    (tmp_path / "abime").mkdir()
    (tmp_path / "abime" / "x.gold.json").write_text("{", "utf-8")
    code, out, err = prelecture(*arguments)
    assert (code, out) == (2, "")
    assert expected in one_sentence(err)


def test_scores_that_cannot_be_written_are_one_sentence(prelecture, monkeypatch):
    nothing = DossierResult("x", "cdcm", "", (CriterionResult("C1", *3 * (Status.FOUND,), 0.9),), ())
    monkeypatch.setattr(
        "prelecture.cli.evaluate.load_gold", lambda folder: [SimpleNamespace(id="x", split="test")]
    )
    monkeypatch.setattr("prelecture.cli.evaluate.evaluate_dossier", lambda gold, *, encoder: nothing)
    code, out, err = prelecture("evaluer", "dossiers", "--json", "nulle/part.json")
    assert code == 2 and "1 dossier annoté, 1 critère comparé" in out
    assert "« nulle/part.json » ne peut pas être écrit" in err.splitlines()[-1]


def test_a_diagnostic_names_what_is_there_and_what_is_not(prelecture, monkeypatch):
    monkeypatch.setattr("prelecture.cli.diagnostic._LIBRARIES", ("numpy", "pas-installe"))
    monkeypatch.setattr("prelecture.cli.diagnostic.SHIPPED_ENCODER", "models/pas-livre")
    code, out, err = prelecture("diagnostic")
    assert (code, err) == (0, "")
    assert re.search(r"^prelecture \d.*Python 3", out)
    assert re.search(r"^  numpy \d", out, re.MULTILINE)
    assert "  pas-installe : non installé" in out and "  models/pas-livre : non installé" in out
    assert "LibreOffice" in out


def test_a_reader_that_stops_early_is_no_error(prelecture, monkeypatch):
    def broken(*arguments, **options):
        raise BrokenPipeError

    monkeypatch.setattr("prelecture.cli.app", broken)
    monkeypatch.setattr("prelecture.cli.os.dup2", lambda *descriptors: None)
    monkeypatch.setattr("sys.stdout.fileno", lambda: 1)
    assert prelecture("relire") == (0, "", "")


def test_a_map_of_the_command_is_the_map_of_the_function(read):
    _, out, _ = read("-q", "--json", "-")
    made = load_map(out)
    assert dump_map(made) == out
