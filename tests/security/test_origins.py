"""F: requests and sockets that another site opens in somebody's browser."""

import json

import pytest
from channels.db import database_sync_to_async
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from generations.models import Generation, Output
from projects.models import Project
from tests.accounts.callers import JSON, program_of
from tests.live.conftest import Opened, Reader, browser_headers
from tests.security.addresses import every_address
from tests.security.rows import row
from tests.security.visitors import browser_of
from tests.security.vulnerable import origins

pytestmark = pytest.mark.topology("embedded")

# What others send us without a browser: signed, or no more than a line in the log.
UNASKED = {"/csp-report", "/hooks/fal/x/"}
HOST = b"testserver:8000"
OURS = ["http://testserver:8000", "https://studio.example.com"]
THEIRS = """
http://testserver https://testserver:8000 http://testserver:8001 http://localhost:8000 http://evil.example null file://
http://testserver:8000.evil.example http://evil.example/testserver:8000 http://eviltestserver:8000 http://
http://sub.testserver:8000 http://testserver:8000@evil.example https://studio.example.com.evil.example
https://studio-example.com http://studio.example.com https://studio.example.com:8000
"""


@row(45, hole=origins.no_csrf_check)
def test_no_change_without_the_token_of_our_own_page(alice: User, output: Output) -> None:
    visitor = Client(enforce_csrf_checks=True)
    visitor.force_login(alice)
    alice.is_staff = alice.is_superuser = True
    alice.save()
    methods = {"post": every_address(output.pk), "delete": ["/api/projects/1/"], "patch": ["/api/projects/1/"]}
    for method, addresses in methods.items():
        for address in set(addresses) - UNASKED:
            answer = getattr(visitor, method)(address, {"name": "x"}, JSON, headers={"Origin": "http://evil.example"})
            assert answer.status_code == 403, address
    assert Project.objects.filter(deleted_at=None).count() == Generation.objects.filter(deleted_at=None).count() == 1


@row(45, hole=origins.no_csrf_check)
@pytest.mark.parametrize(
    "origin", ["null", "http://evil.example", "http://testserver.evil.example", "http://testserver:81"]
)
def test_the_right_token_from_another_origin_is_refused(alice: User, origin: str) -> None:
    visitor = Client(enforce_csrf_checks=True)
    visitor.force_login(alice)
    visitor.cookies["csrftoken"] = token = "a" * 32
    from_elsewhere = {"X-CSRFToken": token, "Origin": origin}
    assert visitor.post("/api/projects/", {"name": "x"}, JSON, headers=from_elsewhere).status_code == 403
    assert visitor.post("/projects/create/", {"name": "x"}, headers=from_elsewhere).status_code == 403
    assert visitor.post("/api/projects/", {"name": "x"}, JSON, headers={"X-CSRFToken": token}).status_code == 201
    assert program_of(alice).post("/api/projects/", {"name": "x"}, JSON).status_code == 201


@row(46, hole=origins.origin_by_host_name)
@pytest.mark.django_db(transaction=True)
async def test_only_our_own_pages_open_the_socket_with_a_session(alice_browser: Client, settings: Settings) -> None:
    settings.SOCKET_ORIGINS = ["https://studio.example.com"]
    let_in = []
    for origin in [*OURS, *THEIRS.split(), ""]:
        headers = dict(browser_headers(alice_browser)) | {b"host": HOST, b"origin": origin.encode()}
        reader = Reader(list(headers.items()))
        if (await reader.wire.connect(5))[0]:
            let_in.append(origin)
            await reader.wire.disconnect()
    assert let_in == OURS
    rebound = {b"host": b"evil.example:8000", b"origin": b"http://evil.example:8000"}
    for headers in (dict(browser_headers(alice_browser)) | rebound, {b"host": HOST, b"origin": OURS[0].encode()}):
        assert await Reader(list(headers.items())).wire.connect() == (False, 4401)


@row(47, hole=origins.every_origin_reflected)
def test_no_other_site_may_read_an_answer(alice_browser: Client, output: Output) -> None:
    browser = Client()
    browser.cookies = alice_browser.cookies
    for origin in ("http://evil.example", "http://testserver.evil.example", "null"):
        for address in (
            "/",
            "/api/me/",
            "/api/projects/",
            f"/api/outputs/{output.pk}/file/",
            "/api/schema/",
            "/nowhere/",
        ):
            for answer in (
                browser.get(address, headers={"Origin": origin}),
                browser.options(address, headers={"Origin": origin, "Access-Control-Request-Method": "POST"}),
            ):
                assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


@row(48, hole=origins.frames_of_any_size)
@pytest.mark.django_db(transaction=True)
async def test_a_huge_message_ends_the_socket(alice_browser: Client, opened: Opened) -> None:
    reader = await opened(alice_browser)
    await reader.wire.send_to(json.dumps({"op": "ping", "topic": "x" * 65_536}))
    assert (await reader.wire.receive_output(3)).get("code") == 4413


@row(48, hole=origins.messages_without_end)
@pytest.mark.django_db(transaction=True)
async def test_a_flood_ends_the_socket(alice_browser: Client, opened: Opened) -> None:
    reader = await opened(alice_browser)
    for _ in range(100):
        await reader.send(op="ping")
    answers = [await reader.wire.receive_output(3) for _ in range(61)]
    assert answers[-1].get("code") == 4429


@row(48, hole=origins.sockets_without_end)
@pytest.mark.django_db(transaction=True)
async def test_a_person_opens_only_so_many_sockets(alice: User, opened: Opened) -> None:
    client = await database_sync_to_async(browser_of)(alice)
    for _ in range(50):
        await opened(client)
    assert await Reader(browser_headers(client)).wire.connect(5) == (False, 4429)
