"""Cancel, retry, run again and delete, as the buttons of a card send them."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from generations.models import Generation, Output
from projects.models import Session
from tests.generations.rows import a_generation, an_output

ClientOf = Callable[[User], Client]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def editor(bob: User, signed_in: ClientOf) -> Client:
    return signed_in(bob)


def _touched(response: Any) -> list[str]:
    assert response.status_code == 204
    return json.loads(response["HX-Trigger"])["px:touch"]["refs"]  # type: ignore[no-any-return]


def test_cancel_a_waiting_one(editor: Client, session: Session) -> None:
    generation = a_generation(session, state="queued")
    assert _touched(editor.post(f"/generations/{generation.pk}/cancel/")) == [f"generation:{generation.pk}"]
    generation.refresh_from_db()
    assert generation.state == "cancelled"


def test_what_has_ended_cannot_be_cancelled(editor: Client, session: Session) -> None:
    response = editor.post(f"/generations/{a_generation(session).pk}/cancel/")
    assert response.status_code == 422
    assert json.loads(response["HX-Trigger"])["px:toast"]["message"] == "This generation has already ended."


def test_retry_answers_with_both_cards(editor: Client, session: Session) -> None:
    failed = a_generation(session, state="failed")
    refs = _touched(editor.post(f"/generations/{failed.pk}/retry/"))
    retry = Generation.objects.get(retry_of=failed)
    assert refs == [f"generation:{failed.pk}", f"generation:{retry.pk}"]


def test_a_picture_is_not_retried(editor: Client, session: Session) -> None:
    assert editor.post(f"/generations/{a_generation(session).pk}/retry/").status_code == 422


def test_run_again_makes_a_batch_of_its_own(editor: Client, session: Session) -> None:
    output = an_output(session)
    _touched(editor.post(f"/generations/{output.generation_id}/regenerate/", headers=HTMX))
    again = Generation.objects.order_by("pk").last()
    assert again is not None
    assert again.batch_id != output.generation.batch_id


def test_run_again_from_a_conversation_says_where_it_will_be(editor: Client, session: Session) -> None:
    path = f"/generations/{an_output(session).generation_id}/regenerate/"
    response = editor.post(path, headers={"HX-Current-URL": "http://testserver/edit/3/", **HTMX})
    assert f"in the session “{session.name}”" in json.loads(response["HX-Trigger"])["px:toast"]["message"]
    assert "px:toast" not in json.loads(editor.post(path, headers=HTMX)["HX-Trigger"])


def test_delete_a_picture(editor: Client, session: Session) -> None:
    output = an_output(session)
    assert _touched(editor.post(f"/outputs/{output.pk}/delete/")) == [f"output:{output.pk}"]
    assert Output.objects.shown().count() == 0


@pytest.mark.parametrize("action", ["outputs/{0}/delete", "generations/{1}/regenerate"])
def test_the_page_of_an_output_leaves_for_its_session(editor: Client, session: Session, action: str) -> None:
    output = an_output(session)
    address = {"HX-Current-URL": f"http://testserver/outputs/{output.pk}/", **HTMX}
    response = editor.post(f"/{action.format(output.pk, output.generation_id)}/", headers=address)
    assert response["HX-Redirect"] == f"/sessions/{session.pk}/"


@pytest.mark.parametrize(
    "path", ["generations/{0}/cancel", "generations/{0}/retry", "generations/{0}/regenerate", "outputs/{1}/delete"]
)
def test_viewers_may_not_and_strangers_find_nothing(
    vera: User, charlie: User, signed_in: ClientOf, session: Session, path: str
) -> None:
    output = an_output(session)
    url = f"/{path.format(output.generation_id, output.pk)}/"
    assert signed_in(vera).post(url).status_code == 403
    assert signed_in(charlie).post(url).status_code == 404
    assert signed_in(vera).get(url).status_code == 405
