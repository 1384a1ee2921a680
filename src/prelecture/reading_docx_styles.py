"""Styles and numbering of a DOCX: looks and rebuilt numbers (border layer)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from prelecture.reading_zip import XmlElement
from prelecture.wording import reading as words_fr

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING_NAME = re.compile(r"^(?:heading|titre|title|überschrift)\s*([1-9])$", re.I)
_CONTENTS_NAME = re.compile(
    r"^(?:toc|tm|table des matieres|tabledesmatires)\s*\d?$|^(?:table of figures|table des illustrations)$",
    re.I,
)
_CAPTION_NAME = re.compile(r"^(?:caption|l[ée]gende|illustration)$", re.I)
_TITLE_NAME = re.compile(r"^(?:title|titre)$", re.I)
_TINY_HALF_POINTS = 4
_CHAIN = 20


@dataclass(frozen=True, slots=True)
class Look:
    """Resolved look. ``size`` in points; ``level`` 1-9 for a heading style; ``numbering`` (numId, ilvl)."""

    size: float = 11.0
    bold: bool = False
    hidden: str = ""
    level: int = 0
    contents: bool = False
    caption: bool = False
    page_break: bool = False
    shaded: bool = False
    numbering: tuple[str, int] | None = None


def is_on(element: XmlElement | None) -> bool:
    """Say whether a toggle element is present and not switched off."""
    return element is not None and (element.get(f"{_W}val") or "1").lower() not in (
        "0",
        "false",
        "off",
        "none",
    )


class Styles:
    """Resolves style chains once each."""

    def __init__(self, root: XmlElement | None) -> None:
        self._elements: dict[str, XmlElement] = {}
        self._looks: dict[str, Look] = {}
        self._default = Look()
        self._default_paragraph = ""
        if root is None:
            return
        defaults = root.find(f"{_W}docDefaults/{_W}rPrDefault/{_W}rPr")
        self._default = _with_run(Look(), defaults)
        for style in root.iterchildren(f"{_W}style"):
            identifier = style.get(f"{_W}styleId") or ""
            self._elements[identifier] = style
            if style.get(f"{_W}type") == "paragraph" and style.get(f"{_W}default") in ("1", "true"):
                self._default_paragraph = identifier

    def _style(self, identifier: str) -> Look:
        known = self._looks.get(identifier)
        if known is not None:
            return known
        chain: list[XmlElement] = []
        current = identifier
        while current in self._elements and len(chain) < _CHAIN:
            element = self._elements[current]
            if element in chain:
                break
            chain.append(element)
            based = element.find(f"{_W}basedOn")
            current = based.get(f"{_W}val") or "" if based is not None else ""
        look = self._default
        for element in reversed(chain):
            look = _with_run(look, element.find(f"{_W}rPr"))
            look = _with_paragraph(look, element.find(f"{_W}pPr"))
        for element in chain:
            named = _named(element)
            if named is not None:
                look = replace(look, **named)
                break
        self._looks[identifier] = look
        return look

    def paragraph(self, element: XmlElement) -> Look:
        """Return the look of a paragraph, its own marks over its style's."""
        properties = element.find(f"{_W}pPr")
        style = properties.find(f"{_W}pStyle") if properties is not None else None
        identifier = (style.get(f"{_W}val") or "") if style is not None else self._default_paragraph
        return _with_paragraph(self._style(identifier), properties)

    def run(self, element: XmlElement, look: Look) -> Look:
        """Return the look of a run inside a paragraph of ``look``."""
        properties = element.find(f"{_W}rPr")
        if properties is None:
            return look
        style = properties.find(f"{_W}rStyle")
        if style is not None:
            source = self._elements.get(style.get(f"{_W}val") or "")
            if source is not None:
                look = _with_run(look, source.find(f"{_W}rPr"))
        return _with_run(look, properties)


def _named(style: XmlElement) -> dict[str, Any] | None:
    """Return what the name of a style says: heading level, contents line, caption."""
    name = style.find(f"{_W}name")
    for text in ((name.get(f"{_W}val") or "") if name is not None else "", style.get(f"{_W}styleId") or ""):
        if match := _HEADING_NAME.match(text):
            return {"level": int(match[1])}
        if _CONTENTS_NAME.match(text):
            return {"contents": True, "level": 0}
        if _CAPTION_NAME.match(text):
            return {"caption": True}
        if _TITLE_NAME.match(text):
            return {"level": 1}
    return None


def _with_paragraph(look: Look, properties: XmlElement | None) -> Look:
    if properties is None:
        return look
    changes: dict[str, Any] = {}
    outline = properties.find(f"{_W}outlineLvl")
    if outline is not None and (outline.get(f"{_W}val") or "").isdigit():
        level = int(outline.get(f"{_W}val"))
        changes["level"] = level + 1 if level < 9 else 0
    numbering = properties.find(f"{_W}numPr")
    if numbering is not None:
        changes["numbering"] = _numbering(numbering, look)
    if is_on(properties.find(f"{_W}pageBreakBefore")):
        changes["page_break"] = True
    if properties.find(f"{_W}shd") is not None:
        changes["shaded"] = True
    return replace(look, **changes) if changes else look


def _numbering(element: XmlElement, look: Look) -> tuple[str, int] | None:
    identifier, level = element.find(f"{_W}numId"), element.find(f"{_W}ilvl")
    number = (identifier.get(f"{_W}val") or "") if identifier is not None else (look.numbering or ("", 0))[0]
    depth = (level.get(f"{_W}val") or "0") if level is not None else str((look.numbering or ("", 0))[1])
    return (number, min(int(depth), 8)) if number and number != "0" and depth.isdigit() else None


def _with_run(look: Look, properties: XmlElement | None) -> Look:
    if properties is None:
        return look
    changes: dict[str, Any] = {}
    bold = properties.find(f"{_W}b")
    if bold is not None:
        changes["bold"] = is_on(bold)
    size = properties.find(f"{_W}sz")
    if size is not None and re.fullmatch(r"\d{1,4}", size.get(f"{_W}val") or ""):
        changes["size"] = int(size.get(f"{_W}val")) / 2
        if int(size.get(f"{_W}val")) < _TINY_HALF_POINTS:
            changes["hidden"] = words_fr.HIDDEN_TINY
    if properties.find(f"{_W}shd") is not None or properties.find(f"{_W}highlight") is not None:
        changes["shaded"] = True
    colour = properties.find(f"{_W}color")
    if (
        colour is not None
        and (colour.get(f"{_W}val") or "").lower() == "ffffff"
        and not (look.shaded or changes.get("shaded"))
    ):
        changes["hidden"] = words_fr.HIDDEN_WHITE
    elif colour is not None and look.hidden == words_fr.HIDDEN_WHITE:
        changes["hidden"] = ""
    vanish = properties.find(f"{_W}vanish")
    if is_on(vanish):
        changes["hidden"] = words_fr.HIDDEN_VANISH
    elif vanish is not None and look.hidden == words_fr.HIDDEN_VANISH:
        changes["hidden"] = ""
    return replace(look, **changes) if changes else look


# ---------------------------------------------------------------- numbering


@dataclass(frozen=True, slots=True)
class _Level:
    format: str
    text: str
    start: int


class Numbering:
    """Rebuilds the numbers that Word computes: formats, starts, overrides, restarts."""

    def __init__(self, root: XmlElement | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._abstract: dict[str, str] = {}
        self._counters: dict[str, dict[int, int]] = {}
        if root is None:
            return
        abstracts = {
            a.get(f"{_W}abstractNumId") or "": _levels(a) for a in root.iterchildren(f"{_W}abstractNum")
        }
        for number in root.iterchildren(f"{_W}num"):
            identifier = number.get(f"{_W}numId") or ""
            target = number.find(f"{_W}abstractNumId")
            abstract = (target.get(f"{_W}val") or "") if target is not None else ""
            levels = dict(abstracts.get(abstract, {}))
            overridden = False
            for override in number.iterchildren(f"{_W}lvlOverride"):
                depth = override.get(f"{_W}ilvl") or ""
                start = override.find(f"{_W}startOverride")
                own = override.find(f"{_W}lvl")
                if not depth.isdigit():
                    continue
                if own is not None:
                    levels[int(depth)] = _level(own)
                if start is not None and int(depth) in levels:
                    overridden = True
                    levels[int(depth)] = replace(levels[int(depth)], start=_integer(start, 1))
            self._levels[identifier] = levels
            # Lists of one abstract definition count on together, unless one restarts.
            self._abstract[identifier] = f"num{identifier}" if overridden else f"abstract{abstract}"

    def label(self, paragraph: XmlElement, numbering: tuple[str, int] | None) -> tuple[str, bool]:
        """Return the number that the paragraph bears ("" for none) and whether it is a bullet."""
        if numbering is None or numbering[0] not in self._levels:
            return "", numbering is not None
        identifier, depth = numbering
        levels = self._levels[identifier]
        level = levels.get(depth)
        if level is None:
            return "", True
        counters = self._counters.setdefault(self._abstract[identifier], {})
        counters[depth] = counters.get(depth, level.start - 1) + 1
        for deeper in [d for d in counters if d > depth]:
            del counters[deeper]
        if level.format == "bullet":
            return "", True
        if level.format == "none":
            return re.sub(r"%\d", "", level.text).strip(), False
        return _fill(level.text, levels, counters), False


def _levels(abstract: XmlElement) -> dict[int, _Level]:
    return {
        int(level.get(f"{_W}ilvl")): _level(level)
        for level in abstract.iterchildren(f"{_W}lvl")
        if (level.get(f"{_W}ilvl") or "").isdigit()
    }


def _level(element: XmlElement) -> _Level:
    format_, text, start = (
        element.find(f"{_W}numFmt"),
        element.find(f"{_W}lvlText"),
        element.find(f"{_W}start"),
    )
    return _Level(
        (format_.get(f"{_W}val") or "decimal") if format_ is not None else "decimal",
        ((text.get(f"{_W}val") or "") if text is not None else "")[:40],
        _integer(start, 1),
    )


def _integer(element: XmlElement | None, default: int) -> int:
    value = (element.get(f"{_W}val") or "") if element is not None else ""
    return int(value) if re.fullmatch(r"\d{1,6}", value) else default


def _fill(text: str, levels: dict[int, _Level], counters: dict[int, int]) -> str:
    def number(match: re.Match[str]) -> str:
        depth = int(match[1]) - 1
        level = levels.get(depth)
        if level is None:
            return ""
        return format_number(counters.get(depth, level.start), level.format)

    return re.sub(r"%([1-9])", number, text).strip()


def format_number(value: int, format_: str) -> str:
    """Return ``value`` in a numbering format of Word: decimal, letters, Roman numerals."""
    if format_ in ("lowerLetter", "upperLetter"):
        letters = chr(ord("a") + (value - 1) % 26) * min((value - 1) // 26 + 1, 5) if value > 0 else ""
        return letters if format_ == "lowerLetter" else letters.upper()
    if format_ in ("lowerRoman", "upperRoman"):
        numeral = _roman(value)
        return numeral.lower() if format_ == "lowerRoman" else numeral
    if format_ == "decimalZero":
        return f"{value:02d}"
    return "" if format_ in ("none", "bullet") else str(value)


def _roman(value: int) -> str:
    if not 0 < value < 4000:
        return str(value)
    numeral = ""
    for amount, letters in (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
        (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ):  # fmt: skip
        while value >= amount:
            numeral += letters
            value -= amount
    return numeral
