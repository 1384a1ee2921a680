"""Words of the app, the review store, the class batch and their commands."""

from __future__ import annotations

# Store.
FOLDER_REFUSED = "Le dossier « {folder} » ne peut pas être utilisé ({detail}) ; choisissez-en un où vous pouvez écrire."
STORE_FAILED = "La base des avis n'a pas pu être lue ou écrite ({detail}) ; rien n'a été enregistré, réessayez."
STORE_ADDRESS = "L'adresse de la base des avis n'est pas comprise ; attendu : sqlite:///chemin ou postgresql://utilisateur@serveur/base."
STORE_VERSION = "La base des avis suit la version {found} et l'outil lit la version {expected} ; installez l'outil qui l'a écrite."
POSTGRESQL_DRIVER = "PostgreSQL demande un complément qui n'est pas installé ; lancez : pip install 'prelecture[postgresql]'."
UNKNOWN_DOSSIER = "Ce dossier n'est pas dans la base des avis ; il a peut-être été effacé."
OTHER_FILE = "Cette carte a été faite sur un autre fichier ; ouvrez une nouvelle relecture pour ce fichier."

# Class.
FILE_UNREADABLE = "Le fichier « {name} » ne peut pas être ouvert ({detail}) ; vérifiez-le, puis relancez."
READING_CRASHED = "La lecture de ce fichier s'est arrêtée deux fois sans répondre ; enregistrez-le de nouveau en PDF, puis relancez."
UNEXPECTED = "Erreur inattendue de l'outil ({kind}) ; signalez-la avec le journal de la classe. Les autres dossiers continuent."
UNKNOWN_CLASS = "Cette classe ne peut pas être relue : son fichier de suivi est absent ou abîmé ; créez-la de nouveau."
