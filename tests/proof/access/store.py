"""Which rows a request has changed, and whose they are."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection

from tests.proof.access.tenants import Tenant, marks

# Of these a person may always change the rows that hold their own number.
PERSONAL = {"accounts_user", "accounts_apitoken", "account_emailaddress", "accounts_idempotencykey"}
# Sign-ins; and what the studio tells of changes, which are rows of their own tables.
FOLLOW = {"live_topic", "live_event"}
SKIPPED = {"django_session", "django_migrations", "django_content_type", "auth_permission"}
WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True)
class Row:
    table: str
    text: str

    def owners(self, but: set[bytes]) -> dict[str, Tenant]:
        """Everybody of whom something stands in it."""
        return {tenant.name: tenant for tenant, mark in marks(self.text.encode()) if mark not in but}

    def is_of(self, person: int | None) -> bool:
        return person is not None and str(person) in self.text


@dataclass(frozen=True)
class Changes:
    gone: frozenset[Row]
    come: frozenset[Row]

    @property
    def rows(self) -> frozenset[Row]:
        return self.gone | self.come


class Store:
    """The rows as they are between two probes: each probe is rolled back."""

    def __init__(self) -> None:
        tables = [model._meta.db_table for model in apps.get_models(include_auto_created=True)]
        reads = [f"SELECT '{table}', t::text FROM {table} t" for table in tables if table not in SKIPPED]
        self._read = " UNION ALL ".join(reads)
        self._before = self._rows()

    def changes(self) -> Changes:
        now = self._rows()
        return Changes(self._before - now, now - self._before)

    def _rows(self) -> frozenset[Row]:
        with connection.cursor() as cursor:
            cursor.execute(self._read)
            return frozenset(Row(*row) for row in cursor.fetchall())


@contextmanager
def written() -> Iterator[list[str]]:
    """The statements that wrote something, or tried to."""
    seen: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().startswith(WRITES) and not any(f'INTO "{table}"' in sql for table in ("django_session",)):
            seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield seen
