"""The command line: ``prelecture relire``, ``referentiel``, ``exporter``, ``comparer``, ``classe``, ``web``…

Data goes to stdout, progress and errors to stderr. Exit codes: 0 done, 2 unusable input, 1 only
where ``--echec-si`` is met.
"""

from __future__ import annotations

import os
import sys

from prelecture.cli import french  # noqa: F401  (must come before typer)

import typer

from prelecture.cli import diagnostic, evaluate, exports, importing, referential, review, web
from prelecture.errors import PrelectureError
from prelecture.wording import cli as words

app = typer.Typer(
    name="prelecture",
    help=words.APP_HELP,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(referential.app, name="referentiel")
review.register(app)
exports.register(app)
web.register(app)
evaluate.register(app)
diagnostic.register(app)
importing.register(referential.app)


def main() -> None:
    """Run the command line; a known error is one sentence on stderr and exit code 2."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    try:
        app()
    except PrelectureError as error:
        print(words.error(str(error)), file=sys.stderr)  # noqa: T201
        sys.exit(2)
    except BrokenPipeError:
        # The reader of our output stopped early (head, less): nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
