"""A group's maps as one workbook: who has which passages, which criteria to work on, drafts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from prelecture.datamodel import CoverageMap, CriterionRef, Finding, Status
from prelecture.errors import InvalidMap
from prelecture.reports.legend_page import HIGHLIGHTS, INKS
from prelecture.reports.view import clean, missing_labels, page_reference, quoted, shorten
from prelecture.wording import JURY_DECIDES, STATUS_HELP, STATUS_LABELS, STATUS_SIGNS
from prelecture.wording import reports as words

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

# openpyxl types its cells and comments loosely.
XlsxCell = Any
_CELL_LIMIT = 32_000
_LISTED = (Status.FOUND, Status.PARTIAL, Status.NOT_FOUND, Status.NOT_CONCLUDED)


def render_class(drafts: Mapping[str, Sequence[CoverageMap]]) -> bytes:
    """Return the workbook of a group; ``drafts`` gives each code's maps, the oldest first.

    Matrice: the latest map of each code, in the order given. Critères fragiles: per criterion, in
    the référentiel's order, the codes to look at. Évolution: the statuses of successive drafts.

    Raises InvalidMap where there is no map, or where they are of several exam parts.
    """
    from openpyxl import Workbook

    _check(drafts)
    latest = {code: maps[-1] for code, maps in drafts.items()}
    criteria = _criteria(latest)
    workbook = Workbook()
    workbook.properties.creator = words.TOOL_NAME
    matrix = workbook.active
    assert matrix is not None
    _matrix(matrix, latest, criteria)
    _fragile(workbook.create_sheet(words.SHEET_FRAGILE), latest, criteria)
    _evolution(workbook.create_sheet(words.SHEET_EVOLUTION), drafts, criteria)
    _legend(workbook.create_sheet(words.SHEET_LEGEND))
    return save(workbook)


def save(workbook: Workbook) -> bytes:
    """Return the workbook's bytes."""
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def write_text(
    sheet: Worksheet, row: int, column: int, text: str, *, bold: bool = False, wrap: bool = True
) -> XlsxCell:
    """Write text that no spreadsheet computes, whatever it starts with, and return the cell."""
    from openpyxl.styles import Alignment, Font

    cell = sheet.cell(row=row, column=column)
    cell.value = clean(text)[:_CELL_LIMIT]
    # openpyxl takes a text that starts with "=" for a formula.
    cell.data_type = "s"
    cell.quotePrefix = clean(text).lstrip().startswith(("=", "+", "-", "@"))
    cell.font = Font(name="Calibri", size=10, bold=bold)
    cell.alignment = Alignment(wrap_text=wrap, vertical="top")
    return cell


def write_status(
    sheet: Worksheet, row: int, column: int, status: Status, *, with_words: bool = False
) -> XlsxCell:
    """Write a status as its sign, with its words where asked, on its colour; return the cell."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    text = f"{STATUS_SIGNS[status]} {STATUS_LABELS[status]}" if with_words else STATUS_SIGNS[status]
    cell = write_text(sheet, row, column, text)
    cell.quotePrefix = False
    cell.font = Font(name="Calibri", size=10 if with_words else 12, bold=True, color=INKS[status])
    line = Side(style="thin", color="FFFFFF")
    cell.border = Border(left=line, right=line, top=line, bottom=line)
    cell.fill = PatternFill("solid", start_color=HIGHLIGHTS[status])
    cell.alignment = Alignment(
        horizontal="left" if with_words else "center", vertical="center", wrap_text=True
    )
    return cell


def write_headings(sheet: Worksheet, headings: Sequence[str]) -> None:
    """Write the first row, in bold."""
    for column, heading in enumerate(headings, start=1):
        write_text(sheet, 1, column, heading, bold=True)


def set_widths(sheet: Worksheet, widths: Sequence[float]) -> None:
    """Set the width of the first columns, in characters, and give each row the lines it needs."""
    from openpyxl.utils import get_column_letter

    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row in sheet.iter_rows(max_col=len(widths)):
        # LibreOffice keeps the default height of a row that gives none.
        lines = max(_line_count(cell.value, width) for cell, width in zip(row, widths, strict=True))
        sheet.row_dimensions[row[0].row].height = min(400, 3 + 13.5 * lines)


def _line_count(text: str | None, width: float) -> int:
    return sum(1 + int(len(line) // (width * 1.05)) for line in (text or "").split("\n"))


def set_page(sheet: Worksheet, *, title_rows: str, title_columns: str = "", landscape: bool = True) -> None:
    """Set A4 paper, one page wide, with the titles repeated on each page."""
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = title_rows
    if title_columns:
        sheet.print_title_cols = title_columns
    sheet.oddFooter.left.text = JURY_DECIDES
    sheet.oddFooter.right.text = "&P / &N"


def _check(drafts: Mapping[str, Sequence[CoverageMap]]) -> None:
    maps = [coverage for group in drafts.values() for coverage in group]
    if not maps or any(not group for group in drafts.values()):
        raise InvalidMap(words.CLASS_EMPTY)
    parts = {(coverage.run.referential, coverage.run.assessment) for coverage in maps}
    if len(parts) > 1:
        named = ", ".join(sorted(f"{referential} {assessment}" for referential, assessment in parts))
        raise InvalidMap(words.CLASS_SEVERAL_PARTS.format(parts=named))


def _criteria(latest: Mapping[str, CoverageMap]) -> tuple[CriterionRef, ...]:
    found: dict[str, CriterionRef] = {}
    for coverage in latest.values():
        for finding in coverage.findings:
            found.setdefault(finding.criterion.id, finding.criterion)
    return tuple(found.values())


def _by_id(coverage: CoverageMap) -> dict[str, Finding]:
    return {finding.criterion.id: finding for finding in coverage.findings}


def _matrix(sheet: Worksheet, latest: Mapping[str, CoverageMap], criteria: Sequence[CriterionRef]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment
    from openpyxl.utils import get_column_letter

    sheet.title = words.SHEET_MATRIX
    write_text(sheet, 1, 1, words.MATRIX_NOTE, wrap=False)
    write_text(sheet, 3, 1, words.MATRIX_CODE, bold=True)
    for column, criterion in enumerate(criteria, start=2):
        heading = write_text(sheet, 3, column, criterion.code, bold=True)
        heading.alignment = Alignment(text_rotation=90, horizontal="center", vertical="bottom")
        heading.comment = _sized(Comment(shorten(criterion.text, 900), words.TOOL_NAME))
        sheet.column_dimensions[get_column_letter(column)].width = 4.6
    for row, (code, coverage) in enumerate(latest.items(), start=4):
        write_text(sheet, row, 1, code, bold=True, wrap=False)
        findings = _by_id(coverage)
        for column, criterion in enumerate(criteria, start=2):
            if criterion.id in findings:
                cell = write_status(sheet, row, column, findings[criterion.id].status)
                cell.comment = _sized(Comment(_cell_note(coverage, findings[criterion.id]), words.TOOL_NAME))
    sheet.column_dimensions["A"].width = 18
    sheet.row_dimensions[3].height = 74
    sheet.freeze_panes = "B4"
    set_page(sheet, title_rows="3:3", title_columns="A:A")


def _sized(comment: XlsxCell) -> XlsxCell:
    comment.width, comment.height = 360, 170
    return comment


def _cell_note(coverage: CoverageMap, finding: Finding) -> str:
    dossier = coverage.dossier
    near = () if finding.evidence else finding.nearest[:1]
    lines = [f"{finding.criterion.code} – {STATUS_LABELS[finding.status]}"]
    lines += [f"{page_reference(item, dossier)} {quoted(item.quote, 220)}" for item in finding.evidence[:2]]
    missing = missing_labels(finding)
    if missing:
        lines.append(f"{words.MISSING} : {' ; '.join(missing)}")
    lines += [
        f"{words.NEAR_SHORT} {page_reference(item, dossier)} {quoted(item.quote, 160)}" for item in near
    ]
    return clean("\n".join(lines))


def _fragile(sheet: Worksheet, latest: Mapping[str, CoverageMap], criteria: Sequence[CriterionRef]) -> None:
    headings = (
        words.CRITERION,
        words.GRID_COLUMNS[1],
        *(STATUS_LABELS[status] for status in _LISTED),
        words.FRAGILE_MISSING,
    )
    for column, heading in enumerate(headings, start=1):
        write_text(sheet, 1, column, heading, bold=True)
    for row, criterion in enumerate(criteria, start=2):
        write_text(sheet, row, 1, criterion.code, bold=True)
        write_text(sheet, row, 2, criterion.text)
        findings = {code: _by_id(coverage).get(criterion.id) for code, coverage in latest.items()}
        for column, status in enumerate(_LISTED, start=3):
            codes = [code for code, finding in findings.items() if finding and finding.status is status]
            write_text(sheet, row, column, ", ".join(codes))
        write_text(sheet, row, 3 + len(_LISTED), _missing_by_label(findings))
    set_widths(sheet, (11, 42, 18, 18, 20, 15, 46))
    sheet.freeze_panes = "C2"
    set_page(sheet, title_rows="1:1")


def _missing_by_label(findings: Mapping[str, Finding | None]) -> str:
    codes: dict[str, list[str]] = {}
    for code, finding in findings.items():
        for label in missing_labels(finding) if finding else ():
            codes.setdefault(label, []).append(code)
    return "\n".join(f"{label} : {', '.join(names)}" for label, names in codes.items())


def _evolution(
    sheet: Worksheet, drafts: Mapping[str, Sequence[CoverageMap]], criteria: Sequence[CriterionRef]
) -> None:
    followed = {code: maps for code, maps in drafts.items() if len(maps) > 1}
    versions = max((len(maps) for maps in followed.values()), default=0)
    headings = (
        words.MATRIX_CODE,
        words.CRITERION,
        *(words.DRAFT.format(number=n + 1) for n in range(versions)),
    )
    for column, heading in enumerate(headings, start=1):
        write_text(sheet, 1, column, heading, bold=True)
        sheet.column_dimensions["ABCDEFGHIJKLMNOPQRSTUVWXYZ"[min(column, 26) - 1]].width = 26
    if not followed:
        write_text(sheet, 2, 1, words.NO_DRAFTS)
    row = 1
    for code, maps in followed.items():
        by_draft = [_by_id(coverage) for coverage in maps]
        for criterion in criteria:
            row += 1
            write_text(sheet, row, 1, code)
            write_text(sheet, row, 2, criterion.code, bold=True)
            for column, findings in enumerate(by_draft, start=3):
                if criterion.id in findings:
                    write_status(sheet, row, column, findings[criterion.id].status, with_words=True)
    set_widths(sheet, (26,) * (2 + versions))
    sheet.freeze_panes = "C2"
    set_page(sheet, title_rows="1:1", landscape=False)


def _legend(sheet: Worksheet) -> None:
    write_text(sheet, 1, 1, JURY_DECIDES, bold=True, wrap=False)
    for row, status in enumerate(STATUS_LABELS, start=3):
        write_status(sheet, row, 1, status, with_words=True)
        write_text(sheet, row, 2, STATUS_HELP[status])
    set_widths(sheet, (32, 90))
    set_page(sheet, title_rows="1:1")
