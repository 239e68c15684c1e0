"""I: what one party must not learn from another; the proof searches a whole studio for it."""

import json
import pickle
from collections.abc import Callable, Iterator

import pytest
from channels.db import database_sync_to_async
from django.test import Client
from kombu.exceptions import ContentDisallowed
from kombu.serialization import loads, prepare_accept_content
from pytest_django import Settings

from accounts.models import User
from accounts.secrets import BLOT, without_secrets
from generations.engines import providers
from generations.models import Generation, Output
from generations.states import State
from live.publish import Change, publish
from pixflow.celery import app as celery_app
from projects.models import Session
from tests.accounts.callers import JSON, program_of
from tests.doubles.server import DoubleServer
from tests.generations.rows import a_generation
from tests.generations.runner import drain
from tests.live.conftest import Opened
from tests.security.addresses import every_address
from tests.security.rows import row
from tests.security.servers import Loopback, serving
from tests.security.test_owners import OPEN
from tests.security.visitors import browser_of
from tests.security.vulnerable import secrets

pytestmark = pytest.mark.topology("embedded")

KEY = "sk-the-key-that-nobody-may-learn"


@pytest.fixture
def mirror(settings: Settings) -> Iterator[Loopback]:
    """A provider that refuses everything by repeating all that it was sent."""
    with serving({}) as server:
        settings.OPENAI_URL, settings.OPENAI_KEY = f"{server.url}/v1", KEY
        providers.cache_clear()
        yield server
        providers.cache_clear()


@pytest.mark.parametrize("key", ["x", "none", ""])
def test_what_is_too_short_for_a_key_is_left_readable(settings: Settings, key: str) -> None:
    settings.FAL_KEY, settings.OPENAI_KEY = key, KEY
    assert without_secrets(f"none of six {KEY}") == f"none of six {BLOT}"


@row(56, hole=secrets.words_as_they_came)
def test_who_repeats_our_key_does_not_spread_it(
    bob: User, session: Session, mirror: Loopback, caplog: pytest.LogCaptureFixture
) -> None:
    order = {"session": session.pk, "models": ["openai-gpt-image-2"], "prompt": "a key"}
    program_of(bob).post("/api/generations/", order, JSON)
    drain()
    failed = Generation.objects.get()
    assert KEY.encode() in mirror.bodies[0]
    assert failed.state == State.FAILED
    root = User.objects.create_superuser("root@example.com")
    pages = [
        f"/admin/generations/generation/{failed.pk}/change/",
        f"/live/?f=generation:{failed.pk}",
        "/api/generations/",
    ]
    shown = "".join(client.get(page).content.decode() for page in pages for client in map(browser_of, (root, bob)))
    assert "invalid_request_error" in failed.error_raw
    for place in (failed.error_raw, shown, caplog.text):
        assert not [KEY[at : at + 8] for at in range(len(KEY) - 8) if KEY[at : at + 8] in place]


@row(57, hole=secrets.visitors_headers_go_along)
def test_a_provider_gets_its_own_key_and_nothing_of_the_visitor(
    bob: User, session: Session, engines: DoubleServer
) -> None:
    browser = browser_of(bob)
    order = {"session": session.pk, "models": ["fal-seedream-5", "openai-gpt-image-2"], "prompt": "a boat"}
    assert browser.post("/api/generations/", order, JSON, headers={"X-Forwarded-For": "10.9.8.7"}).status_code == 202
    drain()
    records, cookie = engines.requests(), browser.cookies["sessionid"].value
    assert {record["path"].split("/")[1] for record in records} == {"fal", "openai"}
    for record in records:
        keys = {"fal": "Key sim:key", "openai": "Bearer sim-key"}
        assert (
            record["headers"].get("authorization", keys[record["path"].split("/")[1]])
            == keys[record["path"].split("/")[1]]
        )
        assert not {"cookie", "x-forwarded-for", "x-csrftoken", "referer"} & record["headers"].keys()
        assert cookie not in json.dumps(record)
        assert bob.email not in json.dumps(record)


@row(57, hole=secrets.every_engine_is_on)
def test_an_engine_that_is_off_is_reached_by_no_way(
    bob: User, session: Session, engines: DoubleServer, settings: Settings
) -> None:
    failed = a_generation(session, state=State.FAILED, provider="fal", model="fal-seedream-5")
    settings.FAL_KEY = ""
    providers.cache_clear()
    order = {"session": session.pk, "models": ["fal-seedream-5"], "prompt": "x"}
    ways = {"generations/": order, f"generations/{failed.pk}/retry/": {}, f"generations/{failed.pk}/regenerate/": {}}
    ways[f"batches/{failed.batch_id}/retry-failed/"] = {}
    for address, body in ways.items():
        answer = program_of(bob).post(f"/api/{address}", body, JSON)
        assert answer.status_code in (400, 409), address
    drain()
    assert engines.requests() == []


@row(58, hole=secrets.pickles)
def test_a_message_runs_no_code() -> None:
    accepted = prepare_accept_content(celery_app.conf.accept_content)
    for kind in ("application/x-python-serialize", "pickle", "application/x-yaml"):
        try:
            loads(pickle.dumps({"args": []}), kind, "binary", accept=accepted)
        except ContentDisallowed:
            continue
        pytest.fail(f"{kind} was read")
    assert celery_app.conf.result_backend is None


@row(58, hole=secrets.shared_caches)
def test_no_cache_keeps_what_a_person_sees(alice: User, output: Output) -> None:
    browser = browser_of(alice)
    for address in [address for address in every_address(output.pk) if not address.startswith("/admin/")]:
        answer = browser.get(address)
        if answer.status_code == 200 and address not in OPEN:
            rules = answer.get("Cache-Control", "")
            assert "private" in rules or "no-store" in rules, address


@row(58, hole=secrets.events_to_everybody)
@pytest.mark.django_db(transaction=True)
@pytest.mark.topology("embedded", "production")
async def test_nobody_gets_an_answer_of_another_while_many_go_away(
    way: str, alice: User, bob: User, vera: User, opened: Opened, signed_in: Callable[[User], Client]
) -> None:
    people = [alice, bob, vera] * 6
    readers = [(user, await opened(await database_sync_to_async(signed_in)(user))) for user in people]
    for user, reader in readers:
        await reader.send(op="sub", topic=f"user:{user.pk}")
    for _, reader in readers[::2]:  # in the middle of their questions
        await reader.wire.disconnect()
    changes = [Change((f"user:{user.pk}",), f"generation:{user.pk}", "put") for user in (alice, bob, vera)]
    await database_sync_to_async(publish)(*changes)
    for user, reader in readers[1::2]:
        frames = [await reader.next(), await reader.next()]
        assert {frame["topic"] for frame in frames} == {f"user:{user.pk}"}
        assert frames[1].get("ref") == f"generation:{user.pk}"
        assert await reader.silent(0.05)
