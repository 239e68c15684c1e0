"""Lists of fal's platform, page by page. A list that cannot be read to its end is told from a short one."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import httpx

from providers.base import ErrorCode, TryLater
from providers.fal.client import Connection

LIMIT = 100

FORBIDDEN = " Use a FAL_KEY that may read them."


class Cut(TryLater):
    """There is more than was read."""


def items(
    connection: Connection, path: str, name: str, span: tuple[datetime, datetime], pages: int, **params: str
) -> Iterator[dict[str, Any]]:
    """Newest first, of what happened in that span. Raises TryLater where a page cannot be read; Cut after the last."""
    start, end = (moment.isoformat() for moment in span)
    asked = {"start": start, "end": end, "limit": str(LIMIT), **params}
    for _ in range(pages):
        page = _page(connection, path, name, asked)
        yield from (item for item in page[name] if isinstance(item, dict))
        if not page.get("has_more"):
            return
        if not page.get("next_cursor"):
            break
        asked["cursor"] = str(page["next_cursor"])
    raise Cut(ErrorCode.PROVIDER_DOWN, "fal's list is longer than what was read of it.", path)


def _page(connection: Connection, path: str, name: str, params: dict[str, str]) -> dict[str, Any]:
    try:
        response = connection.platform(path, params)
        page = response.json() if response.is_success else None
    except httpx.HTTPError as error:
        raise TryLater(ErrorCode.PROVIDER_DOWN, "fal's lists cannot be reached now.", repr(error)) from None
    except ValueError:
        page = None
    if not isinstance(page, dict) or not isinstance(page.get(name), list):
        hint = FORBIDDEN if response.status_code in (401, 403) else ""
        raise TryLater(
            ErrorCode.PROVIDER_DOWN, f"fal's lists cannot be read ({response.status_code}).{hint}", response.text
        )
    return page
