"""Words of the command line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from prelecture.datamodel import CoverageMap, Finding, Status
from prelecture.wording import STATUS_LABELS, STATUS_SIGNS, page_list, pages_words

APP_HELP = """Pré-lecture de dossiers de certification : pour chaque critère officiel, les passages qui le traitent.

L'outil travaille sur cet ordinateur, sans réseau. Il ne note pas et ne prédit rien : le jury décide.
"""

REVIEW_HELP = """Relit un dossier (PDF, DOCX, ODT, PPTX) et affiche sa carte de couverture.

Exemples :

  prelecture relire sample_dossiers/b1e1_fort.pdf -r icd-racm -e B1E1

  prelecture relire dossier.docx -r cdcm -e B1 --html carte.html --json carte.json

  prelecture relire dossier.pdf -r icd-racm -e B1E1 --json - | jq '.findings[].status'
"""
DOSSIER = "Le dossier du candidat."
REFERENTIAL = "Identifiant d'un référentiel livré (voir « prelecture referentiel lister ») ou fichier YAML."
ASSESSMENT = "Épreuve, par exemple B1E1 (voir « prelecture referentiel montrer ID »)."
JSON = "Enregistre la carte en JSON ; « - » l'écrit sur la sortie standard."
HTML = "Enregistre la carte en une page HTML à lire ou à imprimer."
QUIET = "N'affiche ni la carte ni l'avancement."
ENCODER = "Dossier local d'un autre modèle sentence-transformers (l'encodeur livré sinon)."
OWN_EXPECTATIONS = "Dossier de vos propres attendus, ajoutés à la bibliothèque livrée."
EXACT_PAGES = "Demande à LibreOffice les vraies pages d'un DOCX ou d'un ODT."
FAIL_IF = "Termine avec le code 1 si un critère a ce statut (pour un contrôle automatique)."

STAGES = {
    "reading": "Lecture du dossier…",
    "splitting": "Découpage en passages…",
    "matching": "Recherche des passages…",
    "writing": "Rédaction de la carte…",
}
NEAREST = "Passages les plus proches, à vérifier :"
FORM = "Forme du document (des faits, pas une note)"

EVALUATE_HELP = """Compare l'outil aux dossiers annotés et affiche ses scores.

Exemples :

  prelecture evaluer corpus --partie test

  prelecture evaluer mes_dossiers --json scores.json
"""
GOLD_FOLDER = "Dossier de fichiers .gold.json et des documents qu'ils décrivent."
SPLIT = "Partie des annotations à utiliser : train, validation, test ou toutes."
EVALUATE_JSON = "Enregistre les scores en JSON."
BASELINES = "Mesure aussi les méthodes simples (BM25, TF-IDF, encodeur seul)."

DIAGNOSTIC_HELP = "Affiche les versions, l'empreinte des modèles et ce qui manque, pour demander de l'aide."


def error(message: str) -> str:
    """Return an error as the terminal shows it."""
    return f"Erreur : {message}"


def written(path: str) -> str:
    """Return that a file was written."""
    return f"Enregistré : {path}"


def done(seconds: float) -> str:
    """Return how long it took."""
    return f"Terminé en {seconds:.1f} s.".replace(".", ",", 1)


def cannot_write(path: str, reason: str) -> str:
    """Return that a file cannot be written."""
    return f"« {path} » ne peut pas être écrit ({reason}) ; choisissez un dossier qui existe et qui vous est ouvert."


def header(coverage: CoverageMap) -> str:
    """Return what was read, for which exam part."""
    pages = f"{len(coverage.dossier.pages)} pages, " if coverage.dossier.pages else ""
    return (
        f"{coverage.referential_title} – {coverage.run.assessment}, {coverage.assessment_title}\n"
        f"{pages}{coverage.dossier.words} mots"
    )


def block(name: str, title: str) -> str:
    """Return a block's title."""
    return f"{name} – {title}" if title else name


def unread(pages_unread: Sequence[int]) -> str:
    """Return which pages could not be read."""
    return f"! L'outil n'a pas pu lire {pages_words(pages_unread)} ; ce qu'elles contiennent n'est pas jugé."


def pages(numbers: Sequence[int]) -> str:
    """Return a list of pages."""
    return f"p. {page_list(numbers)}"


def missing(labels: Sequence[str]) -> str:
    """Return the expectations that were not retrieved."""
    return f"Non retrouvé : {' ; '.join(labels)}."


def searched(finding: Finding) -> str:
    """Return where the tool looked."""
    return f"Cherché dans {finding.searched.passages} passages, sur {len(finding.searched.pages)} pages."


def counts(coverage: CoverageMap) -> str:
    """Return how many criteria have each status: a summary to find one's way, not a result."""
    tally = Counter(f.status for f in coverage.findings)
    return "   ".join(f"{STATUS_SIGNS[s]} {STATUS_LABELS[s]} : {tally[s]}" for s in Status if tally[s])


def not_installed(name: str) -> str:
    """Return that something is missing."""
    return f"  {name} : non installé"


def office(*, found: bool) -> str:
    """Return whether LibreOffice is there."""
    return (
        f"  LibreOffice : {'présent' if found else 'non trouvé (utile pour les pages exactes, facultatif)'}"
    )
