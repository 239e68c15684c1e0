"""Projects and sessions out of the trash: owners bring them back, whole, within thirty days."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.db.models.functions import Now
from django.test import Client

from accounts.errors import Conflict
from accounts.models import User
from live.models import Event
from projects.actions import create_session, delete_project, delete_session, restore_project, restore_session
from projects.models import TRASH_KEPT, Project, Session, SessionKind
from tests.accounts.callers import program_of
from tests.generations.trash import time_passes

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]
HTMX = {"HX-Request": "true"}


def test_a_project_comes_back_with_members_and_sessions(project: Project, session: Session, bob: User) -> None:
    delete_project(project=project)
    assert not Session.objects.visible_to(bob)
    restore_project(project=project)
    assert list(Project.objects.visible_to(bob)) == [project]
    assert list(Session.objects.visible_to(bob)) == [session]


def test_what_was_deleted_inside_a_project_stays_in_the_trash(project: Project, session: Session, alice: User) -> None:
    delete_session(session=session)
    delete_project(project=project)
    assert not Session.objects.trash_of(alice)
    restore_project(project=project)
    assert list(Session.objects.trash_of(alice)) == [session]


def test_everybody_hears_of_it(project: Project, session: Session, bob: User) -> None:
    def hear(ref: str) -> set[str]:
        return set(Event.objects.filter(change="new", ref=ref).values_list("topic", flat=True))

    Event.objects.all().delete()
    restore_session(session=delete_session(session=session))
    assert f"project:{project.pk}" in hear(f"session:{session.pk}")
    restore_project(project=delete_project(project=project))
    assert f"user:{bob.pk}" in hear(f"project:{project.pk}")


@pytest.mark.parametrize("name", ["projects", "sessions"])
def test_owners_restore_by_the_api(
    project: Project, session: Session, alice: User, bob: User, vera: User, charlie: User, name: str
) -> None:
    pk = {"projects": project.pk, "sessions": session.pk}[name]
    url = f"/api/{name}/{pk}/"
    assert program_of(alice).post(f"{url}restore/").status_code == 404
    assert program_of(alice).delete(url).status_code == 204
    assert program_of(alice).delete(url).status_code == 404
    answers = [program_of(person).post(f"{url}restore/").status_code for person in (charlie, vera, bob)]
    assert answers == [404, 403, 403]
    back = program_of(alice).post(f"{url}restore/")
    assert (back.status_code, back.json()["id"]) == (200, pk)
    assert program_of(bob).get(url).status_code == 200


def test_thirty_days_and_no_longer(project: Project, session: Session) -> None:
    delete_session(session=session)
    delete_project(project=project)
    time_passes(TRASH_KEPT + timedelta(seconds=1))
    with pytest.raises(Conflict):
        restore_project(project=project)
    with pytest.raises(Conflict):
        restore_session(session=session)


def test_pages_restore(project: Project, session: Session, alice: User, bob: User, signed_in: SignedIn) -> None:
    delete_session(session=session)
    path = f"/sessions/{session.pk}/restore/"
    assert signed_in(bob).post(path, headers=HTMX).status_code == 403
    back = signed_in(alice).post(path, headers=HTMX)
    assert (back.status_code, back.content) == (200, b"")
    assert "Restored" in back["HX-Trigger"]
    delete_project(project=project)
    gone_to = signed_in(alice).post(f"/projects/{project.pk}/restore/").headers["Location"]
    assert gone_to == f"/projects/{project.pk}/"


@pytest.mark.parametrize("kind", ["project", "session"])
def test_whoever_comes_second_is_told(
    project: Project, session: Session, alice: User, signed_in: SignedIn, kind: str
) -> None:
    tables: dict[str, Any] = {"project": Project.objects, "session": Session.objects}
    table, client = tables[kind], signed_in(alice)
    pk = table.get().pk
    table.update(deleted_at=Now())

    def after_another(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith(f'UPDATE "projects_{kind}"') and table.trashed().exists():
            with connection.cursor() as cursor:
                cursor.cursor.execute(f"UPDATE projects_{kind} SET deleted_at = NULL")
        return execute(sql, *rest)

    with connection.execute_wrapper(after_another):
        answer = client.post(f"/{kind}s/{pk}/restore/", headers=HTMX)
    assert (answer.status_code, answer.content) == (422, b"This is not in the trash any more.")


def test_staff_find_and_restore(project: Project, alice: User, signed_in: SignedIn) -> None:
    other = create_session(project=project, kind=SessionKind.IMAGE, name="Gone", by=alice)
    delete_session(session=other)
    alice.is_staff = True
    alice.save()
    alice.user_permissions.set(Permission.objects.filter(content_type__app_label="projects"))
    client = signed_in(alice)
    url = "/admin/projects/session/"
    for value, count in (("in", 1), ("out", 0), ("gone", 0)):
        assert client.get(f"{url}?trash={value}").context["cl"].result_count == count
    client.post(url, {"action": "restore", "_selected_action": [other.pk]})
    assert Session.objects.visible_to(alice).get() == other
