"""Prélecture: a candidate's dossier goes in, a coverage map of the official criteria comes out.

The public names are imported when first used: reading a dossier in its child process must not load
the libraries that matching needs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from prelecture.comparing import compare
    from prelecture.datamodel import CoverageMap, Decision, Dossier, Finding, Referential, Status
    from prelecture.errors import PrelectureError
    from prelecture.pipeline import review
    from prelecture.reading import read_dossier
    from prelecture.referential import list_referentials, load_referential
    from prelecture.reports.exporting import ExportFormat, export
    from prelecture.reports.map_json import dump_map, load_map

_HOMES = {
    "CoverageMap": "datamodel",
    "Decision": "datamodel",
    "Dossier": "datamodel",
    "ExportFormat": "reports.exporting",
    "Finding": "datamodel",
    "PrelectureError": "errors",
    "Referential": "datamodel",
    "Status": "datamodel",
    "compare": "comparing",
    "dump_map": "reports.map_json",
    "export": "reports.exporting",
    "list_referentials": "referential",
    "load_map": "reports.map_json",
    "load_referential": "referential",
    "read_dossier": "reading",
    "review": "pipeline",
}

__all__ = [
    "CoverageMap",
    "Decision",
    "Dossier",
    "ExportFormat",
    "Finding",
    "PrelectureError",
    "Referential",
    "Status",
    "compare",
    "dump_map",
    "export",
    "list_referentials",
    "load_map",
    "load_referential",
    "read_dossier",
    "review",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401
    if name in _HOMES:
        return getattr(import_module(f"prelecture.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'prelecture' has no attribute {name!r}")
