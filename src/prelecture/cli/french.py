"""Make the command-line library speak French. Import before ``typer``: it reads its words at import."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

gettext.bindtextdomain("messages", str(Path(__file__).parents[1] / "locale"))
# The tool is in French whatever the machine's language is.
os.environ["LANGUAGE"] = "fr"
