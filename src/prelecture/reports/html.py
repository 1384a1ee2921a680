"""The map as one HTML file: a summary page, then a block per criterion, for screen and A4 paper."""

from __future__ import annotations

from collections.abc import Sequence

from prelecture.datamodel import CoverageMap, Decision
from prelecture.reports.pictures import block_legend, page_strip_svg, sign_svg, strip_words
from prelecture.reports.templating import render
from prelecture.reports.view import anchors, by_block


def render_html(coverage: CoverageMap, *, decisions: Sequence[Decision] = (), pdf_name: str = "") -> str:
    """Return the report as one self-contained page that fetches nothing and runs no script.

    Page links go to ``pdf_name``, or to the dossier itself where it is a PDF; they work where the
    PDF lies beside the report. Jurors' gestures are shown under their criterion, their level never.
    """
    pdf = pdf_name or (coverage.dossier.name if coverage.dossier.format.lower() == "pdf" else "")
    by_criterion: dict[str, list[Decision]] = {}
    for decision in decisions:
        by_criterion.setdefault(decision.criterion, []).append(decision)
    return render(
        "report.html.j2",
        coverage=coverage,
        blocks=by_block(coverage),
        anchors=anchors(coverage),
        pdf=pdf,
        decisions=by_criterion,
        signs=sign_svg(),
        strip=page_strip_svg(coverage),
        strip_words=strip_words(coverage),
        legend=block_legend(coverage),
    )
