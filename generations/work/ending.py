"""The ends of a generation other than success, each in one transaction with its event."""

from django.db import transaction
from django.db.models.functions import Now

from generations import events
from generations.errors import sentence
from generations.models import Generation
from generations.states import State
from providers.base import ErrorCode, ProviderError


@transaction.atomic
def fail(generation: Generation, error: ProviderError, *, held: int | None = None) -> bool:
    """From the state in which the caller saw it. False when somebody else was faster."""
    moved = Generation.objects.move(
        generation.pk,
        State(generation.state),
        State.FAILED,
        held=held,
        error_code=error.code,
        error_text=sentence(error.code, error.message),
        error_raw=error.raw,
        finished_at=Now(),
        progress={},
        next_look_at=None,
        lease_until=None,
    )
    return _tell(generation) if moved else False


@transaction.atomic
def mark_cancelled(generation: Generation, *, held: int | None = None) -> bool:
    moved = Generation.objects.move(
        generation.pk,
        State(generation.state),
        State.CANCELLED,
        held=held,
        error_code=ErrorCode.CANCELLED,
        error_text=sentence(ErrorCode.CANCELLED),
        cost=0,
        finished_at=Now(),
        progress={},
        next_look_at=None,
        lease_until=None,
    )
    return _tell(generation) if moved else False


@transaction.atomic
def mark_unknown(generation: Generation, raw: str = "", *, held: int | None = None) -> bool:
    """The answer to the one POST is lost. From now on it is asked for (recovery.ask), never sent again."""
    moved = Generation.objects.move(
        generation.pk,
        State.SUBMITTING,
        State.UNKNOWN,
        held=held,
        error_code=ErrorCode.UNKNOWN,
        error_text=sentence(ErrorCode.UNKNOWN),
        error_raw=raw,
        finished_at=Now(),
        next_look_at=Now(),
        lease_until=None,
    )
    return _tell(generation) if moved else False


def _tell(generation: Generation) -> bool:
    generation.refresh_from_db(fields=["state"])
    events.generation_ended(generation)
    return True
