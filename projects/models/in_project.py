from datetime import timedelta
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from accounts.models import User
from projects.models.roles import Role

T = TypeVar("T", bound=models.Model)

# What is deleted can be restored for so long.
TRASH_KEPT = timedelta(days=30)
# A restoring that began in the very last moment has ended by then.
RESTORING = timedelta(minutes=10)


class InProjectQuerySet(models.QuerySet[T]):
    """Rows that belong to a project, and projects themselves: the one door to read them."""

    # From a row to its project.
    path = "project__"

    def visible_to(self, user: User) -> Self:
        return self.filter(**{f"{self.path}deleted_at": None, f"{self.path}memberships__user": user})

    def with_role(self) -> Self:
        """After visible_to(): each row with what that person may do to it."""
        # Django uses the join of visible_to() again, which holds that person's one membership.
        return self.annotate(role=F(f"{self.path}memberships__role"))


class TrashQuerySet(InProjectQuerySet[T]):
    """Rows that can be restored after they were deleted: for a while, by the database's clock."""

    def trashed(self) -> Self:
        return self.filter(deleted_at__gt=Now() - TRASH_KEPT)

    def trashed_of(self, user: User) -> Self:
        """As visible_to(), with the role: of what was deleted, and not together with something larger."""
        larger = {"project__deleted_at": None} if self.path else {}
        return self.trashed().filter(**{f"{self.path}memberships__user": user}, **larger).with_role()

    def trash_of(self, user: User, needed: Role = Role.EDITOR) -> Self:
        """What this person may restore. Whoever may only look has no trash."""
        return self.trashed_of(user).filter(role__in=[role for role in Role if role.allows(needed)])

    def kept_too_long(self) -> Self:
        """In no order: so SQLite, too, reads them by the small index of what is deleted."""
        return self.exclude(deleted_at=None).filter(too_long_in_trash()).order_by()


def too_long_in_trash(*paths: str) -> Q:
    """Itself, or what one of the paths leads to ("session__")."""
    since = Now() - (TRASH_KEPT + RESTORING)
    return Q(*(Q(**{f"{path}deleted_at__lt": since}) for path in paths or ("",)), _connector=Q.OR)
