"""What people think of outputs and keep, in the Django admin: to look at."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from generations.models import Output
from projects.models import Session
from ratings.actions import favorite_prompt, rate_outputs
from ratings.models import Favorite, Rating
from ratings.models.rating import Value
from tests.generations.rows import an_output


@pytest.fixture
def root(db: None, signed_in: Callable[[User], Client]) -> Client:
    """Runs the place and is a member of no project."""
    return signed_in(User.objects.create_superuser("root@example.com", "a password that is long"))


@pytest.fixture
def rows(bob: User, session: Session, output: Output) -> dict[str, int]:
    rate_outputs(outputs=[an_output(session)], by=bob, value=Value.LIKE)
    rate_outputs(outputs=[output], by=bob, value=Value.DISLIKE, note="<script>alert(1)")
    favorite_prompt(by=bob, project=session.project, text="<script>alert(1)")
    return {"rating": Rating.objects.get(value=-1).pk, "favorite": Favorite.objects.get().pk}


@pytest.mark.parametrize("table", ["rating", "favorite"])
def test_they_are_shown_and_never_changed(root: Client, rows: dict[str, int], table: str) -> None:
    for address in ("", f"{rows[table]}/change/"):
        page = root.get(f"/admin/ratings/{table}/{address}")
        assert page.status_code == 200
        assert "&lt;script&gt;alert(1)" in page.content.decode()
        assert "<script>alert(1)" not in page.content.decode()
    assert root.get(f"/admin/ratings/{table}/add/").status_code == 403
    assert root.post(f"/admin/ratings/{table}/{rows[table]}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("query", [{"value__exact": -1}, {"q": "alert"}])
def test_find_a_rating(root: Client, rows: dict[str, int], query: dict[str, str]) -> None:
    found = root.get("/admin/ratings/rating/", query).context["cl"].result_list
    assert [row.pk for row in found] == [rows["rating"]]


@pytest.mark.parametrize("table", ["rating", "favorite"])
def test_find_by_person(root: Client, rows: dict[str, int], table: str) -> None:
    assert rows[table] in [row.pk for row in root.get(f"/admin/ratings/{table}/?q=BOB@").context["cl"].result_list]
    assert root.get(f"/admin/ratings/{table}/?q=nobody").context["cl"].result_count == 0
