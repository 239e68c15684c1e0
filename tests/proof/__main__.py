"""One part of the proof, in a process and with stores of its own: python -m tests.proof R2 small figures.json"""

import ctypes
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import django

from tests.figures import Figure, as_rows

Measure = Callable[[str], Iterator[Figure]]
PR_SET_PDEATHSIG = 1


def main(part: str, scale: str, file: str) -> None:
    end_with_all_that_was_started()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pixflow.settings")
    django.setup()
    # Only now: most of them read models.
    measure: Measure = import_module(f"tests.proof.{part}").measure
    Path(file).write_text(json.dumps(as_rows(measure(scale))))


def end_with_all_that_was_started() -> None:
    """When we are told to end, and when whoever started us has been killed."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit("Stopped.")
