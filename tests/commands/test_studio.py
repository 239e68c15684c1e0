"""`manage.py studio` as people run it: first start, second start, stopped, killed, and refused with a sentence."""

import re
import resource
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.client import Program, new_token
from tests.doubles.server import DoubleProcess
from tests.processes import ROOT, Process, Processes, kill

EMAIL = "admin@localhost"
SLOW = "waves [[sim:run=4]]"
STOP_MAX, SECOND_START_MAX = 3.0, 3.0  # seconds; `manage.py bench` measures how quick it really is

pytestmark = pytest.mark.topology("embedded")


@pytest.fixture(scope="session")
def static(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Collected once for all these studios."""
    return tmp_path_factory.mktemp("static")


@pytest.fixture
def doubles(tmp_path: Path) -> Iterator[DoubleProcess]:
    with DoubleProcess(str(tmp_path / "doubles.sqlite3")) as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def environment(folder: Path, static: Path) -> dict[str, str]:
    return {
        "PIXFLOW_DATA": str(folder),
        "PIXFLOW_STATIC_ROOT": str(static),
        "PIXFLOW_ADMIN_EMAIL": EMAIL,
        "PIXFLOW_ADMIN_PASSWORD": "",
        "DATABASE_URL": f"sqlite:///{folder}/pixflow.sqlite3",
        "REDIS_URL": "",
    }


@pytest.fixture
def processes(environment: dict[str, str], tmp_path: Path) -> Iterator[Processes]:
    with Processes(environment, tmp_path) as running:
        yield running


def _said(processes: Processes) -> str:
    return (processes.folder / "studio.log").read_text()


def _end(process: Process, sign: signal.Signals) -> float:
    begin = time.monotonic()
    process.send_signal(sign)
    assert process.wait(30) == 0
    return time.monotonic() - begin


def _refused(environment: dict[str, str], *options: str) -> str:
    """Nothing but one sentence."""
    command = [sys.executable, "manage.py", "studio", *options]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stdout
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    return done.stderr


def test_a_newcomer_signs_in_with_what_the_first_start_printed(processes: Processes) -> None:
    _, address = processes.studio()
    with httpx.Client(base_url=address, follow_redirects=True, timeout=30) as browser:
        form = browser.get("/")
        password = re.findall(r"Password +(\S+)", _said(processes))[0]
        csrf = re.findall(r'csrfmiddlewaretoken" value="(\w+)"', form.text)[0]
        page = browser.post(form.url, data={"login": EMAIL, "password": password, "csrfmiddlewaretoken": csrf})
    assert "My first project" in page.text
    assert EMAIL in _said(processes)


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_cleanly_and_the_second_start_is_quick(processes: Processes, sign: signal.Signals) -> None:
    process, address = processes.studio()
    httpx.get(address, timeout=30)
    assert _end(process, sign) < STOP_MAX
    assert _said(processes).endswith("\nStopped.\n")
    before = _seconds_of_ended_children()
    process, address = processes.studio()
    httpx.get(address, timeout=30)
    _end(process, sign)
    assert _seconds_of_ended_children() - before < SECOND_START_MAX
    assert _said(processes).count("Password") == 1


def _seconds_of_ended_children() -> float:
    """Of the processor: what else this machine has to do does not count."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_the_second_studio_of_a_folder_names_the_first(processes: Processes, environment: dict[str, str]) -> None:
    _, address = processes.studio()
    httpx.get(address, timeout=30)
    assert _refused(environment) == f"Already running: {address}/\n"


def test_a_busy_port_leads_to_the_next_one(processes: Processes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        processes.start("studio", "manage.py", "studio", "--port", str(port))
        while not (found := re.findall(r"ready: http://127\.0\.0\.1:(\d+)/", _said(processes))):
            time.sleep(0.05)
    assert port < int(found[0]) < port + 50


@pytest.mark.parametrize("end", ["stop", "kill -9"])
def test_running_work_goes_on_at_the_next_start(processes: Processes, doubles: DoubleProcess, end: str) -> None:
    processes.environment |= doubles.environment
    process, address = processes.studio()
    token = new_token(processes, EMAIL)
    with Program(address, token) as program:
        made = program.ask(program.new_session(), SLOW, "fal-z-image-turbo")["generations"][0]["id"]
        _until(program, made, "submitted")
    if end == "stop":
        assert _end(process, signal.SIGTERM) < STOP_MAX
        assert "1 unfinished job goes on at the next start." in _said(processes)
    else:
        kill(process)
    _, address = processes.studio()
    with Program(address, token) as program:
        _until(program, made, "succeeded")
    assert len(doubles.bill()) == 1


def _until(program: Program, generation: int, state: str) -> None:
    end = time.monotonic() + 30
    while (found := program.get(f"generations/{generation}/")["state"]) != state:
        assert time.monotonic() < end, found
        time.sleep(0.05)


def test_the_database_is_copied_before_it_is_changed(processes: Processes, folder: Path) -> None:
    process, _ = processes.studio()
    _end(process, signal.SIGTERM)
    assert not (folder / "backups").exists()
    processes.run("manage.py", "migrate", "account", "0005", "-v0")
    process, _ = processes.studio()
    _end(process, signal.SIGTERM)
    copies = list((folder / "backups").iterdir())
    with closing(sqlite3.connect(copies[0])) as copy:
        assert copy.execute("SELECT email FROM accounts_user").fetchall() == [(EMAIL,)]
    assert len(copies) == 1


def test_a_folder_that_cannot_be_used_is_named(environment: dict[str, str], folder: Path) -> None:
    folder.touch()
    assert str(folder) in _refused(environment)


def test_a_lock_that_cannot_be_written_is_named(environment: dict[str, str], folder: Path) -> None:
    (folder / "studio.lock").mkdir(parents=True)
    assert str(folder / "studio.lock") in _refused(environment)


def test_a_database_that_cannot_be_opened_is_told(environment: dict[str, str]) -> None:
    refused = _refused(environment | {"DATABASE_URL": "sqlite:////no/such/folder/pixflow.sqlite3"})
    assert "the database cannot be used" in refused


def test_an_address_of_another_machine_is_refused(environment: dict[str, str]) -> None:
    assert "192.0.2.1" in _refused(environment, "--host", "192.0.2.1")
