"""The nightly check, in slices: no worker is busy with it for long, and whoever dies in the middle loses a slice."""

import logging
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta

from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from generations.models import Inspection
from generations.models.inspection import InspectionState
from generations.work.checking import AT_ONCE, Check, Finding, Page, Scope, settle, walk
from generations.work.checking.folders import SWEPT

log = logging.getLogger(__name__)

SLICE = 20.0  # seconds
# A slice ends with the page that it is at: a gigabyte of clips on a slow disk takes its time.
LEASE = timedelta(minutes=10)
KEPT = 30
# More findings of one night are counted and not kept.
TOLD_MAX = 1000


def begin() -> Inspection | None:
    """None while one is running."""
    try:
        with transaction.atomic():
            made = Inspection.objects.create()
    except IntegrityError:
        return None
    old = Inspection.objects.order_by("-pk").values_list("pk", flat=True)[KEPT:]
    Inspection.objects.filter(pk__in=list(old)).delete()
    return made


def due() -> int | None:
    """The one that waits to be gone on with: its slice has ended, or whoever made it is gone."""
    return _free().values_list("pk", flat=True).first()


def inspect(pk: int) -> bool:
    """One slice. True when there is more to look at."""
    if not _free().filter(pk=pk).update(fence=F("fence") + 1, lease_until=Now() + LEASE):
        return False
    inspection = Inspection.objects.get(pk=pk)
    try:
        return _slice(inspection)
    except (OperationalError, InterfaceError):
        raise  # the database is away: it is gone on with when the lease has run out
    except Exception as error:
        log.exception("inspecting")
        _write(inspection, state=InspectionState.FAILED, finished_at=Now(), error=f"{inspection.step}: {error!r}")
        return False


def _free() -> QuerySet[Inspection]:
    free = Q(lease_until=None) | Q(lease_until__lte=Now())
    return Inspection.objects.filter(free, state=InspectionState.RUNNING)


def _slice(inspection: Inspection) -> bool:
    scope, end = Scope(grace=SWEPT), time.monotonic() + SLICE
    suspects: list[tuple[Check, Finding]] = []
    more = False
    for check, page in walk(scope, inspection.step, inspection.position):
        _go_on(inspection, check, page)
        suspects += [(check, finding) for finding in page.findings]
        if more := time.monotonic() > end or len(suspects) >= AT_ONCE:
            break
    _add(inspection, settle(scope, suspects))
    ended = {} if more else {"state": InspectionState.FINISHED, "finished_at": Now()}
    return _write(inspection, **ended) and more


def _go_on(inspection: Inspection, check: Check, page: Page) -> None:
    inspection.step, inspection.position = check.name, page.position
    inspection.looked += page.looked


def _add(inspection: Inspection, found: Sequence[Finding]) -> None:
    inspection.counts = dict(Counter(inspection.counts) + Counter(str(finding.kind) for finding in found))
    room = TOLD_MAX - len(inspection.findings)
    inspection.findings += [asdict(finding) for finding in found[:room]]


def _write(inspection: Inspection, **changes: object) -> bool:
    """False when the lease ran out and somebody else has gone on meanwhile."""
    seen = {name: getattr(inspection, name) for name in ("step", "position", "looked", "counts", "findings")}
    mine = Inspection.objects.filter(pk=inspection.pk, fence=inspection.fence, state=InspectionState.RUNNING)
    return bool(mine.update(**seen, lease_until=None, **changes))
