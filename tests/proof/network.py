"""Bad networks between the studio and what it needs: each fault is active for as long as its block lasts."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from random import Random
from threading import Event
from types import TracebackType
from typing import Protocol, Self
from urllib.parse import urlsplit, urlunsplit

from tests.proof.proxy import Moment, Proxy, Way

PLACES = {
    "PostgreSQL": ("DATABASE_URL",),
    "Redis": ("REDIS_URL",),
    "provider": ("PIXFLOW_FAL_URL", "OPENAI_BASE_URL"),
}
WAYS: tuple[Way, ...] = ("up", "down")
# Bytes until a connection is reset: within the first message, or in the middle of a result.
MOST = 3000


class Network:
    """What stands between the processes that get its environment and PostgreSQL, Redis and the provider."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self.proxies: dict[str, Proxy] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def wrap(self, environment: Mapping[str, str]) -> dict[str, str]:
        """The same environment, with the addresses of proxies."""
        changed = dict(environment)
        for place, names in PLACES.items():
            for name in names:
                if address := environment.get(name):
                    changed[name] = self._led_through(place, address)
        return changed

    def _led_through(self, place: str, address: str) -> str:
        parts = urlsplit(address)
        if place not in self.proxies:
            proxy = Proxy(parts.port or 0, postgres=place == "PostgreSQL")
            self.proxies[place] = self._stack.enter_context(proxy)
        user, at, _ = parts.netloc.rpartition("@")
        return urlunsplit(parts._replace(netloc=f"{user}{at}127.0.0.1:{self.proxies[place].port}"))


class Wired(Protocol):
    """What a fault needs to know of the world that it strikes."""

    random: Random
    struck: Counter[str]
    network: Network


Fault = Callable[[Wired], AbstractContextManager[None]]
Act = Callable[[Proxy, Random], None]


def latencies(most: float) -> Fault:
    """Every piece of every conversation takes up to so many seconds."""

    @contextmanager
    def fault(world: Wired) -> Iterator[None]:
        random = Random(world.random.random())
        for proxy in world.network.proxies.values():
            proxy.latency = lambda: random.uniform(0, most)
        try:
            yield
        finally:
            for proxy in world.network.proxies.values():
                proxy.latency = None
        world.struck["rounds with latency"] += 1

    return fault


def resets(pause: float) -> Fault:
    """All connections to one of the three end with an RST, each after so many bytes more."""

    def act(proxy: Proxy, random: Random) -> None:
        proxy.reset_after(random.choice(WAYS), random.randint(1, MOST))

    return _again_and_again(pause, act)


def half_closes(pause: float) -> Fault:
    """One direction of all connections to one of the three ends; the other one stays open."""

    def act(proxy: Proxy, random: Random) -> None:
        way = random.choice(WAYS)
        proxy.each(lambda link: link.half_close(way), "half-closes")

    return _again_and_again(pause, act)


def black_holes(pause: float, seconds: tuple[float, float]) -> Fault:
    """For a while nothing gets through to one of the three and nobody is told; half of the times all is lost then."""

    def act(proxy: Proxy, random: Random) -> None:
        proxy.hold()
        time.sleep(random.uniform(*seconds))
        if random.random() < 0.5:
            proxy.each(lambda link: link.reset())
        proxy.release()
        proxy.struck["black holes"] += 1

    return _again_and_again(pause, act)


def refusals(pause: float, seconds: tuple[float, float]) -> Fault:
    """For a while nobody listens, and who was connected is cut off."""

    def act(proxy: Proxy, random: Random) -> None:
        proxy.refuse()
        proxy.each(lambda link: link.reset())
        time.sleep(random.uniform(*seconds))
        proxy.accept()
        proxy.struck["refusals"] += 1

    return _again_and_again(pause, act)


def commit_cuts(share: float) -> Fault:
    """Of all COMMITs so many lose their connection: half of them before, half after they were carried out."""

    @contextmanager
    def fault(world: Wired) -> Iterator[None]:
        random, proxy = Random(world.random.random()), world.network.proxies["PostgreSQL"]

        def moment() -> Moment | None:
            chosen = random.random() / share
            return None if chosen > 1 else "before" if chosen < 0.5 else "after"

        proxy.cut_at_commit = moment
        try:
            yield
        finally:
            proxy.cut_at_commit = lambda: None
            _report(world)

    return fault


def _again_and_again(pause: float, act: Act) -> Fault:
    """At random moments, to one of the three at a time."""

    @contextmanager
    def fault(world: Wired) -> Iterator[None]:
        random, over = Random(world.random.random()), Event()

        def run() -> None:
            while not over.wait(random.uniform(0.5, 1.5) * pause):
                act(random.choice(list(world.network.proxies.values())), random)

        with ThreadPoolExecutor(1, thread_name_prefix="fault") as pool:
            done = pool.submit(run)
            try:
                yield
            finally:
                over.set()
                done.result()
                _report(world)

    return fault


def _report(world: Wired) -> None:
    for place, proxy in world.network.proxies.items():
        for name in list(proxy.struck):
            world.struck[f"{place}: {name}"] += proxy.struck.pop(name)
