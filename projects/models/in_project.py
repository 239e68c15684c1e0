from typing import Self, TypeVar

from django.db import models
from django.db.models import F

from accounts.models import User

T = TypeVar("T", bound=models.Model)


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
