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

CONFIDENCE_HIGH = "haute"
CONFIDENCE_MEDIUM = "intermédiaire"
CONFIDENCE_LOW = "basse"

# Errors.
FILE_UNREADABLE = "Le fichier « {name} » ne peut pas être ouvert ; vérifiez son nom et son emplacement."
FILE_NOT_JSON = "Le fichier « {name} » n'est pas du texte ; donnez une carte enregistrée par « prelecture relire DOSSIER --json CARTE.json »."
NOT_JSON = "Ce fichier n'est pas du JSON lisible ; donnez un fichier enregistré par l'outil."
NOT_A_MAP = "Ce JSON n'est pas une carte de couverture ; donnez un fichier enregistré par « prelecture relire DOSSIER --json CARTE.json »."
MAP_VERSION = "Cette carte suit la version {found} du format et l'outil lit la version {expected} ; relisez le dossier avec l'outil installé ici."
MAP_INVALID = "La carte est abîmée à l'endroit « {place} » ; relisez le dossier pour en faire une nouvelle."
DECISIONS_INVALID = (
    "Les avis du jury sont illisibles à l'endroit « {place} » ; exportez-les de nouveau depuis l'outil."
)
OTHER_FILE = "Le dossier donné n'est pas celui de la carte : son empreinte est différente ; donnez le fichier relu, « {expected} »."
PDF_ENCRYPTED = "Ce PDF est protégé par un mot de passe ; enregistrez-en une copie sans protection."
PDF_UNREADABLE = "Ce fichier ne s'ouvre pas comme un PDF ; enregistrez de nouveau le dossier en PDF."

# HTML report.
SKIP_LINK = "Aller au contenu"
REPORT_TITLE = "Carte de couverture"
SUMMARY = "Synthèse"
OVERVIEW = "Les critères, par compétence"
COMPETENCY = "Compétence"
CRITERIA = "Critères"
BLOCK = "Bloc {id}"
LEGEND = "Ce que disent les signes"
FACT_ASSESSMENT = "Épreuve :"
FACT_REFERENTIAL = "Référentiel :"
FACT_FILE = "Fichier :"
FACT_LENGTH = "Longueur :"
FACT_DATE = "Relu le :"
LENGTH = "{pages} pages, {words} mots"
LENGTH_PAGES = "{pages} pages"
READING_NOTICES = "À savoir sur la lecture de ce dossier"
HIDDEN_TEXT = "Page {page} : texte invisible à l'œil, laissé de côté ({reason})."
IN_PLAIN_WORDS = "En clair :"
EXPECTATIONS = "Ce que le critère demande de voir"
RETRIEVED = "retrouvé"
NOT_RETRIEVED = "non retrouvé par l'outil"
OPTIONAL = "complémentaire"
QUOTES = "Passages du dossier"
TO_READ = "Passages à lire, sans conclusion de l'outil"
NEAREST = "Passages les plus proches, à vérifier"
SERVES = "Pour :"
TRIED_FOR = "Cherché pour :"
CAUTION = "Attention :"
CONFIDENCE = "fiabilité estimée : {level}"
OPENS_DOSSIER = "(ouvre le dossier à cette page)"
SCALE = "Niveau, au jury de cocher"
REMARKS = "Observations"
MARGIN = "Marge du jury pour {code}"
SEARCHED = "L'outil a cherché dans {passages} passages, pages {pages}."
SEARCHED_ALL = "du corps du dossier et des annexes"
SEARCHED_UNREAD = "Pages qu'il n'a pas pu lire : {pages}."
SEARCHED_NOTHING = "L'outil n'a rien cherché pour ce critère dans ce document."
RELIABILITY = "Sur {dossiers} dossiers annotés (textes fictifs), l'outil a donné {agreed} fois le statut attendu pour ce critère."
RELIABILITY_ONE = "Un seul dossier annoté (texte fictif) porte sur ce critère ; l'outil {agreed} le statut attendu."
RELIABILITY_ONE_AGREED = {True: "y a donné", False: "n'y a pas donné"}
PRODUCED = "Prélecture {version} · modèle {model} · encodeur {encoder} · référentiel {referential}"
FINGERPRINT = "Empreinte SHA-256 du fichier relu :"
COMMAND = "Commande :"
JUROR_STATUS = "statut retenu par le jury :"
VERDICTS = {
    "confirmed": "Le jury confirme",
    "overruled": "Le jury conclut autrement",
    "set_aside": "Le jury écarte un passage",
    "added": "Le jury ajoute un passage",
    "noted": "Observation du jury",
}

# Pictures.
STRIP_TITLE = "Où se trouvent les passages"
STRIP_SOME = (
    "Chaque rectangle est une page, remplie selon le nombre de passages cités ; pages citées : {pages}."
)
STRIP_NONE = "Chaque rectangle est une page ; aucune n'est citée."
STRIP_UNREAD = "Pages hachurées, non lues : {pages}."
HEAT_TITLE = "Critères et pages"
HEAT_DESCRIPTION = "Une case pleine : la page porte un passage cité. Un rond : la page porte un passage proche, à vérifier. Hachures : page non lue. Le tableau qui suit dit la même chose."
PICTURES_TITLE = "La carte en images"
SAME_IN_WORDS = "La même chose en mots"
PAGE = "Page"
PAGE_UNREAD = "page non lue"
QUOTED_PASSAGES = "Passages cités"
QUOTED_PAGES = "Pages citées"
NEAR_PAGES = "Pages proches, à vérifier"
CRITERION = "Critère"
STATUS = "Statut"

# Annotated PDF.
TOOL_NAME = "Prélecture"
LEGEND_PAGE_TITLE = "Légende de la carte de couverture"
LEGEND_PAGE_INTRO = "Les pages du dossier sont inchangées. Prélecture {version} a surligné, le {date}, les passages que l'outil a retrouvés ; le code du critère est dans la marge et le détail dans la bulle de chaque surlignage. Cette page a été ajoutée à la fin."
LEGEND_UNPLACED = "Passages cités que l'outil n'a pas pu situer sur une page"
MISSING = "Non retrouvé par l'outil"
SEE_NEAREST = "passages proches à vérifier : p. {pages}"
APPROXIMATE_PLACE = "Emplacement approximatif."
PAGES_SHORT = "p. {pages}"

# Commented DOCX.
DOCX_UNREADABLE = (
    "Ce fichier ne s'ouvre pas comme un document Word (.docx) ; enregistrez-le de nouveau dans ce format."
)
TO_CHECK_LIST = "À vérifier, car l'outil n'a pas tout retrouvé :"
DOCX_UNPLACED = "Passages cités là où Word ne prend pas de commentaire (bas de page, zones de texte) :"

# Jury grid.
GRID_TITLE = "Grille du jury"
GRID_CANDIDATE = "Candidat (nom ou code)"
GRID_DATE = "Date de la session"
GRID_ASSESSMENT = "Épreuve"
GRID_REFERENTIAL = "Certification"
GRID_DOSSIER = "Dossier"
GRID_JURY = "Membres du jury"
GRID_PRESIDENT = "Président du jury"
GRID_READ_ON = "Dossier relu par l'outil le"
GRID_COLUMNS = (
    "Critère",
    "Texte officiel",
    "Attendus",
    "Passages du dossier",
    "Niveau (jury)",
    "Observations du jury",
)
GRID_DECISION = "Décision du jury pour le bloc {block} :"
GRID_SIGNATURES = ("Signature du premier juré", "Signature du second juré", "Signature du président du jury")
NEAR_SHORT = "passage proche, à vérifier :"
TEMPLATE_UNREADABLE = "Le gabarit ne s'ouvre pas comme un document Word ; donnez un fichier .docx."
TEMPLATE_TAG = "Le gabarit contient une balise que l'outil ne peut pas remplir ({detail}) ; la liste des balises est dans le guide des exports."

# CSV and workbook.
CSV_COLUMNS = (
    "Bloc",
    "Compétence",
    "Critère",
    "Texte officiel",
    "Statut",
    "Fiabilité estimée",
    "Attendus essentiels non retrouvés",
    "Nature du passage",
    "Attendu",
    "Passage",
    "Page",
    "Page imprimée",
    "Section",
    "Attention",
)
CSV_QUOTED = "passage cité"
CSV_NEAREST = "passage proche, à vérifier"
SHEET_MATRIX = "Matrice"
SHEET_FRAGILE = "Critères fragiles"
SHEET_EVOLUTION = "Évolution"
SHEET_LEGEND = "Légende"
MATRIX_NOTE = "Une ligne par dossier, dans l'ordre donné ; une colonne par critère. Le commentaire d'une case donne le passage et la page."
MATRIX_CODE = "Code du dossier"
FRAGILE_MISSING = "Attendus essentiels non retrouvés, et dossiers à regarder"
DRAFT = "Version {number}"
NO_DRAFTS = "Aucun dossier de ce groupe n'a plusieurs versions relues."
CLASS_EMPTY = "Il n'y a aucune carte à réunir ; donnez au moins une carte enregistrée par « prelecture relire DOSSIER --json CARTE.json »."
CLASS_SEVERAL_PARTS = "Ces cartes portent sur plusieurs épreuves ({parts}) ; faites un classeur par épreuve."

# Comparison of drafts.
COMPARE_TWO = "Il faut au moins deux cartes à comparer ; donnez-les de la plus ancienne à la plus récente."
COMPARE_PARTS = "Ces cartes ne portent pas sur la même épreuve ({first}, puis {second}) ; comparez deux versions d'un même dossier."
COMPARE_CRITERIA = "Ces cartes ne portent pas sur les mêmes critères ; relisez les deux dossiers avec la même version du référentiel."
OFFICIAL_TEXT = "Texte officiel"
CHANGE_SIGNS = {"gained": "+", "lost": "−", "kept": "=", "changed": "~"}
COMPARE_TITLE = "Comparaison de versions"
COMPARE_INTRO = "Ce que l'outil a retrouvé dans une version et pas dans l'autre, critère par critère."
COMPARE_HELP = (
    ("+", "gagné : l'outil retrouve plus d'attendus essentiels qu'avant."),
    ("−", "perdu : l'outil en retrouve moins qu'avant."),
    ("=", "conservé : même statut, mêmes passages."),
    ("~", "modifié : même statut avec d'autres passages, ou statut qui ne se compare pas."),
)
COMPARE_PAIR = "De la version {before} à la version {after}"
COMPARE_FILES = "{before} puis {after}"
COMPARE_OVERVIEW = "Les statuts, version par version"
COMPARE_SAME = "Aucun critère n'a changé entre ces deux versions."
COMPARE_KEPT = "Critères conservés : {codes}."
CHANGE = "Changement"
BEFORE = "Avant"
AFTER = "Après"
NEW_SENTENCES = "Passages nouveaux"
LOST_SENTENCES = "Passages qui ne sont plus retrouvés"

# Plain version. Short sentences, one idea each, the same word for the same thing.
PLAIN_TITLE = "Votre dossier, lu par un outil"
PLAIN_WHAT = "À quoi sert cette page"
PLAIN_INTRO = (
    "Un outil a lu votre dossier.",
    "Il a cherché des passages pour chaque critère.",
    "Il ne note pas.",
    "Il peut se tromper.",
    "Le jury lit votre dossier et décide.",
)
PLAIN_SECTIONS = {
    "found": ("Ce que l'outil a retrouvé", "L'outil a retrouvé un passage pour ces critères."),
    "partial": ("Ce que l'outil a retrouvé en partie", "L'outil a retrouvé une partie de ces critères."),
    "not_found": (
        "Ce que l'outil n'a pas retrouvé",
        "L'outil n'a pas retrouvé de passage pour ces critères.",
    ),
    "not_concluded": ("Ce que l'outil ne sait pas dire", "L'outil n'a pas pu lire ou n'est pas sûr."),
    "jury_only": ("Ce que le jury regarde lui-même", "L'outil ne dit rien sur ces critères."),
    "not_expected": ("Ce qui se juge ailleurs", "Ces critères ne se jugent pas dans cet écrit."),
}
PLAIN_QUOTE = "Votre passage"
PLAIN_MISSING = "L'outil n'a pas retrouvé :"
PLAIN_NEAR = "Passage proche, à relire"
PLAIN_ADVICE = (
    "Relisez cette partie de votre dossier.",
    "Si c'est déjà écrit, dites-le au jury.",
    "Sinon, vous pouvez l'ajouter.",
)
PLAIN_GLOSSARY = "Les mots difficiles"
GLOSSARY = (
    ("Critère", "Une chose que le jury vérifie."),
    ("Attendu", "Un élément que le critère demande de voir."),
    ("Dossier", "Le document que vous rendez au jury."),
    ("Passage", "Une phrase, une liste ou une ligne de tableau de votre dossier."),
    ("Jury", "Les personnes qui lisent votre dossier et qui décident."),
    ("Référentiel", "Le texte officiel qui donne tous les critères."),
    ("Page imprimée", "Le numéro écrit sur la page."),
)
SHEET_PAIR = "Versions {before} et {after}"

# Exports.
EXPORT_LABELS = {
    "html": "Rapport à lire et à imprimer (HTML)",
    "pdf": "Dossier surligné (PDF)",
    "docx": "Dossier commenté (Word)",
    "grille": "Grille du jury (Word)",
    "xlsx": "Matrice du groupe (Excel)",
    "csv": "Tableau (CSV)",
    "json": "Annotations W3C (JSON)",
    "simple": "Version simple pour le candidat (HTML)",
    "images": "La carte en images (HTML)",
}
OFFICE_MISSING = "LibreOffice n'est pas installé et ce dossier n'est pas un PDF ; installez LibreOffice, ou exportez vous-même le dossier en PDF et relisez-le."
OFFICE_FAILED = "LibreOffice n'a pas pu convertir ce dossier en PDF ; enregistrez-le en PDF depuis votre traitement de texte et relisez-le."
DOSSIER_NEEDED = (
    "Cet export part du fichier du candidat ; ajoutez « --dossier FICHIER » avec le fichier relu, « {name} »."
)
DOCX_NEEDED = "Les commentaires s'écrivent dans un fichier Word et « {name} » n'en est pas un ; demandez plutôt « --format pdf »."
ONE_MAP_ONLY = "Cet export part d'une seule carte ; seul « --format xlsx » en réunit plusieurs."
OUTPUT_REFUSED = "Le fichier « {name} » ne peut pas être écrit ; choisissez un autre emplacement avec « -o »."
WRITTEN = "Écrit : {name}"
COMPARE_TOOLS = "Attention : ces cartes viennent de versions différentes de l'outil ou du modèle ; une différence peut venir de là."
MAPS_ARGUMENT = "Carte enregistrée par « prelecture relire DOSSIER --json CARTE.json » ; plusieurs cartes pour xlsx et pour comparer, de la plus ancienne à la plus récente."
FORMAT_OPTION = "html : rapport ; pdf : dossier surligné ; docx : dossier Word commenté ; grille : grille du jury (Word) ; xlsx : matrice d'un groupe ; csv : tableau ; json : annotations W3C ; simple : version du candidat ; images : la carte en images."
OUTPUT_OPTION = "Fichier à écrire, ou « - » pour la sortie standard. Sans cette option : à côté de la carte."
DOSSIER_OPTION = "Le fichier du candidat, le même que celui relu ; nécessaire pour pdf et docx."
TEMPLATE_OPTION = (
    "Grille Word du certificateur, avec les balises décrites dans le guide des exports ; pour grille."
)
DECISIONS_OPTION = "Avis du jury enregistrés en JSON ; pour html et json."
COMPARE_HTML_OPTION = "Écrit aussi la comparaison dans une page HTML, ou « - » pour la sortie standard."
COMPARE_XLSX_OPTION = "Écrit aussi la comparaison dans un classeur."
EXPORT_HELP = """Écrire une carte enregistrée sous la forme d'un document.

Exemples :

\b
  prelecture exporter carte.json --format html
  prelecture exporter carte.json --format pdf --dossier dossier.pdf
  prelecture exporter carte.json --format docx --dossier dossier.docx
  prelecture exporter carte.json --format grille --modele grille-du-certificateur.docx
  prelecture exporter C-014_v1.json C-014_v2.json C-022_v1.json --format xlsx -o groupe.xlsx
"""
COMPARE_HELP_TEXT = """Comparer deux versions d'un dossier, ou plus : ce qui est gagné, conservé, perdu.

Exemples :

\b
  prelecture comparer v1.json v2.json
  prelecture comparer v1.json v2.json v3.json --html comparaison.html --xlsx comparaison.xlsx
"""
OUTPUT_IS_SOURCE = (
    "« {name} » est un des fichiers donnés et ne sera pas remplacé ; choisissez un autre nom avec « -o »."
)
