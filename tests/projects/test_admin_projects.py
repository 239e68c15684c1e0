from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from projects.models import Project, Session


@pytest.fixture
def root(signed_in: Callable[[User], Client], db: None) -> Client:
    return signed_in(User.objects.create_superuser("root@example.com"))


@pytest.mark.parametrize(
    ("table", "query"),
    [
        ("project", {"q": "alice@example.com"}),
        ("membership", {"q": "alice", "role__exact": "owner"}),
        ("session", {"q": "posters", "kind__exact": "image"}),
    ],
)
def test_rows_are_found_and_opened(root: Client, session: Session, table: str, query: dict[str, str]) -> None:
    rows = root.get(f"/admin/projects/{table}/", query).context["cl"].result_list
    assert len(rows) == 1
    assert root.get(f"/admin/projects/{table}/{rows[0].pk}/change/").status_code == 200


def test_deleting_goes_the_way_that_members_delete(root: Client, session: Session) -> None:
    for table, pk in (("session", session.pk), ("project", session.project_id)):
        url = f"/admin/projects/{table}/"
        assert root.post(f"{url}{pk}/delete/", {"post": "yes"}).status_code == 403
        root.post(url, {"action": "mark_deleted", "_selected_action": pk})
    assert Project.objects.get().deleted_at
    assert Session.objects.get().deleted_at
