"""The measured figures that come with the trained model, for the trust page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prelecture.datamodel import Reliability
from prelecture.settings import resource

_NAMES = ("model_card.json", "card.json")


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What was measured. ``measures`` are (name, value) as they are shown; empty where there is none."""

    name: str
    measures: tuple[tuple[str, str], ...]
    criteria: tuple[tuple[str, Reliability], ...]


def load_card(folder: Path | None = None) -> ModelCard | None:
    """Return the card of the installed model, None where it has none that can be read.

    The file is JSON: ``name``, ``measures`` (name to value or text) and ``criteria`` (criterion id
    to ``{"dossiers": n, "agreed": n}``); anything else in it is left alone.
    """
    try:
        root = folder or resource("models")
        path = next(path for path in (root / name for name in _NAMES) if path.is_file())
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, StopIteration, ValueError):
        return None
    measures = tuple((str(name), _shown(value)) for name, value in content.get("measures", {}).items())
    criteria = tuple(
        (str(id), Reliability(int(value["dossiers"]), int(value["agreed"])))
        for id, value in content.get("criteria", {}).items()
        if isinstance(value, dict) and {"dossiers", "agreed"} <= value.keys()
    )
    return ModelCard(str(content.get("name", "")), measures, criteria)


def _shown(value: object) -> str:
    return f"{value:.2f}".replace(".", ",") if isinstance(value, float) else str(value)
