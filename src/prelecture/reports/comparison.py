"""The comparison of successive drafts, as an HTML page and as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from prelecture.datamodel import CoverageDiff, CriterionRef, DossierInfo, Evidence, Status
from prelecture.reports.class_xlsx import (
    save,
    set_page,
    set_widths,
    write_headings,
    write_status,
    write_text,
)
from prelecture.reports.pictures import sign_svg
from prelecture.reports.templating import render
from prelecture.reports.view import page_reference, shorten
from prelecture.wording import CHANGE_LABELS
from prelecture.wording import reports as words

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet


def render_comparison(diffs: Sequence[CoverageDiff]) -> str:
    """Return one HTML page: the statuses draft by draft, then what changed between neighbours.

    ``diffs`` are those of successive drafts, at least one, as ``comparing.compare_drafts`` gives.
    """
    names = [diffs[0].before.name, *(diff.after.name for diff in diffs)]
    return render(
        "comparison.html.j2", diffs=diffs, names=names, overview=draft_statuses(diffs), signs=sign_svg()
    )


def draft_statuses(diffs: Sequence[CoverageDiff]) -> tuple[tuple[CriterionRef, tuple[Status, ...]], ...]:
    """Return each criterion with its status in every draft, the oldest first."""
    later = [{change.criterion.id: change.after for change in diff.changes} for diff in diffs]
    return tuple(
        (change.criterion, (change.before, *(statuses[change.criterion.id] for statuses in later)))
        for change in diffs[0].changes
    )


def render_comparison_xlsx(diffs: Sequence[CoverageDiff]) -> bytes:
    """Return a workbook with one sheet per pair of drafts, one row per criterion."""
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.properties.creator = words.TOOL_NAME
    for number, diff in enumerate(diffs, start=1):
        sheet = workbook.active if number == 1 else workbook.create_sheet()
        assert sheet is not None
        sheet.title = words.SHEET_PAIR.format(before=number, after=number + 1)
        _fill(sheet, diff)
    return save(workbook)


def _fill(sheet: Worksheet, diff: CoverageDiff) -> None:
    write_headings(
        sheet,
        (
            words.CRITERION,
            words.OFFICIAL_TEXT,
            words.BEFORE,
            words.AFTER,
            words.CHANGE,
            words.NEW_SENTENCES,
            words.LOST_SENTENCES,
        ),
    )
    for row, change in enumerate(diff.changes, start=2):
        kind = f"{words.CHANGE_SIGNS[change.change.value]} {CHANGE_LABELS[change.change]}"
        write_text(sheet, row, 1, change.criterion.code, bold=True)
        write_text(sheet, row, 2, change.criterion.text)
        write_status(sheet, row, 3, change.before, with_words=True)
        write_status(sheet, row, 4, change.after, with_words=True)
        write_text(sheet, row, 5, kind, bold=True)
        write_text(sheet, row, 6, _quotes(change.new_evidence, diff.after))
        write_text(sheet, row, 7, _quotes(change.lost_evidence, diff.before))
    set_widths(sheet, (11, 40, 23, 23, 13, 46, 46))
    sheet.freeze_panes = "C2"
    set_page(sheet, title_rows="1:1")


def _quotes(items: Sequence[Evidence], dossier: DossierInfo) -> str:
    return "\n".join(f"{page_reference(item, dossier)} – {shorten(item.quote, 400)}" for item in items)
