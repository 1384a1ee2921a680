"""The pages added at the end of an annotated PDF: what the colours mean, criterion by criterion."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from prelecture.datamodel import CoverageMap, Evidence, Finding, Status
from prelecture.reports.view import (
    by_block,
    french_date,
    missing_labels,
    page_reference,
    quoted,
    shorten,
)
from prelecture.wording import JURY_DECIDES, STATUS_HELP, STATUS_LABELS, page_list
from prelecture.wording import reports as words

if TYPE_CHECKING:
    from reportlab.graphics.shapes import Drawing

# Highlight colours: light enough for black text, far enough apart in grey to be told apart.
HIGHLIGHTS = {
    Status.FOUND: "b9e3c6",
    Status.PARTIAL: "ffe08a",
    Status.JURY_ONLY: "bcd6f5",
    Status.NOT_FOUND: "f3c9b5",
    Status.NOT_CONCLUDED: "d9d0f0",
    Status.NOT_EXPECTED: "e3e6ea",
}
INKS = {
    Status.FOUND: "14532d",
    Status.PARTIAL: "714700",
    Status.JURY_ONLY: "1d4677",
    Status.NOT_FOUND: "7a2e12",
    Status.NOT_CONCLUDED: "47367f",
    Status.NOT_EXPECTED: "47515b",
}
_ACCENT = "#1f4e5f"


def latin(text: str) -> str:
    """Return the text with what the standard PDF fonts cannot draw replaced."""
    spelled = text.replace("≈", "env.").replace("−", "-").replace("\u202f", " ").replace("→", ">")
    return spelled.encode("cp1252", "replace").decode("cp1252")


def legend_pages(coverage: CoverageMap, *, unplaced: Sequence[tuple[Finding, Evidence]] = ()) -> bytes:
    """Return a one-or-more-page A4 PDF; ``unplaced`` are the quotes that no page shows."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.units import mm
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

    style = _styles()
    story: list[Any] = [
        Paragraph(_text(words.LEGEND_PAGE_TITLE), style["title"]),
        Paragraph(
            _text(
                words.LEGEND_PAGE_INTRO.format(
                    version=coverage.run.tool_version, date=french_date(coverage.run.date)
                )
            ),
            style["body"],
        ),
        Paragraph(_text(JURY_DECIDES), style["strong"]),
        Spacer(1, 3 * mm),
        _status_table(style),
        Spacer(1, 5 * mm),
    ]
    for block in by_block(coverage):
        title = words.BLOCK.format(id=block.id) + (f" · {block.title}" if block.title else "")
        story += [
            Paragraph(_text(shorten(title, 220)), style["heading"]),
            _criteria_table(block.findings, style),
        ]
    if unplaced:
        story.append(Paragraph(_text(words.LEGEND_UNPLACED), style["heading"]))
        story += [Paragraph(_text(_unplaced_line(coverage, *pair)), style["cell"]) for pair in unplaced]
    buffer = BytesIO()
    margins = {"leftMargin": 18 * mm, "rightMargin": 18 * mm, "topMargin": 18 * mm, "bottomMargin": 16 * mm}
    # Without "invariant" reportlab dates and numbers the file, and the same map gives other bytes.
    document = SimpleDocTemplate(buffer, pagesize=A4, title=words.LEGEND_PAGE_TITLE, invariant=1, **margins)
    document.build(story)
    return buffer.getvalue()


def sign_drawing(status: Status, *, size: float = 8) -> Drawing:
    """Return the status' sign, drawn, since the standard fonts lack the characters."""
    from reportlab.graphics.shapes import Circle, Drawing, Line, String, Wedge
    from reportlab.lib.colors import HexColor

    ink, half = HexColor(f"#{INKS[status]}"), size / 2
    drawing = Drawing(size, size)
    if status is Status.NOT_EXPECTED:
        drawing.add(Line(1, half, size - 1, half, strokeColor=ink, strokeWidth=1.3))
        return drawing
    filled = ink if status is Status.FOUND else None
    dashes = [1.2, 1] if status is Status.NOT_CONCLUDED else None
    drawing.add(
        Circle(
            half, half, half - 0.8, fillColor=filled, strokeColor=ink, strokeWidth=1.1, strokeDashArray=dashes
        )
    )
    if status is Status.PARTIAL:
        drawing.add(Wedge(half, half, half - 0.8, 90, 270, fillColor=ink, strokeColor=None))
    letter = {Status.NOT_CONCLUDED: "?", Status.JURY_ONLY: "J"}.get(status)
    if letter:
        drawing.add(
            String(
                half,
                half - size * 0.24,
                letter,
                fontName="Helvetica-Bold",
                fontSize=size * 0.68,
                textAnchor="middle",
                fillColor=ink,
            )
        )
    return drawing


def _unplaced_line(coverage: CoverageMap, finding: Finding, item: Evidence) -> str:
    return f"{finding.criterion.code} · {page_reference(item, coverage.dossier)} · {quoted(item.quote, 160)}"


def _text(text: str) -> str:
    from xml.sax.saxutils import escape

    return escape(latin(text))


def _styles() -> dict[str, Any]:
    from reportlab.lib.colors import HexColor
    from reportlab.lib.styles import ParagraphStyle

    body = ParagraphStyle("body", fontName="Helvetica", fontSize=9, leading=12.5, spaceAfter=4)
    return {
        "body": body,
        "title": ParagraphStyle(
            "title", parent=body, fontName="Times-Bold", fontSize=17, leading=21, spaceAfter=6
        ),
        "strong": ParagraphStyle("strong", parent=body, fontName="Helvetica-Bold"),
        "heading": ParagraphStyle(
            "heading",
            parent=body,
            fontName="Helvetica-Bold",
            fontSize=9.5,
            leading=12,
            textColor=HexColor(_ACCENT),
            spaceBefore=8,
            keepWithNext=1,
        ),
        "cell": ParagraphStyle(
            "cell", parent=body, fontSize=8.2, leading=10.4, spaceAfter=0, splitLongWords=1
        ),
        "head": ParagraphStyle(
            "head", parent=body, fontName="Helvetica-Bold", fontSize=7.8, leading=10, spaceAfter=0
        ),
    }


def _status_table(style: dict[str, Any]) -> object:
    from reportlab.lib.colors import HexColor
    from reportlab.lib.units import mm
    from reportlab.platypus import Paragraph, Table, TableStyle

    rows = [
        [
            sign_drawing(status),
            Paragraph(f"<b>{_text(STATUS_LABELS[status])}</b>", style["cell"]),
            Paragraph(_text(STATUS_HELP[status]), style["cell"]),
        ]
        for status in STATUS_LABELS
    ]
    table = Table(rows, colWidths=[8 * mm, 46 * mm, 120 * mm])
    highlighted = (Status.FOUND, Status.PARTIAL, Status.JURY_ONLY)
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
            ]
            + [
                ("BACKGROUND", (1, row), (1, row), HexColor(f"#{HIGHLIGHTS[status]}"))
                for row, status in enumerate(STATUS_LABELS)
                if status in highlighted
            ]
        )
    )
    return table


def _criteria_table(findings: Sequence[Finding], style: dict[str, Any]) -> object:
    from reportlab.lib.colors import HexColor
    from reportlab.lib.units import mm
    from reportlab.platypus import Paragraph, Table, TableStyle

    headings = ("", words.CRITERION, words.STATUS, words.QUOTED_PAGES, words.MISSING)
    rows: list[list[Any]] = [[Paragraph(_text(heading), style["head"]) for heading in headings]]
    for finding in findings:
        pages = page_list(tuple(item.page for item in finding.evidence if item.page is not None))
        near = page_list(tuple(item.page for item in finding.nearest if item.page is not None))
        missing = " ; ".join(missing_labels(finding))
        if near:
            missing = (
                f"{missing} ({words.SEE_NEAREST.format(pages=near)})"
                if missing
                else words.SEE_NEAREST.format(pages=near)
            )
        cells = (finding.criterion.code, STATUS_LABELS[finding.status], pages or "–", missing or "–")
        rows.append(
            [sign_drawing(finding.status), *(Paragraph(_text(cell), style["cell"]) for cell in cells)]
        )
    table = Table(rows, colWidths=[8 * mm, 27 * mm, 37 * mm, 24 * mm, 78 * mm], repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEBELOW", (0, 0), (-1, 0), 0.8, HexColor("#1c2126")),
                ("LINEBELOW", (0, 1), (-1, -1), 0.4, HexColor("#cfd5db")),
                ("TOPPADDING", (0, 0), (-1, -1), 2.5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
                ("LEFTPADDING", (0, 0), (-1, -1), 2),
            ]
        )
    )
    return table
