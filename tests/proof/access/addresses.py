"""Every address of the studio, from its own table; one that our tables do not know has to be added to them."""

import re
from collections.abc import Iterable, Iterator

from channels.routing import URLRouter
from django.contrib import admin
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver

from pixflow.asgi import application
from tests.proof.access.accounts import ACCOUNTS
from tests.proof.access.api import API
from tests.proof.access.pages import PAGES
from tests.proof.access.rules import Route
from tests.proof.access.tenants import Tenant

ROUTES: dict[str, Route] = {**PAGES, **API, **ACCOUNTS}
SOCKETS = {"ws/", ""}  # the second answers everything else: nowhere
ADMIN = "/admin/"
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


def patterns() -> list[str]:
    return sorted(set(_walk(get_resolver().url_patterns, "/")))


def _walk(entries: Iterable[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for entry in entries:
        address = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, address)
        else:
            yield address


def unknown() -> Iterator[str]:
    """Sentences that say what to add where."""
    found = patterns()
    for pattern in found:
        route = ROUTES.get(pattern)
        if route is None and not pattern.startswith(ADMIN):
            yield f"{pattern} is a new address: add it to tests/proof/access/ (pages.py, api.py or accounts.py)."
        elif route and not route.sample and len(PARAMETER.findall(pattern)) != len(route.kinds):
            yield f"{pattern}: name the kind of row that each of its parameters takes."
    yield from (
        f"{pattern} is in the tables and not in the studio: remove it." for pattern in ROUTES if pattern not in found
    )
    sockets: URLRouter = application.application_mapping["websocket"]
    for entry in sockets.routes:
        if str(entry.pattern) not in SOCKETS:
            yield f"{entry.pattern} is a new websocket: add it to tests/proof/access/addresses.py and sockets.py."


def path_of(pattern: str, route: Route, *tenants: Tenant) -> str:
    """The parameters filled one after the other, each of its own tenant if there are several."""
    if route.sample:
        return route.sample
    owners = [*tenants, *tenants[-1:] * len(route.kinds)]
    values = [str(tenant.rows.get(kind, kind)) for kind, tenant in zip(route.kinds, owners, strict=False)]
    return PARAMETER.sub(lambda _: values.pop(0), pattern)


def admin_patterns() -> list[str]:
    return [pattern for pattern in patterns() if pattern.startswith(ADMIN)]


def admin_model(pattern: str) -> type[Model] | None:
    label, _, name = pattern.removeprefix(ADMIN).partition("/")
    names = {(model._meta.app_label, model._meta.model_name): model for model in admin.site._registry}
    return names.get((label, name.partition("/")[0]))


def admin_path(pattern: str, number: int | str) -> str:
    """The two addresses without a table of their own are written with expressions."""
    if "(?P<app_label>" in pattern:
        return "/admin/generations/"
    if "(?P<url>" in pattern:
        return "/admin/nowhere"
    return PARAMETER.sub(str(number), pattern)
