"""A provider that answers every request as it was told to: with any file, any address, any redirect."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from django.conf import settings

from generations.engines import providers
from generations.models import Generation
from generations.states import State
from generations.work import storing
from projects.models import Session
from tests.generations.rows import a_generation

MODELS = {"image": "fal-seedream-5", "video": "fal-kling-3-pro"}


@dataclass
class Wire:
    """By the id of a request: the address in its answer, the bytes behind it, where a path leads on to."""

    url: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    redirects: dict[str, tuple[int, str]] = field(default_factory=dict)

    def store(self, session: Session, name: str, kind: str = "image") -> Generation:
        """What the studio does with the answer to a request of this name."""
        facts: dict[str, Any] = {"provider": "fal", "model": MODELS[kind], "kind": kind, "provider_request_id": name}
        row = a_generation(session, state=State.SUBMITTED, **facts)
        storing.store(row.pk)
        row.refresh_from_db()
        return row


@contextmanager
def provider() -> Iterator[Wire]:
    """The fal of this process, on a port of its own."""
    wire = Wire()
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(wire)) as server:
        wire.url = f"http://127.0.0.1:{server.server_port}"
        settings.FAL_KEY, settings.FAL_URL = "sim:key", wire.url
        providers.cache_clear()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield wire
        server.shutdown()


def _handler(wire: Wire) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one piece, or each answer waits for an acknowledgement

        def do_GET(self) -> None:
            name = self.path.rpartition("/")[2]
            if name in wire.redirects:
                status, location = wire.redirects[name]
                self._send(status, {"Location": location})
            elif name in wire.files:
                # What it says of itself is never true: only the bytes count.
                self._send(200, {"Content-Type": "text/html"}, wire.files[name])
            else:
                self._send(200, {"Content-Type": "application/json"}, json.dumps(wire.answers.get(name)).encode())

        def _send(self, status: int, headers: dict[str, str], body: bytes = b"") -> None:
            self.send_response(status)
            for name, value in (headers | {"Content-Length": str(len(body))}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Quiet."""

    return Handler
