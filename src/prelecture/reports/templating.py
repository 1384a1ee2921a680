"""The HTML templates: everything is escaped, nothing is fetched, no script runs."""

from __future__ import annotations

from functools import cache
from pathlib import PurePath
from typing import TYPE_CHECKING
from urllib.parse import quote

from prelecture.reports import view
from prelecture.wording import CHANGE_LABELS, JURY_DECIDES, STATUS_HELP, STATUS_LABELS, STATUS_SIGNS
from prelecture.wording import reports as words

if TYPE_CHECKING:
    from jinja2 import Environment


def render(template: str, **values: object) -> str:
    """Return a template of ``templates/`` filled with the values, all text escaped."""
    return _environment().get_template(template).render(**values).rstrip() + "\n"


def page_link(name: str, page: int) -> str:
    """Return a relative link to a page of a PDF that lies beside the report."""
    # Percent-encoding the colon keeps a file named "javascript:…" from being a scheme.
    return f"./{quote(PurePath(name).name, safe='')}#page={page}"


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("prelecture", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        w=words,
        view=view,
        STATUS_LABELS=STATUS_LABELS,
        STATUS_HELP=STATUS_HELP,
        STATUS_SIGNS=STATUS_SIGNS,
        CHANGE_LABELS=CHANGE_LABELS,
        JURY_DECIDES=JURY_DECIDES,
        page_link=page_link,
    )
    return environment


def _finalize(value: object) -> object:
    from markupsafe import Markup

    return view.clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value
