"""What changed in projects, as facts: to everybody's own list of projects, and to whoever has the project open."""

from collections.abc import Callable, Iterable
from typing import Literal

from live.publish import Change, publish
from projects.models import Membership, Project, Session

ChangeName = Literal["new", "put", "del"]

# What has to be done before a session ends, and before its row is held: who adds to a batch holds that first.
before_end_of_session: list[Callable[[Session], None]] = []
# What the end of a session, or its return, changes elsewhere: those who know add themselves in AppConfig.ready().
Elsewhere = Callable[[Session], Iterable[Change]]
ends_of_session: list[Elsewhere] = []
returns_of_session: list[Elsewhere] = []


def project_changed(project: Project, change: ChangeName = "put") -> None:
    publish(_of_project(project, change))


def member_added(membership: Membership) -> None:
    publish(_of_project(membership.project), _of_list(membership, "new"))


def member_removed(membership: Membership) -> None:
    """Call after the row has gone."""
    publish(_of_project(membership.project), _of_list(membership, "del"))


def session_changed(session: Session, change: ChangeName = "put") -> None:
    publish(*of_session(session, change))


def session_deleted(session: Session) -> None:
    """Together with what others have to tell of it: publishing twice in a transaction could lock crosswise."""
    publish(*of_session(session, "del"), *_elsewhere(ends_of_session, session))


def session_restored(session: Session) -> None:
    publish(*of_session(session, "new"), *_elsewhere(returns_of_session, session))


def of_session(session: Session, change: ChangeName) -> tuple[Change, ...]:
    """For the transaction that changes more than this."""
    ref = f"session:{session.pk}"
    itself = Change((f"project:{session.project_id}", ref), ref, change)
    # A card of a project counts its sessions, archived ones not.
    return itself, _of_project(session.project)


def _elsewhere(tellers: list[Elsewhere], session: Session) -> list[Change]:
    return [change for tell in tellers for change in tell(session)]


def _of_project(project: Project, change: ChangeName = "put") -> Change:
    ref = f"project:{project.pk}"
    people = project.memberships.order_by("user_id").values_list("user_id", flat=True)
    return Change((ref, *(f"user:{person}" for person in people)), ref, change)


def _of_list(membership: Membership, change: ChangeName) -> Change:
    return Change((f"user:{membership.user_id}",), f"project:{membership.project_id}", change)
