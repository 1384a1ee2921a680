"""The jury's grid as a Word table, on our page or on the certifier's own; levels are always blank."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from prelecture.datamodel import CoverageMap, Evidence, Finding, Status
from prelecture.errors import UnsupportedFormat
from prelecture.reports.view import (
    BlockView,
    by_block,
    caution_words,
    clean,
    french_date,
    missing_labels,
    page_reference,
    quoted,
    searched_words,
    shorten,
    shown_evidence,
    shown_nearest,
)
from prelecture.wording import JURY_DECIDES, STATUS_LABELS, STATUS_SIGNS
from prelecture.wording import reports as words

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table, _Cell

_BOX = "☐"
# Millimetres; they fill A4 landscape between 12 mm margins.
_WIDTHS = (25, 58, 52, 71, 22, 45)
_QUOTE = 230


def render_grid(coverage: CoverageMap, *, template: str | Path | bytes | None = None) -> bytes:
    """Return the grid as DOCX: a landscape table per block, signatures at the end.

    ``template`` is a certifier's own DOCX with Jinja tags; ``grid_context`` says what they can use.

    Raises UnsupportedFormat where the template is no DOCX, or holds a tag that cannot be filled.
    """
    return _own_grid(coverage) if template is None else _fill(template, coverage)


def grid_context(coverage: CoverageMap) -> dict[str, Any]:
    """Return the values for a certifier's template, with French names.

    ``dossier`` (titre, fichier, pages), ``epreuve``, ``referentiel``, ``date``, ``rappel``,
    ``echelle`` and ``cases`` (empty boxes), ``blocs`` (code, titre, criteres) and ``criteres``.
    A criterion has code, texte, clair, competence, statut, signe, raison, attendus (libelle,
    essentiel, retrouve), non_retrouves, passages and proches (citation, page, section, attendus,
    precautions), cherche. Nothing in it is a mark.
    """
    blocks = [
        {
            "code": clean(block.id),
            "titre": clean(block.title),
            "criteres": [_criterion(coverage, finding) for finding in block.findings],
        }
        for block in by_block(coverage)
    ]
    return {
        "dossier": {
            "titre": clean(coverage.dossier.title),
            "fichier": clean(coverage.dossier.name),
            "pages": len(coverage.dossier.pages),
        },
        "epreuve": clean(coverage.assessment_title),
        "referentiel": clean(coverage.referential_title),
        "date": french_date(coverage.run.date),
        "rappel": JURY_DECIDES,
        "echelle": [clean(level) for level in coverage.scale],
        "cases": _boxes(coverage),
        "blocs": blocks,
        "criteres": [criterion for block in blocks for criterion in block["criteres"]],
    }


def _criterion(coverage: CoverageMap, finding: Finding) -> dict[str, Any]:
    criterion = finding.criterion
    return {
        "code": clean(criterion.code),
        "texte": clean(criterion.text),
        "clair": clean(criterion.plain),
        "competence": clean(criterion.competency),
        "statut": STATUS_LABELS[finding.status],
        "signe": STATUS_SIGNS[finding.status],
        "raison": clean(finding.reason),
        "attendus": [
            {"libelle": clean(item.label), "essentiel": item.essential, "retrouve": item.found}
            for item in finding.expectations
        ],
        "non_retrouves": [clean(label) for label in missing_labels(finding)],
        "passages": [_passage(coverage, *shown) for shown in shown_evidence(finding)],
        "proches": [_passage(coverage, *shown) for shown in shown_nearest(finding)],
        "cherche": searched_words(finding),
    }


def _passage(coverage: CoverageMap, item: Evidence, labels: tuple[str, ...]) -> dict[str, Any]:
    return {
        "citation": clean(item.quote),
        "page": page_reference(item, coverage.dossier),
        "section": clean(item.section),
        "attendus": [clean(label) for label in labels],
        "precautions": list(caution_words(item)),
    }


def _boxes(coverage: CoverageMap) -> str:
    return "  ".join(f"{_BOX} {clean(level)}" for level in coverage.scale)


def _fill(template: str | Path | bytes, coverage: CoverageMap) -> bytes:
    from docx.opc.exceptions import PackageNotFoundError
    from docxtpl import DocxTemplate
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.sandbox import SandboxedEnvironment
    from lxml.etree import XMLSyntaxError

    stream = BytesIO(template) if isinstance(template, bytes) else str(template)
    # A template comes from outside: the sandbox keeps its tags from reaching Python.
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    document = DocxTemplate(stream)
    buffer = BytesIO()
    try:
        document.render(grid_context(coverage), environment)
        document.save(buffer)
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, OSError) as error:
        raise UnsupportedFormat(words.TEMPLATE_UNREADABLE) from error
    except (TemplateError, XMLSyntaxError) as error:
        raise UnsupportedFormat(words.TEMPLATE_TAG.format(detail=error)) from error
    return buffer.getvalue()


def _own_grid(coverage: CoverageMap) -> bytes:
    document = _landscape()
    _heading(document, coverage)
    for block in by_block(coverage):
        _block_table(document, coverage, block)
    _signatures(document)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _landscape() -> Document:
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm, Pt

    document = docx.Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(12)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Calibri", Pt(9)
    style.paragraph_format.space_after = Pt(2)
    _set_language(document)
    _page_number(section.footer.paragraphs[0])
    return document


def _set_language(document: Document) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = document.styles["Normal"].element.get_or_add_rPr()
    properties.append(OxmlElement("w:lang", attrs={qn("w:val"): "fr-FR"}))


def _page_number(paragraph: Any) -> None:  # noqa: ANN401
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph.add_run(f"{JURY_DECIDES}    {words.PAGE} ")
    field = OxmlElement("w:fldSimple", attrs={qn("w:instr"): "PAGE"})
    paragraph._p.append(field)


def _heading(document: Document, coverage: CoverageMap) -> None:
    from docx.shared import Mm, Pt

    title = document.add_paragraph()
    run = title.add_run(words.GRID_TITLE)
    run.bold, run.font.size = True, Pt(15)
    table = document.add_table(rows=2, cols=4)
    table.style = "Table Grid"
    cells = (
        (words.GRID_CANDIDATE, ""),
        (words.GRID_DATE, ""),
        (words.GRID_ASSESSMENT, coverage.assessment_title),
        (words.GRID_REFERENTIAL, coverage.referential_title),
        (words.GRID_DOSSIER, coverage.dossier.title or coverage.dossier.name),
        (words.GRID_JURY, ""),
        (words.GRID_PRESIDENT, ""),
        (words.GRID_READ_ON, french_date(coverage.run.date)),
    )
    for cell, (label, value) in zip((cell for row in table.rows for cell in row.cells), cells, strict=True):
        cell.width = Mm(68)
        _write(cell, label, bold=True)
        cell.add_paragraph(shorten(value, 160))
    document.add_paragraph()


def _block_table(document: Document, coverage: CoverageMap, block: BlockView) -> None:
    from docx.shared import Mm, Pt

    title = document.add_paragraph()
    title.paragraph_format.keep_with_next = True
    run = title.add_run(clean(words.BLOCK.format(id=block.id) + (f" – {block.title}" if block.title else "")))
    run.bold, run.font.size = True, Pt(11)
    table = document.add_table(rows=1, cols=len(_WIDTHS))
    table.style = "Table Grid"
    table.autofit = False
    for cell, heading in zip(table.rows[0].cells, words.GRID_COLUMNS, strict=True):
        _write(cell, heading, bold=True)
        _shade(cell, "E8EEF0")
    _repeat_heading(table)
    for finding in block.findings:
        _criterion_row(table, coverage, finding)
    # LibreOffice follows the columns' width, Word the cells'.
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        _keep_together(row)
        _set_widths(row.cells)
    decision = document.add_paragraph()
    decision.paragraph_format.space_before = Pt(6)
    decision.add_run(words.GRID_DECISION.format(block=clean(block.id))).bold = True
    decision.add_run(" " + "." * 120)
    document.add_paragraph()


def _criterion_row(table: Any, coverage: CoverageMap, finding: Finding) -> None:  # noqa: ANN401
    code, text, expected, passages, level, remarks = table.add_row().cells
    _write(code, clean(finding.criterion.code), bold=True)
    code.add_paragraph(f"{STATUS_SIGNS[finding.status]} {STATUS_LABELS[finding.status]}")
    _write(text, clean(finding.criterion.text))
    _write_lines(expected, [_expectation_line(item.label, found=item.found) for item in finding.expectations])
    _write_passages(passages, coverage, finding)
    if finding.status is not Status.NOT_EXPECTED:
        _write_lines(level, [f"{_BOX} {clean(name)}" for name in coverage.scale])
    _write(remarks, "")


def _expectation_line(label: str, *, found: bool) -> str:
    return f"✓ {clean(label)}" if found else f"○ {clean(label)} ({words.NOT_RETRIEVED})"


def _write_passages(cell: _Cell, coverage: CoverageMap, finding: Finding) -> None:
    held = [(item, "") for item, _ in shown_evidence(finding)]
    near = [(item, f"{words.NEAR_SHORT} ") for item, _ in shown_nearest(finding)]
    for number, (item, prefix) in enumerate((held or near)[:4]):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        paragraph.add_run(f"{page_reference(item, coverage.dossier)} – ").bold = True
        paragraph.add_run(prefix + quoted(item.quote, _QUOTE))
        cautions = caution_words(item)
        if cautions:
            paragraph.add_run(f" {words.CAUTION} {' ; '.join(cautions)}").italic = True
    if not held and not near and finding.reason:
        _write(cell, clean(finding.reason))


def _write(cell: _Cell, text: str, *, bold: bool = False) -> None:
    cell.paragraphs[0].add_run(text).bold = bold


def _write_lines(cell: _Cell, lines: list[str]) -> None:
    for number, line in enumerate(lines):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        paragraph.add_run(line)


def _shade(cell: _Cell, colour: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    attributes = {qn("w:val"): "clear", qn("w:color"): "auto", qn("w:fill"): colour}
    cell._tc.get_or_add_tcPr().append(OxmlElement("w:shd", attrs=attributes))


def _repeat_heading(table: Table) -> None:
    from docx.oxml import OxmlElement

    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _keep_together(row: Any) -> None:  # noqa: ANN401
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))


def _set_widths(cells: Any) -> None:  # noqa: ANN401
    from docx.shared import Mm

    for cell, width in zip(cells, _WIDTHS, strict=True):
        cell.width = Mm(width)


def _signatures(document: Document) -> None:
    from docx.shared import Mm

    table = document.add_table(rows=2, cols=3)
    table.style = "Table Grid"
    for cell, label in zip(table.rows[0].cells, words.GRID_SIGNATURES, strict=True):
        _write(cell, label, bold=True)
    table.rows[1].height = Mm(18)
    for row in table.rows:
        _keep_together(row)
