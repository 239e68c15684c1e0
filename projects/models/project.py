"""Projects and who is a member of them."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce, Now

from accounts.models import User
from projects.models.in_project import TrashQuerySet
from projects.models.roles import Role, RoleOfViewer
from projects.models.session import Session


class ProjectQuerySet(TrashQuerySet["Project"]):
    path = ""

    def for_cards(self, user: User) -> Self:
        """Everything that a card shows, in one query. Newest membership first, so that a new card has its place."""
        # Subqueries: joins to sessions and members would multiply each other's counts.
        sessions = Session.objects.filter(project=OuterRef("pk"), deleted_at=None)
        return (
            self.visible_to(user)
            .with_role()
            .annotate(
                membership_id=F("memberships__pk"),
                member_count=_count(Membership.objects.filter(project=OuterRef("pk"))),
                session_count=_count(sessions.filter(archived_at=None)),
                last_activity_at=Coalesce(Subquery(sessions.values("last_used_at")[:1]), F("created_at")),
            )
            .order_by("-membership_id")
        )

    def with_members(self) -> Self:
        members = Membership.objects.select_related("user")
        return self.prefetch_related(models.Prefetch("memberships", members, to_attr="member_list"))


def _count(rows: models.QuerySet[Any]) -> Coalesce:
    # Without an order, which Django would add to the GROUP BY.
    counted = rows.order_by().values("project").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)


class Project(RoleOfViewer, models.Model):
    name = models.CharField(max_length=120)
    members: models.ManyToManyField[User, Membership] = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Membership", related_name="projects"
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    # Out of sight for everybody at once, restorable for a while; then generations.work removes rows and files.
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    project = models.ForeignKey(Project, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.EDITOR)
    # For the select in the list of members.
    roles = Role.choices
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "user"], name="membership_once"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role"),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.project}: {self.role}"
