"""Read a candidate's file into a ``Dossier`` (stage), each file in a process of its own.

The parent looks at the file's size only; a child process with limits on time and memory parses the
content, so that a hostile or broken file can harm neither the tool nor the batch.
``python -m prelecture.reading`` is that child: request and file on standard input, JSON on output.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from prelecture import errors
from prelecture.datamodel import (
    Dossier,
    Figure,
    HiddenText,
    Page,
    Readability,
    ReadingWarning,
    TextBlock,
    TextKind,
    Zone,
)
from prelecture.errors import LimitExceeded, ScannedDossier, UnreadableDossier, UnsupportedFormat
from prelecture.reading_draft import Draft, DraftBlock
from prelecture.settings import ReadingLimits
from prelecture.structure import (
    ends_with_number,
    heading_key,
    is_contents_line,
    strip_numbering,
    zone_of_heading,
)
from prelecture.wording import pages_words
from prelecture.wording import reading as words_fr

Adapter = Callable[..., Draft]


def read_dossier(
    path: str | Path,
    *,
    limits: ReadingLimits | None = None,
    exact_pages: bool = False,
    in_process: bool = False,
) -> Dossier:
    """Return the dossier that the file at ``path`` holds.

    The content decides the format, not the extension. The same bytes give the same dossier.
    ``exact_pages`` lays a DOCX or ODT out with LibreOffice to know its real pages.
    ``in_process`` skips the child process: for tests and trusted files only.

    Raises UnsupportedFormat, EncryptedDossier, ScannedDossier, LimitExceeded or UnreadableDossier,
    each with one French sentence; MissingTool where ``exact_pages`` finds no LibreOffice.
    """
    limits = limits or ReadingLimits()
    path = Path(path)
    data = _load(path, limits)
    if in_process:
        dossier = read_bytes(data, name=path.name, limits=limits)
    else:
        dossier = _read_in_child(data, name=path.name, limits=limits)
    if exact_pages and dossier.format in ("docx", "odt"):
        dossier = _with_exact_pages(dossier, data, limits)
    return dossier


def _with_exact_pages(dossier: Dossier, data: bytes, limits: ReadingLimits) -> Dossier:
    from prelecture import reading_exact

    made = reading_exact.lay_out(data, suffix=f".{dossier.format}", limits=limits)
    if made is None:
        return reading_exact.without_layout(dossier)
    laid_out = _read_in_child(made, name=dossier.name, limits=limits)
    return reading_exact.transfer_pages(dossier, laid_out)


def _load(path: Path, limits: ReadingLimits) -> bytes:
    name = path.name
    if not path.exists():
        raise UnreadableDossier(words_fr.MISSING_FILE.format(name=name))
    if not path.is_file():
        raise UnreadableDossier(words_fr.NOT_A_FILE.format(name=name))
    if name.startswith("~$"):
        raise UnsupportedFormat(words_fr.LOCK_FILE.format(name=name))
    size = path.stat().st_size
    if size == 0:
        raise UnreadableDossier(words_fr.EMPTY_FILE.format(name=name))
    if size > limits.file_bytes:
        raise LimitExceeded(
            words_fr.TOO_LARGE.format(name=name, size=size // 1_000_000, limit=limits.file_bytes // 1_000_000)
        )
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableDossier(words_fr.UNREADABLE_FILE.format(name=name, detail=error.strerror)) from error


# ---------------------------------------------------------------- format

_REFUSED_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", words_fr.OLD_WORD),
    (b"{\\rtf", words_fr.RTF_FILE),
    (b"\x89PNG", words_fr.IMAGE_FILE),
    (b"\xff\xd8\xff", words_fr.IMAGE_FILE),
    (b"GIF8", words_fr.IMAGE_FILE),
    (b"II*\x00", words_fr.IMAGE_FILE),
    (b"MM\x00*", words_fr.IMAGE_FILE),
    (b"<!DOCTYPE html", words_fr.HTML_FILE),
    (b"<html", words_fr.HTML_FILE),
)


# A plain text under one of these names is an export gone wrong: reading it would hide that from its author.
_NEVER_TEXT = (".pdf", ".docx", ".odt", ".pptx", ".odp")


def sniff(data: bytes, name: str) -> str:
    """Return "pdf", "docx", "odt", "pptx", "md" or "txt" from the content.

    Raises UnsupportedFormat, saying what the file seems to be; EncryptedDossier for an Office file
    locked by a password; LimitExceeded for an archive that breaks a limit of count.
    """
    head = data[:1024]
    if b"%PDF-" in head:
        return "pdf"
    if data[:2] == b"PK":
        return _sniff_zip(data, name)
    if data[:8] == _REFUSED_STARTS[0][0] and "EncryptedPackage".encode("utf-16-le") in data:
        raise errors.EncryptedDossier(words_fr.ENCRYPTED.format(name=name))
    for start, message in _REFUSED_STARTS:
        if head.lower().startswith(start.lower()):
            raise UnsupportedFormat(message.format(name=name))
    if _is_text(data):
        if name.lower().endswith(_NEVER_TEXT):
            raise UnsupportedFormat(words_fr.RENAMED_TEXT.format(name=name))
        return "md" if name.lower().endswith((".md", ".markdown")) else "txt"
    raise UnsupportedFormat(words_fr.UNKNOWN_FORMAT.format(name=name))


def _sniff_zip(data: bytes, name: str) -> str:
    from prelecture.reading_zip import part_names

    names, mimetype = part_names(data, name=name)
    if mimetype.startswith("application/vnd.oasis.opendocument.text"):
        return "odt"
    if mimetype.startswith("application/vnd.oasis.opendocument.presentation"):
        return "odp"
    if mimetype.startswith("application/vnd.oasis.opendocument.spreadsheet") or "xl/workbook.xml" in names:
        raise UnsupportedFormat(words_fr.SPREADSHEET.format(name=name))
    if "ppt/presentation.xml" in names:
        return "pptx"
    if "word/document.xml" in names or any(n.startswith("word/") for n in names):
        return "docx"
    raise UnsupportedFormat(words_fr.WRONG_ZIP.format(name=name))


def _is_text(data: bytes) -> bool:
    if data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return True
    sample = data[:65_536]
    if b"\x00" in sample:
        return False
    odd = sum(byte < 32 and byte not in (9, 10, 12, 13, 27) for byte in sample)
    return odd <= 0.01 * len(sample)


def _adapter(format_: str) -> Adapter:
    """Import the adapter of a format only when it is needed."""
    if format_ == "pdf":
        from prelecture.reading_pdf import read_pdf

        return read_pdf
    if format_ == "docx":
        from prelecture.reading_docx import read_docx

        return read_docx
    if format_ in ("odt", "odp"):
        from prelecture.reading_odt import read_odt

        return read_odt
    if format_ == "pptx":
        from prelecture.reading_pptx import read_pptx

        return read_pptx
    if format_ == "md":
        from prelecture.reading_text import read_markdown

        return read_markdown
    from prelecture.reading_text import read_plain_text

    return read_plain_text


# ---------------------------------------------------------------- draft to dossier


def read_bytes(data: bytes, *, name: str, limits: ReadingLimits) -> Dossier:
    """Parse ``data`` in this process. Raises as ``read_dossier``."""
    draft = _adapter(sniff(data, name))(data, name=name, limits=limits)
    return assemble(draft, name=name, sha256=hashlib.sha256(data).hexdigest(), limits=limits)


def assemble(draft: Draft, *, name: str, sha256: str, limits: ReadingLimits) -> Dossier:
    """Give the draft its zones, offsets and warnings.

    Raises ScannedDossier where no page holds text, UnreadableDossier where nothing does,
    LimitExceeded where there is too much.
    """
    blocks = [block for block in draft.blocks if block.text and not block.text.isspace()]
    if not blocks:
        if any(page.readability is Readability.UNREADABLE for page in draft.pages):
            raise ScannedDossier(words_fr.SCANNED.format(name=name))
        raise UnreadableDossier(words_fr.NO_TEXT.format(name=name))
    if sum(len(block.text) + 1 for block in blocks) > limits.characters:
        raise LimitExceeded(words_fr.TOO_MUCH_TEXT.format(name=name, limit=limits.characters))
    placed: list[TextBlock] = []
    start = 0
    for block, zone in zip(blocks, zones(blocks), strict=True):
        end = start + len(block.text)
        placed.append(
            TextBlock(
                kind=block.kind,
                text=block.text,
                start=start,
                end=end,
                page=block.page,
                level=block.level if block.kind is TextKind.HEADING else 0,
                zone=zone,
                table=block.table,
                cells=block.cells,
                header=block.header,
            )
        )
        start = end + 1
    return Dossier(
        name=name,
        sha256=sha256,
        format=draft.format,
        text="\n".join(block.text for block in placed),
        pages=tuple(draft.pages),
        blocks=tuple(placed),
        title=draft.title or _first_title(placed),
        warnings=tuple(_warnings(draft)),
        hidden=tuple(draft.hidden),
        figures=tuple(draft.figures),
        furniture=tuple(draft.furniture),
    )


def _first_title(blocks: list[TextBlock]) -> str:
    for block in blocks[:12]:
        if block.kind is TextKind.HEADING and block.zone in (Zone.COVER, Zone.BODY):
            return block.text[:200]
    return ""


def _warnings(draft: Draft) -> list[ReadingWarning]:
    found: list[ReadingWarning] = []
    for readability, code, message in (
        (Readability.UNREADABLE, "unreadable_pages", words_fr.WARN_UNREADABLE),
        (Readability.PARTIAL, "partial_pages", words_fr.WARN_PARTIAL),
    ):
        pages = tuple(page.number for page in draft.pages if page.readability is readability)
        if pages:
            found.append(ReadingWarning(code, message.format(pages=pages_words(pages)), pages))
    if draft.hidden:
        pages = tuple(sorted({item.page for item in draft.hidden if item.page is not None}))
        text = (
            words_fr.WARN_HIDDEN.format(pages=pages_words(pages)) if pages else words_fr.WARN_HIDDEN_NO_PAGE
        )
        found.append(ReadingWarning("hidden_text", text, pages))
    if any(page.approximate for page in draft.pages):
        found.append(ReadingWarning("approximate_pages", words_fr.WARN_APPROXIMATE))
    return found + draft.warnings


# ---------------------------------------------------------------- zones

_COVER_PAGES = 2
_COVER_BLOCKS = 25


def zones(blocks: list[DraftBlock]) -> list[Zone]:
    """Return the zone of each block: cover, thanks, contents, body, bibliography, glossary, annex."""
    found: list[Zone] = []
    cover_end = _cover_end(blocks)
    zone, level, annex_level = Zone.BODY, 0, 0
    contents_end, thanks_page = 0, None
    for i, block in enumerate(blocks):
        if block.zone is not None or i < contents_end:
            found.append(block.zone or Zone.TOC)
            zone, level = Zone.TOC, 1
            continue
        opened = _opened_zone(block)
        if opened is not None:
            zone, level = opened, block.level or 1
            annex_level = level if opened is Zone.ANNEX else annex_level
            thanks_page = block.page
            if opened is Zone.TOC:
                contents_end = _contents_end(blocks, i)
        elif annex_level and zone is Zone.ANNEX and _back_to_body(block, annex_level):
            zone, level, annex_level = Zone.BODY, 0, 0
        elif _ends(zone, block, level) or (zone is Zone.THANKS and _is_past(block, thanks_page)):
            zone, level = (Zone.ANNEX, annex_level) if annex_level else (Zone.BODY, 0)
        found.append(Zone.COVER if i < cover_end and zone is Zone.BODY else zone)
    return found


def _contents_end(blocks: list[DraftBlock], start: int) -> int:
    """Return where a contents list without page numbers ends: short lines of one page, no sentence.

    The headings that stand last, just before the first real text, belong to that text.
    """
    end = start + 1
    while end < min(len(blocks), start + 80):
        block = blocks[end]
        if block.page != blocks[start].page or not _is_contents_entry(block):
            break
        if block.kind is TextKind.CAPTION or (_opened_zone(block) is Zone.TOC):
            break
        end += 1
    ran_out = end < len(blocks) and blocks[end].page == blocks[start].page
    later = {heading_key(b.text) for b in blocks[end:] if b.kind is TextKind.HEADING}
    while ran_out and end > start + 1:
        last = blocks[end - 1]
        if last.kind is not TextKind.HEADING or heading_key(last.text) in later:
            break
        end -= 1
    return end if end - start > 2 else start


def _is_past(block: DraftBlock, page: int | None) -> bool:
    """Say whether a block stands on a later page than its zone's heading: thanks keep to their page."""
    return page is not None and block.page is not None and block.page > page and not block.text[:1].islower()


_BODY_HEADING = re.compile(r"^(?:partie|chapitre|introduction|conclusion|bilan)\b", re.I)


def _back_to_body(block: DraftBlock, level: int) -> bool:
    """Say whether a heading after an annex takes the body up again ("Partie 3", "Conclusion")."""
    return (
        block.kind is TextKind.HEADING
        and block.level <= level
        and bool(_BODY_HEADING.match(strip_numbering(block.text)))
    )


def _opened_zone(block: DraftBlock) -> Zone | None:
    if block.kind is TextKind.HEADING:
        return zone_of_heading(block.text)
    # "SOMMAIRE" or "Annexes" alone on a plain line, as many candidates type it.
    if block.kind is TextKind.PARAGRAPH and len(block.text) <= 40:
        zone = zone_of_heading(block.text)
        return zone if zone in (Zone.TOC, Zone.THANKS) else None
    return None


def _ends(zone: Zone, block: DraftBlock, level: int) -> bool:
    """Say whether a block ends the zone: a heading of its rank or above; for a contents page, any text."""
    if zone is Zone.TOC and block.kind is not TextKind.HEADING:
        return not _is_contents_entry(block)
    if zone in (Zone.BODY, Zone.COVER) or block.kind is not TextKind.HEADING:
        return False
    if zone is Zone.TOC:
        return not is_contents_line(block.text) and not ends_with_number(block.text)
    if zone is Zone.ANNEX:
        return False  # annexes close a dossier; their inner headings take any level
    return block.level <= max(level, 1)


def _is_contents_entry(block: DraftBlock) -> bool:
    if is_contents_line(block.text) or ends_with_number(block.text):
        return True
    return (
        block.kind is not TextKind.TABLE_ROW
        and len(block.text.split()) <= 14
        and not block.text.endswith(".")
    )


def _cover_end(blocks: list[DraftBlock]) -> int:
    """Return how many first blocks are the cover: a first page of few short lines."""
    first = [b for b in blocks if b.page == 1]
    if not first or len(first) == len(blocks) or len(first) > _COVER_BLOCKS:
        return _short_cover(blocks)
    words = sum(len(b.text.split()) for b in first)
    longest = max(len(b.text.split()) for b in first)
    listed = sum(b.kind in (TextKind.LIST_ITEM, TextKind.TABLE_ROW) for b in first)
    opened = any(_opened_zone(b) for b in first)
    if words <= 150 and longest <= 40 and listed <= 2 and not opened:
        return len(first)
    return _short_cover(blocks)


def _short_cover(blocks: list[DraftBlock]) -> int:
    """Return the length of a cover that shares its page: what stands before the contents or the thanks."""
    for i, block in enumerate(blocks[:_COVER_BLOCKS]):
        if _opened_zone(block) in (Zone.TOC, Zone.THANKS) or block.zone is Zone.TOC:
            return i if all(len(b.text.split()) <= 30 for b in blocks[:i]) else 0
        if len(block.text.split()) > 30:
            return 0
    return 0


# ---------------------------------------------------------------- child process


def _read_in_child(data: bytes, *, name: str, limits: ReadingLimits) -> Dossier:
    request = json.dumps({"name": name, "limits": asdict(limits)}).encode() + b"\n"
    environment = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    environment |= {"PYTHONHASHSEED": "0", "PYTHONIOENCODING": "utf-8", "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(
        [sys.executable, "-m", "prelecture.reading"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        start_new_session=True,
    ) as child:
        try:
            output, _ = child.communicate(request + data, timeout=limits.wall_seconds)
        except subprocess.TimeoutExpired as error:
            child.kill()
            child.communicate()
            raise LimitExceeded(words_fr.TOO_SLOW.format(name=name, seconds=limits.wall_seconds)) from error
        except BaseException:
            child.kill()
            raise
    return _answer(output, child.returncode, name=name, limits=limits)


def _answer(output: bytes, code: int, *, name: str, limits: ReadingLimits) -> Dossier:
    """Turn what the child wrote, or how it died, into a dossier or a typed error."""
    if code in (-getattr(signal, "SIGXCPU", 24), -getattr(signal, "SIGKILL", 9)):
        raise LimitExceeded(words_fr.TOO_SLOW.format(name=name, seconds=limits.cpu_seconds))
    try:
        answer = json.loads(output)
    except ValueError as error:
        raise UnreadableDossier(words_fr.CRASHED.format(name=name)) from error
    if "error" in answer:
        kind = getattr(errors, answer["error"], UnreadableDossier)
        raise kind(answer["message"])
    return decode_dossier(answer["dossier"])


def _limit_resources(limits: ReadingLimits) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; the parent's wall clock still holds
        return
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 5))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Nothing that the child parses can make it write a file: the answer goes through a pipe.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _child_main() -> None:
    request = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    limits = ReadingLimits(**request["limits"])
    sys.dont_write_bytecode = True
    _limit_resources(limits)
    answer = answer_request(data, name=request["name"], limits=limits)
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode())
    sys.stdout.buffer.flush()
    os._exit(0)  # pdfium's destructors take time and have nothing left to save


def answer_request(data: bytes, *, name: str, limits: ReadingLimits) -> dict[str, Any]:
    """Return ``{"dossier": ...}`` or ``{"error": class name, "message": sentence}``.

    This is the one place that turns any failure of a parser into a typed error: third-party parsers
    raise whatever they meet (KeyError, RecursionError, struct.error) on a damaged file.
    """
    try:
        dossier = read_bytes(data, name=name, limits=limits)
    except errors.PrelectureError as error:
        return {"error": type(error).__name__, "message": str(error)}
    except MemoryError:
        message = words_fr.TOO_MUCH_MEMORY.format(name=name, limit=limits.memory_bytes // 1_000_000)
        return {"error": "LimitExceeded", "message": message}
    except Exception as error:
        if os.environ.get("PRELECTURE_DEBUG"):
            raise
        detail = type(error).__name__
        return {"error": "UnreadableDossier", "message": words_fr.UNEXPECTED.format(name=name, detail=detail)}
    return {"dossier": encode_dossier(dossier)}


def encode_dossier(dossier: Dossier) -> dict[str, Any]:
    """Return the dossier as plain lists, without repeating the text in the blocks."""
    return {
        "head": [dossier.name, dossier.sha256, dossier.format, dossier.text, dossier.title],
        "pages": [[p.number, p.label, p.readability, p.reason, p.approximate] for p in dossier.pages],
        "blocks": [
            [b.kind, b.start, b.end, b.page, b.level, b.zone, b.table, b.cells, b.header]
            for b in dossier.blocks
        ],
        "warnings": [[w.code, w.message, w.pages] for w in dossier.warnings],
        "hidden": [[h.text, h.page, h.reason] for h in dossier.hidden],
        "figures": [[f.page, f.caption] for f in dossier.figures],
        "furniture": dossier.furniture,
    }


def decode_dossier(values: dict[str, Any]) -> Dossier:
    """Return the dossier that ``encode_dossier`` wrote."""
    name, sha256, format_, text, title = values["head"]
    return Dossier(
        name=name,
        sha256=sha256,
        format=format_,
        text=text,
        title=title,
        pages=tuple(
            Page(n, label, Readability(r), reason, approx) for n, label, r, reason, approx in values["pages"]
        ),
        blocks=tuple(
            TextBlock(
                TextKind(kind),
                text[start:end],
                start,
                end,
                page,
                level,
                Zone(zone),
                table,
                tuple(cells),
                tuple(header),
            )
            for kind, start, end, page, level, zone, table, cells, header in values["blocks"]
        ),
        warnings=tuple(
            ReadingWarning(code, message, tuple(pages)) for code, message, pages in values["warnings"]
        ),
        hidden=tuple(HiddenText(*item) for item in values["hidden"]),
        figures=tuple(Figure(*item) for item in values["figures"]),
        furniture=tuple(values["furniture"]),
    )


__all__ = [
    "answer_request",
    "assemble",
    "decode_dossier",
    "encode_dossier",
    "read_bytes",
    "read_dossier",
    "sniff",
    "zones",
]

if __name__ == "__main__":
    _child_main()
