"""The websocket: who may subscribe to what, who hears of what, and who stops hearing."""

import asyncio
import json
from asyncio import CancelledError
from collections.abc import Iterable, Iterator
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass

from channels.db import database_sync_to_async
from django.conf import settings
from django.db import connections

from accounts.actions import revoke_token
from accounts.authentication import user_of_token
from accounts.models import User
from live import hub, topics
from projects.actions import remove_member, update_session
from projects.models import Membership, Session
from tests.live.conftest import Frame, Reader
from tests.proof.access.callers import HOST, Caller, Cast
from tests.proof.access.judging import READS, STATUS, Judge, allowed
from tests.proof.access.matrix import SHORT
from tests.proof.access.probes import Probe, fill
from tests.proof.access.references import ROW_OF
from tests.proof.access.tenants import AMBER, BIRCH, NOBODY, TENANTS, Tenant, marks

KIND, QUIET, SOON = "sockets", 0.5, 5.0
# Nothing that comes in does more than subscribe.
FORGED = (
    '{"op": "ev", "topic": "project:@project", "ref": "session:@session", "change": "del"}',
    '{"op": "sub", "topic": ["project:@project"]}',
    '{"op": "sub", "topic": "project:@project", "user": @owner}',
    '{"op": "publish", "topic": "project:@project"}',
    '{"op": "sub", "topic": "project:0@project"}',
)


@dataclass(eq=False)
class Ear:
    caller: Caller
    reader: Reader

    async def leave(self) -> None:
        """Who was sent away is gone already."""
        with suppress(CancelledError):
            await self.reader.wire.disconnect(timeout=SOON)

    async def frames(self, awaited: str = "") -> list[Frame]:
        """Until there is silence; where a frame is awaited, it has a while to come."""
        found: list[Frame] = []
        with suppress(TimeoutError):
            async with asyncio.timeout(SOON):
                while awaited and awaited not in {frame["op"] for frame in found}:
                    found.append(await self.frame())
        while not await self.reader.wire.receive_nothing(QUIET):
            found.append(await self.frame())
        return found

    async def frame(self) -> Frame:
        message = await self.reader.wire.receive_output(SOON * 2)
        return json.loads(message["text"]) if "text" in message else {"op": message["type"]}


def sockets(judge: Judge, cast: Cast, scale: str) -> None:
    """Last of all: what happens here stays."""
    # Sign-ins are looked at more often here; all rights still once a minute, so that nothing but word of it is quicker.
    hub.WATCH_EVERY, hub.RIGHTS_EVERY = 0.2, 300
    # The rows of the others were read in this thread, on a connection that nobody else can use.
    connections.close_all()
    asyncio.run(_Room(judge, cast, scale).measure())


class _Room:
    def __init__(self, judge: Judge, cast: Cast, scale: str) -> None:
        full = scale == "full"
        self.judge, self.ears, self.removed = judge, list[Ear](), set[User | None]()
        self.callers = [
            caller for caller in cast.callers if caller.by != "htmx" and (full or caller.name in SHORT | {"banned"})
        ]

    async def measure(self) -> None:
        async with AsyncExitStack() as stack:
            for caller in self.callers:
                await self.enter(caller, stack)
            await asyncio.gather(*map(self.subscribe, self.ears))
            await self.hear()
            await self.lose()
            await self.hear()
        await database_sync_to_async(connections.close_all)()

    async def enter(self, caller: Caller, stack: AsyncExitStack) -> None:
        ear = Ear(caller, Reader(_headers(caller)))
        opened = (await ear.reader.wire.connect(timeout=SOON))[0]
        self.count(opened != _welcome(caller), f"{caller}: the socket is {'open' if opened else 'refused'}")
        if opened:
            self.ears.append(ear)
            stack.push_async_callback(ear.leave)

    async def subscribe(self, ear: Ear) -> None:
        for tenant in (NOBODY, BIRCH, AMBER):
            for topic, may in _topics(ear.caller, tenant):
                frame = await ear.reader.sub(topic)
                self.read(ear, frame, topic)
                right = "ok" if may else "deny"
                self.count(frame["op"] != right, f"{ear.caller}: sub {topic} is answered {frame}")
                if not may and frame != {"op": "deny", "topic": topic}:
                    self.judge.blame(STATUS, f"{ear.caller}: the refusal of {topic} says more than that: {frame}")
        # Between two askings so much may be asked again.
        await asyncio.sleep(QUIET)
        for text in FORGED:
            said = fill(text, BIRCH)
            await ear.reader.wire.send_to(said)
            frame = await ear.reader.next()
            self.count(frame["op"] not in {"error", "deny"}, f"{ear.caller}: {said} is answered {frame}")

    async def hear(self) -> None:
        """Something happens in two tenants; who hears of it? That members do gives the others' silence a meaning."""
        for tenant in (BIRCH, AMBER):
            await database_sync_to_async(_rename)(tenant)
        members = [ear for ear in self.ears if AMBER.name in self.mine(ear)]
        told = dict(await self.listen(dict.fromkeys(members, "ev")))
        told |= await self.listen({ear: "" for ear in self.ears if ear not in members})
        for ear, frames in told.items():
            events = [frame for frame in frames if frame["op"] == "ev"]
            self.count(ear in members and not events, f"{ear.caller} hears nothing of what may be read")
            for frame in events:
                self.count(not _of(frame) <= self.mine(ear) | _home(ear), f"{ear.caller} hears {frame}", READS)

    def mine(self, ear: Ear) -> set[str]:
        return set(ear.caller.roles) if ear.caller.user not in self.removed else set()

    async def listen(self, awaited: dict[Ear, str]) -> Iterable[tuple[Ear, list[Frame]]]:
        return zip(awaited, await asyncio.gather(*(ear.frames(what) for ear, what in awaited.items())), strict=True)

    async def lose(self) -> None:
        """Members are removed, tokens revoked, sign-ins ended: within seconds nothing comes through any more."""
        await database_sync_to_async(_take_rights)(self.ears)
        self.removed.add(AMBER.people["editor"])
        ends: dict[User | None, str] = {AMBER.people["editor"]: "deny", AMBER.people["viewer"]: "websocket.close"}
        wanted = {ear: ends.get(ear.caller.user, "") for ear in self.ears}
        for ear, told in await self.listen(wanted):
            frames = [frame["op"] for frame in told]
            self.count(
                wanted[ear] not in {"", *frames}, f"{ear.caller} keeps listening after the right is lost: {frames}"
            )
        self.ears = [ear for ear in self.ears if ear.caller.user != AMBER.people["viewer"]]

    def read(self, ear: Ear, frame: Frame, asked: str) -> None:
        own = {found for _, found in marks(asked.encode())} | ear.caller.own_marks
        told = [mark for tenant, mark in marks(json.dumps(frame).encode()) if tenant.name not in _allowed(ear)]
        self.count(bool(set(told) - own), f"{ear.caller}: {asked} tells of {told}", READS)

    def count(self, wrong: bool, sentence: str, what: str = STATUS) -> None:
        self.judge.probes[KIND] += 1
        if wrong:
            self.judge.blame(what, sentence)


def _headers(caller: Caller) -> list[tuple[bytes, bytes]]:
    headers = [(b"host", HOST.encode()), (b"origin", f"http://{HOST}".encode())]
    if caller.by == "token":
        return [*headers, (b"authorization", caller.client.defaults["HTTP_AUTHORIZATION"].encode())]
    cookie = caller.client.cookies.get(settings.SESSION_COOKIE_NAME)
    return [*headers, (b"cookie", f"{settings.SESSION_COOKIE_NAME}={cookie.value}".encode())] if cookie else headers


def _welcome(caller: Caller) -> bool:
    return caller.user is not None and caller.let_in and "read" in tuple(caller.scopes)


def _topics(caller: Caller, tenant: Tenant) -> Iterator[tuple[str, bool]]:
    for kind in topics._kinds.keys() & ROW_OF.keys():
        number = tenant.rows[ROW_OF[kind]]
        own = caller.user is not None and number == caller.user.pk
        yield f"{kind}:{number}", own if kind == "user" else caller.role_in(tenant) is not None


def _allowed(ear: Ear) -> set[str]:
    return allowed(ear.caller, Probe(ear.caller, "SUB", "/ws/", "/ws/", NOBODY))


def _of(frame: Frame) -> set[str]:
    return {tenant.name for tenant, _ in marks(json.dumps(frame).encode())}


def _home(ear: Ear) -> set[str]:
    """Of one's own person there is always something to hear."""
    return {tenant.name for tenant in TENANTS if ear.caller.user and ear.caller.user.pk in tenant.numbers} - {
        AMBER.name
    }


def _rename(tenant: Tenant) -> None:
    update_session(session=Session.objects.get(pk=tenant.rows["session"]), name=f"{tenant.word} again")


def _take_rights(ears: list[Ear]) -> None:
    remove_member(membership=Membership.objects.get(project=AMBER.rows["project"], user=AMBER.people["editor"]))
    for ear in ears:
        if ear.caller.name == "viewer" and ear.caller.by == "token":
            raw = ear.caller.client.defaults["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
            if found := user_of_token(raw):
                revoke_token(token=found[1])
        elif ear.caller.name == "viewer":
            ear.caller.client.logout()
