"""Référentiels and the library of expectations: loading, checking, comparing and writing them.

A référentiel is one YAML file whose keys are the fields of ``datamodel.Referential``. Scalars are
read as text and turned into numbers and booleans by the types, so that ``version: 2023`` and
``code: 1.10`` mean what they show.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from prelecture.datamodel import (
    Assessment,
    AssessmentKind,
    Block,
    Competency,
    CounterExample,
    Criterion,
    Expectation,
    ExpectationUse,
    ExpectedIn,
    Referential,
)
from prelecture.errors import InvalidReferential, UnknownAssessment, UnknownReferential
from prelecture.settings import resource
from prelecture.wording import referential as words

FOLDER = "referential_data"
SCHEMA_VERSION = 1
MAX_FILE_BYTES = 5_000_000

_REFERENTIAL = TypeAdapter(Referential)
_T = TypeVar("_T")


# ---------------------------------------------------------------- loading


def list_referentials() -> tuple[str, ...]:
    """Return the ids of the shipped référentiels, in alphabetical order."""
    return tuple(sorted(path.stem for path in resource(FOLDER).glob("*.yaml")))


def load_referential(name_or_path: str | Path) -> Referential:
    """Return the référentiel with that id, or the one in that file.

    Raises UnknownReferential where there is neither, and InvalidReferential where the file does
    not hold a référentiel or points at a block, activity, competency or exam part it does not have.
    """
    path = _path_of(name_or_path)
    referential, problems = _read_referential(path)
    if referential is None or problems:
        raise InvalidReferential(words.invalid_file(path.name, [str(problem) for problem in problems]))
    return referential


def assessment_of(referential: Referential, assessment_id: str) -> Assessment:
    """Return an exam part by its id, capitals aside; UnknownAssessment lists those there are."""
    for assessment in referential.assessments:
        if assessment.id.casefold() == assessment_id.strip().casefold():
            return assessment
    known = [assessment.id for assessment in referential.assessments]
    raise UnknownAssessment(words.unknown_assessment(assessment_id, referential.id, known))


def criteria_of(referential: Referential, assessment_id: str) -> tuple[Criterion, ...]:
    """Return the criteria judged in an exam part, in the document's order; raises UnknownAssessment."""
    wanted = assessment_of(referential, assessment_id).id
    return tuple(criterion for criterion in referential.criteria if wanted in criterion.assessments)


def block_of(referential: Referential, criterion: Criterion) -> Block:
    """Return the block of the first competency that a criterion of this référentiel evaluates."""
    block_ids = {competency.id: competency.block for competency in referential.competencies}
    blocks = {block.id: block for block in referential.blocks}
    return blocks[block_ids[criterion.competencies[0]]]


def load_expectations(*, examples: bool = False, folder: Path | None = None) -> dict[str, Expectation]:
    """Return the library of expectations by id, the shipped one unless a folder is given.

    Without ``examples`` the passages, kept in files of their own, are left unread and empty.
    Raises InvalidReferential where a file is wrong, an id occurs twice, or passages have no owner.
    """
    root = folder or resource(f"{FOLDER}/expectations")
    library: dict[str, Expectation] = {}
    for path in sorted(root.glob("*.yaml")):
        for expectation in _read_theme(path):
            if expectation.id in library:
                first = f"{library[expectation.id].theme}.yaml"
                message = words.duplicate_id(expectation.id, first)
                raise InvalidReferential(words.invalid_library(path.name, [message]))
            library[expectation.id] = expectation
    if examples:
        for path in sorted((root / "examples").glob("*.yaml")):
            library.update(_read_passages(path, library=library))
    return library


def load_own_expectations(folder: Path) -> dict[str, Expectation]:
    """Return the expectations of a certifier's own folder, with their passages.

    Raises InvalidReferential where there is no such folder, where it holds none, or one is wrong.
    """
    library = load_expectations(examples=True, folder=folder) if folder.is_dir() else {}
    if not library:
        raise InvalidReferential(words.no_expectations(str(folder)))
    return library


def _path_of(name_or_path: str | Path) -> Path:
    known = list_referentials()
    if str(name_or_path) in known:
        return resource(f"{FOLDER}/{name_or_path}.yaml")
    path = Path(name_or_path)
    if path.is_file():
        return path
    raise UnknownReferential(words.unknown_referential(str(name_or_path), known))


def _read_theme(path: Path) -> list[Expectation]:
    entries = _read_yaml(path) or []
    if isinstance(entries, list):
        entries = [{"theme": path.stem, **entry} if isinstance(entry, dict) else entry for entry in entries]
    return _validated(TypeAdapter(list[Expectation]), entries, path)


@dataclass(frozen=True, slots=True)
class _Passages:
    examples: tuple[str, ...] = ()
    counter_examples: tuple[CounterExample, ...] = ()


def _read_passages(path: Path, *, library: Mapping[str, Expectation]) -> dict[str, Expectation]:
    passages = _validated(TypeAdapter(dict[str, _Passages]), _read_yaml(path) or {}, path)
    unknown = [words.unknown_expectation(name) for name in passages if name not in library]
    if unknown:
        raise InvalidReferential(words.invalid_library(path.name, unknown))
    return {
        name: dataclasses.replace(
            library[name], examples=found.examples, counter_examples=found.counter_examples
        )
        for name, found in passages.items()
    }


def _validated(adapter: TypeAdapter[_T], data: object, path: Path) -> _T:
    try:
        return adapter.validate_python(data)
    except ValidationError as error:
        problems = [str(problem) for problem in _structure_problems(error, data, adapter)]
        raise InvalidReferential(words.invalid_library(path.name, problems)) from error


# ---------------------------------------------------------------- YAML


class _Loader(yaml.CSafeLoader):
    """Safe loader that leaves every scalar as the text that was written."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - the parent's own declaration


def _read_yaml(path: Path) -> Any:  # noqa: ANN401 - the types come with validation
    """Return the file's lists, mappings and texts. Raises InvalidReferential with the line at fault."""
    text = _read_text(path)
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        problem = getattr(error, "problem", None) or type(error).__name__
        raise InvalidReferential(words.bad_yaml(path.name, line, problem)) from error
    if node is None:
        return None
    _refuse_traps(node, path.name)
    try:
        return loader.construct_document(node)
    except yaml.YAMLError as error:
        raise InvalidReferential(words.bad_yaml(path.name, None, str(error).split("\n")[0])) from error


def _read_text(path: Path) -> str:
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MAX_FILE_BYTES else b""
    except OSError as error:
        raise InvalidReferential(words.unreadable_file(path.name, error.strerror or str(error))) from error
    if size > MAX_FILE_BYTES:
        raise InvalidReferential(words.too_large(path.name, MAX_FILE_BYTES))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidReferential(words.not_utf8(path.name)) from error


def _refuse_traps(root: yaml.Node, name: str) -> None:
    """Refuse what YAML accepts in silence: a key given twice, an alias (a way to make a bomb)."""
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        line = node.start_mark.line + 1
        if id(node) in seen:
            raise InvalidReferential(words.anchor(name, line))
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            waiting.extend(node.value)
        elif isinstance(node, yaml.MappingNode):
            keys: set[str] = set()
            for key, value in node.value:
                if str(key.value) in keys:
                    raise InvalidReferential(
                        words.duplicate_key(name, str(key.value), key.start_mark.line + 1)
                    )
                keys.add(str(key.value))
                waiting.append(value)


# ---------------------------------------------------------------- checking


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at a key path such as ``criteria[3].assessments``; ``label`` is the id found there.

    ``blocking`` tells what keeps the file from being loaded from what is only unfinished.
    """

    path: str
    message: str
    label: str = ""
    blocking: bool = True

    def __str__(self) -> str:
        where = f"{self.path} ({self.label})" if self.label else self.path
        return f"{where} : {self.message}"


def check_referential(
    name_or_path: str | Path, *, library: Mapping[str, Expectation] | None = None
) -> tuple[str, ...]:
    """Return what is wrong or unfinished in a référentiel file, one French message by key path.

    Empty means ready to use. See ``find_problems``.
    """
    return tuple(str(problem) for problem in find_problems(name_or_path, library=library))


def find_problems(
    name_or_path: str | Path, *, library: Mapping[str, Expectation] | None = None
) -> tuple[Problem, ...]:
    """Return what is wrong or, where nothing is, what is unfinished in a référentiel file.

    ``library`` is the shipped one unless given.
    Raises UnknownReferential where there is no such file, InvalidReferential where it is no YAML.
    """
    referential, problems = _read_referential(_path_of(name_or_path))
    if referential is None or problems:
        return tuple(problems)
    expectations = load_expectations() if library is None else library
    return tuple(
        dataclasses.replace(problem, blocking=False)
        for problem in _completeness_problems(referential, expectations)
    )


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a référentiel holds. ``expectations`` counts the distinct ones its criteria ask for,
    ``examples`` and ``counter_examples`` the passages that the library holds for those.
    """

    id: str
    title: str
    blocks: int
    activities: int
    competencies: int
    assessments: int
    criteria: int
    in_dossier: int
    at_oral: int
    for_jury: int
    expectations: int
    examples: int
    counter_examples: int


def count_referential(referential: Referential, *, library: Mapping[str, Expectation]) -> Counts:
    """Return the counts of a référentiel; load the library with its examples to count those too."""
    places = [criterion.expected_in for criterion in referential.criteria]
    uses = {use.id for criterion in referential.criteria for use in criterion.expectations}
    known = [library[name] for name in uses if name in library]
    return Counts(
        id=referential.id,
        title=referential.title,
        blocks=len(referential.blocks),
        activities=sum(len(block.activities) for block in referential.blocks),
        competencies=len(referential.competencies),
        assessments=len(referential.assessments),
        criteria=len(places),
        in_dossier=places.count(ExpectedIn.DOSSIER),
        at_oral=places.count(ExpectedIn.ORAL),
        for_jury=places.count(ExpectedIn.JURY),
        expectations=len(uses),
        examples=sum(len(expectation.examples) for expectation in known),
        counter_examples=sum(len(expectation.counter_examples) for expectation in known),
    )


def _read_referential(path: Path) -> tuple[Referential | None, list[Problem]]:
    data = _read_yaml(path)
    if not isinstance(data, dict):
        raise InvalidReferential(words.not_a_mapping(path.name))
    try:
        referential = _REFERENTIAL.validate_python(data)
    except ValidationError as error:
        return None, _structure_problems(error, data)
    return referential, list(_reference_problems(referential))


_WANTED_BY_ERROR = {
    "missing": words.MISSING_KEY,
    "string_type": words.TEXT_WANTED,
    "tuple_type": words.LIST_WANTED,
    "list_type": words.LIST_WANTED,
    "dict_type": words.MAPPING_WANTED,
    "dataclass_type": words.MAPPING_WANTED,
    "int_parsing": words.INTEGER_WANTED,
    "int_type": words.INTEGER_WANTED,
    "bool_parsing": words.BOOLEAN_WANTED,
    "bool_type": words.BOOLEAN_WANTED,
}


def _structure_problems(
    error: ValidationError, data: object, adapter: TypeAdapter[Any] = _REFERENTIAL
) -> list[Problem]:
    problems = []
    for detail in error.errors(include_url=False):
        location, kind, found = detail["loc"], detail["type"], detail["input"]
        if kind == "unexpected_keyword_argument":
            message = words.unknown_key(_fields_at(location[:-1], adapter))
        elif kind == "enum":
            allowed = detail["ctx"]["expected"].replace("'", "").replace(" or ", ", ").split(", ")
            message = words.unknown_value(found, allowed)
        elif kind == "missing" or isinstance(found, (dict, list)):
            message = _WANTED_BY_ERROR.get(kind, words.VALUE_WANTED)
        else:
            message = words.wanted(_WANTED_BY_ERROR.get(kind, words.VALUE_WANTED), found)
        problems.append(Problem(_key_path(location), message, _label_at(location, data)))
    return problems


def _key_path(location: Iterable[int | str]) -> str:
    """Turn ("criteria", 3, "text") into "criteria[3].text"."""
    path = ""
    for step in location:
        path += f"[{step}]" if isinstance(step, int) else f".{step}"
    return path.lstrip(".")


def _label_at(location: Iterable[int | str], data: object) -> str:
    """Return the id of the innermost element on the way to a location, which a person finds sooner."""
    label = ""
    for step in location:
        try:
            data = data[step]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(data, dict):
            label = str(data.get("id", label))
    return label


def _fields_at(location: Iterable[int | str], adapter: TypeAdapter[Any]) -> list[str]:
    """Return the keys that the type at a location has, read off the JSON Schema."""
    schema = adapter.json_schema()
    here: dict[str, Any] = schema
    for step in location:
        here = (
            here.get("items", {})
            if isinstance(step, int)
            else here.get("properties", {}).get(step, here.get("additionalProperties", {}))
        )
        if "$ref" in here:
            here = schema["$defs"][here["$ref"].rsplit("/", 1)[1]]
    return list(here.get("properties", {}))


def _reference_problems(referential: Referential) -> Iterator[Problem]:
    """Yield what would make a référentiel unusable: ids given twice, pointers to nothing."""
    if referential.schema_version != SCHEMA_VERSION:
        yield Problem("schema_version", words.NEWER_SCHEMA)
    yield from _duplicates(referential)
    known = {
        words.BLOCK: {block.id for block in referential.blocks},
        words.ACTIVITY: {activity.id for block in referential.blocks for activity in block.activities},
        words.COMPETENCY: {competency.id for competency in referential.competencies},
        words.ASSESSMENT: {assessment.id for assessment in referential.assessments},
    }
    for path, label, what, names in _pointers(referential):
        for name in names:
            if name not in known[what]:
                yield Problem(path, words.unknown_reference(what, name), label)
    for i, criterion in enumerate(referential.criteria):
        if not criterion.competencies:
            yield Problem(f"criteria[{i}].competencies", words.NO_COMPETENCY, criterion.id)
        if not criterion.assessments:
            yield Problem(f"criteria[{i}].assessments", words.NO_ASSESSMENT, criterion.id)


def _pointers(referential: Referential) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """Yield (key path, id of the element, kind pointed at, ids pointed at) for every pointer."""
    for i, block in enumerate(referential.blocks):
        for j, activity in enumerate(block.activities):
            path = f"blocks[{i}].activities[{j}].competencies"
            yield path, activity.id, words.COMPETENCY, activity.competencies
    for i, assessment in enumerate(referential.assessments):
        yield f"assessments[{i}].blocks", assessment.id, words.BLOCK, assessment.blocks
        yield f"assessments[{i}].competencies", assessment.id, words.COMPETENCY, assessment.competencies
    for i, competency in enumerate(referential.competencies):
        activities = (competency.activity,) if competency.activity else ()
        yield f"competencies[{i}].block", competency.id, words.BLOCK, (competency.block,)
        yield f"competencies[{i}].activity", competency.id, words.ACTIVITY, activities
    for i, criterion in enumerate(referential.criteria):
        yield f"criteria[{i}].competencies", criterion.id, words.COMPETENCY, criterion.competencies
        yield f"criteria[{i}].assessments", criterion.id, words.ASSESSMENT, criterion.assessments


def _duplicates(referential: Referential) -> Iterator[Problem]:
    activities = [
        (f"blocks[{i}].activities[{j}]", activity.id)
        for i, block in enumerate(referential.blocks)
        for j, activity in enumerate(block.activities)
    ]
    groups = [activities] + [
        [(f"{name}[{i}]", element.id) for i, element in enumerate(getattr(referential, name))]
        for name in ("blocks", "assessments", "competencies", "criteria")
    ]
    for i, assessment in enumerate(referential.assessments):
        path = f"assessments[{i}].deliverables"
        groups.append([(f"{path}[{j}]", item.id) for j, item in enumerate(assessment.deliverables)])
    for group in groups:
        first: dict[str, str] = {}
        for path, name in group:
            if name in first:
                yield Problem(f"{path}.id", words.duplicate_id(name, first[name]), name)
            first.setdefault(name, path)


def _completeness_problems(referential: Referential, library: Mapping[str, Expectation]) -> Iterator[Problem]:
    """Yield what a loaded référentiel still lacks for a true pre-reading."""
    parts = {assessment.id: assessment for assessment in referential.assessments}
    for i, criterion in enumerate(referential.criteria):
        for field, message in _criterion_problems(criterion, parts=parts, library=library):
            yield Problem(f"criteria[{i}]{field}", message, criterion.id)
    for group in ("blocks", "assessments", "competencies"):
        for i, element in enumerate(getattr(referential, group)):
            if element.to_check:
                yield Problem(f"{group}[{i}].to_check", words.TO_CHECK, element.id)
    evaluated = {name for criterion in referential.criteria for name in criterion.competencies}
    for i, competency in enumerate(referential.competencies):
        if competency.id not in evaluated and competency.id not in referential.codes_without_criteria:
            yield Problem(f"competencies[{i}]", words.UNUSED_COMPETENCY, competency.id)
    for i, code in enumerate(referential.codes_without_criteria):
        if code in evaluated:
            yield Problem(f"codes_without_criteria[{i}]", words.HAS_CRITERIA, code)
    judged = {name for criterion in referential.criteria for name in criterion.assessments}
    for i, assessment in enumerate(referential.assessments):
        if assessment.id not in judged:
            yield Problem(f"assessments[{i}]", words.EMPTY_ASSESSMENT, assessment.id)


def _criterion_problems(
    criterion: Criterion, *, parts: Mapping[str, Assessment], library: Mapping[str, Expectation]
) -> Iterator[tuple[str, str]]:
    if not criterion.text.strip():
        yield ".text", words.EMPTY_TEXT
    if criterion.to_check:
        yield ".to_check", words.TO_CHECK
    for i, use in enumerate(criterion.expectations):
        if use.id not in library:
            yield f".expectations[{i}].id", words.unknown_expectation(use.id)
        if use.to_check:
            yield f".expectations[{i}].to_check", words.TO_CHECK
    for name in criterion.assessments:
        missing = [code for code in criterion.competencies if code not in parts[name].competencies]
        yield from ((".competencies", words.other_part(code, name)) for code in missing)
    kinds = {parts[name].kind for name in criterion.assessments}
    yield from _place_problems(criterion, kinds=kinds)


def _place_problems(criterion: Criterion, *, kinds: set[AssessmentKind]) -> Iterator[tuple[str, str]]:
    if criterion.expected_in is not ExpectedIn.DOSSIER:
        if not criterion.reason:
            yield ".reason", words.NO_REASON
        return
    if not criterion.expectations:
        yield ".expectations", words.NO_EXPECTATION
    elif not any(use.essential for use in criterion.expectations):
        yield ".expectations", words.NO_ESSENTIAL
    if kinds == {AssessmentKind.ORAL}:
        yield ".expected_in", words.ONLY_ORAL


# ---------------------------------------------------------------- comparing


class ElementKind(StrEnum):
    """What part of a référentiel changed."""

    CRITERION = "criterion"
    COMPETENCY = "competency"
    ASSESSMENT = "assessment"
    BLOCK = "block"


class EditKind(StrEnum):
    """How an element changed; ``UPDATED`` is about anything but its id and official text."""

    ADDED = "added"
    REMOVED = "removed"
    RENUMBERED = "renumbered"
    REWORDED = "reworded"
    UPDATED = "updated"


@dataclass(frozen=True, slots=True)
class Edit:
    """One change between two versions. ``before`` and ``after`` are official texts, ids where
    renumbered, and the values of ``field`` where updated.

    ``removed_words`` and ``added_words`` are the runs of words that differ, where reworded.
    """

    element: ElementKind
    id: str
    kind: EditKind
    before: str = ""
    after: str = ""
    removed_words: tuple[str, ...] = ()
    added_words: tuple[str, ...] = ()
    field: str = ""


def compare_referentials(before: Referential, after: Referential) -> tuple[Edit, ...]:
    """Return what changed from one version to the other: criteria first, then the rest, in order.

    An element that keeps its text under another id is renumbered, not removed and added.
    """
    edits: list[Edit] = []
    for element, old, new in (
        (ElementKind.CRITERION, before.criteria, after.criteria),
        (ElementKind.COMPETENCY, before.competencies, after.competencies),
        (ElementKind.ASSESSMENT, before.assessments, after.assessments),
        (ElementKind.BLOCK, before.blocks, after.blocks),
    ):
        edits.extend(_edits(element, {item.id: item for item in old}, {item.id: item for item in new}))
    return tuple(edits)


_Element = Criterion | Competency | Assessment | Block


def _edits(element: ElementKind, old: Mapping[str, _Element], new: Mapping[str, _Element]) -> Iterator[Edit]:
    texts = {_official(item): name for name, item in new.items() if name not in old}
    renumbered = {name: texts[_official(item)] for name, item in old.items() if _official(item) in texts}
    renumbered = {name: other for name, other in renumbered.items() if name not in new}
    for name, item in old.items():
        twin = new.get(renumbered.get(name, name))
        if twin is None:
            yield Edit(element, name, EditKind.REMOVED, before=_official(item))
            continue
        if twin.id != name:
            yield Edit(element, twin.id, EditKind.RENUMBERED, before=name, after=twin.id)
        if _official(item) != _official(twin):
            gone, come = _different_words(_official(item), _official(twin))
            yield Edit(element, twin.id, EditKind.REWORDED, _official(item), _official(twin), gone, come)
        for field, past, now in _different_fields(item, twin):
            yield Edit(element, twin.id, EditKind.UPDATED, past, now, field=field)
    for name, item in new.items():
        if name not in old and name not in renumbered.values():
            yield Edit(element, name, EditKind.ADDED, after=_official(item))


def _official(item: _Element) -> str:
    """Return the official words of an element, spaces evened out."""
    text = item.title if isinstance(item, Block) else item.text
    return " ".join(text.split())


def _different_words(before: str, after: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    old, new = before.split(), after.split()
    removed, added = [], []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            removed.append(" ".join(old[i:j]))
            added.append(" ".join(new[k:m]))
    return tuple(filter(None, removed)), tuple(filter(None, added))


_COMPARED_FIELDS = (
    "code",
    "kind",
    "participation",
    "expected_in",
    "competencies",
    "assessments",
    "expectations",
)


def _different_fields(item: _Element, twin: _Element) -> Iterator[tuple[str, str, str]]:
    """Yield (field, old value, new value) for the values that differ, official texts aside."""
    for field in _COMPARED_FIELDS:
        old, new = getattr(item, field, None), getattr(twin, field, None)
        if old != new:
            yield field, _shown(old), _shown(new)


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return " + ".join(str(getattr(element, "id", element)) for element in value) or "-"
    return str(value)


# ---------------------------------------------------------------- writing


def format_referential(referential: Referential) -> str:
    """Return a référentiel as YAML that a person can read and edit: defaults left out, texts folded."""
    head = "# yaml-language-server: $schema=referential.schema.json\n"
    body = yaml.dump(
        _plain_data(referential),
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=100,
        default_flow_style=False,
    )
    return head + body


class _OneLine(dict[str, Any]):
    """A mapping short enough to be written on one line."""


class _Dumper(yaml.SafeDumper):
    """Writes short lists on one line, long texts folded, texts of several lines as they are."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        return super().increase_indent(flow, False)

    def ignore_aliases(self, data: object) -> bool:
        return True


def _write_text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else ">" if len(text) > 80 else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _write_list(dumper: _Dumper, items: list[Any]) -> yaml.SequenceNode:
    short = all(isinstance(item, str) and len(item) <= 40 for item in items)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=short)


def _write_one_line(dumper: _Dumper, data: _OneLine) -> yaml.MappingNode:
    return dumper.represent_mapping("tag:yaml.org,2002:map", data, flow_style=True)


_Dumper.add_representer(str, _write_text)
_Dumper.add_representer(list, _write_list)
_Dumper.add_representer(_OneLine, _write_one_line)


def _plain_data(value: object) -> Any:  # noqa: ANN401 - lists, mappings and scalars for YAML
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        kept = {
            field.name: _plain_data(getattr(value, field.name))
            for field in dataclasses.fields(value)
            if getattr(value, field.name) != field.default
        }
        return _OneLine(kept, essential=value.essential) if isinstance(value, ExpectationUse) else kept
    if isinstance(value, tuple):
        return [_plain_data(item) for item in value]
    return value.value if isinstance(value, StrEnum) else value


def referential_schema() -> dict[str, Any]:
    """Return the JSON Schema of a référentiel file, with French help for editors."""
    schema = _REFERENTIAL.json_schema()
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    for name, definition in [("Referential", schema), *schema["$defs"].items()]:
        definition["description"] = words.TYPE_HELP.get(name, "")
        for field, about in definition.get("properties", {}).items():
            about.pop("title", None)
            if help_text := words.FIELD_HELP.get(f"{name}.{field}") or words.FIELD_HELP.get(field):
                about["description"] = help_text
    return schema


def format_schema() -> str:
    """Return the text of ``referential_data/referential.schema.json``."""
    return json.dumps(referential_schema(), ensure_ascii=False, indent=2) + "\n"
