"""Many pictures of one concept, in a session that may be made for them."""

from collections.abc import Sequence
from dataclasses import asdict

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.timezone import localdate

from accounts.models import User
from generations.actions.ask import add_generations, estimate, new_batch, once
from generations.actions.tags import set_tags
from generations.models import Batch
from generations.models.batch import Purpose
from generations.planning import Order, Plan
from live.publish import Change
from projects.actions import new_session
from projects.events import of_session
from projects.models import Project, Session, SessionKind


def assets_name() -> str:
    return f"Assets – {date_format(localdate(), 'j M Y')}"


def estimate_assets(*, project: Project, by: User, order: Order) -> Plan:
    """What the order would make and cost. Writes nothing; raises ValidationError like create_assets."""
    return estimate(session=Session(project=project, kind=SessionKind.IMAGE), by=by, order=order)


def create_assets(
    *,
    project: Project,
    by: User,
    order: Order,
    session: Session | None,
    name: str = "",
    title: str = "",
    concept: str = "",
    tags: Sequence[str] = (),
    idempotency_key: str | None = None,
) -> Batch:
    """In `session`, or in a new one called `name` in the project. All of it or nothing, the session included."""

    def make() -> Batch:
        room, also = (session, ()) if session else _new_room(project, name, by)
        if room.project_id != project.pk or room.kind != SessionKind.IMAGE:
            raise ValidationError({"session": ["Choose a picture session of this project."]})
        calls = estimate(session=room, by=by, order=order).calls
        words = title or concept or order.title
        batch = new_batch(
            room, by, asdict(order), words, purpose=Purpose.ASSETS, concept=concept, idempotency_key=idempotency_key
        )
        # Whoever looks at the list of batches hears of a new one.
        new = Change((f"project:{project.pk}",), f"batch:{batch.pk}", "new")
        add_generations(batch, room, by, calls, also=(*also, new, *(set_tags(batch, tags) if tags else ())))
        return batch

    return once(by, idempotency_key, make)


def _new_room(project: Project, name: str, by: User) -> tuple[Session, tuple[Change, ...]]:
    """It goes again with the transaction if the order is refused."""
    session = new_session(project=project, kind=SessionKind.IMAGE, name=name.strip() or assets_name(), by=by)
    session.save()
    return session, of_session(session, "new")
