"""What fal has charged. Its prices change, and what failed there may cost something all the same."""

from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from providers.fal.client import Connection
from providers.fal.platform import Cut, items

PATH = "/v1/models/billing-events"
PAGES = 500
# Nothing costs as much: an amount that no ledger holds would keep all others from being written.
MOST = 100_000


def charges(connection: Connection, since: datetime) -> dict[str, Decimal]:
    """USD by the id of the request."""
    found: dict[str, Decimal] = {}
    # Of a longer bill the newest is enough: the rest was read in the hours before.
    with suppress(Cut):
        for item in items(connection, PATH, "billing_events", (since, datetime.now(UTC)), PAGES):
            request_id, amount = item.get("request_id"), _amount(item)
            if isinstance(request_id, str) and amount is not None:
                found[request_id] = found.get(request_id, Decimal(0)) + amount
    return found


def _amount(item: dict[str, Any]) -> Decimal | None:
    """After discounts, where these are told apart."""
    try:
        amount = Decimal(str(item.get("cost_total", item.get("cost"))))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and abs(amount) < MOST else None
