"""More prompts for a batch that is there, also while it runs."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now

from accounts.models import IdempotencyKey, User
from generations.actions.ask import add_generations, estimate, numbered_on
from generations.actions.inputs import chosen
from generations.errors import Conflict
from generations.models import Batch, Generation
from generations.models.batch import Purpose
from generations.planning import Order

# The others are parts of something: a turn of a conversation, an upload.
EXTENSIBLE = (Purpose.COMPOSE, Purpose.ASSETS)
GONE = "A picture that this batch was made with has been deleted. Duplicate the batch and choose other pictures."


def add_prompts(
    *, batch: Batch, by: User, prompts: Sequence[str], idempotency_key: str | None = None
) -> list[Generation]:
    """Only the new ones are queued; everything else is as it was asked first. The same key adds once, then nothing."""
    if batch.purpose not in EXTENSIBLE:
        raise Conflict("Prompts can be added to batches that were composed, not to this one.")
    order = order_of(batch, prompts)
    with transaction.atomic():
        if idempotency_key and not _is_first(by, idempotency_key):
            return []
        _check_pictures(batch, by, order)
        calls = estimate(session=batch.session, by=by, order=order).calls
        return add_generations(batch, batch.session, by, numbered_on(batch, calls))


def order_of(batch: Batch, prompts: Sequence[str]) -> Order:
    """What was asked first, with these prompts. Words that replaced one prompt are not those of another."""
    known = {field.name for field in fields(Order)} - {"enhanced", "items"}
    asked = {name: value for name, value in batch.settings.items() if name in known}
    lists = {name: tuple(asked.get(name, ())) for name in ("models", "references")}
    return Order(**{**asked, **lists, "prompts": tuple(prompts)})


def _is_first(by: User, key: str) -> bool:
    """Whoever comes second waits here for the first one's commit."""
    spare = {"locked_until": Now() + timedelta(minutes=1), "fingerprint": "prompts"}
    return IdempotencyKey.objects.get_or_create(user=by, key=f"prompts {key}", defaults=spare)[1]


def _check_pictures(batch: Batch, by: User, order: Order) -> None:
    try:
        chosen(batch.session, by, order)
    except ValidationError as error:
        raise ValidationError({"references": [GONE]}) from error
