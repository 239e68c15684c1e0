"""What may wait a minute: what was deleted, folders of requests that ended, old keys."""

import shutil
import time
from datetime import timedelta

from django.conf import settings
from django.db.models.functions import Now

from accounts.models import IdempotencyKey
from generations.models import Generation
from generations.states import ACTIVE, State
from generations.work.forgetting import forget_deleted
from live.models import Event

EVENTS_KEPT = timedelta(days=2)  # a reader who was away for longer reads everything again
# A spool folder younger than this may belong to a request that is just being made.
SPOOL_KEPT = 3600.0  # seconds


def tidy() -> None:
    forget_deleted()
    sweep_spool()
    Event.objects.filter(created_at__lt=Now() - EVENTS_KEPT).delete()
    IdempotencyKey.objects.filter(created_at__lt=Now() - timedelta(hours=24)).delete()


def sweep_spool() -> None:
    """Folders of requests that ended otherwise than by success, which removes its own."""
    if not settings.SPOOL_ROOT.exists():
        return
    for folder in settings.SPOOL_ROOT.iterdir():
        if time.time() - folder.stat().st_mtime < SPOOL_KEPT:
            continue
        needed = Generation.objects.filter(attempt_token=folder.name, state__in=[*ACTIVE, State.UNKNOWN])
        if not needed.exists():
            shutil.rmtree(folder, ignore_errors=True)
