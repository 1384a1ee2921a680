"""What a line of a French dossier is, judged by its words alone, shared by the adapters (border layer).

Numbering, headings words, captions, bullets, contents lines and the zone that a heading opens.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from prelecture.datamodel import Zone
from prelecture.typography import clean_characters, squeeze

BULLET_CHARACTERS = "•◦▪▫■□●○‣⁃∙·➢➤►▶▸❖✓✔✗✘➔→⇨☐☑☒§♦◆◇★⮚"
_BULLET = re.compile(rf"^(?:[{BULLET_CHARACTERS}]+|[-–—*](?=\s)|o(?=\s+\S))\s*")
_NUMBERED_ITEM = re.compile(r"^(?:\(?\d{1,2}[.)°]|\(?[a-zA-Z][.)]|\(?[ivxIVX]{1,5}[.)])\s+\S")
_LONE_MARKER = re.compile(rf"^(?:[{BULLET_CHARACTERS}]|[-–—*o]|\(?\d{{1,2}}[.)]|\(?[a-z][.)])$")

CAPTION = re.compile(
    r"^\[?(?:fig(?:ure)?s?\.?|illustrations?|images?|sch[ée]mas?|captures?(?: d['’][ée]cran)?"
    r"|photos?(?:graphies?)?|graphiques?|tableaux?|cartes?|doc(?:ument)?s?\.?|encadr[ée]s?)\s*(?:n\s?[°o]\s?)?"
    r"(?:\d{1,3}(?:[.-]\d{1,3})*|[IVX]{1,4})\s*(?:[:.–—-]|\()",
    re.IGNORECASE,
)
FIGURE_CUE = re.compile(
    r"^\[?(?:figures?|fig\.|illustrations?|images?|sch[ée]mas?|captures?|photos?|graphiques?)\b", re.I
)

_ARABIC = re.compile(r"^(\d{1,2}(?:\.\d{1,2}){0,5})\s*(?:[.)°:/–—-]+\s*|\s+)(?=[^\W\d_]|[«“\"'’(])")
_ROMAN = re.compile(r"^([IVX]{1,5})(?:\s*[.):/–—-]+\s*|\s+)(?=[^\W\d_]|[«“\"'’(])")
_LETTER = re.compile(r"^([A-Ha-h])\s*[.)/–—-]+\s*(?=[^\W_])")
_NAMED = re.compile(
    r"^(partie|chapitre|titre|section|sous-partie|phase|[ée]tape|axe|annexe|mission|bloc)\s*(?:n\s?[°o]\s?)?"
    r"(\d{1,2}(?:\.\d{1,2})*|[IVX]{1,5}|[A-Z])\b",
    re.IGNORECASE,
)
_ORDINAL_PART = re.compile(
    r"^(?:premi[èe]re|deuxi[èe]me|seconde|troisi[èe]me|quatri[èe]me|cinqui[èe]me)\s+partie\b", re.I
)
_NAMED_LEVELS = {
    "partie": 1,
    "chapitre": 1,
    "titre": 1,
    "annexe": 1,
    "bloc": 1,
    "section": 2,
    "sous-partie": 2,
}

_LEADER_TAIL = re.compile(r"\s*(?:[.…·_]\s?){3,}\s*\d{0,4}\s*$|[.…]{2,}\s*\d{1,4}\s*$")
_TRAILING_NUMBER = re.compile(r"(?:\s|[.…_])\s*(?:p\.?\s*)?(\d{1,3}|[ivxlIVXL]{1,6})\s*$")

_ZONE_TITLES: tuple[tuple[Zone, re.Pattern[str]], ...] = tuple(
    (zone, re.compile(pattern, re.VERBOSE))
    for zone, pattern in (
        (
            Zone.TOC,
            r"""^(?:sommaire(?:\ \w+){0,5}|table\ des\ mati[eè]res|contenu
            |plan(?:\ du\ (?:dossier|rapport|m[ée]moire))?|index
            |(?:tables?|liste)\ des\ (?:figures|illustrations|tableaux|annexes|graphiques|images)(?:\ et\ .+)?
            |summary|contents|table\ of\ contents)$""",
        ),
        (
            Zone.THANKS,
            r"""^(?:remerciements?|remerciments?|d[ée]dicaces?|avant[- ]propos\ et\ remerciements?
            |acknowledge?ments?)\b""",
        ),
        (
            Zone.BIBLIOGRAPHY,
            r"""^(?:bibliographie|webographie|sitographie|biblio[- ]?webographie
            |sources?(?:\ et\ r[ée]f[ée]rences)?|r[ée]f[ée]rences?(?:\ bibliographiques)?
            |sources?\ (?:bibliographiques|documentaires)
            |sources?\ (?:utilis|consult)[ée]es)(?:\s*(?:/|et|&|,)\s*\w+)*$""",
        ),
        (
            Zone.GLOSSARY,
            r"""^(?:glossaire|lexique|sigles|abr[ée]viations
            |(?:liste|table)\ des\ (?:sigles|abr[ée]viations|acronymes))\b""",
        ),
        (Zone.ANNEX, r"^annexes?\b"),
    )
)


def strip_bullet(text: str) -> str | None:
    """Return the text of a bulleted line without its bullet, None where there is no bullet."""
    match = _BULLET.match(text)
    return text[match.end() :] if match and match.end() < len(text) else None


def is_lone_marker(text: str) -> bool:
    """Say whether ``text`` is a bullet or a number that stands alone on its line."""
    return bool(_LONE_MARKER.match(text.strip()))


def is_numbered_item(text: str) -> bool:
    """Say whether ``text`` opens with a number or letter such as "1." or "a)"."""
    return bool(_NUMBERED_ITEM.match(text))


def is_caption(text: str) -> bool:
    """Say whether ``text`` names a figure or table by its number."""
    return len(text) <= 300 and bool(CAPTION.match(text))


def numbering_level(text: str) -> int:
    """Return the depth (1 to 9) that the numbering of a heading shows, 0 where it has none."""
    text = text.strip()
    if match := _NAMED.match(text):
        return _NAMED_LEVELS.get(match[1].lower(), 2) + match[2].count(".")
    if _ORDINAL_PART.match(text) or _ROMAN.match(text):
        return 1
    if match := _ARABIC.match(text):
        return match[1].count(".") + 1
    return 2 if _LETTER.match(text) else 0


def strip_numbering(text: str) -> str:
    """Return a heading without its number."""
    for pattern in (_ARABIC, _ROMAN, _LETTER):
        if match := pattern.match(text):
            return text[match.end() :]
    return text


def is_contents_line(text: str) -> bool:
    """Say whether ``text`` is an entry of a contents page: leaders, or a page number at its end."""
    return bool(_LEADER_TAIL.search(text))


def contents_entry(text: str) -> tuple[str, int | None]:
    """Split a contents line into its title and printed page (None where there is none)."""
    number = _TRAILING_NUMBER.search(text)
    page = int(number[1]) if number and number[1].isdigit() else None
    title = text[: number.start()] if number else text
    return _LEADER_TAIL.sub("", title).strip(" .…_·\t"), page


def ends_with_number(text: str) -> bool:
    """Say whether ``text`` ends like a contents line without leaders ("Conclusion 34")."""
    return bool(_TRAILING_NUMBER.search(text))


def heading_key(text: str) -> str:
    """Return a heading reduced to its letters and digits, for comparison across the file."""
    text = unicodedata.normalize("NFKD", strip_numbering(text.strip()).casefold())
    return re.sub(r"[^a-z0-9]+", " ", re.sub("[\u0300-\u036f]", "", text)).strip()


def zone_of_heading(text: str) -> Zone | None:
    """Return the zone that a heading opens, None for an ordinary one (the body)."""
    title = strip_numbering(text.strip()).strip(" :.–-«»").casefold()
    if not title or len(title) > 120:
        return None
    for zone, pattern in _ZONE_TITLES:
        if pattern.match(title):
            return zone
    return None


_VALUE = re.compile(
    r"^(?=.*\d)[\s\d.,%€$+/=:()x×~≈<>-]*(?:k€|keuros?|euros?|ans|jours?|h|m[²2]?|kg)?[\s.]*$", re.I
)


def looks_like_header(rows: Sequence[Sequence[str]], *, flagged: bool) -> bool:
    """Say whether the first row of a table names its columns.

    ``flagged`` is the layout's own sign (bold, shaded, declared). Without it, a table of three
    columns or more whose first row holds short words only is taken to have a header.
    """
    if len(rows) < 2:
        return False
    first = rows[0]
    filled = [cell for cell in first if cell]
    if len(filled) < 2 or any(len(cell) > 90 for cell in filled):
        return False
    if flagged:
        return True
    if len(filled) < len(first) - 1 or len(first) < 3:
        return all(cell.isupper() and len(cell) > 2 for cell in filled)
    return all(len(cell) <= 40 and not _VALUE.match(cell) and not cell.endswith(".") for cell in filled)


HEADING_THRESHOLD = 0.8


def heading_score(
    text: str, *, ratio: float, bold: bool, spaced: bool, lines: int, listed: bool = False
) -> float:
    """Return how much a short paragraph looks like a heading; HEADING_THRESHOLD and above is one.

    ``ratio`` is its size over the usual size, ``bold`` is true where all of it is bold, ``spaced``
    where a wide gap stands above, ``listed`` where its number comes from a run of list items.
    """
    words = len(text.split())
    if len(text) > 160 or words > 22 or not any(c.isalpha() for c in text):
        return 0.0
    if is_caption(text) or is_contents_line(text) or text.startswith(("http", "www.", "[", "(")):
        return 0.0
    score = 0.0
    if ratio >= 1.12:
        score += 1.0 if ratio < 1.3 else 1.2
    elif ratio < 0.95:
        score -= 0.4
    if bold:
        score += 0.8
    if not listed and numbering_level(text):
        score += 0.35
    if text.isupper() and len(text) > 3:
        score += 0.4
    if zone_of_heading(text) is not None and words <= 6 and not listed:
        score += 0.6
    if spaced:
        score += 0.2
    return score - _heading_penalty(text, words, lines)


def _heading_penalty(text: str, words: int, lines: int) -> float:
    penalty = 0.0
    if text.endswith((".", ";", ",")) and not text.endswith("etc."):
        penalty += 0.5
    if words > 14:
        penalty += 0.3
    if text[0].islower() and strip_bullet(text) is None:
        penalty += 0.5
    if strip_bullet(text) is not None:
        penalty += 0.6
    if lines > 3:
        penalty += 0.6
    return penalty


@dataclass(frozen=True, slots=True)
class HeadingLook:
    """A heading without its final level. ``level`` is the file's own, 0 where it says nothing."""

    text: str
    size: float
    bold: bool
    level: int = 0
    cover: bool = False


def heading_levels(headings: Sequence[HeadingLook]) -> list[int]:
    """Return the level (1 to 9) of each heading, from the file's word, the looks and the numbering.

    Larger stands above smaller, bold above plain. A numbering of several parts ("2.1") gives the
    depth; one of a single part ("1.", "A.") says nothing by itself, since candidates restart it
    anywhere. A heading that looks like another of known level takes that level.
    """
    known: dict[tuple[float, bool], Counter[int]] = {}
    for heading in headings:
        level = heading.level or _deep_level(heading.text)
        if level:
            known.setdefault((heading.size, heading.bold), Counter())[level] += 1
    looks = sorted(
        {(h.size, h.bold) for h in headings if not h.cover} or {(h.size, h.bold) for h in headings}
    )
    looks.reverse()
    levels: dict[tuple[float, bool], int] = {}
    current = 0
    for look in looks:
        if look in known:
            current = max(known[look].most_common(1)[0][0], current)
        else:
            current += 1
        levels[look] = min(current, 9)
    return [_level_of(heading, levels) for heading in headings]


def _deep_level(text: str) -> int:
    level = numbering_level(text)
    return level if level >= 2 and "." in text[:6] and _ARABIC.match(text) else 0


def _level_of(heading: HeadingLook, levels: dict[tuple[float, bool], int]) -> int:
    if heading.level:
        return heading.level
    return _deep_level(heading.text) or levels.get((heading.size, heading.bold), 1)


_NO_TITLE = re.compile(
    r"^(?:microsoft word|microsoft powerpoint|document\s*\d*$|untitled|sans titre|pr[ée]sentation\s*\d*$)",
    re.I,
)


def clean_title(text: str | None) -> str:
    """Return the title of a file's properties, "" where a program filled it in."""
    title = squeeze(clean_characters(text or ""))
    return "" if _NO_TITLE.match(title) else title[:300]


def is_item(text: str) -> bool:
    """Say whether a line opens a list item, by a bullet or a number."""
    return strip_bullet(text) is not None or is_lone_marker(text) or is_numbered_item(text)
