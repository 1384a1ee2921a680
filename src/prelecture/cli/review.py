"""``prelecture relire``: one dossier, one coverage map."""

from __future__ import annotations

import sys
import time
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from prelecture.cli.terminal import render_terminal
from prelecture.datamodel import Status
from prelecture.errors import StoreError
from prelecture.pipeline import review
from prelecture.referential import load_own_expectations
from prelecture.reports.html import render_html
from prelecture.reports.map_json import dump_map
from prelecture.wording import cli as words


class FailIf(StrEnum):
    """When ``--echec-si`` makes the command exit with 1."""

    NOT_FOUND = "non-retrouve"
    NOT_CONCLUDED = "non-conclu"
    PARTIAL = "en-partie"


_FAILING = {
    FailIf.NOT_FOUND: {Status.NOT_FOUND},
    FailIf.NOT_CONCLUDED: {Status.NOT_FOUND, Status.NOT_CONCLUDED},
    FailIf.PARTIAL: {Status.NOT_FOUND, Status.PARTIAL},
}


def register(app: typer.Typer) -> None:
    """Add the command ``relire`` to the command line."""
    app.command("relire", help=words.REVIEW_HELP, no_args_is_help=True)(review_command)


def review_command(
    dossier: Annotated[Path, typer.Argument(metavar="DOSSIER", help=words.DOSSIER, show_default=False)],
    referential: Annotated[
        str,
        typer.Option("--referentiel", "-r", metavar="ID|FICHIER", help=words.REFERENTIAL, show_default=False),
    ],
    assessment: Annotated[
        str, typer.Option("--epreuve", "-e", metavar="EPREUVE", help=words.ASSESSMENT, show_default=False)
    ],
    json_file: Annotated[
        str | None, typer.Option("--json", metavar="FICHIER|-", help=words.JSON, show_default=False)
    ] = None,
    html_file: Annotated[
        Path | None, typer.Option("--html", metavar="FICHIER", help=words.HTML, show_default=False)
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help=words.QUIET)] = False,
    encoder: Annotated[
        str, typer.Option("--encodeur", metavar="DOSSIER", help=words.ENCODER, show_default=False)
    ] = "",
    own: Annotated[
        Path | None,
        typer.Option("--attendus", metavar="DOSSIER", help=words.OWN_EXPECTATIONS, show_default=False),
    ] = None,
    exact_pages: Annotated[bool, typer.Option("--pages-exactes", help=words.EXACT_PAGES)] = False,
    fail_if: Annotated[
        FailIf | None, typer.Option("--echec-si", help=words.FAIL_IF, show_default=False)
    ] = None,
) -> None:
    started = time.monotonic()

    def progress(stage: str) -> None:
        if not quiet:
            print(words.STAGES[stage], file=sys.stderr)  # noqa: T201

    coverage = review(
        dossier,
        referential=referential,
        assessment=assessment,
        encoder=encoder,
        extra=load_own_expectations(own) if own else None,
        exact_pages=exact_pages,
        progress=progress,
    )
    if html_file is not None:
        write_text(html_file, render_html(coverage))
    if json_file == "-":
        typer.echo(dump_map(coverage), nl=False)
    else:
        if json_file is not None:
            write_text(Path(json_file), dump_map(coverage))
        if not quiet:
            typer.echo(render_terminal(coverage))
    if not quiet:
        for file in filter(None, (html_file, json_file if json_file != "-" else None)):
            print(words.written(str(file)), file=sys.stderr)  # noqa: T201
        print(words.done(time.monotonic() - started), file=sys.stderr)  # noqa: T201
    if fail_if is not None and any(f.status in _FAILING[fail_if] for f in coverage.findings):
        raise typer.Exit(1)


def write_text(path: Path, text: str) -> None:
    """Write a file that the user asked for. Raises StoreError, in French, where it cannot be."""
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise StoreError(words.cannot_write(str(path), error.strerror or "")) from error
