"""P1: from the publishing of an event to the browser's end of the socket, against a bare Redis and a bare server."""

from typing import Any

from tests.bench.push import AIMS, measure as measured
from tests.figures import Figure

CPU_AIM, FAST_AIM, PUBLISH_AIM = 1.8, 1.1, 1.3


def measure(place: None, scale: str) -> list[Figure]:
    found = measured(scale=scale)
    publish = Figure("P1", "publishing from a worker to a raw Redis publish", found["publish_ratio"], "", PUBLISH_AIM)
    return [*_latency(found["latency"]), *_burst(found["burst"]), *_stalled(found["stalled"]), publish]


def _latency(latency: dict[int, dict[str, dict[str, float]]]) -> list[Figure]:
    rows = []
    for sockets, servers in latency.items():
        for name, seen in servers.items():
            if aims := AIMS.get(name):
                where = f"{name}, {sockets} sockets"
                rows.append(Figure("P1", f"{where}: p50", seen["p50_ms"], "ms"))
                rows.append(Figure("P1", f"{where}: p50 to the floor", seen["p50_ratio"], "", aims[sockets]))
                cpu_aim = CPU_AIM if name == "uvicorn" else None
                rows.append(Figure("P1", f"{where}: CPU a delivery to the floor", seen["cpu_ratio"], "", cpu_aim))
    return rows


def _burst(burst: dict[str, dict[str, float]]) -> list[Figure]:
    return [
        Figure("P1", f"{name}, burst: sockets with a silent gap", seen["silent_gaps"], "", 0)
        for name, seen in burst.items()
        if name in AIMS
    ]


def _stalled(stalled: dict[str, dict[str, Any]]) -> list[Figure]:
    return [
        figure
        for name, seen in stalled.items()
        for figure in (
            Figure("P1", f"{name}, beside a stalled reader: fast readers' p50", seen["fast_ratio"], "x", FAST_AIM),
            Figure("P1", f"{name}: silent gaps of the stalled reader", float(seen["silent_gaps"]), "", 0),
        )
    ]
