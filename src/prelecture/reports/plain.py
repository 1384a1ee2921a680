"""The candidate's plain version: short sentences, one idea each, and a glossary."""

from __future__ import annotations

from prelecture.datamodel import CoverageMap, Status
from prelecture.reports.pictures import sign_svg
from prelecture.reports.templating import render
from prelecture.reports.view import anchors

_ORDER = (
    Status.FOUND,
    Status.PARTIAL,
    Status.NOT_FOUND,
    Status.NOT_CONCLUDED,
    Status.JURY_ONLY,
    Status.NOT_EXPECTED,
)


def render_plain(coverage: CoverageMap) -> str:
    """Return one HTML page in plain French; it does not carry the FALC logo, nor claim the method."""
    sections = [(status, [f for f in coverage.findings if f.status is status]) for status in _ORDER]
    return render(
        "plain.html.j2",
        coverage=coverage,
        sections=[(status, findings) for status, findings in sections if findings],
        anchors=anchors(coverage),
        signs=sign_svg(),
    )
