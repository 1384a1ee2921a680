"""Pictures of a map as SVG, each with its text equivalent: the strip of pages and the heat map."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from prelecture.datamodel import CoverageMap, Finding, Readability
from prelecture.reports.templating import render
from prelecture.reports.view import clean
from prelecture.wording import page_list
from prelecture.wording import reports as words

# Each block has a hue and a hatching, so that the strip is readable in black and white.
_FILLS = ("#1f4e5f", "url(#diagonal)", "#8fb4c2", "url(#dots)", "#5b6770", "url(#cross)")
_PAGE_WIDTH, _PAGE_HEIGHT, _GAP, _LABEL = 16, 24, 5, 13
_PER_ROW = 32
_LEFT, _TOP, _ROW = 118.0, 22.0, 18.0
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
            _tag("svg", _rect(0, 0, 14, 14, fill), class_="swatch", width=14, height=14, aria_hidden="true"),
        )
        for block, fill in blocks.items()
    )


def heat_map_svg(coverage: CoverageMap, *, id: str = "heat") -> str:
    """Return criteria by pages: a full cell holds evidence, a ring one of the nearest passages.

    The page that shows it must also hold ``sign_svg()``.
    """
    pages = [page.number for page in coverage.dossier.pages]
    cell = max(4.0, min(24.0, 660 / max(len(pages), 1)))
    depth = _ROW * len(coverage.findings)
    shapes = [
        _rect(_LEFT + cell * column, _TOP, cell, depth, "url(#unread)")
        for column, page in enumerate(coverage.dossier.pages)
        if page.readability is Readability.UNREADABLE
    ]
    step = 1 if cell >= 14 else 5
    shapes += [
        _text(_LEFT + cell * (column + 0.5), _TOP - 7, str(page), size=9.5)
        for column, page in enumerate(pages)
        if page % step == 0 or page == 1
    ]
    for number, finding in enumerate(coverage.findings):
        shapes += _heat_row(finding, pages, top=_TOP + _ROW * number, cell=cell)
    size = (_LEFT + cell * len(pages) + 4, _TOP + depth + 4)
    return _svg(*size, words.HEAT_TITLE, words.HEAT_DESCRIPTION, "".join(shapes), id)


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
    fill = "url(#unread)" if density.readability is Readability.UNREADABLE else "#fff"
    shapes = [_rect(x, y, _PAGE_WIDTH, _PAGE_HEIGHT, fill, rx=1.5, stroke="#8a939c")]
    bottom = y + _PAGE_HEIGHT - 1.0
    for block, block_fill in blocks.items():
        held = sum(1 for name, _ in density.passages if name == block)
        size = held / max(_FULL, len(density.passages)) * (_PAGE_HEIGHT - 2)
        if held:
            bottom -= size
            shapes.append(_rect(x + 1, bottom, _PAGE_WIDTH - 2, size, block_fill))
    shapes.append(_text(x + _PAGE_WIDTH / 2, y + _PAGE_HEIGHT + 10, str(density.page), size=8))
    return "".join(shapes)


def _heat_row(finding: Finding, pages: list[int], *, top: float, cell: float) -> Iterator[str]:
    middle = top + _ROW / 2
    width = _LEFT + cell * len(pages)
    yield _tag("path", d=f"M0 {_number(top + _ROW)}H{_number(width)}", stroke="#e3e6ea")
    yield _tag("use", href=f"#sign-{finding.status.value}", x=2, y=middle - 6, width=12, height=12)
    yield _text(20, middle + 3.5, clean(finding.criterion.code)[:16], size=11, anchor="start")
    held = {item.page for item in finding.evidence}
    near = {item.page for item in finding.nearest} - held
    for column, page in enumerate(pages):
        x = _LEFT + cell * column
        if page in held:
            yield _rect(x + 0.5, top + 2, cell - 1, _ROW - 4, _FILLS[0])
        elif page in near:
            radius = min(cell, _ROW) / 3.4
            yield _tag("circle", cx=x + cell / 2, cy=middle, r=radius, fill="#fff", stroke=_FILLS[0])


def _pages_of(finding: Finding, *, nearest: bool) -> str:
    items = finding.nearest if nearest else finding.evidence
    return page_list(tuple(item.page for item in items if item.page is not None))


def _svg(width: float, height: float, title: str, description: str, shapes: str, id: str) -> str:
    content = (
        _tag("title", escape(title), id=f"{id}-title")
        + _tag("desc", escape(description), id=f"{id}-description")
        + render("patterns.svg")
        + _tag("g", shapes, fill="#1c2126")
    )
    return _tag(
        "svg",
        content,
        class_="picture",
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width:.0f} {height:.0f}",
        width=f"{width:.0f}",
        role="img",
        aria_labelledby=f"{id}-title {id}-description",
    )


def _rect(x: float, y: float, width: float, height: float, fill: str, **attributes: str | float) -> str:
    return _tag("rect", x=x, y=y, width=width, height=height, fill=fill, **attributes)


def _text(x: float, y: float, text: str, *, size: float, anchor: str = "middle") -> str:
    return _tag("text", escape(text), x=x, y=y, text_anchor=anchor, font_size=size)


def _tag(name: str, content: str = "", /, **attributes: str | float) -> str:
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_number(value))}"'
        for key, value in attributes.items()
    )
    return f"<{name}{written}>{content}</{name}>"


def _number(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.1f}".removesuffix(".0")


def sign_svg() -> str:
    """Return the hidden SVG that defines one sign per status, for ``<use href="#sign-…">``."""
    return render("signs.svg")
