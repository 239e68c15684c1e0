"""The very first command on a machine that has only Python, in a copy of the tree with locks that need no network."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTHON = getattr(sys, "_base_executable", sys.executable)
LOCKS = ("requirements.lock", "requirements-dev.lock")
# What manage.py does before Django comes; {} is for what a test changes about the machine.
START = """
import os, sys
{}
from pixflow import bootstrap
bootstrap.prepare(sys.argv)
print("in", sys.prefix)
"""

pytestmark = pytest.mark.topology("embedded")
Done = subprocess.CompletedProcess[str]
Start = Callable[..., Done]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tree in which the command has run once."""
    tree = tmp_path_factory.mktemp("clone")
    _clone(tree)
    assert "Preparing" in _start(tree).stdout
    return tree


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    _clone(tmp_path)
    return tmp_path


def _clone(tree: Path) -> None:
    (tree / "pixflow").mkdir()
    (tree / "pixflow" / "__init__.py").touch()
    shutil.copy(ROOT / "pixflow" / "bootstrap.py", tree / "pixflow")
    shutil.copy(ROOT / "manage.py", tree)
    for lock in LOCKS:
        (tree / lock).write_text("# nothing\n")


def _start(tree: Path, *words: str, machine: str = "", python: str = PYTHON, **environment: str) -> Done:
    (tree / "start.py").write_text(START.format(machine))
    # -S: without the packages that this machine's own Python may have. No uv, unless a test brings one.
    command = [python, *(["-S"] if python == PYTHON else []), str(tree / "start.py"), *words]
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tree), "PIP_NO_INDEX": "1", **environment}
    return subprocess.run(command, cwd="/", env=environment, capture_output=True, text=True, check=False)


def _refused(done: Done) -> str:
    """Nothing but one sentence."""
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    return done.stderr


def test_the_second_start_prepares_nothing(prepared: Path) -> None:
    assert _start(prepared).stdout == f"in {prepared / '.venv'}\n"


def test_tests_bring_their_own_packages_once(prepared: Path) -> None:
    (prepared / "requirements-dev.lock").write_text("# more\n")
    assert "Preparing" in _start(prepared, "test").stdout
    assert "Preparing" not in _start(prepared, "test").stdout
    assert "Preparing" not in _start(prepared, "studio").stdout


def test_a_changed_lock_is_installed_into_the_same_environment(prepared: Path) -> None:
    kept = prepared / ".venv" / "kept"
    kept.touch()
    (prepared / "requirements.lock").write_text("# changed\n")
    assert "Preparing" in _start(prepared).stdout
    assert kept.exists()


def test_an_interrupted_installation_is_done_again_from_the_start(prepared: Path) -> None:
    rubbish = prepared / ".venv" / "rubbish"
    rubbish.touch()
    for stamp in (prepared / ".venv").glob("*.stamp"):
        stamp.unlink()
    assert "Preparing" in _start(prepared).stdout
    assert not rubbish.exists()


def test_a_broken_uv_is_no_obstacle(prepared: Path) -> None:
    programs = prepared / "programs"
    programs.mkdir()
    (programs / "uv").write_text("#!/bin/sh\nexit 2\n")
    (programs / "uv").chmod(0o755)
    (prepared / "requirements.lock").write_text("# for uv\n")
    done = _start(prepared, PATH=f"{programs}:/usr/bin:/bin")
    assert done.stdout.endswith(f"in {prepared / '.venv'}\n")


def test_without_network_it_says_so(prepared: Path) -> None:
    (prepared / "requirements.lock").write_text("pixflow-needs-this==1.0\n")
    assert "check the internet connection" in _refused(_start(prepared))


def test_without_venv_module_it_says_what_to_install(tree: Path) -> None:
    machine = "sys.modules['ensurepip'] = None; os.geteuid = lambda: 1000"
    assert "sudo apt install python3." in _refused(_start(tree, machine=machine))


def test_an_administrator_gets_the_venv_module_installed(prepared: Path) -> None:
    programs = prepared / "system"
    programs.mkdir()
    (programs / "apt-get").write_text(f'#!/bin/sh\necho "$@" >> {programs}/asked\n')
    (programs / "apt-get").chmod(0o755)
    (prepared / "requirements.lock").write_text("# for apt\n")
    machine = "sys.modules['ensurepip'] = None; os.geteuid = lambda: 0"
    done = _start(prepared, machine=machine, PATH=f"{programs}:/usr/bin:/bin")
    assert done.stdout.endswith(f"in {prepared / '.venv'}\n")
    assert re.search(r"install .*python3\.\d+-venv", (programs / "asked").read_text())


def test_a_folder_that_cannot_be_written_is_named(tree: Path) -> None:
    (tree / ".venv").touch()
    assert str(tree / ".venv") in _refused(_start(tree))


def test_an_environment_that_has_everything_is_used_as_it_is(tree: Path) -> None:
    for lock in LOCKS:
        shutil.copy(ROOT / lock, tree)
    done = _start(tree, "test", python=sys.executable)
    assert done.stdout == f"in {sys.prefix}\n"
    assert not (tree / ".venv").exists()


def test_an_older_python_gets_a_sentence(tree: Path) -> None:
    old = "import runpy, sys; sys.version_info = (3, 9, 2); runpy.run_path('manage.py', run_name='__main__')"
    done = subprocess.run([PYTHON, "-c", old], cwd=tree, capture_output=True, text=True, check=False)
    assert _refused(done) == "Pixflow needs Python 3.11 or newer, and this is Python 3.9.\n"
