"""Finds a request whose answer was lost, in fal's history of what was sent with our key."""

from datetime import datetime, timedelta
from typing import Any

from providers.base import Payload, Request
from providers.fal.client import Connection
from providers.fal.payload import body, endpoint_of, names_of
from providers.fal.platform import Cut, items

PATH = "/v1/models/requests/by-endpoint"
# Our clock and fal's may differ by this much.
SLACK = timedelta(minutes=2)
# From the note that it will be sent to its arrival, at most.
SENDING = timedelta(minutes=2)
# Before and after the note: where all that was sent is too much to read, what was sent right then.
SPANS = (
    (SLACK, SENDING + SLACK),
    (timedelta(seconds=10), timedelta(seconds=60)),
    (timedelta(seconds=2), timedelta(seconds=10)),
)
PAGES = 10
# Fields that hold the address of one picture.
SINGLE = ("start", "end", "mask")


def find(connection: Connection, request: Request, since: datetime) -> list[str]:
    """The ids of the requests with our body, oldest first. Raises TryLater.

    Also when the history is longer than what was read: its rest may hold one that is alike, and was ours.
    A retry has the seed of what it retries: whoever keeps an id must see that no other generation has it.
    """
    # What was sent later is left out: a busy studio fills the pages in minutes.
    for before, after in SPANS:
        try:
            return _alike(connection, request, (since - before, since + after))
        except Cut:
            # Other pictures look alike, too: only who has seen all of them can say which is ours.
            if request.inputs or (before, after) == SPANS[-1]:
                raise
    return []


def _alike(connection: Connection, request: Request, span: tuple[datetime, datetime]) -> list[str]:
    more = {"mask": request.sent_mask, "end": request.end_frame}
    digests = {name: file.sha256 for name, file in more.items() if file}
    wanted = body(request, [file.sha256 for file in request.inputs], digests)
    names = names_of(request)
    single = {names[name] for name in SINGLE if name in names}
    told = items(connection, PATH, "items", span, PAGES, endpoint_id=endpoint_of(request), expand="payloads")
    found = (item["request_id"] for item in told if _is_ours(item, wanted, single, span[0]))
    return list(dict.fromkeys(found))[::-1]


def _is_ours(item: dict[str, Any], wanted: Payload, single: set[str], start: datetime) -> bool:
    """Pictures are compared by their number: their addresses at fal change with every upload."""
    sent = item.get("json_input")
    if not isinstance(sent, dict) or not isinstance(item.get("request_id"), str) or _before(item.get("sent_at"), start):
        return False
    others = (_same(sent.get(name), value) for name, value in wanted.items() if name not in single)
    return all(bool(sent.get(name)) is (name in wanted) for name in single) and all(others)


def _same(sent: object, value: object) -> bool:
    if isinstance(value, list):
        return isinstance(sent, list) and len(sent) == len(value)
    return sent == value


def _before(sent_at: object, start: datetime) -> bool:
    try:
        return isinstance(sent_at, str) and datetime.fromisoformat(sent_at) < start
    except (TypeError, ValueError):
        return False
