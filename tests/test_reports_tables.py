import csv
import shutil
import subprocess
from io import BytesIO, StringIO

import openpyxl
import pytest

from maps import HOSTILE, hostile_map, realistic_map, with_status
from prelecture.comparing import compare_drafts
from prelecture.datamodel import Status
from prelecture.errors import InvalidMap
from prelecture.reports.class_xlsx import render_class
from prelecture.reports.comparison import render_comparison_xlsx
from prelecture.reports.table_csv import render_csv

needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


def rows(text):
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff")), delimiter=";"))


def book(content):
    return openpyxl.load_workbook(BytesIO(content))


def test_the_table_has_a_row_per_passage_and_one_for_each_criterion_without():
    table = rows(render_csv(realistic_map()))
    coverage = realistic_map()
    assert len(table) == sum(max(1, len(f.evidence) + len(f.nearest)) for f in coverage.findings)
    assert table[0]["Critère"] == "C1.1Cr1"
    assert table[0]["Statut"] == "Passage retrouvé"
    assert table[0]["Attendu"] == "Sources récentes et datées"
    assert (table[0]["Page"], table[0]["Page imprimée"]) == ("3", "2")
    oral = next(row for row in table if row["Critère"] == "C1.10Cr1")
    assert oral["Passage"] == ""


def test_a_spreadsheet_computes_no_cell_of_the_table():
    text = render_csv(hostile_map())
    assert text.startswith("\ufeff")
    cells = [cell for row in rows(text) for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert f"'{HOSTILE[1]}" in cells


GROUP = {
    "C-014": (realistic_map(), with_status(realistic_map(), "C1.3Cr3", Status.FOUND)),
    "C-002": (realistic_map(),),
}


def test_the_matrix_has_a_row_per_code_in_the_order_given_and_a_column_per_criterion():
    sheet = book(render_class(GROUP))["Matrice"]
    assert [sheet.cell(row, 1).value for row in (4, 5)] == ["C-014", "C-002"]
    codes = [finding.criterion.code for finding in realistic_map().findings]
    assert [cell.value for cell in sheet[3]][1:] == codes
    column = codes.index("C1.3Cr3") + 2
    assert [sheet.cell(row, column).value for row in (4, 5)] == ["●", "○"]
    assert sheet.cell(4, column).fill.start_color.rgb != sheet.cell(5, column).fill.start_color.rgb
    assert "p. 3 (imprimée 2)" in sheet.cell(4, 2).comment.text
    assert "Le cabinet Xerfi" in sheet.cell(4, 2).comment.text
    assert sheet.freeze_panes == "B4"


def test_fragile_criteria_are_listed_in_the_official_order_with_the_codes():
    sheet = book(render_class(GROUP))["Critères fragiles"]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == [
        f.criterion.code for f in realistic_map().findings
    ]
    row = next(row for row in sheet.iter_rows(min_row=2) if row[0].value == "C1.3Cr3")
    assert [cell.value for cell in row[2:5]] == ["C-014", None, "C-002"]
    assert "Accessibilité des lieux" in row[6].value


def test_the_evolution_follows_those_who_have_several_drafts():
    sheet = book(render_class(GROUP))["Évolution"]
    table = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert table[0] == ["Code du dossier", "Critère", "Version 1", "Version 2"]
    assert {row[0] for row in table[1:]} == {"C-014"}
    assert ["C-014", "C1.3Cr3", "○ Non retrouvé par l'outil", "● Passage retrouvé"] in table


def test_a_workbook_of_single_drafts_says_so():
    assert "Aucun dossier" in book(render_class({"C-1": (realistic_map(),)}))["Évolution"].cell(2, 1).value


def test_no_cell_of_a_workbook_is_a_formula():
    hostile = hostile_map()
    for content in (
        render_class({HOSTILE[2]: (hostile, hostile)}),
        render_comparison_xlsx(compare_drafts((hostile, with_status(hostile, "C1<b>", Status.PARTIAL)))),
    ):
        cells = [
            cell
            for sheet in book(content)
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        ]
        assert cells
        assert not [cell for cell in cells if cell.data_type == "f"]


def test_maps_of_several_parts_do_not_mix():
    from dataclasses import replace

    other = replace(realistic_map(), run=replace(realistic_map().run, assessment="B3E1"))
    with pytest.raises(InvalidMap, match=r"B1E1.*B3E1"):
        render_class({"a": (realistic_map(),), "b": (other,)})
    with pytest.raises(InvalidMap):
        render_class({})


def test_the_comparison_workbook_has_a_sheet_per_pair():
    after = with_status(realistic_map(), "C1.3Cr4", Status.NOT_FOUND)
    workbook = book(render_comparison_xlsx(compare_drafts((realistic_map(), after, after))))
    assert workbook.sheetnames == ["Versions 1 et 2", "Versions 2 et 3"]
    row = next(row for row in workbook["Versions 1 et 2"].iter_rows() if row[0].value == "C1.3Cr4")
    assert row[4].value == "− perdu"
    assert "Chiffre d'affaires" in row[6].value


@needs_office
def test_libreoffice_opens_the_workbook_and_computes_nothing(tmp_path):
    (tmp_path / "groupe.xlsx").write_bytes(render_class({"=1+1": (hostile_map(),), "C-2": (hostile_map(),)}))
    command = [
        "soffice",
        f"-env:UserInstallation={(tmp_path / 'lo').as_uri()}",
        "--headless",
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):59,34,76,1",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "groupe.xlsx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    text = (tmp_path / "groupe.csv").read_text(encoding="utf-8")
    assert "=1+1" in text
    assert "●" in text
