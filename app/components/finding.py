"""A criterion and what the tool retrieved for it, as words on the page."""

from __future__ import annotations

from html import escape

import streamlit as st

from components.frame import write
from components.signs import sign
from prelecture.datamodel import CoverageMap, Evidence, Expectation, ExpectationFinding, Finding, Status
from prelecture.reports.view import (
    caution_words,
    clean,
    page_reference,
    reliability_words,
    searched_words,
    shown_evidence,
    shown_nearest,
)
from prelecture.services import examples as own_examples
from prelecture.wording import STATUS_HELP, STATUS_LABELS
from prelecture.wording import app as words


def status_html(status: Status) -> str:
    """Return a status by sign and word."""
    return f'<span class="status is-{status.value}">{sign(status)}{escape(STATUS_LABELS[status])}</span>'


def criterion(coverage: CoverageMap, finding: Finding) -> None:
    """Write the criterion: code, official words, plain words, competency."""
    ref = finding.criterion
    plain = f'<p class="crit-plain">{escape(words.PLAIN_WORDS.format(text=clean(ref.plain)))}</p>'
    about = coverage.competency_texts.get(ref.competency, "")
    competency = (
        f'<details class="small soft"><summary>{escape(words.COMPETENCY_NAME.format(id=clean(ref.competency)))}'
        f"</summary>{escape(clean(about))}</details>"
    )
    write(
        f'<h2 class="crit-code" style="font-size:1rem;padding:0;margin:0">{escape(clean(ref.code))}</h2>'
        f'<p class="crit-text">{escape(clean(ref.text))}</p>'
        f"{plain if ref.plain else ''}{competency if about else ''}"
    )


def answer(finding: Finding) -> None:
    """Write the tool's status, its reason and the expectations."""
    reason = finding.reason or STATUS_HELP[finding.status]
    lines = "".join(_expectation_html(item) for item in finding.expectations)
    expected = f'<p class="label">{escape(words.EXPECTED)}</p><ul class="expect">{lines}</ul>'
    write(
        f'<p class="label">{escape(words.TOOL_ANSWER)}</p>{status_html(finding.status)}'
        f'<p style="margin:.2rem 0">{escape(clean(reason))}</p>{expected if lines else ""}'
    )


def _expectation_html(item: ExpectationFinding) -> str:
    mark = "✓" if item.found else "○"
    return (
        f'<li><span class="mark" aria-hidden="true">{mark}</span>{escape(clean(item.label))}'
        f' <span class="soft small">({_expectation_words(item.found, item.essential)})</span></li>'
    )


def _expectation_words(found: bool, essential: bool) -> str:
    state = words.EXPECTED_FOUND if found else words.EXPECTED_MISSING
    return escape(state if essential else f"{state}, {words.EXPECTED_OPTIONAL}")


def quote_html(
    coverage: CoverageMap,
    item: Evidence,
    labels: tuple[str, ...],
    *,
    tag: str,
    aside: bool = False,
    state: str = "",
) -> str:
    """Return a quoted passage with its place, what it serves and the cautions."""
    cautions = caution_words(item)
    parts = [page_reference(item, coverage.dossier), clean(item.section)]
    footer = " · ".join(escape(part) for part in parts if part)
    serves = f"<br>{escape(words.SERVES.format(labels=' ; '.join(map(clean, labels))))}" if labels else ""
    warning = words.CAUTION.format(cautions=" ; ".join(cautions))
    caution = f'<br><span class="caution">⚠ {escape(warning)}</span>' if cautions else ""
    said = f"<br><strong>{escape(state)}</strong>" if state else ""
    return (
        f'<blockquote class="quote{" is-aside" if aside else ""}"><p><span class="num">{escape(tag)}</span>'
        f"«&nbsp;{escape(clean(item.quote))}&nbsp;»</p><footer>{footer}{serves}{caution}{said}</footer></blockquote>"
    )


def passages(finding: Finding) -> list[tuple[str, Evidence, tuple[str, ...], bool]]:
    """Return (tag, passage, labels, is a quote) for the quotes, then the nearest passages."""
    quotes = [
        (str(n), item, labels, True) for n, (item, labels) in enumerate(shown_evidence(finding), start=1)
    ]
    near = [
        (chr(96 + n), item, labels, False) for n, (item, labels) in enumerate(shown_nearest(finding), start=1)
    ]
    return quotes + near


def audit(finding: Finding) -> None:
    """Write where the tool looked and how reliable it was on this criterion."""
    reliability = reliability_words(finding)
    text = searched_words(finding) + (f" {words.HOW_RELIABLE} : {reliability}" if reliability else "")
    with st.expander(words.WHERE_SEARCHED):
        write(f'<p class="small">{escape(text)}</p>')


@st.cache_resource(show_spinner=False, max_entries=2)
def _library(own: str) -> dict[str, Expectation]:
    del own
    return own_examples.library()


def library() -> dict[str, Expectation]:
    """Return the expectations with their passages, read again only once one was added here."""
    return _library(repr(own_examples.own_examples()))


def examples(finding: Finding, *, count: int = 2) -> None:
    """Write what a convincing passage looks like, for the expectations not retrieved first."""
    known_here = library()
    ordered = sorted(finding.expectations, key=lambda item: (item.found, not item.essential))
    known = [
        (item, known_here[item.id])
        for item in ordered
        if item.id in known_here and known_here[item.id].examples
    ]
    if not known:
        return
    with st.expander(words.CONVINCING, expanded=any(not item.found for item, _ in known)):
        write(f'<p class="small soft">{escape(words.CONVINCING_HELP)}</p>')
        for item, expectation in known[:3]:
            texts = "".join(f'<p class="example">{escape(text)}</p>' for text in expectation.examples[:count])
            write(f'<p class="label">{escape(clean(item.label))}</p>{texts}')
