"""Projects, who may do what in them, and their sessions."""

from projects.models.in_project import TRASH_KEPT, InProjectQuerySet, TrashQuerySet, too_long_in_trash
from projects.models.project import Membership, Project, ProjectQuerySet
from projects.models.roles import Role, RoleOfViewer
from projects.models.session import Session, SessionKind, SessionQuerySet

__all__ = [
    "TRASH_KEPT",
    "InProjectQuerySet",
    "Membership",
    "Project",
    "ProjectQuerySet",
    "Role",
    "RoleOfViewer",
    "Session",
    "SessionKind",
    "SessionQuerySet",
    "TrashQuerySet",
    "too_long_in_trash",
]
