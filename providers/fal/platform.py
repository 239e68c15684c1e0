"""Lists of fal's platform, page by page. A page may be missing or have any form: then the list ends there."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import httpx

from providers.base import ErrorCode, TryLater
from providers.fal.client import Connection

LIMIT = 100


def items(
    connection: Connection, path: str, name: str, span: tuple[datetime, datetime], pages: int, **params: str
) -> Iterator[dict[str, Any]]:
    """Newest first, of what happened in that span. Raises TryLater."""
    start, end = (moment.isoformat() for moment in span)
    asked = {"start": start, "end": end, "limit": str(LIMIT), **params}
    for _ in range(pages):
        page = _page(connection, path, asked)
        found = page.get(name)
        yield from (item for item in found if isinstance(item, dict)) if isinstance(found, list) else ()
        if not (page.get("has_more") and page.get("next_cursor")):
            return
        asked["cursor"] = str(page["next_cursor"])


def _page(connection: Connection, path: str, params: dict[str, str]) -> dict[str, Any]:
    try:
        response = connection.platform(path, params)
        if response.status_code == 429 or response.status_code >= 500:
            raise TryLater(ErrorCode.PROVIDER_DOWN, "fal's lists cannot be read now.", response.text)
        page = response.json() if response.is_success else {}
    except httpx.HTTPError as error:
        raise TryLater(ErrorCode.PROVIDER_DOWN, "fal's lists cannot be reached now.", repr(error)) from None
    except ValueError:
        return {}
    return page if isinstance(page, dict) else {}
