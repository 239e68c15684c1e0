"""What a file really is: decided by decoding it, never by its name, its header or its sender."""

import json
import os
import signal
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from django.conf import settings

from generations.media.forks import TROUBLE, Forks

DECODERS = {"image": Forks("generations.media.decode"), "video": Forks("generations.media.probe")}
LAST_FRAME = Forks("generations.media.last_frame")
# The machine's trouble and not the picture's: it is worth another try.
STOPPED = (TROUBLE, -signal.SIGINT, -signal.SIGTERM, -signal.SIGKILL, -signal.SIGALRM)
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
    most = settings.UPLOAD_MAX_PIXELS if clean else settings.RESULT_MAX_PIXELS
    return Inspected(**_run(DECODERS[kind], path, folder, most, "1" if clean else "0"))


def write_last_frame(clip: Path, folder: Path) -> Path:
    """Raises NotMedia, FileNotFoundError."""
    if not clip.is_file():
        raise FileNotFoundError(clip)
    return folder / str(_run(LAST_FRAME, clip, folder, settings.RESULT_MAX_PIXELS)["frame"])


def _run(program: Forks, path: Path, folder: Path, most: int, *options: str) -> dict[str, Any]:
    with _decoding:
        status, printed = program.run(str(path), str(folder), str(most), *options)
    if status in STOPPED:
        raise OSError("the decoder was stopped or had no time, or its disk is full")
    try:
        answer: dict[str, Any] = json.loads(printed)
    except json.JSONDecodeError:
        # Ended by its own limits, or by a bug of a decoder: either way this file is not for us.
        raise NotMedia("This file cannot be read.") from None
    if "refused" in answer:
        raise NotMedia(answer["refused"])
    return answer
