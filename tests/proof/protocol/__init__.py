"""R0: generations in any order, on the real models; and mistakes put into the studio, which have to be found."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.figures import Figure
from tests.processes import ROOT

# In memory, files as well where the machine has such a folder: a hundred thousand steps wait for no disk.
MEMORY = Path("/dev/shm")


def measure(scale: str) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        file = Path(folder) / "figures.json"
        stores = {"DATABASE_URL": "sqlite://:memory:", "REDIS_URL": "", "PIXFLOW_DATA": folder, "FAL_KEY": "none"}
        command = [sys.executable, "-m", "tests.proof", "protocol.steps", scale, str(file)]
        subprocess.run(command, cwd=ROOT, env=os.environ | stores, check=True)
        for row in json.loads(file.read_text()):
            del row["verdict"]
            yield Figure(**row)
