"""Words of the app, the review store, the class batch and their commands."""

from __future__ import annotations

# Store.
FOLDER_REFUSED = (
    "Le dossier « {folder} » ne peut pas être utilisé ({detail}) ; choisissez-en un où vous pouvez écrire."
)
STORE_FAILED = (
    "La base des avis n'a pas pu être lue ou écrite ({detail}) ; rien n'a été enregistré, réessayez."
)
STORE_ADDRESS = "L'adresse de la base des avis n'est pas comprise ; attendu : sqlite:///chemin ou postgresql://utilisateur@serveur/base."
STORE_VERSION = "La base des avis suit la version {found} et l'outil lit la version {expected} ; installez l'outil qui l'a écrite."
POSTGRESQL_DRIVER = (
    "PostgreSQL demande un complément qui n'est pas installé ; lancez : pip install 'prelecture[postgresql]'."
)
UNKNOWN_DOSSIER = "Ce dossier n'est pas dans la base des avis ; il a peut-être été effacé."
OTHER_FILE = "Cette carte a été faite sur un autre fichier ; ouvrez une nouvelle relecture pour ce fichier."

# Class.
FILE_UNREADABLE = "Le fichier « {name} » ne peut pas être ouvert ({detail}) ; vérifiez-le, puis relancez."
READING_CRASHED = "La lecture de ce fichier s'est arrêtée deux fois sans répondre ; enregistrez-le de nouveau en PDF, puis relancez."
UNEXPECTED = "Erreur inattendue de l'outil ({kind}) ; signalez-la avec le journal de la classe. Les autres dossiers continuent."
UNKNOWN_CLASS = (
    "Cette classe ne peut pas être relue : son fichier de suivi est absent ou abîmé ; créez-la de nouveau."
)

# Frame and navigation.
APP_NAME = "Prélecture"
NAV_HOME = "Accueil"
NAV_CANDIDATE = "Mon dossier"
NAV_CLASS = "Ma classe"
NAV_JURY = "Relecture du jury"
NAV_REFERENTIALS = "Référentiels"
NAV_TRUST = "Confiance"
SIGN_IN = "Se connecter"
SIGN_OUT = "Se déconnecter"
SIGN_IN_NEEDED = "Ce serveur est partagé : connectez-vous pour voir vos dossiers, et eux seuls."
ROLE_NEEDED = "Cette page est réservée au rôle « {role} » ; demandez-le à la personne qui gère ce serveur."
ROLE_LABELS = {"candidate": "candidat", "tutor": "tuteur", "jury": "juré"}

# Home.
HOME_TITLE = "Où, dans ce dossier, chaque critère est-il traité ?"
HOME_LEAD = "Prélecture lit un dossier de certification et montre, pour chaque critère officiel, les passages qui le traitent et ce qui n'a pas été retrouvé. Tout se passe sur cet ordinateur."
HOME_DOORS = {
    "candidate": (
        "Je prépare mon dossier",
        "Voir ce que mon dossier montre déjà, ce qui manque encore, et à quoi ressemble un passage convaincant.",
        "Déposer mon dossier",
    ),
    "tutor": (
        "J'accompagne une classe",
        "Lire d'un coup les dossiers d'un groupe et repérer les critères à retravailler ensemble.",
        "Ouvrir ma classe",
    ),
    "jury": (
        "Je suis juré",
        "Lire le dossier à côté des critères, donner mon avis, et garder la trace de chaque décision.",
        "Ouvrir la relecture",
    ),
}
HOME_NEVER = "L'outil ne donne ni note, ni total, ni classement, ni pronostic."
HOME_LOCAL = "Rien ne sort de cet ordinateur, et rien n'est gardé sans que vous le demandiez."

# Choosing a file.
DROP_ONE = "Votre dossier (PDF, Word, OpenDocument ou texte)"
DROP_MANY = "Les dossiers (PDF, Word, OpenDocument ou texte)"
DROP_FOLDER = "Un dossier entier de fichiers"
REFERENTIAL = "Référentiel"
ASSESSMENT = "Épreuve"
CHOOSE = "Choisissez"
PROPOSED = "Proposé d'après le texte du dossier, à vérifier : {words}."
NOT_PROPOSED = "L'outil n'a pas reconnu l'épreuve dans le texte ; choisissez-la."
REVIEW_BUTTON = "Lire le dossier"
READING_LABEL = "Lecture de « {name} »"
READING_DONE = "Dossier lu"
READING_FAILED = "Le dossier n'a pas pu être lu"
TOO_LARGE = "Ce fichier dépasse {limit} Mo ; enregistrez-le avec des images plus légères."

# Work space.
LIST_LABEL = "Critères du dossier"
LIST_NONE = "Aucun critère ne répond à ce filtre."
FILTER = "Afficher"
FILTER_ALL = "Tous les critères"
FILTER_CHECK = "À vérifier : non retrouvé, en partie, non conclu"
FILTER_UNREAD = "Sans avis de ma part"
FILTER_STALE = "À revoir : la carte a changé"
BLOCK_TITLE = "Bloc {id} · {title}"
DONE_MARK = "✓ relu"
STARTED_MARK = "· commencé"
STALE_MARK = "↻ à revoir"
BLIND_SIGN = "…"
BLIND_WORDS = "Votre avis d'abord"
VIEWER_REGION = "Page du dossier"
VIEWER_WHERE = "Page {page} sur {count}"
VIEWER_ALT = "Page {page} du dossier, texte sélectionnable"
VIEWER_PREVIOUS = "Page précédente"
VIEWER_NEXT = "Page suivante"
VIEWER_SMALLER = "Réduire"
VIEWER_LARGER = "Agrandir"
VIEWER_ADD = "Ajouter ce passage"
VIEWER_MARK = "Passage {tag} : {quote}"
VIEWER_HERE = "{count} passages surlignés ici"
VIEWER_HERE_ONE = "Un passage surligné ici"
VIEWER_HERE_NONE = "Aucun passage surligné ici"
VIEWER_APPROXIMATE = "Emplacement approximatif"
VIEWER_UNPLACED = "Passage non situé sur la page ; lisez-le à droite"
VIEWER_EMPTY = (
    "Les pages ne peuvent pas être montrées : {reason} Les passages cités restent lisibles à droite."
)
PLAIN_WORDS = "En clair : {text}"
COMPETENCY = "Compétence {id} : {text}"
EXPECTED = "Ce que le critère demande de voir"
EXPECTED_FOUND = "retrouvé"
EXPECTED_MISSING = "non retrouvé par l'outil"
EXPECTED_OPTIONAL = "complémentaire"
QUOTES = "Passages du dossier"
QUOTES_JURY_ONLY = "Passages à lire, sans conclusion de l'outil"
NO_QUOTES = "L'outil n'a retrouvé aucun passage pour ce critère. Cela ne veut pas dire qu'il n'y en a pas : regardez les plus proches."
NEAREST = "Passages les plus proches, à vérifier"
SEE_QUOTE = "Voir le passage"
SERVES = "Pour : {labels}"
CAUTION = "Attention : {cautions}"
WHERE_SEARCHED = "Où l'outil a cherché"
HOW_RELIABLE = "Fiabilité mesurée sur ce critère"
CONVINCING = "À quoi ressemble un passage convaincant"
CONVINCING_HELP = (
    "Exemples écrits pour d'autres entreprises : ils montrent la forme, pas le contenu à recopier."
)
PREVIOUS = "Précédent"
NEXT = "Suivant"

# Candidate.
CANDIDATE_TITLE = "Mon dossier"
CANDIDATE_LEAD = (
    "Déposez votre dossier : vous verrez, critère par critère, ce qu'il montre et ce qui reste à montrer."
)
MEMORY_ONLY = (
    "Votre dossier reste dans la mémoire de cette page ; il disparaît quand vous la fermez ou l'actualisez."
)
KEEP_BUTTON = "Garder pour reprendre plus tard"
KEPT = "Gardé sur cet ordinateur sous le code {code}, jusqu'à ce que vous l'effaciez."
KEPT_BEFORE = "Reprendre un dossier gardé"
RESUME = "Reprendre"
ERASE = "Effacer"
ERASED = "Effacé. Reçu {receipt} : {dossiers} dossier, {decisions} avis."
OTHER_DRAFT = "Lire une autre version"
CLOSE_DOSSIER = "Fermer ce dossier"
SHOW_MAP = "Carte"
SHOW_COMPARISON = "Comparer mes versions"
SHOW_EXPORTS = "Documents à télécharger"
VERSION = "Version {number} · {name}"
COMPARE_NEED_TWO = "Lisez une autre version de votre dossier : l'outil dira critère par critère ce qu'elle gagne, garde ou perd."
COMPARE_BEFORE = "Ancienne version"
COMPARE_AFTER = "Nouvelle version"
COMPARE_SAME = "Rien n'a changé dans ce que l'outil retrouve."
COMPARE_GAINED = "Phrases nouvelles"
COMPARE_LOST = "Phrases qui ne sont plus retrouvées"
COUNTS = "{count} {label}"
READING_NOTICES = "À savoir sur la lecture de ce dossier"
FORM_NOTICES = "Forme du dossier"

# Exports.
EXPORTS = "Télécharger"
EXPORT_PREPARE = "Préparer"
MAP_LABEL = "La carte, pour la rouvrir plus tard (JSON)"
JOURNAL_LABEL = "Journal des décisions (JSON, une ligne par geste)"

# Jury.
JURY_TITLE = "Relecture du jury"
JURY_LEAD = (
    "Chaque avis est enregistré aussitôt sur cet ordinateur : actualiser la page ou l'éteindre ne perd rien."
)
JURY_OPEN = "Ouvrir un dossier à relire"
JURY_LIST = "Dossiers en relecture"
JURY_EMPTY = "Aucun dossier pour l'instant. Déposez le premier ci-dessus."
JURY_WHO = "Vous êtes"
JURORS = ("J1", "J2", "J3")
JUROR_LABEL = "Juré {code}"
JURY_KEEP = "Durée de conservation"
KEEP_CHOICES = {30: "30 jours", 180: "6 mois", 365: "1 an", 730: "2 ans"}
JURY_CODE = "Code du dossier (facultatif)"
JURY_CODE_HELP = (
    "Un code plutôt qu'un nom : c'est ce qui s'affiche partout. Laissez vide pour en recevoir un."
)
BLIND_TOGGLE = "Mon avis d'abord"
BLIND_HELP = "Vous donnez un premier avis sur chaque critère avant de voir ce que l'outil a retrouvé."
SHORTCUTS_TOGGLE = "Raccourcis clavier"
SHORTCUTS_HELP = "O, E, N : votre avis. A, X : accepter ou écarter le passage encadré. V : passage suivant. S : critère suivant sans avis. P : critère précédent. Z : annuler. Coupés, aucune touche seule n'agit."
BACK_TO_LIST = "Dossiers"
OPEN_DOSSIER = "Ouvrir"
PROGRESS = "{read} critères relus sur {total}"
PROGRESS_ONE = "{read} critère relu sur {total}"
PROGRESS_ALL = "Les {total} critères ont un avis"
YOU_SAID_FIRST = "Votre premier avis : {status}"
AGREE = "= d'accord avec l'outil"
DISAGREE = "≠ en désaccord avec l'outil"
YOUR_VIEW = "Votre avis"
YOUR_FIRST_VIEW = "Votre avis, avant de voir celui de l'outil"
BLIND_LEAD = "Lisez le dossier à gauche, puis donnez votre avis : la carte de ce critère s'ouvrira ensuite."
ANSWERS = {"found": "Oui, traité", "partial": "En partie", "not_found": "Non traité"}
ANSWER_KEYS = {"found": "o", "partial": "e", "not_found": "n"}
ACCEPT = "Accepter"
SET_ASIDE = "Écarter"
ACCEPTED = "Accepté par vous"
ASIDE = "Écarté par vous"
TAKE_NEAREST = "Retenir ce passage"
NEXT_QUOTE = "Passage suivant"
NEXT_UNREAD = "Suivant sans avis"
UNDO = "Annuler"
UNDONE = "Dernier geste annulé."
NOTHING_TO_UNDO = "Rien à annuler."
LEVEL = "Votre niveau"
LEVEL_HELP = "Sur l'échelle du certificateur : {scale}. L'outil n'en propose aucun."
LEVEL_HELP_FREE = (
    "Le référentiel ne publie pas d'échelle ; écrivez le niveau comme votre certificateur le demande."
)
LEVEL_UNKNOWN = "« {level} » n'est pas sur l'échelle du certificateur ({scale}) ; il est gardé tel quel."
COMMENT = "Votre commentaire"
COMMENT_HELP = "Le candidat peut demander à lire vos notes : restez-en aux faits du dossier. Enregistré pendant la frappe."
OWN_PASSAGES = "Vos passages"
OWN_TITLE = "Ajouter un passage"
OWN_HELP = "Sélectionnez du texte sur la page, ou recopiez-le ici."
OWN_QUOTE = "Texte du passage"
OWN_PAGE = "Page"
OWN_ADD = "Ajouter"
OWN_ADDED = "Passage ajouté."
STALE = (
    "La carte de ce critère a changé depuis votre avis ; relisez-le, puis confirmez ou changez votre réponse."
)
HASTY = "Vous avez accepté vingt propositions de suite très vite. Prenez un instant : l'outil se trompe parfois, surtout dans les tableaux et les annexes."
FINISH = "J'ai terminé ma lecture"
FINISHED = "Vous avez terminé votre lecture. Un nouvel avis la rouvre."
CONFRONT = "Comparer les jurés"
CONFRONT_TITLE = "Les avis côte à côte"
CONFRONT_WAIT = "Les avis restent séparés tant que chacun n'a pas terminé : {who}."
CONFRONT_ONE = "Un seul juré a donné des avis sur ce dossier."
CONFRONT_PENDING = "{who} ({read} sur {total})"
CONFRONT_ONLY_DIFFERENT = "Seulement les désaccords"
CONFRONT_COLUMNS = ("Critère", "L'outil")
CONFRONT_DIFFERENT = "≠ avis différents"
CONFRONT_SAME = "= même avis"
CONFRONT_NO_ANSWER = "pas d'avis"
CONFRONT_COUNT = "{different} critères avec des avis différents, {same} avec le même."
LEVEL_SHORT = "niveau {level}"
BACK_TO_REVIEW = "Revenir à la relecture"
PURGE_WARNING = (
    "Le fichier, la carte et tous les avis seront effacés pour de bon. Un reçu sans nom est gardé."
)
PURGE_CONFIRM = "Effacer pour de bon"
EXPIRED = "{count} dossiers ont dépassé leur durée de conservation."
EXPIRED_BUTTON = "Les effacer"
RECEIPTS = "Reçus d'effacement"
RECEIPT_LINE = "{id} · {date} · {dossiers} dossiers, {decisions} avis, {size} Mo"
UNREAD_PAGES = "Pages que l'outil n'a pas pu lire : {pages}. Lisez-les vous-même."
REFERENTIAL_NAME = "« {name} » ne peut pas nommer un référentiel importé ; donnez-lui un identifiant à lui, en lettres, chiffres et tirets."
SETTINGS = "Réglages de la relecture"
TOOL_ANSWER = "Ce que l'outil a retrouvé"
COMPETENCY_NAME = "Compétence {id}"

# Class.
CLASS_TITLE = "Ma classe"
CLASS_LEAD = "Les dossiers sont lus l'un après l'autre en arrière-plan : vous pouvez fermer la page et revenir. Ils restent sur cet ordinateur jusqu'à ce que vous les effaciez."
CLASS_NEW = "Nouvelle classe"
CLASS_NAME = "Nom de la classe"
CLASS_DEFAULT = "Classe du {date}"
CLASS_START = "Lire les dossiers"
CLASS_OPEN = "Ouvrir"
CLASS_LIST = "Classes gardées sur cet ordinateur"
CLASS_COUNT = "{count} dossiers"
CLASS_BACK = "Classes"
CLASS_WARNING = "Les fichiers et les cartes de cette classe seront effacés pour de bon."
CLASS_ERASED = "Classe effacée."
CLASS_PROGRESS = "{done} dossiers lus sur {total}"
CLASS_INTERRUPTED = "La lecture s'est interrompue. Ce qui est lu est gardé."
CLASS_RESUME = "Reprendre la lecture"
CLASS_FAILURES = "Dossiers qui n'ont pas pu être lus"
CLASS_ITEMS = "Avancement dossier par dossier"
ITEM_LABELS = {"waiting": "en attente", "reading": "en cours de lecture", "done": "lu", "failed": "non lu"}
CLASS_REUSED = "déjà lu"
TAB_MATRIX = "Matrice"
TAB_FRAGILE = "Critères fragiles"
TAB_ACROSS = "Un critère dans la classe"
TAB_DOSSIER = "Un dossier"
TAB_DRAFTS = "Versions successives"
MATRIX_LEAD = "Une ligne par dossier, dans l'ordre où vous les avez donnés. Aucun classement, aucun total : les signes disent ce que l'outil a retrouvé."
MATRIX_CODE = "Dossier"
FRAGILE_LEAD = "Critères, dans l'ordre du référentiel, pour lesquels des dossiers restent à regarder : de quoi préparer une séance."
FRAGILE_NONE = "L'outil a retrouvé quelque chose pour chaque critère de chaque dossier lu."
FRAGILE_COLUMNS = ("Critère", "Dossiers à regarder")
ACROSS_CRITERION = "Critère"
ACROSS_NOTHING = "aucun passage cité"
DOSSIER_CHOICE = "Dossier à ouvrir"
DRAFTS_LEAD = "Les fichiers nommés « v1 », « v2 »… d'un même candidat sont rapprochés. On voit ce qui est gagné, conservé ou perdu entre deux versions."
DRAFTS_NONE = "Aucun candidat n'a plusieurs versions lues ; nommez les fichiers « nom_v1 », « nom_v2 »."
DRAFTS_LINE = "{code} : version {before} → version {after}"
CLASS_XLSX = "Classeur de la classe (XLSX)"
CLASS_ZIP = "Retours à rendre, un par dossier (ZIP)"
CODES_TABLE = "Qui est qui (codes et fichiers)"
CODES_COLUMNS = ("Code", "Fichier", "Version")
LEGEND = "Signes"

# Référentiels.
REF_TITLE = "Référentiels"
REF_LEAD = "Les textes officiels que l'outil connaît, critère par critère, mot pour mot."
REF_CHOICE = "Référentiel à lire"
REF_FACTS = "{certifier} · version {version} · {criteria} critères · source : {document}"
REF_PART = "Épreuve"
REF_ALL_PARTS = "Toutes les épreuves"
REF_COLUMNS = ("Code", "Critère officiel", "Ce que l'outil cherche", "Se juge")
REF_PLACES = {"dossier": "dans le dossier", "oral": "à l'oral", "jury": "par le jury seul"}
REF_IMPORT = "Importer mon référentiel"
REF_IMPORT_HELP = "Un tableau RACE (Word, PDF, Excel) ou un fichier YAML au format de l'outil. Il est vérifié, puis gardé sur cet ordinateur."
REF_FILE = "Fichier du référentiel"
REF_SAVE = "Garder ce référentiel"
REF_SAVED = "« {title} » est gardé : {criteria} critères. Il apparaît dans les listes."
REF_PROBLEMS = "{count} points à vérifier avant de s'en servir"
REF_EDIT = "Corriger ce que l'outil a supposé"
REF_EDIT_HELP = "Où chaque critère se juge, et en clair. Le texte officiel ne change pas."
REF_EDIT_COLUMNS = {
    "code": "Code",
    "text": "Texte officiel",
    "expected_in": "Se juge",
    "plain": "En clair",
    "to_check": "À vérifier",
}
REF_EDIT_SAVE = "Enregistrer les corrections"
REF_EDIT_SAVED = "Corrections enregistrées."
REF_ERASE = "Effacer ce référentiel importé"
REF_SHIPPED = "Ce référentiel est livré avec l'outil ; pour le changer, importez-en une copie sous un autre identifiant."
EXAMPLES_TITLE = "Passages exemples"
EXAMPLES_LEAD = "Ajoutez un passage qu'un candidat pourrait vraiment écrire : l'outil s'en sert pour reconnaître cet attendu."
EXAMPLES_EXPECTATION = "Attendu"
EXAMPLES_NEW = "Nouveau passage exemple"
EXAMPLES_SAVE = "Ajouter cet exemple"
EXAMPLES_SAVED = "Exemple ajouté."
EXAMPLES_OWN = "Ajouté ici"
EXAMPLES_REMOVE = "Retirer"
EXAMPLES_NONE = "La bibliothèque d'attendus n'est pas installée."
EXAMPLES_FILE = "Dossier d'essai"
EXAMPLES_TRY = "Voir ce que cela change"
EXAMPLE_TOO_SHORT = "Cet exemple est trop court ({count} caractères) ; écrivez une ou plusieurs phrases entières, 40 caractères au moins."

# Trust.
TRUST_TITLE = "Ce que fait l'outil, et ce qu'il ne fait pas"
TRUST_DOES = "Ce qu'il fait"
TRUST_DOES_LIST = (
    "Il lit le dossier page par page et cherche, pour chaque critère officiel, les passages qui le traitent.",
    "Il montre chaque passage mot pour mot, avec sa page, et nomme les attendus pour lesquels il n'a rien retrouvé.",
    "Il dit où il a cherché, quelles pages il n'a pas pu lire, et quand il ne peut pas conclure.",
)
TRUST_NOT = "Ce qu'il ne fait pas"
TRUST_NOT_LIST = (
    "Il ne donne ni note, ni total, ni classement, ni pronostic, ni avis sur une personne.",
    "Il ne juge ni l'oral, ni la créativité, ni la qualité d'un raisonnement : c'est le travail du jury.",
    "Il ne dit jamais qu'une chose n'est pas dans le dossier, seulement qu'il ne l'a pas retrouvée.",
    "Il ne détecte ni plagiat, ni usage d'une intelligence artificielle.",
)
TRUST_LIMITS = "Limites connues"
TRUST_LIMITS_LIST = (
    "Images, schémas, captures d'écran et pages scannées ne sont pas lus ; ils sont signalés.",
    "Les tableaux très larges, les colonnes et les textes en annexe sont les endroits où il se trompe le plus.",
    "Un passage juste mais écrit de façon inattendue peut ne pas être retrouvé ; un passage hors sujet peut l'être.",
    "Un texte peut recopier les mots d'un critère sans rien montrer : l'outil le signale quand il le voit.",
)
TRUST_DATA = "Vos données"
TRUST_DATA_LIST = (
    "Tout se passe sur cet ordinateur : aucun réseau, aucun service extérieur, aucune mesure d'audience.",
    "Le dossier d'un candidat n'est pas gardé, sauf s'il le demande. Une classe et une relecture de jury sont gardées jusqu'à la date choisie, ou effacées d'un geste, avec un reçu.",
    "Un code remplace le nom partout où c'est possible. Les avis d'un juré sont des données personnelles que le candidat peut demander à lire.",
)
TRUST_MEASURES = "Fiabilité mesurée"
TRUST_NO_MEASURES = "Aucune mesure n'accompagne le modèle installé : vérifiez chaque statut dans le dossier."
TRUST_MEASURES_LEAD = (
    "Mesures faites sur des dossiers de test fictifs, annotés et tenus à part du réglage de l'outil. "
    "De vrais dossiers sont plus difficiles."
)
TRUST_MEASURE_COLUMNS = ("Mesure", "Valeur")
TRUST_CRITERIA = "Critère par critère, dossiers de validation et de test réunis"
TRUST_CRITERIA_COLUMNS = ("Critère", "Dossiers annotés", "Statut attendu donné")
TRUST_VERSIONS = "Versions"
TRUST_NOTICE = "Notice pour les candidats"
TRUST_NOTICE_TEXT = "Un outil d'aide à la lecture a été utilisé pour situer dans votre dossier les passages liés aux critères officiels. Il ne note pas, ne classe pas et ne décide de rien : chaque membre du jury lit votre dossier et donne son propre avis. L'outil fonctionne sur un ordinateur du centre, sans envoi de données à l'extérieur. Votre dossier et les avis du jury y sont gardés jusqu'à la date fixée par le certificateur, puis effacés. Vous pouvez demander à voir la carte de votre dossier, les passages relevés et les avis du jury, les faire rectifier, et exprimer vos remarques auprès du certificateur."
TRUST_NOTICE_DOWNLOAD = "Télécharger la notice"
TRUST_TRAINING = "S'entraîner à repérer les erreurs de l'outil"
TRUST_TRAINING_LEAD = "Cinq minutes : une copie d'un dossier de relecture où trois erreurs ont été glissées exprès dans la carte. Relisez-la comme d'habitude, puis regardez lesquelles vous avez vues. Les avis donnés à l'entraînement restent à part."
TRAINING_SOURCE = "À partir du dossier"
TRAINING_START = "Préparer l'entraînement"
TRAINING_NONE = "Ouvrez d'abord un dossier à relire : l'entraînement se prépare à partir de sa carte."
TRAINING_CODE = "Entraînement"
TRAINING_REVEAL = "Voir les erreurs glissées"
TRAINING_CAUGHT = "vue : votre avis diffère de la carte modifiée"
TRAINING_MISSED = "pas encore vue"
TRAINING_KINDS = {
    "hidden": "un passage retrouvé a été présenté comme non retrouvé",
    "invented": "un passage sans rapport a été présenté comme une preuve",
    "swapped": "le passage d'un autre critère a été mis ici",
}
BACK_TO_MAP = "Revenir à la carte"
VIEW_CHOICE = "Ce que la page montre"
KEEP_OR_CLOSE = "Garder, effacer ou fermer"
SEE_TAG = "Voir le passage {tag}, {page}"
REF_OFFICIAL_PART = "Texte officiel de l'épreuve"
EXAMPLES_DAMAGED = "Le fichier des exemples ajoutés ici est abîmé ; effacez « exemples.json » du dossier de données, puis recommencez."

# Commands.
WEB_HELP = "Ouvrir l'application dans le navigateur, sur cet ordinateur seulement."
WEB_PORT = "Port d'écoute."
WEB_ADDRESS = "Adresse d'écoute. Une autre adresse que 127.0.0.1 ouvre l'application au réseau : réservez-la à un serveur protégé, avec des comptes."
WEB_BROWSER = "Ouvrir ou non une page du navigateur."
WEB_STARTS = "Prélecture est à l'adresse http://{address}:{port} ; Ctrl+C pour arrêter."
APP_MISSING = "L'application n'est pas dans cette installation ; réinstallez prelecture."
CLASS_HELP = "Lire une classe de dossiers : une carte par dossier, un classeur, un retour par candidat. Un fichier illisible n'arrête pas les autres ; relancée, la commande ne relit pas ce qui l'est déjà."
CLASS_PATHS = "Fichiers, ou dossiers de fichiers."
CLASS_REFERENTIAL = "Référentiel, par son nom ou son fichier."
CLASS_ASSESSMENT = "Épreuve du référentiel."
CLASS_OUTPUT = "Dossier où écrire les cartes, le classeur et les retours."
CLASS_WORKERS = "Nombre de dossiers lus en même temps."
CLASS_JSON = "Écrire le résultat en JSON."
CLASS_NO_FILE = "Aucun dossier à lire à cet endroit ; donnez des fichiers PDF, Word, OpenDocument ou texte, ou un dossier qui en contient."
CLASS_DONE = "{read} dossiers lus sur {total} ; résultats dans « {folder} »."
PURGE_HELP = "Effacer les dossiers gardés et leurs avis : par défaut ceux dont la durée de conservation est passée. Sans --force, montre seulement ce qui serait effacé."
PURGE_IDS = "Code d'un dossier à effacer (répétable)."
PURGE_ALL = "Effacer tous les dossiers gardés."
PURGE_FORCE = "Effacer vraiment."
PURGE_URL = "Adresse de la base des avis."
PURGE_NOTHING = "Aucun dossier à effacer."
PURGE_DRY = "{count} dossiers seraient effacés ; ajoutez --force pour le faire."
STAGES = {
    "reading": "Lecture des pages…",
    "splitting": "Découpage en passages…",
    "matching": "Recherche des passages pour chaque critère…",
    "writing": "Écriture de la carte…",
}
