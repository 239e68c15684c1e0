"""Every address, by every method, for everybody, with the rows of each tenant and with none."""

from collections.abc import Iterator, Sequence

from accounts.models import Scope
from tests.proof.access.addresses import ADMIN, ROUTES, admin_model, admin_path, admin_patterns, path_of
from tests.proof.access.callers import Caller, Cast
from tests.proof.access.probes import Probe, fill
from tests.proof.access.rules import Act, Need, Route
from tests.proof.access.tenants import AMBER, BIRCH, CEDAR, NOBODY, Tenant

METHODS = ("GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS")
# Foreign to all but a few, after what is nobody's: their answers are compared.
FULL, SMALL = (NOBODY, BIRCH, CEDAR, AMBER), (AMBER,)
# In short, these try every address, and each of the others another part of them: one in so many.
THOROUGH, EACH = {"nobody", "owner", "stranger"}, 5
SHORT = THOROUGH | {"editor", "viewer", "removed", "revoked"} | {f"only {scope}" for scope in Scope.values}


def matrix(cast: Cast, scale: str) -> Iterator[Probe]:
    for turn, caller in enumerate(cast.callers):
        for place, (pattern, route) in enumerate(ROUTES.items()):
            if _matters(caller, pattern) if scale == "full" else _short(caller, pattern, turn + place):
                yield from _of_route(caller, pattern, route, scale)


def _short(caller: Caller, pattern: str, place: int) -> bool:
    native = caller.name in SHORT and _native(caller, pattern)
    return native and (caller.name in THOROUGH or place % EACH == 0)


def _native(caller: Caller, pattern: str) -> bool:
    """In short: pages by session, the API by token."""
    return caller.by in {"", "token" if pattern.startswith("/api/") else "session"}


def _matters(caller: Caller, pattern: str) -> bool:
    """A page knows no token, whoever holds it; from inside a page some answers differ, to some."""
    if caller.by == "htmx":
        return caller.name in {"owner", "viewer", "stranger", "guest"} and not pattern.startswith("/api/")
    return caller.by != "token" or pattern.startswith("/api/") or caller.name in {"owner", "root"}


def _of_route(caller: Caller, pattern: str, route: Route, scale: str) -> Iterator[Probe]:
    every = scale == "full" and caller.name in {"nobody", "owner", "viewer", "stranger", "root"}
    for method in METHODS if every else route.acts:
        act = route.acts.get("GET" if method == "HEAD" else method)
        if act is None:
            yield _probe(caller, method, pattern, route, act, AMBER)
            continue
        tenants = _tenants(caller, scale) if _names_rows(route, act) else SMALL
        for tenant in tenants:
            yield _probe(caller, method, pattern, route, act, tenant, twin="path" if NOBODY in tenants else "")
        if len(route.kinds) > 1:
            yield from _crossed(caller, method, pattern, route, act)


def _names_rows(route: Route, act: Act) -> bool:
    return bool(route.kinds) or "@" in f"{act.body} {act.query}"


def _tenants(caller: Caller, scale: str) -> Sequence[Tenant]:
    if scale == "full":
        return FULL
    return (NOBODY, AMBER) if caller.name == "stranger" else SMALL


def _probe(
    caller: Caller, method: str, pattern: str, route: Route, act: Act | None, tenant: Tenant, twin: str = ""
) -> Probe:
    path = path_of(pattern, route, tenant)
    if act and act.query:
        path += f"?{fill(act.query, tenant)}"
    body = fill(dict(act.body), tenant) if act else {}
    return Probe(caller, method, pattern, path, tenant, act, route, body, twin=twin)


def _crossed(caller: Caller, method: str, pattern: str, route: Route, act: Act) -> Iterator[Probe]:
    """A row of one's own, and below it one of somebody else's."""
    for inner in (NOBODY, BIRCH):
        path = path_of(pattern, route, AMBER, inner)
        body = fill(dict(act.body), AMBER)
        yield Probe(caller, method, pattern, path, inner, act, None, body, kind="references", twin="crossed")


def admin_matrix(cast: Cast, scale: str) -> Iterator[Probe]:
    for caller in cast.callers:
        if caller.by not in {"", "session"} or caller.name not in OPERATED[scale]:
            continue
        for pattern in admin_patterns()[:: EACH if scale == "small" else 1]:
            for tenant in (BIRCH,) if scale == "small" else (BIRCH, AMBER):
                yield from _of_admin(caller, pattern, tenant, scale)


def _of_admin(caller: Caller, pattern: str, tenant: Tenant, scale: str) -> Iterator[Probe]:
    model = admin_model(pattern)
    number = tenant.rows.get(OF_TABLE.get(model._meta.model_name or "", ""), 1) if model else 1
    path = admin_path(pattern, number)
    methods = METHODS if scale == "full" and caller.name == "moderator" else ("GET", "POST")
    for method in methods if caller.name != "root" else ("GET", "HEAD"):
        body = _forged(model, tenant) if method == "POST" else {}
        yield Probe(caller, method, pattern, path, tenant, Act(Need.STAFF), None, body, kind="admin")


OPERATED = {"small": {"moderator"}, "full": {"nobody", "owner", "moderator", "root"}}
# The row of a tenant that stands for a table of the admin.
OF_TABLE = {
    "user": "owner",
    "emailaddress": "owner_address",
    "apitoken": "token",
    "project": "project",
    "membership": "membership",
    "session": "session",
    "batch": "batch",
    "generation": "generation",
    "output": "picture",
    "conversation": "conversation",
    "turn": "turn",
    "rating": "rating",
    "favorite": "favorite",
}


def _forged(model: object, tenant: Tenant) -> dict[str, object]:
    """Everything that a form of the admin could send: fields, a formset, an action on what is selected."""
    if model is None:
        return {}
    meta = model._meta  # type: ignore[attr-defined]
    number = tenant.rows.get(OF_TABLE.get(meta.model_name, ""), 1)
    fields = {field.name: number for field in meta.fields if field.editable}
    rows = {f"form-0-{name}": value for name, value in fields.items()}
    formset = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": number, "_save": "Save", "post": "yes"}
    return {**fields, **rows, **formset, "action": "delete_selected", "_selected_action": number, "is_staff": "on"}


__all__ = ["ADMIN", "admin_matrix", "matrix"]
