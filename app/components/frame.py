"""What stands around every page: French, styles, the store, errors said in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from html import escape
from pathlib import Path

import streamlit as st

from components.signs import sign_css
from prelecture.errors import PrelectureError
from prelecture.reports.view import french_date
from prelecture.review_store import ReviewStore, store_url
from prelecture.services import reviewer

_HERE = Path(__file__).parent
# A ":material/…:" icon would be fetched from the network.
ICON = _HERE / "icon.svg"


def dress() -> None:
    """Set the language, the styles and the saving of typed text. Call once per run, before the page."""
    style = (_HERE / "frame.css").read_text(encoding="utf-8")
    st.html(f"<style>{style}\n{sign_css()}</style>")
    script = (_HERE / "frame.js").read_text(encoding="utf-8")
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)


@st.cache_resource(show_spinner=False)
def warm_up() -> None:
    """Begin to load the model, once per server, while the first reader looks at the page."""
    reviewer.warm_up()


@st.cache_resource(show_spinner=False)
def _open_store(url: str) -> ReviewStore:
    return ReviewStore(url)


def store() -> ReviewStore:
    """Return the store of decisions, one per address for the whole server."""
    return _open_store(store_url())


@contextmanager
def said_in_french() -> Iterator[None]:
    """Show an expected error as its French sentence and end the run there."""
    try:
        yield
    except PrelectureError as error:
        st.error(str(error), icon=":material/error:")
        st.stop()


def write(html: str) -> None:
    """Write HTML made here; every text from a dossier must have gone through ``escape``."""
    st.html(html)


def paragraph(text: str, style: str = "") -> None:
    """Write one paragraph of plain text."""
    write(f'<p class="{style}">{escape(text)}</p>')


def when(iso: str) -> str:
    """Return a recorded time, which is UTC, as the reader's own, in French."""
    return french_date(datetime.fromisoformat(iso).astimezone().isoformat())
