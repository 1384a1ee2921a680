"""Facts about the form of a dossier against the exam part's rules: page numbers, never a mark."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from prelecture.datamodel import (
    Assessment,
    Deliverable,
    Dossier,
    FormFinding,
    FormRule,
    FormRuleKind,
    TextBlock,
    TextKind,
    Zone,
)
from prelecture.knowledge import stems
from prelecture.wording import form as words

LONG_SENTENCE = 25  # words; plain-language guides ask for about 12, and call 25 hard
LISTED = 5
_DATED = re.compile(r"\b(?:19|20)\d\d\b")
_SOURCE = re.compile(r"^\s*(?:sources?|réf\.?|références?)\s*:\s*(.+)", re.IGNORECASE)
_ACRONYM = re.compile(r"\b[A-ZÉÈ]{3,6}\b")
_COMMON_ACRONYMS = frozenset(
    """PDF CEO PME TPE SAS SARL HT TTC USA SWOT RSE CRM SMS URL RGPD TVA CDI CDD BTS BAC SNCF""".split()  # noqa: SIM905
)


def check_form(
    dossier: Dossier,
    assessment: Assessment,
    *,
    split_sentences: Callable[[Sequence[str]], Sequence[Sequence[tuple[int, int]]]],
) -> tuple[FormFinding, ...]:
    """Return what can be said of the form: pages, deliverables without a section, sources, tables, plain language."""
    found = list(_page_rules(dossier, assessment.form_rules))
    found += _deliverables(dossier, assessment.deliverables)
    found += _undated_sources(dossier)
    found += _bare_tables(dossier)
    plain = [rule for rule in assessment.form_rules if rule.kind is FormRuleKind.PLAIN_LANGUAGE]
    if plain:
        found += _plain_language(dossier, plain[0], split_sentences)
    return tuple(found)


def body_pages(dossier: Dossier) -> int:
    """Return how many pages hold something else than annexes (all pages where none is marked)."""
    annexes = {b.page for b in dossier.blocks if b.zone is Zone.ANNEX and b.page is not None}
    body = {b.page for b in dossier.blocks if b.zone is not Zone.ANNEX and b.page is not None}
    return len(dossier.pages) - len(annexes - body)


def _page_rules(dossier: Dossier, rules: Sequence[FormRule]) -> Iterator[FormFinding]:
    if not dossier.pages:
        return
    for rule in rules:
        if rule.value is None or rule.kind not in (
            FormRuleKind.MAX_PAGES,
            FormRuleKind.MIN_PAGES,
            FormRuleKind.PAGES,
        ):
            continue
        count = body_pages(dossier) if rule.without_annexes else len(dossier.pages)
        approximate = any(page.approximate for page in dossier.pages)
        beyond = (rule.kind is not FormRuleKind.MIN_PAGES and count > rule.value) or (
            rule.kind is FormRuleKind.MIN_PAGES and count < rule.value
        )
        message = words.pages(count, rule, approximate=approximate, beyond=beyond)
        yield FormFinding("pages_beyond" if beyond else "pages", message, rule=rule.text)


def _deliverables(dossier: Dossier, deliverables: Sequence[Deliverable]) -> Iterator[FormFinding]:
    titles = [_singular(b.text) for b in dossier.blocks if b.kind in (TextKind.HEADING, TextKind.CAPTION)]
    text = _singular(dossier.text)
    for deliverable in deliverables:
        keywords = [bag for k in deliverable.keywords if (bag := _singular(k))]
        if not deliverable.written or not keywords:
            continue
        if any(k <= title for k in keywords for title in titles):
            continue
        code = "deliverable_not_titled" if any(k <= text for k in keywords) else "deliverable_not_seen"
        yield FormFinding(code, words.deliverable(deliverable.text, named=code == "deliverable_not_titled"))


def _singular(text: str) -> set[str]:
    # Stems keep the plural of short words: "budgets" must still announce a budget.
    return {stem.rstrip("sx") for stem in stems(text)}


def _undated_sources(dossier: Dossier) -> Iterator[FormFinding]:
    undated = [b for b in dossier.blocks if (m := _SOURCE.match(b.text)) and not _DATED.search(m[1])]
    if undated:
        yield FormFinding("sources_undated", words.undated_sources(len(undated)), _pages(undated))


def _bare_tables(dossier: Dossier) -> Iterator[FormFinding]:
    first_rows: dict[int, int] = {}
    last_rows: dict[int, int] = {}
    for position, block in enumerate(dossier.blocks):
        if block.table:
            first_rows.setdefault(block.table, position)
            last_rows[block.table] = position
    bare = []
    for table, first in first_rows.items():
        around = (
            dossier.blocks[max(0, first - 1) : first]
            + dossier.blocks[last_rows[table] + 1 : last_rows[table] + 2]
        )
        if not any(b.kind is TextKind.CAPTION for b in around):
            bare.append(dossier.blocks[first])
    if bare:
        yield FormFinding("tables_without_caption", words.bare_tables(len(bare)), _pages(bare))


def _plain_language(
    dossier: Dossier,
    rule: FormRule,
    split_sentences: Callable[[Sequence[str]], Sequence[Sequence[tuple[int, int]]]],
) -> Iterator[FormFinding]:
    blocks = [b for b in dossier.blocks if b.kind is TextKind.PARAGRAPH and b.zone is Zone.BODY]
    long_ones, total = [], 0
    for block, bounds in zip(blocks, split_sentences([b.text for b in blocks]), strict=True):
        for start, end in bounds:
            total += 1
            if len(block.text[start:end].split()) >= LONG_SENTENCE:
                long_ones.append(block)
    if long_ones:
        yield FormFinding(
            "long_sentences",
            words.long_sentences(len(long_ones), total, LONG_SENTENCE),
            _pages(long_ones),
            rule.text,
        )
    unexplained = _unexplained_acronyms(dossier)
    if unexplained:
        yield FormFinding("acronyms", words.acronyms(unexplained[:LISTED], len(unexplained)), rule=rule.text)


def _unexplained_acronyms(dossier: Dossier) -> list[str]:
    seen = dict.fromkeys(_ACRONYM.findall("\n".join(b.text for b in dossier.blocks if not b.text.isupper())))
    return [
        a
        for a in seen
        if a not in _COMMON_ACRONYMS and not re.search(rf"\({a}\)|\b{a}\s*(?:\(|:|=|signifie)", dossier.text)
    ]


def _pages(blocks: Sequence[TextBlock]) -> tuple[int, ...]:
    return tuple(sorted({b.page for b in blocks if b.page is not None}))
