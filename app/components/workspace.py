"""List, page and panel side by side, and where the reader is in them; shared by candidate and juror."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from components import criteria_list, page_viewer
from components.finding import passages
from components.page_viewer import Mark, ViewerEvent
from prelecture.datamodel import CoverageMap, Evidence, Finding, Status
from prelecture.errors import MissingTool, PrelectureError
from prelecture.reports.view import TO_CHECK
from prelecture.services import page_images
from prelecture.wording import STATUS_LABELS
from prelecture.wording import app as words

CRITERION = "critere"
FILTER = "afficher"


@dataclass(frozen=True, slots=True)
class OpenDossier:
    """A dossier on the table: its map, its file, and its pages where they can be shown."""

    key: str
    coverage: CoverageMap
    file: bytes
    pdf: bytes | None
    why_no_pdf: str = ""


@st.cache_data(scope="session", max_entries=6, show_spinner=False)
def _pdf_of(key: str, _content: bytes, name: str) -> tuple[bytes | None, str]:
    try:
        return page_images.displayable_pdf(_content, name=name), ""
    except MissingTool as error:
        return None, str(error)
    except PrelectureError as error:
        return None, str(error)


def open_dossier(coverage: CoverageMap, file: bytes) -> OpenDossier:
    """Return the dossier with its pages ready to show; a Word file is laid out once per session."""
    key = coverage.dossier.sha256
    pdf, reason = _pdf_of(key, file, coverage.dossier.name)
    return OpenDossier(key, coverage, file, pdf, reason)


# ---------------------------------------------------------------- where the reader is


def current_criterion(coverage: CoverageMap) -> Finding:
    """Return the criterion in the address, else the first one."""
    wanted = st.query_params.get(CRITERION, "")
    return next((f for f in coverage.findings if f.criterion.id == wanted), coverage.findings[0])


def go_to(criterion: str) -> None:
    """Open a criterion; its first passage comes into sight."""
    st.query_params[CRITERION] = criterion
    st.session_state.pop("passage", None)
    st.session_state.pop("page_shown", None)
    _jump()


def see(passage: str) -> None:
    """Bring a passage of the present criterion into sight, by its tag."""
    st.session_state["passage"] = passage
    st.session_state.pop("page_shown", None)
    _jump()


def _jump() -> None:
    st.session_state["jump"] = st.session_state.get("jump", 0) + 1


def current_passage(tags: Sequence[str]) -> str:
    """Return the tag of the passage in sight, the first one unless another was asked for."""
    wanted = st.session_state.get("passage", "")
    return wanted if wanted in tags else (tags[0] if tags else "")


def step(coverage: CoverageMap, finding: Finding, distance: int) -> str | None:
    """Return the id of a neighbour in the map's order, None at the end."""
    ids = [item.criterion.id for item in coverage.findings]
    place = ids.index(finding.criterion.id) + distance
    return ids[place] if 0 <= place < len(ids) else None


# ---------------------------------------------------------------- the two left columns


def choose_filter(
    extra: dict[str, tuple[str, Callable[[Finding], bool]]] | None = None,
) -> Callable[[Finding], bool]:
    """Show the filter of the list and return what it keeps."""
    choices: dict[str, tuple[str, Callable[[Finding], bool]]] = {
        "tous": (words.FILTER_ALL, lambda finding: True),
        "verifier": (words.FILTER_CHECK, lambda finding: finding.status in TO_CHECK),
        **(extra or {}),
        **{status.value: (STATUS_LABELS[status], _is(status)) for status in Status},
    }
    chosen = st.selectbox(
        words.FILTER,
        list(choices),
        format_func=lambda name: choices[name][0],
        key=FILTER,
        bind="query-params",
    )
    return choices[chosen or "tous"][1]


def _is(status: Status) -> Callable[[Finding], bool]:
    return lambda finding: finding.status is status


def show_list(coverage: CoverageMap, finding: Finding, **options: Callable) -> None:
    """Show the list; a criterion chosen there opens at once."""
    chosen = criteria_list.show(coverage, current=finding.criterion.id, **options)
    if chosen and chosen != finding.criterion.id:
        go_to(chosen)
        st.rerun()


def show_pages(
    dossier: OpenDossier,
    *,
    marks: Sequence[Mark],
    current: str,
    selectable: bool = False,
) -> ViewerEvent:
    """Show the page where the passage in sight stands; return what the reader did there."""
    page = st.session_state.get("page_shown") or _page_of(dossier, marks, current)
    st.session_state["page_shown"] = page
    event = page_viewer.show(
        key=dossier.key,
        pdf=dossier.pdf,
        empty=words.VIEWER_EMPTY.format(reason=dossier.why_no_pdf),
        page=page,
        marks=marks,
        current=current,
        jump=st.session_state.get("jump", 0),
        selectable=selectable,
    )
    if event.page:
        st.session_state["page_shown"] = event.page
        st.rerun()
    if event.picked and event.picked != current:
        see(event.picked)
        st.rerun()
    return event


def _page_of(dossier: OpenDossier, marks: Sequence[Mark], current: str) -> int:
    mark = next((mark for mark in marks if mark.id == current), None)
    if mark is None or dossier.pdf is None:
        return st.session_state.get("last_page", 1)
    places = page_viewer.places_of(dossier.key, dossier.pdf, marks)[mark.id]
    page = places[0].page if places else mark.page or 1
    st.session_state["last_page"] = page
    return page


def marks_of(finding: Finding, *, set_aside: Callable[[Evidence], bool] = lambda item: False) -> list[Mark]:
    """Return the marks of the tool's passages: quotes numbered 1, 2, 3, nearest ones a, b, c."""
    return [
        Mark(tag, tag, "aside" if set_aside(item) else "quote" if is_quote else "near", item.quote, item.page)
        for tag, item, _, is_quote in passages(finding)
    ]
