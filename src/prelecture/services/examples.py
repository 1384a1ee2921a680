"""Example passages that a certifier adds to the library of expectations, and what they change."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping

from prelecture.batch import write_whole
from prelecture.datamodel import Expectation
from prelecture.errors import StoreError
from prelecture.referential import load_expectations
from prelecture.review_store import data_folder
from prelecture.wording import app as words

_FILE = "exemples.json"
_SHORTEST = 40


def own_examples() -> dict[str, tuple[str, ...]]:
    """Return the passages added on this computer, by expectation id. Raises StoreError."""
    path = data_folder() / _FILE
    if not path.is_file():
        return {}
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return {str(id): tuple(map(str, texts)) for id, texts in content.items()}
    except (ValueError, AttributeError, TypeError) as error:
        raise StoreError(words.EXAMPLES_DAMAGED) from error


def add_example(expectation: str, text: str) -> None:
    """Add a passage to an expectation; the same one twice counts once.

    Raises StoreError where the text is too short to be a passage.
    """
    passage = " ".join(text.split())
    if len(passage) < _SHORTEST:
        raise StoreError(words.EXAMPLE_TOO_SHORT.format(count=len(passage)))
    known = own_examples()
    kept = known.get(expectation, ())
    _write({**known, expectation: (*kept, *((passage,) if passage not in kept else ()))})


def remove_example(expectation: str, text: str) -> None:
    """Take a passage away; nothing happens where it is not there."""
    known = own_examples()
    left = tuple(passage for passage in known.get(expectation, ()) if passage != text)
    _write(
        {
            **{id: texts for id, texts in known.items() if id != expectation},
            **({expectation: left} if left else {}),
        }
    )


def _write(examples: Mapping[str, tuple[str, ...]]) -> None:
    write_whole(data_folder() / _FILE, json.dumps(examples, ensure_ascii=False, indent=2))


def library() -> dict[str, Expectation]:
    """Return the library of expectations with the passages added here after the shipped ones."""
    shipped = load_expectations(examples=True)
    own = own_examples()
    return {
        id: dataclasses.replace(expectation, examples=(*expectation.examples, *own.get(id, ())))
        for id, expectation in shipped.items()
    }


def own_expectations() -> dict[str, Expectation]:
    """Return the expectations that have passages added here, whole, as ``review`` takes them."""
    own = own_examples()
    if not own:
        return {}
    return {id: expectation for id, expectation in library().items() if id in own}
