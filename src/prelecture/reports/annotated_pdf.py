"""The candidate's PDF with its evidence highlighted, an outline entry per criterion and a legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from math import cos, radians, sin
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prelecture.datamodel import CoverageMap, Evidence, Finding, Status
from prelecture.errors import EncryptedDossier, UnreadableDossier
from prelecture.reports.legend_page import HIGHLIGHTS, INKS, latin, legend_pages
from prelecture.reports.locating import Place, Rect, locate_quotes
from prelecture.reports.view import by_block, caution_words, clean, expectation_label
from prelecture.wording import STATUS_LABELS, STATUS_SIGNS, page_list
from prelecture.wording import reports as words

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader, PdfWriter

_TAG_FONT = 6.5
_TAG_HEIGHT = 10.0
_TAG_EDGE = 5.0
_MAX_CODES = 2
# What pypdf lets out, besides its own errors, on a damaged file that pdfium has opened.
_DAMAGED = (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError)


@dataclass(frozen=True, slots=True)
class _Mark:
    """A passage on the pages, with all the findings that quote it."""

    places: tuple[Place, ...]
    uses: tuple[tuple[Finding, Evidence], ...]

    @property
    def status(self) -> Status:
        return self.uses[0][0].status


def annotate_pdf(source: str | Path | bytes, coverage: CoverageMap) -> bytes:
    """Return the PDF with highlights, margin codes, an outline and a legend; its pages are untouched.

    A passage that several criteria quote is highlighted once and its note names them all.

    Raises UnreadableDossier or EncryptedDossier where the file does not open.
    """
    from pypdf.errors import PyPdfError

    content = source if isinstance(source, bytes) else _read(Path(source))
    marks, unplaced = _marks(content, coverage)
    legend = legend_pages(coverage, unplaced=unplaced)
    try:
        return _write(content, coverage, marks, legend)
    except (PyPdfError, *_DAMAGED) as error:
        raise UnreadableDossier(words.PDF_UNREADABLE) from error


def _write(content: bytes, coverage: CoverageMap, marks: Sequence[_Mark], legend: bytes) -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=_open(content))
    tags: dict[int, list[tuple[float, float]]] = {}
    for number, mark in enumerate(marks):
        for place in mark.places:
            _highlight(writer, place, mark, number)
            _tag(writer, place, mark, tags.setdefault(place.page, []))
    legend_start = len(writer.pages)
    for page in PdfReader(BytesIO(legend)).pages:
        writer.add_page(page)
    _outline(writer, coverage, marks, legend_start)
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableDossier(words.FILE_UNREADABLE.format(name=path.name)) from error


def _open(content: bytes) -> PdfReader:
    from pypdf import PasswordType, PdfReader

    reader = PdfReader(BytesIO(content))
    # A file locked for changes only opens with an empty password.
    if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
        raise EncryptedDossier(words.PDF_ENCRYPTED)
    return reader


def _marks(content: bytes, coverage: CoverageMap) -> tuple[list[_Mark], list[tuple[Finding, Evidence]]]:
    uses: dict[tuple[int, int, str], list[tuple[Finding, Evidence]]] = {}
    for finding in coverage.findings:
        for item in finding.evidence:
            uses.setdefault((item.start, item.end, item.quote), []).append((finding, item))
    groups = sorted(uses.values(), key=lambda group: group[0][1].start)
    places = locate_quotes(content, [group[0][1] for group in groups])
    marks = [_Mark(found, tuple(group)) for found, group in zip(places, groups, strict=True) if found]
    unplaced = [group[0] for found, group in zip(places, groups, strict=True) if not found]
    return marks, unplaced


def _highlight(writer: PdfWriter, place: Place, mark: _Mark, number: int) -> None:
    from pypdf.annotations import Highlight
    from pypdf.generic import ArrayObject, FloatObject, NameObject, TextStringObject

    corners: list[float] = []
    for left, bottom, right, top in place.rects:
        # Acrobat's order (top left, top right, bottom left, bottom right), not the standard's.
        corners += [left, top, right, top, left, bottom, right, bottom]
    annotation = Highlight(
        rect=_bounds(place.rects),
        quad_points=ArrayObject([FloatObject(round(value, 3)) for value in corners]),
        highlight_color=HIGHLIGHTS[mark.status],
        printing=True,
    )
    annotation[NameObject("/Contents")] = TextStringObject(_note(mark, place))
    annotation[NameObject("/T")] = TextStringObject(words.TOOL_NAME)
    annotation[NameObject("/NM")] = TextStringObject(f"prelecture-{number}-{place.page}")
    writer.add_annotation(page_number=place.page - 1, annotation=annotation)


def _note(mark: _Mark, place: Place) -> str:
    lines = []
    by_criterion: dict[str, list[tuple[Finding, Evidence]]] = {}
    for finding, item in mark.uses:
        by_criterion.setdefault(finding.criterion.id, []).append((finding, item))
    for group in by_criterion.values():
        finding = group[0][0]
        lines.append(f"{finding.criterion.code} – {STATUS_LABELS[finding.status]}")
        labels = dict.fromkeys(expectation_label(finding, item.expectation) for _, item in group)
        lines += [f"{words.SERVES} {label}" for label in labels if label]
        cautions = dict.fromkeys(caution for _, item in group for caution in caution_words(item))
        lines += [f"{words.CAUTION} {caution}" for caution in cautions]
    if not place.exact:
        lines.append(words.APPROXIMATE_PLACE)
    return clean("\n".join(lines))


def _tag(writer: PdfWriter, place: Place, mark: _Mark, taken: list[tuple[float, float]]) -> None:
    """Stamp the codes in the right margin at the passage's first line, for paper and for grey."""
    from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, NumberObject
    from reportlab.pdfbase.pdfmetrics import stringWidth

    page = writer.pages[place.page - 1]
    width, height = _displayed_size(page)
    codes = list(dict.fromkeys(finding.criterion.code for finding, _ in mark.uses))
    text = latin(", ".join(clean(code)[:20] for code in codes[:_MAX_CODES]))
    text += f" +{len(codes) - _MAX_CODES}" if len(codes) > _MAX_CODES else ""
    tag_width = stringWidth(text, "Helvetica", _TAG_FONT) + 13
    top = _free_slot(place.boxes[0][1] * height, taken, height)
    left = max(0.0, width - _TAG_EDGE - tag_width)
    shown = (left / width, top / height, (left + tag_width) / width, (top + _TAG_HEIGHT) / height)
    annotation = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Stamp"),
            NameObject("/Rect"): ArrayObject([FloatObject(round(v, 3)) for v in _to_user_space(page, shown)]),
            NameObject("/F"): NumberObject(4),
            NameObject("/AP"): DictionaryObject(
                {NameObject("/N"): _tag_appearance(writer, page, text, tag_width, mark.status)}
            ),
        }
    )
    writer.add_annotation(page_number=place.page - 1, annotation=annotation)


def _free_slot(top: float, taken: list[tuple[float, float]], height: float) -> float:
    """Return the first height at or below ``top`` where no other tag of the page stands."""
    for start, end in sorted(taken):
        if top < end and start < top + _TAG_HEIGHT:
            top = end + 1
    top = min(top, height - _TAG_HEIGHT - 1)
    taken.append((top, top + _TAG_HEIGHT))
    return top


def _tag_appearance(writer: PdfWriter, page: PageObject, text: str, width: float, status: Status) -> Any:  # noqa: ANN401
    from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, StreamObject

    stream = StreamObject()
    stream.set_data(_tag_drawing(text, width, status))
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
            NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
        }
    )
    angle = radians(page.rotation)
    matrix = (cos(angle), sin(angle), -sin(angle), cos(angle), 0, 0)
    stream.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): ArrayObject([FloatObject(v) for v in (0, 0, width, _TAG_HEIGHT)]),
            NameObject("/Matrix"): ArrayObject([FloatObject(round(v, 6)) for v in matrix]),
            NameObject("/Resources"): DictionaryObject(
                {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
            ),
        }
    )
    return writer._add_object(stream)


def _tag_drawing(text: str, width: float, status: Status) -> bytes:
    red, green, blue = (int(INKS[status][i : i + 2], 16) / 255 for i in (0, 2, 4))
    ink = f"{red:.3f} {green:.3f} {blue:.3f}"
    middle, radius = _TAG_HEIGHT / 2, 2.3
    circle = _circle(5.2, middle, radius)
    sign = f"{circle} f" if status is Status.FOUND else f"{circle} S"
    if status is Status.PARTIAL:
        sign += f" q 0 0 5.2 {_TAG_HEIGHT} re W n {circle} f Q"
    escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    drawing = (
        f"1 1 1 rg {ink} RG 0.5 w 0.25 0.25 {width - 0.5:.2f} {_TAG_HEIGHT - 0.5:.2f} re B "
        f"{ink} rg 0.8 w {sign} BT /F1 {_TAG_FONT} Tf 10 2.9 Td ({escaped}) Tj ET"
    )
    return drawing.encode("cp1252", "replace")


def _circle(x: float, y: float, r: float) -> str:
    k = 0.5523 * r
    return (
        f"{x - r:.2f} {y:.2f} m "
        f"{x - r:.2f} {y + k:.2f} {x - k:.2f} {y + r:.2f} {x:.2f} {y + r:.2f} c "
        f"{x + k:.2f} {y + r:.2f} {x + r:.2f} {y + k:.2f} {x + r:.2f} {y:.2f} c "
        f"{x + r:.2f} {y - k:.2f} {x + k:.2f} {y - r:.2f} {x:.2f} {y - r:.2f} c "
        f"{x - k:.2f} {y - r:.2f} {x - r:.2f} {y - k:.2f} {x - r:.2f} {y:.2f} c h"
    )


def _visible_box(page: PageObject) -> Rect:
    crop, media = page.cropbox, page.mediabox
    return (
        float(max(crop.left, media.left)),
        float(max(crop.bottom, media.bottom)),
        float(min(crop.right, media.right)),
        float(min(crop.top, media.top)),
    )


def _displayed_size(page: PageObject) -> tuple[float, float]:
    left, bottom, right, top = _visible_box(page)
    width, height = right - left, top - bottom
    return (height, width) if page.rotation % 180 else (width, height)


def _to_user_space(page: PageObject, shown: Rect) -> Rect:
    """Return a displayed box (left, top, right, bottom, as fractions) as a rectangle of user space."""
    left, bottom, right, top = _visible_box(page)
    width, height = right - left, top - bottom

    def point(x: float, y: float) -> tuple[float, float]:
        return {
            0: (left + x * width, top - y * height),
            90: (left + y * width, bottom + x * height),
            180: (right - x * width, bottom + y * height),
            270: (right - y * width, top - x * height),
        }[page.rotation % 360]

    (x1, y1), (x2, y2) = point(shown[0], shown[1]), point(shown[2], shown[3])
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _bounds(rects: Sequence[Rect]) -> Rect:
    lefts, bottoms, rights, tops = zip(*rects, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def _outline(writer: PdfWriter, coverage: CoverageMap, marks: Sequence[_Mark], legend: int) -> None:
    first: dict[str, Place] = {}
    for mark in marks:
        for finding, _ in mark.uses:
            first.setdefault(finding.criterion.id, mark.places[0])
    root = writer.add_outline_item(title=words.REPORT_TITLE, page_number=legend, bold=True)
    for block in by_block(coverage):
        name = words.BLOCK.format(id=clean(block.id))
        parent = writer.add_outline_item(title=name, page_number=legend, parent=root)
        for finding in block.findings:
            place = first.get(finding.criterion.id)
            page = place.page - 1 if place else legend
            title = _outline_title(finding)
            writer.add_outline_item(title=title, page_number=page, parent=parent, fit=_view(writer, place))


def _outline_title(finding: Finding) -> str:
    pages = page_list(tuple(item.page for item in finding.evidence if item.page is not None))
    title = (
        f"{STATUS_SIGNS[finding.status]} {clean(finding.criterion.code)} – {STATUS_LABELS[finding.status]}"
    )
    return f"{title} ({words.PAGES_SHORT.format(pages=pages)})" if pages else title


def _view(writer: PdfWriter, place: Place | None) -> Any:  # noqa: ANN401
    from pypdf.generic import Fit

    if place is None or writer.pages[place.page - 1].rotation:
        return Fit.fit()
    return Fit.xyz(left=0, top=max(rect[3] for rect in place.rects) + 24)
