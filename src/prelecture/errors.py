"""The errors a user can meet, each one French sentence: what was found, what was expected, what to do.

PrelectureError
├── UnreadableDossier      the file cannot be read as a dossier
│   ├── UnsupportedFormat  not a format that the tool reads
│   ├── EncryptedDossier   protected by a password
│   ├── ScannedDossier     no page holds text
│   └── LimitExceeded      too large, too slow or too deep to be read safely
├── InvalidReferential     a référentiel or expectation file is wrong
├── UnknownReferential     no référentiel has that id
├── UnknownAssessment      the référentiel has no such exam part
├── MissingModel           the encoder or the scorer is not there, or does not fit
├── InvalidMap             a saved coverage map cannot be read
├── StoreError             the decisions cannot be read or written
└── MissingTool            an optional program or library is needed for that command
"""


class PrelectureError(Exception):
    """Base of all errors raised on purpose; its message is shown to the user as it stands."""


class UnreadableDossier(PrelectureError):
    """The file cannot be read as a dossier."""


class UnsupportedFormat(UnreadableDossier):
    """The content is not in a format that the tool reads."""


class EncryptedDossier(UnreadableDossier):
    """The file asks for a password."""


class ScannedDossier(UnreadableDossier):
    """The file holds page images only."""


class LimitExceeded(UnreadableDossier):
    """Reading was stopped by a limit of size, time, memory or depth."""


class InvalidReferential(PrelectureError):
    """A référentiel or expectation file breaks its format; the message names the key path."""


class UnknownReferential(PrelectureError):
    """No référentiel has that id; the message lists those there are."""


class UnknownAssessment(PrelectureError):
    """The référentiel has no such exam part; the message lists those there are."""


class MissingModel(PrelectureError):
    """The encoder or the trained scorer is missing, or was made for other data."""


class InvalidMap(PrelectureError):
    """A saved coverage map is not one, or comes from another schema version."""


class StoreError(PrelectureError):
    """The store of human decisions cannot be opened, read or written."""


class MissingTool(PrelectureError):
    """An optional program or library that the command needs is not installed."""
