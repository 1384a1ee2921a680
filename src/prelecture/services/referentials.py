"""The référentiels of this computer: the shipped ones, and those that someone imported here."""

from __future__ import annotations

from pathlib import Path

from prelecture.datamodel import Referential
from prelecture.encoding import open_encoder
from prelecture.errors import StoreError
from prelecture.importing import import_referential
from prelecture.proposing import KnownCriterion
from prelecture.referential import format_referential, list_referentials, load_expectations, load_referential
from prelecture.review_store import data_folder
from prelecture.settings import resource
from prelecture.wording import app as words

_FOLDER = "referentiels"
YAML_SUFFIXES = (".yaml", ".yml")


def own_folder() -> Path:
    """Return the folder of the imported référentiels, made where it is not there."""
    folder = data_folder() / _FOLDER
    folder.mkdir(exist_ok=True)
    return folder


def names() -> tuple[str, ...]:
    """Return the names to choose from: the shipped ones, then the imported ones."""
    shipped = list_referentials()
    own = sorted(path.stem for path in own_folder().glob("*.yaml"))
    return (*shipped, *(name for name in own if name not in shipped))


def is_own(name: str) -> bool:
    """Tell whether a référentiel was imported here, and so can be changed."""
    return name not in list_referentials() and (own_folder() / f"{name}.yaml").is_file()


def source_of(name: str) -> str | Path:
    """Return what ``load_referential`` and ``review`` take for a name of the list."""
    return own_folder() / f"{name}.yaml" if is_own(name) else name


def modified(name: str) -> float:
    """Return when the file of a référentiel last changed, in seconds since 1970."""
    path = source_of(name)
    return (path if isinstance(path, Path) else resource(f"referential_data/{path}.yaml")).stat().st_mtime


def save_own(referential: Referential) -> str:
    """Write an imported référentiel, in place of the one of that id, and return its name.

    Raises StoreError where the id is that of a shipped one, or cannot name a file.
    """
    name = referential.id
    if name in list_referentials() or not name or Path(name).name != name or name.startswith("."):
        raise StoreError(words.REFERENTIAL_NAME.format(name=name))
    path = own_folder() / f"{name}.yaml"
    path.write_text(format_referential(referential), encoding="utf-8")
    return name


def load_upload(content: bytes, *, name: str) -> Referential:
    """Return the référentiel of an uploaded file: YAML as it is, a table of Word, Excel or PDF imported.

    What the importer guessed, expectations among it, is marked to check. Raises InvalidReferential,
    or UnreadableDossier where no table of criteria is found.
    """
    import tempfile

    with tempfile.TemporaryDirectory(prefix="prelecture-") as folder:
        path = Path(folder) / (Path(name).name or "referentiel.yaml")
        path.write_bytes(content)
        if path.suffix.lower() in YAML_SUFFIXES:
            return load_referential(path)
        found = import_referential(
            path, library=load_expectations(), known=known_criteria(), encoder=open_encoder()
        )
        return found.referential


def known_criteria() -> list[KnownCriterion]:
    """Return the shipped criteria with their expectations: models for those of a new référentiel."""
    return [
        KnownCriterion(criterion.text, criterion.expectations)
        for name in list_referentials()
        for criterion in load_referential(name).criteria
        if criterion.expectations
    ]


def erase_own(name: str) -> None:
    """Remove an imported référentiel; nothing happens to a shipped one."""
    if is_own(name):
        (own_folder() / f"{name}.yaml").unlink()
