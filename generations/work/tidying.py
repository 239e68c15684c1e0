"""What may wait a minute: what was deleted, folders of requests that ended, old keys."""

import shutil
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db.models.functions import Now

from accounts.models import IdempotencyKey
from generations.media import files
from generations.media.names import OURS
from generations.media.storage import NEW
from generations.models import Generation
from generations.states import ACTIVE, State
from generations.work.forgetting import forget_trash
from generations.work.tags import forget_unused_tags
from live.models import Event

EVENTS_KEPT = timedelta(days=2)  # a reader who was away for longer reads everything again
# A spool folder younger than this may belong to a request that is just being made.
SPOOL_KEPT = 3600.0  # seconds
# As long does whoever stores a file have until its row is there.
MEDIA_KEPT = 3600.0
# One of them a minute.
FOLDERS = 256
AT_ONCE = 1000


def tidy() -> None:
    forget_trash()
    forget_unused_tags()
    sweep_spool()
    sweep_media(int(time.time() // 60) % FOLDERS)
    Event.objects.filter(created_at__lt=Now() - EVENTS_KEPT).delete()
    IdempotencyKey.objects.filter(created_at__lt=Now() - timedelta(hours=24)).delete()


def sweep_spool() -> None:
    """Folders of requests that ended otherwise than by success, which removes its own."""
    if not settings.SPOOL_ROOT.exists():
        return
    for folder in settings.SPOOL_ROOT.iterdir():
        if time.time() - folder.stat().st_mtime < SPOOL_KEPT:
            continue
        if not is_needed(folder):
            shutil.rmtree(folder, ignore_errors=True)


def is_needed(folder: Path) -> bool:
    return Generation.objects.filter(attempt_token=folder.name, state__in=[*ACTIVE, State.UNKNOWN]).exists()


def sweep_media(number: int) -> None:
    """Files of one folder that no row names: a worker died before it wrote the row, or right after it took it away.

    What is none of ours by its name stays: it is not for the studio to remove.
    """
    folder = settings.MEDIA_ROOT / f"{number:02x}"
    old = [path for path in folder.glob("*") if path.is_file() and _is_old(path)]
    for path in old:
        if path.name.startswith(NEW):
            path.unlink(missing_ok=True)
    names = [path.name for path in old if OURS.fullmatch(path.name)]
    for start in range(0, len(names), AT_ONCE):
        chunk = names[start : start + AT_ONCE]
        files.drop({f"{folder.name}/{name}" for name in chunk} - files.named_among(chunk))


def _is_old(path: Path) -> bool:
    # It may be gone since it was listed.
    with suppress(FileNotFoundError):
        return time.time() - path.stat().st_mtime > MEDIA_KEPT
    return False
