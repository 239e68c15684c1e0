"""A doorbell may ring twice, and on two workers at once: each task then has one effect."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models.functions import Now

from generations import tasks
from generations.actions import delete_output
from generations.engines import providers
from generations.models import Generation, Inspection, Output
from generations.states import State
from generations.work import inspecting, looking, storing, submitting
from live.models import Event, Topic
from pixflow.celery import app
from tests.conversations.working import orphans
from tests.generations.runner import drain
from tests.generations.trash import time_passes
from tests.reliability.world import FAL, World, until

pytestmark = pytest.mark.topology("production")
AT_ONCE = 6


@pytest.fixture
def world(world: World, settings: Any) -> Iterator[World]:
    """The tasks run in this process, so its engines speak to the provider."""
    settings.FAL_KEY, settings.FAL_URL = "sim:key", world.provider.fal_url
    providers.cache_clear()
    yield world
    providers.cache_clear()


def queued(generation: Generation) -> list[Any]:
    return [generation.pk]


def submitted(generation: Generation) -> list[Any]:
    submitting.submit(generation.pk, wake=lambda: None)
    return [generation.pk]


def finished(generation: Generation) -> list[Any]:
    submitted(generation)
    until(lambda: looking.look(generation.pk) is submitting.Next.STORE, "finished", 10)
    return [generation.pk]


def lost(generation: Generation) -> list[Any]:
    submitted(generation)
    rows = Generation.objects.filter(pk=generation.pk)
    rows.update(state=State.UNKNOWN, provider_request_id="", posted_at=Now())
    return [generation.pk]


def deleted(generation: Generation) -> list[Any]:
    finished(generation)
    storing.store(generation.pk)
    delete_output(output=generation.outputs.get())
    time_passes(timedelta(days=31))
    return []


def started(inspection: Inspection | None) -> Inspection:
    assert inspection
    return inspection


# Each task, and how a generation stands when it is rung for. Returns what the task is called with.
SITUATIONS: dict[str, Callable[[Generation], list[Any]]] = {
    "submit": queued,
    "look": finished,
    "look_many": lambda generation: [finished(generation)],
    "store": finished,
    "ask": lost,
    "sweep": lambda generation: queued(generation)[:0],
    "tidy": deleted,
    "settle": lambda generation: finished(generation)[:0],
    "begin_inspection": lambda generation: finished(generation)[:0],
    "inspect": lambda generation: [started(inspecting.begin()).pk],
}


def test_every_task_is_tried() -> None:
    ours = {name.removeprefix("generations.tasks.") for name in app.tasks if not name.startswith("celery.")}
    assert ours == SITUATIONS.keys()


@pytest.mark.parametrize("name", SITUATIONS)
def test_each_has_one_effect(world: World, name: str) -> None:
    world.ask(FAL, prompt="waves [[sim:run=0.05]]")
    generation = Generation.objects.get()
    task, arguments = getattr(tasks, name), SITUATIONS[name](generation)
    at_once(lambda: task(*arguments))
    task(*arguments)
    drain()
    if name == "tidy":
        assert not Output.objects.exists()
        assert not orphans()
    else:
        world.check(1)
    assert_no_gaps()


def test_a_lost_doorbell_for_a_result_is_rung_again_soon(world: World) -> None:
    world.ask(FAL, prompt="waves [[sim:run=0.05]]")
    pk = finished(Generation.objects.get())[0]
    Generation.objects.update(next_look_at=Now())
    assert looking.look_many(*looking.due()) == [pk]
    assert Generation.objects.filter(next_look_at__lte=Now() + timedelta(seconds=6)).exists()


def at_once(call: Callable[[], None]) -> None:
    start, errors = threading.Barrier(AT_ONCE), []

    def run() -> None:
        try:
            start.wait()
            call()
        except Exception as error:  # noqa: BLE001 - handed over to the test
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors


def assert_no_gaps() -> None:
    """Each event once, and the revisions of a topic without a hole."""
    for topic in Topic.objects.all():
        revs = list(Event.objects.filter(topic=topic.key).order_by("rev").values_list("rev", flat=True))
        assert revs == list(range(1, topic.rev + 1))
