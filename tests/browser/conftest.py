"""A real server and a real Chromium for the journeys."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parents[2]
# Only the folder of the test itself is on the path.
sys.path.insert(0, str(ROOT / "tests"))


class Server:
    """The app on a free port of this computer, with data of its own; it can be killed and come back."""

    def __init__(self, data):
        self.data = data
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = None

    def start(self):
        environment = os.environ | {"PRELECTURE_DONNEES": str(self.data), "PYTHONPATH": str(ROOT / "tests")}
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "streamlit",
                "run",
                str(Path(__file__).with_name("served_app.py")),
                f"--server.port={self.port}",
            ],
            cwd=ROOT / "app",  # its .streamlit/config.toml holds
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        limit = time.monotonic() + 90
        while time.monotonic() < limit:
            try:
                urlopen(f"{self.url}/_stcore/health", timeout=2).read()
            except OSError:
                time.sleep(0.2)
                continue
            return
        raise AssertionError("the server did not start")

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        self.process.wait(20)

    def kill_and_start(self):
        self.stop(signal.SIGKILL)
        self.start()


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    running = Server(tmp_path_factory.mktemp("serveur"))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def new_page(chromium, server):
    """A function that opens the app in a browser of its own; at the end, nothing left the computer."""
    contexts, outside = [], []

    def open_page(path="/", *, width=1280, height=800, scheme="light"):
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            locale="fr-FR",
            accept_downloads=True,
        )
        contexts.append(context)
        context.set_default_timeout(60_000)
        page = context.new_page()
        page.on(
            "request",
            lambda request: (
                outside.append(request.url)
                if not request.url.startswith((server.url, "data:", "blob:"))
                else None
            ),
        )
        page.goto(server.url + path, timeout=60_000)
        page.get_by_test_id("stMain").wait_for()
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert outside == []
