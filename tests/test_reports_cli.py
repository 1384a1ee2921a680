import hashlib
import json
import shutil

import pytest
import typer
from typer.testing import CliRunner

from maps import dossier_docx, dossier_pdf, realistic_map, with_status
from prelecture.cli.exports import register
from prelecture.datamodel import Status
from prelecture.errors import InvalidMap, PrelectureError, UnreadableDossier, UnsupportedFormat
from prelecture.reports.exporting import EXPORTS, ExportFormat
from prelecture.reports.map_json import dump_map

app = typer.Typer(rich_markup_mode=None)
register(app)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, content in (("dossier.pdf", dossier_pdf()), ("dossier.docx", dossier_docx())):
        (tmp_path / name).write_bytes(content)
        coverage = realistic_map(name=name, sha256=hashlib.sha256(content).hexdigest())
        (tmp_path / f"carte-{name[8:]}.json").write_text(dump_map(coverage), encoding="utf-8")
    later = with_status(realistic_map(name="v2.pdf"), "C1.3Cr3", Status.FOUND)
    (tmp_path / "C-014_v1.json").write_text(dump_map(realistic_map(name="v1.pdf")), encoding="utf-8")
    (tmp_path / "C-014_v2.json").write_text(dump_map(later), encoding="utf-8")
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_every_format_has_an_export_and_a_label():
    assert set(EXPORTS) == set(ExportFormat)
    assert len({kind.ending for kind in EXPORTS.values()}) == len(EXPORTS)


@pytest.mark.parametrize("format", ["html", "grille", "xlsx", "csv", "json", "simple", "images"])
def test_a_map_alone_is_exported_beside_itself(folder, format):
    result = run("exporter", "carte-pdf.json", "--format", format)
    assert result.exit_code == 0, result.exception
    written = folder / f"carte-pdf{EXPORTS[ExportFormat(format)].ending}"
    assert written.stat().st_size > 1000
    assert result.stdout == ""
    assert written.name in result.stderr


@pytest.mark.parametrize("format", ["pdf", "docx"])
def test_the_candidate_s_file_is_exported_with_its_map(folder, format):
    result = run(
        "exporter",
        f"carte-{format}.json",
        "-f",
        format,
        "--dossier",
        f"dossier.{format}",
        "-o",
        f"sortie.{format}",
    )
    assert result.exit_code == 0, result.exception
    assert (folder / f"sortie.{format}").read_bytes()[:2] in (b"%P", b"PK")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_word_dossier_is_annotated_through_libreoffice(folder):
    result = run("exporter", "carte-docx.json", "-f", "pdf", "--dossier", "dossier.docx", "-o", "sortie.pdf")
    assert result.exit_code == 0, result.exception
    from pypdf import PdfReader

    notes = [
        a.get_object().get("/Contents")
        for page in PdfReader("sortie.pdf").pages
        for a in page.get("/Annots", ())
    ]
    assert any("C1.1Cr1" in note for note in notes if note)


def test_a_dash_writes_to_standard_output_and_nothing_else(folder):
    result = run("exporter", "carte-pdf.json", "-f", "json", "-o", "-")
    assert json.loads(result.stdout)["predictions"]
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        (("manque.json", "-f", "html"), InvalidMap, "manque.json"),
        (("carte-pdf.json", "-f", "pdf"), UnreadableDossier, "--dossier"),
        (("carte-pdf.json", "-f", "pdf", "--dossier", "manque.pdf"), UnreadableDossier, "manque.pdf"),
        (("carte-pdf.json", "-f", "pdf", "--dossier", "dossier.docx"), InvalidMap, "empreinte"),
        (("carte-pdf.json", "-f", "docx", "--dossier", "dossier.pdf"), UnsupportedFormat, "--format pdf"),
        (("C-014_v1.json", "C-014_v2.json", "-f", "html"), InvalidMap, "xlsx"),
        (("carte-pdf.json", "-f", "html", "-o", "absent/x.html"), PrelectureError, "-o"),
        (("carte-pdf.json", "-f", "html", "-o", "carte-pdf.json"), PrelectureError, "remplacé"),
        (
            ("carte-docx.json", "-f", "docx", "--dossier", "dossier.docx", "-o", "dossier.docx"),
            PrelectureError,
            "remplacé",
        ),
    ],
)
def test_what_cannot_be_exported_is_said_and_writes_nothing(folder, arguments, error, said):
    before = {path: path.read_bytes() for path in folder.iterdir()}
    result = run("exporter", *arguments)
    assert isinstance(result.exception, error)
    assert said in str(result.exception)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_file_names_give_codes_and_drafts_of_the_workbook(folder):
    result = run(
        "exporter", "C-014_v2.json", "C-014_v1.json", "carte-pdf.json", "-f", "xlsx", "-o", "groupe.xlsx"
    )
    assert result.exit_code == 0, result.exception
    import openpyxl

    book = openpyxl.load_workbook("groupe.xlsx")
    assert [book["Matrice"].cell(row, 1).value for row in (4, 5)] == ["C-014", "carte-pdf"]
    assert "○ Non retrouvé par l'outil" in [cell.value for cell in book["Évolution"]["C"]]


def test_drafts_are_compared_in_the_terminal_and_in_files(folder):
    result = run("comparer", "C-014_v1.json", "C-014_v2.json", "--html", "c.html", "--xlsx", "c.xlsx")
    assert result.exit_code == 0, result.exception
    assert "+ C1.3Cr3 gagné : Non retrouvé par l'outil -> Passage retrouvé" in result.stdout
    assert result.stdout.rstrip().endswith("Le jury décide.")
    assert "C1.3Cr3" in (folder / "c.html").read_text(encoding="utf-8")
    assert (folder / "c.xlsx").exists()


def test_the_comparison_page_can_go_to_standard_output(folder):
    result = run("comparer", "C-014_v1.json", "C-014_v2.json", "--html", "-")
    assert result.stdout.startswith("<!DOCTYPE html>")
    assert result.stdout.rstrip().endswith("</html>")


@pytest.mark.parametrize("command", ["exporter", "comparer"])
def test_help_shows_commands_to_copy(command):
    result = run(command, "--help")
    assert f"prelecture {command} " in result.stdout


def test_the_guide_names_every_format_and_every_tag():
    from pathlib import Path

    from prelecture.reports.jury_grid import grid_context

    guide = (Path(__file__).parents[1] / "docs" / "exports.md").read_text(encoding="utf-8")
    assert all(f"| `{format}` :" in guide for format in ExportFormat)
    context = grid_context(realistic_map())
    criterion = context["criteres"][0]
    names = [*context, *context["dossier"], *criterion, *criterion["attendus"][0], *criterion["passages"][0]]
    assert [name for name in names if name not in guide] == []
