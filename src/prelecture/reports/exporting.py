"""One door to every export, for the command line and the app."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from prelecture.datamodel import CoverageMap, Decision
from prelecture.errors import InvalidMap, UnreadableDossier, UnsupportedFormat
from prelecture.reports.annotated_pdf import annotate_pdf
from prelecture.reports.class_xlsx import render_class
from prelecture.reports.commented_docx import comment_docx
from prelecture.reports.html import render_html
from prelecture.reports.jury_grid import render_grid
from prelecture.reports.map_json import dump_annotations
from prelecture.reports.office import convert_to_pdf
from prelecture.reports.pictures import render_pictures
from prelecture.reports.plain import render_plain
from prelecture.reports.table_csv import render_csv
from prelecture.wording import reports as words


class ExportFormat(StrEnum):
    """What a map can become, by the name that the command line takes."""

    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    GRID = "grille"
    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"
    PLAIN = "simple"
    PICTURES = "images"


@dataclass(frozen=True, slots=True)
class ExportKind:
    """How an export is named and served. ``needs_dossier``: it is made from the candidate's file."""

    label: str
    ending: str
    media_type: str
    needs_dossier: bool = False


_OFFICE = "application/vnd.openxmlformats-officedocument"
_HTML = "text/html; charset=utf-8"
_WORD = f"{_OFFICE}.wordprocessingml.document"
EXPORTS = {
    ExportFormat.HTML: ExportKind(words.EXPORT_LABELS["html"], ".html", _HTML),
    ExportFormat.PDF: ExportKind(words.EXPORT_LABELS["pdf"], "-annote.pdf", "application/pdf", True),
    ExportFormat.DOCX: ExportKind(words.EXPORT_LABELS["docx"], "-commente.docx", _WORD, True),
    ExportFormat.GRID: ExportKind(words.EXPORT_LABELS["grille"], "-grille.docx", _WORD),
    ExportFormat.XLSX: ExportKind(words.EXPORT_LABELS["xlsx"], ".xlsx", f"{_OFFICE}.spreadsheetml.sheet"),
    ExportFormat.CSV: ExportKind(words.EXPORT_LABELS["csv"], ".csv", "text/csv; charset=utf-8"),
    ExportFormat.JSON: ExportKind(words.EXPORT_LABELS["json"], "-annotations.json", "application/ld+json"),
    ExportFormat.PLAIN: ExportKind(words.EXPORT_LABELS["simple"], "-simple.html", _HTML),
    ExportFormat.PICTURES: ExportKind(words.EXPORT_LABELS["images"], "-images.html", _HTML),
}


def export(
    coverage: CoverageMap,
    format: ExportFormat,
    *,
    dossier: bytes | None = None,
    template: bytes | None = None,
    decisions: Sequence[Decision] = (),
    code: str = "",
) -> bytes:
    """Return the map in a format, as the bytes of a file.

    ``dossier`` is the candidate's file, needed for the annotated PDF and the commented DOCX;
    ``template`` a certifier's own grid; ``code`` names the dossier in the workbook.

    Raises UnreadableDossier, UnsupportedFormat, InvalidMap or MissingTool with a French sentence.
    """
    if format is ExportFormat.PDF:
        return _annotated(coverage, same_dossier(coverage, dossier))
    if format is ExportFormat.DOCX:
        return _commented(coverage, same_dossier(coverage, dossier))
    if format is ExportFormat.GRID:
        return render_grid(coverage, template=template)
    if format is ExportFormat.XLSX:
        return render_class({code or coverage.dossier.name: (coverage,)})
    if format is ExportFormat.HTML:
        text = render_html(coverage, decisions=decisions)
    elif format is ExportFormat.JSON:
        text = dump_annotations(coverage, decisions=decisions)
    elif format is ExportFormat.CSV:
        text = render_csv(coverage)
    elif format is ExportFormat.PLAIN:
        text = render_plain(coverage)
    else:
        text = render_pictures(coverage)
    return text.encode("utf-8", "replace")


def same_dossier(coverage: CoverageMap, dossier: bytes | None) -> bytes:
    """Return the dossier's bytes once sure that the map was made from them.

    Raises UnreadableDossier where there is none, InvalidMap where the map is of another file.
    """
    if dossier is None:
        raise UnreadableDossier(words.DOSSIER_NEEDED.format(name=coverage.dossier.name))
    if hashlib.sha256(dossier).hexdigest() != coverage.dossier.sha256:
        raise InvalidMap(words.OTHER_FILE.format(expected=coverage.dossier.name))
    return dossier


def _annotated(coverage: CoverageMap, dossier: bytes) -> bytes:
    if not dossier.lstrip().startswith(b"%PDF"):
        dossier = convert_to_pdf(dossier, suffix=Path(coverage.dossier.name).suffix or ".docx")
    return annotate_pdf(dossier, coverage)


def _commented(coverage: CoverageMap, dossier: bytes) -> bytes:
    if not dossier.startswith(b"PK"):
        raise UnsupportedFormat(words.DOCX_NEEDED.format(name=coverage.dossier.name))
    return comment_docx(dossier, coverage)
