"""One part of the proof, in a process and with stores of its own: python -m tests.proof R2 small figures.json"""

import json
import os
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import django

from tests.figures import Figure, as_rows

Measure = Callable[[str], Iterator[Figure]]


def main(part: str, scale: str, file: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pixflow.settings")
    django.setup()
    # Only now: most of them read models.
    measure: Measure = import_module(f"tests.proof.{part}").measure
    Path(file).write_text(json.dumps(as_rows(measure(scale))))


if __name__ == "__main__":
    main(*sys.argv[1:])
