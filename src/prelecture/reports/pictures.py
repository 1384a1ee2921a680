"""Pictures of a map as SVG, each with its text equivalent: the strip of pages and the heat map."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from prelecture.datamodel import CoverageMap, Finding, Readability
from prelecture.reports.templating import render
from prelecture.reports.view import clean, page_list
from prelecture.wording import STATUS_LABELS
from prelecture.wording import reports as words

# Each block has a hue and a hatching, so that the strip is readable in black and white.
_FILLS = ("#1f4e5f", "url(#diagonal)", "#8fb4c2", "url(#dots)", "#5b6770", "url(#cross)")
_PATTERNS = (
    '<pattern id="unread" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="5" height="5" fill="#f4f5f6"/><path d="M0 0V5" stroke="#8a939c" stroke-width="1.6"/></pattern>'
    '<pattern id="diagonal" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">'
    '<rect width="4" height="4" fill="#fff"/><path d="M0 0V4" stroke="#8a4b14" stroke-width="4"/></pattern>'
    '<pattern id="dots" width="4" height="4" patternUnits="userSpaceOnUse">'
    '<rect width="4" height="4" fill="#fff"/><circle cx="2" cy="2" r="1.4" fill="#4c3a86"/></pattern>'
    '<pattern id="cross" width="5" height="5" patternUnits="userSpaceOnUse">'
    '<rect width="5" height="5" fill="#fff"/><path d="M0 2.5H5M2.5 0V5" stroke="#333" stroke-width="1"/></pattern>'
)
_PAGE_WIDTH, _PAGE_HEIGHT, _GAP, _LABEL = 16, 24, 5, 13
_PER_ROW = 32
# Beyond this many passages a page is shown full; the text equivalent gives the exact number.
_FULL = 6


@dataclass(frozen=True, slots=True)
class PageDensity:
    """The passages quoted from one page, as (block, criterion code) pairs, one per passage."""

    page: int
    passages: tuple[tuple[str, str], ...]
    readability: Readability

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(code for _, code in self.passages))


def page_densities(coverage: CoverageMap) -> tuple[PageDensity, ...]:
    """Return what each page of the dossier holds, in page order, empty pages included."""
    found: dict[int, dict[tuple[str, int, int], tuple[str, str]]] = {}
    for finding in coverage.findings:
        for item in finding.evidence:
            if item.page is not None:
                key = (finding.criterion.id, item.start, item.end)
                found.setdefault(item.page, {})[key] = (finding.criterion.block, finding.criterion.code)
    return tuple(
        PageDensity(page.number, tuple(found.get(page.number, {}).values()), page.readability)
        for page in coverage.dossier.pages
    )


def page_strip_svg(coverage: CoverageMap, *, id: str = "strip") -> str:
    """Return the dossier as a strip of pages, filled as high as they hold quoted passages."""
    densities = page_densities(coverage)
    blocks = _blocks(coverage)
    rows = max(1, -(-len(densities) // _PER_ROW))
    width = min(max(len(densities), 1), _PER_ROW) * (_PAGE_WIDTH + _GAP)
    height = rows * (_PAGE_HEIGHT + _LABEL + 4)
    shapes = "".join(_page_shapes(density, number, blocks) for number, density in enumerate(densities))
    return _svg(width, height, words.STRIP_TITLE, strip_words(coverage), shapes, id)


def strip_words(coverage: CoverageMap) -> str:
    """Return the strip in one sentence."""
    densities = page_densities(coverage)
    pages = tuple(density.page for density in densities if density.passages)
    unread = tuple(density.page for density in densities if density.readability is Readability.UNREADABLE)
    sentence = words.STRIP_SOME.format(pages=page_list(pages)) if pages else words.STRIP_NONE
    return f"{sentence} {words.STRIP_UNREAD.format(pages=page_list(unread))}" if unread else sentence


def block_legend(coverage: CoverageMap) -> tuple[tuple[str, str], ...]:
    """Return (block, SVG swatch) pairs, empty where the map has a single block."""
    blocks = _blocks(coverage)
    if len(blocks) < 2:
        return ()
    return tuple(
        (
            block,
            f'<svg class="swatch" width="14" height="14" aria-hidden="true"><rect width="14" height="14" fill="{fill}"/></svg>',
        )
        for block, fill in blocks.items()
    )


def heat_map_svg(coverage: CoverageMap, *, id: str = "heat") -> str:
    """Return criteria by pages: a full cell holds evidence, a ring one of the nearest passages."""
    pages = [page.number for page in coverage.dossier.pages]
    cell = max(4.0, min(16.0, 620 / max(len(pages), 1)))
    left, top, row = 118.0, 22.0, 17.0
    width, height = left + cell * len(pages) + 4, top + row * len(coverage.findings) + 4
    shapes = [
        f'<rect x="{left + cell * column:.1f}" y="{top}" width="{cell:.1f}" height="{row * len(coverage.findings):.1f}" fill="url(#unread)"/>'
        for column, page in enumerate(coverage.dossier.pages)
        if page.readability is Readability.UNREADABLE
    ]
    step = 1 if cell >= 14 else 5
    shapes += [
        f'<text x="{left + cell * (column + 0.5):.1f}" y="{top - 7}" text-anchor="middle" font-size="9">{page}</text>'
        for column, page in enumerate(pages)
        if page % step == 0 or page == 1
    ]
    for number, finding in enumerate(coverage.findings):
        shapes += _heat_row(
            finding, pages, left=left, top=top + row * number, cell=cell, row=row, width=width
        )
    return _svg(width, height, words.HEAT_TITLE, words.HEAT_DESCRIPTION, "".join(shapes), id)


def heat_rows(coverage: CoverageMap) -> tuple[tuple[Finding, str, str], ...]:
    """Return (finding, pages of its evidence, pages of its nearest passages): the text equivalent."""
    return tuple(
        (finding, _pages_of(finding, nearest=False), _pages_of(finding, nearest=True))
        for finding in coverage.findings
    )


def render_pictures(coverage: CoverageMap) -> str:
    """Return one HTML page with both pictures and their text equivalents."""
    return render(
        "pictures.html.j2",
        coverage=coverage,
        strip=page_strip_svg(coverage),
        strip_words=strip_words(coverage),
        legend=block_legend(coverage),
        densities=page_densities(coverage),
        heat=heat_map_svg(coverage),
        heat_rows=heat_rows(coverage),
        signs=sign_svg(),
    )


def _blocks(coverage: CoverageMap) -> dict[str, str]:
    names = dict.fromkeys(finding.criterion.block for finding in coverage.findings)
    return {block: _FILLS[number % len(_FILLS)] for number, block in enumerate(names)}


def _page_shapes(density: PageDensity, number: int, blocks: dict[str, str]) -> str:
    x = (number % _PER_ROW) * (_PAGE_WIDTH + _GAP) + 1
    y = (number // _PER_ROW) * (_PAGE_HEIGHT + _LABEL + 4) + 1
    unread = density.readability is Readability.UNREADABLE
    shapes = [
        f'<rect x="{x}" y="{y}" width="{_PAGE_WIDTH}" height="{_PAGE_HEIGHT}" rx="1.5"'
        f' fill="{"url(#unread)" if unread else "#fff"}" stroke="#8a939c"/>'
    ]
    bottom = y + _PAGE_HEIGHT - 1.0
    for block, fill in blocks.items():
        share = sum(1 for name, _ in density.passages if name == block) / max(_FULL, len(density.passages))
        if share:
            size = share * (_PAGE_HEIGHT - 2)
            bottom -= size
            shapes.append(
                f'<rect x="{x + 1}" y="{bottom:.1f}" width="{_PAGE_WIDTH - 2}" height="{size:.1f}" fill="{fill}"/>'
            )
    label = f'<text x="{x + _PAGE_WIDTH / 2}" y="{y + _PAGE_HEIGHT + 10}" text-anchor="middle" font-size="8">{density.page}</text>'
    return f"<g>{''.join(shapes)}{label}</g>"


def _heat_row(
    finding: Finding, pages: list[int], *, left: float, top: float, cell: float, row: float, width: float
) -> Iterator[str]:
    middle = top + row / 2
    yield f'<path d="M0 {top + row:.1f}H{width:.1f}" stroke="#e3e6ea"/>'
    yield f'<text x="20" y="{middle + 3.5:.1f}" font-size="10.5">{escape(clean(finding.criterion.code)[:16])}</text>'
    yield f'<use href="#sign-{finding.status.value}" x="2" y="{middle - 6:.1f}" width="12" height="12"/>'
    held = {item.page for item in finding.evidence}
    near = {item.page for item in finding.nearest} - held
    for column, page in enumerate(pages):
        x = left + cell * column
        if page in held:
            yield f'<rect x="{x + 0.5:.1f}" y="{top + 2:.1f}" width="{cell - 1:.1f}" height="{row - 4:.1f}" fill="#1f4e5f"/>'
        elif page in near:
            radius = min(cell, row) / 3.4
            yield f'<circle cx="{x + cell / 2:.1f}" cy="{middle:.1f}" r="{radius:.1f}" fill="#fff" stroke="#1f4e5f"/>'


def _pages_of(finding: Finding, *, nearest: bool) -> str:
    items = finding.nearest if nearest else finding.evidence
    return page_list(tuple(item.page for item in items if item.page is not None))


def _svg(width: float, height: float, title: str, description: str, shapes: str, id: str) -> str:
    return (
        f'<svg class="picture" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}"'
        f' width="{width:.0f}" role="img" aria-labelledby="{id}-title {id}-description">'
        f'<title id="{id}-title">{escape(title)}</title><desc id="{id}-description">{escape(description)}</desc>'
        f'<defs>{_PATTERNS}</defs><g fill="#1c2126">{shapes}</g></svg>'
    )


def sign_svg() -> str:
    """Return the hidden SVG that defines one sign per status, for ``<use href="#sign-…">``."""
    symbols = "".join(
        f'<symbol id="sign-{status.value}" viewBox="0 0 16 16">{_SIGNS[status.value]}</symbol>'
        for status in STATUS_LABELS
    )
    return f'<svg width="0" height="0" style="position:absolute" aria-hidden="true" focusable="false">{symbols}</svg>'


_RING = '<circle cx="8" cy="8" r="6" fill="#fff" stroke="currentColor" stroke-width="2"/>'
_SIGNS = {
    "found": '<circle cx="8" cy="8" r="7" fill="currentColor"/>',
    "partial": f'{_RING}<path d="M8 2a6 6 0 0 0 0 12z" fill="currentColor"/>',
    "not_found": _RING,
    "not_concluded": (
        '<circle cx="8" cy="8" r="6" fill="#fff" stroke="currentColor" stroke-width="1.6" stroke-dasharray="2.4 1.8"/>'
        '<text x="8" y="11.6" text-anchor="middle" font-size="10" font-weight="700" fill="currentColor">?</text>'
    ),
    "not_expected": '<path d="M3 8H13" stroke="currentColor" stroke-width="2.4"/>',
    "jury_only": (
        '<rect x="1.5" y="1.5" width="13" height="13" rx="3" fill="#fff" stroke="currentColor" stroke-width="1.6"/>'
        '<text x="8" y="12" text-anchor="middle" font-size="10.5" font-weight="700" fill="currentColor">J</text>'
    ),
}
