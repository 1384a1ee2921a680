"""Commands about référentiels: list, show, check, compare. Data goes to stdout, the rest to stderr."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import typer

from prelecture.datamodel import Assessment, Criterion, Expectation, ExpectedIn, Referential
from prelecture.referential import (
    Counts,
    Edit,
    EditKind,
    assessment_of,
    compare_referentials,
    count_referential,
    criteria_of,
    find_problems,
    list_referentials,
    load_expectations,
    load_own_expectations,
    load_referential,
)
from prelecture.wording import KIND_LABELS, PARTICIPATION_LABELS
from prelecture.wording import referential as words

app = typer.Typer(name="referentiel", help=words.APP_HELP, no_args_is_help=True, rich_markup_mode=None)

JsonOption = Annotated[bool, typer.Option("--json", help=words.JSON_OPTION)]
OwnOption = Annotated[
    Path | None, typer.Option("--attendus", metavar="DOSSIER", help=words.OWN_OPTION, show_default=False)
]
ReferentialArgument = Annotated[
    str, typer.Argument(metavar="REFERENTIEL", help=words.REFERENTIAL_ARGUMENT, show_default=False)
]


@app.command("lister", help=words.LIST_HELP)
def list_command(as_json: JsonOption = False) -> None:
    typer.echo(words.LOADING_EXAMPLES, err=True)
    library = load_expectations(examples=True)
    counts = [count_referential(load_referential(name), library=library) for name in list_referentials()]
    if as_json:
        _write_json([dataclasses.asdict(row) for row in counts])
        return
    typer.echo("\n".join(_count_table(counts)))


@app.command("montrer", help=words.SHOW_HELP)
def show_command(
    referential: ReferentialArgument,
    assessment: Annotated[
        str | None,
        typer.Option("--epreuve", "-e", metavar="EPREUVE", help=words.ASSESSMENT_OPTION, show_default=False),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    loaded = load_referential(referential)
    part = assessment_of(loaded, assessment) if assessment is not None else None
    if as_json:
        criteria = criteria_of(loaded, part.id) if part else loaded.criteria
        shown = dataclasses.replace(
            loaded, criteria=criteria, assessments=(part,) if part else loaded.assessments
        )
        _write_json(dataclasses.asdict(shown))
        return
    library = load_expectations()
    lines = _assessment_lines(loaded, part, library) if part else _referential_lines(loaded, library)
    typer.echo("\n".join(lines))


@app.command("verifier", help=words.CHECK_HELP)
def check_command(
    file: Annotated[str, typer.Argument(metavar="FICHIER", help=words.FILE_ARGUMENT, show_default=False)],
    own: OwnOption = None,
    as_json: JsonOption = False,
) -> None:
    library = {**load_expectations(), **load_own_expectations(own)} if own else None
    problems = find_problems(file, library=library)
    wrong = sum(problem.blocking for problem in problems)
    if as_json:
        _write_json([dataclasses.asdict(problem) for problem in problems])
    else:
        typer.echo("".join(f"{problem}\n" for problem in problems), nl=False)
    name = Path(file).name
    typer.echo(words.unusable(name, wrong) if wrong else words.usable(name, len(problems)), err=True)
    if wrong:
        raise typer.Exit(2)


@app.command("comparer", help=words.COMPARE_HELP)
def compare_command(
    before: Annotated[str, typer.Argument(metavar="AVANT", help=words.BEFORE_ARGUMENT, show_default=False)],
    after: Annotated[str, typer.Argument(metavar="APRES", help=words.AFTER_ARGUMENT, show_default=False)],
    as_json: JsonOption = False,
) -> None:
    edits = compare_referentials(load_referential(before), load_referential(after))
    if as_json:
        _write_json([dataclasses.asdict(edit) for edit in edits])
        return
    for edit in edits:
        typer.echo("\n".join(_edit_lines(edit)))
    counted = Counter(edit.kind for edit in edits)
    summary = words.edit_summary({kind: counted[kind] for kind in EditKind})
    typer.echo(summary if edits else words.NOTHING_CHANGED)


def _write_json(data: object) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2))


def _count_table(counts: list[Counts]) -> list[str]:
    rows = [list(words.COUNT_COLUMNS.values())]
    rows += [[str(getattr(row, field)) for field in words.COUNT_COLUMNS] for row in counts]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return [
        "  ".join(
            [
                row[0].ljust(widths[0]),
                *(value.rjust(width) for value, width in zip(row[1:], widths[1:], strict=True)),
            ]
        )
        for row in rows
    ]


def _referential_lines(referential: Referential, library: Mapping[str, Expectation]) -> Iterator[str]:
    yield f"{referential.title} ({referential.id})"
    yield f"{referential.certifier} – {referential.version}"
    if referential.note:
        yield from _wrapped(f"{words.NOTE} : {referential.note}")
    if referential.scale:
        yield f"{words.SCALE} : {', '.join(referential.scale)}"
    if referential.codes_without_criteria:
        yield from _wrapped(f"{words.WITHOUT_CRITERIA} : {', '.join(referential.codes_without_criteria)}")
    yield f"\n{words.BLOCKS}"
    for block in referential.blocks:
        yield from _wrapped(f"{block.id}  {block.title}", indent=2)
    yield f"\n{words.ASSESSMENTS}"
    for part in referential.assessments:
        yield from _wrapped(_assessment_title(part), indent=2)
    for competency in referential.competencies:
        yield ""
        yield from _wrapped(f"{competency.id}  {competency.text}")
        if competency.note:
            yield from _wrapped(f"{words.NOTE} : {competency.note}", indent=2)
        for criterion in referential.criteria:
            if criterion.competencies[0] == competency.id:
                yield from _criterion_lines(criterion, library)


def _assessment_lines(
    referential: Referential, part: Assessment, library: Mapping[str, Expectation]
) -> Iterator[str]:
    yield from _wrapped(_assessment_title(part))
    yield f"\n{words.OFFICIAL_TEXT}"
    for line in part.text.splitlines():
        yield from _wrapped(line, indent=2)
    for title, items in ((words.DELIVERABLES, part.deliverables), (words.FORM_RULES, part.form_rules)):
        if items:
            yield f"\n{title}"
        for item in items:
            yield from _wrapped(f"- {item.text}", indent=2)
    if part.note:
        yield ""
        yield from _wrapped(f"{words.NOTE} : {part.note}")
    yield f"\n{words.CRITERIA}"
    for criterion in criteria_of(referential, part.id):
        yield from _criterion_lines(criterion, library)


def _assessment_title(part: Assessment) -> str:
    kind, who = KIND_LABELS[part.kind], PARTICIPATION_LABELS[part.participation]
    return f"{part.id}  {part.title} ({kind}, {who})"


def _criterion_lines(criterion: Criterion, library: Mapping[str, Expectation]) -> Iterator[str]:
    place = words.EXPECTED_IN_LABELS[criterion.expected_in]
    yield from _wrapped(f"{criterion.id} [{place}]  {' '.join(criterion.text.split())}", indent=2)
    if criterion.expected_in is not ExpectedIn.DOSSIER:
        yield from _wrapped(criterion.reason, indent=6)
    if criterion.plain:
        yield from _wrapped(f"{words.PLAIN} : {criterion.plain}", indent=6)
    for use in criterion.expectations:
        label = library[use.id].label if use.id in library else f"{use.id} {words.UNNAMED}"
        yield from _wrapped(f"- {label}" + ("" if use.essential else f" ({words.OPTIONAL})"), indent=6)
    if criterion.note:
        yield from _wrapped(f"{words.NOTE} : {criterion.note}", indent=6)


def _edit_lines(edit: Edit) -> Iterator[str]:
    kind, element = words.EDIT_LABELS[edit.kind], words.ELEMENT_LABELS[edit.element]
    field = f" ({words.FIELD_LABELS[edit.field]})" if edit.field else ""
    yield f"{words.EDIT_SIGNS[edit.kind]} {element} {edit.id} {kind}{field}"
    if edit.kind is EditKind.REWORDED:
        yield from (f"    - « {run} »" for run in edit.removed_words)
        yield from (f"    + « {run} »" for run in edit.added_words)
        return
    if edit.before:
        yield from _wrapped(f"- {edit.before}", indent=4)
    if edit.after:
        yield from _wrapped(f"+ {edit.after}", indent=4)


# French puts a space before these signs, where a line must not break.
_GLUED = re.compile(r" (?=[:;!?»,.])|(?<=«) ")


def _wrapped(text: str, *, indent: int = 0) -> list[str]:
    """Return the text cut to the terminal's width, at most 100 columns, later lines set back."""
    width = min(100, shutil.get_terminal_size().columns)
    lines = textwrap.wrap(
        _GLUED.sub("\N{NO-BREAK SPACE}", text),
        width=max(width, indent + 30),
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + 2),
        break_on_hyphens=False,
    )
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines]
