"""An engine that takes connections and never answers: nobody is kept long by looks at it, and none of them is lost."""

import socket
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

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
    monkeypatch.setattr(looking, "BEGIN_WITHIN", SILENCE / 2)
    monkeypatch.setattr(looking, "AT_ONCE", AT_ONCE)
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        settings.FAL_KEY, settings.FAL_URL = "sim:key", f"http://127.0.0.1:{server.getsockname()[1]}"
        for forget in (providers.cache_clear, looking._pool.cache_clear):
            forget()
        yield
        for forget in (providers.cache_clear, looking._pool.cache_clear):
            forget()


def submitted(session: Session, count: int) -> list[int]:
    """Ids of rows that are claimed for a look now."""
    for number in range(count):
        facts: dict[str, Any] = {
            "model": "fal-z-image-turbo",
            "provider": "fal",
            "provider_request_id": f"request-{number}",
        }
        a_generation(session, state=State.SUBMITTED, submitted_at=timezone.now(), **facts)
    Generation.objects.update(next_look_at=timezone.now() - timedelta(seconds=1))
    (claimed,) = looking.due()
    return claimed


def test_those_that_nobody_got_round_to_come_first_at_the_next_look(session: Session) -> None:
    claimed = submitted(session, 5 * AT_ONCE)
    begin = time.monotonic()
    assert looking.look_many(claimed) == []
    assert time.monotonic() - begin < 2 * SILENCE + 1
    (next_ones,) = looking.due()
    assert len(next_ones) == len(claimed) - AT_ONCE


def test_one_that_somebody_tells_of_stands_in_no_line(session: Session) -> None:
    (pk,) = submitted(session, 1)
    goes_on = threading.Event()
    for _ in range(AT_ONCE):
        looking._pool("fal").submit(goes_on.wait, 10)
    looking.look(pk)
    goes_on.set()
    assert Generation.objects.get(pk=pk).progress["message"], "it was asked, and said nothing"
