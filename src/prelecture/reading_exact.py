"""Real page numbers of a DOCX or ODT, from LibreOffice's own layout (border layer)."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from prelecture.datamodel import Dossier, Page, ReadingWarning, TextBlock
from prelecture.errors import MissingTool
from prelecture.settings import ReadingLimits
from prelecture.structure import heading_key
from prelecture.wording import reading as words_fr

_KEY = 60
_WINDOW = 40
# Linked pictures, templates and objects: LibreOffice would fetch them.
_EXTERNAL_RELATION = re.compile(
    rb"<Relationship\b[^>]{0,4000}TargetMode\s*=\s*[\"']External[\"'][^>]{0,4000}>"
)
_EXTERNAL_LINK = re.compile(rb"""xlink:href\s*=\s*["'](?!#|\.?/|Pictures/|Object|media/)[^"']{0,4000}["']""")


def find_office() -> str | None:
    """Return the path of LibreOffice, None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def lay_out(data: bytes, *, suffix: str, limits: ReadingLimits) -> bytes | None:
    """Return the PDF that LibreOffice makes of a DOCX or ODT, None where it makes none in time.

    The document is stripped of its links first, so that nothing is fetched.
    Raises MissingTool where LibreOffice is not installed.
    """
    program = find_office()
    if program is None:
        raise MissingTool(words_fr.MISSING_SOFFICE)
    with tempfile.TemporaryDirectory(prefix="prelecture-", ignore_cleanup_errors=True) as folder:
        source = Path(folder, f"dossier{suffix}")
        source.write_bytes(without_links(data, limits=limits))
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        command = [program, profile, "--headless", "--norestore", "--convert-to", "pdf", "--outdir", folder]
        _run([*command, str(source)], seconds=limits.wall_seconds)
        made = source.with_suffix(".pdf")
        return made.read_bytes() if made.exists() else None


def _run(command: list[str], *, seconds: int) -> None:
    """Run LibreOffice, and end it with the processes it started where it takes too long."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True) as child:
        try:
            child.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            if hasattr(os, "killpg"):
                os.killpg(child.pid, signal.SIGKILL)
            else:
                child.kill()


def without_links(data: bytes, *, limits: ReadingLimits) -> bytes:
    """Return a zipped document without its external relationships and links."""
    cleaned = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(data)) as source,
        zipfile.ZipFile(cleaned, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            with source.open(entry) as stream:
                content = stream.read(limits.zip_part_bytes)
            if entry.filename.endswith(".rels"):
                content = _EXTERNAL_RELATION.sub(b"", content)
            elif entry.filename in ("content.xml", "styles.xml"):
                content = _EXTERNAL_LINK.sub(b'xlink:href=""', content)
            # "mimetype" comes first and unpacked in an OpenDocument file.
            target.writestr(entry.filename, content, compress_type=entry.compress_type)
    return cleaned.getvalue()


def transfer_pages(dossier: Dossier, laid_out: Dossier) -> Dossier:
    """Return ``dossier`` with the pages of ``laid_out``, the same document as LibreOffice prints it.

    Blocks are matched in order by their first words; one without a match keeps its neighbour's page.
    """
    keys = [heading_key(block.text)[:_KEY] for block in laid_out.blocks]
    blocks: list[TextBlock] = []
    position, page = 0, 1
    for block in dossier.blocks:
        found = _find(keys, heading_key(block.text)[:_KEY], position)
        if found is not None:
            position = found + 1
            page = laid_out.blocks[found].page or page
        blocks.append(replace(block, page=page))
    pages = tuple(Page(p.number, p.label, p.readability, p.reason) for p in laid_out.pages)
    warnings = tuple(w for w in dossier.warnings if w.code != "approximate_pages")
    return replace(dossier, blocks=tuple(blocks), pages=pages, warnings=warnings)


def _find(keys: Sequence[str], key: str, start: int) -> int | None:
    if not key:
        return None
    for i in range(start, min(start + _WINDOW, len(keys))):
        if keys[i].startswith(key) or (len(keys[i]) > 8 and key.startswith(keys[i])):
            return i
    return None


def without_layout(dossier: Dossier) -> Dossier:
    """Return ``dossier`` with a warning that its pages stay approximate."""
    warning = ReadingWarning("exact_pages_failed", words_fr.WARN_PAGES_EXACT_FAILED)
    return replace(dossier, warnings=(*dossier.warnings, warning))
