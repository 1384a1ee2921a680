"""Cut a dossier into passages: runs of text short enough to be quoted, long enough to be understood.

Two grains are cut. *Fine* passages are sentences, list items, table rows, captions and notes, the
tiniest joined to their neighbours. *Wide* passages join consecutive fine ones of the same section,
because thin evidence is often spread over a list, a small table or lines that a PDF broke apart:
no line of "concurrents : Léon, 14 € ; Chez Mina, 12 €" shows a price comparison alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from prelecture.datamodel import Dossier, Passage, TextBlock, TextKind, Zone

SentenceSplitter = Callable[[Sequence[str]], Sequence[Sequence[tuple[int, int]]]]

FINE_WORDS = 55  # a fine passage is closed once it holds this many words
TINY_WORDS = 7  # below, a unit is joined to the next of its section
WIDE_WORDS = 110


@dataclass(frozen=True, slots=True)
class _Unit:
    """A piece of a block that is never cut further."""

    start: int
    end: int
    words: int
    block: TextBlock
    headings: tuple[str, ...]

    @property
    def section(self) -> tuple[object, ...]:
        return (self.headings, self.block.zone)


def split_passages(dossier: Dossier, *, split_sentences: SentenceSplitter) -> tuple[Passage, ...]:
    """Return the passages of a dossier in reading order, fine ones first, then wide ones.

    ``split_sentences`` takes texts and gives, for each, the (start, end) bounds of its sentences.
    Every passage satisfies ``dossier.text[p.start:p.end] == p.text``. Headings and contents lines
    are passages too, so that the reader can see that they were met; they are never joined.
    """
    units = list(_units(dossier, split_sentences))
    runs = [*_fine_runs(units), *_wide_runs(units)]
    return tuple(_passage(dossier, number, run) for number, run in enumerate(_unique(runs)))


def _units(dossier: Dossier, split_sentences: SentenceSplitter) -> Iterator[_Unit]:
    long_blocks = [b for b in dossier.blocks if b.kind not in _WHOLE and len(b.text.split()) >= FINE_WORDS]
    bounds = dict(
        zip((b.start for b in long_blocks), split_sentences([b.text for b in long_blocks]), strict=True)
    )
    trail: list[tuple[int, str]] = []
    for block in dossier.blocks:
        if block.kind is TextKind.HEADING and block.zone is not Zone.TOC:
            trail = [entry for entry in trail if entry[0] < block.level] + [(block.level, block.text)]
        headings = tuple(text for _, text in trail)
        for start, end in bounds.get(block.start, ((0, len(block.text)),)):
            if block.text[start:end].strip():
                words = len(block.text[start:end].split())
                yield _Unit(block.start + start, block.start + end, words, block, headings)


_WHOLE = frozenset({TextKind.HEADING, TextKind.TABLE_ROW, TextKind.CAPTION})


def _alone(unit: _Unit) -> bool:
    return unit.block.kind is TextKind.HEADING or unit.block.zone is Zone.TOC


def _fine_runs(units: Sequence[_Unit]) -> Iterator[list[_Unit]]:
    run: list[_Unit] = []
    for unit in units:
        if run and not _joins(run, unit):
            yield run
            run = []
        run.append(unit)
    if run:
        yield run


def _joins(run: list[_Unit], unit: _Unit) -> bool:
    if _alone(unit) or _alone(run[-1]) or unit.section != run[-1].section:
        return False
    size = sum(u.words for u in run)
    if unit.block is run[-1].block:
        return size + unit.words < FINE_WORDS
    same_kind = unit.block.kind is run[-1].block.kind and unit.block.table == run[-1].block.table
    return same_kind and (size < TINY_WORDS or unit.words < TINY_WORDS) and size + unit.words < FINE_WORDS


def _wide_runs(units: Sequence[_Unit]) -> Iterator[list[_Unit]]:
    for section in _sections(units):
        start = 0
        while start < len(section):
            end, size = start, 0
            while end < len(section) and (end == start or size + section[end].words < WIDE_WORDS):
                size += section[end].words
                end += 1
            if end - start >= 2:
                yield section[start:end]
            if end >= len(section):
                break
            start = max(start + 1, (start + end + 1) // 2)


def _sections(units: Sequence[_Unit]) -> Iterator[list[_Unit]]:
    section: list[_Unit] = []
    for unit in units:
        if section and (_alone(unit) or unit.section != section[-1].section):
            yield section
            section = []
        if not _alone(unit):
            section.append(unit)
    if section:
        yield section


def _unique(runs: Iterable[list[_Unit]]) -> Iterator[list[_Unit]]:
    seen: set[tuple[int, int]] = set()
    for run in runs:
        span = (run[0].start, run[-1].end)
        if span not in seen:
            seen.add(span)
            yield run


def _passage(dossier: Dossier, number: int, run: list[_Unit]) -> Passage:
    first, last = run[0], run[-1]
    headings = first.headings[:-1] if first.block.kind is TextKind.HEADING else first.headings
    return Passage(
        id=number,
        text=dossier.text[first.start : last.end],
        start=first.start,
        end=last.end,
        page=first.block.page,
        kind=first.block.kind,
        zone=first.block.zone,
        headings=headings,
        header=first.block.header,
    )
