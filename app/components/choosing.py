"""From dropped files to maps: référentiel, exam part, progress, one error per file."""

from __future__ import annotations

import streamlit as st

from prelecture.datamodel import CoverageMap
from prelecture.errors import PrelectureError
from prelecture.referential import load_referential
from prelecture.services import proposals, referentials, reviewer
from prelecture.wording import KIND_LABELS
from prelecture.wording import app as words

TYPES = ["pdf", "docx", "odt", "md", "txt"]
LIMIT_MB = 50


@st.cache_resource(show_spinner=False, max_entries=16)
def referential(name: str, version: float):  # noqa: ANN201
    """Return a référentiel, read once per version of its file."""
    del version
    return load_referential(referentials.source_of(name))


def loaded(name: str):  # noqa: ANN201
    """Return a référentiel by the name it has in the lists."""
    return referential(name, referentials.modified(name))


@st.cache_data(scope="session", max_entries=20, show_spinner=False)
def _proposal(key: str, _content: bytes, name: str) -> proposals.Proposal | None:
    try:
        return proposals.propose_from_bytes(_content, name=name)
    except PrelectureError:
        # The reading itself will say what is wrong with the file.
        return None


def choose_part(prefix: str, *, file=None) -> tuple[str, str] | None:  # noqa: ANN001
    """Show the two choices, proposed from the file's text; return (référentiel, exam part) once made."""
    proposal = _proposal(file.file_id, file.getvalue(), file.name) if file else None
    names = referentials.names()
    if proposal and st.session_state.get(f"{prefix}-proposed") != file.file_id:
        st.session_state[f"{prefix}-proposed"] = file.file_id
        st.session_state[f"{prefix}-referential"] = proposal.referential
        st.session_state[f"{prefix}-assessment"] = proposal.assessment
    left, right = st.columns(2)
    name = left.selectbox(
        words.REFERENTIAL,
        names,
        index=None,
        placeholder=words.CHOOSE,
        format_func=lambda value: loaded(value).title,
        key=f"{prefix}-referential",
    )
    parts = {part.id: part for part in loaded(name).assessments} if name else {}
    if st.session_state.get(f"{prefix}-assessment") not in parts:
        st.session_state[f"{prefix}-assessment"] = None
    part = right.selectbox(
        words.ASSESSMENT,
        list(parts),
        index=None,
        placeholder=words.CHOOSE,
        format_func=lambda id: f"{id} · {parts[id].title} ({KIND_LABELS[parts[id].kind]})",
        key=f"{prefix}-assessment",
    )
    if file and proposal and (name, part) == (proposal.referential, proposal.assessment):
        st.caption(words.PROPOSED.format(words=", ".join(f"« {word} »" for word in proposal.words)))
    elif file and not proposal:
        st.caption(words.NOT_PROPOSED)
    return (name, part) if name and part else None


def read(content: bytes, *, name: str, referential: str, assessment: str) -> CoverageMap | None:
    """Read one file with its progress on the page; None, with the error shown, where it fails."""
    with st.status(words.READING_LABEL.format(name=name), expanded=True) as status:
        try:
            coverage = reviewer.review_bytes(
                content,
                name=name,
                referential=referentials.source_of(referential),
                assessment=assessment,
                progress=lambda stage: status.update(label=words.STAGES.get(stage, stage)),
            )
        except PrelectureError as error:
            status.update(label=words.READING_FAILED, state="error", expanded=True)
            st.error(str(error), icon=":material/error:")
            return None
        status.update(label=words.READING_DONE, state="complete", expanded=False)
    return coverage
