"""What a file really is: decided by decoding it, never by its name, its header or its sender."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from django.conf import settings

from generations.media.decode import TROUBLE

TIMEOUT = 120  # seconds
PROGRAMS = {"image": "generations.media.decode", "video": "generations.media.probe"}
# The machine's trouble and not the picture's: it is worth another try.
STOPPED = (TROUBLE, -signal.SIGINT, -signal.SIGTERM, -signal.SIGKILL)
# Decoding computes and takes memory: more at once would only slow each of them down.
_decoding = BoundedSemaphore(os.cpu_count() or 1)


class NotMedia(Exception):
    """The message says why, for the person who sent it."""


@dataclass(frozen=True, slots=True)
class Inspected:
    """`preview`, `poster` and `cleaned` name files in the folder.

    `cleaned` is empty when the original can stay as it is; `poster` and `duration` (seconds) are those of clips.
    """

    content_type: str
    extension: str
    width: int
    height: int
    preview: str
    blur: str
    cleaned: str
    poster: str = ""
    duration: float | None = None


def inspect(path: Path, folder: Path, *, kind: str, clean: bool) -> Inspected:
    return Inspected(**_run(PROGRAMS[kind], path, folder, "1" if clean else "0"))


def write_last_frame(clip: Path, folder: Path) -> Path:
    """Raises NotMedia, FileNotFoundError."""
    if not clip.is_file():
        raise FileNotFoundError(clip)
    return folder / str(_run("generations.media.last_frame", clip, folder)["frame"])


def _run(program: str, path: Path, folder: Path, *options: str) -> dict[str, Any]:
    command = [sys.executable, "-m", program, str(path), str(folder), str(settings.UPLOAD_MAX_PIXELS), *options]
    try:
        with _decoding:
            # In a group of its own: Ctrl-C in the terminal must not look like a picture that cannot be read.
            done = subprocess.run(
                command,
                cwd=settings.BASE_DIR,
                capture_output=True,
                timeout=TIMEOUT,
                check=False,
                start_new_session=True,
            )
    except subprocess.TimeoutExpired:
        raise OSError("the decoder had no time") from None
    if done.returncode in STOPPED:
        raise OSError("the decoder was stopped, or its disk is full")
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except json.JSONDecodeError:
        # Ended by its own limits, or by a bug of a decoder: either way this file is not for us.
        raise NotMedia("This file cannot be read.") from None
    if "refused" in answer:
        raise NotMedia(answer["refused"])
    return answer
