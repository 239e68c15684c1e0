"""R9: secrets and words planted in a studio that lives, and then looked for wherever they do not belong."""

import json
import os
import secrets
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from redis import Redis, RedisError

from pixflow.embedded.preparation import collect_static_files
from tests.doubles.server import DoubleProcess
from tests.figures import Figure, wrong
from tests.processes import Processes, stop
from tests.proof.canaries.living import Day, People
from tests.proof.canaries.planted import Canary, Planted

SEED = 9
# Who may know what: people their own words and those of their projects, a provider what it is to draw.
WORDS = frozenset({"e-mail", "prompt", "word"})


@dataclass(frozen=True)
class Place:
    name: str
    data: bytes
    allowed: frozenset[str] = frozenset()


def measure(scale: str) -> Iterator[Figure]:
    planted = Planted(Random(SEED if scale == "small" else None))
    places = list(_lived(planted))
    found = [(canary, place) for place in places for canary in _found(planted.all, place)]
    for canary, place in found:
        sys.stderr.write(f"R9: {canary.kind} “{canary.name}” stands in {place.name}\n")
    # Where words may stand some do, or it was not looked at what was thought.
    unseen = [place.name for place in places if not place.data or not _is_spoken_of(planted.all, place)]
    sys.stderr.writelines(f"R9: nothing was seen of {name}\n" for name in unseen)
    yield Figure("R9", "canaries", len(planted.all), key="canaries")
    yield Figure("R9", "places that were searched", len(places), key="canary_places")
    yield Figure("R9", "bytes that were searched", sum(len(place.data) for place in places), key="canary_bytes")
    yield wrong("R9", "canaries where they do not belong", len(found), key="canaries_found")
    yield wrong("R9", "places of which nothing was seen", len(unseen), key="canaries_blind")


def _found(canaries: list[Canary], place: Place) -> Iterator[Canary]:
    return (canary for canary in canaries if canary.kind not in place.allowed and canary.is_in(place.data))


def _is_spoken_of(canaries: list[Canary], place: Place) -> bool:
    words = place.allowed & WORDS
    return not words or any(canary.kind in words and canary.is_in(place.data) for canary in canaries)


def _lived(planted: Planted) -> Iterator[Place]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pixflow-canaries-")))
        double = stack.enter_context(DoubleProcess(str(folder / "doubles.sqlite3")))
        heard = stack.enter_context(Monitor(settings.REDIS_URL))
        processes = stack.enter_context(Processes(_environment(planted, double), folder))
        collect_static_files()
        processes.worker()
        processes.beat()
        people = People(processes.web(), planted)
        day = Day(people, double)
        day.live()
        day.read()
        yield Place("the command lines", b"".join(_command_line(process.pid) for process in processes.running))
        for process in processes.running:
            stop(process)
        yield from (Place(f"the log {file.name}", b"|" + file.read_bytes()) for file in folder.glob("*.log"))
        yield Place("what went through Redis", heard.told)
        yield Place("what lies in Redis", b"|" + b"\n".join(heard.kept()))
        yield Place("the sockets", b"\n".join(day.frames))
        yield from _pages(people)
        yield from _traffic(double.requests(), planted)
        yield Place("the database", b"\n".join(_rows()), WORDS | {"attempt", "session"})
        yield Place("the files", _files(settings.DATA), frozenset({"attempt"}))


def _environment(planted: Planted, double: DoubleProcess) -> dict[str, str]:
    database = urlsplit(os.environ["DATABASE_URL"])
    password = planted.credential("password of the database")
    named = database._replace(netloc=f"{database.username}:{password}@{database.hostname}:{database.port}").geturl()
    return os.environ | double.environment | {
        "DATABASE_URL": named,
        "PIXFLOW_SECRET_KEY": planted.credential("secret key"),
        "PIXFLOW_ADMIN_PASSWORD": planted.credential("password of the first admin"),
        "FAL_KEY": planted.keep("fal", "key of fal", f"{planted.word()}:{planted.word()}"),
        "OPENAI_API_KEY": planted.keep("openai", "key of OpenAI", f"sk-{planted.word(32)}"),
        "PIXFLOW_FAL_USER_ID": "",
        # Webhooks are asked for only where fal could reach us by https.
        "PIXFLOW_PUBLIC_URL": "https://127.0.0.1:9",
    }  # fmt: skip


def _pages(people: People) -> Iterator[Place]:
    """alice and bob share a project; everybody may know their own name and address."""
    for visitor in people.all:
        own = WORDS if visitor.name in {"alice", "bob", "root"} else frozenset()
        data = visitor.told
        if visitor.name == "charlie":
            data = _without(data, [canary for canary in people.planted.all if canary.name.endswith("charlie")])
        way = "the program" if visitor.token else "the browser"
        yield Place(f"what {way} of {visitor.name} was told", data, own)


def _without(data: bytes, canaries: list[Canary]) -> bytes:
    for form in (form for canary in canaries if canary.kind in WORDS for form in canary.forms):
        data = data.replace(form, b"")
    return data


def _traffic(records: list[dict[str, Any]], planted: Planted) -> Iterator[Place]:
    """Each provider gets its own key where keys belong, and the token of an attempt in the address of the webhook."""
    for provider, scheme in {"fal": "Key", "openai": "Bearer"}.items():
        mine = [record for record in records if record["path"].startswith(f"/{provider}/")]
        key = next(canary.value for canary in planted.all if canary.kind == provider)
        for record in mine:
            if record["headers"].get("authorization") == f"{scheme} {key}":
                del record["headers"]["authorization"]
            if provider == "fal" and record["query"].startswith("fal_webhook="):
                record["query"] = ""
        yield Place(f"what {provider} was sent", json.dumps(mine).encode() * bool(mine), frozenset({"prompt"}))


def _rows() -> Iterator[bytes]:
    """Every row of every table, as the database writes it."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            yield from (str(row[0]).replace('""', '"').encode() for row in cursor.fetchall())


def _files(folder: Path) -> bytes:
    """With their names: the folder of what is being made bears the token of its attempt."""
    files = [file for file in folder.rglob("*") if file.is_file() and settings.STATIC_ROOT not in str(file)]
    return b"\n".join(str(file).encode() + file.read_bytes() for file in files)


def _command_line(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


class Monitor:
    """Hears every command that Redis is given: messages, events, what is cached."""

    def __init__(self, url: str) -> None:
        self._redis, self._heard = Redis.from_url(url, socket_timeout=None), list[bytes]()

    def __enter__(self) -> "Monitor":
        self._redis.flushall()
        self._monitor = self._redis.monitor()  # type: ignore[no-untyped-call]
        self._monitor.__enter__()
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        with suppress(RedisError, OSError):
            self._monitor.connection.disconnect()
        self._redis.close()

    def _listen(self) -> None:
        with suppress(RedisError, OSError, ValueError):  # until the connection is closed
            while True:
                self._heard.append(self._monitor.connection.read_response(disable_decoding=True))

    @property
    def told(self) -> bytes:
        """Nothing, if it does not hear this very question: then it has not heard everything."""
        last, end = secrets.token_hex().encode(), time.monotonic() + 5
        self._redis.echo(last)
        while not any(last in line for line in self._heard[-100:]):
            if time.monotonic() > end:
                return b""
            time.sleep(0.01)
        return b"\n".join(self._heard)

    def kept(self) -> Iterator[bytes]:
        for key in self._redis.scan_iter():
            yield key + (self._redis.dump(key) or b"")
