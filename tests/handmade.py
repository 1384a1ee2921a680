"""Dossiers from blocks, vectors from words and a scorer that one can predict, for the tests of the stages."""

from __future__ import annotations

import re
import zlib
from dataclasses import replace

import numpy as np

from prelecture.datamodel import CounterExample, Dossier, Expectation, Page, TextBlock, TextKind, Zone
from prelecture.knowledge import stems
from prelecture.measures import DOSSIER_NAMES, PAIR_NAMES, PASSAGE_NAMES
from prelecture.scorer import DossierModel, Linear, Network, Scorer, Thresholds, Trees

DIMENSIONS = 1024


def heading(text, level=1, *, page=1, zone=Zone.BODY):
    return _block(TextKind.HEADING, text, page=page, zone=zone, level=level)


def paragraph(text, *, page=1, zone=Zone.BODY):
    return _block(TextKind.PARAGRAPH, text, page=page, zone=zone)


def item(text, *, page=1, zone=Zone.BODY):
    return _block(TextKind.LIST_ITEM, text, page=page, zone=zone)


def caption(text, *, page=1, zone=Zone.BODY):
    return _block(TextKind.CAPTION, text, page=page, zone=zone)


def row(*cells, header=(), table=1, page=1, zone=Zone.BODY):
    return TextBlock(
        TextKind.TABLE_ROW, " | ".join(cells), 0, 0, page, zone=zone, table=table, cells=cells, header=header
    )


def _block(kind, text, *, page, zone, level=0):
    return TextBlock(kind, text, 0, 0, page, level=level, zone=zone)


def dossier(*blocks, pages=(), name="dossier.pdf"):
    """Return a dossier of these blocks, offsets counted; one page per page number that they name."""
    placed, position = [], 0
    for block in blocks:
        placed.append(replace(block, start=position, end=position + len(block.text)))
        position += len(block.text) + 1
    numbers = sorted({b.page for b in blocks if b.page is not None})
    return Dossier(
        name,
        "0" * 64,
        "pdf",
        "\n".join(b.text for b in blocks),
        tuple(pages) or tuple(Page(n) for n in numbers),
        tuple(placed),
    )


def by_full_stop(texts):
    """Return the bounds of what full stops close: a sentence splitter without a model."""
    return [[m.span() for m in re.finditer(r"[^\s.][^.]*\.?|\.", text)] for text in texts]


class WordEncoder:
    """Each stem is a direction: two texts are close when they share words."""

    name = "mots@000000000000"

    def encode(self, texts):
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for place, text in enumerate(texts):
            for word in stems(text):
                vectors[place, zlib.crc32(word.encode()) % DIMENSIONS] += 1
        return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)


def expectation(name, *examples, counters=(), signals=(), label="", description=""):
    return Expectation(
        name,
        label or name,
        description,
        "essai",
        signals=tuple(signals),
        examples=examples,
        counter_examples=tuple(CounterExample("intention", text) for text in counters),
    )


def reading_one(names, name, weight, bias):
    """Return a linear model that reads one measure: weight * measure + bias."""
    weights = tuple(weight if n == name else 0.0 for n in names)
    return Linear((0.0,) * len(names), (1.0,) * len(names), weights, bias)


def scorer(*, found=0.5, passage=0.5, sure=0.0):
    """A scorer whose passage logit is 20 * (nearness to an example - 0.25), and the dossier's its best passage's."""
    names = PAIR_NAMES + PASSAGE_NAMES
    linear = reading_one(names, "best_example", 20.0, -5.0)
    network = Network(
        (0.0,) * len(names),
        (1.0,) * len(names),
        tuple((1.0,) if n == "best_example" else (0.0,) for n in names),
        (0.0,),
        (20.0,),
        -5.0,
    )
    # The dossier's logit is the mean of two models; the trees are empty and say 0.
    dossier_model = DossierModel(
        reading_one(DOSSIER_NAMES, "best", 1.0, 0.0), Trees(0.0, (), (), (), (), (), ()), slope=2.0
    )
    return Scorer(
        "essai", "mots", linear, network, dossier_model, Thresholds(found=found, passage=passage, sure=sure)
    )
