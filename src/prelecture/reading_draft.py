"""What the format adapters hand to the reading stage, before zones and offsets (border layer).

A draft keeps the blocks in reading order with their pages; ``prelecture.reading`` turns it into a
``Dossier``. Adapters import this module, ``typography`` and ``structure``, never one another.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from prelecture.datamodel import Figure, HiddenText, Page, ReadingWarning, TextKind, Zone


@dataclass(frozen=True, slots=True)
class DraftBlock:
    """A block without offsets. ``zone`` is set only where the adapter knows it (contents pages).

    ``depth`` orders headings whose ``level`` has yet to be settled.
    """

    kind: TextKind
    text: str
    page: int | None = None
    level: int = 0
    zone: Zone | None = None
    table: int = 0
    cells: tuple[str, ...] = ()
    header: tuple[str, ...] = ()


@dataclass(slots=True)
class Draft:
    """The adapter's product. Lists, because an adapter fills it as it walks the file."""

    format: str
    title: str = ""
    pages: list[Page] = field(default_factory=list)
    blocks: list[DraftBlock] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    hidden: list[HiddenText] = field(default_factory=list)
    furniture: list[str] = field(default_factory=list)
    warnings: list[ReadingWarning] = field(default_factory=list)


def attach_captions(draft: Draft) -> None:
    """Give each figure without a caption the one written just before or after it on its page."""
    captions: dict[int | None, list[str]] = {}
    for block in draft.blocks:
        if block.kind is TextKind.CAPTION:
            captions.setdefault(block.page, []).append(block.text)
    for i, figure in enumerate(draft.figures):
        waiting = captions.get(figure.page)
        if waiting and not figure.caption:
            draft.figures[i] = Figure(figure.page, waiting.pop(0))
