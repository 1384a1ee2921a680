"""French words of the reading: refusals, warnings and reasons."""

from __future__ import annotations

EMPTY_FILE = "Le fichier « {name} » est vide (0 octet) : enregistrez de nouveau le dossier, puis relancez."
MISSING_FILE = "Le fichier « {name} » est introuvable : vérifiez le chemin."
NOT_A_FILE = (
    "« {name} » n'est pas un fichier : indiquez un dossier au format PDF, DOCX, ODT, PPTX, Markdown ou texte."
)
UNREADABLE_FILE = "Le fichier « {name} » ne peut pas être ouvert ({detail}) : vérifiez vos droits d'accès."
LOCK_FILE = "« {name} » est un fichier de verrouillage de Word, pas le dossier : fermez Word et choisissez le fichier sans « ~$ »."
TOO_LARGE = "Le fichier « {name} » pèse {size} Mo, la limite est de {limit} Mo : compressez ses images ou exportez-le en PDF allégé."
OLD_WORD = "« {name} » est un ancien document Office (.doc, .ppt ou .xls) : ouvrez-le puis enregistrez-le en .docx, .pptx ou PDF."
RTF_FILE = "« {name} » est au format RTF : enregistrez-le en .docx ou en PDF."
SPREADSHEET = "« {name} » est un classeur de calcul : le dossier est attendu en PDF, DOCX, ODT, PPTX, Markdown ou texte."
IMAGE_FILE = "« {name} » est une image : faites-en un PDF avec reconnaissance de texte (OCR), puis relancez."
HTML_FILE = "« {name} » est une page web : imprimez-la en PDF, puis relancez."
RENAMED_TEXT = "« {name} » ne contient que du texte simple, malgré son extension : enregistrez de nouveau le dossier en PDF ou en DOCX, ou nommez-le « .txt »."
UNKNOWN_FORMAT = "« {name} » n'est pas dans un format lu par l'outil : le dossier est attendu en PDF, DOCX, ODT, PPTX, Markdown ou texte."
WRONG_ZIP = "« {name} » est une archive ZIP qui ne contient ni document Word, ni ODT, ni PPTX : décompressez-la et indiquez le dossier lui-même."
DAMAGED = "« {name} » est endommagé ou incomplet ({detail}) : ouvrez-le dans son logiciel, enregistrez-le de nouveau, puis relancez."
UNEXPECTED = (
    "La lecture de « {name} » s'est arrêtée sur une erreur imprévue ({detail}) : enregistrez-le de nouveau depuis "
    "son logiciel, puis relancez. Si le fichier s'ouvre bien ailleurs, la faute est à l'outil : signalez-la."
)
ENCRYPTED = (
    "« {name} » est protégé par un mot de passe : enregistrez-en une copie sans protection, puis relancez."
)
SCANNED = "« {name} » ne contient que des images de pages, aucun texte : passez-le dans un logiciel de reconnaissance de texte (OCR), puis relancez."
NO_TEXT = "« {name} » ne contient aucun texte lisible : vérifiez que c'est le bon fichier."
TOO_MANY_PAGES = "« {name} » a {pages} pages, la limite est de {limit} : indiquez le dossier seul, sans les documents joints."
TOO_MUCH_TEXT = (
    "« {name} » contient plus de {limit} caractères : indiquez le dossier seul, sans les documents joints."
)
TOO_SLOW = "La lecture de « {name} » a été arrêtée après {seconds} secondes : le fichier est trop lourd ou mal formé ; exportez-le de nouveau en PDF."
TOO_MUCH_MEMORY = "La lecture de « {name} » a été arrêtée : elle demande plus de {limit} Mo de mémoire ; exportez le fichier de nouveau en PDF."
ZIP_LIMIT = "« {name} » est refusé : {detail}. Ouvrez-le dans son logiciel et enregistrez-le de nouveau."
ZIP_ENTRIES = "l'archive contient {count} éléments (limite {limit})"
ZIP_PART = "l'élément « {part} » dépasse {limit} Mo une fois décompressé"
ZIP_TOTAL = "son contenu dépasse {limit} Mo une fois décompressé"
ZIP_RATIO = "l'élément « {part} » est compressé de façon anormale"
ZIP_NAMES = "l'archive contient des noms d'éléments en double ou dangereux"
XML_DEPTH = "son contenu est imbriqué sur plus de {limit} niveaux"
XML_ENTITIES = "son XML déclare des entités, ce qu'aucun traitement de texte ne fait"
CRASHED = "La lecture de « {name} » a échoué : le fichier est sans doute endommagé ; ouvrez-le dans son logiciel et enregistrez-le de nouveau."

REASON_NO_TEXT = "aucun texte, page en image"
REASON_LITTLE_TEXT = "l'essentiel de la page est une image"
REASON_GARBLED = "texte mal encodé, ou dans une langue que l'outil ne lit pas"
REASON_LONG = "page trop longue, fin non lue"
REASON_BROKEN = "page endommagée"
REASON_SLIDE_IMAGE = "diapositive en image"

WARN_UNREADABLE = "Texte non lisible sur {pages} : ce que ces pages contiennent n'a pas été relu."
WARN_PARTIAL = "Lecture incomplète sur {pages} : une partie du contenu est en image ou mal encodée."
WARN_HIDDEN = "Du texte invisible pour le lecteur a été trouvé sur {pages} et mis de côté."
WARN_HIDDEN_NO_PAGE = "Du texte invisible pour le lecteur a été trouvé et mis de côté."
WARN_APPROXIMATE = "Ce format n'a pas de pages fixes : les numéros de page sont approximatifs."
WARN_OCR = "Le texte de {pages} vient d'une reconnaissance automatique (OCR) et peut comporter des erreurs."
WARN_TRACKED = (
    "Le document contient des modifications suivies : les ajouts ont été lus, les suppressions ignorées."
)
WARN_COMMENTS = "Le document contient des commentaires : ils n'ont pas été relus."
WARN_EMBEDDED = "Le document contient des éléments que l'outil ne lit pas : {things}."
WARN_FALLBACK = "Le texte de {pages} a été lu par le second lecteur, le premier donnant un texte abîmé."
WARN_REPAIRED = "Le fichier est abîmé ; il a été lu par le lecteur de secours."
WARN_PAGES_EXACT_FAILED = (
    "LibreOffice n'a pas pu mettre le document en page : les numéros de page restent approximatifs."
)

HIDDEN_INVISIBLE = "mode de rendu invisible"
HIDDEN_WHITE = "texte de la couleur du fond"
HIDDEN_TINY = "corps de moins de 2 points"
HIDDEN_OFF_PAGE = "hors de la page"
HIDDEN_COVERED = "caché sous une image ou un aplat"
HIDDEN_VANISH = "attribut « masqué »"
HIDDEN_TRANSPARENT = "texte transparent"

THING_EQUATION = "{count} équation(s)"
THING_CHART = "{count} graphique(s)"
THING_DIAGRAM = "{count} schéma(s) SmartArt"
THING_OBJECT = "{count} objet(s) incorporé(s)"
THING_EXTERNAL = "{count} document(s) inséré(s) d'un autre format"

MISSING_SOFFICE = "LibreOffice n'est pas installé : il est nécessaire pour les numéros de page exacts d'un DOCX. Installez-le ou retirez l'option."
