"""The shipped files are found in a checkout and in a wheel."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from prelecture import settings

ROOT = Path(__file__).parents[1]
SHIPPED = ["referential_data/icd-racm.yaml", "models/encodeur/modules.json", "models/lecteur", "app/main.py"]


@pytest.mark.parametrize("name", SHIPPED)
def test_a_checkout_finds_its_files(name):
    assert settings.resource(name) == ROOT / name


def test_a_file_that_is_nowhere_is_named():
    with pytest.raises(FileNotFoundError, match=r"models/nulle-part"):
        settings.resource("models/nulle-part")


@pytest.mark.model
def test_an_installed_wheel_carries_all_it_needs(tmp_path):
    builder = pytest.importorskip("hatchling.builders.wheel").WheelBuilder(str(ROOT))
    wheel = Path(next(builder.build(directory=str(tmp_path), versions=["standard"])))
    place = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        archive.extractall(place)
    assert "prelecture/app/.streamlit/config.toml" in names
    assert "prelecture/locale/fr/LC_MESSAGES/messages.mo" in names
    assert [name for name in names if "__pycache__" in name or name.endswith(".pyc")] == []
    code = (
        "import sys; from prelecture import settings; from prelecture.cli import main;"
        f"print([str(settings.resource(name)) for name in {SHIPPED}]);"
        "sys.argv = ['prelecture', 'referentiel', 'lister']; main()"
    )
    environment = os.environ | {"PYTHONPATH": str(place)}
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    found = [str(place / "prelecture" / name) for name in SHIPPED]
    assert result.stdout.splitlines()[0] == str(found)
    assert "icd-racm" in result.stdout
