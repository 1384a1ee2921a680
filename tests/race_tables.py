"""Builds RACE tables as Word, Excel and PDF files, the way certifiers lay them out."""

from __future__ import annotations

import re
from io import BytesIO
from xml.sax.saxutils import escape

HEADER = (
    "Référentiel d'activités",
    "Référentiel de compétences",
    "Modalités d'évaluation",
    "Critères d'évaluation",
)


def is_bullet(line):
    return line.startswith("- ")


def docx_table(rows, *, header=HEADER, paragraphs=(), merge=(), title=""):
    """Return a DOCX with one table. ``rows`` hold strings of lines ("- " for a real Word bullet),
    or one string for a row merged across; ``merge`` lists (column, first row, last row)."""
    from docx import Document
    from docx.shared import Pt

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = section.page_height, section.page_width
    document.styles["Normal"].font.size = Pt(9)
    if title:
        document.add_heading(title)
    for text in paragraphs:
        document.add_paragraph(text)
    table = document.add_table(rows=0, cols=len(header))
    table.style = "Table Grid"
    _fill(table.add_row().cells, header)
    for row in rows:
        cells = table.add_row().cells
        if isinstance(row, str):
            _fill([cells[0].merge(cells[-1])], [row])
        else:
            _fill(cells, row)
    for column, first, last in merge:
        table.cell(first + 1, column).merge(table.cell(last + 1, column))
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _fill(cells, texts):
    for cell, text in zip(cells, texts, strict=True):
        for i, line in enumerate(text.split("\n")):
            paragraph = cell.paragraphs[0] if not i else cell.add_paragraph()
            if is_bullet(line):
                paragraph.style = "List Bullet"
            paragraph.add_run(line.removeprefix("- "))


def xlsx_table(rows, *, header=HEADER, sheet="Référentiel"):
    """Return an XLSX with one sheet; cells of several lines hold line breaks."""
    import openpyxl

    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    page.append(list(header))
    for row in rows:
        page.append([row] if isinstance(row, str) else [text or None for text in row])
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def pdf_table(rows, *, header=HEADER, paragraphs=(), footer="Référentiel exemple"):
    """Return a PDF with one ruled table whose cells wrap, with a running footer and page numbers."""
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

    style = getSampleStyleSheet()["BodyText"]
    style.fontSize, style.leading = 8, 10

    def cell(text):
        lines = [escape(re.sub(r"^- ", "• ", line)) for line in text.split("\n")]
        return [Paragraph(line or "&nbsp;", style) for line in lines]

    spans = [("SPAN", (0, i), (-1, i)) for i, row in enumerate(rows, start=1) if isinstance(row, str)]
    body = [
        [cell(row)] + [""] * (len(header) - 1) if isinstance(row, str) else [cell(t) for t in row]
        for row in rows
    ]
    table = Table(
        [[cell(text) for text in header], *body], repeatRows=1, splitInRow=1, colWidths=[185] * len(header)
    )
    table.setStyle(
        TableStyle(
            [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP"), *spans]
        )
    )

    def furniture(canvas, document):
        canvas.setFont("Helvetica", 7)
        canvas.drawString(40, 20, f"{footer} - page {document.page}")

    stream = BytesIO()
    document = SimpleDocTemplate(stream, pagesize=landscape(A4), leftMargin=40, rightMargin=40)
    document.build(
        [*(Paragraph(escape(text), style) for text in paragraphs), table],
        onFirstPage=furniture,
        onLaterPages=furniture,
    )
    return stream.getvalue()


def rows_of(referential):
    """Return the rows of a shipped référentiel as its certifier could have typed them."""
    rows = []
    shown = set()
    texts = {activity.id: activity.text for block in referential.blocks for activity in block.activities}
    numbered = any(criterion.code != criterion.competencies[0] for criterion in referential.criteria)
    for number, block in enumerate(referential.blocks, start=1):
        rows.append(f"Bloc {number} – {block.title}")
        for competency in (c for c in referential.competencies if c.block == block.id):
            parts = [
                p for p in referential.assessments if competency.id in p.competencies and p.id not in shown
            ]
            shown.update(part.id for part in parts)
            activity = "" if competency.activity in shown else competency.activity
            shown.add(competency.activity)
            rows.append(
                (
                    f"{activity} {texts[activity]}" if activity else "",
                    f"{competency.id.removesuffix('-bis')} {competency.text}",
                    "\n".join(line for part in parts for line in part.text.splitlines()),
                    "\n".join(_criteria(referential, competency.id, numbered=numbered)),
                )
            )
    return rows


def _criteria(referential, competency, *, numbered):
    for criterion in referential.criteria:
        if criterion.competencies[0] != competency:
            continue
        first, *items = criterion.text.splitlines()
        opens = not re.search(r"-(?!1$)\d+$", criterion.id)
        first = f"- {first}" if first[0].islower() else first
        yield f"{criterion.code} {first}" if numbered and opens else first
        yield from (f"- {item}" for item in items)
