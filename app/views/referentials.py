"""The référentiels: to read, to import, to correct; example passages and what they change."""

from __future__ import annotations

import dataclasses
from html import escape

import streamlit as st

from components import access, choosing, frame
from components import finding as shown
from prelecture.datamodel import Criterion, ExpectedIn, Referential
from prelecture.referential import criteria_of, find_problems
from prelecture.reports.view import clean
from prelecture.services import examples, referentials, reviewer
from prelecture.services.reviewer import safe_name
from prelecture.wording import KIND_LABELS
from prelecture.wording import app as words
from views.candidate import show_comparison


def page() -> None:
    access.account()
    with frame.said_in_french():
        st.title(words.REF_TITLE)
        frame.paragraph(words.REF_LEAD, "soft")
        names = referentials.names()
        name = st.selectbox(
            words.REF_CHOICE,
            names,
            format_func=lambda value: choosing.loaded(value).title,
            key="referentiel",
            bind="query-params",
        )
        chosen = name or names[0]
        referential = choosing.loaded(chosen)
        _read(referential)
        if referentials.is_own(chosen):
            _correct(chosen, referential)
        else:
            st.caption(words.REF_SHIPPED)
        _import()
        _examples(chosen, referential)


def _read(referential: Referential) -> None:
    st.caption(
        words.REF_FACTS.format(
            certifier=referential.certifier,
            version=referential.version,
            criteria=len(referential.criteria),
            document=referential.source.document,
        )
    )
    parts = {part.id: part for part in referential.assessments}
    part = st.selectbox(
        words.REF_PART,
        ["", *parts],
        format_func=lambda id: (
            f"{id} · {parts[id].title} ({KIND_LABELS[parts[id].kind]})" if id else words.REF_ALL_PARTS
        ),
        key="partie",
    )
    if part:
        with st.expander(words.REF_OFFICIAL_PART):
            frame.write(f'<p style="white-space:pre-line">{escape(clean(parts[part].text))}</p>')
    criteria = criteria_of(referential, part) if part else referential.criteria
    library = shown.library()
    titles = {block.id: block.title for block in referential.blocks}
    blocks = {competency.id: competency.block for competency in referential.competencies}
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in words.REF_COLUMNS)
    rows, last = [], ""
    for criterion in criteria:
        block = blocks.get(criterion.competencies[0], "")
        if block != last:
            title = words.BLOCK_TITLE.format(id=block, title=titles.get(block, ""))
            rows.append(f'<tr><th scope="rowgroup" colspan="4">{escape(clean(title))}</th></tr>')
            last = block
        rows.append(_row(criterion, library))
    frame.write(
        f'<div class="matrix" style="width:100%" tabindex="0" role="region" aria-label="{escape(words.REF_TITLE)}">'
        f'<table class="plain"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'
    )


def _row(criterion: Criterion, library: dict) -> str:
    labels = [library[use.id].label for use in criterion.expectations if use.id in library]
    place = words.REF_PLACES[criterion.expected_in.value]
    expected = "".join(f"<div>{escape(label)}</div>" for label in labels)
    plain = f'<br><span class="small soft">{escape(criterion.plain)}</span>' if criterion.plain else ""
    return (
        f"<tr><td><strong>{escape(criterion.code)}</strong></td><td>{escape(criterion.text)}{plain}</td>"
        f'<td class="small">{expected}</td><td class="small">{escape(place)}</td></tr>'
    )


# ---------------------------------------------------------------- importing and correcting


def _import() -> None:
    with st.expander(words.REF_IMPORT, icon=":material/upload_file:"):
        st.caption(words.REF_IMPORT_HELP)
        types = ["yaml", "yml", "docx", "pdf", "xlsx"]
        file = st.file_uploader(words.REF_FILE, type=types, max_upload_size=25, key="ref-file")
        if file and st.button(words.REF_SAVE, type="primary", key="ref-save"):
            referential = referentials.load_upload(file.getvalue(), name=safe_name(file.name))
            name = referentials.save_own(referential)
            st.success(words.REF_SAVED.format(title=referential.title, criteria=len(referential.criteria)))
            problems = find_problems(referentials.source_of(name), library=shown.library())
            if problems:
                st.warning(words.REF_PROBLEMS.format(count=len(problems)))
                frame.write(
                    "".join(f'<p class="small">{escape(str(problem))}</p>' for problem in problems[:40])
                )


def _correct(name: str, referential: Referential) -> None:
    with st.expander(words.REF_EDIT, icon=":material/edit:"):
        st.caption(words.REF_EDIT_HELP)
        rows = [
            {
                "code": criterion.code,
                "text": criterion.text,
                "expected_in": criterion.expected_in.value,
                "plain": criterion.plain,
                "to_check": criterion.to_check,
            }
            for criterion in referential.criteria
        ]
        edited = st.data_editor(
            rows,
            key=f"edit-{name}",
            hide_index=True,
            disabled=["code", "text"],
            column_config={
                **words.REF_EDIT_COLUMNS,
                "expected_in": st.column_config.SelectboxColumn(
                    words.REF_EDIT_COLUMNS["expected_in"], options=[place.value for place in ExpectedIn]
                ),
            },
        )
        if st.button(words.REF_EDIT_SAVE, key="ref-edit-save"):
            criteria = tuple(
                dataclasses.replace(
                    criterion,
                    expected_in=ExpectedIn(row["expected_in"]),
                    plain=row["plain"] or "",
                    to_check=bool(row["to_check"]),
                )
                for criterion, row in zip(referential.criteria, edited, strict=True)
            )
            referentials.save_own(dataclasses.replace(referential, criteria=criteria))
            st.toast(words.REF_EDIT_SAVED)
            st.rerun()
        st.button(words.REF_ERASE, key="ref-erase", on_click=referentials.erase_own, args=(name,))


# ---------------------------------------------------------------- example passages


def _examples(name: str, referential: Referential) -> None:
    library = shown.library()
    with st.expander(words.EXAMPLES_TITLE, icon=":material/format_quote:"):
        frame.paragraph(words.EXAMPLES_LEAD)
        used = {use.id for criterion in referential.criteria for use in criterion.expectations}
        known = [id for id in library if id in used]
        if not known:
            frame.paragraph(words.EXAMPLES_NONE, "soft")
            return
        chosen = st.selectbox(
            words.EXAMPLES_EXPECTATION, known, format_func=lambda id: library[id].label, key="expectation"
        )
        expectation = library[chosen or known[0]]
        frame.paragraph(expectation.description, "small")
        own = examples.own_examples().get(expectation.id, ())
        for text in expectation.examples:
            if text not in own:
                frame.write(f'<p class="example">{escape(text)}</p>')
        for number, text in enumerate(own):
            frame.write(
                f'<p class="example">{escape(text)} <strong class="small">{escape(words.EXAMPLES_OWN)}</strong></p>'
            )
            st.button(
                words.EXAMPLES_REMOVE,
                key=f"remove-{number}",
                on_click=examples.remove_example,
                args=(expectation.id, text),
            )
        with st.form("example", clear_on_submit=False, border=False):
            text = st.text_area(words.EXAMPLES_NEW, key="example-new")
            if st.form_submit_button(words.EXAMPLES_SAVE):
                examples.add_example(expectation.id, text)
                st.toast(words.EXAMPLES_SAVED)
                st.rerun()
        _try_out(name, referential)


def _try_out(name: str, referential: Referential) -> None:
    file = st.file_uploader(words.EXAMPLES_FILE, type=choosing.TYPES, key="example-file")
    part = st.selectbox(words.ASSESSMENT, [part.id for part in referential.assessments], key="example-part")
    if file and part and st.button(words.EXAMPLES_TRY, key="example-try"):
        source = referentials.source_of(name)
        options = {"name": file.name, "referential": source, "assessment": part}
        with st.spinner(words.READING_LABEL.format(name=file.name)):
            before = reviewer.review_bytes(file.getvalue(), extra={}, **options)
            after = reviewer.review_bytes(file.getvalue(), **options)
        show_comparison(before, after)
