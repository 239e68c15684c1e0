"""Works generations off inside the test, in the order in which the studio's own tasks would."""

import time

from django.db.models import Q
from django.db.models.functions import Now

from generations.models import Generation
from generations.states import ACTIVE, State
from generations.work import dispatching, looking, recovery, storing, submitting

PAUSE = 0.02  # seconds


def drain(timeout: float = 60) -> None:
    """Until nothing runs and nothing lost is due to be asked for. Fails with what still runs after `timeout` s."""
    # Doorbells that were rung at commit have no worker here: ring again at once.
    Generation.objects.filter(state=State.QUEUED).update(next_look_at=None)
    end = time.monotonic() + timeout
    while open_rows := _open_rows():
        assert time.monotonic() < end, f"still running: {open_rows}"
        _once()
        time.sleep(PAUSE)


def begun() -> list[int]:
    """Ids of those that may begin now."""
    return [pk for choice in dispatching.choose() for pk in choice.begin]


def _open_rows() -> list[tuple[int, str]]:
    rows = Generation.objects.filter(Q(state__in=ACTIVE) | Q(state=State.UNKNOWN, next_look_at__lte=Now()))
    return list(rows.values_list("pk", "state"))


def _once() -> None:
    recovery.take_over_expired()
    recovery.stop_deleted()
    for pk in begun():
        if submitting.submit(pk, wake=lambda: None) is submitting.Next.STORE:
            storing.store(pk)
    for pk in recovery.due():
        recovery.ask(pk)
    for pk in Generation.objects.filter(state=State.SUBMITTED).values_list("pk", flat=True):
        if looking.look(pk) is submitting.Next.STORE:
            storing.store(pk)
    for pk in storing.due():
        storing.store(pk)
