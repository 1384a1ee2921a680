"""The first page: three doors, and what the tool never does."""

from __future__ import annotations

from html import escape

import streamlit as st

from components import frame
from prelecture.wording import JURY_DECIDES
from prelecture.wording import app as words


def page() -> None:
    pages = st.session_state["pages"]
    with st.container(key="accueil"):
        st.title(words.HOME_TITLE)
        frame.write(f'<p style="font-size:1.1rem;max-width:46rem">{escape(words.HOME_LEAD)}</p>')
        for column, (role, (title, text, button)) in zip(
            st.columns(3, gap="medium"), words.HOME_DOORS.items(), strict=True
        ):
            with column, st.container(border=True, key=f"porte-{role}"):
                frame.write(_card(title, text))
                if st.button(button, key=f"door-{role}", type="primary", width="stretch"):
                    st.switch_page(pages[role])
        frame.write(f'<p class="decides">{escape(JURY_DECIDES)}</p>')
        frame.write(f'<p class="soft">{escape(words.HOME_NEVER)} {escape(words.HOME_LOCAL)}</p>')


def _card(title: str, text: str) -> str:
    heading = f'<h2 style="font-size:1.2rem;padding:0">{escape(title)}</h2>'
    return f'<div class="card">{heading}<p>{escape(text)}</p></div>'
