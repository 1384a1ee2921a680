"""Commands around the app: ``web`` starts it, ``classe`` reads a class, ``purger`` removes what is kept.

Data goes to stdout, progress and errors to stderr.
"""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from prelecture.batch import (
    MAPS_FOLDER,
    BatchItem,
    ItemState,
    find_dossiers,
    map_path,
    review_many,
)
from prelecture.datamodel import CoverageMap
from prelecture.errors import MissingTool, PrelectureError
from prelecture.referential import assessment_of, load_referential
from prelecture.reports.class_xlsx import render_class
from prelecture.reports.exporting import ExportFormat, export
from prelecture.reports.map_json import load_map
from prelecture.review_store import Receipt, ReviewStore, Space, StoredDossier
from prelecture.services import reviewer
from prelecture.services.classes import codes_for, split_draft
from prelecture.settings import resource
from prelecture.wording import app as words

LOCAL = "127.0.0.1"


def register(app: typer.Typer) -> None:
    """Add the commands ``web``, ``classe`` and ``purger`` to the command line."""
    app.command("web", help=words.WEB_HELP)(web_command)
    app.command("classe", help=words.CLASS_HELP, no_args_is_help=True)(class_command)
    app.command("purger", help=words.PURGE_HELP)(purge_command)


def _fail(error: PrelectureError) -> typer.Exit:
    typer.echo(str(error), err=True)
    return typer.Exit(2)


# ---------------------------------------------------------------- web


def web_command(
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help=words.WEB_PORT)] = 8501,
    address: Annotated[str, typer.Option("--adresse", help=words.WEB_ADDRESS)] = LOCAL,
    browser: Annotated[bool, typer.Option("--navigateur/--sans-navigateur", help=words.WEB_BROWSER)] = True,
) -> None:
    try:
        command = web_arguments(port=port, address=address, browser=browser)
    except PrelectureError as error:
        raise _fail(error) from error
    typer.echo(words.WEB_STARTS.format(address=address, port=port), err=True)
    try:
        code = subprocess.call(command)
    except KeyboardInterrupt:
        code = 0
    raise typer.Exit(code)


def web_arguments(*, port: int = 8501, address: str = LOCAL, browser: bool = True) -> list[str]:
    """Return the command that serves the app. Raises MissingTool where the app is not installed."""
    try:
        main = resource("app/main.py")
    except FileNotFoundError as error:
        raise MissingTool(words.APP_MISSING) from error
    # On all interfaces the names by which the server is reached are unknown here.
    hosts = {LOCAL: ["localhost", LOCAL], "localhost": ["localhost", LOCAL], "0.0.0.0": ["*"]}.get(
        address, [address]
    )
    options = {
        "server.address": address,
        "server.port": str(port),
        "server.headless": "false" if browser else "true",
        "server.showEmailPrompt": "false",
        "browser.gatherUsageStats": "false",
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    # A list is given by repeating the option: a JSON array would be taken for one odd host name.
    flags += [f"--server.allowedHosts={host}" for host in hosts]
    return [sys.executable, "-m", "streamlit", "run", str(main), *flags]


# ---------------------------------------------------------------- classe


def class_command(
    paths: Annotated[
        list[Path], typer.Argument(metavar="DOSSIERS...", help=words.CLASS_PATHS, show_default=False)
    ],
    referential: Annotated[
        str, typer.Option("--referentiel", "-r", metavar="REFERENTIEL", help=words.CLASS_REFERENTIAL)
    ],
    assessment: Annotated[
        str, typer.Option("--epreuve", "-e", metavar="EPREUVE", help=words.CLASS_ASSESSMENT)
    ],
    output: Annotated[Path, typer.Option("--sortie", "-o", metavar="SORTIE", help=words.CLASS_OUTPUT)],
    workers: Annotated[int, typer.Option("--processus", min=1, max=16, help=words.CLASS_WORKERS)] = 1,
    as_json: Annotated[bool, typer.Option("--json", help=words.CLASS_JSON)] = False,
) -> None:
    try:
        part = assessment_of(load_referential(referential), assessment).id
        items = _read_class(paths, referential=referential, part=part, output=output, workers=workers)
        rows = _write_class(items, referential=referential, part=part, output=output)
    except PrelectureError as error:
        raise _fail(error) from error
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(_lines(rows)))
    read = [item for item in items if item.state is ItemState.DONE]
    typer.echo(words.CLASS_DONE.format(read=len(read), total=len(items), folder=output), err=True)
    if not read:
        raise typer.Exit(2)


def _read_class(
    paths: Sequence[Path], *, referential: str, part: str, output: Path, workers: int
) -> tuple[BatchItem, ...]:
    files = find_dossiers(paths)
    if not files:
        raise MissingTool(words.CLASS_NO_FILE)
    codes = dict(zip(map(str, files), codes_for([file.name for file in files]), strict=True))
    over = 0

    def tell(item: BatchItem) -> None:
        nonlocal over
        over += item.state in (ItemState.DONE, ItemState.FAILED)
        label = words.CLASS_REUSED if item.reused else words.ITEM_LABELS[item.state.value]
        typer.echo(f"[{over}/{len(files)}] {codes[item.path]} : {label}", err=True)

    return review_many(
        files,
        referential=referential,
        assessment=part,
        maps=output / MAPS_FOLDER,
        workers=workers,
        reviewer=reviewer.chosen(),
        on_item=tell,
    )


def _write_class(
    items: Sequence[BatchItem], *, referential: str, part: str, output: Path
) -> list[dict[str, str]]:
    """Write the workbook and the feedback; return one row per file for the table."""
    codes = codes_for([Path(item.path).name for item in items])
    rows = []
    drafts: dict[str, list[tuple[int, CoverageMap]]] = {}
    for item, code in zip(items, codes, strict=True):
        name = Path(item.path).name
        rows.append(
            {
                "code": code,
                "fichier": name,
                "etat": words.ITEM_LABELS[item.state.value],
                "message": item.message,
            }
        )
        if item.state is ItemState.DONE:
            path = map_path(output / MAPS_FOLDER, item.sha256, referential=referential, assessment=part)
            drafts.setdefault(code, []).append((split_draft(name)[1], load_map(path)))
    by_code = {code: [coverage for _, coverage in sorted(maps, key=_number)] for code, maps in drafts.items()}
    if by_code:
        (output / "classe.xlsx").write_bytes(render_class(by_code))
        feedback = output / "retours"
        feedback.mkdir(exist_ok=True)
        for code, maps in by_code.items():
            (feedback / f"{code}.html").write_bytes(export(maps[-1], ExportFormat.HTML, code=code))
    return rows


def _number(pair: tuple[int, CoverageMap]) -> int:
    return pair[0]


def _lines(rows: Sequence[dict[str, str]]) -> list[str]:
    width = max((len(row["fichier"]) for row in rows), default=0)
    lines = [f"{row['code']}  {row['fichier']:<{width}}  {row['etat']}" for row in rows]
    return [
        line + (f" : {row['message']}" if row["message"] else "")
        for line, row in zip(lines, rows, strict=True)
    ]


# ---------------------------------------------------------------- purger


def purge_command(
    ids: Annotated[
        list[str] | None, typer.Option("--dossier", metavar="CODE", help=words.PURGE_IDS, show_default=False)
    ] = None,
    everything: Annotated[bool, typer.Option("--tout", help=words.PURGE_ALL)] = False,
    force: Annotated[bool, typer.Option("--force", help=words.PURGE_FORCE)] = False,
    url: Annotated[
        str, typer.Option("--base", metavar="ADRESSE", help=words.PURGE_URL, show_default=False)
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help=words.CLASS_JSON)] = False,
) -> None:
    try:
        store = ReviewStore(url)
        chosen = _to_purge(store, ids or [], everything=everything)
        receipt = store.purge([dossier.id for dossier in chosen], by="commande") if force and chosen else None
        store.close()
    except PrelectureError as error:
        raise _fail(error) from error
    if as_json:
        typer.echo(json.dumps(_purge_data(chosen, receipt), ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(_purge_lines(chosen, receipt)))


def _to_purge(store: ReviewStore, codes: Sequence[str], *, everything: bool) -> list[StoredDossier]:
    if not codes and not everything:
        return list(store.expired())
    kept = [dossier for space in Space for dossier in store.dossiers(space)]
    return kept if everything else [dossier for dossier in kept if {dossier.code, dossier.id} & set(codes)]


def _purge_data(chosen: Sequence[StoredDossier], receipt: Receipt | None) -> dict[str, object]:
    return {
        "dossiers": [{"code": dossier.code, "expire": dossier.keep_until} for dossier in chosen],
        "recu": dataclasses.asdict(receipt) if receipt else None,
    }


def _purge_lines(chosen: Sequence[StoredDossier], receipt: Receipt | None) -> list[str]:
    if not chosen:
        return [words.PURGE_NOTHING]
    if receipt is None:
        lines = [f"{dossier.code}  {dossier.keep_until[:10]}" for dossier in chosen]
        return [*lines, words.PURGE_DRY.format(count=len(chosen))]
    return [words.ERASED.format(receipt=receipt.id, dossiers=receipt.dossiers, decisions=receipt.decisions)]
