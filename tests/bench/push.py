"""How long from `publish` to the browser's end of the websocket, against a bare Redis and a bare websocket server.

`python -m tests.bench.push [small|full]` prints it. Ratios are medians over interleaved rounds of one run.
"""

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import django
import uvloop
from django.test.utils import override_settings
from redis import Redis

from live import transport
from tests.bench.push_clients import Crowd
from tests.bench.push_servers import Server, running
from tests.services import Services


@dataclass(frozen=True)
class Scale:
    rounds: int
    sizes: dict[int, int]  # sockets: events a round
    burst: int
    stalled: int


SCALES = {
    "small": Scale(rounds=2, sizes={1: 20, 100: 4}, burst=200, stalled=100),
    "full": Scale(rounds=7, sizes={1: 200, 100: 60, 1000: 30}, burst=2000, stalled=5000),
}
AIMS = {
    "uvicorn": {1: 1.10, 100: 1.20, 1000: 1.30},
    "daphne": {1: 2.0, 100: 4.0, 1000: 6.0},
    "embedded": {1: 2.0, 100: 4.0, 1000: 6.0},
}


@dataclass
class Publisher:
    """Tells a server of events, with the next revisions of its topic."""

    redis: "Redis"
    rev: dict[str, int] = field(default_factory=dict)

    def publish(self, server: Server, padding: str = "") -> None:
        self.rev[server.name] = rev = self.rev.get(server.name, 0) + 1
        facts = {
            "topic": server.topic,
            "rev": rev,
            "ref": "generation:885",
            "change": "put",
            "state": "running" + padding,
        }
        frame = json.dumps({"op": "ev", **facts}, separators=(",", ":"))
        line = transport.line(server.topic, rev, frame)
        if server.pipe:
            server.pipe.write(f"{line}\n".encode())
            server.pipe.flush()
        else:
            self.redis.publish(server.channel, line)


def measure(redis_url: str = "", scale: str = "small") -> dict[str, Any]:
    """Every figure of the push path. Without an address a private Redis is started."""
    with Services() as services, tempfile.TemporaryDirectory() as folder:
        url = redis_url or services.redis()
        with running(url, Path(folder)) as servers, Redis.from_url(url) as redis:
            figures = uvloop.run(_measure(servers, Publisher(redis), SCALES[scale]))
            return figures | {"publish_ratio": _publishing(url, redis)}


async def _measure(servers: list[Server], publisher: Publisher, scale: Scale) -> dict[str, Any]:
    crowds = {server.name: Crowd(server) for server in servers}
    ours = {name: crowd for name, crowd in crowds.items() if name != crowd.server.floor}
    return {
        "latency": {
            size: await _latency(crowds, publisher, size, scale.rounds, events) for size, events in scale.sizes.items()
        },
        "burst": {name: await _burst(crowd, publisher, scale.burst) for name, crowd in crowds.items()},
        "stalled": {name: await _stalled(crowd, publisher, scale.stalled) for name, crowd in ours.items()},
    }


async def _latency(
    crowds: dict[str, Crowd], publisher: Publisher, size: int, rounds: int, events: int
) -> dict[str, dict[str, float]]:
    p50: dict[str, list[float]] = {name: [] for name in crowds}
    cpu = dict.fromkeys(crowds, 0.0)
    for crowd in crowds.values():
        await crowd.grow(size)
        await _round(crowd, publisher, 5)
    for _ in range(rounds):
        for name, crowd in crowds.items():
            before = crowd.server.cpu_seconds()
            p50[name].append(await _round(crowd, publisher, events))
            cpu[name] += crowd.server.cpu_seconds() - before
    floors = {name: crowd.server.floor for name, crowd in crowds.items()}
    return {
        name: {
            "p50_ms": median(p50[name]) * 1000,
            "p50_ratio": median(mine / bare for mine, bare in zip(p50[name], p50[floor], strict=True)),
            "cpu_us": cpu[name] * 1e6 / (rounds * events * size),
            "cpu_ratio": cpu[name] / cpu[floor] if cpu[floor] else 0.0,
        }
        for name, floor in floors.items()
    }


async def _round(crowd: Crowd, publisher: Publisher, events: int) -> float:
    """The median over events and sockets; one event is on its way at a time."""
    crowd.latencies = []
    for _ in range(events):
        crowd.begin()
        publisher.publish(crowd.server)
        async with asyncio.timeout(20):
            await crowd.done.wait()
        await asyncio.sleep(0.002)
    crowd.measuring = False
    return median(crowd.latencies)


async def _burst(crowd: Crowd, publisher: Publisher, events: int, sockets: int = 20) -> dict[str, float]:
    """As many events as fast as they can be published: every socket has each, or knows that it missed some."""
    await crowd.shrink()
    await crowd.grow(sockets)
    crowd.record()
    first, begin = publisher.rev[crowd.server.name] + 1, perf_counter()
    for number in range(events):
        publisher.publish(crowd.server)
        if number % 50 == 0:
            await asyncio.sleep(0)
    silent_gaps, seconds = await _await_all(crowd, first, first + events - 1, begin)
    crowd.recording = False
    return {"seconds": seconds, "silent_gaps": silent_gaps, "delivered": _delivered(crowd, events)}


async def _await_all(crowd: Crowd, first: int, last: int, begin: float) -> tuple[int, float]:
    while perf_counter() - begin < 30:
        await asyncio.sleep(0.002)
        if all(client.last() in {last, 0} for client in crowd.clients):
            break
    seconds = perf_counter() - begin
    return sum(not _knows(client.events(), first, last) for client in crowd.clients), seconds


def _knows(revs: list[int], first: int, last: int) -> bool:
    """Up to an announcement (0) nothing is missing; without one nothing at all."""
    told = revs[: revs.index(0)] if 0 in revs else revs
    return told == list(range(first, first + len(told))) and (0 in revs or len(told) == last - first + 1)


def _delivered(crowd: Crowd, events: int) -> float:
    share = sum(sum(rev > 0 for rev in client.events()) for client in crowd.clients) / (events * len(crowd.clients))
    return round(share, 4)


async def _stalled(crowd: Crowd, publisher: Publisher, events: int, padding: str = "x" * 4000) -> dict[str, Any]:
    """Ten who read, without and with an eleventh who does not."""
    await crowd.shrink()
    await crowd.grow(10)
    alone = await _paced(crowd, publisher, events, padding)
    await crowd.grow(11, receive_buffer=4096)
    crowd.record()
    sleeper = crowd.clients.pop()
    sleeper.transport.pause_reading()
    memory, first = crowd.server.memory_mb(), publisher.rev[crowd.server.name] + 1
    beside = await _paced(crowd, publisher, events, padding)
    grown = crowd.server.memory_mb() - memory
    sleeper.transport.resume_reading()
    await asyncio.sleep(1)
    knows = _knows(sleeper.events(), first, publisher.rev[crowd.server.name])
    return {
        "fast_ratio": beside / alone,
        "memory_mb": grown,
        "announced": 0 in sleeper.events(),
        "silent_gaps": not knows,
    }


async def _paced(crowd: Crowd, publisher: Publisher, events: int, padding: str) -> float:
    crowd.latencies = []
    for _ in range(events):
        crowd.begin()
        publisher.publish(crowd.server, padding)
        async with asyncio.timeout(20):
            await crowd.done.wait()
    crowd.measuring = False
    return median(crowd.latencies)


def _publishing(url: str, redis: "Redis") -> float:
    """What a worker spends to publish, against the bare command with the same bytes."""
    line = transport.line(
        "user:1", 1, '{"op":"ev","topic":"user:1","rev":1,"ref":"generation:1","change":"put","state":""}'
    )
    with override_settings(REDIS_URL=url):
        rounds = [(_seconds(transport.send, line), _seconds(redis.publish, "bench", line)) for _ in range(9)]
    return median(ours / bare for ours, bare in rounds)


def _seconds(call: Callable[..., Any], *arguments: str, times: int = 200) -> float:
    begin = perf_counter()
    for _ in range(times):
        call(*arguments)
    return perf_counter() - begin


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pixflow.settings")
    django.setup()
    sys.stdout.write(json.dumps(measure(scale=(sys.argv[1:] or ["small"])[0]), indent=1))
