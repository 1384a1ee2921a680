"""Word processor files to PDF, through LibreOffice where it is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from prelecture.errors import MissingTool, UnreadableDossier
from prelecture.wording import reports as words

_SECONDS = 120


def convert_to_pdf(content: bytes, *, suffix: str) -> bytes:
    """Return the document as PDF; ``suffix`` is its own, such as ".docx".

    Raises MissingTool where LibreOffice is not installed, UnreadableDossier where it cannot
    convert the file within two minutes.
    """
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise MissingTool(words.OFFICE_MISSING)
    with tempfile.TemporaryDirectory(prefix="prelecture-") as folder:
        source = Path(folder) / f"dossier{suffix}"
        source.write_bytes(content)
        # A profile of its own, else LibreOffice hands the work to a running window, or refuses.
        profile = f"-env:UserInstallation={(Path(folder) / 'profil').as_uri()}"
        command = [
            program,
            profile,
            "--headless",
            "--norestore",
            "--convert-to",
            "pdf",
            "--outdir",
            folder,
            str(source),
        ]
        try:
            subprocess.run(command, check=False, capture_output=True, timeout=_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise UnreadableDossier(words.OFFICE_FAILED) from error
        result = source.with_suffix(".pdf")
        if not result.exists():
            raise UnreadableDossier(words.OFFICE_FAILED)
        return result.read_bytes()
