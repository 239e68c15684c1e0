"""What a file really is: decided by decoding it, never by its name, its header or its sender."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

TIMEOUT = 60  # seconds


class NotMedia(Exception):
    """The message says why, for the person who sent it."""


@dataclass(frozen=True, slots=True)
class Inspected:
    """`preview` and `cleaned` name files in the folder; `cleaned` is empty when the original can stay as it is."""

    content_type: str
    extension: str
    width: int
    height: int
    preview: str
    blur: str
    cleaned: str


def inspect(path: Path, folder: Path, *, clean: bool) -> Inspected:
    command = [sys.executable, "-m", "generations.media.decode", str(path), str(folder)]
    command += [str(settings.UPLOAD_MAX_PIXELS), "1" if clean else "0"]
    try:
        done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, timeout=TIMEOUT, check=False)
        answer = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        # Killed by its own limits, or by a bug of a decoder: either way this file is not for us.
        raise NotMedia("This picture cannot be read.") from None
    if "refused" in answer:
        raise NotMedia(answer["refused"])
    return Inspected(**answer)
