"""REST for projects, their members and their sessions."""

from projects.api.me import MeView
from projects.api.members import MemberViewSet
from projects.api.projects import ProjectViewSet
from projects.api.sessions import SessionViewSet

__all__ = ["MeView", "MemberViewSet", "ProjectViewSet", "SessionViewSet"]
