"""Real page numbers of a DOCX or ODT, from LibreOffice's own layout (border layer)."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from prelecture.datamodel import Dossier, Page, ReadingWarning, TextBlock
from prelecture.errors import MissingTool
from prelecture.settings import ReadingLimits
from prelecture.structure import heading_key
from prelecture.wording import reading as words_fr

_KEY = 60
_WINDOW = 40


def lay_out(path: Path, *, limits: ReadingLimits) -> bytes | None:
    """Return the PDF that LibreOffice makes of ``path``, None where it makes none in time.

    Raises MissingTool where LibreOffice is not installed.
    """
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise MissingTool(words_fr.MISSING_SOFFICE)
    with tempfile.TemporaryDirectory(prefix="prelecture-") as folder:
        # A copy under a plain name: the candidate's may start with "-" or hold odd characters.
        source = Path(folder, f"dossier{path.suffix.lower()}")
        shutil.copyfile(path, source)
        command = [
            program,
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--norestore",
            "--convert-to",
            "pdf",
            "--outdir",
            folder,
            str(source),
        ]
        try:
            subprocess.run(command, capture_output=True, timeout=limits.wall_seconds, check=False)
        except subprocess.TimeoutExpired:
            return None
        made = Path(folder, "dossier.pdf")
        return made.read_bytes() if made.exists() else None


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
