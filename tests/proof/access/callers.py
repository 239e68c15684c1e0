"""Who asks, and by what they show who they are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.sessions.models import Session as SignIn
from django.http.cookie import SimpleCookie
from django.test import Client
from django.test.client import ClientHandler
from django.utils import timezone

from accounts.actions import create_token, revoke_token
from accounts.models import ApiToken, Scope, User
from projects.models import Membership, Role
from tests.proof.access.tenants import AMBER, CAST, CEDAR, Tenant

HOST = "127.0.0.1"
HANDLER = ClientHandler(enforce_csrf_checks=False)
HTMX = {"HX-Request": "true", "HX-Current-URL": f"http://{HOST}/"}


@dataclass(frozen=True)
class Caller:
    """`by` is what they show: "session", "htmx" (a session, from inside a page), "token", or "" for nothing.

    `roles` by the name of the tenant. Who is not `let_in` shows something that has ended.
    """

    name: str
    by: str
    client: Client
    user: User | None = None
    let_in: bool = True
    roles: Mapping[str, Role] = frozenset()  # type: ignore[assignment]
    scopes: Iterable[str] = tuple(Scope.values)
    home: str = ""

    def __str__(self) -> str:
        return f"{self.name} by {self.by or 'nothing'}"

    @property
    def in_browser(self) -> bool:
        return self.let_in and self.by in {"session", "htmx"}

    @property
    def own_marks(self) -> set[bytes]:
        return {self.home.encode(), str(self.user.pk if self.user else "").encode()}

    def role_in(self, tenant: Tenant) -> Role | None:
        return self.roles.get(tenant.name) if self.roles else None


class Cast:
    """Amber's people, a stranger with a project of their own, a guest from there, and operators."""

    def __init__(self) -> None:
        self.callers: list[Caller] = [Caller("nobody", "", client_with())]
        for role in ("owner", "editor", "viewer", "removed", "banned"):
            self._both(role, AMBER.people[role], AMBER.word_of(role), let_in=role != "banned")
        self._both("stranger", CEDAR.people["owner"], CEDAR.word_of("owner"))
        User.objects.create_user("newcomer@example.com")
        guest = User.objects.create_user("guest@example.com", first_name="Guest")
        Membership.objects.create(project_id=AMBER.rows["project"], user=guest, role=Role.VIEWER)
        Membership.objects.create(project_id=CEDAR.rows["project"], user=guest, role=Role.OWNER)
        self._both("guest", guest)
        self._both("moderator", User.objects.create_user("moderator@example.com", is_staff=True))
        self._both("root", User.objects.create_superuser("root@example.com"))
        self._worn_out(AMBER.people["editor"])

    def named(self, name: str, by: str) -> Caller:
        return next(caller for caller in self.callers if (caller.name, caller.by) == (name, by))

    def _both(self, name: str, user: User, home: str = "", let_in: bool = True) -> None:
        facts = {"user": user, "roles": _roles(user), "let_in": let_in, "home": home}
        for by, headers in {"session": {}, "htmx": HTMX}.items():
            client = browser(user, headers)
            self.callers.append(Caller(name, by, client, **facts))  # type: ignore[arg-type]
        self.callers.append(Caller(name, "token", program(user), **facts))  # type: ignore[arg-type]

    def _worn_out(self, user: User) -> None:
        """The editor's other tokens: ended, or of too little scope. And a sign-in that has run out."""
        roles = _roles(user)
        revoked, expired = program(user), program(user)
        newest = ApiToken.objects.filter(user=user)[:2]
        revoke_token(token=newest[1])
        ApiToken.objects.filter(pk=newest[0].pk).update(expires_at=timezone.now() - timedelta(seconds=1))
        out = browser(user)
        SignIn.objects.filter(pk=out.session.session_key).update(expire_date=timezone.now() - timedelta(seconds=1))
        ended = {"revoked": ("token", revoked), "expired": ("token", expired), "signed out": ("session", out)}
        for name, (by, client) in ended.items():
            self.callers.append(Caller(name, by, client, user, False, roles, home=AMBER.word_of("editor")))
        for scope in Scope.values:
            client = program(user, scope)
            home = AMBER.word_of("editor")
            self.callers.append(Caller(f"only {scope}", "token", client, user, True, roles, (scope,), home))


def client_with(headers: Mapping[str, str] | None = None) -> Client:
    client = Client(SERVER_NAME=HOST, headers=headers, raise_request_exception=False)
    # One for all: each would load the middleware anew.
    client.handler = HANDLER
    return client


def browser(user: User, headers: Mapping[str, str] | None = None) -> Client:
    client = client_with(headers)
    client.force_login(user)
    return client


def program(user: User, *scopes: str) -> Client:
    token, raw = create_token(user=user, name="a program", scopes=scopes or Scope.values)
    # Noting the use would be a write of every first request.
    ApiToken.objects.filter(pk=token.pk).update(last_used_at=timezone.now() + timedelta(days=1))
    return client_with({"Authorization": f"Bearer {raw}"})


def _roles(user: User) -> dict[str, Role]:
    held = Membership.objects.filter(user=user, project__in=[AMBER.rows["project"], CEDAR.rows["project"]])
    names = {AMBER.rows["project"]: AMBER.name, CEDAR.rows["project"]: CEDAR.name}
    return {names[row.project_id]: Role(row.role) for row in held}


def fresh(cookies: SimpleCookie) -> SimpleCookie:
    """A copy: whatever an answer sets or deletes is not kept."""
    return SimpleCookie({name: morsel.value for name, morsel in cookies.items()})


__all__ = ["CAST", "Caller", "Cast", "fresh", "program"]
