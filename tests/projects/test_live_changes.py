"""What others hear when a project changes, and what they may fetch."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from live.models import Event
from live.topics import readable
from projects import actions
from projects.models import Membership, Project, Role, Session

Heard = set[tuple[str, str, str]]


@pytest.fixture
def heard() -> Callable[[], Heard]:
    def since_last() -> Heard:
        rows = set(Event.objects.values_list("topic", "ref", "change"))
        Event.objects.all().delete()
        return rows

    return since_last


def _to(users: list[User], ref: str, change: str) -> Heard:
    return {(f"user:{user.pk}", ref, change) for user in users}


def test_a_project_appears_changes_and_goes_for_its_members(
    alice: User, bob: User, vera: User, project: Project, heard: Callable[[], Heard]
) -> None:
    ref, everybody = f"project:{project.pk}", [alice, bob, vera]
    heard()
    actions.rename_project(project=project, name="New")
    assert heard() == {(ref, ref, "put"), *_to(everybody, ref, "put")}
    actions.delete_project(project=project)
    assert heard() == {(ref, ref, "del"), *_to(everybody, ref, "del")}
    actions.delete_project(project=project)
    assert heard() == set()
    made = f"project:{actions.create_project(name='x', by=alice).pk}"
    assert heard() == {(made, made, "new"), *_to([alice], made, "new")}


def test_who_joins_and_who_is_removed_hears_it_in_the_own_list(
    bob: User, charlie: User, project: Project, heard: Callable[[], Heard]
) -> None:
    ref = f"project:{project.pk}"
    actions.add_member(project=project, email=charlie.email, role=Role.VIEWER)
    told = heard()
    assert (f"user:{charlie.pk}", ref, "new") in told
    assert {(ref, ref, "put"), *_to([bob], ref, "put")} <= told
    actions.remove_member(membership=Membership.objects.get(user=charlie))
    told = heard()
    assert {change for topic, _, change in told if topic == f"user:{charlie.pk}"} == {"del"}
    assert (ref, ref, "put") in told


def test_a_session_is_heard_in_its_project_and_on_its_own_page(
    bob: User, project: Project, session: Session, heard: Callable[[], Heard]
) -> None:
    ref, home = f"session:{session.pk}", f"project:{project.pk}"
    for change, act in (("put", actions.update_session), ("del", actions.delete_session)):
        act(session=session)
        assert {(home, ref, change), (ref, ref, change), *_to([bob], home, "put")} <= heard()


def test_topics_are_read_by_members_only(alice: User, vera: User, charlie: User, session: Session) -> None:
    topics = {f"project:{session.project_id}", f"session:{session.pk}"}
    assert readable(vera, topics) == topics
    assert readable(charlie, topics) == set()
    actions.delete_session(session=session)
    assert readable(alice, topics) == {f"project:{session.project_id}"}
    actions.delete_project(project=session.project)
    assert readable(alice, topics) == set()


def test_open_sockets_of_who_may_do_less_look_again(
    alice: User, bob: User, vera: User, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []
    monkeypatch.setattr(actions, "rights_changed", told.append)
    actions.change_role(membership=Membership.objects.get(user=bob), role=Role.VIEWER)
    actions.remove_member(membership=Membership.objects.get(user=vera))
    assert told == [bob.pk, vera.pk]
    actions.delete_project(project=project)
    assert sorted(told[2:]) == [alice.pk, bob.pk]


@pytest.mark.parametrize("kind", ["project", "members", "session", "title"])
def test_fragments_are_for_members_only(
    vera: User, charlie: User, session: Session, signed_in: Callable[[User], Client], kind: str
) -> None:
    pk = session.pk if kind in {"session", "title"} else session.project_id
    page = signed_in(vera).get("/live/", {"f": f"{kind}:{pk}"}).content.decode()
    assert f'data-frag="{kind}"' in page
    assert f"-{pk}" in page
    assert signed_in(charlie).get("/live/", {"f": f"{kind}:{pk}"}).content.strip() == b""
