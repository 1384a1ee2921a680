"""Words of the scores."""

from __future__ import annotations

GENRES = {"real": "comme du travail réel", "planned": "rédigés selon un plan"}

FIGURES = {
    "kappa": "kappa, critères conclus",
    "macro_f1": "macro-F1, critères conclus",
    "kappa_forced": "kappa, sans abstention",
    "macro_f1_forced": "macro-F1, sans abstention",
    "not_found_precision": "précision de « non retrouvé »",
    "not_found_recall": "rappel de « non retrouvé » (conclus)",
    "not_concluded": "part de « non conclu »",
    "hit_1": "bon passage en premier",
    "hit_3": "bon passage parmi trois",
    "auc": "AUC traité / non traité (attendus)",
    "brier": "score de Brier (attendus)",
    "calibration_error": "erreur de calibration (critères)",
}

METHODS = {
    "bm25": "BM25, texte du critère",
    "tfidf": "TF-IDF, texte du critère",
    "encodeur": "encodeur, texte du critère",
    "exemples": "encodeur, exemples de l'attendu",
}

CONFUSION = "Étiquette du lecteur (ligne) et statut montré (colonne)"
RISK = "Erreur quand seule la part la plus sûre des critères est conclue"


def counts(dossiers: int, criteria: int) -> str:
    """Return what was compared."""
    some, others = ("s" if dossiers > 1 else ""), ("s" if criteria > 1 else "")
    compared = f"{criteria} critère{others} comparé{others}"
    return f"{dossiers} dossier{some} annoté{some}, {compared} (intervalles à 95 % tirés par dossier)"


def unknown_split(name: str) -> str:
    """Return which parts there are."""
    return f"« {name} » n'est pas une partie des annotations ; choisissez train, validation, test ou toutes."


def empty_split(name: str, folder: str) -> str:
    """Return that a part is empty."""
    return f"Aucun dossier annoté dans la partie « {name} » de « {folder} » ; choisissez une autre partie."
