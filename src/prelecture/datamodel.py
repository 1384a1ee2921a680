"""Every type that flows through Prélecture, in the order in which the data flows.

file -> Dossier -> Passage -> (with a Referential) Evidence -> Finding -> CoverageMap

All types are frozen and hold only the standard library's values, so that a stage returns a new
object and never edits its input, and so that a map survives JSON and back unchanged.
Offsets are counted in characters of ``Dossier.text``, end excluded.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

# ---------------------------------------------------------------- dossier


class Readability(StrEnum):
    """How much of a page the reader could turn into text."""

    OK = "ok"
    PARTIAL = "partial"
    UNREADABLE = "unreadable"


class Zone(StrEnum):
    """Part of a dossier. Evidence is looked for in the body and the annexes only."""

    COVER = "cover"
    THANKS = "thanks"
    TOC = "toc"
    BODY = "body"
    BIBLIOGRAPHY = "bibliography"
    GLOSSARY = "glossary"
    ANNEX = "annex"


class TextKind(StrEnum):
    """Kind of a block of text, and of the passage made from it."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"
    CAPTION = "caption"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Page:
    """One page. ``number`` counts from 1 in the file; ``label`` is what the page itself prints.

    ``approximate`` is true where the format has no real pages (DOCX without LibreOffice).
    ``reason`` is a French clause that says why the page is not fully readable, else empty.
    """

    number: int
    label: str = ""
    readability: Readability = Readability.OK
    reason: str = ""
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A heading, paragraph, list item, table row, caption or note.

    ``Dossier.text[start:end] == text``. A table row's text is its cells joined by " | ";
    ``cells`` and ``header`` (same length, or empty) let a reader say "header: value".
    ``level`` is 1 to 9 for a heading, else 0. ``table`` numbers the tables from 1, 0 outside.
    """

    kind: TextKind
    text: str
    start: int
    end: int
    page: int | None
    level: int = 0
    zone: Zone = Zone.BODY
    table: int = 0
    cells: tuple[str, ...] = ()
    header: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HiddenText:
    """Text that a reader of the page cannot see; kept out of the passages and reported."""

    text: str
    page: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture, chart or diagram that the tool sees but cannot read."""

    page: int | None
    caption: str = ""


@dataclass(frozen=True, slots=True)
class ReadingWarning:
    """Something the reader of the map must know about the reading, in one French sentence."""

    code: str
    message: str
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Dossier:
    """A candidate's document as read: one text, cut in blocks, with its pages.

    ``text`` is the single reference for all offsets: the blocks' texts joined by newlines.
    ``furniture`` keeps the running headers and footers, which are not part of the text.
    """

    name: str
    sha256: str
    format: str
    text: str
    pages: tuple[Page, ...]
    blocks: tuple[TextBlock, ...]
    title: str = ""
    warnings: tuple[ReadingWarning, ...] = ()
    hidden: tuple[HiddenText, ...] = ()
    figures: tuple[Figure, ...] = ()
    furniture: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A short run of text that can be quoted: ``Dossier.text[start:end] == text``.

    ``headings`` is the trail from the outermost heading to the nearest one; ``header`` that of
    the table a row stands in.
    """

    id: int
    text: str
    start: int
    end: int
    page: int | None
    kind: TextKind
    zone: Zone
    headings: tuple[str, ...] = ()
    header: tuple[str, ...] = ()


# ---------------------------------------------------------------- référentiel


class AssessmentKind(StrEnum):
    """How an exam part is judged."""

    WRITTEN = "written"
    ORAL = "oral"
    BOTH = "both"


class Participation(StrEnum):
    """Who produces the work that an exam part judges."""

    INDIVIDUAL = "individual"
    GROUP = "group"
    BOTH = "both"


class ExpectedIn(StrEnum):
    """Where a criterion can be judged."""

    DOSSIER = "dossier"
    ORAL = "oral"
    JURY = "jury"


class FormRuleKind(StrEnum):
    """A rule about the form of the document, which a program can look at."""

    MAX_PAGES = "max_pages"
    MIN_PAGES = "min_pages"
    PAGES = "pages"
    PLAIN_LANGUAGE = "plain_language"
    DEADLINE = "deadline"
    DURATION = "duration"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Source:
    """The official document that a référentiel was transcribed from."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    document: str
    file: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Activity:
    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    id: str
    text: str
    competencies: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A bloc de compétences. ``text`` is the document's presentation of it, where there is one."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    id: str
    title: str
    activities: tuple[Activity, ...] = ()
    note: str = ""
    text: str = ""
    to_check: bool = False


@dataclass(frozen=True, slots=True)
class FormRule:
    """A rule of form, with the official words it comes from.

    ``value`` is pages for the page rules, else None. ``without_annexes`` says what is counted.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    kind: FormRuleKind
    text: str
    value: int | None = None
    without_annexes: bool = False


@dataclass(frozen=True, slots=True)
class Deliverable:
    """A document or section that the official text asks for. ``keywords`` help to find it."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    id: str
    text: str
    keywords: tuple[str, ...] = ()
    written: bool = True


@dataclass(frozen=True, slots=True)
class Assessment:
    """An exam part (épreuve). ``text`` is the official wording, verbatim."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    id: str
    title: str
    kind: AssessmentKind
    blocks: tuple[str, ...]
    competencies: tuple[str, ...]
    text: str
    participation: Participation = Participation.INDIVIDUAL
    deliverables: tuple[Deliverable, ...] = ()
    form_rules: tuple[FormRule, ...] = ()
    note: str = ""
    to_check: bool = False


@dataclass(frozen=True, slots=True)
class Competency:
    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    id: str
    text: str
    block: str
    activity: str = ""
    note: str = ""
    to_check: bool = False


@dataclass(frozen=True, slots=True)
class ExpectationUse:
    """A criterion's pointer to an expectation of the library.

    ``to_check`` marks a guess, and ``confidence``, 0 to 1, how sure the tool is of it.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    id: str
    essential: bool = True
    to_check: bool = False
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Criterion:
    """An official criterion. ``id`` is unique; ``code`` is what the document prints.

    ``reason`` says in French why a criterion is not expected in the dossier (oral, jury).
    ``plain`` is the criterion in plain words for a candidate, where one was written.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    id: str
    code: str
    text: str
    competencies: tuple[str, ...]
    assessments: tuple[str, ...]
    expected_in: ExpectedIn = ExpectedIn.DOSSIER
    expectations: tuple[ExpectationUse, ...] = ()
    reason: str = ""
    plain: str = ""
    note: str = ""
    to_check: bool = False


@dataclass(frozen=True, slots=True)
class Referential:
    """A référentiel of activities, competencies and assessment (RACE)."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    id: str
    title: str
    certifier: str
    version: str
    source: Source
    blocks: tuple[Block, ...]
    assessments: tuple[Assessment, ...]
    competencies: tuple[Competency, ...]
    criteria: tuple[Criterion, ...]
    level: int | None = None
    scale: tuple[str, ...] = ()
    codes_without_criteria: tuple[str, ...] = ()
    note: str = ""
    schema_version: int = 1


class Signal(StrEnum):
    """A concrete mark that evidence of an expectation usually carries."""

    NUMBER = "number"
    PERCENT = "percent"
    AMOUNT = "amount"
    DATE = "date"
    SOURCE = "source"
    TABLE = "table"
    FIGURE = "figure"
    MATRIX = "matrix"
    INDICATOR = "indicator"
    NAME = "name"
    SURVEY = "survey"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class CounterExample:
    """A passage that looks like evidence and is none. ``kind``: intention, negation, theory, echo, neighbour, title."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Expectation:
    """One thing that a criterion asks to see, shared by the référentiels."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    id: str
    label: str
    description: str
    theme: str
    signals: tuple[Signal, ...] = ()
    matrices: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    counter_examples: tuple[CounterExample, ...] = ()


# ---------------------------------------------------------------- coverage


class Caution(StrEnum):
    """Why a passage that looks like evidence is not taken, or is taken with care."""

    CONTENTS_LINE = "contents_line"
    TITLE_ONLY = "title_only"
    INTENTION = "intention"
    NEGATION = "negation"
    THEORY = "theory"
    ECHO = "echo"
    PASTED_CRITERION = "pasted_criterion"
    KEYWORD_STUFFING = "keyword_stuffing"
    CLAIMS_EVERYTHING = "claims_everything"
    IN_ANNEX = "in_annex"
    WEAK = "weak"


class Status(StrEnum):
    """Status of a criterion. Never a mark: it says what the tool retrieved."""

    FOUND = "found"
    PARTIAL = "partial"
    NOT_FOUND = "not_found"
    NOT_CONCLUDED = "not_concluded"
    NOT_EXPECTED = "not_expected"
    JURY_ONLY = "jury_only"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quote offered for an expectation: ``Dossier.text[start:end] == quote``.

    ``score`` is the calibrated probability, between 0 and 1, that the passage addresses the
    expectation. ``section`` is the heading trail joined by " > ".
    """

    expectation: str
    quote: str
    page: int | None
    page_label: str
    section: str
    start: int
    end: int
    score: float
    cautions: tuple[Caution, ...] = ()
    zone: Zone = Zone.BODY


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What the matcher found for one expectation in a dossier.

    ``probability`` (calibrated, 0 to 1) that the dossier addresses it; ``evidence`` the passages
    that show it, best first; ``nearest`` the closest ones whatever their score; ``refused`` those
    that look close but cannot be evidence, with the caution that says why.
    """

    expectation: str
    probability: float
    evidence: tuple[Evidence, ...] = ()
    nearest: tuple[Evidence, ...] = ()
    refused: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class ExpectationFinding:
    """What became of one expectation of a criterion. ``probability`` is calibrated, 0 to 1."""

    id: str
    label: str
    essential: bool
    found: bool
    probability: float


@dataclass(frozen=True, slots=True)
class CriterionRef:
    """The criterion as the map quotes it, so that a saved map can be read alone."""

    id: str
    code: str
    text: str
    competency: str
    block: str
    plain: str = ""


@dataclass(frozen=True, slots=True)
class Searched:
    """Where the tool looked: how many passages, on which pages, and which pages it could not read."""

    passages: int
    pages: tuple[int, ...] = ()
    unread_pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Reliability:
    """On how many annotated dossiers the tool gave this criterion the annotated label."""

    dossiers: int
    agreed: int


@dataclass(frozen=True, slots=True)
class Finding:
    """What the tool retrieved for one criterion. ``confidence`` is calibrated, 0 to 1.

    ``nearest`` holds the closest passages where nothing was retrieved, so that every
    "not found" can be checked by eye. ``reason`` is a French sentence.
    """

    criterion: CriterionRef
    status: Status
    confidence: float
    expectations: tuple[ExpectationFinding, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    nearest: tuple[Evidence, ...] = ()
    searched: Searched = field(default_factory=lambda: Searched(0))
    reason: str = ""
    reliability: Reliability | None = None

    @property
    def missing(self) -> tuple[ExpectationFinding, ...]:
        """The essential expectations for which nothing was retrieved."""
        return tuple(e for e in self.expectations if e.essential and not e.found)


@dataclass(frozen=True, slots=True)
class FormFinding:
    """A fact about the form of the document (never a mark): ``code`` is stable, ``message`` French."""

    code: str
    message: str
    pages: tuple[int, ...] = ()
    rule: str = ""


@dataclass(frozen=True, slots=True)
class RunInfo:
    """What produced the map. ``date`` is ISO 8601; the rest of a map is the same on every run."""

    tool_version: str
    model: str
    encoder: str
    referential: str
    referential_version: str
    assessment: str
    settings: dict[str, str]
    date: str


@dataclass(frozen=True, slots=True)
class DossierInfo:
    """The dossier as the map describes it; the text itself stays with the candidate's file."""

    name: str
    title: str
    format: str
    sha256: str
    pages: tuple[Page, ...]
    warnings: tuple[ReadingWarning, ...] = ()
    hidden: tuple[HiddenText, ...] = ()
    words: int = 0


@dataclass(frozen=True, slots=True)
class CoverageMap:
    """The one artefact that the command line, the app and the reports share."""

    run: RunInfo
    dossier: DossierInfo
    referential_title: str
    assessment_title: str
    findings: tuple[Finding, ...]
    form: tuple[FormFinding, ...] = ()
    block_titles: dict[str, str] = field(default_factory=dict)
    competency_texts: dict[str, str] = field(default_factory=dict)
    scale: tuple[str, ...] = ()
    schema_version: int = 1


# ---------------------------------------------------------------- comparison


class Change(StrEnum):
    """What happened to a criterion between two drafts."""

    GAINED = "gained"
    LOST = "lost"
    KEPT = "kept"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class CriterionChange:
    """One criterion in two drafts, with the sentences that made the difference."""

    criterion: CriterionRef
    change: Change
    before: Status
    after: Status
    new_evidence: tuple[Evidence, ...] = ()
    lost_evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class CoverageDiff:
    before: DossierInfo
    after: DossierInfo
    changes: tuple[CriterionChange, ...]


# ---------------------------------------------------------------- human decisions


class Verdict(StrEnum):
    """A juror's answer to what the tool retrieved. The juror's own level is free text on the certifier's scale."""

    CONFIRMED = "confirmed"
    OVERRULED = "overruled"
    SET_ASIDE = "set_aside"
    ADDED = "added"
    NOTED = "noted"


@dataclass(frozen=True, slots=True)
class Decision:
    """One human gesture on a criterion; stored beside the map, never inside it.

    ``evidence_start`` and ``evidence_end`` locate the passage that the gesture is about, if any.
    ``status`` is the human's own status where it differs. ``level`` is typed by the juror.
    ``finding_sha256`` dates the decision: it is stale once the finding changes.
    """

    criterion: str
    verdict: Verdict
    reviewer: str
    date: str
    status: Status | None = None
    evidence_start: int | None = None
    evidence_end: int | None = None
    quote: str = ""
    page: int | None = None
    level: str = ""
    comment: str = ""
    finding_sha256: str = ""
