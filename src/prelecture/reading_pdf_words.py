"""Mending of a PDF's words before they make lines: broken ligatures, glued and cut words (border layer)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from prelecture.reading_pdf_extract import PageContent, Word
from prelecture.typography import (
    clean_characters,
    is_chopped,
    join_split,
    learn_substitutions,
    settle_hyphens,
    split_glued,
    substitute,
)

_LONG = re.compile(r"[^\W\d_]{13,}")
_VERY_LONG = re.compile(r"[^\W\d_]{19,}")
_GLUED_A_PAGE = 2


def mend_words(pages: Sequence[PageContent]) -> None:
    """Mend the words of the pages in place. Costs nothing but a scan where nothing is broken."""
    for page in pages:
        for word in page.words:
            if not word.text.isascii():
                word.text = clean_characters(word.text)
        page.words = [word for word in page.words if word.text]
    substitutions = learn_substitutions(word.text for page in pages for word in page.words)
    if substitutions:
        for page in pages:
            for word in page.words:
                word.text = substitute(word.text, substitutions)
    _settle_cuts(pages)
    for page in pages:
        if is_chopped([word.text for word in page.words]):
            page.words = _rejoin(page.words)
        page.words = _unglue(page.words)


def _settle_cuts(pages: Sequence[PageContent]) -> None:
    """Give back its hyphen to each word cut at a line end that is a compound.

    pdfium marks both kinds of hyphen alike, those of the writer and those of the program.
    """
    pairs = [(a, b) for page in pages for a, b in pairwise(page.words) if a.cut]
    for (word, _), kept in zip(pairs, settle_hyphens([(a.text, b.text) for a, b in pairs]), strict=True):
        if kept:
            word.text += "-"


def _rejoin(words: Sequence[Word]) -> list[Word]:
    joined: list[Word] = []
    start = 0
    for length in join_split([word.text for word in words]):
        run = words[start : start + length]
        start += length
        if length > 1 and all(abs(w.y - run[0].y) < 1.0 for w in run):
            joined.append(replace(run[0], text="".join(w.text for w in run), x1=run[-1].x1, cut=run[-1].cut))
        else:
            joined.extend(run)
    return joined


def _unglue(words: list[Word]) -> list[Word]:
    """Cut glued words on a page that has several; one alone is more likely a name than an accident."""
    suspects = [i for i, word in enumerate(words) if len(word.text) >= 13 and _LONG.search(word.text)]
    very_long = sum(bool(_VERY_LONG.search(words[i].text)) for i in suspects)
    if very_long < _GLUED_A_PAGE and (len(suspects) < 4 or len(suspects) <= 0.12 * len(words)):
        return words
    cuts = {i: parts for i in suspects if len(parts := split_glued(words[i].text)) > 1}
    if len(cuts) < _GLUED_A_PAGE:
        return words
    mended: list[Word] = []
    for i, word in enumerate(words):
        if i not in cuts:
            mended.append(word)
            continue
        parts = cuts[i]
        width = (word.x1 - word.x0) / max(len(word.text), 1)
        x = word.x0
        for k, part in enumerate(parts):
            end = x + width * len(part)
            mended.append(replace(word, text=part, x0=x, x1=end, cut=word.cut and k == len(parts) - 1))
            x = end
    return mended
