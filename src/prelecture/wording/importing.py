"""French words of the import of a référentiel: refusals, notes in the file, summary and help."""

from __future__ import annotations

from collections.abc import Sequence

# ---------------------------------------------------------------- refusals

MISSING_FILE = "Le fichier « {name} » est introuvable : vérifiez le chemin."
UNREADABLE = "Le fichier « {name} » ne peut pas être lu ({detail}) : ouvrez-le dans son logiciel et enregistrez-le de nouveau."
TOO_LARGE = "Le fichier « {name} » dépasse {limit} Mo : donnez le tableau du référentiel seul."
TOO_MANY_PAGES = "« {name} » dépasse {limit} pages : donnez le tableau du référentiel seul."
OLD_OFFICE = (
    "« {name} » est un ancien document Office (.doc ou .xls) : enregistrez-le en .docx, .xlsx ou PDF."
)
UNKNOWN_FORMAT = (
    "« {name} » n'est pas dans un format importable : un DOCX, un XLSX, un PDF ou un texte est attendu."
)
ENCRYPTED = "« {name} » est protégé par un mot de passe : enregistrez-en une copie sans protection."
SCANNED = "« {name} » ne contient que des images de pages : passez-le dans un logiciel de reconnaissance de texte (OCR)."
NO_TEXT = "« {name} » ne contient aucun texte : vérifiez que c'est le bon fichier."
NO_TABLE = (
    "« {name} » ne contient pas de tableau de référentiel reconnaissable : une colonne « Compétences » et une "
    "colonne « Critères d'évaluation » sont attendues. Ajoutez ces titres de colonnes, ou partez de l'exemple "
    "de la documentation (écrire un référentiel)."
)
EXISTS = "Le fichier « {name} » existe déjà. Choisissez un autre nom, ou ajoutez --ecraser pour le remplacer."
CANNOT_WRITE = (
    "Le fichier « {name} » ne peut pas être écrit ({detail}) : vérifiez le dossier et vos droits d'accès."
)

# ---------------------------------------------------------------- what goes into the file

TO_FILL = "à compléter"
TITLE_TO_FILL = "Titre à compléter"
IMPORTED = (
    "Importé de « {document} » par l'outil. Les textes officiels sont recopiés tels quels ; tout ce qui porte "
    "« to_check: true » a été deviné et reste à vérifier."
)
NO_MODALITY = "Modalités d'évaluation absentes du document : à compléter."
ORAL_PART = "Jugé dans une épreuve seulement orale ({parts})."
SPOKEN = "Se juge à l'oral, d'après les mots du critère."
QUALITY = "Pure appréciation de qualité, d'après les mots du critère : c'est au jury de la donner."
REPEATED_CODE = "Le document donne ce code plus d'une fois."
OUTSIDE_TABLE = "Le document imprime ce texte hors du tableau."

# ---------------------------------------------------------------- notices

GUESSED_COLUMNS = "Le tableau n'a pas de titres de colonnes reconnus : leur contenu a servi à les deviner."
NO_MODALITY_COLUMN = "Aucune modalité d'évaluation trouvée : une épreuve par bloc a été créée, à compléter."
GUESSED_CODES = "Des compétences n'ont pas de code dans le document : l'outil leur en a donné un."
LOOSE = "Lignes de critères lues hors du tableau : {count}. Vérifiez qu'elles sont bien des critères."
UNPLACED = "Textes du document qui n'ont trouvé aucune place : {count}. Lisez-les avec --details."


def without_criteria(codes: Sequence[str]) -> str:
    return f"Compétences sans critère dans le document : {', '.join(codes)}."


# ---------------------------------------------------------------- command

HELP = """Importer un référentiel depuis un tableau Word, Excel, PDF ou texte.

Les critères sont recopiés mot pour mot. Ce que l'outil devine (codes, épreuves, écrit ou oral, attendus)
est marqué « to_check: true », c'est-à-dire à vérifier. Aucun critère n'est inventé.

Exemple : prelecture referentiel importer referentiel.docx -o mon-referentiel.yaml

Exemple : prelecture referentiel importer tableau.xlsx -o mon-referentiel.yaml --sans-attendus"""
SOURCE_ARGUMENT = "Document à importer : .docx, .xlsx, .pdf ou texte."
OUTPUT_OPTION = "Fichier YAML à écrire."
ID_OPTION = "Identifiant du référentiel ; par défaut, le nom du fichier écrit."
OWN_OPTION = "Dossier de vos propres attendus, proposés avec ceux de la bibliothèque livrée."
WITHOUT_OPTION = "Ne proposer aucun attendu."
LEXICAL_OPTION = "Chercher les attendus par mots communs, sans le modèle de langue (plus rapide, moins sûr)."
OVERWRITE_OPTION = "Remplacer le fichier s'il existe."
DETAILS_OPTION = "Lister les textes du document qui n'ont trouvé aucune place."
NO_ENCODER = "Modèle de langue absent : les attendus sont cherchés par mots communs."
UNPLACED_TITLE = "Textes sans place :"


def written(name: str) -> str:
    return f"Écrit : {name}"


def counts(blocks: int, competencies: int, parts: int, criteria: int) -> str:
    found = [
        _many(blocks, "bloc"),
        _many(competencies, "compétence"),
        _many(parts, "épreuve"),
        _many(criteria, "critère"),
    ]
    return f"{', '.join(found)} ; textes recopiés mot pour mot."


def _many(count: int, name: str) -> str:
    return f"{count} {name}{'s' if count > 1 else ''}"


def places(dossier: int, oral: int, jury: int) -> str:
    return f"Critères attendus dans le dossier : {dossier} ; jugés à l'oral : {oral} ; appréciation du jury : {jury} (à vérifier)."


def proposals(served: int, waiting: int, unsure: int) -> str:
    text = f"Attendus proposés pour {served} des {_many(waiting, 'critère')} du dossier"
    return text + (f", dont {unsure} avec une confiance faible (à vérifier)." if unsure else " (à vérifier).")


def next_step(name: str) -> str:
    return f"Relisez le fichier, puis : prelecture referentiel verifier {name}"
