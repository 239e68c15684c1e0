"""Sending a spending request again with the same Idempotency-Key."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from django.db import connection
from django.utils import timezone
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory, force_authenticate
from rest_framework.views import APIView

from accounts import idempotency
from accounts.errors import Conflict
from accounts.idempotency import idempotent
from accounts.models import IdempotencyKey, User
from projects.actions import create_project
from projects.models import Project


class Shop(APIView):
    """Spends by making a project. `hold` keeps a request inside, `broken` kills it in the middle."""

    entered, hold = Event(), Event()
    broken = False

    @idempotent
    def post(self, request: Request) -> Response:
        project = create_project(name=request.data["name"], by=request.user)  # type: ignore[arg-type]
        self.entered.set()
        assert self.hold.wait(10)
        if self.broken:
            raise RuntimeError
        if request.data["name"] == "refused":
            raise ValidationError({"name": ["No."]})
        return Response({"id": project.pk, "made": project.created_at}, status=202)


@pytest.fixture(autouse=True)
def _open_shop() -> Iterator[None]:
    Shop.entered.clear()
    Shop.hold.set()
    yield
    Shop.broken = False


def _send(user: User, key: str | None = "k", name: str = "one", path: str = "/buy/") -> Response:
    headers = {} if key is None else {"HTTP_IDEMPOTENCY_KEY": key}
    request = APIRequestFactory().post(path, {"name": name}, format="json", **headers)
    force_authenticate(request, user)
    try:
        response: Response = Shop.as_view()(request)
        response.render()
        return response
    finally:
        if connection.in_atomic_block is False:
            connection.close()


def test_the_same_key_and_body_give_the_stored_answer(alice: User) -> None:
    first, again = _send(alice), _send(alice)
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.content == again.content
    assert again["Idempotent-Replayed"] == "true"
    assert Project.objects.count() == 1


def test_without_a_key_every_request_counts(alice: User) -> None:
    _send(alice, None)
    _send(alice, None)
    assert Project.objects.count() == 2
    assert not IdempotencyKey.objects.exists()


@pytest.mark.parametrize("other", [{"name": "two"}, {"path": "/buy/more/"}])
def test_another_request_under_the_same_key_is_refused(alice: User, other: dict[str, str]) -> None:
    _send(alice)
    assert _send(alice, **other).status_code == 422
    assert Project.objects.count() == 1


def test_a_key_belongs_to_one_person(alice: User, bob: User) -> None:
    _send(alice)
    assert _send(bob, name="two").status_code == 202
    assert Project.objects.count() == 2


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_a_key_has_1_to_255_characters(alice: User, key: str) -> None:
    assert _send(alice, key).status_code == 400
    assert _send(alice, "x" * 255).status_code == 202


def test_a_refused_request_leaves_the_key_free(alice: User) -> None:
    assert _send(alice, name="refused").status_code == 400
    assert _send(alice, name="one").status_code == 202
    assert Project.objects.count() == 1


def test_a_request_that_broke_has_done_nothing_and_may_be_sent_again(alice: User) -> None:
    Shop.broken = True
    with pytest.raises(RuntimeError):
        _send(alice)
    Shop.broken = False
    assert not Project.objects.exists()
    assert _send(alice).status_code == 202


def test_after_a_day_the_key_is_free(alice: User) -> None:
    _send(alice)
    IdempotencyKey.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert _send(alice, name="two").status_code == 202
    assert Project.objects.count() == 2


def test_a_request_in_flight_is_not_started_again(transactional_db: None, alice: User) -> None:
    Shop.hold.clear()
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(_send, alice)
        assert Shop.entered.wait(10)
        assert _send(alice).status_code == 409
        assert _send(alice, name="two").status_code == 422
        Shop.hold.set()
        assert first.result().status_code == 202
    assert _send(alice).status_code == 202
    assert Project.objects.count() == 1


def test_of_many_at_once_one_works(transactional_db: None, alice: User) -> None:
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: _send(alice).status_code, range(16)))
    assert Project.objects.count() == 1
    assert set(answers) <= {202, 409}
    assert 202 in answers


def test_a_crashed_request_is_taken_over_after_a_minute(alice: User) -> None:
    _send(alice)
    Project.objects.all().delete()
    IdempotencyKey.objects.update(status=None, answer=None)
    assert _send(alice).status_code == 409
    IdempotencyKey.objects.update(locked_until=timezone.now() - timedelta(seconds=1))
    assert _send(alice).status_code == 202
    assert Project.objects.count() == 1


def test_of_many_who_take_over_a_crashed_request_one_works(transactional_db: None, alice: User) -> None:
    for _ in range(5):
        _send(alice)
        Project.objects.all().delete()
        IdempotencyKey.objects.update(status=None, locked_until=timezone.now() - timedelta(seconds=1))
        with ThreadPoolExecutor(8) as threads:
            assert 202 in set(threads.map(lambda _: _send(alice).status_code, range(8)))
        assert Project.objects.count() == 1


def test_a_slow_request_that_is_taken_over_still_works_once(
    transactional_db: None, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idempotency, "LOCKED", timedelta(0))
    Shop.hold.clear()
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(_send, alice)
        assert Shop.entered.wait(10)
        second = threads.submit(_send, alice)
        Shop.hold.set()
        assert first.result().content == second.result().content
    assert Project.objects.count() == 1


def test_who_wakes_up_after_the_take_over_does_nothing(alice: User) -> None:
    _send(alice)
    IdempotencyKey.objects.update(status=None, answer=None)
    sleeper = IdempotencyKey.objects.get()
    IdempotencyKey.objects.update(locked_until=timezone.now() + timedelta(seconds=60))
    with pytest.raises(Conflict):
        idempotency._run(sleeper, lambda: Response({}))
    assert IdempotencyKey.objects.count() == 1
