"""The drill of docs/production.md: a dump and a copy of the files, brought to life at another place."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from tests.figures import Figure, wrong
from tests.processes import ROOT
from tests.services import find_postgres
from tests.studios import new_database

# Each dump locks its text with a word of its own.
OF_THE_DUMP = ("\\restrict", "\\unrestrict", "--")


def restore() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="pixflow-restored-") as place:
        folder, address = Path(place), new_database(os.environ["DATABASE_URL"])
        run("pg_dump", "-Fc", "-f", str(folder / "dump"), os.environ["DATABASE_URL"])
        shutil.copytree(settings.MEDIA_ROOT, folder / "media")
        run("pg_restore", "--no-owner", "-d", address, str(folder / "dump"))
        elsewhere = os.environ | {"DATABASE_URL": address, "PIXFLOW_DATA": place}
        checked = subprocess.run([sys.executable, "manage.py", "sanity_check"], cwd=ROOT, env=elsewhere, check=False)
        files = contents(settings.MEDIA_ROOT)
        different = files.items() ^ contents(folder / "media").items()
        rows = dumped(os.environ["DATABASE_URL"])
        changed = set(rows) ^ set(dumped(address))
    yield Figure("R8", "files and lines of the dump that were restored", len(files) + len(rows))
    yield wrong("R8", "files and lines that are not what they were", len(different) + len(changed))
    yield wrong("R8", "restored studios in which sanity_check finds something", checked.returncode)


def run(program: str, *words: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        tool = find_postgres(Path(folder)) / program
        return subprocess.run([tool, *words], check=True, capture_output=True, text=True).stdout


def dumped(address: str) -> list[str]:
    """All rows as text."""
    return [line for line in run("pg_dump", "--data-only", address).splitlines() if not line.startswith(OF_THE_DUMP)]


def contents(root: Path) -> dict[str, str]:
    files = [path for path in root.rglob("*") if path.is_file()]
    return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
