"""What every route needs: answers out of the fault tables, the check of keys, and a cable to pull."""

import json
import time
import uuid
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.doubles.faults import Answer
from tests.doubles.store import Store

RECORDED_BODY = 200_000
KEPT_REQUESTS = 5_000
# What a client may see of an answer before its connection is cut: less than all of it, however much that is.
ACCEPTED = b'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 999\r\n\r\n{"request_id": "'


def answer(what: Answer, headers: Mapping[str, str] | None = None) -> Response:
    more = {**what.headers, **(headers or {})}
    if isinstance(what.body, str):
        return PlainTextResponse(what.body, what.status, more)
    return JSONResponse(what.body, what.status, more)


def fal_key_missing(request: Request) -> Answer | None:
    """Every key is good except those that begin with "bad"."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme == "Key" and key and not key.startswith("bad"):
        return None
    return Answer(401, {"detail": "Authentication is required to access this application."})


def cut(request: Request, after: str | None = "") -> Response:
    """Close the connection after so many bytes of an answer; the returned one goes nowhere."""
    transport = request.scope["transport"]
    if after and int(after) and not transport.is_closing():
        transport.write(ACCEPTED[: int(after)])
    transport.abort()
    return Response()


async def _body(receive: Receive) -> bytes | None:
    """None when the client was cut off before it had said all."""
    chunks = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        chunks.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(chunks)


class Recorder:
    """Notes every request, marks every answer as simulated, and lets a route cut its own connection."""

    def __init__(self, app: ASGIApp, store: Store) -> None:
        self.app, self.store = app, store

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = await _body(receive)
        if body is None:
            return
        unread = [body]
        if "/_sim/" not in scope["path"]:
            self._record(scope, body)
        # The server's own send callable is a method of the connection's state, which knows the transport.
        scope["transport"] = send.__self__.transport  # type: ignore[attr-defined]

        marks = [(b"x-sim", b"1"), (b"x-request-id", f"req_{uuid.uuid4().hex}".encode())]

        async def replay() -> Message:
            return {"type": "http.request", "body": unread.pop()} if unread else await receive()

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *marks]
            await send(message)

        await self.app(scope, replay, marked)

    def _record(self, scope: Scope, body: bytes) -> None:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        record = {
            "at": time.time(),
            "method": scope["method"],
            "path": scope["path"],
            "query": scope["query_string"].decode(),
            "headers": headers,
            "size": len(body),
            "body": body.decode("utf-8", "replace") if len(body) <= RECORDED_BODY else None,
        }
        self.store.run("INSERT INTO request (at, record) VALUES (?, ?)", record["at"], json.dumps(record))
        self.store.run("DELETE FROM request WHERE id <= (SELECT max(id) FROM request) - ?", KEPT_REQUESTS)
