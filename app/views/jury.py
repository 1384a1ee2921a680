"""The juror's page: the dossiers under review, one dossier to read, the jurors side by side."""

from __future__ import annotations

from html import escape

import streamlit as st

from components import access, choosing, downloads, frame, workspace
from components import finding as shown
from components.signs import sign
from components.workspace import OpenDossier
from prelecture.datamodel import CoverageMap, Evidence, Finding, Readability, Status
from prelecture.reports.view import clean, shorten
from prelecture.review_store import JournalEntry, ReviewStore, Space, Stage, StoredDossier
from prelecture.services import reviewing
from prelecture.services.reviewing import CriterionReview
from prelecture.services.roles import Account, sees
from prelecture.wording import STATUS_LABELS, page_list
from prelecture.wording import app as words

REVIEW = "relecture"
VIEW = "vue"
JUROR = "jure"
YES, NO = "oui", "non"


def page() -> None:
    account = access.require("jury")
    with frame.said_in_french():
        opened = st.query_params.get(REVIEW, "")
        if opened:
            dossier = frame.store().dossier(opened)
            if not sees(account, owner=dossier.owner, readers=_readers(dossier)):
                _leave()
                st.rerun()
            _review(dossier, account)
        else:
            _desk(account)


def _readers(dossier: StoredDossier) -> list[str]:
    return dossier.settings.get("readers", "").split()


# ---------------------------------------------------------------- the desk


def _desk(account: Account) -> None:
    st.title(words.JURY_TITLE)
    frame.paragraph(words.JURY_LEAD, "soft")
    store = frame.store()
    kept = [
        dossier
        for dossier in store.dossiers(Space.JURY)
        if sees(account, owner=dossier.owner, readers=_readers(dossier))
    ]
    with st.expander(words.JURY_OPEN, expanded=not kept, icon=":material/add:"):
        _open_form(account)
    st.subheader(words.JURY_LIST)
    juror = _juror(account)
    if not kept:
        frame.paragraph(words.JURY_EMPTY, "soft")
    for dossier in kept:
        _desk_row(store, dossier, juror)
    _purges(store, account)


def _desk_row(store: ReviewStore, dossier: StoredDossier, juror: str) -> None:
    coverage = _coverage(dossier.id, len(store.journal(dossier.id)))
    reviews = reviewing.reviews_of(coverage, store.decisions(dossier.id, reviewer=juror))
    done = reviewing.progress(coverage, reviews)
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container(width="stretch"):
            frame.write(
                f'<div class="card"><h3 style="font-size:1.05rem">{escape(dossier.code)}</h3>'
                f"<p>{escape(clean(coverage.assessment_title))}</p>"
                f'<p class="soft small">{escape(_progress_words(done))} · '
                f"{escape(frame.when(dossier.created))}</p></div>"
            )
        st.button(
            f"{words.OPEN_DOSSIER} {dossier.code}",
            key=f"open-{dossier.id}",
            type="primary",
            on_click=_enter,
            args=(dossier.id,),
        )
        with st.popover(words.ERASE, key=f"erase-{dossier.id}"):
            st.write(words.PURGE_WARNING)
            st.button(
                words.PURGE_CONFIRM, key=f"purge-{dossier.id}", on_click=_purge, args=([dossier.id], juror)
            )


def _progress_words(done: reviewing.Progress) -> str:
    if done.total and done.read == done.total:
        return words.PROGRESS_ALL.format(total=done.total)
    text = words.PROGRESS if done.read > 1 else words.PROGRESS_ONE
    return text.format(read=done.read, total=done.total)


def _open_form(account: Account) -> None:
    file = st.file_uploader(
        words.DROP_ONE, type=choosing.TYPES, max_upload_size=choosing.LIMIT_MB, key="jury-file"
    )
    part = choosing.choose_part("jury", file=file)
    left, middle, right = st.columns(3)
    code = left.text_input(words.JURY_CODE, help=words.JURY_CODE_HELP, key="jury-code", max_chars=40)
    days = middle.selectbox(
        words.JURY_KEEP,
        list(words.KEEP_CHOICES),
        index=2,
        format_func=lambda value: words.KEEP_CHOICES[value],
        key="jury-days",
    )
    blind = right.toggle(words.BLIND_TOGGLE, help=words.BLIND_HELP, key="jury-blind")
    if st.button(words.REVIEW_BUTTON, type="primary", disabled=not (file and part), key="jury-read"):
        assert file is not None and part is not None
        coverage = choosing.read(file.getvalue(), name=file.name, referential=part[0], assessment=part[1])
        if coverage is None:
            return
        dossier = frame.store().keep_dossier(
            file=file.getvalue(),
            coverage=coverage,
            space=Space.JURY,
            owner=account.name,
            code=code.strip(),
            keep_days=days,
            settings={"blind": YES if blind else NO},
        )
        _enter(dossier.id)
        st.rerun()


def _purges(store: ReviewStore, account: Account) -> None:
    expired = [dossier for dossier in store.expired() if sees(account, owner=dossier.owner)]
    if expired:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.warning(words.EXPIRED.format(count=len(expired)))
            ids = [dossier.id for dossier in expired]
            st.button(words.EXPIRED_BUTTON, on_click=_purge, args=(ids, account.name))
    receipts = store.receipts()
    if receipts and account.is_local:
        with st.expander(words.RECEIPTS):
            for receipt in reversed(receipts):
                size = f"{receipt.file_bytes / 1e6:.1f}".replace(".", ",")
                st.text(
                    words.RECEIPT_LINE.format(
                        id=receipt.id,
                        date=frame.when(receipt.date),
                        dossiers=receipt.dossiers,
                        decisions=receipt.decisions,
                        size=size,
                    )
                )


def _purge(ids: list[str], by: str) -> None:
    receipt = frame.store().purge(ids, by=by)
    st.toast(words.ERASED.format(receipt=receipt.id, dossiers=receipt.dossiers, decisions=receipt.decisions))


def _enter(id: str) -> None:
    _forget_place()
    st.query_params[REVIEW] = id


def _leave() -> None:
    _forget_place()
    for name in (REVIEW, VIEW, workspace.CRITERION):
        st.query_params.pop(name, None)


def _forget_place() -> None:
    for name in ("passage", "page_shown", "last_page"):
        st.session_state.pop(name, None)


def _juror(account: Account, *, label: str = "visible") -> str:
    if not account.is_local:
        return account.name
    wanted = st.query_params.get(JUROR, "")
    chosen = st.segmented_control(
        words.JURY_WHO,
        words.JURORS,
        format_func=lambda code: words.JUROR_LABEL.format(code=code),
        default=wanted if wanted in words.JURORS else words.JURORS[0],
        required=True,
        key="juror",
        on_change=_be_juror,
        label_visibility=label,
    )
    return chosen or words.JURORS[0]


def _be_juror() -> None:
    """Put the juror's code, never a name, in the address: a refresh must not change who answers."""
    st.query_params[JUROR] = st.session_state["juror"]


# ---------------------------------------------------------------- one dossier


@st.cache_data(scope="session", max_entries=40, show_spinner=False)
def _coverage(id: str, version: int) -> CoverageMap:
    del version
    return frame.store().coverage(id)


@st.cache_data(scope="session", max_entries=4, show_spinner=False)
def _file(id: str) -> bytes:
    return frame.store().file(id)


class _Reading:
    """What the page knows in one run: the dossier, the juror, their reviews."""

    def __init__(self, stored: StoredDossier, account: Account, juror: str) -> None:
        self.stored = stored
        self.account = account
        self.juror = juror
        self.coverage = frame.store().coverage(stored.id)
        self.entries: tuple[JournalEntry, ...] = frame.store().decisions(stored.id, reviewer=juror)
        self.reviews = reviewing.reviews_of(self.coverage, self.entries)
        self.blind = stored.settings.get("blind") == YES
        self.shortcuts = bool(st.session_state.get("shortcuts", True))

    def is_hidden(self, finding: Finding) -> bool:
        """Tell whether the tool's answer must wait for the juror's first view."""
        return self.blind and self.reviews[finding.criterion.id].first is None and finding in self.judged

    @property
    def judged(self) -> tuple[Finding, ...]:
        return reviewing.to_review(self.coverage)

    def key(self, name: str) -> str | None:
        return name if self.shortcuts else None

    def record(self, decision, stage: Stage = Stage.REVIEW) -> None:  # noqa: ANN001
        frame.store().record(self.stored.id, decision, coverage=self.coverage, stage=stage)


def _review(stored: StoredDossier, account: Account) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="jury-barre"):
        st.button(words.BACK_TO_LIST, icon=":material/arrow_back:", on_click=_leave, key="back")
        juror = _juror(account, label="collapsed")
        reading = _Reading(stored, account, juror)
        _heading(reading)
        _tools(reading)
    if st.query_params.get(VIEW) == "jures":
        _side_by_side(reading)
        return
    finding = workspace.current_criterion(reading.coverage)
    dossier = workspace.open_dossier(reading.coverage, _file(stored.id))
    hidden = reading.is_hidden(finding)
    review = reading.reviews[finding.criterion.id]
    items = [] if hidden else shown.passages(finding)
    tags = [tag for tag, *_ in items]
    current = workspace.current_passage(tags)
    with st.container(key="travail"):
        left, middle, right = st.columns([2.6, 5, 4.4], gap="medium")
    with left, st.container(key="colonne-liste"):
        keep = workspace.choose_filter(
            {
                "sans-avis": (words.FILTER_UNREAD, lambda f: not reading.reviews[f.criterion.id].is_read),
                "a-revoir": (words.FILTER_STALE, lambda f: reading.reviews[f.criterion.id].stale),
            }
        )
        workspace.show_list(
            reading.coverage, finding, keep=keep, hidden=reading.is_hidden, mark=_mark_of(reading)
        )
    with middle, st.container(key="colonne-page"):
        _pages(reading, dossier, finding, review, current, hidden)
    with right, st.container(key="colonne-avis"):
        shown.criterion(reading.coverage, finding)
        if hidden:
            frame.write(f'<p class="decides">{escape(words.BLIND_LEAD)}</p>')
        else:
            _tool_part(reading, finding, review, items, current)
        _own_part(reading, finding, review, dossier)
        _answer_bar(reading, finding, review, items, current, hidden)


def _heading(reading: _Reading) -> None:
    done = reviewing.progress(reading.coverage, reading.reviews)
    unread = [p.number for p in reading.coverage.dossier.pages if p.readability is Readability.UNREADABLE]
    notice = words.UNREAD_PAGES.format(pages=page_list(tuple(unread))) if unread else ""
    with st.container(width="stretch"):
        frame.write(
            f'<h1 style="font-size:1.15rem;padding:0;margin:0">{escape(reading.stored.code)} · '
            f"{escape(clean(reading.coverage.assessment_title))}</h1>"
            f'<p class="small" style="margin:0" role="status"><strong>{escape(_progress_words(done))}</strong>'
            f' <span class="soft">{escape(notice)}</span></p>'
        )


def _tools(reading: _Reading) -> None:
    with st.popover(words.EXPORTS, icon=":material/download:", key="exports"):
        dossier = workspace.open_dossier(reading.coverage, _file(reading.stored.id))
        downloads.show(
            dossier,
            downloads.JURY,
            name=reading.stored.code,
            decisions=reviewing.counting_decisions(reading.entries),
        )
        st.download_button(
            words.JOURNAL_LABEL,
            data=lambda: frame.store().export_journal(reading.stored.id).encode(),
            file_name=f"{reading.stored.code}-journal.jsonl",
            on_click="ignore",
            width="stretch",
        )
    with st.popover("", icon=":material/tune:", key="reglages", help=words.SETTINGS):
        st.toggle(
            words.SHORTCUTS_TOGGLE,
            value=True,
            help=words.SHORTCUTS_HELP,
            key="shortcuts",
            persist_state="session",
        )
        st.caption(words.SHORTCUTS_HELP)
        blind = st.toggle(
            words.BLIND_TOGGLE, value=reading.blind, help=words.BLIND_HELP, key=f"blind-{reading.stored.id}"
        )
        if blind != reading.blind:
            frame.store().set_settings(reading.stored.id, blind=YES if blind else NO)
            st.rerun()
        if reviewing.has_finished(reading.entries):
            st.success(words.FINISHED)
        else:
            st.button(
                words.FINISH,
                on_click=reading.record,
                args=(reviewing.done(reviewer=reading.juror), Stage.DONE),
            )
        st.button(words.CONFRONT, on_click=_show_jurors, key="confront")


def _show_jurors() -> None:
    st.query_params[VIEW] = "jures"


def _mark_of(reading: _Reading):  # noqa: ANN202
    def mark(finding: Finding) -> str:
        review = reading.reviews[finding.criterion.id]
        if review.stale:
            return words.STALE_MARK
        if review.is_read:
            return words.DONE_MARK
        return words.STARTED_MARK if review.is_started else ""

    return mark


def _pages(
    reading: _Reading,
    dossier: OpenDossier,
    finding: Finding,
    review: CriterionReview,
    current: str,
    hidden: bool,
) -> None:
    marks = (
        [] if hidden else workspace.marks_of(finding, set_aside=lambda item: _span(item) in review.set_aside)
    )
    marks += [
        workspace.Mark(f"+{n}", f"+{n}", "own", entry.decision.quote, entry.decision.page)
        for n, entry in enumerate(review.added, start=1)
    ]
    shown_now = current or st.session_state.get("passage", "")
    event = workspace.show_pages(dossier, marks=marks, current=shown_now, selectable=True)
    if event.quote:
        text, number = event.quote
        reading.record(reviewing.own_passage(finding, quote=text, page=number, reviewer=reading.juror))
        st.toast(words.OWN_ADDED)
        st.rerun()


def _span(item: Evidence) -> tuple[int, int]:
    return item.start, item.end


def _tool_part(
    reading: _Reading,
    finding: Finding,
    review: CriterionReview,
    items: list[tuple[str, Evidence, tuple[str, ...], bool]],
    current: str,
) -> None:
    shown.answer(finding)
    if review.first is not None:
        said = words.YOU_SAID_FIRST.format(status=words.ANSWERS.get(review.first.value, ""))
        agreed = reviewing.agrees(finding, review.first)
        verdict = "" if agreed is None else f" {words.AGREE if agreed else words.DISAGREE}"
        frame.write(f"<p><strong>{escape(said + verdict)}</strong></p>")
    quotes = [entry for entry in items if entry[3]]
    near = [entry for entry in items if not entry[3]]
    if quotes:
        title = words.QUOTES_JURY_ONLY if finding.status is Status.JURY_ONLY else words.QUOTES
        frame.write(f'<p class="label">{escape(title)}</p>')
    elif finding.status is Status.NOT_FOUND:
        frame.paragraph(words.NO_QUOTES)
    for entry in quotes:
        _passage(reading, finding, review, entry, current)
    if near:
        frame.write(f'<p class="label">{escape(words.NEAREST)}</p>')
        for entry in near:
            _passage(reading, finding, review, entry, current)
    shown.audit(finding)


def _passage(
    reading: _Reading,
    finding: Finding,
    review: CriterionReview,
    entry: tuple[str, Evidence, tuple[str, ...], bool],
    current: str,
) -> None:
    tag, item, labels, is_quote = entry
    aside, accepted = _span(item) in review.set_aside, _span(item) in review.accepted
    state = words.ASIDE if aside else words.ACCEPTED if accepted else ""
    with st.container(key=f"preuve-{'active' if tag == current else 'repos'}-{tag}"):
        frame.write(shown.quote_html(reading.coverage, item, labels, tag=tag, aside=aside, state=state))
        with st.container(horizontal=True, gap="small"):
            st.button(
                f"{words.SEE_QUOTE} {tag}",
                key=f"see-{tag}",
                on_click=workspace.see,
                args=(tag,),
                type="tertiary",
            )
            if tag != current:
                return
            st.button(
                words.ACCEPT if is_quote else words.TAKE_NEAREST,
                key="accept",
                shortcut=reading.key("a"),
                on_click=_judge_passage,
                args=(reading, finding, tag, item, True),
            )
            st.button(
                words.SET_ASIDE,
                key="aside",
                shortcut=reading.key("x"),
                on_click=_judge_passage,
                args=(reading, finding, tag, item, False),
            )


def _judge_passage(reading: _Reading, finding: Finding, tag: str, item: Evidence, accepted: bool) -> None:
    reading.record(reviewing.on_evidence(finding, item, accepted=accepted, reviewer=reading.juror))
    _next_passage(finding, tag)


def _next_passage(finding: Finding, tag: str) -> None:
    tags = [name for name, *_ in shown.passages(finding)]
    place = tags.index(tag) + 1 if tag in tags else 0
    if place < len(tags):
        workspace.see(tags[place])


def _own_part(reading: _Reading, finding: Finding, review: CriterionReview, dossier: OpenDossier) -> None:
    id = finding.criterion.id
    if review.added:
        frame.write(f'<p class="label">{escape(words.OWN_PASSAGES)}</p>')
        for n, entry in enumerate(review.added, start=1):
            place = f"p. {entry.decision.page}" if entry.decision.page else ""
            text = clean(entry.decision.quote)
            frame.write(
                f'<blockquote class="quote"><p><span class="num">+{n}</span>«&nbsp;{escape(text)}&nbsp;»</p>'
                f"<footer>{escape(place)}</footer></blockquote>"
            )
    with st.expander(words.OWN_TITLE), st.form(f"own-{id}", clear_on_submit=True, border=False):
        st.caption(words.OWN_HELP)
        quote = st.text_area(words.OWN_QUOTE, key=f"own-quote-{id}", height=90)
        number = st.number_input(
            words.OWN_PAGE, 1, max(1, len(dossier.coverage.dossier.pages)), value=None, key=f"own-page-{id}"
        )
        if st.form_submit_button(words.OWN_ADD) and (quote.strip() or number):
            text = quote.strip() or f"{words.OWN_PAGE} {number}"
            reading.record(reviewing.own_passage(finding, quote=text, page=number, reviewer=reading.juror))
            st.rerun()
    if finding not in reading.judged:
        return
    with st.container(key="saved-avis"):
        scale = reading.coverage.scale
        help_text = words.LEVEL_HELP.format(scale=", ".join(scale)) if scale else words.LEVEL_HELP_FREE
        keys = (f"level-{reading.juror}-{id}", f"comment-{reading.juror}-{id}")
        st.session_state.setdefault(keys[0], review.level)
        st.session_state.setdefault(keys[1], review.comment)
        options = {"on_change": _save_notes, "args": (reading, finding, *keys)}
        st.text_input(words.LEVEL, key=keys[0], help=help_text, max_chars=40, **options)
        if scale and review.level and review.level not in scale:
            st.caption(words.LEVEL_UNKNOWN.format(level=review.level, scale=", ".join(scale)))
        st.text_area(
            words.COMMENT, key=keys[1], help=words.COMMENT_HELP, height=80, max_chars=4000, **options
        )


def _save_notes(reading: _Reading, finding: Finding, level: str, comment: str) -> None:
    reading.record(
        reviewing.notes(
            finding,
            level=st.session_state[level],
            comment=st.session_state[comment],
            reviewer=reading.juror,
        )
    )


def _answer_bar(
    reading: _Reading,
    finding: Finding,
    review: CriterionReview,
    items: list[tuple[str, Evidence, tuple[str, ...], bool]],
    current: str,
    hidden: bool,
) -> None:
    with st.container(key="avis-bas"):
        if review.stale:
            st.warning(words.STALE)
        if reviewing.is_hasty(reading.entries):
            st.info(words.HASTY)
        if finding in reading.judged:
            title = words.YOUR_FIRST_VIEW if hidden else words.YOUR_VIEW
            frame.write(f'<p class="label" style="margin:0">{escape(title)}</p>')
            with st.container(horizontal=True, gap="small"):
                for value, label in words.ANSWERS.items():
                    chosen = not hidden and review.status is Status(value)
                    st.button(
                        f"✓ {label}" if chosen else label,
                        key=f"answer-{value}",
                        type="primary" if chosen else "secondary",
                        shortcut=reading.key(words.ANSWER_KEYS[value]),
                        on_click=_answer,
                        args=(reading, finding, Status(value), hidden),
                    )
                _undo_button(reading)
        with st.container(horizontal=True, gap="small"):
            before = workspace.step(reading.coverage, finding, -1)
            st.button(
                words.PREVIOUS,
                key="previous",
                shortcut=reading.key("p"),
                disabled=before is None,
                on_click=workspace.go_to,
                args=(before or "",),
            )
            unread = reviewing.next_unread(reading.coverage, reading.reviews, after=finding.criterion.id)
            st.button(
                words.NEXT_UNREAD,
                key="next",
                shortcut=reading.key("s"),
                disabled=unread is None,
                on_click=workspace.go_to,
                args=(unread or "",),
            )
            if len(items) > 1:
                st.button(
                    words.NEXT_QUOTE,
                    key="next-quote",
                    shortcut=reading.key("v"),
                    on_click=_cycle,
                    args=(finding, current),
                )


def _undo_button(reading: _Reading) -> None:
    st.button(
        words.UNDO,
        key="undo",
        shortcut=reading.key("z"),
        disabled=not reading.entries,
        on_click=_undo,
        args=(reading,),
    )


def _cycle(finding: Finding, current: str) -> None:
    tags = [name for name, *_ in shown.passages(finding)]
    workspace.see(tags[(tags.index(current) + 1) % len(tags)] if current in tags else tags[0])


def _answer(reading: _Reading, finding: Finding, status: Status, hidden: bool) -> None:
    if hidden:
        reading.record(reviewing.first_view(finding, status, reviewer=reading.juror), Stage.FIRST)
        st.session_state.pop("page_shown", None)
        return
    review = reading.reviews[finding.criterion.id]
    reading.record(reviewing.answer(finding, status, reviewer=reading.juror, review=review))


def _undo(reading: _Reading) -> None:
    entry = frame.store().undo(reading.stored.id, reviewer=reading.juror, coverage=reading.coverage)
    if entry is None:
        st.toast(words.NOTHING_TO_UNDO)
        return
    # The fields must show the text that counts again, not the one taken back.
    for name in ("level", "comment"):
        st.session_state.pop(f"{name}-{reading.juror}-{entry.decision.criterion}", None)
    if entry.decision.criterion:
        st.query_params[workspace.CRITERION] = entry.decision.criterion
    st.toast(words.UNDONE)


# ---------------------------------------------------------------- side by side


def _side_by_side(reading: _Reading) -> None:
    store = frame.store()
    st.button(words.BACK_TO_REVIEW, icon=":material/arrow_back:", on_click=_back_to_review, key="back-review")
    st.subheader(words.CONFRONT_TITLE)
    by_juror = {
        name: store.decisions(reading.stored.id, reviewer=name) for name in store.reviewers(reading.stored.id)
    }
    if len(by_juror) < 2:
        frame.paragraph(words.CONFRONT_ONE)
        return
    reviews = {name: reviewing.reviews_of(reading.coverage, entries) for name, entries in by_juror.items()}
    waiting = [name for name, entries in by_juror.items() if not reviewing.has_finished(entries)]
    if waiting:
        progress = {name: reviewing.progress(reading.coverage, reviews[name]) for name in waiting}
        who = ", ".join(
            words.CONFRONT_PENDING.format(who=name, read=progress[name].read, total=progress[name].total)
            for name in waiting
        )
        st.info(words.CONFRONT_WAIT.format(who=who))
        return
    rows = reviewing.confront(reading.coverage, list(reviews.values()))
    different = sum(row.agree is False for row in rows)
    same = sum(row.agree is True for row in rows)
    frame.paragraph(words.CONFRONT_COUNT.format(different=different, same=same))
    only = st.toggle(words.CONFRONT_ONLY_DIFFERENT, key="only-different")
    kept = [row for row in rows if row.agree is False or not only]
    head = "".join(
        f'<th scope="col">{escape(name)}</th>' for name in (*words.CONFRONT_COLUMNS, *by_juror, "")
    )
    body = "".join(_confront_row(row) for row in kept)
    frame.write(f'<table class="plain"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>')


def _confront_row(row: reviewing.Confrontation) -> str:
    verdict = {True: words.CONFRONT_SAME, False: words.CONFRONT_DIFFERENT, None: ""}[row.agree]
    cells = "".join(f"<td>{_confront_cell(review)}</td>" for review in row.reviews)
    ref = row.finding.criterion
    text = shorten(ref.plain or ref.text, 160)
    return (
        f'<tr><th scope="row">{escape(clean(ref.code))}<br><span class="soft small">{escape(text)}</span></th>'
        f"<td>{shown.status_html(row.finding.status)}</td>{cells}<td><strong>{escape(verdict)}</strong></td></tr>"
    )


def _confront_cell(review: CriterionReview) -> str:
    if not review.is_read:
        return f'<span class="soft">{escape(words.CONFRONT_NO_ANSWER)}</span>'
    status = words.ANSWERS.get(review.status.value, STATUS_LABELS[review.status]) if review.status else ""
    drawing = f"{sign(review.status)} " if review.status else ""
    level = words.LEVEL_SHORT.format(level=review.level) if review.level else ""
    text = drawing + escape(" · ".join(part for part in (status, level) if part))
    comment = f'<br><span class="small soft">{escape(clean(review.comment))}</span>'
    return text + (comment if review.comment else "")


def _back_to_review() -> None:
    st.query_params.pop(VIEW, None)
