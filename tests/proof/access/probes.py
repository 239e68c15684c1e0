"""One question to the studio, and everything that it answers."""

import asyncio
import io
import json
import zipfile
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.generations.rows import png
from tests.proof.access.callers import Caller, fresh
from tests.proof.access.lookups import looked_up
from tests.proof.access.rules import Act, Route
from tests.proof.access.store import Changes, Store, written
from tests.proof.access.tenants import Tenant, marks

JSON = "application/json"
NOTHING = Changes(frozenset(), frozenset())
ZIP = b"PK\x03\x04"
# Only these are read by the views; they are sent in the address for the others.
WITH_BODY = {"POST", "PUT", "PATCH", "DELETE"}


@dataclass(frozen=True)
class Probe:
    """`tenant` is the one whose rows are asked for; `act` is None where the method is not to be had there."""

    caller: Caller
    method: str
    pattern: str
    path: str
    tenant: Tenant
    act: Act | None = None
    route: Route | None = None
    body: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str = "matrix"
    # What only another sort of question changes: the same question about rows that nobody has must be answered alike.
    twin: str = ""
    # The name that leads to the tenant's row, and all such names that are known to be taken there.
    reference: str = ""
    named: frozenset[str] = frozenset()

    @property
    def is_api(self) -> bool:
        return self.pattern.startswith("/api/")

    def __str__(self) -> str:
        said = {name: "a file" if name == "file" else value for name, value in self.body.items()}
        more = "".join(f" {name}: {value}" for name, value in self.headers.items())
        return f"{self.caller}: {self.method} {self.path} {said or ''}{more}".rstrip()

    @property
    def asked(self) -> bytes:
        """What stands in the question itself tells nothing in the answer."""
        return f"{self.path} {self.body} {self.headers}".encode()


@dataclass(frozen=True)
class Answer:
    status: int
    data: bytes
    head: bytes
    changes: Changes = NOTHING
    read: frozenset[str] = frozenset()

    @property
    def told(self) -> bytes:
        return self.head + b"\n" + self.data

    def leaks(self, probe: Probe, allowed: set[str]) -> set[str]:
        """Marks of tenants that the caller has nothing to do with."""
        own = {found for _, found in marks(probe.asked)} | probe.caller.own_marks
        found = marks(self.told)
        return {mark.decode() for tenant, mark in found if tenant.name not in allowed and mark not in own}


def fill(value: Any, tenant: Tenant) -> Any:
    """With the tenant's rows in the place of "@picture"."""
    if isinstance(value, dict):
        return {name: fill(part, tenant) for name, part in value.items()}
    if isinstance(value, list):
        return [fill(part, tenant) for part in value]
    if not isinstance(value, str) or "@" not in value:
        return value
    words = {"name": f"{tenant.word} one", "word": tenant.word, "owner_email": f"{tenant.word_of('owner')}@example.com"}
    known = {**tenant.rows, **words}
    if value.startswith("@") and value[1:] in known:
        return known[value[1:]]
    for name in sorted(known, key=len, reverse=True):
        value = value.replace(f"@{name}", str(known[name]))
    return value


def send(probe: Probe, store: Store) -> Answer:
    """Nothing of it stays: the next one finds everything as it was."""
    client, cookies = probe.caller.client, fresh(probe.caller.client.cookies)
    with transaction.atomic(), written() as writes, looked_up() as names:
        response = client.generic(probe.method, probe.path, *_encoded(probe), headers=dict(probe.headers))
        data = _read(response)
        changes = store.changes() if writes else NOTHING
        transaction.set_rollback(True)
    client.cookies = cookies
    head = "\n".join(f"{name}: {value}" for name, value in response.items()) + response.cookies.output()
    return Answer(response.status_code, data, head.encode(), changes, frozenset(names))


def _encoded(probe: Probe) -> tuple[bytes, str]:
    if probe.method not in WITH_BODY:
        return b"", JSON
    body = {name: png() if value == "@file" else value for name, value in probe.body.items()}
    if probe.is_api and "file" not in body:
        return json.dumps(body).encode() if body else b"", JSON
    return encode_multipart(BOUNDARY, {name: _flat(value) for name, value in body.items()}), MULTIPART_CONTENT


def _flat(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict) else value


def _read(response: Any) -> bytes:
    data = _streamed(response) if response.streaming else cast(HttpResponse, response).content
    return data + b"".join(_members(data)) if data.startswith(ZIP) else data


def _members(data: bytes) -> Iterator[bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            yield name.encode() + b"\n" + archive.read(name)


def _streamed(response: StreamingHttpResponse) -> bytes:
    if not response.is_async:
        return b"".join(response)

    async def read() -> bytes:
        return b"".join([part async for part in cast(AsyncIterator[bytes], response)])

    return asyncio.run(read())
