"""Pages of a dossier as pictures, with their text in place and the quotes to highlight."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from prelecture.datamodel import CoverageMap, Decision, Evidence
from prelecture.reports import locating
from prelecture.reports.exporting import ExportFormat, export
from prelecture.reports.locating import Place, Rect, locate_quotes, open_pdf
from prelecture.reports.office import convert_to_pdf

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

# pdfium is not thread-safe, and a web server answers each reader in a thread of its own.
_PDFIUM = threading.RLock()
_WIDTH = 1100


@dataclass(frozen=True, slots=True)
class TextLine:
    """A run of text on a page; ``box`` is (left, top, width, height) as fractions of the page."""

    text: str
    box: Rect


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page drawn as WebP, ``ratio`` being its width over its height, with its lines of text."""

    number: int
    count: int
    image: bytes
    ratio: float
    lines: tuple[TextLine, ...]


def displayable_pdf(content: bytes, *, name: str) -> bytes:
    """Return the dossier as PDF: itself, or converted by LibreOffice.

    Raises MissingTool where LibreOffice is needed and not installed, UnreadableDossier where it fails.
    """
    if content.lstrip()[:5] == b"%PDF-":
        return content
    return convert_to_pdf(content, suffix=Path(name).suffix.lower() or ".docx")


def draw_page(pdf: bytes, number: int, *, width: int = _WIDTH) -> PageImage:
    """Return a page, the nearest one that exists, drawn ``width`` pixels wide.

    Raises UnreadableDossier or EncryptedDossier where the file does not open.
    """
    with _PDFIUM:
        document = open_pdf(pdf)
        try:
            count = len(document)
            page = document[min(max(number, 1), count) - 1]
            wide, high = page.get_size()
            picture = page.render(scale=width / wide).to_pil()
            lines = tuple(_text_lines(page))
        finally:
            document.close()
    buffer = BytesIO()
    # Method 0: three times as fast as the default for a file a fifth larger.
    picture.save(buffer, "WEBP", quality=80, method=0)
    return PageImage(min(max(number, 1), count), count, buffer.getvalue(), wide / high, lines)


def _text_lines(page: PdfPage) -> list[TextLine]:
    text_page = page.get_textpage()
    matrix = locating.display_matrix(page)
    lines = []
    for i in range(text_page.count_rects()):
        rect = text_page.get_rect(i)
        text = text_page.get_text_bounded(*rect).strip()
        if text:
            lines.append(TextLine(" ".join(text.split()), locating.displayed(rect, matrix)))
    return lines


def find_places(pdf: bytes, evidence: Sequence[Evidence]) -> list[tuple[Place, ...]]:
    """Return ``locating.locate_quotes``, one thread at a time."""
    with _PDFIUM:
        return locate_quotes(pdf, evidence)


def make_export(
    coverage: CoverageMap,
    format: ExportFormat,
    *,
    dossier: bytes | None,
    template: bytes | None = None,
    decisions: Sequence[Decision] = (),
    code: str = "",
) -> bytes:
    """Return ``exporting.export``, one thread at a time."""
    with _PDFIUM:
        return export(coverage, format, dossier=dossier, template=template, decisions=decisions, code=code)
