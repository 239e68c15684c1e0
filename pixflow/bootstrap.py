"""Makes the packages ready before Django is imported: a virtual environment of our own, filled from a lock file.

Standard library only. An environment that has every package already (a container, a developer's own) is used as it is.
"""

import fcntl
import hashlib
import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK, DEVELOPMENT_LOCK = ROOT / "requirements.lock", ROOT / "requirements-dev.lock"
# These commands need what the tests need.
DEVELOPMENT = {"test", "bench", "doubles", "prove"}


def prepare(argv: list[str]) -> None:
    """Returns in an interpreter that has the packages; starts the command again in `.venv` when this one has not."""
    lock = DEVELOPMENT_LOCK if DEVELOPMENT & set(argv[1:2]) else LOCK
    ours = Path(sys.prefix).resolve() == VENV.resolve()
    if not ours and _has_packages(lock):
        return
    if not _is_ready(lock):
        _install(lock)
    elif ours:
        return
    sys.stdout.flush()
    os.execv(PYTHON, [str(PYTHON), str(Path(argv[0]).resolve()), *argv[1:]])


def _has_packages(lock: Path) -> bool:
    if not importlib.util.find_spec("django"):
        return False
    # Lines with a marker ("; sys_platform == ...") are for some machines only.
    needed = set(re.findall(r"^([a-z0-9-]+)==[^;\n]+$", lock.read_text(), re.MULTILINE))
    return needed <= {re.sub(r"[-_.]+", "-", found.name).lower() for found in importlib.metadata.distributions()}


def _stamp(lock: Path) -> Path:
    return VENV / f"{lock.stem}.stamp"


def _fingerprint(lock: Path) -> str:
    return f"{hashlib.sha256(lock.read_bytes()).hexdigest()} {_this_python()}"


def _this_python() -> str:
    return f"{sys.version} {sys.base_prefix}"


def _base_python() -> str:
    """Not the one of an active environment: that one may be gone tomorrow."""
    return getattr(sys, "_base_executable", sys.executable)


def _is_ready(lock: Path) -> bool:
    return PYTHON.exists() and _stamp(lock).exists() and _stamp(lock).read_text() == _fingerprint(lock)


def _install(lock: Path) -> None:
    with _only_one():
        if _is_ready(lock):
            return
        print("Preparing Pixflow's packages, once; this takes up to a minute …", flush=True)
        error = _fill(lock, reuse=_remove_stamps())
        if error:
            _stop(f"The packages could not be installed; check the internet connection, then start again. ({error})")
        # The development lock holds everything that the other one holds.
        for ready in {LOCK, lock}:
            _stamp(ready).write_text(_fingerprint(ready))


def _remove_stamps() -> bool:
    """Stamps stand only while an installation is whole. True when one was, and for this very Python."""
    stamps = list(VENV.glob("*.stamp"))
    whole = PYTHON.exists() and any(stamp.read_text().endswith(_this_python()) for stamp in stamps)
    for stamp in stamps:
        stamp.unlink()
    return whole


@contextmanager
def _only_one() -> Iterator[None]:
    """Two first starts at once: the second waits, and then finds everything ready."""
    try:
        with Path(__file__).open() as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            VENV.mkdir(exist_ok=True)
            yield
    except OSError as error:
        _stop(f"Pixflow keeps its packages in {VENV}, which cannot be written: {error.strerror}.")


def _fill(lock: Path, *, reuse: bool) -> str:
    """What went wrong; empty when all is well."""
    if shutil.which("uv") and not _with_uv(lock, reuse=reuse):
        return ""
    return _with_pip(lock, reuse=reuse)


def _with_uv(lock: Path, *, reuse: bool) -> str:
    made = "" if reuse else _run("uv", "venv", "--quiet", "--clear", "--python", _base_python(), str(VENV))
    return made or _run("uv", "pip", "install", "--quiet", "--python", str(PYTHON), "-r", str(lock))


def _with_pip(lock: Path, *, reuse: bool) -> str:
    if not importlib.util.find_spec("ensurepip"):
        _install_venv_module()
    if reuse and (VENV / "bin" / "pip").exists():
        made = ""
    else:
        # One that uv has made has no pip; this adds it.
        made = _run(_base_python(), "-m", "venv", *([] if reuse else ["--clear"]), str(VENV))
    options = ("--quiet", "--disable-pip-version-check", "--no-input", "--retries", "2")
    return made or _run(str(PYTHON), "-m", "pip", "install", *options, "-r", str(lock))


def _install_venv_module() -> None:
    package = f"python{sysconfig.get_python_version()}-venv"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        _stop(f"Python's venv module is missing. Run: sudo apt install {package} (or install uv), then start again.")
    print(f"Installing {package} …", flush=True)
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    error = _run("apt-get", "update", "-q") or _run("apt-get", "install", "-y", "-q", package)
    if error:
        _stop(f"{package} could not be installed. ({error})")


def _run(*command: str) -> str:
    """The last line of what the command complained about; empty when it did its work."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    except OSError as error:
        return f"{command[0]}: {error.strerror}"
    lines = (done.stderr or done.stdout).strip().splitlines() or [f"{command[0]} ended with {done.returncode}"]
    return lines[-1] if done.returncode else ""


def _stop(sentence: str) -> NoReturn:
    sys.exit(sentence)
