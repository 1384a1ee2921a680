"""The tutor's page: a class read in the background, its matrix, what to work on together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape

import streamlit as st

from components import access, choosing, frame, workspace
from components import finding as shown
from components.signs import sign
from prelecture import batch
from prelecture.batch import ItemState
from prelecture.datamodel import CoverageMap, Finding, Status
from prelecture.reports.class_xlsx import render_class
from prelecture.reports.view import clean, french_date, page_reference, quoted, shown_evidence
from prelecture.services import classes, reviewer
from prelecture.services.classes import ClassView
from prelecture.services.roles import Account, sees
from prelecture.wording import STATUS_LABELS
from prelecture.wording import app as words
from views.candidate import show_comparison, show_map

CLASS = "classe"
_TABS = (words.TAB_MATRIX, words.TAB_FRAGILE, words.TAB_ACROSS, words.TAB_DOSSIER, words.TAB_DRAFTS)


def page() -> None:
    account = access.require("tutor")
    with frame.said_in_french():
        id = st.query_params.get(CLASS, "")
        if id:
            view = classes.view_class(id)
            if not sees(account, owner=view.job.owner):
                _leave()
                st.rerun()
            _class(id, view)
        else:
            _desk(account)


def _leave() -> None:
    for name in (CLASS, workspace.CRITERION):
        st.query_params.pop(name, None)


def _enter(id: str) -> None:
    st.query_params[CLASS] = id


def _desk(account: Account) -> None:
    st.title(words.CLASS_TITLE)
    frame.paragraph(words.CLASS_LEAD, "soft")
    known = classes.list_classes(owner=account.owner)
    with st.expander(words.CLASS_NEW, expanded=not known, icon=":material/add:"):
        _new(account)
    if known:
        st.subheader(words.CLASS_LIST)
    for id, job in known:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            count = words.CLASS_COUNT.format(count=len(job.names))
            with st.container(width="stretch"):
                frame.write(
                    f'<div class="card"><h3 style="font-size:1.05rem">{escape(job.title)}</h3>'
                    f'<p class="soft small">{escape(count)} · {escape(frame.when(job.created))}</p></div>'
                )
            label = f"{words.CLASS_OPEN} {job.title}"
            st.button(label, key=f"open-{id}", type="primary", on_click=_enter, args=(id,))
            with st.popover(words.ERASE, key=f"erase-{id}"):
                st.write(words.CLASS_WARNING)
                st.button(words.PURGE_CONFIRM, key=f"purge-{id}", on_click=_erase, args=(id,))


def _erase(id: str) -> None:
    classes.erase_class(id)
    st.toast(words.CLASS_ERASED)


def _new(account: Account) -> None:
    files = st.file_uploader(
        words.DROP_MANY,
        type=choosing.TYPES,
        accept_multiple_files=True,
        max_upload_size=choosing.LIMIT_MB,
        key="class-files",
    )
    folder = st.file_uploader(
        words.DROP_FOLDER,
        type=choosing.TYPES,
        accept_multiple_files="directory",
        max_upload_size=choosing.LIMIT_MB,
        key="class-folder",
    )
    files = [*(files or []), *(folder or [])]
    part = choosing.choose_part("class", file=files[0] if files else None)
    default = words.CLASS_DEFAULT.format(date=french_date(date.today().isoformat()))
    title = st.text_input(words.CLASS_NAME, placeholder=default, key="class-name", max_chars=80)
    if st.button(words.CLASS_START, type="primary", disabled=not (files and part), key="class-start"):
        assert part is not None
        id = classes.new_class(
            [(file.name, file.getvalue()) for file in files],
            title=title.strip() or default,
            owner=account.name,
            referential=str(classes_source(part[0])),
            assessment=part[1],
            reviewer=reviewer.chosen(),
        )
        _enter(id)
        st.rerun()


def classes_source(name: str) -> object:
    """Return what the background reading takes for a référentiel of the list."""
    from prelecture.services import referentials

    return referentials.source_of(name)


# ---------------------------------------------------------------- one class


def _class(id: str, view: ClassView) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="jury-barre"):
        st.button(words.CLASS_BACK, icon=":material/arrow_back:", on_click=_leave, key="back")
        with st.container(width="stretch"):
            frame.write(f'<h1 style="font-size:1.3rem;padding:0;margin:0">{escape(view.job.title)}</h1>')
        _downloads(view)
    _progress(id)
    maps = {dossier.code: dossier.coverage for dossier in view.latest if dossier.coverage}
    if not maps:
        return
    tab = st.segmented_control(
        words.VIEW_CHOICE,
        _TABS,
        default=_TABS[0],
        required=True,
        key="class-view",
        label_visibility="collapsed",
    )
    if tab == words.TAB_FRAGILE:
        _fragile(maps)
    elif tab == words.TAB_ACROSS:
        _across(maps)
    elif tab == words.TAB_DOSSIER:
        _one_dossier(view)
    elif tab == words.TAB_DRAFTS:
        _drafts(view)
    else:
        _matrix(maps)
        _who_is_who(view)


def _downloads(view: ClassView) -> None:
    maps = {dossier.code: dossier.coverage for dossier in view.latest if dossier.coverage}
    if not maps:
        return
    with st.popover(words.EXPORTS, icon=":material/download:", key="class-exports"):
        st.download_button(
            words.CLASS_XLSX,
            data=lambda: render_class(view.drafts),
            file_name="classe.xlsx",
            on_click="ignore",
            width="stretch",
        )
        st.download_button(
            words.CLASS_ZIP,
            data=lambda: classes.feedback_zip(maps),
            file_name="retours.zip",
            on_click="ignore",
            width="stretch",
        )


@st.fragment(run_every=2)
def _progress(id: str) -> None:
    view = classes.view_class(id)
    state = view.state
    total = len(view.job.names)
    over = state.count(ItemState.DONE) + state.count(ItemState.FAILED)
    known = st.session_state.get("class-over", {})
    if known.get(id, over) != over or (known.get(f"{id}-running") and not state.running):
        # Something new was read: the whole page shows it.
        st.session_state["class-over"] = {id: over, f"{id}-running": state.running}
        st.rerun()
    st.session_state["class-over"] = {id: over, f"{id}-running": state.running}
    if state.running or over < total:
        st.progress(over / max(total, 1), text=words.CLASS_PROGRESS.format(done=over, total=total))
    if not state.running and over < total:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.warning(words.CLASS_INTERRUPTED)
            st.button(words.CLASS_RESUME, type="primary", on_click=batch.start, args=(view.folder,))
    failed = [item for item in state.items if item.state is ItemState.FAILED]
    if failed:
        lines = "".join(
            f"<p><strong>{escape(view.job.codes[item.sha256])}</strong> "
            f"({escape(clean(view.job.names[item.sha256]))}) : {escape(clean(item.message))}</p>"
            for item in failed
        )
        with st.expander(f"{words.CLASS_FAILURES} : {len(failed)}", icon=":material/error:"):
            frame.write(lines)
    if state.running:
        with st.expander(words.CLASS_ITEMS):
            frame.write("".join(_item_line(view, item) for item in state.items))


def _item_line(view: ClassView, item: batch.BatchItem) -> str:
    label = words.CLASS_REUSED if item.reused else words.ITEM_LABELS[item.state.value]
    return (
        f'<p class="small" style="margin:.1rem 0">{escape(view.job.codes[item.sha256])} : {escape(label)}</p>'
    )


def _criteria(maps: Mapping[str, CoverageMap]) -> Sequence[Finding]:
    return next(iter(maps.values())).findings


def _matrix(maps: Mapping[str, CoverageMap]) -> None:
    frame.paragraph(words.MATRIX_LEAD, "soft")
    criteria = _criteria(maps)
    head = "".join(f'<th scope="col"><span>{escape(clean(f.criterion.code))}</span></th>' for f in criteria)
    rows = []
    for code, coverage in maps.items():
        by_id = {finding.criterion.id: finding for finding in coverage.findings}
        cells = "".join(_cell(by_id.get(item.criterion.id)) for item in criteria)
        rows.append(f'<tr><th scope="row">{escape(code)}</th>{cells}</tr>')
    frame.write(
        f'<div class="matrix" tabindex="0" role="region" aria-label="{escape(words.TAB_MATRIX)}"><table><thead><tr>'
        f'<th scope="col">{escape(words.MATRIX_CODE)}</th>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )
    legend = " &nbsp; ".join(shown.status_html(status) for status in Status)
    frame.write(f'<p class="small">{legend}</p>')


def _cell(finding: Finding | None) -> str:
    if finding is None:
        return "<td></td>"
    label = STATUS_LABELS[finding.status]
    return (
        f'<td class="is-{finding.status.value}" title="{escape(clean(finding.criterion.code))} : {escape(label)}">'
        f'{sign(finding.status)}<span class="hidden">{escape(label)}</span></td>'
    )


def _who_is_who(view: ClassView) -> None:
    with st.expander(words.CODES_TABLE):
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in words.CODES_COLUMNS)
        rows = "".join(
            f'<tr><th scope="row">{escape(d.code)}</th><td>{escape(clean(d.name))}</td><td>{d.draft}</td></tr>'
            for d in view.dossiers
        )
        frame.write(f'<table class="plain"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>')


def _fragile(maps: Mapping[str, CoverageMap]) -> None:
    frame.paragraph(words.FRAGILE_LEAD, "soft")
    fragile = classes.fragile_criteria(maps)
    if not fragile:
        frame.paragraph(words.FRAGILE_NONE)
        return
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in words.FRAGILE_COLUMNS)
    rows = []
    for item in fragile:
        lines = "".join(
            f"<div>{shown.status_html(status)} : {escape(', '.join(codes))}</div>"
            for status, codes in item.codes.items()
        )
        rows.append(
            f'<tr><th scope="row" style="width:55%">{escape(clean(item.criterion.code))}<br>'
            f'<span class="small soft">{escape(clean(item.criterion.text))}</span></th><td>{lines}</td></tr>'
        )
    frame.write(f'<table class="plain"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>')


def _across(maps: Mapping[str, CoverageMap]) -> None:
    criteria = {finding.criterion.id: finding.criterion for finding in _criteria(maps)}
    chosen = st.selectbox(
        words.ACROSS_CRITERION,
        list(criteria),
        format_func=lambda id: f"{criteria[id].code} · {criteria[id].text}",
        key="across",
    )
    for code, finding in classes.across(maps, chosen or next(iter(criteria))):
        quotes = [
            f'<p class="example">{escape(quoted(item.quote, 320))} '
            f'<span class="soft small">{escape(page_reference(item, maps[code].dossier))}</span></p>'
            for item, _ in shown_evidence(finding)
        ]
        content = "".join(quotes) or f'<p class="soft small">{escape(words.ACROSS_NOTHING)}</p>'
        frame.write(
            f'<section style="border-top:1px solid var(--line);padding:.5rem 0"><p style="margin:0">'
            f"<strong>{escape(code)}</strong> · {shown.status_html(finding.status)}</p>{content}</section>"
        )


def _one_dossier(view: ClassView) -> None:
    read = {dossier.sha256: dossier for dossier in view.dossiers if dossier.coverage}
    chosen = st.selectbox(
        words.DOSSIER_CHOICE,
        list(read),
        format_func=lambda sha256: f"{read[sha256].code} · {read[sha256].name}",
        key="class-dossier",
    )
    dossier = read[chosen or next(iter(read))]
    assert dossier.coverage is not None
    show_map(workspace.open_dossier(dossier.coverage, classes.file_of(view, dossier.sha256)))


def _drafts(view: ClassView) -> None:
    frame.paragraph(words.DRAFTS_LEAD, "soft")
    several = {code: maps for code, maps in view.drafts.items() if len(maps) > 1}
    if not several:
        frame.paragraph(words.DRAFTS_NONE)
        return
    code = st.selectbox(words.DOSSIER_CHOICE, list(several), key="drafts-code") or next(iter(several))
    maps = several[code]
    for number in range(len(maps) - 1, 0, -1):
        st.subheader(words.DRAFTS_LINE.format(code=code, before=number, after=number + 1))
        show_comparison(maps[number - 1], maps[number])
