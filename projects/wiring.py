"""What the live layer may show of projects and sessions, and to whom. Loaded by AppConfig.ready()."""

from collections.abc import Sequence

from accounts.models import User
from live import fragments, topics
from projects.models import Project, ProjectQuerySet, Session, SessionQuerySet


def _projects(user: User, pks: Sequence[int]) -> ProjectQuerySet:
    return Project.objects.for_cards(user).filter(pk__in=pks)


def _members(user: User, pks: Sequence[int]) -> ProjectQuerySet:
    return Project.objects.visible_to(user).with_role().with_members().filter(pk__in=pks)


def _sessions(user: User, pks: Sequence[int]) -> SessionQuerySet:
    return Session.objects.for_cards(user).filter(pk__in=pks)


topics.register("project", Project.objects.visible_to)
topics.register("session", Session.objects.visible_to)
fragments.register("project", "projects/_project.html", _projects, "project")
fragments.register("members", "projects/_members.html", _members, "project")
fragments.register("session", "projects/_session.html", _sessions, "session")
fragments.register("title", "projects/_session_title.html", _sessions, "session")
