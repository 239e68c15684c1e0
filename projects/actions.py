"""The one door to change projects, members and sessions. Who may do so is asked before (access.get_visible)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.shortcuts import get_object_or_404

from accounts.errors import Conflict
from accounts.models import User
from live.publish import rights_changed
from projects import events
from projects.models import Membership, Project, Role, Session

NOT_IN_TRASH = "This is not in the trash any more."


@transaction.atomic
def create_project(*, name: str, by: User) -> Project:
    project = Project(name=name.strip(), created_by=by)
    project.clean_fields(exclude={"created_by"})
    project.save()
    Membership.objects.create(project=project, user=by, role=Role.OWNER)
    events.project_changed(project, "new")
    return project


@transaction.atomic
def rename_project(*, project: Project, name: str) -> Project:
    project.name = name.strip()
    project.clean_fields(exclude={"created_by"})
    project.save(update_fields=["name"])
    events.project_changed(project)
    return project


@transaction.atomic
def delete_project(*, project: Project) -> Project:
    """Out of sight for everybody at once, and restorable for a while; the runner stops its work."""
    if Project.objects.filter(pk=project.pk, deleted_at=None).update(deleted_at=Now()):
        events.project_changed(project, "del")
        _rights_changed(project)
    return project


@transaction.atomic
def restore_project(*, project: Project) -> Project:
    """As it was. What was stopped stays stopped."""
    if not Project.objects.trashed().filter(pk=project.pk).update(deleted_at=None):
        raise Conflict(NOT_IN_TRASH)
    project.refresh_from_db(fields=["deleted_at"])
    events.project_changed(project, "new")
    _rights_changed(project)
    return project


@transaction.atomic
def add_member(*, project: Project, email: str, role: str) -> Membership:
    _lock(project)
    # Addresses are kept in lower case (User.clean), so the unique index finds them.
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if user is None:
        raise ValidationError({"email": ["Nobody here has this address. Ask them to sign up, then add them again."]})
    if project.memberships.filter(user=user).exists():
        raise ValidationError({"email": ["This person is a member already."]})
    membership = Membership(project=project, user=user, role=_role(role))
    membership.save()
    events.member_added(membership)
    return membership


@transaction.atomic
def change_role(*, membership: Membership, role: str) -> Membership:
    membership = _locked(membership)
    if _role(role) != Role.OWNER:
        _keep_an_owner(membership)
    membership.role = _role(role)
    membership.save(update_fields=["role"])
    events.project_changed(membership.project)
    rights_changed(membership.user_id)
    return membership


@transaction.atomic
def remove_member(*, membership: Membership) -> Membership:
    membership = _locked(membership)
    _keep_an_owner(membership)
    Membership.objects.filter(pk=membership.pk).delete()
    events.member_removed(membership)
    rights_changed(membership.user_id)
    return membership


@transaction.atomic
def create_session(*, project: Project, kind: str, name: str, by: User) -> Session:
    session = new_session(project=project, kind=kind, name=name, by=by)
    session.save()
    events.session_changed(session, "new")
    return session


def new_session(*, project: Project, kind: str, name: str, by: User) -> Session:
    """Checked, and neither saved nor told: for the transaction that makes more than this."""
    session = Session(project=project, kind=kind, name=name.strip(), created_by=by)
    # The rows behind the foreign keys are at hand; checking them would ask for them again.
    session.clean_fields(exclude={"project", "created_by"})
    return session


@transaction.atomic
def update_session(*, session: Session, name: str | None = None, archived: bool | None = None) -> Session:
    if name is not None:
        session.name = name.strip()
        session.clean_fields(exclude={"project", "created_by"})
        session.save(update_fields=["name"])
    if archived is not None:
        # Archiving what is archived keeps the time at which it was.
        changing = Session.objects.filter(pk=session.pk, archived_at__isnull=archived)
        changing.update(archived_at=Now() if archived else None)
        session.refresh_from_db(fields=["archived_at"])
    events.session_changed(session)
    return session


@transaction.atomic
def delete_session(*, session: Session) -> Session:
    for prepare in events.before_end_of_session:
        prepare(session)
    if Session.objects.filter(pk=session.pk, deleted_at=None).update(deleted_at=Now()):
        events.session_deleted(session)
    return session


@transaction.atomic
def restore_session(*, session: Session) -> Session:
    """With everything in it. What was stopped stays stopped."""
    if not Session.objects.trashed().filter(pk=session.pk).update(deleted_at=None):
        raise Conflict(NOT_IN_TRASH)
    session.refresh_from_db(fields=["deleted_at"])
    events.session_restored(session)
    return session


def _rights_changed(project: Project) -> None:
    for user_id in project.memberships.values_list("user_id", flat=True):
        rights_changed(user_id)


def _role(role: str) -> Role:
    if role not in Role.values:
        raise ValidationError({"role": [f"Pick one of {', '.join(Role.values)}."]})
    return Role(role)


def _lock(project: Project) -> None:
    """Members change one at a time, or two owners could step down at the same moment."""
    get_object_or_404(Project.objects.select_for_update().filter(deleted_at=None), pk=project.pk)


def _locked(membership: Membership) -> Membership:
    _lock(membership.project)
    # Read again under the lock: the role that the caller saw may have changed since.
    return get_object_or_404(Membership.objects.select_related("project", "user"), pk=membership.pk)


def _keep_an_owner(membership: Membership) -> None:
    owners = Membership.objects.filter(project=membership.project_id, role=Role.OWNER, user__is_active=True)
    if membership.role == Role.OWNER and not owners.exclude(pk=membership.pk).exists():
        raise Conflict("A project needs an owner. Make somebody else an owner first.")
