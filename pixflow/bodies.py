from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from django.conf import settings

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Any, Receive, Send], Awaitable[None]]

TOO_LARGE: list[Message] = [
    {"type": "http.response.start", "status": 413, "headers": [(b"content-length", b"0"), (b"connection", b"close")]},
    {"type": "http.response.body"},
]


def bounded(http: Application) -> Application:
    """Django copies the whole body to the disk before anything looks at it, also when no proxy has measured it."""

    async def answer(scope: Any, receive: Receive, send: Send) -> None:
        left = settings.BODY_MAX_BYTES

        async def counted() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            return message if left >= 0 else {"type": "http.disconnect"}

        await http(scope, counted, send)
        if left < 0:  # and so Django has not answered
            for message in TOO_LARGE:
                await send(message)

    return answer
