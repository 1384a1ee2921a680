"""The commands around the app."""

import http.client
import json
import socket
import subprocess
import time
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

import fake_review
import maps
from prelecture.cli import web
from prelecture.review_store import ReviewStore, Space
from prelecture.services import reviewer

app = typer.Typer()
web.register(app)


@pytest.fixture(autouse=True)
def _here(monkeypatch, tmp_path):
    monkeypatch.setenv("PRELECTURE_DONNEES", str(tmp_path / "donnees"))
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    monkeypatch.setattr(reviewer, "_chosen", "fake_review:review")


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_a_class_gives_maps_a_workbook_and_feedback(tmp_path):
    assert fake_review.review
    dossiers = tmp_path / "dossiers"
    dossiers.mkdir()
    for name, content in {"ana_v1.pdf": b"un", "ana_v2.pdf": b"deux", "bob.pdf": b"REFUSE"}.items():
        (dossiers / name).write_bytes(content)
    output = tmp_path / "sortie"
    result = run("classe", dossiers, "-r", "icd-racm", "-e", "b1e1", "-o", output, "--json")
    assert result.exit_code == 0, result.output
    rows = json.loads(result.stdout)
    assert [(row["code"], row["etat"]) for row in rows] == [
        ("C-001", "lu"),
        ("C-001", "lu"),
        ("C-002", "non lu"),
    ]
    assert (output / "classe.xlsx").stat().st_size > 1000
    assert [path.name for path in (output / "retours").iterdir()] == ["C-001.html"]
    again = run("classe", dossiers, "-r", "icd-racm", "-e", "B1E1", "-o", output)
    assert again.stderr.count("déjà lu") == 2
    assert "abîmé" in again.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("-r", "icd-racm", "-e", "Z9"), "Z9"),
        (("-r", "inconnu", "-e", "B1E1"), "inconnu"),
        (("-r", "icd-racm", "-e", "B1E1"), "Aucun dossier"),
    ],
)
def test_a_wrong_request_is_said_in_one_sentence(tmp_path, arguments, message):
    (tmp_path / "vide").mkdir()
    result = run("classe", tmp_path / "vide", *arguments, "-o", tmp_path / "sortie")
    assert result.exit_code == 2
    assert message in result.stderr


def test_a_purge_shows_first_and_removes_with_force(tmp_path):
    store = ReviewStore()
    store.keep_dossier(file=b"x", coverage=maps.realistic_map(), space=Space.JURY, code="D-007", keep_days=-1)
    store.keep_dossier(file=b"x", coverage=maps.realistic_map(), space=Space.JURY, code="D-008")
    assert "D-007" in run("purger").stdout
    assert len(store.dossiers(Space.JURY)) == 2
    assert "Reçu R-" in run("purger", "--force").stdout
    assert [dossier.code for dossier in store.dossiers(Space.JURY)] == ["D-008"]
    assert "Aucun" in run("purger").stdout
    assert (
        json.loads(run("purger", "--dossier", "D-008", "--force", "--json").stdout)["recu"]["dossiers"] == 1
    )
    assert store.dossiers(Space.JURY) == ()


def test_the_app_is_served_to_this_computer_only_and_tells_no_one():
    command = web.web_arguments(port=9999, browser=False)
    assert "--server.address=127.0.0.1" in command
    assert "--browser.gatherUsageStats=false" in command
    assert Path(command[4]).name == "main.py"
    shared = web.web_arguments(address="10.0.0.5")
    assert "--server.allowedHosts=10.0.0.5" in shared
    assert "--server.allowedHosts=localhost" not in shared


def test_the_served_page_lets_its_own_browser_in_and_no_other_name():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = web.web_arguments(port=port, browser=False)
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            assert handshake(port, f"127.0.0.1:{port}") == 101
            assert handshake(port, f"localhost:{port}") == 101
            assert handshake(port, "ailleurs.example") == 403
        finally:
            server.terminate()


def handshake(port, host):
    """The answer to the WebSocket by which a page of Streamlit lives; the server gets a minute to start."""
    headers = {
        "Host": host,
        "Origin": f"http://{host}",
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version": "13",
    }
    limit = time.monotonic() + 60
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/_stcore/stream", headers=headers)
            return connection.getresponse().status
        except OSError:
            assert time.monotonic() < limit, "the server did not start"
            time.sleep(0.3)
        finally:
            connection.close()
