"""Django's handler of requests under ASGI."""

from typing import Any

from django.core.handlers.asgi import ASGIHandler
from django.core.signals import request_finished


class Handler(ASGIHandler):
    """Also a request that ends in an exception gives its database connection back.

    Django tells that a request has finished only if there is an answer. Each connection that stays out is missing from
    the pool for good, so after as many failures as the pool is large the process would never answer again.
    """

    async def handle(self, *asgi: Any) -> None:
        try:
            await super().handle(*asgi)
        except Exception:
            await request_finished.asend(sender=self.__class__)
            raise
