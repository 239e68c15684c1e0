"""Who wants to know that somebody may do less than a moment ago: open sockets have to look again."""

from collections.abc import Callable

Listener = Callable[[int], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """For AppConfig.ready() of the layers above, which this one may not import. Called inside the transaction."""
    _listeners.append(listener)


def changed(user_id: int) -> None:
    for listener in _listeners:
        listener(user_id)
