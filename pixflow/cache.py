"""What counts requests and sign-ins. Without Redis each process counts for itself, until Redis is back."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis import RedisError

log = logging.getLogger(__name__)


def _either(name: str) -> Callable[..., Any]:
    def method(self: "ForgivingCache", *args: Any, **options: Any) -> Any:
        try:
            return getattr(super(ForgivingCache, self), name)(*args, **options)
        except RedisError as error:
            log.warning("no cache, this process counts for itself: %s", error)
            return getattr(self.own, name)(*args, **options)

    return method


class ForgivingCache(RedisCache):
    """Django's own raises when Redis is away, and nobody could sign in or use a token."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.own = LocMemCache("without-redis", {})

    get, set, add, delete = map(_either, ["get", "set", "add", "delete"])
    incr, touch, has_key, clear = map(_either, ["incr", "touch", "has_key", "clear"])
    get_many, set_many, delete_many = map(_either, ["get_many", "set_many", "delete_many"])
