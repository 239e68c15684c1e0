from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from accounts.models import ApiToken, Scope

if TYPE_CHECKING:
    from rest_framework.views import APIView


class HasScope(BasePermission):
    """Signed in, and when it is a token: one with the scope that the view names for the method.

    A view says what differs from "reading needs read, anything else write": `scopes = {"POST": "generate"}`.
    """

    # Whatever is not named here takes "write": a new method is never open by mistake.
    defaults: ClassVar[Mapping[str, str]] = dict.fromkeys(SAFE_METHODS, Scope.READ)

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not request.user.is_authenticated:
            return False
        scopes = {**self.defaults, **getattr(view, "scopes", {})}
        needed = scopes.get(request.method or "", Scope.WRITE)
        if isinstance(request.auth, ApiToken) and needed not in request.auth.scopes:
            raise PermissionDenied(f"This token lacks the scope “{needed}”.")
        return True


def granted_scopes(request: Request) -> list[str]:
    return list(request.auth.scopes) if isinstance(request.auth, ApiToken) else list(Scope.values)
