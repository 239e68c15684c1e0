"""Projects, who may do what in them, and their sessions."""

from projects.models.in_project import InProjectQuerySet
from projects.models.project import Membership, Project, ProjectQuerySet
from projects.models.roles import Role, RoleOfViewer
from projects.models.session import Session, SessionKind, SessionQuerySet

__all__ = [
    "InProjectQuerySet",
    "Membership",
    "Project",
    "ProjectQuerySet",
    "Role",
    "RoleOfViewer",
    "Session",
    "SessionKind",
    "SessionQuerySet",
]
