"""Thirty days in the trash: who sees what is in there, what comes back and as what, and what cannot be done with it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import User
from generations.actions import create_batch, delete_output, delete_outputs, hide_output, restore_outputs
from generations.errors import Conflict
from generations.models import Output
from generations.planning import Order
from live.models import Event
from projects.actions import create_session, delete_project, delete_session, restore_session
from projects.models import TRASH_KEPT, Project, Session, SessionKind
from tests.accounts.callers import program_of
from tests.conversations.working import a_still
from tests.generations.rows import an_output
from tests.generations.trash import time_passes

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]


@pytest.fixture
def output(session: Session) -> Output:
    return an_output(session)


@pytest.fixture
def clips(project: Project, alice: User) -> Session:
    return create_session(project=project, kind=SessionKind.VIDEO, name="Clips", by=alice)


def test_what_is_deleted_is_nowhere_but_in_the_trash(output: Output, bob: User) -> None:
    assert delete_outputs(outputs=[output]) == [output]
    assert not Output.objects.visible_to(bob)
    assert list(Output.objects.trash_of(bob)) == [output]
    assert delete_outputs(outputs=[output]) == []


def test_what_is_restored_is_where_it_was(output: Output, bob: User) -> None:
    delete_output(output=output)
    assert restore_outputs(outputs=[output]) == [output]
    assert list(Output.objects.visible_to(bob)) == [output]
    assert not Output.objects.trash_of(bob)
    assert restore_outputs(outputs=[output]) == []


def test_viewers_and_strangers_see_no_trash(output: Output, vera: User, charlie: User) -> None:
    delete_output(output=output)
    assert not Output.objects.trash_of(vera)
    assert not Output.objects.trash_of(charlie)


def test_a_thousand_go_and_come_back_in_a_few_statements(
    session: Session, bob: User, django_assert_max_num_queries: Callable[..., object]
) -> None:
    outputs = [an_output(session) for _ in range(1000)]
    with django_assert_max_num_queries(25):  # type: ignore[attr-defined]
        delete_outputs(outputs=outputs)
    assert Output.objects.trash_of(bob).count() == 1000
    with django_assert_max_num_queries(25):  # type: ignore[attr-defined]
        restore_outputs(outputs=outputs)
    assert Output.objects.visible_to(bob).count() == 1000


def test_after_thirty_days_nothing_comes_back(output: Output, bob: User) -> None:
    delete_output(output=output)
    time_passes(TRASH_KEPT - timedelta(minutes=1))
    assert Output.objects.trash_of(bob).exists()
    time_passes(timedelta(minutes=1))
    assert not Output.objects.trash_of(bob)
    assert restore_outputs(outputs=[output]) == []


def test_hidden_ones_stay_hidden(output: Output, bob: User) -> None:
    delete_output(output=output)
    hide_output(output=output)
    assert not Output.objects.trash_of(bob)
    restore_outputs(outputs=[output])
    assert not Output.objects.visible_to(bob)


def test_a_video_counts_again_for_its_still(output: Output, clips: Session, bob: User) -> None:
    clip = an_output(clips, kind="video", source=output)

    def count() -> int:
        return int(Output.objects.with_iterations().get(pk=output.pk).iteration_count)  # type: ignore[attr-defined]

    assert count() == 1
    delete_output(output=clip)
    assert count() == 0
    Event.objects.all().delete()
    restore_outputs(outputs=[clip])
    assert count() == 1
    told = set(Event.objects.values_list("topic", "ref"))
    row = f"generation:{clip.generation_id}"
    assert (f"output:{output.pk}", row) in told
    assert (f"session:{output.generation.session_id}", f"output:{output.pk}") in told


def test_whoever_looks_hears_of_what_is_back(output: Output, session: Session) -> None:
    delete_output(output=output)
    Event.objects.all().delete()
    restore_outputs(outputs=[output])
    topics = {f"session:{session.pk}", f"batch:{output.generation.batch_id}", f"outputs:{session.project_id}"}
    assert set(Event.objects.filter(ref=f"generation:{output.generation_id}").values_list("topic", flat=True)) == topics


@pytest.mark.parametrize("name", ["session", "project"])
def test_what_is_in_the_trash_with_its_place_waits_for_that(output: Output, bob: User, name: str) -> None:
    delete_output(output=output)
    session = output.generation.session
    delete_session(session=session) if name == "session" else delete_project(project=session.project)
    assert not Output.objects.trash_of(bob)
    with pytest.raises(Conflict, match=f"{name} is in the trash"):
        restore_outputs(outputs=[output])


def test_a_session_comes_back_without_what_was_deleted_before(output: Output, session: Session, bob: User) -> None:
    other = an_output(session)
    delete_output(output=output)
    delete_session(session=session)
    restore_session(session=session)
    assert list(Output.objects.visible_to(bob)) == [other]
    assert list(Output.objects.trash_of(bob)) == [output]


def test_nothing_is_made_from_what_is_in_the_trash(output: Output, session: Session, bob: User) -> None:
    delete_output(output=output)
    words = ("fal-seedream-5",), ("sea",)
    for order in (Order(*words, references=(output.pk,)), Order(*words, source_output=output.pk)):
        with pytest.raises(ValidationError):
            create_batch(session=session, by=bob, order=order)


# Through the front door


def test_every_door_is_shut_but_those_of_the_trash(output: Output, bob: User) -> None:
    call = program_of(bob)
    url = f"/api/outputs/{output.pk}/"
    assert call.delete(url).status_code == 204
    assert call.delete(url).status_code == 404
    for path in ("", "file/", "preview/", "lineage/", "video-iterations/"):
        assert call.get(f"{url}{path}").status_code == 404, path
    assert call.put(f"{url}rating/", {"value": 1}).status_code == 404
    assert call.patch(url, {"tags": ["a"]}).status_code == 404
    back = call.post(f"{url}restore/")
    assert (back.status_code, back.json()["id"]) == (200, output.pk)
    assert call.post(f"{url}restore/").status_code == 404
    assert call.get(url).status_code == 200


def test_roles_of_the_trash(output: Output, vera: User, charlie: User, bob: User, alice: User) -> None:
    delete_output(output=output)
    url = f"/api/outputs/{output.pk}/"
    assert program_of(charlie).post(f"{url}restore/").status_code == 404
    assert program_of(vera).post(f"{url}restore/").status_code == 403
    assert program_of(bob).delete(f"{url}?forever=true").status_code == 403
    assert program_of(alice).delete(f"{url}?forever=true").status_code == 204
    assert program_of(alice).post(f"{url}restore/").status_code == 404
    assert not Output.objects.filter(pk=output.pk).exists()


def test_what_is_not_in_the_trash_is_not_deleted_for_good(output: Output, alice: User) -> None:
    assert program_of(alice).delete(f"/api/outputs/{output.pk}/?forever=true").status_code == 404
    assert program_of(alice).delete(f"/api/outputs/{output.pk}/?forever=perhaps").status_code == 400
    assert Output.objects.shown().filter(pk=output.pk).exists()


def test_restoring_into_a_deleted_session_says_what_to_do(output: Output, session: Session, alice: User) -> None:
    delete_output(output=output)
    delete_session(session=session)
    refused = program_of(alice).post(f"/api/outputs/{output.pk}/restore/")
    assert refused.status_code == 409
    assert "Restore that first" in refused.json()["error"]["message"]


def test_pages_restore_and_say_so(output: Output, bob: User, vera: User, signed_in: SignedIn) -> None:
    htmx = {"HX-Request": "true"}
    deleted = signed_in(bob).post(f"/outputs/{output.pk}/delete/", headers=htmx)
    assert "30 days" in deleted["HX-Trigger"]
    path = f"/outputs/{output.pk}/restore/"
    assert signed_in(vera).post(path, headers=htmx).status_code == 403
    back = signed_in(bob).post(path, headers=htmx)
    assert (back.status_code, back.content) == (200, b"")
    assert "Restored" in back["HX-Trigger"]
    delete_output(output=output)
    assert signed_in(bob).post(path).headers["Location"] == f"/outputs/{output.pk}/"


def test_the_preview_is_for_those_who_can_restore(
    session: Session, bob: User, vera: User, project: Project, signed_in: SignedIn, charlie: User
) -> None:
    output = a_still(session)
    path = f"/api/trash/{output.pk}/preview/"
    assert signed_in(bob).get(path).status_code == 404
    delete_output(output=output)
    answers = [signed_in(person).get(path).status_code for person in (bob, vera, charlie)]
    assert answers == [200, 403, 404]


def test_what_is_hidden_is_not_brought_back_or_shown_by_the_trash(output: Output, bob: User) -> None:
    delete_output(output=output)
    hide_output(output=output)
    assert not Output.objects.trashed_of(bob)
    assert program_of(bob).post(f"/api/outputs/{output.pk}/restore/").status_code == 404
    assert restore_outputs(outputs=[output]) == []
