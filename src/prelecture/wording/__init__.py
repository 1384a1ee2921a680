"""Everything a user reads, in French, in one place: one module per door, shared words here."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from prelecture.datamodel import AssessmentKind, Caution, Change, Participation, Status, Zone

STATUS_LABELS = {
    Status.FOUND: "Passage retrouvé",
    Status.PARTIAL: "Retrouvé en partie",
    Status.NOT_FOUND: "Non retrouvé par l'outil",
    Status.NOT_CONCLUDED: "Non conclu",
    Status.NOT_EXPECTED: "Non attendu dans cet écrit",
    Status.JURY_ONLY: "Appréciation du jury",
}

# A sign per status, so that colour is never the only carrier; all are in common fonts.
STATUS_SIGNS = {
    Status.FOUND: "●",
    Status.PARTIAL: "◐",
    Status.NOT_FOUND: "○",
    Status.NOT_CONCLUDED: "?",
    Status.NOT_EXPECTED: "–",
    Status.JURY_ONLY: "J",
}

STATUS_HELP = {
    Status.FOUND: "Chaque attendu essentiel a au moins un passage qui le traite.",
    Status.PARTIAL: "Une partie des attendus essentiels a un passage ; les autres sont nommés.",
    Status.NOT_FOUND: "L'outil n'a retrouvé aucun passage ; les plus proches sont montrés, à vérifier.",
    Status.NOT_CONCLUDED: "L'outil ne peut pas se prononcer : pages illisibles ou indices trop faibles.",
    Status.NOT_EXPECTED: "Ce critère se juge à l'oral, en pratique ou dans un autre livrable.",
    Status.JURY_ONLY: "Pure appréciation de qualité : des passages à lire, sans conclusion de l'outil.",
}

CAUTION_LABELS = {
    Caution.CONTENTS_LINE: "ligne de sommaire",
    Caution.TITLE_ONLY: "titre sans contenu",
    Caution.INTENTION: "intention, rien de réalisé",
    Caution.NEGATION: "le passage dit que ce n'est pas fait",
    Caution.THEORY: "théorie non appliquée au cas",
    Caution.ECHO: "reprend les mots du critère sans contenu",
    Caution.PASTED_CRITERION: "texte du référentiel recopié",
    Caution.KEYWORD_STUFFING: "accumulation de mots-clés",
    Caution.CLAIMS_EVERYTHING: "un seul passage prétend tout couvrir",
    Caution.IN_ANNEX: "en annexe",
    Caution.WEAK: "indice faible, à vérifier",
}

ZONE_LABELS = {
    Zone.COVER: "page de garde",
    Zone.THANKS: "remerciements",
    Zone.TOC: "sommaire",
    Zone.BODY: "corps du dossier",
    Zone.BIBLIOGRAPHY: "bibliographie",
    Zone.GLOSSARY: "glossaire",
    Zone.ANNEX: "annexes",
}

KIND_LABELS = {
    AssessmentKind.WRITTEN: "écrit",
    AssessmentKind.ORAL: "oral",
    AssessmentKind.BOTH: "écrit et oral",
}

PARTICIPATION_LABELS = {
    Participation.INDIVIDUAL: "individuel",
    Participation.GROUP: "en groupe",
    Participation.BOTH: "individuel et en groupe",
}

CHANGE_LABELS = {
    Change.GAINED: "gagné",
    Change.LOST: "perdu",
    Change.KEPT: "conservé",
    Change.CHANGED: "modifié",
}

JURY_DECIDES = "Cette carte aide à lire ; elle ne note pas et ne prédit rien. Le jury décide."


def page_words(page: int | None, label: str = "", *, approximate: bool = False) -> str:
    """Return a page reference such as "p. 12", "p. 12 (imprimée 10)" or "p. ≈ 12"."""
    if page is None:
        return "sans page"
    if approximate:
        return f"p. ≈ {page}"
    return f"p. {page} (imprimée {label})" if label and label != str(page) else f"p. {page}"


def page_list(pages: Iterable[int]) -> str:
    """Return page numbers with runs of three or more shortened: (3, 4, 5, 8) gives "3 à 5, 8"."""
    runs: list[list[int]] = []
    for page in sorted(set(pages)):
        if runs and page == runs[-1][1] + 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    return ", ".join(
        f"{first} à {last}" if last - first >= 2 else ", ".join(map(str, range(first, last + 1)))
        for first, last in runs
    )


def pages_words(pages: Collection[int]) -> str:
    """Return "la page 3", "les pages 3 et 4" or "les pages 4 et 6 à 9"."""
    numbers = page_list(pages)
    if len(set(pages)) == 1:
        return f"la page {numbers}"
    *others, last = numbers.split(", ")
    return f"les pages {', '.join(others)} et {last}" if others else f"les pages {last}"
