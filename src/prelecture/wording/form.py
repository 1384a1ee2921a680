"""Facts about the form of a dossier."""

from __future__ import annotations

from collections.abc import Sequence

from prelecture.datamodel import FormRule


def pages(count: int, rule: FormRule, *, approximate: bool, beyond: bool) -> str:
    """Return the page count beside the official rule."""
    about = "Environ " if approximate else ""
    counted = "hors annexes" if rule.without_annexes else "en tout"
    against = " : la règle n'est pas respectée" if beyond else ""
    return f"{about}{count} pages {counted} ; la règle dit « {rule.text} »{against}."


def deliverable(text: str, *, named: bool) -> str:
    """Return that no section title announces a deliverable of the official list."""
    if named:
        return f"Aucun titre n'annonce « {text} » ; ses mots apparaissent dans le texte."
    return f"Aucun titre n'annonce « {text} », et ses mots ne sont pas retrouvés dans le texte."


def undated_sources(count: int) -> str:
    """Return how many source lines carry no year."""
    return "Une source est citée sans date." if count == 1 else f"{count} sources sont citées sans date."


def bare_tables(count: int) -> str:
    """Return how many tables stand without a caption."""
    return "Un tableau n'a pas de légende." if count == 1 else f"{count} tableaux n'ont pas de légende."


def long_sentences(count: int, total: int, limit: int) -> str:
    """Return how many sentences are hard to read."""
    how_many = f"Une phrase sur {total} a" if count == 1 else f"{count} phrases sur {total} ont"
    return f"{how_many} {limit} mots ou plus ; le référentiel demande un texte facile à lire et à comprendre."


def acronyms(examples: Sequence[str], count: int) -> str:
    """Return acronyms that the text never explains."""
    more = f" et {count - len(examples)} autres" if count > len(examples) else ""
    return f"Sigles non expliqués dans le texte : {', '.join(examples)}{more}."
