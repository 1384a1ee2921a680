"""The candidate's page: a dossier, its map, its drafts compared, its documents."""

from __future__ import annotations

from html import escape

import streamlit as st

from components import access, choosing, downloads, frame, workspace
from components import finding as shown
from components.workspace import OpenDossier
from prelecture.comparing import compare
from prelecture.datamodel import Change, CoverageMap, CriterionChange, Evidence, Finding, Status
from prelecture.reports.view import clean, page_reference
from prelecture.review_store import Space, StoredDossier
from prelecture.services.roles import Account, sees
from prelecture.wording import CHANGE_LABELS, JURY_DECIDES
from prelecture.wording import app as words

KEPT = "dossier"
Draft = tuple[CoverageMap, bytes]


def page() -> None:
    account = access.require("candidate")
    with frame.said_in_french():
        _resume(account)
        drafts: list[Draft] = st.session_state.setdefault("drafts", [])
        if drafts and not st.session_state.get("adding"):
            _dossier(drafts, account)
        else:
            _drop(drafts, account)


def _resume(account: Account) -> None:
    """Open the kept dossier that the address names, after a refresh or on a later day."""
    id = st.query_params.get(KEPT, "")
    if not id or st.session_state.get("drafts"):
        return
    store = frame.store()
    stored = store.dossier(id)
    if sees(account, owner=stored.owner) and stored.space is Space.CANDIDATE:
        st.session_state["drafts"] = [(store.coverage(id), store.file(id))]
        st.session_state["kept"] = stored


def _drop(drafts: list[Draft], account: Account) -> None:
    st.title(words.CANDIDATE_TITLE)
    frame.paragraph(words.CANDIDATE_LEAD)
    file = st.file_uploader(
        words.DROP_ONE, type=choosing.TYPES, max_upload_size=choosing.LIMIT_MB, key="candidate-file"
    )
    part = choosing.choose_part("candidate", file=file)
    with st.container(horizontal=True):
        if st.button(words.REVIEW_BUTTON, type="primary", disabled=not (file and part), key="candidate-read"):
            assert file is not None and part is not None
            coverage = choosing.read(file.getvalue(), name=file.name, referential=part[0], assessment=part[1])
            if coverage is not None:
                st.session_state["drafts"] = [*drafts, (coverage, file.getvalue())]
                st.session_state.pop("adding", None)
                st.session_state.pop("kept", None)
                st.rerun()
        if drafts:
            st.button(words.BACK_TO_MAP, on_click=_stop_adding)
    frame.write(f'<p class="soft">{escape(words.MEMORY_ONLY)}</p>')
    _kept_before(account)


def _stop_adding() -> None:
    st.session_state.pop("adding", None)


def _kept_before(account: Account) -> None:
    kept = frame.store().dossiers(Space.CANDIDATE, owner=account.owner)
    if not kept:
        return
    st.subheader(words.KEPT_BEFORE)
    for stored in kept:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            frame.write(f"<p><strong>{escape(stored.code)}</strong> · {escape(clean(stored.name))}</p>")
            st.button(words.RESUME, key=f"resume-{stored.id}", on_click=_open_kept, args=(stored,))
            st.button(words.ERASE, key=f"erase-{stored.id}", on_click=_erase, args=(stored.id, account.name))


def _open_kept(stored: StoredDossier) -> None:
    st.session_state.pop("drafts", None)
    st.query_params[KEPT] = stored.id


def _erase(id: str, by: str) -> None:
    receipt = frame.store().purge([id], by=by)
    st.session_state.pop("kept", None)
    st.query_params.pop(KEPT, None)
    st.toast(words.ERASED.format(receipt=receipt.id, dossiers=receipt.dossiers, decisions=receipt.decisions))


def _dossier(drafts: list[Draft], account: Account) -> None:
    coverage, file = drafts[-1]
    with st.container(horizontal=True, vertical_alignment="center", key="jury-barre"):
        with st.container(width="stretch"):
            title = clean(coverage.dossier.title or coverage.dossier.name)
            frame.write(
                f'<h1 style="font-size:1.15rem;padding:0;margin:0">{escape(title)}</h1>'
                f'<p class="small soft" style="margin:0">{escape(clean(coverage.assessment_title))}</p>'
            )
        view = st.segmented_control(
            words.VIEW_CHOICE,
            [words.SHOW_MAP, words.SHOW_COMPARISON, words.SHOW_EXPORTS],
            default=words.SHOW_MAP,
            required=True,
            key="candidate-view",
            label_visibility="collapsed",
        )
        st.button(words.OTHER_DRAFT, icon=":material/add:", on_click=_add_draft, key="add-draft")
        with st.popover("", icon=":material/more_horiz:", key="candidate-more", help=words.KEEP_OR_CLOSE):
            _keep(coverage, file, account)
            st.button(words.CLOSE_DOSSIER, on_click=_close, key="close")
    dossier = workspace.open_dossier(coverage, file)
    if view == words.SHOW_COMPARISON:
        _comparison(drafts)
    elif view == words.SHOW_EXPORTS:
        downloads.show(
            dossier, downloads.CANDIDATE, name=coverage.dossier.name.rpartition(".")[0] or "dossier"
        )
    else:
        show_map(dossier)


def _add_draft() -> None:
    st.session_state["adding"] = True
    st.session_state.pop("candidate-file", None)


def _close() -> None:
    for name in ("drafts", "kept", "passage", "page_shown", "last_page"):
        st.session_state.pop(name, None)
    st.query_params.clear()


def _keep(coverage: CoverageMap, file: bytes, account: Account) -> None:
    kept: StoredDossier | None = st.session_state.get("kept")
    if kept is None:
        st.caption(words.MEMORY_ONLY)
        if st.button(words.KEEP_BUTTON, key="keep"):
            stored = frame.store().keep_dossier(
                file=file, coverage=coverage, space=Space.CANDIDATE, owner=account.name, keep_days=None
            )
            st.session_state["kept"] = stored
            st.query_params[KEPT] = stored.id
            st.rerun()
        return
    st.caption(words.KEPT.format(code=kept.code))
    st.button(words.ERASE, key="erase-kept", on_click=_erase, args=(kept.id, account.name))


# ---------------------------------------------------------------- the map


def show_map(dossier: OpenDossier) -> None:
    """Show the list, the page and the criterion of one map; the tutor reads a dossier the same way."""
    coverage = dossier.coverage
    finding = workspace.current_criterion(coverage)
    items = shown.passages(finding)
    current = workspace.current_passage([tag for tag, *_ in items])
    with st.container(key="travail"):
        left, middle, right = st.columns([2.6, 5, 4.4], gap="medium")
    with left, st.container(key="colonne-liste"):
        workspace.show_list(coverage, finding, keep=workspace.choose_filter())
    with middle, st.container(key="colonne-page"):
        workspace.show_pages(dossier, marks=workspace.marks_of(finding), current=current)
    with right, st.container(key="colonne-avis"):
        shown.criterion(coverage, finding)
        shown.answer(finding)
        _passages(coverage, finding, items, current)
        shown.examples(finding)
        shown.audit(finding)
        _notices(coverage)
        frame.write(f'<p class="small soft">{escape(JURY_DECIDES)}</p>')
        _steps(coverage, finding)


def _passages(
    coverage: CoverageMap,
    finding: Finding,
    items: list[tuple[str, Evidence, tuple[str, ...], bool]],
    current: str,
) -> None:
    quotes = [entry for entry in items if entry[3]]
    if quotes:
        title = words.QUOTES_JURY_ONLY if finding.status is Status.JURY_ONLY else words.QUOTES
        frame.write(f'<p class="label">{escape(title)}</p>')
    elif finding.status is Status.NOT_FOUND:
        frame.paragraph(words.NO_QUOTES)
    near_title = False
    for tag, item, labels, is_quote in items:
        if not is_quote and not near_title:
            near_title = True
            frame.write(f'<p class="label">{escape(words.NEAREST)}</p>')
        with st.container(key=f"preuve-{'active' if tag == current else 'repos'}-{tag}"):
            frame.write(shown.quote_html(coverage, item, labels, tag=tag))
            st.button(
                words.SEE_TAG.format(tag=tag, page=page_reference(item, coverage.dossier)),
                key=f"see-{tag}",
                on_click=workspace.see,
                args=(tag,),
                type="tertiary",
            )


def _notices(coverage: CoverageMap) -> None:
    warnings = [warning.message for warning in coverage.dossier.warnings]
    form = [item.message for item in coverage.form]
    for title, messages in ((words.READING_NOTICES, warnings), (words.FORM_NOTICES, form)):
        if messages:
            with st.expander(title):
                frame.write("".join(f'<p class="small">{escape(clean(message))}</p>' for message in messages))


def _steps(coverage: CoverageMap, finding: Finding) -> None:
    with st.container(horizontal=True, key="avis-bas"):
        for label, distance, key in ((words.PREVIOUS, -1, "previous"), (words.NEXT, 1, "next")):
            target = workspace.step(coverage, finding, distance)
            st.button(label, key=key, disabled=target is None, on_click=workspace.go_to, args=(target or "",))


# ---------------------------------------------------------------- drafts


def _comparison(drafts: list[Draft]) -> None:
    if len(drafts) < 2:
        frame.paragraph(words.COMPARE_NEED_TWO)
        return
    numbers = range(len(drafts))
    left, right = st.columns(2)

    def name(number: int) -> str:
        return words.VERSION.format(number=number + 1, name=drafts[number][0].dossier.name)

    before = left.selectbox(words.COMPARE_BEFORE, numbers, index=len(drafts) - 2, format_func=name)
    after = right.selectbox(words.COMPARE_AFTER, numbers, index=len(drafts) - 1, format_func=name)
    show_comparison(drafts[before][0], drafts[after][0])


def show_comparison(before: CoverageMap, after: CoverageMap) -> None:
    """Show what each criterion gains, keeps or loses from one draft to the other."""
    diff = compare(before, after)
    changed = [change for change in diff.changes if change.change is not Change.KEPT]
    if not changed:
        frame.paragraph(words.COMPARE_SAME)
    for change in changed:
        frame.write(_change_html(change, before, after))


def _change_html(change: CriterionChange, before: CoverageMap, after: CoverageMap) -> str:
    moved = f"{shown.status_html(change.before)} → {shown.status_html(change.after)}"
    quotes = _quotes(words.COMPARE_GAINED, change.new_evidence, after) + _quotes(
        words.COMPARE_LOST, change.lost_evidence, before
    )
    return (
        f'<section style="border-top:1px solid var(--line);padding:.6rem 0">'
        f'<p style="margin:0"><strong>{escape(clean(change.criterion.code))}</strong> · '
        f"{escape(CHANGE_LABELS[change.change])} · {moved}</p>"
        f'<p class="small" style="margin:.1rem 0">{escape(clean(change.criterion.text))}</p>{quotes}</section>'
    )


def _quotes(title: str, items: tuple[Evidence, ...], coverage: CoverageMap) -> str:
    if not items:
        return ""
    lines = "".join(
        f'<p class="example">«&nbsp;{escape(clean(item.quote))}&nbsp;» '
        f'<span class="soft small">{escape(page_reference(item, coverage.dossier))}</span></p>'
        for item in items
    )
    return f'<p class="label">{escape(title)}</p>{lines}'
