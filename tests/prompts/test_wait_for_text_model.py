"""While a text model thinks, nobody else waits: no lock is held, and the same request is not sent again."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

from django.db import connection

from accounts.models import User
from prompts.writers import writers
from tests.accounts.callers import JSON, program_of

ANSWER = {"id": "1", "object": "chat.completion", "created": 1, "model": "m"}
MESSAGE = {"role": "assistant", "content": "A lake at dawn.", "refusal": None}
BODY = json.dumps({**ANSWER, "choices": [{"index": 0, "finish_reason": "stop", "message": MESSAGE}]}).encode()


@contextmanager
def text_model_during(work: Callable[[], None]) -> Iterator[str]:
    """Does the work of somebody else before it answers."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            work()
            connection.close()
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(BODY)))
            self.end_headers()
            self.wfile.write(BODY)

        def log_message(self, *args: object) -> None:
            """Quiet."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1"
        server.shutdown()


def test_others_write_meanwhile_and_the_same_key_is_in_flight(transactional_db: None, bob: User, settings: Any) -> None:
    program, told = program_of(bob), []

    def send() -> Any:
        body = json.dumps({"prompt": "a lake", "engine": "openai"})
        return program.post("/api/prompts/enhance/", body, JSON, headers={"Idempotency-Key": "k"})

    def meanwhile() -> None:
        told.append(send().status_code)
        User.objects.filter(pk=bob.pk).update(first_name="Robert")

    with text_model_during(meanwhile) as settings.OPENAI_URL:
        writers.cache_clear()
        first, again = send(), send()
    writers.cache_clear()
    assert told == [409]
    assert first.json()["enhanced"] == "A lake at dawn."
    assert again.json() == first.json()
    bob.refresh_from_db()
    assert bob.first_name == "Robert"
