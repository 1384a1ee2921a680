"""The second PDF reader, pypdf: for files that pdfium refuses and pages that it garbles (border layer)."""

from __future__ import annotations

import io
import logging
from typing import Any

from prelecture.datamodel import Page, Readability, ReadingWarning, TextKind
from prelecture.errors import EncryptedDossier, LimitExceeded, UnreadableDossier
from prelecture.reading_draft import Draft, DraftBlock
from prelecture.settings import ReadingLimits
from prelecture.structure import is_caption, is_item, is_numbered_item, strip_bullet
from prelecture.typography import clean_characters, join_lines, squeeze
from prelecture.wording import reading as words_fr


def page_texts(data: bytes, indexes: list[int], *, limits: ReadingLimits) -> dict[int, str]:
    """Return pypdf's text of the pages at ``indexes`` (from 0); pages that it cannot read are left out."""
    reader = _reader(data)
    found: dict[int, str] = {}
    for index in indexes:
        text = _page_text(reader, index, limits)
        if text:
            found[index] = text
    return found


def _reader(data: bytes) -> Any:  # noqa: ANN401
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    return pypdf.PdfReader(io.BytesIO(data), strict=False)


def _page_text(reader: Any, index: int, limits: ReadingLimits) -> str:  # noqa: ANN401
    # pypdf raises whatever it meets on a damaged page: KeyError, TypeError, RecursionError and more.
    try:
        return str(reader.pages[index].extract_text() or "")[: limits.page_characters]
    except Exception as error:
        logging.getLogger(__name__).debug("page %d: %s", index, type(error).__name__)
        return ""


def read_with_pypdf(data: bytes, *, name: str, limits: ReadingLimits) -> Draft:
    """Return the draft of a PDF that pdfium refuses, as plain paragraphs.

    Raises EncryptedDossier, LimitExceeded or UnreadableDossier.
    """
    import pypdf
    from pypdf.errors import FileNotDecryptedError

    try:
        reader = _reader(data)
        if reader.is_encrypted and not reader.decrypt(""):
            raise EncryptedDossier(words_fr.ENCRYPTED.format(name=name))
        count = len(reader.pages)
    except FileNotDecryptedError as error:
        raise EncryptedDossier(words_fr.ENCRYPTED.format(name=name)) from error
    except (
        pypdf.errors.PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
    ) as error:
        raise UnreadableDossier(
            words_fr.DAMAGED.format(name=name, detail="structure PDF illisible")
        ) from error
    if count > limits.pages:
        raise LimitExceeded(words_fr.TOO_MANY_PAGES.format(name=name, pages=count, limit=limits.pages))
    draft = Draft(format="pdf")
    for index in range(count):
        text = _page_text(reader, index, limits)
        readable = bool(text.strip())
        draft.pages.append(
            Page(
                index + 1,
                "",
                Readability.OK if readable else Readability.UNREADABLE,
                "" if readable else words_fr.REASON_BROKEN,
            )
        )
        draft.blocks.extend(text_blocks(text, index + 1))
    if not draft.blocks:
        raise UnreadableDossier(words_fr.DAMAGED.format(name=name, detail="structure PDF illisible"))
    draft.warnings.append(ReadingWarning("repaired", words_fr.WARN_REPAIRED))
    return draft


def text_blocks(text: str, number: int) -> list[DraftBlock]:
    """Cut a page's plain text into paragraphs by the look of its line ends alone."""
    lines = [line for line in (squeeze(clean_characters(raw)) for raw in text.split("\n")) if line]
    widest = max((len(line) for line in lines), default=0)
    joined: list[str] = []
    before = ""
    for line in lines:
        goes_on = joined and not is_item(line) and (line[:1].islower() or len(before) > 0.85 * widest)
        if goes_on:
            joined[-1] = join_lines(joined[-1], line)
        else:
            joined.append(line)
        before = line
    return [_block(text, number) for text in joined]


def _block(text: str, number: int) -> DraftBlock:
    bare = strip_bullet(text)
    if bare is not None:
        return DraftBlock(TextKind.LIST_ITEM, bare, number)
    if is_caption(text):
        return DraftBlock(TextKind.CAPTION, text, number)
    return DraftBlock(TextKind.LIST_ITEM if is_numbered_item(text) else TextKind.PARAGRAPH, text, number)
