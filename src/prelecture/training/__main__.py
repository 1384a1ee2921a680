"""``make train``: rebuild encoder, expectations' arrays and scorer from the data of the repository.

usage: python -m prelecture.training [--corpus DIR] [--target DIR] [--scratch DIR]

Stages, each with fixed seeds: base weights and vocabulary; tuning on the library; tuning on the
library and one half of the training dossiers, twice, to measure the other half; tuning on all of
them, which is the encoder that ships; the scorer; the model card's figures are then measured by
``python benchmarks/matching.py``.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from prelecture.corpus import load_gold
from prelecture.datamodel import Expectation
from prelecture.encoding import SentenceEncoder
from prelecture.knowledge import Knowledge, learn, save_knowledge
from prelecture.referential import load_expectations
from prelecture.scorer import save_scorer
from prelecture.settings import TOOL_VERSION
from prelecture.training.base_weights import build_base, french_words
from prelecture.training.fit_scorer import Measured, annotate, fit, measure_annotated, training_passages
from prelecture.training.tune_encoder import TrainingPassage, TuningSettings, save_encoder, tune

LIBRARY_STAGE = TuningSettings(epochs=2)
DOSSIER_STAGE = TuningSettings(epochs=1, body_rate=4e-5, prototype_rate=3e-3)
# The encoder that ships sees everything once more, gently; the halves only serve to measure.
LAST_STAGE = TuningSettings(epochs=1, body_rate=3e-5, prototype_rate=2e-3, seed=2)
DOSSIER_REPEATS = 2  # dossier passages are seen twice for each look at the library


def main(arguments: Sequence[str] | None = None) -> None:
    """Run all stages and write ``models/``."""
    parser = argparse.ArgumentParser(prog="python -m prelecture.training")
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--target", type=Path, default=Path("models"))
    parser.add_argument("--scratch", type=Path, help="keep the intermediate models here")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        train(options.corpus, options.target, options.scratch or Path(temporary))


def train(corpus: Path, target: Path, scratch: Path) -> None:
    """Rebuild everything. Takes about an hour on two cores."""
    started = time.monotonic()

    def say(text: str) -> None:
        print(f"[{time.monotonic() - started:5.0f} s] {text}", file=sys.stderr)

    library = load_expectations(examples=True)
    ids = sorted(library)
    places = {name: i for i, name in enumerate(ids)}
    from_library = library_passages(library, ids)
    say(f"poids de départ ; {len(from_library)} passages de la bibliothèque")
    build_base(scratch / "base", words(from_library))
    library_prototypes = tune(
        scratch / "base", from_library, len(ids), scratch / "bibliotheque", settings=LIBRARY_STAGE
    )
    annotated = [annotate(gold) for gold in load_gold(corpus) if gold.split in ("train", "validation")]
    trained = [a for a in annotated if a.gold.split == "train"]
    measured: list[Measured] = []
    for name, learnt in (("moitie-a", trained[0::2]), ("moitie-b", trained[1::2]), ("tout", trained)):
        say(f"réglage de l'encodeur : {name}, {len(learnt)} dossiers")
        passages = from_library + DOSSIER_REPEATS * [p for a in learnt for p in training_passages(a, places)]
        prototypes = tune(
            scratch / "bibliotheque",
            passages,
            len(ids),
            scratch / name,
            settings=DOSSIER_STAGE,
            prototypes=library_prototypes,
        )
        if name == "tout":
            prototypes = tune(
                scratch / name, passages, len(ids), scratch / name, settings=LAST_STAGE, prototypes=prototypes
            )
        encoder, knowledge = _use(scratch / name, library, ids, prototypes)
        seen = {a.gold.id for a in learnt}
        unseen = trained if name != "tout" else [a for a in annotated if a.gold.split == "validation"]
        measured += [measure_annotated(a, knowledge, encoder) for a in unseen if a.gold.id not in seen]
    say("ajustement du lecteur")
    _ship(scratch / "tout", target, knowledge)
    halves = [m for m in measured if m.annotated.gold.split == "train"]
    validation = [m for m in measured if m.annotated.gold.split == "validation"]
    scorer = fit(
        halves,
        validation,
        version=TOOL_VERSION,
        encoder=SentenceEncoder(target / "encodeur").name,
        report=say,
    )
    save_scorer(scorer, target / "lecteur" / "lecteur.json")
    say("terminé")


def library_passages(library: dict[str, Expectation], ids: Sequence[str]) -> list[TrainingPassage]:
    """Return examples, each of its class, and counter-examples, of none."""
    made = [TrainingPassage(text, (i,)) for i, name in enumerate(ids) for text in library[name].examples]
    return made + [TrainingPassage(c.text) for name in ids for c in library[name].counter_examples]


def words(passages: Iterable[TrainingPassage]) -> Iterable[tuple[str, float]]:
    """Yield the words that the vocabulary must serve: French in general, then the library's own texts."""
    yield from french_words()
    for passage in passages:
        yield passage.text, 3e-6


def _use(
    tuned: Path, library: dict[str, Expectation], ids: Sequence[str], prototypes: np.ndarray
) -> tuple[SentenceEncoder, Knowledge]:
    folder = tuned.with_name(tuned.name + "-encodeur")
    save_encoder(tuned, folder)
    encoder = SentenceEncoder(folder)
    known = {name: prototypes[i] for i, name in enumerate(ids)}
    return encoder, learn(
        {name: library[name] for name in ids}, encoder, prototypes=known, nothing=prototypes[-1]
    )


def _ship(tuned: Path, target: Path, knowledge: Knowledge) -> None:
    shutil.rmtree(target / "encodeur", ignore_errors=True)
    shutil.copytree(tuned.with_name(tuned.name + "-encodeur"), target / "encodeur")
    (target / "lecteur").mkdir(parents=True, exist_ok=True)
    save_knowledge(knowledge, target / "lecteur" / "attendus.npz")


if __name__ == "__main__":
    main()
