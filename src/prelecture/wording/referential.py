"""French words about référentiel files: messages of the loader, of the checks and of the commands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from prelecture.datamodel import ExpectedIn

EXPECTED_IN_LABELS = {
    ExpectedIn.DOSSIER: "dossier",
    ExpectedIn.ORAL: "oral",
    ExpectedIn.JURY: "appréciation du jury",
}


def listed(names: Iterable[str]) -> str:
    """Return names as a French enumeration, or "aucun" where there are none."""
    return ", ".join(names) or "aucun"


# ---------------------------------------------------------------- errors


def unknown_referential(name: str, known: Iterable[str]) -> str:
    return (
        f"Référentiel « {name} » inconnu : ni identifiant livré ({listed(known)}), "
        "ni fichier YAML à cet emplacement. Vérifiez l'orthographe ou donnez le chemin du fichier."
    )


def unknown_assessment(name: str, referential: str, known: Iterable[str]) -> str:
    return (
        f"Épreuve « {name} » inconnue dans le référentiel {referential}. "
        f"Épreuves possibles : {listed(known)}."
    )


def unreadable_file(name: str, why: str) -> str:
    return f"Le fichier « {name} » ne peut pas être lu ({why}). Donnez un fichier YAML lisible."


def too_large(name: str, limit: int) -> str:
    return (
        f"Le fichier « {name} » dépasse {limit // 1_000_000} Mo : ce n'est pas un référentiel. "
        "Donnez un fichier YAML."
    )


def not_utf8(name: str) -> str:
    return f"Le fichier « {name} » n'est pas du texte UTF-8. Enregistrez-le en UTF-8 puis recommencez."


def bad_yaml(name: str, line: int | None, problem: str) -> str:
    where = f", ligne {line}" if line else ""
    return (
        f"Le fichier « {name} » n'est pas du YAML valide{where} ({problem}). "
        "Vérifiez l'alignement des lignes et mettez entre guillemets tout texte qui contient « : »."
    )


def duplicate_key(name: str, key: str, line: int) -> str:
    return f"Le fichier « {name} » donne deux fois la clé « {key} », ligne {line}. Gardez-en une seule."


def anchor(name: str, line: int) -> str:
    return (
        f"Le fichier « {name} » emploie un alias YAML (*), ligne {line}, ce qui n'est pas accepté. "
        "Recopiez le texte en entier."
    )


def not_a_mapping(name: str) -> str:
    return (
        f"Le fichier « {name} » n'est pas un référentiel : la première ligne attendue est de la forme "
        "« id: mon-referentiel »."
    )


def invalid_file(name: str, problems: list[str]) -> str:
    more = f" (et {len(problems) - 3} autres)" if len(problems) > 3 else ""
    return (
        f"Le fichier « {name} » n'est pas un référentiel valide : {' ; '.join(problems[:3])}{more}. "
        f"Pour la liste complète : prelecture referentiel verifier {name}"
    )


def invalid_library(name: str, problems: list[str]) -> str:
    more = f" (et {len(problems) - 3} autres)" if len(problems) > 3 else ""
    return f"Le fichier d'attendus « {name} » est à corriger : {' ; '.join(problems[:3])}{more}."


def no_expectations(folder: str) -> str:
    return (
        f"Aucun attendu dans « {folder} » : un dossier avec au moins un fichier THEME.yaml, et ses passages dans "
        "examples/THEME.yaml, est attendu."
    )


# ---------------------------------------------------------------- checks


MISSING_KEY = "clé obligatoire absente"
TEXT_WANTED = "texte attendu"
LIST_WANTED = "liste attendue (une ligne « - … » par élément)"
MAPPING_WANTED = "groupe de clés attendu (« clé: valeur »)"
INTEGER_WANTED = "nombre entier attendu"
BOOLEAN_WANTED = "« true » ou « false » attendu"
VALUE_WANTED = "valeur inattendue"
EMPTY_TEXT = "texte vide"
NO_EXPECTATION = "attendu dans le dossier mais sans aucun attendu : ajoutez « expectations »"
NO_REASON = "non attendu dans le dossier mais sans explication : ajoutez « reason » en une phrase"
NO_ESSENTIAL = "aucun attendu essentiel : le critère serait toujours « retrouvé » ; donnez-en au moins un"
ONLY_ORAL = "attendu dans le dossier, mais toutes ses épreuves sont orales"
TO_CHECK = "valeur devinée : relisez-la puis retirez « to_check »"
NO_ASSESSMENT = "aucune épreuve : dites où le critère est jugé"
NO_COMPETENCY = "aucune compétence : dites laquelle le critère évalue"
UNUSED_COMPETENCY = "compétence qu'aucun critère n'évalue : rattachez-lui un critère ou citez-la dans « codes_without_criteria »"
EMPTY_ASSESSMENT = "épreuve sans critère"
HAS_CRITERIA = "cité comme code sans critère, mais des critères l'évaluent"
NEWER_SCHEMA = "version de format inconnue de cet outil (la version 1 est attendue)"


def unknown_key(known: Iterable[str]) -> str:
    return f"clé inconnue ; clés possibles : {listed(known)}"


def unknown_value(value: object, known: Iterable[str]) -> str:
    return f"valeur « {value} » inconnue ; valeurs possibles : {listed(known)}"


def wanted(what: str, found: object) -> str:
    return f"{what}, trouvé « {str(found)[:40]} »"


def duplicate_id(name: str, first: str) -> str:
    return f"identifiant « {name} » en double, déjà donné à {first}"


def unknown_reference(what: str, name: str) -> str:
    return f"{what} « {name} » n'existe pas dans ce fichier"


def unknown_expectation(name: str) -> str:
    return f"attendu « {name} » absent de la bibliothèque d'attendus"


def other_part(competency: str, assessment: str) -> str:
    return f"la compétence {competency} n'est pas dans la liste de l'épreuve {assessment}"


BLOCK, ACTIVITY, COMPETENCY, ASSESSMENT = "le bloc", "l'activité", "la compétence", "l'épreuve"


# ---------------------------------------------------------------- help in editors (JSON Schema)

TYPE_HELP = {
    "Referential": "Référentiel d'activités, de compétences et d'évaluation.",
    "Source": "Document officiel d'où vient la transcription.",
    "Block": "Bloc de compétences.",
    "Activity": "Activité du référentiel d'activités.",
    "Competency": "Compétence évaluée.",
    "Assessment": "Épreuve, ou modalité d'évaluation.",
    "Deliverable": "Livrable ou partie demandée par le texte officiel de l'épreuve.",
    "FormRule": "Règle de forme (pages, durée, délai, langage clair) tirée du texte officiel.",
    "Criterion": "Critère d'évaluation officiel.",
    "ExpectationUse": "Renvoi à un attendu de la bibliothèque.",
    "AssessmentKind": "written : écrit ; oral : oral ; both : écrit et oral.",
    "Participation": "individual : individuel ; group : en groupe ; both : l'un et l'autre.",
    "ExpectedIn": "dossier : se lit dans l'écrit ; oral : se juge à l'oral ; jury : pure appréciation.",
    "FormRuleKind": "Nature de la règle de forme.",
}

FIELD_HELP = {
    "id": "Identifiant unique, sans espace.",
    "text": "Texte officiel, mot pour mot, fautes comprises.",
    "title": "Intitulé officiel.",
    "note": "Remarque du transcripteur : coquille, numéro en double, point obscur.",
    "to_check": "true tant que la valeur a été devinée et n'a pas été relue.",
    "competencies": "Identifiants des compétences.",
    "blocks": "Blocs de compétences.",
    "assessments": "Épreuves.",
    "kind": "Nature.",
    "Referential.id": "Identifiant du référentiel : celui du fichier.",
    "Referential.certifier": "Organisme certificateur.",
    "Referential.version": "Version ou date du document officiel.",
    "Referential.criteria": "Critères, dans l'ordre du document.",
    "Referential.level": "Niveau du cadre national des certifications (3 à 8).",
    "Referential.scale": "Échelle de notation du certificateur, pour information du juré seulement.",
    "Referential.codes_without_criteria": "Codes de compétences qui ne portent aucun critère.",
    "Referential.schema_version": "Version de ce format : 1.",
    "Source.document": "Titre du document officiel.",
    "Source.file": "Fichier du texte officiel, dans « sources ».",
    "Source.date": "Date du document officiel.",
    "Block.activities": "Activités du bloc.",
    "Block.text": "Présentation du bloc par le document, s'il y en a une.",
    "Competency.block": "Identifiant du bloc.",
    "Competency.activity": "Identifiant de l'activité.",
    "Assessment.blocks": "Identifiants des blocs évalués.",
    "Assessment.participation": "Qui produit le travail.",
    "Assessment.deliverables": "Livrables ou parties demandés.",
    "Assessment.form_rules": "Règles de forme.",
    "Deliverable.keywords": "Mots qui aident à trouver la partie dans un dossier.",
    "Deliverable.written": "false pour ce qui se juge à l'oral (support, démonstration).",
    "FormRule.value": "Nombre de pages, pour les règles de pages.",
    "FormRule.without_annexes": "true si les annexes ne comptent pas.",
    "Criterion.code": "Code tel que le document l'imprime.",
    "Criterion.assessments": "Identifiants des épreuves où le critère est jugé.",
    "Criterion.expected_in": "Où le critère se juge.",
    "Criterion.expectations": "Attendus que le dossier doit montrer.",
    "Criterion.reason": "Pourquoi le critère n'est pas attendu dans le dossier (oral, jury), en une phrase.",
    "Criterion.plain": "Le critère en mots simples pour le candidat, en une phrase de 20 mots au plus.",
    "ExpectationUse.id": "Identifiant de l'attendu dans la bibliothèque.",
    "ExpectationUse.confidence": "Confiance de l'outil dans sa proposition, de 0 à 1 ; à retirer une fois relue.",
    "ExpectationUse.essential": "true si le critère n'est pas traité sans cet attendu.",
}


# ---------------------------------------------------------------- commands

APP_HELP = "Lister, montrer, vérifier et comparer les référentiels."

LIST_HELP = """Lister les référentiels livrés, avec ce que chacun contient.

Exemple : prelecture referentiel lister

Exemple : prelecture referentiel lister --json"""

SHOW_HELP = """Montrer un référentiel : épreuves, compétences et critères mot pour mot.

Exemple : prelecture referentiel montrer icd-racm

Exemple : prelecture referentiel montrer icd-racm --epreuve B1E1

Exemple : prelecture referentiel montrer mon-referentiel.yaml"""

CHECK_HELP = """Vérifier un fichier de référentiel et dire, clé par clé, ce qui est à corriger.

Code de sortie : 0 si le fichier est utilisable, 2 sinon.

Exemple : prelecture referentiel verifier mon-referentiel.yaml"""

COMPARE_HELP = """Comparer deux versions d'un référentiel : critères ajoutés, retirés, reformulés.

Exemple : prelecture referentiel comparer ancien.yaml nouveau.yaml

Exemple : prelecture referentiel comparer icd-racm mon-icd-racm.yaml"""

REFERENTIAL_ARGUMENT = "Identifiant d'un référentiel livré, ou chemin d'un fichier YAML."
FILE_ARGUMENT = "Fichier YAML à vérifier, ou identifiant d'un référentiel livré."
BEFORE_ARGUMENT = "Ancienne version : identifiant ou fichier YAML."
AFTER_ARGUMENT = "Nouvelle version : identifiant ou fichier YAML."
ASSESSMENT_OPTION = "Ne montrer que cette épreuve, avec son texte officiel et ses livrables."
OWN_OPTION = "Dossier de vos propres attendus, ajoutés à la bibliothèque livrée."
JSON_OPTION = "Écrire le résultat en JSON sur la sortie standard."

COUNT_COLUMNS = {
    "id": "référentiel",
    "blocks": "blocs",
    "activities": "activités",
    "competencies": "compétences",
    "assessments": "épreuves",
    "criteria": "critères",
    "in_dossier": "dossier",
    "at_oral": "oral",
    "for_jury": "jury",
    "expectations": "attendus",
    "examples": "exemples",
    "counter_examples": "contre-exemples",
}
BLOCKS, ASSESSMENTS, CRITERIA = "Blocs", "Épreuves", "Critères"
OFFICIAL_TEXT, DELIVERABLES, FORM_RULES = "Texte officiel", "Livrables", "Règles de forme"
SCALE = "Échelle du certificateur (pour information du juré)"
WITHOUT_CRITERIA = "Compétences sans critère"
NOTE, PLAIN, EXPECTATIONS = "Note", "En clair", "Attendus"
OPTIONAL = "facultatif"
UNNAMED = "(libellé absent de la bibliothèque)"
NOTHING_CHANGED = "Aucune différence."
LOADING_EXAMPLES = "Lecture des référentiels et de la bibliothèque d'attendus…"

ELEMENT_LABELS = {
    "criterion": "critère",
    "competency": "compétence",
    "assessment": "épreuve",
    "block": "bloc",
}
EDIT_LABELS = {
    "added": "ajouté",
    "removed": "retiré",
    "renumbered": "renuméroté",
    "reworded": "reformulé",
    "updated": "modifié",
}
EDIT_SIGNS = {"added": "+", "removed": "-", "renumbered": "#", "reworded": "~", "updated": "="}
FIELD_LABELS = {
    "code": "code",
    "kind": "nature",
    "participation": "participation",
    "expected_in": "lieu d'appréciation",
    "competencies": "compétences",
    "assessments": "épreuves",
    "expectations": "attendus",
}


def usable(name: str, unfinished: int) -> str:
    if not unfinished:
        return f"{name} : le référentiel est complet et utilisable."
    points = "1 point à compléter" if unfinished == 1 else f"{unfinished} points à compléter"
    return f"{name} : le référentiel est utilisable ; {points}."


def unusable(name: str, wrong: int) -> str:
    points = "1 erreur" if wrong == 1 else f"{wrong} erreurs"
    return f"{name} : {points} à corriger avant de pouvoir l'utiliser."


def edit_summary(counts: dict[str, int]) -> str:
    parts = [
        f"{count} {EDIT_LABELS[kind]}{'s' if count > 1 else ''}" for kind, count in counts.items() if count
    ]
    return f"Éléments : {', '.join(parts)}."


def unknown_expectations(ids: Sequence[str]) -> str:
    """Return that a référentiel points at expectations that nobody described."""
    shown = ", ".join(ids[:5]) + (f" et {len(ids) - 5} autres" if len(ids) > 5 else "")
    return (
        f"Le référentiel renvoie à des attendus inconnus : {shown}. Corrigez leur identifiant "
        "(voir « prelecture referentiel verifier »), ou donnez le dossier de vos propres attendus avec --attendus."
    )
