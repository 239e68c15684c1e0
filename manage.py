#!/usr/bin/env python3
"""`python3 manage.py studio` on any machine with Python 3.11: packages are made ready first, then Django takes over."""

import gc
import importlib
import os
import sys

if sys.version_info < (3, 11):
    sys.exit("Pixflow needs Python 3.11 or newer, and this is Python {}.{}.".format(*sys.version_info[:2]))

from pixflow import bootstrap


def main() -> None:
    bootstrap.prepare(sys.argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pixflow.settings")
    try:
        importlib.import_module("pixflow.settings")
    except OSError as error:
        sys.exit(
            f"{error.filename} cannot be used: {error.strerror}. Set PIXFLOW_DATA to a folder that can be written."
        )
    # Nothing that an import makes is garbage, and looking for it would take a fifth of the start.
    gc.disable()
    importlib.import_module("django").setup()
    gc.freeze()
    gc.enable()
    importlib.import_module("django.core.management").execute_from_command_line(sys.argv)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("Stopped.")
