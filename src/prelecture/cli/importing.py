"""The command that imports a référentiel; ``register`` adds it to the group of référentiels."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from prelecture.datamodel import ExpectedIn, Referential
from prelecture.encoding import Encoder, open_encoder
from prelecture.errors import InvalidReferential, MissingModel
from prelecture.importing import Import, import_referential
from prelecture.referential import (
    format_referential,
    load_expectations,
    load_own_expectations,
)
from prelecture.services.referentials import known_criteria
from prelecture.wording import importing as words

UNSURE = 0.5


def register(app: typer.Typer) -> None:
    """Add ``importer`` to the Typer group of référentiels."""
    app.command("importer", help=words.HELP)(import_command)


def import_command(
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help=words.SOURCE_ARGUMENT, show_default=False)],
    output: Annotated[
        Path,
        typer.Option("--sortie", "-o", metavar="FICHIER.yaml", help=words.OUTPUT_OPTION, show_default=False),
    ],
    name: Annotated[
        str, typer.Option("--id", metavar="IDENTIFIANT", help=words.ID_OPTION, show_default=False)
    ] = "",
    own: Annotated[
        Path | None,
        typer.Option("--attendus", metavar="DOSSIER", help=words.OWN_OPTION, show_default=False),
    ] = None,
    without: Annotated[bool, typer.Option("--sans-attendus", help=words.WITHOUT_OPTION)] = False,
    lexical: Annotated[bool, typer.Option("--mots-communs", help=words.LEXICAL_OPTION)] = False,
    overwrite: Annotated[bool, typer.Option("--ecraser", help=words.OVERWRITE_OPTION)] = False,
    details: Annotated[bool, typer.Option("--details", help=words.DETAILS_OPTION)] = False,
) -> None:
    if output.exists() and not overwrite:
        raise InvalidReferential(words.EXISTS.format(name=output.name))
    propose = not without
    library = load_expectations() if propose else {}
    if own and propose:
        library |= load_own_expectations(own)
    found = import_referential(
        source,
        name=name or output.stem,
        library=library,
        known=known_criteria() if propose else (),
        encoder=_encoder() if propose and not lexical else None,
    )
    _write(output, format_referential(found.referential))
    for line in _summary(found, output.name, proposed=propose):
        typer.echo(line, err=True)
    if details and found.unplaced:
        typer.echo(words.UNPLACED_TITLE)
        typer.echo("\n".join(f"- {text}" for text in found.unplaced))


def _encoder() -> Encoder | None:
    try:
        return open_encoder()
    except MissingModel:
        typer.echo(words.NO_ENCODER, err=True)
        return None


def _write(output: Path, text: str) -> None:
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        detail = error.strerror or str(error)
        raise InvalidReferential(words.CANNOT_WRITE.format(name=output.name, detail=detail)) from error


def _summary(found: Import, name: str, *, proposed: bool) -> list[str]:
    referential = found.referential
    lines = [
        words.written(name),
        words.counts(
            len(referential.blocks),
            len(referential.competencies),
            len(referential.assessments),
            len(referential.criteria),
        ),
        words.places(*(_placed(referential, place) for place in ExpectedIn)),
    ]
    if proposed:
        waiting = [c for c in referential.criteria if c.expected_in is ExpectedIn.DOSSIER]
        served = [c for c in waiting if c.expectations]
        unsure = sum((c.expectations[0].confidence or 0) < UNSURE for c in served)
        lines.append(words.proposals(len(served), len(waiting), unsure))
    return [*lines, *found.notices, words.next_step(name)]


def _placed(referential: Referential, place: ExpectedIn) -> int:
    return sum(criterion.expected_in is place for criterion in referential.criteria)
