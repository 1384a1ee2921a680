"""Words of the reports and exports."""

from __future__ import annotations

MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)

CONFIDENCE_HIGH = "forts"
CONFIDENCE_MEDIUM = "moyens"
CONFIDENCE_LOW = "faibles"

# Errors.
FILE_UNREADABLE = "Le fichier « {name} » ne peut pas être ouvert ; vérifiez son nom et son emplacement."
FILE_NOT_JSON = "Le fichier « {name} » n'est pas du texte ; donnez une carte enregistrée par « prelecture relire DOSSIER --json CARTE.json »."
NOT_JSON = "Ce fichier n'est pas du JSON lisible ; donnez une carte enregistrée par « prelecture relire DOSSIER --json CARTE.json »."
NOT_A_MAP = "Ce JSON n'est pas une carte de couverture ; donnez un fichier enregistré par « prelecture relire DOSSIER --json CARTE.json »."
MAP_VERSION = "Cette carte suit la version {found} du format et l'outil lit la version {expected} ; relisez le dossier avec l'outil installé ici."
MAP_INVALID = "La carte est abîmée à l'endroit « {place} » ; relisez le dossier pour en faire une nouvelle."
DECISIONS_INVALID = "Les avis du jury sont illisibles à l'endroit « {place} » ; exportez-les de nouveau depuis l'outil."
OTHER_FILE = "La carte n'a pas été faite sur « {name} » : son empreinte est différente ; donnez le fichier relu, « {expected} »."
