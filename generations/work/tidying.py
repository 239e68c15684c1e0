"""What may wait a minute: what was deleted, folders of requests that ended, old keys."""

import shutil
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
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
# The last minute whose folder was looked into.
TIDIED = "tidied-minute"


def tidy() -> None:
    forget_trash()
    forget_unused_tags()
    sweep_spool()
    sweep_minutes()
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


def sweep_minutes() -> None:
    """Folders whose minutes have come since the last time: the clock may jump, and ticks drift or are left out.

    Nobody may know when that was: then all.
    """
    now = int(time.time() // 60)
    last = cache.get(TIDIED)
    if last is None or not now - FOLDERS <= last <= now:
        last = now - FOLDERS
    for minute in range(last + 1, now + 1):
        sweep_media(minute % FOLDERS)
        cache.set(TIDIED, minute, timeout=None)


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
    files.drop({f"{folder.name}/{name}" for name in names} - files.named_among(names))


def _is_old(path: Path) -> bool:
    # It may be gone since it was listed.
    with suppress(FileNotFoundError):
        return time.time() - path.stat().st_mtime > MEDIA_KEPT
    return False
