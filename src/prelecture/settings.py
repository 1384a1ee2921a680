"""Constants and the place of shipped files."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

TOOL_VERSION = version("prelecture")

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parents[1]


def resource(name: str) -> Path:
    """Return the path of a shipped file or folder such as ``"referential_data/icd-racm.yaml"``.

    ``referential_data/`` and ``models/`` lie outside the package: a wheel carries them inside
    it, an editable install does not see them, so the checkout is tried second.

    Raises FileNotFoundError where neither place has it.
    """
    for root in (_PACKAGE, _CHECKOUT):
        path = root / name
        if path.exists():
            return path
    raise FileNotFoundError(name)


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """Guards against hostile files. Sizes in bytes, times in seconds."""

    file_bytes: int = 50_000_000
    pages: int = 500
    page_characters: int = 20_000
    characters: int = 3_000_000
    outline_entries: int = 2_000
    outline_depth: int = 12
    page_objects: int = 50_000
    cpu_seconds: int = 60
    wall_seconds: int = 90
    memory_bytes: int = 2_000_000_000
    zip_entries: int = 2_000
    zip_part_bytes: int = 40_000_000
    zip_bytes: int = 60_000_000
    zip_ratio: int = 200
    xml_depth: int = 200
