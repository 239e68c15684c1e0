"""What a tester can order by words in the prompt, such as [[sim:drop]] or [[sim:run=4]]."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.doubles.catalogue import Payload

Markers = Mapping[str, str]
MARKER = re.compile(r"\[\[sim:([a-z0-9_]+)(?:=([^\]]*))?\]\]")


def markers(text: str) -> Markers:
    return dict(MARKER.findall(text))


def seconds(marks: Markers, name: str, default: float, endpoint: str = "") -> float:
    """`run=4`, or several at once: `run=klein:2 lite:3` by a part of the endpoint's name."""
    said = marks.get(name) or ""
    if ":" in said:
        pairs = dict(pair.split(":") for pair in said.split())
        said = next((value for part, value in pairs.items() if part in endpoint), "")
    return float(said or default)


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer that is not a result; `body` is JSON unless it is text."""

    status: int
    body: Payload | str
    headers: Mapping[str, str] = field(default_factory=dict)


def model_error(status: int, kind: str, msg: str, loc: tuple[str, ...] = ("body", "prompt"), **more: object) -> Answer:
    """An error of the model itself: `detail` is a list, and the header says whether trying again can help."""
    detail = {"loc": list(loc), "msg": msg, "type": kind, "url": f"https://docs.fal.ai/errors#{kind}", **more}
    return Answer(status, {"detail": [detail]}, {"X-Fal-Retryable": "true" if status >= 500 else "false"})


def request_error(status: int, kind: str, msg: str) -> Answer:
    """An error of the queue: a flat `detail`."""
    return Answer(status, {"detail": msg, "error_type": kind}, {"X-Fal-Error-Type": kind})


BUSY = Answer(429, {"detail": "Too many requests. Please slow down."}, {"Retry-After": "1"})

# Answers to the submission itself: nothing was accepted, nothing is billed.
REFUSALS = {
    "always429": BUSY,
    "nginx502": Answer(502, "<html><body><center><h1>502 Bad Gateway</h1></center><hr>nginx</body></html>"),
    "plain500": Answer(500, {"detail": "Internal Server Error"}),
    "balance": Answer(403, {"detail": "User is locked. Reason: Exhausted balance. Top up your balance at fal.ai."}),
}

# Answers instead of the result of an accepted request: it failed and costs nothing.
FAILURES = {
    "content_policy": model_error(
        422,
        "content_policy_violation",
        "The content could not be processed because it was flagged by a content checker.",
    ),
    "model500": model_error(500, "internal_server_error", "The model crashed.", ("body",)),
    "too_long": model_error(422, "string_too_long", "String should have at most 10 characters", ctx={"max_length": 10}),
}

CANCELLED = request_error(499, "client_cancelled", "Request was cancelled by the client")
