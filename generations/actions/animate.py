"""Clips from a still: the one order that may make its own session."""

from dataclasses import asdict, replace

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.timezone import localdate

from accounts.models import User
from generations.actions.ask import add_generations, estimate, new_batch, once
from generations.models import Batch, Output
from generations.planning import Order, Plan
from live.publish import Change
from projects.actions import new_session
from projects.events import of_session
from projects.models import Session, SessionKind


def suggested_name() -> str:
    return f"Video – {date_format(localdate(), 'j M Y')}"


def estimate_animation(*, still: Output, by: User, order: Order, without_still: bool = False) -> Plan:
    """What the order would make and cost. Writes nothing; raises ValidationError like animate_still."""
    session = Session(project_id=still.project_id, kind=SessionKind.VIDEO)
    return estimate(session=session, by=by, order=_of(still, order, without_still))


def animate_still(
    *,
    still: Output,
    by: User,
    order: Order,
    session: Session | None,
    name: str = "",
    idempotency_key: str | None = None,
    without_still: bool = False,
) -> Batch:
    """In `session`, or in a new one called `name` in the still's project. All of it or nothing, the session included.

    With `without_still` the clips are made from the words alone and are none of the still's.
    """

    def make() -> Batch:
        asked = _of(still, order, without_still)
        room, also = (session, ()) if session else _new_room(still, name, by)
        _refuse(still, room)
        calls = estimate(session=room, by=by, order=asked).calls
        batch = new_batch(room, by, asdict(asked), asked.prompts[0], idempotency_key=idempotency_key)
        add_generations(batch, room, by, calls, also=also)
        return batch

    return once(by, idempotency_key, make)


def _of(still: Output, order: Order, without_still: bool) -> Order:
    return replace(order, source_output=None if without_still else still.pk)


def _new_room(still: Output, name: str, by: User) -> tuple[Session, tuple[Change, ...]]:
    """It goes again with the transaction if the order is refused."""
    session = new_session(project=still.project, kind=SessionKind.VIDEO, name=name.strip() or suggested_name(), by=by)
    session.save()
    return session, of_session(session, "new")


def _refuse(still: Output, session: Session) -> None:
    if still.kind != "image":
        raise ValidationError({"source": ["Only a still can be animated."]})
    if session.project_id != still.project_id or session.kind != SessionKind.VIDEO:
        raise ValidationError({"session": ["Choose a video session of the project that the still belongs to."]})
