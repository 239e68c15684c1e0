from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch

from django.contrib.auth import get_user
from django.db.models import Model
from rest_framework.response import Response

from accounts.adapter import AccountAdapter
from accounts.authentication import TokenAuthentication, user_of_token
from accounts.models import User
from generations.models import Batch
from live.callers import Caller
from live.hub import Hub
from live.topics import readable_by
from projects.access import get_visible
from projects.models import Project, Role, Session
from tests.security.vulnerable import instead


def _overwrite(view: Any, serializer: Any) -> None:
    name, pk = serializer.validated_data["name"], view.request.data.get("id")
    project, _ = Project.objects.update_or_create(pk=pk, defaults={"name": name})
    project.role = Role.OWNER
    serializer.instance = project


def _every_field(model: type[Model]) -> Callable[..., Response]:
    def partial_update(view: Any, request: Any, pk: int) -> Response:
        known = {field.attname for field in model._meta.concrete_fields}
        model._default_manager.filter(pk=pk).update(**{name: request.data[name] for name in known & set(request.data)})
        return Response()

    return partial_update


def _bearer_or_cookie(request: Any) -> Any:
    found = user_of_token(request.headers.get("Authorization", "").removeprefix("Bearer "))
    return found[0] if found else get_user(request)


def _any_scope(raw: str, subprotocol: str | None) -> Caller | None:
    found = user_of_token(raw)
    return Caller(found[0].pk, token_id=found[1].pk, subprotocol=subprotocol) if found else None


def _first_is_admin(adapter: AccountAdapter, request: Any, user: User, form: Any, commit: bool = True) -> User:
    user.is_staff = user.is_superuser = not User.objects.exists()
    return _SAVE_USER(adapter, request, user, form, commit)


async def _never(hub: Hub, user_id: int) -> None:
    """Rights are looked at once, when somebody subscribes."""


def once_let_in() -> AbstractContextManager[Any]:
    known: set[str] = set()

    def readable(user_id: int, topics: Iterable[str]) -> set[str]:
        known.update(readable_by(user_id, topics))
        return known & set(topics)

    return patch("live.consumers.readable_by", readable)


def known_addresses_stay_open() -> AbstractContextManager[Any]:
    kept: dict[tuple[int, int], Any] = {}

    def get(rows: Any, user: User, pk: int) -> Any:
        return kept.get((user.pk, pk)) or kept.setdefault((user.pk, pk), get_visible(rows, user, pk))

    return patch("generations.media_views.get_visible", get)


def _token_of_the_address(authentication: TokenAuthentication, request: Any) -> Any:
    return user_of_token(request.query_params.get("token", "")) or _AUTHENTICATE(authentication, request)


_SAVE_USER, _AUTHENTICATE = AccountAdapter.save_user, TokenAuthentication.authenticate
saved_under_the_sent_key = instead("projects.api.projects.ProjectViewSet.perform_create", _overwrite)
session_takes_every_field = instead("projects.api.sessions.SessionViewSet.partial_update", _every_field(Session))
batch_takes_every_field = instead("generations.api.batches.BatchViewSet.partial_update", _every_field(Batch))
tokens_open_the_settings = instead("django.contrib.auth.middleware.get_user", _bearer_or_cookie)
scope_of_the_header_only = instead("live.callers._caller_of_token", _any_scope)
first_is_admin = instead("accounts.adapter.AccountAdapter.save_user", _first_is_admin)
every_field_of_the_form = instead(
    "accounts.admin.UserAdmin.get_readonly_fields", lambda *args: ["last_login", "date_joined"]
)
rights_of_the_beginning = instead("live.hub.Hub._check_rights", _never)
token_in_the_address = instead("accounts.authentication.TokenAuthentication.authenticate", _token_of_the_address)
