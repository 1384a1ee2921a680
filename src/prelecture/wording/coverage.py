"""Reasons given beside a status."""

from __future__ import annotations

from collections.abc import Sequence

from prelecture.datamodel import Status
from prelecture.wording import STATUS_LABELS, pages_words

NO_EXPECTATION = (
    "Aucun attendu n'est rattaché à ce critère dans le référentiel ; l'outil ne peut rien chercher."
)

REASONS = {
    Status.FOUND: "Chaque attendu essentiel a un passage qui semble le traiter.",
    Status.PARTIAL: "Une partie des attendus essentiels a un passage ; les autres n'ont pas été retrouvés.",
    Status.NOT_FOUND: "Aucun passage ne semble traiter ce critère ; vérifiez les plus proches.",
}


def unread_pages(pages: Sequence[int]) -> str:
    """Return why nothing is concluded when pages could not be read."""
    return f"L'outil n'a pas pu lire {pages_words(pages)} : ce qui manque s'y trouve peut-être."


def too_uncertain(status: Status) -> str:
    """Return why nothing is concluded when the confidence is too low."""
    return f"Indices trop faibles pour conclure (tendance : « {STATUS_LABELS[status].lower()} ») ; à lire par le jury."
