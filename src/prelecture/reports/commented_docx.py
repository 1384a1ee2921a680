"""The candidate's Word file with a comment at each piece of evidence; its own content is untouched."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from prelecture.datamodel import CoverageMap, Evidence, Finding
from prelecture.errors import UnreadableDossier
from prelecture.reports.locating import MIN_SIMILARITY, fold
from prelecture.reports.view import (
    TO_CHECK,
    caution_words,
    clean,
    expectation_label,
    missing_labels,
    page_reference,
    quoted,
    shorten,
)
from prelecture.wording import JURY_DECIDES, STATUS_LABELS, STATUS_SIGNS, page_list
from prelecture.wording import reports as words

if TYPE_CHECKING:
    from docx.document import Document

XmlElement = Any
_MIN_LENGTH = 4
# One character of text each, as the reader gives them.
_ONE_CHARACTER = ("tab", "br", "cr", "noBreakHyphen", "softHyphen", "sym")


@dataclass(frozen=True, slots=True)
class _Letter:
    """Where a character of the body's text stands: which run, and how far in it."""

    run: XmlElement
    offset: int


@dataclass(slots=True)
class _Body:
    """The letters and digits of the body, in order, with the character each comes from."""

    folded: str
    letters: list[_Letter]


@dataclass(frozen=True, slots=True)
class _Remark:
    text: str
    first: _Letter
    last: _Letter


def comment_docx(source: str | Path | bytes, coverage: CoverageMap) -> bytes:
    """Return the file with Word comments: one per passage, and a first one with what was not found.

    Comments are anchored in the body and its tables. Passages of notes, text boxes, headers and
    footers, where Word takes no comment, are listed in the first comment.

    Raises UnreadableDossier where the file does not open as DOCX.
    """
    document = _open(source)
    body = _read_body(document)
    remarks, unplaced = _remarks(body, coverage)
    first_run = body.letters[0].run if body.letters else None
    pieces = _cut_runs(remarks)
    for remark in remarks:
        first, last = _piece(pieces, remark.first), _piece(pieces, remark.last)
        _add(document, coverage, _at_paragraph_level(first), _at_paragraph_level(last), remark.text)
    if first_run is not None:
        _summary(document, coverage, first_run, unplaced)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _open(source: str | Path | bytes) -> Document:
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import XMLSyntaxError

    damaged = (PackageNotFoundError, BadZipFile, zlib.error, XMLSyntaxError, KeyError, ValueError)
    stream = BytesIO(source) if isinstance(source, bytes) else str(source)
    try:
        return docx.Document(stream)
    except (*damaged, OSError, NotImplementedError) as error:
        raise UnreadableDossier(words.DOCX_UNREADABLE) from error


def _read_body(document: Document) -> _Body:
    folded: list[str] = []
    letters: list[_Letter] = []
    for run in _runs(document.element.body):
        offset = 0
        for child in run:
            for character in _text_of(child):
                part = fold(character)
                folded.append(part)
                letters.extend(_Letter(run, offset) for _ in part)
                offset += 1
    return _Body("".join(folded), letters)


def _runs(element: XmlElement) -> Iterator[XmlElement]:
    """Yield the runs of the body in order, leaving out text boxes, drawings and their fallbacks."""
    for child in element:
        name = _name(child)
        if name == "r":
            yield child
        elif name not in ("del", "moveFrom", "sectPr", "pPr", "AlternateContent"):
            yield from _runs(child)


def _name(element: XmlElement) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _text_of(child: XmlElement) -> str:
    name = _name(child)
    if name == "t":
        return child.text or ""
    return " " if name in _ONE_CHARACTER else ""


def _remarks(body: _Body, coverage: CoverageMap) -> tuple[list[_Remark], list[tuple[Finding, Evidence]]]:
    groups: dict[tuple[int, int, str], list[tuple[Finding, Evidence]]] = {}
    for finding in coverage.findings:
        for item in finding.evidence:
            groups.setdefault((item.start, item.end, item.quote), []).append((finding, item))
    remarks: list[_Remark] = []
    unplaced = []
    cursor = 0
    for group in sorted(groups.values(), key=lambda group: group[0][1].start):
        span = _find(body, group[0][1].quote, cursor)
        if span is None:
            unplaced.append(group[0])
            continue
        start, end, exact = span
        cursor = max(cursor, start) if exact else cursor
        first, last = _main_paragraph(body.letters[start:end])
        remarks.append(_Remark(_remark_text(group, exact=exact), first, last))
    order = {id(letter): number for number, letter in enumerate(body.letters)}
    return sorted(remarks, key=lambda remark: order[id(remark.first)]), unplaced


def _find(body: _Body, quote: str, cursor: int) -> tuple[int, int, bool] | None:
    """Return the folded span of the quote, the next one after ``cursor`` where it stands twice."""
    wanted = fold(quote)
    if len(wanted) < _MIN_LENGTH:
        return None
    start = body.folded.find(wanted, cursor)
    start = body.folded.find(wanted) if start < 0 else start
    if start >= 0:
        return start, start + len(wanted), True
    return _find_like(body, wanted)


def _find_like(body: _Body, wanted: str) -> tuple[int, int, bool] | None:
    from rapidfuzz import fuzz

    if len(wanted) < 5 * _MIN_LENGTH or len(wanted) > len(body.folded):
        return None
    found = fuzz.partial_ratio_alignment(wanted, body.folded, score_cutoff=MIN_SIMILARITY)
    return None if found is None else (found.dest_start, found.dest_end, False)


def _main_paragraph(letters: Sequence[_Letter]) -> tuple[_Letter, _Letter]:
    """Return the ends of the part that lies in one paragraph: a range over table cells breaks files."""
    parts: dict[XmlElement, list[_Letter]] = {}
    for letter in letters:
        parts.setdefault(_paragraph(letter.run), []).append(letter)
    longest = max(parts.values(), key=len)
    return longest[0], longest[-1]


def _paragraph(run: XmlElement) -> XmlElement:
    return next(element for element in run.iterancestors() if _name(element) == "p")


def _remark_text(group: Sequence[tuple[Finding, Evidence]], *, exact: bool) -> str:
    lines: list[str] = []
    by_criterion: dict[str, list[tuple[Finding, Evidence]]] = {}
    for finding, item in group:
        by_criterion.setdefault(finding.criterion.id, []).append((finding, item))
    for uses in by_criterion.values():
        finding = uses[0][0]
        lines.append(
            f"{STATUS_SIGNS[finding.status]} {finding.criterion.code} – {STATUS_LABELS[finding.status]}"
        )
        labels = dict.fromkeys(expectation_label(finding, item.expectation) for _, item in uses)
        lines += [f"{words.SERVES} {shorten(label, 200)}" for label in labels if label]
        cautions = dict.fromkeys(caution for _, item in uses for caution in caution_words(item))
        lines += [f"{words.CAUTION} {caution}" for caution in cautions]
    if not exact:
        lines.append(words.APPROXIMATE_PLACE)
    return "\n".join(lines)


_Pieces = dict[int, list[tuple[int, XmlElement]]]


def _cut_runs(remarks: Sequence[_Remark]) -> _Pieces:
    """Cut the runs where a passage starts or ends; return, by run, (offset, piece) pairs in order."""
    cuts: dict[int, tuple[XmlElement, set[int]]] = {}
    for remark in remarks:
        for run, offset in (
            (remark.first.run, remark.first.offset),
            (remark.last.run, remark.last.offset + 1),
        ):
            if _is_direct(run):
                cuts.setdefault(id(run), (run, set()))[1].add(offset)
    pieces: _Pieces = {}
    for key, (run, offsets) in cuts.items():
        parts = [(offset, _split(run, offset)) for offset in sorted(offsets - {0}, reverse=True)]
        pieces[key] = [(0, run), *((offset, part) for offset, part in reversed(parts) if part is not run)]
    return pieces


def _piece(pieces: _Pieces, letter: _Letter) -> XmlElement:
    parts = pieces.get(id(letter.run), [(0, letter.run)])
    return next(part for offset, part in reversed(parts) if offset <= letter.offset)


def _is_direct(run: XmlElement) -> bool:
    return _name(run.getparent()) == "p"


def _at_paragraph_level(run: XmlElement) -> XmlElement:
    """Return the run, or the link, insertion or control that holds it, as a child of the paragraph."""
    element = run
    while _name(element.getparent()) != "p":
        element = element.getparent()
    return element


def _split(run: XmlElement, offset: int) -> XmlElement:
    """Move what follows ``offset`` to a new run with the same look, right after; return that run.

    Returns the run itself where nothing follows.
    """
    from docx.oxml import OxmlElement

    moved: list[XmlElement] = []
    seen = 0
    for child in list(run):
        if _name(child) == "rPr":
            continue
        size = len(_text_of(child))
        if seen >= offset:
            moved.append(child)
        elif seen + size > offset:
            moved.append(_split_text(child, offset - seen))
        seen += size
    if not moved:
        return run
    rest = OxmlElement("w:r")
    for name, value in run.attrib.items():
        rest.set(name, value)
    if run.rPr is not None:
        rest.append(deepcopy(run.rPr))
    for child in moved:
        rest.append(child)
    run.addnext(rest)
    return rest


def _split_text(element: XmlElement, offset: int) -> XmlElement:
    rest = deepcopy(element)
    element.text, rest.text = element.text[:offset], element.text[offset:]
    for part in (element, rest):
        # Without this mark Word drops the space at a cut.
        part.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return rest


def _add(document: Document, coverage: CoverageMap, first: XmlElement, last: XmlElement, text: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    comment = document.comments.add_comment(text=clean(text), author=words.TOOL_NAME, initials="P")
    # python-docx writes the time of the day; the map's own date keeps the same map the same file.
    comment._comment_elm.set(qn("w:date"), _word_date(coverage.run.date))
    id = {qn("w:id"): str(comment.comment_id)}
    first.addprevious(OxmlElement("w:commentRangeStart", attrs=id))
    reference = OxmlElement("w:r")
    reference.append(OxmlElement("w:commentReference", attrs=id))
    last.addnext(reference)
    last.addnext(OxmlElement("w:commentRangeEnd", attrs=id))


def _word_date(iso: str) -> str:
    try:
        return datetime.fromisoformat(iso).strftime("%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        return "2000-01-01T00:00:00Z"


def _summary(
    document: Document, coverage: CoverageMap, run: XmlElement, unplaced: Sequence[tuple[Finding, Evidence]]
) -> None:
    lines = [f"{words.REPORT_TITLE} – {coverage.assessment_title}", JURY_DECIDES]
    missing = [finding for finding in coverage.findings if finding.status in TO_CHECK]
    if missing:
        lines.append(words.TO_CHECK_LIST)
        lines += [_missing_line(finding) for finding in missing]
    if unplaced:
        lines.append(words.DOCX_UNPLACED)
        lines += [
            f"{finding.criterion.code} – {page_reference(item, coverage.dossier)} – {quoted(item.quote, 120)}"
            for finding, item in unplaced
        ]
    element = _at_paragraph_level(run)
    _add(document, coverage, element, element, "\n".join(lines))


def _missing_line(finding: Finding) -> str:
    line = f"{STATUS_SIGNS[finding.status]} {finding.criterion.code} – {STATUS_LABELS[finding.status]}"
    labels = " ; ".join(shorten(label, 160) for label in missing_labels(finding))
    pages = page_list(tuple(item.page for item in finding.nearest if item.page is not None))
    near = f" ({words.SEE_NEAREST.format(pages=pages)})" if pages else ""
    return f"{line} : {labels}{near}" if labels else f"{line}{near}"
