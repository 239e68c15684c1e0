"""How the studio keeps its connections to PostgreSQL."""

from operator import methodcaller
from typing import Any


def options(pool: int) -> dict[str, Any]:
    """A pool of so many instead of persistent connections: under ASGI every request may run in another thread."""
    return {
        # While the server is away it is tried each second, instead of more and more seldom, and nobody waits for it for
        # more than ten seconds.
        "pool": {
            "min_size": 2,
            "max_size": pool,
            "timeout": 10,
            "reconnect_timeout": 1,
            "reconnect_failed": methodcaller("check"),
        },
        # A worker that freezes in the middle of a transaction loses its locks; others would wait for it without end.
        "options": "-c idle_in_transaction_session_timeout=10s",
        # Who hears nothing from the network for twenty seconds takes a connection for dead.
        "connect_timeout": 5,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 2,
        "tcp_user_timeout": 20_000,
    }
