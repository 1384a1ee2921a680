"""French words and patterns that betray intentions, negations, theory and announcements, as plain data.

A linguist edits this file without reading code. Each pattern is a case-insensitive regular
expression searched in a passage whose white space is folded; accents are optional where candidates
forget them. Keep the patterns linear: no nested repetition.
"""

from __future__ import annotations

import re

# What the candidate will do, would do or should do: nothing is produced yet.
INTENTION = (
    r"\b(?:sera|seront|serait|seraient)\s+(?:\w+ment\s+)?(?:r[ée]alis|effectu|mis|men[ée]|construit|d[ée]fini|pr[ée]cis|[ée]tabli|fait|produit|ajout|compl[ée]t|calcul|chiffr|livr|remis|trait|d[ée]taill|[ée]labor|lanc|constitu|propos|pr[ée]sent|d[ée]velopp|mesur|organis|r[ée]dig|envoy)\w*",
    r"\b(?:il|elle|on|je|nous|j)\b[^.;]{0,30}\b(?:pr[ée]vo(?:is|it|yons)|compte(?:ns)?|envisage(?:ons)?|souhaite(?:rait|rions|rais|ons)?|projette|esp[èe]re)\b",
    r"\bil (?:conviendr|faudr|serait (?:bon|utile|int[ée]ressant|pertinent|souhaitable))\w*",
    r"\b(?:reste(?:nt|ra)?|demeure(?:nt)?) [àa] \w+er\b",
    r"\b[àa] (?:d[ée]finir|compl[ée]ter|pr[ée]ciser|venir|faire|r[ée]diger|chiffrer|valider|voir plus tard|d[ée]terminer|cr[ée]er|construire)\b",
    r"\b(?:ult[ée]rieurement|prochainement|plus tard|dans un second temps|dans un deuxi[èe]me temps|d'ici (?:l[àa]|juin|septembre|la fin)|l'an prochain|l'ann[ée]e prochaine|le mois prochain|la semaine prochaine|[àa] terme)\b",
    r"\b(?:pas encore|aucune? \w+ (?:pour l'instant|à ce jour|a ce jour|n'est encore))\b",
    r"\b(?:je|nous|on) (?:ferai|ferons|fera|r[ée]aliserai|r[ée]aliserons|mettrons|mettrai|proposerons|[ée]tablirons|pr[ée]senterai|pr[ée]senterons|calculerons|d[ée]finirons|devrons|devrai|devra|allons|vais|va)\b",
    r"\b(?:todo|[àa] faire|tbd|xxx+|\?\?\?+|lorem)\b|\[\s*(?:\.\.\.|…|[àa] compl[ée]ter)\s*\]",
)

# The candidate says that it was not done, not known or not there.
NEGATION = (
    r"\bfaute de (?:temps|donn[ée]es?|moyens?|budget|chiffres|recul|retours?|r[ée]ponses?|place)\b",
    r"\b(?:n'a|n'ai|n'ont|n'avons|n'est|n'[ée]tait|ne sont|n'avais|n'avait)\b[^.;]{0,12}\b(?:pas|jamais|aucun\w*|ni)\b",
    r"\b(?:j'ai|on a|nous avons|a|ont) (?:pas|jamais|rien)\s+(?:pu|su|fait|eu|r[ée]alis|mis|calcul|trouv|regard|mesur|v[ée]rifi|pens)\w*",
    r"\b(?:aucun|aucune|nul|nulle)\s+\w+(?:\s+\w+){0,3}\s+(?:n'|ne\b)",
    r"\b(?:il|elle|y|on) n'?y? ?a (?:pas|aucun\w*|rien)\b|\bil n'existe (?:pas|aucun\w*)\b",
    r"\bsans (?:avoir|pouvoir|que \w+ (?:ait|soit)|chiffr\w+|mesur\w+|pr[ée]ciser|r[ée]el\w*)\b",
    r"\b(?:non|pas) (?:r[ée]alis|renseign|communiqu|disponible|fait|trait|chiffr|mesur|abord|d[ée]fini|v[ée]rifi)\w*",
    r"\b(?:impossible|laiss[ée]e? de c[ôo]t[ée]|abandonn[ée]e?s?|manque(?:nt)? (?:de|d')|renonc[ée])\b",
)

# Definitions and course knowledge, not applied to the case.
THEORY = (
    r"\b(?:est|sont) (?:un|une|des|l'|le|la)\s*(?:outil|m[ée]thode|matrice|mod[èe]le|concept|d[ée]marche|indicateur|technique|document|ensemble|processus|acronyme|notion)\w*\b",
    r"\b(?:on distingue|on appelle|se d[ée]finit comme|d[ée]signe|consiste [àa]|permet(?:tent)? (?:de|d'|aux?)|par d[ée]finition|selon (?:la th[ée]orie|le cours|les auteurs))\b",
    r"\b(?:en th[ée]orie|th[ée]oriquement|g[ée]n[ée]ralement|en g[ée]n[ée]ral|d'une mani[èe]re g[ée]n[ée]rale|classiquement|traditionnellement)\b",
    r"\b(?:kotler|porter|mintzberg|ansoff|maslow|herzberg|pareto|armstrong|lendrevie)\b[^.;]{0,60}\b(?:d[ée]fin|distingu|expliqu|montr|propos|rappel|consid)\w*",
    r"\b(?:toute entreprise|chaque entreprise|une entreprise|l'entreprise|un manager|le manager|un bon \w+|tout \w+)\s+(?:doit|peut|devrait|se doit)\b",
    r"\b(?:le|la|les|un|une) \w+(?: \w+)? (?:doit|doivent) (?:[êe]tre|permettre|comporter|contenir|respecter)\b",
    r"\bles? (?:\d|quatre|cinq|trois|sept|six) (?:[ée]tapes|phases|p|c|piliers|principes|types|familles|niveaux|crit[èe]res|forces)\b",
)

# A sentence that announces a part of the document.
ANNOUNCEMENT = (
    r"\b(?:dans|au cours de) (?:cette|ce|la|le|notre|mon) (?:premi[èe]re |seconde |deuxi[èe]me |troisi[èe]me |quatri[èe]me |prochaine? )?(?:partie|chapitre|section|dossier|point|paragraphe|page)\b",
    r"\b(?:nous|je|on) (?:allons|vais|va|verrons|verrai|aborderons|aborderai|pr[ée]senterons|pr[ée]senterai|traiterons|traiterai|commencerons|terminerons|reviendrons)\b",
    r"\b(?:cette|la) (?:partie|section|page) (?:pr[ée]sente|traite|aborde|porte sur|d[ée]taille|est consacr[ée]e)\b",
    r"\b(?:voici|c'est) l'objet (?:de|du|des)\b|\b(?:suivante?s?|ci-apr[èe]s)\b[^.;]{0,15}$",
)

# What a tool of analysis calls itself; one of them is the signal "matrix".
MATRICES = (
    "swot",
    "moff",
    "pestel",
    "pest",
    "porter",
    "bcg",
    "mckinsey",
    "ansoff",
    "smart",
    "aida",
    "raci",
    "gantt",
    "rétroplanning",
    "retroplanning",
    "persona",
    "cap soncas",
    "soncas",
    "soncase",
    "mix",
    "4p",
    "7p",
    "canvas",
    "kpi",
    "tableau de bord",
    "matrice",
    "cartographie",
    "mapping",
    "carte perceptuelle",
    "qqoqcp",
    "ishikawa",
    "5 pourquoi",
    "pareto",
    "rfm",
    "abc",
    "bant",
    "spancop",
    "cadre logique",
    "grille",
)

_MONTHS = (
    r"janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[ûu]t|septembre|octobre|novembre|d[ée]cembre"
    r"|janv|f[ée]v|sept|oct|nov|d[ée]c"
)
_NUMBER = r"\d[\d\s\u00a0\u202f.,]*"

# Concrete marks of evidence, by signal: pattern and flags. Names and capitals are read as written.
SIGNALS = {
    "number": (r"\d", 0),
    "percent": (
        r"\d\s?%|\bpour ?cent\b|\b(?:un|deux|trois) (?:tiers|quarts?)\b|\bla moiti[ée]\b",
        re.IGNORECASE,
    ),
    "amount": (rf"{_NUMBER}(?:€|euros?\b|k€|m€|\bht\b|\bttc\b|\bke\b)|€\s?\d", re.IGNORECASE),
    "date": (
        rf"\b(?:19|20)\d\d\b|\b\d{{1,2}}[/.]\d{{1,2}}(?:[/.]\d{{2,4}})?\b|\b(?:{_MONTHS})\b\.?"
        r"|\b(?:semaine|s|t|q)\s?\d{1,2}\b|\btrimestre\b",
        re.IGNORECASE,
    ),
    "source": (
        r"\bsources?\s*:|\bd'apr[èe]s\b|\bselon\b|\binsee\b|\bxerfi\b|\bstatista\b|\bfevad\b|\bconsult[ée]e?s?\b"
        r"|\([A-ZÉ][\w&' -]{2,40},? (?:19|20)\d\d\)|\b[ée]tude\b|\bbarom[èe]tre\b|\brapport\b",
        re.IGNORECASE,
    ),
    "link": (r"https?://|\bwww\.|\b[\w-]{3,60}\.(?:fr|com|org|eu|net)\b", re.IGNORECASE),
    "figure": (
        r"\b(?:figure|fig\.|graphique|sch[ée]ma|illustration|capture|photo|visuel|maquette|organigramme)\b",
        re.IGNORECASE,
    ),
    "matrix": ("|".join(rf"\b{re.escape(m)}\b" for m in MATRICES), re.IGNORECASE),
    "indicator": (
        r"\b(?:taux (?:de|d')|chiffre d'affaires|c\.?a\.?\b|panier moyen|marge|roi\b|kpi|nps\b|co[ûu]t (?:par|d'acquisition|au)"
        r"|parts? de march[ée]|seuil|rentabilit[ée]|conversion|taux\b|fr[ée]quentation|turn-?over|absent[ée]isme|csat|lifetime"
        r"|churn|objectif\w*|r[ée]alis[ée]|[ée]carts?)\b",
        re.IGNORECASE,
    ),
    "survey": (
        r"\b(?:r[ée]ponses?|r[ée]pondants?|r[ée]pondu|questionnaires?|sondage|sond[ée]s|interrog[ée]e?s|entretiens?|interviews?"
        r"|enqu[êe]te|panel|[ée]chantillon|n\s?=\s?\d+)\b",
        re.IGNORECASE,
    ),
    "name": (r"(?<=[\w,;:(«] )[A-ZÉÈÀÎÔ][\wéèêàâîôûç'-]{2,}", 0),
}
