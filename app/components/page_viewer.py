"""A page of the dossier with its quotes highlighted; jumps, clicks and selections come back."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from prelecture.datamodel import Evidence
from prelecture.reports.locating import Place
from prelecture.reports.view import shorten
from prelecture.services import page_images
from prelecture.services.page_images import PageImage
from prelecture.wording import app as words

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Mark:
    """A quote to highlight. ``kind`` is quote, near, aside or own; ``tag`` is what its badge shows."""

    id: str
    tag: str
    kind: str
    quote: str
    page: int | None


@dataclass(frozen=True, slots=True)
class ViewerEvent:
    """What the reader did on the page in this run: at most one of the three."""

    page: int | None = None
    picked: str | None = None
    quote: tuple[str, int] | None = None


def _component():  # noqa: ANN202 - Streamlit's own protocol
    return st.components.v2.component(
        "prelecture_page",
        html='<section class="pv"></section>',
        css=(_HERE / "page_viewer.css").read_text(encoding="utf-8"),
        js=(_HERE / "page_viewer.js").read_text(encoding="utf-8"),
        isolate_styles=False,
    )


@st.cache_data(scope="session", max_entries=40, show_spinner=False)
def _page(key: str, _pdf: bytes, number: int) -> PageImage:
    return page_images.draw_page(_pdf, number)


@st.cache_data(scope="session", max_entries=200, show_spinner=False)
def _places(key: str, _pdf: bytes, quotes: tuple[tuple[str, int | None], ...]) -> list[tuple[Place, ...]]:
    items = [Evidence("", quote, page, "", "", 0, 0, 0.0) for quote, page in quotes]
    return page_images.find_places(_pdf, items)


def places_of(key: str, pdf: bytes, marks: Sequence[Mark]) -> dict[str, tuple[Place, ...]]:
    """Return where each mark stands in the PDF, by mark id."""
    found = _places(key, pdf, tuple((mark.quote, mark.page) for mark in marks))
    return {mark.id: places for mark, places in zip(marks, found, strict=True)}


def show(
    *,
    key: str,
    pdf: bytes | None,
    empty: str,
    page: int,
    marks: Sequence[Mark],
    current: str,
    jump: int,
    selectable: bool = False,
) -> ViewerEvent:
    """Show a page. ``key`` identifies the PDF in the caches; ``jump`` grows at each asked jump."""
    if pdf is None:
        _component()(key="page", data={"words": _words(), "image": "", "empty": empty, "version": "none"})
        return ViewerEvent()
    places = places_of(key, pdf, marks)
    drawn = _page(key, pdf, page)
    shown = [shape for mark in marks if (shape := _shape(mark, places[mark.id], drawn.number, current))]
    data = {
        "words": _words(),
        "page": drawn.number,
        "count": drawn.count,
        "where": words.VIEWER_WHERE.format(page=drawn.number, count=drawn.count),
        "alt": words.VIEWER_ALT.format(page=drawn.number),
        "note": _note(shown, places.get(current)),
        "image": "data:image/webp;base64," + base64.b64encode(drawn.image).decode(),
        "ratio": drawn.ratio,
        "lines": [[line.text, line.box] for line in drawn.lines],
        "marks": shown,
        "selectable": selectable,
    }
    version = json.dumps([key, drawn.number, shown, selectable, jump])
    data["version"] = hashlib.sha256(version.encode()).hexdigest()[:16]
    nothing = lambda: None  # noqa: E731 - Streamlit asks for a callback per trigger
    result = _component()(
        key="page", data=data, on_page_change=nothing, on_pick_change=nothing, on_quote_change=nothing
    )
    quote = result.quote
    return ViewerEvent(
        page=result.page,
        picked=result.pick,
        quote=(str(quote["text"]), int(quote["page"])) if quote else None,
    )


def _shape(mark: Mark, places: tuple[Place, ...], page: int, current: str) -> dict[str, object] | None:
    boxes = [box for place in places if place.page == page for box in place.boxes]
    if not boxes:
        return None
    return {
        "id": mark.id,
        "tag": mark.tag,
        "kind": mark.kind,
        "current": mark.id == current,
        "label": words.VIEWER_MARK.format(tag=mark.tag, quote=shorten(mark.quote, 120)),
        "boxes": boxes,
        "exact": all(place.exact for place in places),
    }


def _note(shown: Sequence[dict[str, object]], places: tuple[Place, ...] | None) -> str:
    if places is not None and not places:
        return words.VIEWER_UNPLACED
    if places and not all(place.exact for place in places):
        return words.VIEWER_APPROXIMATE
    if not shown:
        return words.VIEWER_HERE_NONE
    return words.VIEWER_HERE.format(count=len(shown)) if len(shown) > 1 else words.VIEWER_HERE_ONE


def _words() -> dict[str, str]:
    return {
        "region": words.VIEWER_REGION,
        "previous": words.VIEWER_PREVIOUS,
        "next": words.VIEWER_NEXT,
        "smaller": words.VIEWER_SMALLER,
        "larger": words.VIEWER_LARGER,
        "add": words.VIEWER_ADD,
    }
