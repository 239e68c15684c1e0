"""The one way from an id that somebody sent to a row that they may work on."""

from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.shortcuts import get_object_or_404

from accounts.models import User
from accounts.pagination import MAX_ID
from projects.models import InProjectQuerySet, Role, TrashQuerySet

T = TypeVar("T", bound=Model)


def get_visible(queryset: InProjectQuerySet[T], user: User, pk: int, role: Role = Role.VIEWER) -> T:
    """The row, with the person's role on it. Not there and not yours are the same 404; a role too small is a 403."""
    # Where a row's key is another row, no database takes a number that is too large for it.
    return _allowed(get_object_or_404(queryset.visible_to(user).with_role(), pk=min(pk, MAX_ID)), role)


def get_trashed(queryset: TrashQuerySet[T], user: User, pk: int, role: Role = Role.EDITOR) -> T:
    """Like get_visible(), of what was deleted and can still be restored."""
    return _allowed(get_object_or_404(queryset.trashed_of(user), pk=min(pk, MAX_ID)), role)


def _allowed(row: T, role: Role) -> T:
    if not Role(row.role).allows(role):  # type: ignore[attr-defined]
        raise PermissionDenied(f"This needs the role “{role.value}” in the project.")
    return row
