"""Repair of extracted text, shared by the format adapters (border layer).

Files spell the same French word in many ways: ligatures, TeX control codes, accents drawn apart,
letters of a private area, words cut at a line end, words glued or split by justification. Each
function here takes a string and returns a cleaner one; none needs to know the file format.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
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
        "ci",
        "là",
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


_ELISION = re.compile(r"^(?:[cdjlmnst]|qu|lorsqu|puisqu|jusqu|quoiqu)['’]", re.I)


@lru_cache(maxsize=2)
def _lexicon(language: str) -> Mapping[str, int]:
    """Return a language's words. Takes 0.1 s the first time, hence only where a word is in doubt."""
    from spellchecker import SpellChecker

    words: Mapping[str, int] = SpellChecker(language=language, distance=1).word_frequency.dictionary
    return words


def is_french(word: str) -> bool:
    """Say whether ``word`` is in the French lexicon (elisions set aside)."""
    word = _ELISION.sub("", word.lower())
    return word in _lexicon("fr") if len(word) > 1 else word in "aàycdjlmnst"


def is_word(word: str) -> bool:
    """Say whether ``word`` is in the French or the English lexicon (elisions set aside)."""
    return is_french(word) or word.lower() in _lexicon("en")


_NUMBER_WORDS = frozenset(
    ["vingt", "trente", "quarante", "cinquante", "soixante", "quatre-vingt", "soixante-dix", "dix"]
)


def _stands_alone(word: str) -> bool:
    return word.lower() in _SHORT_WORDS if len(word) <= 3 else is_french(word)


_LAST_WORD = re.compile(r"[\w'’-]+$")
_FIRST_WORD = re.compile(r"^[\w'’]+")


def join_lines(left: str, right: str, *, hyphen: bool = False) -> str:
    """Return two successive lines of a paragraph as one text.

    ``hyphen`` says that ``left`` ends in a cut word already settled by ``settle_hyphens``; else a
    hyphen that ends ``left`` is weighed: the lexicon decides between the word cut in two, the
    compound and two words.
    """
    left, right = left.rstrip(), right.lstrip()
    if hyphen:
        return left + right
    if not left.endswith(("-", "‐", "\u00ad")):
        return f"{left} {right}" if left and right else left or right
    stem = left[:-1]
    if not stem or not right or not stem[-1].isalnum():
        return f"{left} {right}"
    head, tail = _LAST_WORD.search(stem), _FIRST_WORD.match(right)
    address = any(mark in stem.rsplit(" ", 1)[-1] for mark in ("://", "www.", "@"))
    if head is None or tail is None or address:
        return f"{stem}-{right}"
    if keeps_hyphen(head[0], tail[0]):
        return f"{stem}-{right}"
    return stem + right


def keeps_hyphen(head: str, tail: str) -> bool:
    """Say whether ``head-tail`` is a compound rather than one word cut at a line end."""
    if not head[-1].isalpha() or not tail[0].isalpha() or tail[0].isupper():
        return True
    low_head, low_tail = head.rsplit("-", 1)[-1].lower(), tail.lower()
    if (
        low_head in _NUMBER_WORDS
        or is_french(f"{head.lower()}-{low_tail}")
        or is_french(f"{low_head}-{low_tail}")
    ):
        return True
    if is_french(low_head + low_tail):
        return False
    if low_tail in _KEEPS_HYPHEN_BEFORE or low_head in _KEEPS_HYPHEN_AFTER:
        return True
    # Neither form is known: two known words make a likely compound, a fragment does not.
    return len(low_head) > 2 and len(low_tail) > 2 and is_french(low_head) and is_french(low_tail)


def settle_hyphens(cuts: Sequence[tuple[str, str]]) -> list[bool]:
    """Return for each (head, tail) that a line end parts whether its hyphen stays.

    A file whose cuts mostly make known words was hyphenated by its program; in the others a hyphen
    at a line end is the writer's own, and stays unless the joined word is a French one.
    """
    heads = [(_LAST_WORD.search(head), _FIRST_WORD.match(tail), head) for head, tail in cuts]
    pairs = [(h[0], t[0], head) if h and t else ("", "", head) for h, t, head in heads]
    joined = [bool(h and t) and is_french(h.rsplit("-", 1)[-1] + t) for h, t, _ in pairs]
    hyphenated = sum(joined) >= 0.5 * len(joined)
    return [
        not (h and t)
        or any(mark in head for mark in ("://", "www.", "@"))
        or keeps_hyphen(h, t)
        or (not hyphenated and not is_french(h + t))
        for h, t, head in pairs
    ]


def join_cut_word(left: str, right: str) -> str:
    """Return two lines of a narrow cell as one text, mending a word that was cut without a hyphen.

    Word processors cut a word that is wider than its column anywhere ("téléphon" / "e").
    """
    head, tail = left.rsplit(" ", 1)[-1], right.split(" ", 1)[0]
    core = tail.strip(_EDGES)
    if not (head[-1:].isalpha() and core[:1].islower() and _PLAIN_WORD.match(core) and tail.startswith(core)):
        return join_lines(left, right)
    whole = head.lstrip(_EDGES) + core
    both = (_stands_alone(head) or (len(head) <= 3 and is_french(head))) and _stands_alone(core)
    # A name, which no lexicon holds, must fill its line and neither half be a word.
    alone = head == left and len(head) > 3 and not _stands_alone(core)
    name = alone and (len(core) <= 4 or not _stands_alone(head))
    cut = not both if is_french(whole) else name
    return left + right if cut else join_lines(left, right)


# ---------------------------------------------------------------- words that a font or a justification broke

_LETTERS = "a-zA-ZàâäéèêëîïôöùûüÿçœæñáíóúãõÀÂÄÉÈÊËÎÏÔÖÙÛÜŸÇŒÆÑ"
_ODD_INSIDE = re.compile(rf"[a-zà-ÿœ]([^\s{_LETTERS}'’.,;:!?/()«»\"“”–—_@%€+·•-])[a-zà-ÿœ]")
_CAPITAL_INSIDE = re.compile(r"[a-zà-ÿœ]([A-Z])[a-zà-ÿœ]")
_PLAIN_WORD = re.compile(rf"^[{_LETTERS}]+$")
_EDGES = "'’.,;:!?()«»\"“”–—-…"
_LIGATURE_GUESSES = ("ti", "tt", "ft", "fi", "ffi", "ff", "fl", "tti", "tf", "fti", "th")
_SHORT_WORDS = frozenset(
    """le la les de des du un une et à au aux en on ou où y il ils elle je tu me te se ne ni si sa
    son ses ma mon mes ta ton tes ce ces cet par pas pour sur sous que qui car mai été est es ai
    as a ont eu vu fin bon dès très peu an ans or via the of to in is it and for as at by be we
    our its nos vos lui eux ici cas non oui dit pub rue clé jeu vie bas mot don net age âge prix
    web seo crm cv tv ca rh pme tpe""".split()  # noqa: SIM905 - a list that one can read
)
_COMMON_WORDS = frozenset(
    """le la les de des du un une et à au aux en on ou que qui dans pour par sur est sont pas ne se
    ce il nous je avec plus l d c s qu n j the of and to in a is for with that""".split()  # noqa: SIM905 - a list that one can read
)
_PREFIXES = frozenset(
    [
        "télé",
        "auto",
        "micro",
        "mini",
        "multi",
        "inter",
        "hyper",
        "super",
        "cyber",
        "socio",
        "agro",
        "photo",
        "radio",
        "contre",
        "sous",
        "sur",
        "multi",
        "anti",
        "extra",
    ]
)
_MIN_KNOWN = 0.6
_LONG_WORD = 13


def learn_substitutions(words: Iterable[str]) -> dict[str, str]:
    """Return the odd characters that stand for a ligature in ``words``, with their letters.

    Some fonts map "ti", "tt" or "ft" to a digit or to a letter of another script ("résolu6on",
    "Introducঞon"): the same character then breaks many words that the lexicon mends one way.
    """
    broken: dict[str, set[str]] = {}
    for word in words:
        for pattern in (_ODD_INSIDE, _CAPITAL_INSIDE):
            for odd in pattern.findall(word):
                broken.setdefault(odd, set()).add(word.strip(_EDGES))
    found: dict[str, str] = {}
    # A font that breaks one ligature breaks others: then a single word is proof enough.
    for least in (2, 1):
        for odd, examples in sorted(broken.items()):
            sample = sorted(examples)[:60]
            needed = 6 if odd.isascii() and odd.isupper() else least
            if odd in found or len(sample) < needed or (least == 1 and not found):
                continue
            scores = {
                guess: sum(is_french(w.replace(odd, guess)) for w in sample) for guess in _LIGATURE_GUESSES
            }
            best = max(_LIGATURE_GUESSES, key=lambda guess: scores[guess])
            if scores[best] >= _MIN_KNOWN * len(sample):
                found[odd] = best
    return found


def substitute(word: str, substitutions: Mapping[str, str]) -> str:
    """Return ``word`` with the learned characters replaced, where the lexicon knows the result."""
    if not any(odd in word for odd in substitutions):
        return word
    mended = word
    for odd, letters in substitutions.items():
        mended = re.sub(
            rf"(?<=[{_LETTERS}]){re.escape(odd)}|{re.escape(odd)}(?=[{_LETTERS}])", letters, mended
        )
    inner = mended.strip(_EDGES)
    # In mid-word the font is to blame; at an edge a digit may be the writer's ("6 clients", "B2").
    certain = any(re.search(rf"[a-zà-ÿœ]{re.escape(odd)}[a-zà-ÿœ]", word) for odd in substitutions)
    return mended if certain or is_french(inner) else word


def split_glued(word: str) -> list[str]:
    """Return the words glued into ``word``, ``[word]`` where the lexicon finds no sure cut."""
    core = word.strip(_EDGES)
    if len(core) < _LONG_WORD or not _PLAIN_WORD.match(core) or is_word(core):
        return [word]
    parts = _cut(core)
    if parts is None or len(parts) > len(core) / 3 or len(parts) < 2:
        return [word]
    if len(parts) == 2 and parts[0].lower() in _PREFIXES:
        return [word]  # a compound that the lexicon does not hold
    start = word.index(core)
    parts[0] = word[:start] + parts[0]
    parts[-1] += word[start + len(core) :]
    return parts


def _cut(text: str) -> list[str] | None:
    """Return the cut of ``text`` into the fewest known words, None where there is none."""
    if len(text) > 80:
        return None
    best: list[list[str] | None] = [[], *[None] * len(text)]
    for end in range(1, len(text) + 1):
        for start in range(max(0, end - 25), end):
            head, part = best[start], text[start:end]
            if head is None or not _is_part(part):
                continue
            if best[end] is None or len(head) + 1 < len(best[end] or []):
                best[end] = [*head, part]
    return best[-1]


def _is_part(part: str) -> bool:
    if len(part) <= 3:
        return part.lower() in _SHORT_WORDS
    return is_word(part) and (part.islower() or part.istitle())


def join_split(tokens: Sequence[str]) -> list[int]:
    """Return, for tokens that justification cut ("Parti e inf or mati que"), how many join up.

    The answer holds the length of each run in order; their sum is ``len(tokens)``. A run of
    several is a known word of five letters or more, at least one part of which is unknown.
    """
    runs: list[int] = []
    i = 0
    while i < len(tokens):
        length = 1
        for width in range(min(5, len(tokens) - i), 1, -1):
            parts = [t.strip(_EDGES) for t in tokens[i : i + width]]
            joined = "".join(parts)
            if not all(_PLAIN_WORD.match(p) for p in parts) or len(joined) < 5:
                continue
            odd = any(p.lower() not in _SHORT_WORDS and not (len(p) > 3 and is_word(p)) for p in parts)
            if odd and is_word(joined):
                length = width
                break
        runs.append(length)
        i += length
    return runs


def is_chopped(tokens: Sequence[str]) -> bool:
    """Say whether a page's words look cut in pieces: too many short tokens that are no words."""
    short = sum(2 <= len(t) <= 3 and t.isalpha() and t.islower() and t not in _SHORT_WORDS for t in tokens)
    return len(tokens) >= 30 and short > 0.12 * len(tokens)


def is_suspect(tokens: Sequence[str]) -> bool:
    """Say, without the lexicon, whether a page reads unlike French or English prose."""
    if len(tokens) < 60:
        return False
    common = sum(t.lower() in _COMMON_WORDS or t[:2] in ("l’", "d’", "l'", "d'") for t in tokens)
    return common < 0.08 * len(tokens)


def known_share(tokens: Iterable[str]) -> float:
    """Return the share (0 to 1) of words of four letters or more that the lexicon knows, 1 if too few."""
    words = [w for w in (t.strip(_EDGES) for t in tokens) if len(w) >= 4 and _PLAIN_WORD.match(w)]
    if len(words) < 20:
        return 1.0 if words else 0.0
    return sum(map(is_word, words)) / len(words)
