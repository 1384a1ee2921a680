"""Word processor files to PDF, through LibreOffice where it is installed."""

from __future__ import annotations

import zipfile

from prelecture.errors import MissingTool, UnreadableDossier
from prelecture.reading_exact import find_office, lay_out
from prelecture.settings import ReadingLimits
from prelecture.wording import reports as words

_SECONDS = 120


def convert_to_pdf(content: bytes, *, suffix: str) -> bytes:
    """Return a DOCX or ODT as PDF; ``suffix`` is its own, such as ".docx".

    Raises MissingTool where LibreOffice is not installed, UnreadableDossier where it cannot
    convert the file within two minutes.
    """
    if find_office() is None:
        raise MissingTool(words.OFFICE_MISSING)
    try:
        result = lay_out(content, suffix=suffix, limits=ReadingLimits(wall_seconds=_SECONDS))
    except zipfile.BadZipFile as error:
        raise UnreadableDossier(words.OFFICE_FAILED) from error
    if result is None:
        raise UnreadableDossier(words.OFFICE_FAILED)
    return result
