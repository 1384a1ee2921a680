"""Sentence vectors through sentence-transformers, offline. The only module that touches it at run time."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from prelecture.errors import MissingModel
from prelecture.settings import resource

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer

SHIPPED_ENCODER = "models/encodeur"
BATCH = 32


class Encoder(Protocol):
    """Anything that turns texts into unit vectors. ``name`` identifies the weights."""

    name: str

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one L2-normalised row per text, shape (texts, dimensions)."""
        ...


class SentenceEncoder:
    """A local sentence-transformers model; ``name`` carries a digest of its weights."""

    def __init__(self, path: Path) -> None:
        self.name = f"{path.name}@{weights_digest(path)[:12]}"
        self._model = _load(str(path))

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one L2-normalised row per text, shape (texts, dimensions)."""
        if not texts:
            return np.zeros((0, self._model.get_embedding_dimension() or 0), dtype=np.float32)
        vectors = self._model.encode(
            list(texts),
            batch_size=BATCH,
            show_progress_bar=False,
            convert_to_tensor=True,
            normalize_embeddings=True,
        )
        return np.asarray(vectors.float().numpy(), dtype=np.float32)


def open_encoder(name: str = "") -> SentenceEncoder:
    """Return the shipped encoder, or the local folder ``name``. Raises MissingModel."""
    if name:
        path = Path(name)
    else:
        try:
            path = resource(SHIPPED_ENCODER)
        except FileNotFoundError as error:
            raise MissingModel(
                "L'encodeur livré est introuvable (dossier models/encodeur) ; "
                "réinstallez Prélecture ou reconstruisez-le avec : make train."
            ) from error
    if not (path / "modules.json").exists():
        raise MissingModel(
            f"« {path} » n'est pas un encodeur sentence-transformers (modules.json attendu) ; "
            "donnez un dossier local au format sentence-transformers."
        )
    return SentenceEncoder(path)


def weights_digest(path: Path) -> str:
    """Return the SHA-256 of the model's weight files."""
    digest = hashlib.sha256()
    for file in sorted(path.rglob("*.safetensors")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


@cache
def _load(path: str) -> SentenceTransformer:
    # No look-up on a hub, whatever the machine's settings: the tool must work, and stay silent, offline.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TRANSFORMERS_OFFLINE", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    import torch
    import transformers
    from sentence_transformers import SentenceTransformer

    # Their notes and progress bars would mix with ours on the terminal.
    transformers.utils.logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    logging.getLogger("sentence_transformers").setLevel(logging.ERROR)
    # Half precision is three times faster where the processor has it, and slower where it has not.
    fast = torch.cpu._is_avx512_bf16_supported()
    model = SentenceTransformer(path, device="cpu", local_files_only=True, model_kwargs={"dtype": "float32"})
    return model.to(torch.bfloat16) if fast else model
