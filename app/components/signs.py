"""One small drawing per status: fonts draw ◐ and ○ differently, or not at all."""

from __future__ import annotations

from urllib.parse import quote

from prelecture.datamodel import Status

_RING = '<circle cx="8" cy="8" r="6" fill="none" stroke="#000" stroke-width="2"/>'
_LETTER = (
    '<text x="8" y="11.8" text-anchor="middle" font-family="sans-serif" font-size="10.5" font-weight="700">'
)
_SHAPES = {
    Status.FOUND: '<circle cx="8" cy="8" r="7"/>',
    Status.PARTIAL: f'{_RING}<path d="M8 2a6 6 0 0 0 0 12z"/>',
    Status.NOT_FOUND: _RING,
    Status.NOT_CONCLUDED: (
        '<circle cx="8" cy="8" r="6.8" fill="none" stroke="#000" stroke-width="1.4"'
        f' stroke-dasharray="2.2 1.6"/>{_LETTER}?</text>'
    ),
    Status.NOT_EXPECTED: '<path d="M3 8H13" stroke="#000" stroke-width="2.4"/>',
    Status.JURY_ONLY: (
        '<rect x="1.5" y="1.5" width="13" height="13" rx="3" fill="none" stroke="#000"'
        f' stroke-width="1.6"/>{_LETTER}J</text>'
    ),
}


def sign(status: Status) -> str:
    """Return the status's sign in the text's colour, silent for screen readers; needs ``sign_css``."""
    return f'<i class="sign sign-{status.value}" aria-hidden="true"></i>'


def sign_css() -> str:
    """Return the style of the signs. Masks, for Streamlit strips SVG from what pages write."""
    rules = []
    for status, shape in _SHAPES.items():
        drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">{shape}</svg>'
        rules.append(f'.sign-{status.value} {{ mask-image: url("data:image/svg+xml,{quote(drawing)}"); }}')
    return "\n".join(rules)
