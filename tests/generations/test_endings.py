"""How generations end: results, reasons, cancelling, retrying; and the batch that ends with its last one."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection

from accounts.models import User
from generations.actions import (
    cancel_batch,
    cancel_generation,
    delete_output,
    regenerate,
    retry_failed,
    retry_generation,
)
from generations.engines import providers
from generations.errors import Conflict
from generations.models import Batch, Generation, Output
from generations.progress import with_progress
from generations.states import State
from generations.tasks import look, submit
from live.models import Event
from providers.base import Handle, Result
from providers.local.provider import LocalProvider
from tests.doubles.server import DoubleServer
from tests.generations.runner import drain
from tests.generations.trash import empty_trash

pytestmark = pytest.mark.django_db(transaction=True)
FAL = "fal-z-image-turbo"
Ask = Callable[..., Batch]
Made = Callable[..., Generation]


def progress(batch: Batch) -> dict[str, int]:
    names = ("total", "queued", "running", "succeeded", "failed", "cancelled")
    [row] = with_progress([batch])
    return {name: getattr(row.progress, name) for name in names if getattr(row.progress, name)}


def test_three_local_models_make_three_pictures(ask: Ask) -> None:
    batch = ask("local-landscape", "local-flow", "local-poster", aspect_ratio="16:9")
    drain()
    assert progress(batch) == {"total": 3, "succeeded": 3}
    for output in Output.objects.all():
        assert default_storage.exists(output.file.name)
        assert default_storage.exists(output.preview.name)
        assert (output.width or 0) > (output.height or 0)


@pytest.mark.parametrize(
    ("marker", "code"),
    [
        ("content_policy", "content_rejected"),
        ("nsfw", "content_rejected"),
        ("balance", "no_credit"),
        ("too_long", "invalid_input"),
        ("model500", "provider_down"),
        ("expired", "result_lost"),
        ("foreign", "result_lost"),
    ],
)
def test_every_failure_has_a_code_and_a_sentence(engines: DoubleServer, made: Made, marker: str, code: str) -> None:
    generation = made(FAL, prompt=f"waves [[sim:{marker}]]")
    assert (generation.state, generation.error_code) == (State.FAILED, code)
    assert len(generation.error_text) > 20


def test_a_failed_model_leaves_the_others_alone_and_only_it_is_retried(
    engines: DoubleServer, ask: Ask, bob: User
) -> None:
    batch = ask(FAL, "local-poster", prompt="waves [[sim:content_policy]]")
    drain()
    assert progress(batch) == {"total": 2, "succeeded": 1, "failed": 1}
    again = retry_failed(batch=batch, by=bob)
    assert [generation.model for generation in again] == [FAL]
    assert progress(batch) == {"total": 2, "succeeded": 1, "queued": 1}


def test_retrying_twice_is_one_retry(engines: DoubleServer, made: Made, bob: User) -> None:
    failed = made(FAL, prompt="waves [[sim:content_policy]]")
    first = retry_generation(generation=failed, by=bob)
    assert retry_generation(generation=failed, by=bob).pk == first.pk
    assert first.parameters["seed"] == failed.parameters["seed"]


def test_what_succeeded_cannot_be_retried_but_run_again_with_a_new_seed(made: Made, bob: User) -> None:
    generation = made("local-poster")
    with pytest.raises(Conflict):
        retry_generation(generation=generation, by=bob)
    again = regenerate(generation=generation, by=bob).generations.get()
    assert again.parameters["seed"] != generation.parameters["seed"]
    assert again.batch_id != generation.batch_id


def test_a_queued_generation_is_cancelled_at_once(ask: Ask) -> None:
    generation = cancel_generation(generation=ask("local-poster").generations.get())
    assert generation.state == State.CANCELLED
    with pytest.raises(Conflict):
        cancel_generation(generation=generation)


def test_a_running_one_is_cancelled_when_the_provider_says_so(engines: DoubleServer, ask: Ask) -> None:
    generation = ask(FAL, prompt="waves [[sim:stuck]]").generations.get()
    submit(generation.pk)
    asked = cancel_generation(generation=generation)
    assert asked.state == State.SUBMITTED
    look(generation.pk)
    generation.refresh_from_db()
    assert generation.state == State.CANCELLED
    assert generation.cost == 0


def test_what_was_finished_before_the_cancel_is_kept(engines: DoubleServer, ask: Ask) -> None:
    generation = ask(FAL, prompt="waves [[sim:run=0]] [[sim:queue=0]]").generations.get()
    submit(generation.pk)
    cancel_generation(generation=generation)
    drain()
    generation.refresh_from_db()
    assert generation.state == State.SUCCEEDED


def test_cancelling_a_batch_stops_what_has_not_ended(ask: Ask) -> None:
    batch = ask("local-poster", "local-flow", "local-landscape")
    cancel_batch(batch=batch)
    drain()
    assert progress(batch) == {"total": 3, "cancelled": 3}


def test_models_that_finish_at_the_same_instant_complete_their_batch_once(engines: DoubleServer, ask: Ask) -> None:
    models = (FAL, "fal-flux-2-pro", "fal-seedream-5")
    batch = ask(*models, prompt="waves [[sim:barrier=now:3]]")
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(_work_off, batch.generations.values_list("pk", flat=True)))
    drain()
    assert progress(batch) == {"total": 3, "succeeded": 3}
    completed = Event.objects.filter(topic=f"batch:{batch.pk}", ref=f"batch:{batch.pk}", state="completed")
    assert completed.count() == 1


def _work_off(pk: int) -> None:
    try:
        submit(pk)
        while Generation.objects.get(pk=pk).state == State.SUBMITTED:
            look(pk)
    finally:
        connection.close()


class TakenOver(LocalProvider):
    """While it fetches, somebody else takes the row and ends it."""

    def fetch(self, handle: Handle) -> Result:
        result = super().fetch(handle)
        Generation.objects.update(state=State.FAILED, fence=99, error_code="unknown")
        return result


def test_a_worker_that_lost_its_row_leaves_no_file(engines: DoubleServer, made: Made) -> None:
    providers()["local"] = TakenOver()
    generation = made("local-poster")
    assert generation.state == State.FAILED
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_a_file_that_two_outputs_share_stays_until_the_last_is_deleted(made: Made) -> None:
    one = made("local-poster", seed=5).outputs.get()
    two = made("local-poster", seed=5).outputs.get()
    assert one.file.name == two.file.name
    delete_output(output=one)
    empty_trash()
    assert default_storage.exists(two.file.name)
    delete_output(output=two)
    assert default_storage.exists(two.file.name)
    empty_trash()
    assert not default_storage.exists(two.file.name)
    assert not Output.objects.exists()


@pytest.mark.parametrize("model", ["local-poster", "fal-z-image-turbo"])
def test_a_jpeg_is_stored_as_one_and_made_as_one_again(
    engines: DoubleServer, made: Made, bob: User, model: str
) -> None:
    first = made(model, format="jpeg")
    output = first.outputs.get()
    assert (output.content_type, Path(output.file.name).suffix) == ("image/jpeg", ".jpg")
    assert regenerate(generation=first, by=bob).generations.get().parameters["format"] == "jpeg"
