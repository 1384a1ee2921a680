"""Commands that turn saved maps into documents, and compare drafts. Data to stdout, the rest to stderr."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Annotated

import typer

from prelecture.comparing import compare_drafts
from prelecture.datamodel import Change, CoverageDiff, CoverageMap, CriterionChange, Evidence
from prelecture.errors import InvalidMap, PrelectureError, UnreadableDossier
from prelecture.reports.class_xlsx import render_class
from prelecture.reports.comparison import draft_statuses, render_comparison, render_comparison_xlsx
from prelecture.reports.exporting import EXPORTS, ExportFormat, export
from prelecture.reports.map_json import load_decisions, load_map
from prelecture.reports.view import page_reference, quoted
from prelecture.wording import CHANGE_LABELS, JURY_DECIDES, STATUS_LABELS, STATUS_SIGNS
from prelecture.wording import reports as words

_DRAFT_NAME = re.compile(r"(?P<code>.+?)[ _-]v(?P<number>\d+)", re.IGNORECASE)
_ONE_DRAFT = 110

MapsArgument = Annotated[
    list[Path], typer.Argument(metavar="CARTE.json...", help=words.MAPS_ARGUMENT, show_default=False)
]
FormatOption = Annotated[
    ExportFormat, typer.Option("--format", "-f", help=words.FORMAT_OPTION, show_default=False)
]
OutputOption = Annotated[
    str | None,
    typer.Option("--sortie", "-o", metavar="FICHIER", help=words.OUTPUT_OPTION, show_default=False),
]
DossierOption = Annotated[
    Path | None,
    typer.Option("--dossier", metavar="FICHIER", help=words.DOSSIER_OPTION, show_default=False),
]
TemplateOption = Annotated[
    Path | None,
    typer.Option("--modele", metavar="GABARIT.docx", help=words.TEMPLATE_OPTION, show_default=False),
]
DecisionsOption = Annotated[
    Path | None,
    typer.Option("--decisions", metavar="FICHIER", help=words.DECISIONS_OPTION, show_default=False),
]
HtmlOption = Annotated[
    str | None,
    typer.Option("--html", metavar="FICHIER", help=words.COMPARE_HTML_OPTION, show_default=False),
]
XlsxOption = Annotated[
    str | None,
    typer.Option("--xlsx", metavar="FICHIER", help=words.COMPARE_XLSX_OPTION, show_default=False),
]


def register(app: typer.Typer) -> None:
    """Add the commands ``exporter`` and ``comparer`` to the command line."""
    app.command("exporter", help=words.EXPORT_HELP, no_args_is_help=True)(export_command)
    app.command("comparer", help=words.COMPARE_HELP_TEXT, no_args_is_help=True)(compare_command)


def export_command(
    maps: MapsArgument,
    format: FormatOption,
    output: OutputOption = None,
    dossier: DossierOption = None,
    template: TemplateOption = None,
    decisions: DecisionsOption = None,
) -> None:
    loaded = [load_map(path) for path in maps]
    if len(loaded) > 1 and format is not ExportFormat.XLSX:
        raise InvalidMap(words.ONE_MAP_ONLY)
    if format is ExportFormat.XLSX:
        content = render_class(group_drafts(maps, loaded))
    else:
        content = export(
            loaded[0],
            format,
            dossier=_read(dossier),
            template=_read(template),
            decisions=load_decisions(decisions) if decisions else (),
        )
    name = output or str(maps[0].with_suffix("")) + EXPORTS[format].ending
    _refuse_to_replace(name, [*maps, *(path for path in (dossier, template, decisions) if path)])
    _write(content, name)


def compare_command(maps: MapsArgument, html: HtmlOption = None, xlsx: XlsxOption = None) -> None:
    loaded = [load_map(path) for path in maps]
    diffs = compare_drafts(loaded)
    for name in (html, xlsx):
        _refuse_to_replace(name or "-", maps)
    if len({(m.run.tool_version, m.run.model, m.run.encoder) for m in loaded}) > 1:
        typer.echo(words.COMPARE_TOOLS, err=True)
    if html:
        _write(render_comparison(diffs).encode("utf-8", "replace"), html)
    if xlsx:
        _write(render_comparison_xlsx(diffs), xlsx)
    if "-" not in (html, xlsx):
        typer.echo("\n".join(comparison_lines(diffs)))


def group_drafts(paths: list[Path], maps: list[CoverageMap]) -> dict[str, list[CoverageMap]]:
    """Return the maps by code: the file's name, without "_v2" and the like, which order the drafts."""
    found: dict[str, list[tuple[int, CoverageMap]]] = {}
    for path, coverage in zip(paths, maps, strict=True):
        named = _DRAFT_NAME.fullmatch(path.stem)
        code, number = (named["code"], int(named["number"])) if named else (path.stem, 0)
        found.setdefault(code, []).append((number, coverage))
    return {code: [m for _, m in sorted(group, key=lambda pair: pair[0])] for code, group in found.items()}


def comparison_lines(diffs: tuple[CoverageDiff, ...]) -> list[str]:
    """Return the comparison for a terminal: the statuses of each draft, then what made the difference."""
    rows = draft_statuses(diffs)
    width = max((len(criterion.code) for criterion, _ in rows), default=0)
    lines = [
        f"{criterion.code:<{width}}  "
        + "  ".join(f"{STATUS_SIGNS[status]} {STATUS_LABELS[status]:<26}" for status in statuses).rstrip()
        for criterion, statuses in rows
    ]
    for number, diff in enumerate(diffs, start=1):
        lines += ["", words.COMPARE_PAIR.format(before=number, after=number + 1)]
        changed = [change for change in diff.changes if change.change is not Change.KEPT]
        lines += [line for change in changed for line in _change_lines(change, diff)]
        if not changed:
            lines.append(words.COMPARE_SAME)
    return [*lines, "", JURY_DECIDES]


def _change_lines(change: CriterionChange, diff: CoverageDiff) -> list[str]:
    sign = words.CHANGE_SIGNS[change.change.value]
    before, after = STATUS_LABELS[change.before], STATUS_LABELS[change.after]
    title = f"{sign} {change.criterion.code} {CHANGE_LABELS[change.change]} : {before}"
    lines = [title if before == after else f"{title} -> {after}"]
    lines += [f"    + {_quote(item, diff, new=True)}" for item in change.new_evidence]
    return lines + [f"    - {_quote(item, diff, new=False)}" for item in change.lost_evidence]


def _quote(item: Evidence, diff: CoverageDiff, *, new: bool) -> str:
    dossier = diff.after if new else diff.before
    return f"{page_reference(item, dossier)} {quoted(item.quote, _ONE_DRAFT)}"


def _read(path: Path | None) -> bytes | None:
    if path is None:
        return None
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableDossier(words.FILE_UNREADABLE.format(name=path.name)) from error


def _refuse_to_replace(output: str, sources: list[Path]) -> None:
    if output != "-" and any(Path(output).resolve() == source.resolve() for source in sources):
        raise PrelectureError(words.OUTPUT_IS_SOURCE.format(name=output))


def _write(content: bytes, output: str) -> None:
    if output == "-":
        sys.stdout.buffer.write(content)
        return
    try:
        Path(output).write_bytes(content)
    except OSError as error:
        raise PrelectureError(words.OUTPUT_REFUSED.format(name=output)) from error
    typer.echo(words.WRITTEN.format(name=output), err=True)
