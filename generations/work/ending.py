"""The ends of a generation other than success, each in one transaction with its event."""

from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from accounts.secrets import without_secrets
from generations import events
from generations.errors import sentence
from generations.models import Generation
from generations.states import State
from providers.base import ErrorCode, ProviderError


def fail(generation: Generation, error: ProviderError, *, held: int | None = None) -> bool:
    """From the state in which the caller saw it. False when somebody else was faster."""
    return _end(generation, State.FAILED, error.code, error.message, held, error_raw=without_secrets(error.raw))


def mark_cancelled(generation: Generation, *, held: int | None = None) -> bool:
    return _end(generation, State.CANCELLED, ErrorCode.CANCELLED, "", held, cost=0)


def mark_unknown(generation: Generation, raw: str = "", *, held: int | None = None) -> bool:
    """The answer to the one POST is lost. From now on it is asked for (recovery.ask), never sent again."""
    told = without_secrets(raw)
    return _end(generation, State.UNKNOWN, ErrorCode.UNKNOWN, "", held, error_raw=told, next_look_at=Now())


@transaction.atomic
def _end(
    generation: Generation, target: State, code: ErrorCode, message: str, held: int | None, **changes: Any
) -> bool:
    ended = {
        "error_code": code,
        "error_text": sentence(code, message),
        "finished_at": Now(),
        "progress": {},
        "next_look_at": None,
        "lease_until": None,
        **changes,
    }
    if not Generation.objects.move(generation.pk, State(generation.state), target, held=held, **ended):
        return False
    generation.refresh_from_db(fields=["state"])
    events.generation_ended(generation)
    return True
