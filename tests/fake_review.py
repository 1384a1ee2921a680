"""Stand-ins for ``pipeline.review``: hand-made maps at once, no model; and files that misbehave."""

import hashlib
import os
from dataclasses import replace
from pathlib import Path

import maps
from prelecture.errors import UnreadableDossier


def review(
    path,
    *,
    referential="icd-racm",
    assessment="B1E1",
    encoder="",
    exact_pages=False,
    progress=lambda stage: None,
    extra=None,
):
    """Return ``maps.realistic_map`` for that file; its first bytes may ask for a failure."""
    content = Path(path).read_bytes()
    progress("reading")
    if content.startswith(b"REFUSE"):
        raise UnreadableDossier("Ce fichier est abîmé ; enregistrez-le de nouveau.")
    if content.startswith(b"DEFECT"):
        raise KeyError("défaut")
    if content.startswith(b"CRASH"):
        os._exit(9)
    progress("matching")
    coverage = maps.realistic_map(name=Path(path).name, sha256=hashlib.sha256(content).hexdigest())
    run = replace(coverage.run, referential=str(referential), assessment=assessment)
    return replace(coverage, run=run)
