"""From the bytes of an upload to a map, through ``pipeline.review``."""

from __future__ import annotations

import contextlib
import re
import tempfile
import threading
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path

from prelecture.batch import REVIEWER
from prelecture.datamodel import CoverageMap, Expectation
from prelecture.errors import PrelectureError
from prelecture.services.examples import own_expectations

_chosen = REVIEWER
_UNSAFE = re.compile(r'[\x00-\x1f/\\:*?"<>|]+')


def use(reviewer: str) -> None:
    """Choose the reviewing function by "module:name", in place of ``pipeline.review``."""
    global _chosen
    _chosen = reviewer


def chosen() -> str:
    """Return the reviewing function as "module:name"."""
    return _chosen


def warm_up() -> threading.Thread | None:
    """Load the shipped model in a thread, so that the first dossier does not wait for it.

    Nothing happens with another reviewing function, nor where the model is missing: the review
    itself will say so.
    """
    if _chosen != REVIEWER:
        return None
    thread = threading.Thread(target=_load, daemon=True, name="prelecture-model")
    thread.start()
    return thread


def _load() -> None:
    from prelecture.pipeline import shipped_library, shipped_matcher

    with contextlib.suppress(PrelectureError):
        shipped_library()
        shipped_matcher()


def review_bytes(
    content: bytes,
    *,
    name: str,
    referential: str | Path,
    assessment: str,
    progress: Callable[[str], None] = lambda stage: None,
    extra: Mapping[str, Expectation] | None = None,
) -> CoverageMap:
    """Return the map of an uploaded file; nothing of it stays on disk.

    ``extra`` are expectations with passages of one's own; by default all those added here.

    Raises the errors of ``pipeline.review``.
    """
    module, _, function = _chosen.partition(":")
    review = getattr(import_module(module), function)
    with tempfile.TemporaryDirectory(prefix="prelecture-") as folder:
        path = Path(folder) / safe_name(name)
        path.write_bytes(content)
        coverage: CoverageMap = review(
            path,
            referential=referential,
            assessment=assessment,
            progress=progress,
            extra=own_expectations() if extra is None else extra,
        )
    return coverage


def safe_name(name: str) -> str:
    """Return a file name without folder, control character or leading dot."""
    last = _UNSAFE.sub("_", name.replace("\\", "/").rsplit("/", 1)[-1]).lstrip(". ")
    return last[-120:] or "dossier"
