"""Where references come from: uploads and the library; and the small readers of the library beside them."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from generations.models import Output
from generations.views.library import PICKED_FROM
from projects.models import Session
from tests.generations.rows import an_output, png

ClientOf = Callable[[User], Client]


@pytest.fixture
def editor(bob: User, signed_in: ClientOf) -> Client:
    return signed_in(bob)


def test_an_upload_is_a_picture_of_the_session(editor: Client, session: Session) -> None:
    response = editor.post(f"/sessions/{session.pk}/uploads/", {"file": png()})
    assert response.status_code == 201
    output = Output.objects.get()
    told = {"id": output.pk, "src": f"/api/outputs/{output.pk}/preview/", "label": "sea view.png"}
    assert response.json() == {**told, "refs": [f"generation:{output.generation_id}"]}


@pytest.mark.parametrize(("file", "status"), [(BytesIO(b"just words"), 415), (None, 400)])
def test_what_is_no_picture_is_refused_in_words(editor: Client, session: Session, file: Any, status: int) -> None:
    response = editor.post(f"/sessions/{session.pk}/uploads/", {"file": file} if file else {})
    assert response.status_code == status
    assert re.fullmatch(r"[A-Z][^<{]+\.", response.content.decode())
    assert not Output.objects.exists()


def test_a_file_over_the_limit_is_too_large(editor: Client, session: Session, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 10
    assert editor.post(f"/sessions/{session.pk}/uploads/", {"file": png()}).status_code == 413


def test_the_library_is_searched_and_paged(editor: Client, session: Session) -> None:
    made = [an_output(session, prompt="a red boat").pk for _ in range(PICKED_FROM + 2)]
    an_output(session, prompt="a mountain")
    first = editor.get(f"/sessions/{session.pk}/pick/", {"q": "Boat"}).content.decode()
    more = re.findall(r'hx-get="([^"]+)"', first)[0].replace("&amp;", "&")
    second = editor.get(more).content.decode()
    assert [int(pk) for pk in re.findall(r'data-pick="(\d+)"', first + second)] == made[::-1]


def test_the_mosaic_shows_the_four_newest_stills(editor: Client, session: Session) -> None:
    made = [an_output(session).pk for _ in range(6)]
    html = editor.get(f"/projects/{session.project_id}/mosaic/").content.decode()
    assert [int(pk) for pk in re.findall(r"outputs/(\d+)/preview", html)] == made[:1:-1]


def test_the_mosaic_of_others_is_not_there(charlie: User, signed_in: ClientOf, session: Session) -> None:
    assert signed_in(charlie).get(f"/projects/{session.project_id}/mosaic/").status_code == 404


def test_the_palette_knows_what_one_may_see(bob: User, charlie: User, signed_in: ClientOf, session: Session) -> None:
    own, others = (signed_in(user).get("/palette/").content.decode() for user in (bob, charlie))
    assert f'data-href="/sessions/{session.pk}/"' in own
    assert f'data-href="/projects/{session.project_id}/"' in own
    assert session.name not in others
    assert session.project.name not in others
