"""Tune the encoder as a passage classifier over the expectation library.

Every expectation has a prototype, a unit vector learned beside the encoder; one more prototype
stands for "evidence of nothing". A passage's logits are its cosines with the prototypes times
SCALE. Two kinds of training passages:

* examples and counter-examples of the library: one class among all expectations, or nothing;
* passages of the annotated training dossiers, as the reader extracts them: any number of classes
  among the expectations of their own exam part (the others are unlabelled there, so masked), or nothing.

The second kind teaches what real pages look like, and that most of their text answers nothing.
Settings follow the measurements of docs/methode.md: embeddings and first layers frozen, no dropout.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from prelecture.measures import SCALE

if TYPE_CHECKING:
    import torch
    from numpy.typing import NDArray

SMOOTHING = 0.05
FROZEN_LAYERS = 4
MAX_TOKENS = 160
BATCH_TOKENS = 4096
BATCH_PASSAGES = 64
PASSAGE_PROMPT = "passage: "


@dataclass(frozen=True, slots=True)
class TrainingPassage:
    """A text, the classes it is evidence of (none: nothing), and the classes it is labelled for (None: all)."""

    text: str
    classes: tuple[int, ...] = ()
    labelled: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class TuningSettings:
    epochs: int = 2
    body_rate: float = 5e-5
    prototype_rate: float = 5e-3
    seed: int = 1


def tune(
    base: Path,
    passages: Sequence[TrainingPassage],
    classes: int,
    target: Path,
    *,
    settings: TuningSettings,
    prototypes: NDArray[np.float32] | None = None,
) -> NDArray[np.float32]:
    """Tune the model of ``base``, write it to ``target``, return its unit prototypes.

    The result has shape (classes + 1, dimensions); the last row is the class of no evidence.
    ``prototypes`` of an earlier stage are taken up where given.
    """
    import torch
    from transformers import AutoModel, AutoTokenizer

    torch.manual_seed(settings.seed)
    tokenizer = AutoTokenizer.from_pretrained(base)
    model = AutoModel.from_pretrained(base, dtype=torch.float32)
    model.train()
    _freeze(model)
    start = (
        torch.randn(classes + 1, model.config.hidden_size) * 0.05
        if prototypes is None
        else torch.tensor(prototypes)
    )
    weights = torch.nn.Parameter(start)
    rates = (settings.body_rate, settings.prototype_rate)
    optimiser = torch.optim.AdamW(
        [
            {
                "params": [p for p in model.parameters() if p.requires_grad],
                "lr": rates[0],
                "weight_decay": 0.01,
            },
            {"params": [weights], "lr": rates[1], "weight_decay": 0.0},
        ]
    )
    encoded = [
        (tokenizer(PASSAGE_PROMPT + p.text, truncation=True, max_length=MAX_TOKENS)["input_ids"], p)
        for p in passages
    ]
    shuffler = random.Random(settings.seed)
    step, steps, started = 0, 0, time.monotonic()
    for _ in range(settings.epochs):
        batches = list(_batches(encoded, shuffler))
        steps = steps or len(batches) * settings.epochs
        for batch in batches:
            share = min(1.0, step / 50) * max(0.02, 1 - step / steps)
            for group, rate in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = rate * share
            loss = _loss(model, weights, batch, classes)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            step += 1
            if step % 50 == 0:
                print(
                    f"  pas {step}/{steps}, perte {loss.item():.3f}, {time.monotonic() - started:.0f} s",
                    file=sys.stderr,
                )
    model.eval()
    target.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(target)
    tokenizer.save_pretrained(target)
    unit = torch.nn.functional.normalize(weights.detach(), dim=-1)
    return np.asarray(unit.numpy(), dtype=np.float32)


def _freeze(model: Any) -> None:
    for frozen in (model.embeddings, *model.encoder.layer[:FROZEN_LAYERS]):
        for parameter in frozen.parameters():
            parameter.requires_grad = False


def _batches(
    encoded: Sequence[tuple[list[int], TrainingPassage]], shuffler: random.Random
) -> Iterator[list[tuple[list[int], TrainingPassage]]]:
    """Yield batches of like lengths in random order."""
    order = list(encoded)
    shuffler.shuffle(order)
    made = []
    for start in range(0, len(order), 640):
        batch: list[tuple[list[int], TrainingPassage]] = []
        for item in sorted(order[start : start + 640], key=lambda entry: len(entry[0])):
            if batch and (len(batch) >= BATCH_PASSAGES or (len(batch) + 1) * len(item[0]) >= BATCH_TOKENS):
                made.append(batch)
                batch = []
            batch.append(item)
        made.append(batch)
    shuffler.shuffle(made)
    yield from made


def _loss(
    model: Any, weights: torch.Tensor, batch: Sequence[tuple[list[int], TrainingPassage]], classes: int
) -> torch.Tensor:
    import torch

    length = max(len(ids) for ids, _ in batch)
    ids = torch.ones(len(batch), length, dtype=torch.long)  # 1 is the padding piece
    mask = torch.zeros(len(batch), length, dtype=torch.long)
    target = torch.zeros(len(batch), classes + 1)
    closed = torch.zeros(len(batch), classes + 1)
    for row, (pieces, passage) in enumerate(batch):
        ids[row, : len(pieces)] = torch.tensor(pieces)
        mask[row, : len(pieces)] = 1
        open_classes = [*range(classes + 1)] if passage.labelled is None else [*passage.labelled, classes]
        if passage.labelled is not None:
            closed[row] = -1e4
            closed[row, open_classes] = 0.0
        wanted = list(passage.classes) or [classes]
        target[row, wanted] = (1 - SMOOTHING) / len(wanted)
        target[row, open_classes] += SMOOTHING / len(open_classes)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        states = model(input_ids=ids, attention_mask=mask).last_hidden_state
    states, weight = states.float(), mask.unsqueeze(-1)
    vectors = torch.nn.functional.normalize((states * weight).sum(1) / weight.sum(1), dim=-1)
    logits = SCALE * vectors @ torch.nn.functional.normalize(weights, dim=-1).T + closed
    return -(target * torch.log_softmax(logits, -1)).sum(1).mean()


def save_encoder(tuned: Path, target: Path) -> None:
    """Write a tuned model in sentence-transformers format, weights in half precision."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer

    body = Transformer(str(tuned), max_seq_length=256)
    model = SentenceTransformer(
        modules=[body, Pooling(body.get_embedding_dimension(), pooling_mode="mean"), Normalize()],
        prompts={"query": "query: ", "passage": PASSAGE_PROMPT},
        default_prompt_name="passage",
        device="cpu",
    )
    model.to(torch.float16).save(str(target), create_model_card=False)
