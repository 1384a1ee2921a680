"""Repair of extracted text, shared by the format adapters (border layer).

Files spell the same French word in many ways: ligatures, TeX control codes, accents drawn apart,
letters of a private area, words cut at a line end, words glued or split by justification. Each
function here takes a string and returns a cleaner one; none needs to know the file format.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# pdfTeX fonts in T1 encoding without a ToUnicode map show these codes in every library.
_T1_CONTROLS = {
    0x10: "“", 0x11: "”", 0x12: "„", 0x13: "«", 0x14: "»", 0x15: "–", 0x16: "—",
    0x1B: "ff", 0x1C: "fi", 0x1D: "fl", 0x1E: "ffi", 0x1F: "ffl",
}  # fmt: skip
_LIGATURES = {
    0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st",
}  # fmt: skip
# Bullets of Symbol and Wingdings, which Word stores in the private use area.
_PRIVATE_BULLETS = {
    0xF02D: "-", 0xF06C: "•", 0xF06E: "•", 0xF06F: "•", 0xF071: "•", 0xF075: "•", 0xF076: "•", 0xF077: "•",
    0xF09F: "•", 0xF0A0: "•", 0xF0A7: "•", 0xF0A8: "•", 0xF0B7: "•", 0xF0C4: "•", 0xF0D8: "➢", 0xF0D7: "•",
    0xF0DF: "←", 0xF0E0: "→", 0xF0E8: "➔", 0xF0F0: "⇨", 0xF0FC: "✓", 0xF0FE: "☑", 0xF0A3: "☐",
}  # fmt: skip
_SPACES = {
    ord(c): " "
    for c in "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"
    "\u3000\t\v\f"
}
_DROPPED = dict.fromkeys(
    [0, *range(1, 9), *range(0x0E, 0x1B), *range(0x7F, 0xA0), 0xAD, 0xFEFF, 0xFFFE, 0xFFFF, 0xFFFD,
     0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E,
     0x2060, 0x2066, 0x2067, 0x2068, 0x2069]
)  # fmt: skip
_CHARACTERS = {**_DROPPED, **_SPACES, **_T1_CONTROLS, **_LIGATURES, **_PRIVATE_BULLETS}
_UNCLEAN = re.compile("[" + "".join(re.escape(chr(c)) for c in _CHARACTERS) + "\ue000-\uf8ff\ud800-\udfff]")
_PRIVATE_USE = re.compile("[\ue000-\uf8ff]")
_SURROGATES = re.compile("[\ud800-\udfff]")

# Accents that a file draws as characters of their own, and the combining mark each stands for.
_SPACING_ACCENTS = {
    "´": "\u0301", "ˊ": "\u0301", "`": "\u0300", "ˋ": "\u0300", "^": "\u0302", "ˆ": "\u0302",
    "¨": "\u0308", "¸": "\u0327", "˜": "\u0303",
}  # fmt: skip
_ACCENT_BEFORE = re.compile(r"([´ˊ`ˋˆ¨])[ ]?([AEIOUYaeiouyı])")
_ACCENT_AFTER = re.compile(r"([AEIOUYaeiouyı])[ ]?([´ˊˋˆ¨])|([cC])[ ]?(¸)")
_COMBINING = re.compile("[\u0300-\u036f]")
_BROKEN_COMBINING = re.compile("[ ]([\u0300\u0301\u0302\u0308\u0327])")

_BLANKS = re.compile(r"[ ]{2,}")


def clean_characters(text: str) -> str:
    """Return ``text`` with ligatures, TeX codes and private bullets spelled out, without controls.

    Every kind of space becomes a plain one; the result is NFC and holds no line break of its own
    making (those of ``text`` stay).
    """
    if text.isascii() and text.isprintable():
        return text
    if _UNCLEAN.search(text):
        text = _SURROGATES.sub("", text.translate(_CHARACTERS))
        text = _PRIVATE_USE.sub("", text)
    text = _join_accents(text)
    return unicodedata.normalize("NFC", text)


def squeeze(text: str) -> str:
    """Return ``text`` on one line, with single spaces and none at the ends."""
    return " ".join(text.split())


def _join_accents(text: str) -> str:
    """Put a spacing accent back on its letter, whichever side the file drew it on."""
    if any(accent in text for accent in "´ˊˋˆ¨`"):
        text = _ACCENT_BEFORE.sub(_accent_before, text)
    if any(accent in text for accent in "´ˊˋˆ¨¸"):
        text = _ACCENT_AFTER.sub(_accent_after, text)
    if _COMBINING.search(text):
        text = _BROKEN_COMBINING.sub(r"\1", text)
    return text


def _accent_before(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", match[2].replace("ı", "i") + _SPACING_ACCENTS[match[1]])


def _accent_after(match: re.Match[str]) -> str:
    letter, accent = (match[1], match[2]) if match[1] else (match[3], match[4])
    return unicodedata.normalize("NFC", letter.replace("ı", "i") + _SPACING_ACCENTS[accent])


# ---------------------------------------------------------------- lexicon

# Second halves of compounds whose hyphen a line end must not eat.
_KEEPS_HYPHEN_BEFORE = frozenset(
    [
        "ci",
        "là",
        "même",
        "mêmes",
        "il",
        "ils",
        "elle",
        "elles",
        "on",
        "je",
        "tu",
        "nous",
        "vous",
        "ce",
        "t",
        "moi",
        "toi",
        "lui",
        "leur",
        "le",
        "la",
        "les",
        "en",
        "y",
        "dire",
    ]
)
_KEEPS_HYPHEN_AFTER = frozenset(
    [
        "celle",
        "celui",
        "ceux",
        "celles",
        "au",
        "par",
        "sous",
        "sur",
        "avant",
        "après",
        "demi",
        "semi",
        "mi",
        "non",
        "quasi",
        "vice",
        "ex",
        "peut",
        "c'est",
        "c’est",
        "e",
        "web",
    ]
)


@lru_cache(maxsize=50_000)
def is_word(word: str) -> bool:
    """Say whether ``word`` is a French or English word of the lexicon (elisions set aside)."""
    import simplemma  # 0.2 s the first time, hence only where a word is in doubt

    word = re.sub(r"^(?:[cdjlmnst]|qu|lorsqu|puisqu|jusqu|quoiqu)['’]", "", word, flags=re.IGNORECASE)
    if len(word) < 2:
        return word.lower() in {"a", "à", "y", "l", "d", "c", "n", "s", "j", "m", "t"}
    return bool(simplemma.is_known(word.lower(), lang="fr") or simplemma.is_known(word.lower(), lang="en"))


_LAST_WORD = re.compile(r"[\w'’-]+$")
_FIRST_WORD = re.compile(r"^[\w'’]+")


def join_lines(left: str, right: str, *, hyphen: bool = False) -> str:
    """Return two successive lines of a paragraph as one text.

    ``hyphen`` says that the layout itself marked a word cut at the end of ``left``, whose
    hyphen is gone already; else a hyphen ending ``left`` is weighed. The lexicon decides
    between the word cut in two, the compound and two words.
    """
    left, right = left.rstrip(), right.lstrip()
    if not hyphen and not left.endswith(("-", "‐", "\u00ad")):
        return f"{left} {right}" if left and right else left or right
    stem = left if hyphen else left[:-1]
    if not stem or not right or not stem[-1].isalnum():
        return f"{left} {right}"
    head, tail = _LAST_WORD.search(stem), _FIRST_WORD.match(right)
    if head is None or tail is None:
        return f"{stem}-{right}"
    if keeps_hyphen(head[0], tail[0]):
        return f"{stem}-{right}"
    return stem + right


def keeps_hyphen(head: str, tail: str) -> bool:
    """Say whether ``head-tail`` is a compound rather than one word cut at a line end."""
    if head[-1].isdigit() or tail[0].isdigit() or tail[0].isupper():
        return True
    last = head.rsplit("-", 1)[-1]
    low_head, low_tail = last.lower(), tail.lower()
    if low_tail in _KEEPS_HYPHEN_BEFORE and not is_word(low_head + low_tail):
        return True
    if is_word(low_head + low_tail):
        return False
    if is_word(f"{low_head}-{low_tail}") or low_head in _KEEPS_HYPHEN_AFTER:
        return True
    # Neither form is known: two known words make a likely compound, a fragment does not.
    return len(low_head) > 2 and len(low_tail) > 2 and is_word(low_head) and is_word(low_tail)
