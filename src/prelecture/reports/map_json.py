"""The saved map: JSON to and from ``CoverageMap``, its schema, and W3C Web Annotations."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prelecture.datamodel import CoverageMap, Decision, Evidence, Finding
from prelecture.errors import InvalidMap, StoreError
from prelecture.wording import reports as words

if TYPE_CHECKING:
    from pydantic import TypeAdapter, ValidationError

SCHEMA_VERSION = 1
_SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_ANNOTATION_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_PDF_FRAGMENTS = "http://tools.ietf.org/rfc/rfc3778"
_CONTEXT_LENGTH = 32


@cache
def _map_adapter() -> TypeAdapter[CoverageMap]:
    from pydantic import TypeAdapter

    return TypeAdapter(CoverageMap)


@cache
def _decisions_adapter() -> TypeAdapter[tuple[Decision, ...]]:
    from pydantic import TypeAdapter

    return TypeAdapter(tuple[Decision, ...])


def dump_map(coverage: CoverageMap) -> str:
    """Return the map as JSON: the keys in the order of ``datamodel``, two-space indent, UTF-8 text."""
    return _to_json(_map_adapter().dump_python(coverage, mode="json"))


def load_map(source: str | Path) -> CoverageMap:
    """Return the map saved in a file, or in a string that holds the JSON itself.

    Raises InvalidMap where the file cannot be read, is not JSON, is not a map, or comes from
    another schema version.
    """
    from pydantic import ValidationError

    text = _read(source)
    _check_version(_parse(text, InvalidMap))
    try:
        return _map_adapter().validate_json(text, strict=True)
    except ValidationError as error:
        raise InvalidMap(words.MAP_INVALID.format(place=_place(error))) from error


def load_decisions(source: str | Path) -> tuple[Decision, ...]:
    """Return the human decisions saved as a JSON array, or as a journal of one JSON entry a line.

    A journal's entries that were taken back, and those that take them back, are left out.

    Raises StoreError where the file holds neither.
    """
    from pydantic import ValidationError

    text = _read(source, error_class=StoreError)
    content = _parse(text, StoreError) if text.lstrip().startswith("[") else _journal(text)
    try:
        return _decisions_adapter().validate_json(json.dumps(content), strict=True)
    except ValidationError as error:
        raise StoreError(words.DECISIONS_INVALID.format(place=_place(error))) from error


def _journal(text: str) -> list[Any]:
    entries = [_parse(line, StoreError) for line in text.splitlines() if line.strip()]
    if not all(isinstance(entry, dict) and "decision" in entry for entry in entries):
        raise StoreError(words.DECISIONS_INVALID.format(place="decision"))
    cancelled = {entry.get("cancels") for entry in entries} - {None}
    return [
        entry["decision"]
        for entry in entries
        if entry.get("cancels") is None and entry.get("seq") not in cancelled
    ]


def map_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a saved map."""
    schema = _map_adapter().json_schema(mode="serialization")
    schema["properties"]["schema_version"]["const"] = SCHEMA_VERSION
    return {"$schema": _SCHEMA_DIALECT, **schema}


def dump_schema() -> str:
    """Return ``map_schema`` as the text of the published file."""
    return _to_json(map_schema())


def web_annotations(
    coverage: CoverageMap, *, decisions: Sequence[Decision] = (), text: str = ""
) -> dict[str, Any]:
    """Return the quotes as W3C Web Annotations, what the tool found apart from what people decided.

    Each target carries a TextQuoteSelector (with prefix and suffix where ``text``, the dossier's
    text, is given), a TextPositionSelector and, where the page is known, a FragmentSelector.
    Source: https://www.w3.org/TR/annotation-model/#selectors
    """
    return {
        "@context": _ANNOTATION_CONTEXT,
        "schema_version": SCHEMA_VERSION,
        "dossier": {"name": coverage.dossier.name, "sha256": coverage.dossier.sha256},
        "predictions": [
            _annotation(coverage, finding, evidence, text)
            for finding in coverage.findings
            for evidence in finding.evidence
        ],
        "decisions": [_decision_annotation(coverage, decision, text) for decision in decisions],
    }


def dump_annotations(coverage: CoverageMap, *, decisions: Sequence[Decision] = (), text: str = "") -> str:
    """Return ``web_annotations`` as JSON text."""
    return _to_json(web_annotations(coverage, decisions=decisions, text=text))


def _annotation(coverage: CoverageMap, finding: Finding, evidence: Evidence, text: str) -> dict[str, Any]:
    return {
        "type": "Annotation",
        "motivation": "linking",
        "creator": {
            "type": "Software",
            "name": "Prélecture",
            "schema:softwareVersion": coverage.run.tool_version,
        },
        "body": {
            "criterion": finding.criterion.id,
            "expectation": evidence.expectation,
            "status": finding.status.value,
            "score": evidence.score,
            "cautions": [caution.value for caution in evidence.cautions],
        },
        "target": _target(coverage, evidence.quote, evidence.page, (evidence.start, evidence.end), text),
    }


def _decision_annotation(coverage: CoverageMap, decision: Decision, text: str) -> dict[str, Any]:
    span = None
    if decision.evidence_start is not None and decision.evidence_end is not None:
        span = (decision.evidence_start, decision.evidence_end)
    return {
        "type": "Annotation",
        "motivation": "assessing",
        "creator": {"type": "Person", "name": decision.reviewer},
        "created": decision.date,
        "body": {
            "criterion": decision.criterion,
            "verdict": decision.verdict.value,
            "status": decision.status.value if decision.status else None,
            "level": decision.level,
            "comment": decision.comment,
            "finding_sha256": decision.finding_sha256,
        },
        "target": _target(coverage, decision.quote, decision.page, span, text),
    }


def _target(
    coverage: CoverageMap, quote: str, page: int | None, span: tuple[int, int] | None, text: str
) -> dict[str, Any]:
    selectors: list[dict[str, Any]] = []
    if quote:
        selectors.append({"type": "TextQuoteSelector", "exact": quote, **_context(quote, span, text)})
    if span:
        selectors.append({"type": "TextPositionSelector", "start": span[0], "end": span[1]})
    if page is not None:
        selectors.append({"type": "FragmentSelector", "conformsTo": _PDF_FRAGMENTS, "value": f"page={page}"})
    target: dict[str, Any] = {"source": f"urn:sha256:{coverage.dossier.sha256}"}
    return {**target, "selector": selectors} if selectors else target


def _context(quote: str, span: tuple[int, int] | None, text: str) -> dict[str, str]:
    if span is None or text[span[0] : span[1]] != quote:
        return {}
    start, end = span
    return {
        "prefix": text[max(0, start - _CONTEXT_LENGTH) : start],
        "suffix": text[end : end + _CONTEXT_LENGTH],
    }


def _to_json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _read(source: str | Path, *, error_class: type[InvalidMap | StoreError] = InvalidMap) -> str:
    if isinstance(source, str) and source.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return source.lstrip("\ufeff")
    try:
        return Path(source).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise error_class(words.FILE_UNREADABLE.format(name=Path(source).name)) from error
    except (UnicodeDecodeError, ValueError) as error:
        raise error_class(words.FILE_NOT_JSON.format(name=Path(source).name)) from error


def _parse(text: str, error_class: type[InvalidMap | StoreError]) -> Any:  # noqa: ANN401
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise error_class(words.NOT_JSON) from error


def _check_version(content: object) -> None:
    if not isinstance(content, dict) or "findings" not in content or "run" not in content:
        raise InvalidMap(words.NOT_A_MAP)
    version = content.get("schema_version", SCHEMA_VERSION)
    if version != SCHEMA_VERSION:
        raise InvalidMap(words.MAP_VERSION.format(found=version, expected=SCHEMA_VERSION))


def _place(error: ValidationError) -> str:
    return ".".join(str(part) for part in error.errors()[0]["loc"]) or "?"
