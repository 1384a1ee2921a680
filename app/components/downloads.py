"""Downloads of a map: each document is made when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from components.workspace import OpenDossier
from prelecture.datamodel import Decision
from prelecture.errors import PrelectureError
from prelecture.reports.exporting import EXPORTS, ExportFormat
from prelecture.reports.map_json import dump_map
from prelecture.services import page_images
from prelecture.wording import app as words

CANDIDATE = (ExportFormat.HTML, ExportFormat.PLAIN, ExportFormat.PDF, ExportFormat.DOCX, ExportFormat.CSV)
JURY = (ExportFormat.GRID, ExportFormat.HTML, ExportFormat.PDF, ExportFormat.CSV, ExportFormat.JSON)


def show(
    dossier: OpenDossier,
    formats: Sequence[ExportFormat],
    *,
    name: str,
    decisions: Sequence[Decision] = (),
    prefix: str = "export",
) -> None:
    """Show one button per document; ``name`` is the stem of the files, a code for a jury."""
    is_word = dossier.coverage.dossier.format.lower() == "docx"
    for format in formats:
        if format is ExportFormat.DOCX and not is_word:
            continue
        kind = EXPORTS[format]
        _button(
            dossier, format, label=kind.label, name=f"{name}{kind.ending}", decisions=decisions, prefix=prefix
        )
    st.download_button(
        words.MAP_LABEL,
        data=lambda: dump_map(dossier.coverage).encode(),
        file_name=f"{name}-carte.json",
        mime="application/json",
        key=f"{prefix}-carte",
        on_click="ignore",
        width="stretch",
    )


def _button(
    dossier: OpenDossier,
    format: ExportFormat,
    *,
    label: str,
    name: str,
    decisions: Sequence[Decision],
    prefix: str,
) -> None:
    def make() -> bytes:
        return page_images.make_export(
            dossier.coverage, format, dossier=dossier.file, decisions=decisions, code=Path(name).stem
        )

    key = f"{prefix}-{format.value}"
    if not EXPORTS[format].needs_dossier:
        st.download_button(
            label,
            data=make,
            file_name=name,
            mime=EXPORTS[format].media_type,
            key=key,
            on_click="ignore",
            width="stretch",
        )
        return
    # Made from the candidate's file: it may fail, and then the reason is shown instead of a download.
    ready = st.session_state.get(f"{key}-ready")
    if ready and ready[0] == dossier.key:
        st.download_button(
            label,
            data=ready[1],
            file_name=name,
            mime=EXPORTS[format].media_type,
            key=key,
            on_click="ignore",
            type="primary",
            width="stretch",
        )
    elif st.button(f"{words.EXPORT_PREPARE} : {label}", key=f"{key}-make", width="stretch"):
        try:
            content = make()
        except PrelectureError as error:
            st.error(str(error), icon=":material/error:")
            return
        st.session_state[f"{key}-ready"] = (dossier.key, content)
        st.rerun()
