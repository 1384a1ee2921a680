"""What the tool does and does not, how reliable it was, where the data are; training on its errors."""

from __future__ import annotations

from html import escape

import streamlit as st

from components import access, frame
from prelecture.review_store import Space, StoredDossier
from prelecture.services import model_card, reviewing, training_map
from prelecture.services.roles import Account, sees
from prelecture.settings import TOOL_VERSION
from prelecture.wording import JURY_DECIDES
from prelecture.wording import app as words

TRAINING = "training"


def page() -> None:
    account = access.account()
    with frame.said_in_french():
        st.title(words.TRUST_TITLE)
        frame.write(f'<p class="decides">{escape(JURY_DECIDES)}</p>')
        left, right = st.columns(2, gap="large")
        with left:
            _list(words.TRUST_DOES, words.TRUST_DOES_LIST)
            _list(words.TRUST_LIMITS, words.TRUST_LIMITS_LIST)
        with right:
            _list(words.TRUST_NOT, words.TRUST_NOT_LIST)
            _list(words.TRUST_DATA, words.TRUST_DATA_LIST)
        _measures()
        if account is not None and "jury" in account.roles:
            _training(account)
        st.subheader(words.TRUST_NOTICE)
        frame.paragraph(words.TRUST_NOTICE_TEXT)
        st.download_button(
            words.TRUST_NOTICE_DOWNLOAD,
            data=words.TRUST_NOTICE_TEXT,
            file_name="notice-candidats.txt",
            on_click="ignore",
        )
        st.caption(f"{words.TRUST_VERSIONS} : {words.APP_NAME} {TOOL_VERSION}")


def _list(title: str, lines: tuple[str, ...]) -> None:
    st.subheader(title)
    frame.write(f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>")


def _measures() -> None:
    st.subheader(words.TRUST_MEASURES)
    card = model_card.load_card()
    if card is None or not (card.measures or card.criteria):
        frame.paragraph(words.TRUST_NO_MEASURES)
        return
    frame.paragraph(words.TRUST_MEASURES_LEAD, "soft")
    _table(words.TRUST_MEASURE_COLUMNS, [tuple(pair) for pair in card.measures])
    if card.criteria:
        with st.expander(words.TRUST_CRITERIA):
            rows = [(id, str(value.dossiers), str(value.agreed)) for id, value in card.criteria]
            _table(words.TRUST_CRITERIA_COLUMNS, rows)


def _table(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
    body = "".join(
        f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in rest)}</tr>'
        for first, *rest in rows
    )
    frame.write(f'<table class="plain"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>')


# ---------------------------------------------------------------- training


def _training(account: Account) -> None:
    st.subheader(words.TRUST_TRAINING)
    frame.paragraph(words.TRUST_TRAINING_LEAD)
    store = frame.store()
    kept = {
        dossier.id: dossier for dossier in store.dossiers(Space.JURY) if sees(account, owner=dossier.owner)
    }
    sources = [dossier for dossier in kept.values() if TRAINING not in dossier.settings]
    if not sources:
        frame.paragraph(words.TRAINING_NONE, "soft")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            words.TRAINING_SOURCE,
            [dossier.id for dossier in sources],
            format_func=lambda id: kept[id].code,
            key="training-source",
        )
        if st.button(words.TRAINING_START, key="training-start"):
            source = kept[chosen or sources[0].id]
            coverage, _ = training_map.plant_errors(store.coverage(source.id))
            count = sum(TRAINING in dossier.settings for dossier in kept.values()) + 1
            made = store.keep_dossier(
                file=store.file(source.id),
                coverage=coverage,
                space=Space.JURY,
                owner=account.name,
                code=f"{words.TRAINING_CODE} {count}",
                keep_days=30,
                settings={TRAINING: source.id},
            )
            st.switch_page(st.session_state["pages"]["jury"], query_params={"relecture": made.id})
    for dossier in kept.values():
        if TRAINING in dossier.settings and dossier.settings[TRAINING] in kept:
            _reveal(dossier, account)


def _reveal(dossier: StoredDossier, account: Account) -> None:
    store = frame.store()
    with st.expander(f"{words.TRAINING_REVEAL} : {dossier.code}"):
        coverage = store.coverage(dossier.id)
        errors = training_map.errors_of(coverage, store.coverage(dossier.settings[TRAINING]))
        entries = [
            entry
            for entry in store.decisions(dossier.id)
            if account.is_local or entry.decision.reviewer == account.name
        ]
        reviews = reviewing.reviews_of(coverage, entries)
        for error, seen in training_map.caught(errors, coverage, reviews):
            state = words.TRAINING_CAUGHT if seen else words.TRAINING_MISSED
            frame.write(
                f"<p><strong>{escape(error.truth.criterion.code)}</strong> : "
                f"{escape(words.TRAINING_KINDS[error.kind])} ({escape(state)})</p>"
            )
