"""``prelecture evaluer``: the tool against annotated dossiers."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from prelecture.cli.review import write_text
from prelecture.corpus import SPLITS, GoldDossier, load_gold
from prelecture.datamodel import Status
from prelecture.encoding import open_encoder
from prelecture.errors import PrelectureError
from prelecture.evaluation import (
    DossierResult,
    baselines,
    confusion,
    evaluate_dossier,
    risk_by_coverage,
    summary,
)
from prelecture.wording import STATUS_LABELS
from prelecture.wording import cli as words
from prelecture.wording import evaluation as names


def register(app: typer.Typer) -> None:
    """Add the command ``evaluer`` to the command line."""
    app.command("evaluer", help=words.EVALUATE_HELP, no_args_is_help=True)(evaluate_command)


def evaluate_command(
    folder: Annotated[Path, typer.Argument(metavar="DOSSIER", help=words.GOLD_FOLDER, show_default=False)],
    split: Annotated[str, typer.Option("--partie", help=words.SPLIT)] = "toutes",
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FICHIER", help=words.EVALUATE_JSON, show_default=False)
    ] = None,
    with_baselines: Annotated[bool, typer.Option("--methodes-simples", help=words.BASELINES)] = False,
    encoder: Annotated[
        str, typer.Option("--encodeur", metavar="DOSSIER", help=words.ENCODER, show_default=False)
    ] = "",
) -> None:
    if split != "toutes" and split not in SPLITS:
        raise PrelectureError(names.unknown_split(split))
    gold = [g for g in load_gold(folder) if split in ("toutes", g.split)]
    if not gold:
        raise PrelectureError(names.empty_split(split, str(folder)))
    results = tuple(_progress(gold, encoder))
    plain = baselines(gold, open_encoder(encoder)) if with_baselines else {}
    typer.echo("\n".join(_lines(results, plain)))
    if json_file is not None:
        data = json.dumps(as_data(results, plain), ensure_ascii=False, indent=1)
        write_text(json_file, data + "\n")


def _progress(gold: Sequence[GoldDossier], encoder: str) -> Iterator[DossierResult]:
    for number, item in enumerate(gold, 1):
        print(f"{number}/{len(gold)}  {item.id}", file=sys.stderr)  # noqa: T201
        yield evaluate_dossier(item, encoder=encoder)


def groups(results: Sequence[DossierResult]) -> dict[str, list[DossierResult]]:
    """Return all results, then those of each référentiel and genre."""
    made = {"ensemble": list(results)}
    for key in sorted({r.referential for r in results}):
        made[key] = [r for r in results if r.referential == key]
    for key in sorted({r.genre for r in results if r.genre}):
        made[names.GENRES.get(key, key)] = [r for r in results if r.genre == key]
    return made


def as_data(results: Sequence[DossierResult], plain: dict[str, dict[str, float]]) -> dict[str, object]:
    """Return every figure as JSON values."""
    return {
        "dossiers": [r.id for r in results],
        "criteria": sum(len(r.criteria) for r in results),
        "groups": {
            name: {"dossiers": len(some), "scores": {k: _known(asdict(v)) for k, v in summary(some).items()}}
            for name, some in groups(results).items()
        },
        "confusion": {
            gold.value: {s.value: n for s, n in row.items()} for gold, row in confusion(results).items()
        },
        "risk_by_coverage": risk_by_coverage(results),
        "baselines": plain,
    }


def _known(score: dict[str, float]) -> dict[str, float | None]:
    """Return a score with None for what could not be computed: JSON has no NaN."""
    return {key: None if value != value else value for key, value in score.items()}


def _lines(results: Sequence[DossierResult], plain: dict[str, dict[str, float]]) -> Iterator[str]:
    yield names.counts(len(results), sum(len(r.criteria) for r in results))
    yield ""
    shown = (
        *(s for s in Status if s in (Status.FOUND, Status.PARTIAL, Status.NOT_FOUND, Status.NOT_CONCLUDED)),
    )
    yield names.CONFUSION
    for gold, row in confusion(results).items():
        cells = "   ".join(f"{STATUS_LABELS[s]} {row[s]:4d}" for s in shown)
        yield f"  {STATUS_LABELS[gold]:<24} {cells}"
    for name, some in groups(results).items():
        yield ""
        yield f"{name} ({len(some)})"
        for figure, score in summary(some).items():
            yield f"  {names.FIGURES[figure]:<44} {score.value:6.3f}  [{score.low:.3f} ; {score.high:.3f}]"
    yield ""
    yield names.RISK
    yield "  " + "   ".join(f"{share:.0%} : {risk:.3f}" for share, risk in risk_by_coverage(results).items())
    for method, figures in plain.items():
        yield f"{names.METHODS[method]:<40} " + "   ".join(f"{k} {v:.3f}" for k, v in figures.items())
