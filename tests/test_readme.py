"""What the README and the guides say can be done."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from prelecture.cli import app
from prelecture.wording import STATUS_SIGNS

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "NOTICE")] + sorted(
    (ROOT / "docs").glob("*.md")
)
README = (ROOT / "README.md").read_text("utf-8")
BLOCK = re.compile(r"```(\w*)\n(.*?)```", re.S)
COMMAND = re.compile(r"^(?:\.venv[/\\]\w+[/\\])?prelecture +(.+)$")


def in_blocks(text):
    """Yield the arguments of each ``prelecture`` command that stands in a block, ready to be typed."""
    for _, body in BLOCK.findall(text):
        for line in body.splitlines():
            if match := COMMAND.match(line.strip()):
                yield tuple(shlex.split(match.group(1).replace("\\", "/"), comments=True))


def mentioned(text):
    """Yield the arguments of each command named in a sentence, perhaps without its arguments."""
    for code in re.findall(r"`([^`\n]+)`", BLOCK.sub("", text)):
        if match := COMMAND.match(code):
            yield tuple(shlex.split(match.group(1)))


def written(find):
    return sorted({arguments for page in PAGES for arguments in find(page.read_text("utf-8"))})


def parse(arguments):
    """Parse a command line to the end without running it; an unknown command or option raises."""
    command, name, context, left = get_command(app), "prelecture", None, list(arguments)
    while True:
        context = command.make_context(name, left, parent=context)
        if not hasattr(command, "resolve_command"):
            return
        name, command, left = command.resolve_command(context, [*context._protected_args, *context.args])


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments], env={"COLUMNS": "100"})


@pytest.mark.parametrize("arguments", written(in_blocks), ids=" ".join)
def test_a_command_to_type_is_understood(arguments):
    parse(arguments)


@pytest.mark.parametrize("arguments", written(mentioned), ids=" ".join)
def test_a_command_named_in_a_sentence_exists_with_its_options(arguments):
    place = 2 if arguments[0] == "referentiel" else 1
    result = run(*arguments[:place], "--help")
    assert result.exit_code == 0
    for option in (argument for argument in arguments if argument.startswith("-")):
        assert re.search(rf"(^|[\s,]){option}\b", result.stdout)


@pytest.mark.parametrize(
    "arguments", [("relire", "a.pdf", "-r", "x", "-e", "y", "--nulle-part"), ("relier", "a.pdf")]
)
def test_a_wrong_command_would_be_noticed(arguments):
    with pytest.raises(Exception, match=r"nulle-part|relier"):
        parse(arguments)


def test_there_are_commands_to_check():
    assert {arguments[0] for arguments in in_blocks(README)} >= {
        "relire",
        "web",
        "exporter",
        "classe",
        "referentiel",
    }


@pytest.mark.parametrize(("command", "said"), [("lister", "icd-racm"), ("montrer", "C1.1Cr1")])
def test_commands_that_need_no_dossier_run(command, said, tmp_path, monkeypatch):
    arguments = next(found for found in in_blocks(README) if found[:2] == ("referentiel", command))
    monkeypatch.chdir(tmp_path)
    result = run(*arguments)
    assert result.exit_code == 0, result.stderr
    assert said in result.stdout


@pytest.mark.model
def test_the_command_of_the_demo_prints_the_map_shown_in_the_readme(tmp_path, monkeypatch):
    (tmp_path / "sample_dossiers").symlink_to(ROOT / "sample_dossiers")
    monkeypatch.chdir(tmp_path)
    demo = next(arguments for arguments in in_blocks(README) if "carte-demo.html" in arguments)
    result = run(*demo)
    assert result.exit_code == 0, result.stderr
    assert (tmp_path / "carte-demo.html").stat().st_size > 10_000
    assert "Le jury décide." in result.stdout
    shown = [line for kind, body in BLOCK.findall(README) if kind == "text" for line in body.splitlines()]
    statuses = [line for line in shown if line.startswith(tuple(STATUS_SIGNS.values()))]
    assert len(statuses) > 1
    assert [line for line in (shown[0], *statuses) if line not in result.stdout.splitlines()] == []


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
@pytest.mark.parametrize(
    ("target", "said"),
    [
        (
            "demo",
            "prelecture relire sample_dossiers/b1e1_fort.pdf -r icd-racm -e B1E1 --html carte-demo.html",
        ),
        ("test", "-m pytest -m browser"),
        ("check", "mypy"),
        ("train", "-m prelecture.training"),
        ("bench", "benchmarks/matching.py"),
    ],
)
def test_the_targets_of_make_stand(target, said):
    result = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert said in result.stdout


def test_the_demo_and_the_windows_commands_read_the_same_dossier():
    assert (
        "relire",
        "sample_dossiers/b1e1_fort.pdf",
        "-r",
        "icd-racm",
        "-e",
        "B1E1",
        "--html",
        "carte-demo.html",
    ) in set(in_blocks(README))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page):
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
