"""The list of criteria by block, as a component with real buttons."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from components.signs import sign
from prelecture.datamodel import CoverageMap, Finding
from prelecture.reports.view import by_block, clean
from prelecture.wording import STATUS_LABELS
from prelecture.wording import app as words

_HERE = Path(__file__).parent


def _component():  # noqa: ANN202 - Streamlit's own protocol
    return st.components.v2.component(
        "prelecture_criteria",
        html='<nav class="cl"></nav>',
        css=(_HERE / "criteria_list.css").read_text(encoding="utf-8"),
        js=(_HERE / "criteria_list.js").read_text(encoding="utf-8"),
        isolate_styles=False,
    )


def show(
    coverage: CoverageMap,
    *,
    keep: Callable[[Finding], bool],
    current: str,
    hidden: Callable[[Finding], bool] = lambda finding: False,
    mark: Callable[[Finding], str] = lambda finding: "",
) -> str | None:
    """Show the findings that ``keep`` accepts; return the id of the criterion just chosen.

    ``hidden`` says which findings must not show the tool's answer yet; ``mark`` gives a short word.
    """
    groups = []
    for block in by_block(coverage):
        items = [
            _item(finding, hidden(finding), mark(finding)) for finding in block.findings if keep(finding)
        ]
        if items:
            title = words.BLOCK_TITLE.format(id=clean(block.id), title=clean(block.title))
            groups.append({"title": title, "items": items})
    data = {"label": words.LIST_LABEL, "none": words.LIST_NONE, "groups": groups, "current": current}
    result = _component()(key="criteria", data=data, on_chosen_change=lambda: None)
    return result.chosen


def _item(finding: Finding, hidden: bool, mark: str) -> dict[str, str]:
    status = finding.status
    return {
        "id": finding.criterion.id,
        "code": clean(finding.criterion.code),
        "text": clean(finding.criterion.plain or finding.criterion.text),
        "status": "hidden" if hidden else status.value,
        "sign": words.BLIND_SIGN if hidden else sign(status),
        "words": words.BLIND_WORDS if hidden else STATUS_LABELS[status],
        "done": mark,
    }
