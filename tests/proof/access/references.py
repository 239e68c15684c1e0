"""Foreign rows wherever a request can name one, and fields that no request may set."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import count, product
from typing import Any

from django.utils.http import urlencode

from live import fragments, topics
from tests.proof.access.addresses import ROUTES, path_of
from tests.proof.access.callers import HOST, Caller, Cast
from tests.proof.access.fields import REFERENCES, TEXTS, WISHES, bodies
from tests.proof.access.probes import Probe, fill
from tests.proof.access.rules import Act, Need, Route
from tests.proof.access.tenants import AMBER, BIRCH, NOBODY, Tenant

# Who asks from such a page: some answers say where they lead, or take words from there.
CAME_FROM = (
    "/projects/@project/", "/sessions/@session/", "/outputs/@picture/", "/edit/@conversation/", "/batches/@assets/",
    "/library/?selected=@picture&project=@project&session=@session", "/batches/new/?batch=@assets",
)  # fmt: skip
# In short, a form that asks for pictures is tried with these besides what it sends anyway.
OF_ORDERS = {"references", "end_frame", "mask", "continues", "session", "items", "batch"}
# What makes a model take them; the rest of an order is as its address has it.
CLIP: dict[str, Any] = {
    "models": ["fal-kling-3-standard"],
    "session": "@video_session",
    "source_output": "@second_picture",
    "references": [],
    "duration": 5,
}
AROUND: dict[str, dict[str, Any]] = {
    "project0": {"output": None, "text": "@word"},
    "session0": {"target": "", "do": "move"},
    "end_frame0": CLIP,
    "items1": CLIP,
    "mask0": {"models": ["openai-gpt-image-2.5-sunburst"]},
}
# In short, of what an address is not known to take, one in so many is tried.
EACH = 5
# The rows behind the kinds of topics and fragments, which carry the names of what they show.
ROW_OF = {
    "batch": "assets", "batchtags": "assets", "batchtitle": "assets", "card": "picture", "conversation": "conversation",
    "generation": "generation", "going": "conversation", "group": "turn", "head": "conversation", "item": "picture",
    "iteration": "clip_generation", "members": "project", "opinions": "picture", "output": "picture",
    "outputs": "project", "project": "project", "rate": "picture", "session": "session", "summary": "assets",
    "tag": "tag", "tags": "picture", "thumb": "turn_generation", "title": "session", "trashed": "thrown_output",
    "turn": "turn", "user": "owner",
}  # fmt: skip


def references(cast: Cast, scale: str) -> Iterator[Probe]:
    """The rest is valid, and everything named in it but one is the caller's own.

    That it is taken when it is one's own shows that it was refused for being somebody else's.
    """
    schema, tried = bodies(), count()
    for pattern, route in ROUTES.items():
        caller = cast.named("owner", "token" if pattern.startswith("/api/") else "session")
        for method, act in _acts(route):
            known = (_shaped(schema, method, pattern) | act.body.keys()) - _plain(method, act)
            short = sorted(_likely(method, act, known))
            for field in REFERENCES if scale == "full" else short:
                if scale == "full" or field in known or next(tried) % EACH == 0:
                    yield from _filled(caller, method, pattern, route, act, field, known)


def _acts(route: Route) -> list[tuple[str, Act]]:
    return [(method, act) for method, act in route.acts.items() if act.need != Need.OPEN]


def _shaped(schema: dict[tuple[str, str], set[str]], method: str, pattern: str) -> set[str]:
    """The schema calls every number in an address `id`."""
    wanted = re.sub(r"<[^>]+>", "*", pattern)
    return next((names for (verb, path), names in schema.items() if verb == method and _starred(path) == wanted), set())


def _starred(path: str) -> str:
    return re.sub(r"\{[^}]+\}", "*", path)


def _likely(method: str, act: Act, known: set[str]) -> set[str]:
    orders = OF_ORDERS if "models" in act.body and method == "POST" else set()
    return REFERENCES.keys() & (act.body.keys() | known | orders)


def _filled(
    caller: Caller, method: str, pattern: str, route: Route, act: Act, name: str, known: set[str]
) -> Iterator[Probe]:
    for (place, wish), tenant in product(enumerate(REFERENCES[name]), (NOBODY, BIRCH, AMBER)):
        twin, value = f"{name}{place}", fill(wish, tenant)
        reference = "" if name in _plain(method, act) else name
        path, body = path_of(pattern, route, AMBER), fill(dict(act.body), AMBER)
        if method == "GET":
            path += f"?{urlencode({name: value}, doseq=True)}"
        else:
            body |= {**fill(_around(twin, act, known), AMBER), name: value}
        yield Probe(
            caller, method, pattern, path, tenant, act, None, body, {}, "references", twin, reference, frozenset(known)
        )


def _plain(method: str, act: Act) -> set[str]:
    """What has another meaning there."""
    plain = {name for name, value in act.body.items() if "@" not in str(value)}
    return plain if method == "GET" else plain | TEXTS


def _around(twin: str, act: Act, known: set[str]) -> dict[str, Any]:
    """Where the name is known, or where the form is about such things."""
    wanted = AROUND.get(twin, {})
    fits = twin[:-1] in known or wanted.keys() & act.body.keys() - {"models"}
    return {name: value for name, value in wanted.items() if fits and name in known | act.body.keys()}


def wishes(cast: Cast, scale: str) -> Iterator[Probe]:
    for by in ("session", "token"):
        for pattern, route in ROUTES.items():
            if (by == "token") != pattern.startswith("/api/"):
                continue
            for method, act in _acts(route):
                if method in {"POST", "PUT", "PATCH"}:
                    yield from _wished(cast.named("owner", by), method, pattern, route, act, scale)


def _wished(caller: Caller, method: str, pattern: str, route: Route, act: Act, scale: str) -> Iterator[Probe]:
    schema = _shaped(bodies_once(), method, pattern)
    extra = {name: fill(value, BIRCH) for name, value in WISHES.items() if name not in act.body and name not in schema}
    sets: list[dict[str, Any]] = [extra]
    if scale == "full":
        sets += [{name: value} for name, value in extra.items()]
    for wished in sets:
        body = {**wished, **fill(dict(act.body), AMBER)}
        yield Probe(caller, method, pattern, path_of(pattern, route, AMBER), AMBER, act, None, body, {}, "wishes")


_known: dict[tuple[str, str], set[str]] = {}


def bodies_once() -> dict[tuple[str, str], set[str]]:
    if not _known:
        _known.update(bodies())
    return _known


def came_from(cast: Cast, scale: str) -> Iterator[Probe]:
    pages = CAME_FROM if scale == "full" else CAME_FROM[:1]
    caller, tried = cast.named("owner", "htmx"), count()
    for pattern, route in ROUTES.items():
        if pattern.startswith("/api/"):
            continue
        for method, act in _acts(route):
            if scale == "full" or (method == "POST" and next(tried) % EACH == 0):
                yield from _from(caller, method, pattern, route, act, pages)


def _from(caller: Caller, method: str, pattern: str, route: Route, act: Act, pages: Sequence[str]) -> Iterator[Probe]:
    body, path = fill(dict(act.body), AMBER), path_of(pattern, route, AMBER)
    for page in pages:
        for tenant in (NOBODY, BIRCH):
            headers = {"HX-Current-URL": f"http://{HOST}{fill(page, tenant)}"}
            yield Probe(caller, method, pattern, path, tenant, act, None, body, headers, "references", page)


def watched(cast: Cast, scale: str) -> Iterator[Probe]:
    """Every kind of fragment and of topic, as a page fetches them."""
    known = {"/live/": asked("f", fragments.kinds), "/live/changes/": asked("topic", topics._kinds)}
    short = {("editor", "session"): [BIRCH], ("removed", "session"): [AMBER]}
    for caller in cast.callers:
        foreign = [BIRCH, AMBER] if scale == "full" else short.get((caller.name, caller.by), [])
        if foreign:
            for tenant in (NOBODY, *foreign):
                for pattern, queries in known.items():
                    yield from _watched(caller, pattern, queries, tenant)


def _watched(caller: Caller, pattern: str, queries: list[str], tenant: Tenant) -> Iterator[Probe]:
    act = ROUTES[pattern].acts["GET"]
    for query in queries:
        path = f"{pattern}?{fill(query, tenant)}"
        yield Probe(caller, "GET", pattern, path, tenant, act, None, {}, {}, "fragments", query)


def asked(name: str, kinds: Iterable[str]) -> list[str]:
    return [f"{name}={kind}:@{ROW_OF[kind]}" for kind in kinds if kind in ROW_OF]


def unknown_kinds() -> Iterator[str]:
    for kind in sorted({*fragments.kinds, *topics._kinds} - ROW_OF.keys()):
        yield f"“{kind}” is a new kind of topic or fragment: say in tests/proof/access/references.py what row it shows."


__all__ = ["ROW_OF", "Tenant", "came_from", "references", "unknown_kinds", "watched", "wishes"]
