"""Clips from stills: the one order that may make its own session."""

from collections.abc import Sequence
from dataclasses import asdict, replace

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.timezone import localdate

from accounts.models import User
from generations.actions.ask import add_generations, estimate, new_batch, once
from generations.models import Batch, Output
from generations.planning import Item, Order, Plan
from live.publish import Change
from projects.actions import new_session
from projects.events import of_session
from projects.models import Session, SessionKind


def suggested_name() -> str:
    return f"Video – {date_format(localdate(), 'j M Y')}"


def estimate_animation(*, still: Output, by: User, order: Order, without_still: bool = False) -> Plan:
    """What the order would make and cost. Writes nothing; raises ValidationError like animate_still."""
    return _estimate([still], by, _of(still, order, without_still))


def estimate_animations(*, stills: Sequence[Output], by: User, order: Order) -> Plan:
    return _estimate(stills, by, _of_each(stills, order))


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
    return _animate([still], by, _of(still, order, without_still), session, name, idempotency_key)


def animate_stills(
    *,
    stills: Sequence[Output],
    by: User,
    order: Order,
    session: Session | None,
    name: str = "",
    idempotency_key: str | None = None,
) -> Batch:
    """Each of them as one item of one batch. Where the order says no words, every still is animated by its own."""
    return _animate(stills, by, _of_each(stills, order), session, name, idempotency_key)


def _animate(
    stills: Sequence[Output], by: User, order: Order, session: Session | None, name: str, idempotency_key: str | None
) -> Batch:
    def make() -> Batch:
        room, also = (session, ()) if session else _new_room(stills[0], name, by)
        _refuse(stills, room)
        calls = estimate(session=room, by=by, order=order).calls
        batch = new_batch(room, by, asdict(order), order.title, idempotency_key=idempotency_key)
        add_generations(batch, room, by, calls, also=also)
        return batch

    return once(by, idempotency_key, make)


def _estimate(stills: Sequence[Output], by: User, order: Order) -> Plan:
    room = Session(project_id=stills[0].project_id, kind=SessionKind.VIDEO)
    _refuse(stills, room)
    return estimate(session=room, by=by, order=order)


def _of(still: Output, order: Order, without_still: bool) -> Order:
    return replace(order, source_output=None if without_still else still.pk)


def _of_each(stills: Sequence[Output], order: Order) -> Order:
    own = not order.title.strip()
    items = (Item(still.generation.prompt if own else None, still.pk) for still in stills)
    return replace(order, items=tuple(items))


def _new_room(still: Output, name: str, by: User) -> tuple[Session, tuple[Change, ...]]:
    """It goes again with the transaction if the order is refused."""
    session = new_session(project=still.project, kind=SessionKind.VIDEO, name=name.strip() or suggested_name(), by=by)
    session.save()
    return session, of_session(session, "new")


def _refuse(stills: Sequence[Output], session: Session) -> None:
    if any(still.kind != "image" for still in stills):
        raise ValidationError({"source": ["Only a still can be animated."]})
    if len({still.project_id for still in stills}) > 1:
        raise ValidationError({"stills": ["These pictures are of several projects. Animate those of one at a time."]})
    if session.project_id != stills[0].project_id or session.kind != SessionKind.VIDEO:
        raise ValidationError({"session": ["Choose a video session of the project that the still belongs to."]})
