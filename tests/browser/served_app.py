"""The app as served to the browser tests: the real pages, with hand-made maps instead of the model."""

import runpy
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "app"), str(ROOT / "tests")]

from prelecture.services import reviewer  # noqa: E402

reviewer.use("fake_review:review")
runpy.run_path(str(ROOT / "app" / "main.py"), run_name="__main__")
