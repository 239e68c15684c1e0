"""Django's PostgreSQL, but one dead connection is a reason to look at all that the pool holds.

The pool itself finds them one by one, with a longer pause before each: after a restart of the server pages would hang
for half a minute.
"""

from typing import Any

from django.db.backends.postgresql import base
from psycopg import Connection, Error


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection[Any]:
        connection: Connection[Any] = super().get_new_connection(conn_params)
        if pool := self.pool:  # type: ignore[attr-defined]  # newer than the stubs
            try:
                pool.check_connection(connection)
            except Error:
                pool.putconn(connection)
                pool.check()
                connection = super().get_new_connection(conn_params)
        return connection
