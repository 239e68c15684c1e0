"""What a member may do in a project."""

from __future__ import annotations

from django.db import models


class Role(models.TextChoices):
    """Each role may also do what the roles before it may."""

    VIEWER = "viewer", "Viewer: looks"
    EDITOR = "editor", "Editor: also makes and rates"
    OWNER = "owner", "Owner: also manages members and deletes"

    def allows(self, needed: Role) -> bool:
        order = list(Role)
        return order.index(self) >= order.index(needed)


class RoleOfViewer:
    """What templates ask of a row that came with_role()."""

    role: str

    @property
    def can_edit(self) -> bool:
        return Role(self.role).allows(Role.EDITOR)

    @property
    def can_manage(self) -> bool:
        return Role(self.role).allows(Role.OWNER)
