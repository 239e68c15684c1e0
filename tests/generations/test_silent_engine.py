"""An engine that takes connections and never answers: nobody is kept long by looks at it, and none of them is lost."""

import socket
import time
from collections.abc import Iterator
from datetime import timedelta

import fal_client.client
import httpx
import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from generations.engines import providers
from generations.models import Generation
from generations.states import State
from generations.work import looking
from projects.models import Session
from tests.generations.rows import a_generation

pytestmark = pytest.mark.django_db
AT_ONCE, SILENCE = 4, 0.4


@pytest.fixture(autouse=True)
def _silent(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(fal_client.client, "QUEUE_POLL_TIMEOUT", httpx.Timeout(SILENCE))
    monkeypatch.setattr(looking, "BEGUN", SILENCE / 2)
    monkeypatch.setattr(looking, "AT_ONCE", AT_ONCE)
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        settings.FAL_KEY, settings.FAL_URL = "sim:key", f"http://127.0.0.1:{server.getsockname()[1]}"
        for forget in (providers.cache_clear, looking._pool.cache_clear):
            forget()
        yield
        for forget in (providers.cache_clear, looking._pool.cache_clear):
            forget()


def test_looks_that_nobody_gets_round_to_are_due_again_when_their_claim_ends(session: Session) -> None:
    for number in range(4 * AT_ONCE):
        facts = {"model": "fal-z-image-turbo", "provider": "fal", "provider_request_id": f"request-{number}"}
        a_generation(session, state=State.SUBMITTED, submitted_at=timezone.now(), **facts)
    Generation.objects.update(next_look_at=timezone.now() - timedelta(seconds=1))
    (claimed,) = looking.due()
    begin = time.monotonic()
    assert looking.look_many(claimed) == []
    assert time.monotonic() - begin < 2 * SILENCE + 1
    soon = timezone.now() + looking.LOOKING / 2
    left = Generation.objects.filter(next_look_at__gt=soon, next_look_at__lte=timezone.now() + looking.LOOKING)
    assert left.count() == len(claimed) - AT_ONCE
