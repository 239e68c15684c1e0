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
    """The ids of the requests with our body; first the one that was sent closest to `since`. Raises TryLater.

    A retry has the seed of what it retries: whoever keeps an id must see that no other generation has it.
    """
    # Of pictures only their number is compared: who has not seen all requests cannot say which of them is ours.
    *wider, last = SPANS[:1] if request.inputs else SPANS
    for span in wider:
        try:
            return _closest(connection, request, since, span)
        except Cut:
            continue
    return _closest(connection, request, since, last)


def _closest(connection: Connection, request: Request, since: datetime, span: tuple[timedelta, timedelta]) -> list[str]:
    # What was sent later is left out: a busy studio fills the pages in minutes.
    found = _alike(connection, request, (since - span[0], since + span[1]))
    return sorted(found, key=lambda request_id: abs(found[request_id] - since))


def _alike(connection: Connection, request: Request, span: tuple[datetime, datetime]) -> dict[str, datetime]:
    """When each of them was sent, oldest first."""
    more = {"mask": request.sent_mask, "end": request.end_frame}
    digests = {name: file.sha256 for name, file in more.items() if file}
    wanted = body(request, [file.sha256 for file in request.inputs], digests)
    names = names_of(request)
    single = {names[name] for name in SINGLE if name in names}
    told = items(connection, PATH, "items", span, PAGES, endpoint_id=endpoint_of(request), expand="payloads")
    ours = [item for item in told if _is_ours(item, wanted, single, span[0])]
    return {item["request_id"]: _moment(item.get("sent_at")) or span[1] for item in reversed(ours)}


def _is_ours(item: dict[str, Any], wanted: Payload, single: set[str], start: datetime) -> bool:
    """Pictures are compared by their number: their addresses at fal change with every upload."""
    sent = item.get("json_input")
    if not isinstance(sent, dict) or not isinstance(item.get("request_id"), str):
        return False
    if (sent_at := _moment(item.get("sent_at"))) and sent_at < start:
        return False
    others = (_same(sent.get(name), value) for name, value in wanted.items() if name not in single)
    return all(bool(sent.get(name)) is (name in wanted) for name in single) and all(others)


def _same(sent: object, value: object) -> bool:
    if isinstance(value, list):
        return isinstance(sent, list) and len(sent) == len(value)
    return sent == value


def _moment(sent_at: object) -> datetime | None:
    """None where it cannot be read."""
    try:
        moment = datetime.fromisoformat(sent_at) if isinstance(sent_at, str) else None
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None
