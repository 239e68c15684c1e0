"""What may wait a minute: rows and files of what was deleted, folders of requests that ended, old keys."""

import shutil
import time
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from accounts.models import IdempotencyKey
from generations.media import files
from generations.models import Generation, Output
from generations.states import ACTIVE, State
from live.models import Event
from projects.models import Project, Session

EVENTS_KEPT = timedelta(days=2)  # a reader who was away for longer reads everything again
# A spool folder younger than this may belong to a request that is just being made.
SPOOL_KEPT = 3600.0  # seconds


def tidy() -> None:
    forget_deleted()
    sweep_spool()
    Event.objects.filter(created_at__lt=Now() - EVENTS_KEPT).delete()
    IdempotencyKey.objects.filter(created_at__lt=Now() - timedelta(hours=24)).delete()


def forget_deleted() -> None:
    """Sessions and projects that were deleted lose their files as soon as no work runs in them any more."""
    gone = Q(generation__session__deleted_at__isnull=False) | Q(project__deleted_at__isnull=False)
    for output in Output.objects.filter(gone, deleted_at=None).exclude(generation__state__in=ACTIVE)[:1000]:
        names = [name for name in (output.file.name, output.preview.name, output.poster.name) if name]
        Output.objects.filter(pk=output.pk).update(deleted_at=Now(), file="", preview="", poster="", blur="")
        files.drop(names)
    for project in Project.objects.exclude(deleted_at=None).exclude(generations__state__in=ACTIVE):
        if not project.outputs.filter(deleted_at=None).exists():
            project.delete()
    _forget_sessions()


def _forget_sessions() -> None:
    """Rows go too, unless a picture of the session was used elsewhere: then it stays as an empty ancestor."""
    for session in Session.objects.exclude(deleted_at=None).exclude(generations__state__in=ACTIVE):
        outputs = Output.objects.filter(generation__session=session)
        used = Q(used_in__isnull=False) | Q(iterations__isnull=False)
        if not outputs.filter(deleted_at=None).exists() and not outputs.filter(used).exists():
            with transaction.atomic():
                session.delete()


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
