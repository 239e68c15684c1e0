from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from accounts import actions
from accounts.models import ApiToken, User


@admin.register(User)
class UserAdmin(BaseUserAdmin):  # type: ignore[type-arg]
    add_form = AdminUserCreationForm
    list_display = ["email", "short_name", "is_active", "is_staff", "projects_count", "last_login", "date_joined"]
    list_filter = ["is_active", "is_staff", "is_superuser", "date_joined"]
    search_fields = ["email", "first_name", "last_name"]
    ordering = ["-id"]
    show_full_result_count = False
    actions = ["ban", "unban"]
    fieldsets = [
        (None, {"fields": ["email", "password", "first_name", "last_name"]}),
        ("Rights", {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]}),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "usable_password", "password1", "password2"]})]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        people: QuerySet[User] = super().get_queryset(request)
        return people.annotate(projects_count=Count("memberships"))

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Staff moderate; only a superuser hands out rights."""
        rights = [] if request.user.is_superuser else ["is_staff", "is_superuser", "groups", "user_permissions"]
        return ["last_login", "date_joined", *rights]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        # Or a moderator could set a superuser's password.
        return not _is_above(obj, request) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return not _is_above(obj, request) and super().has_delete_permission(request, obj)

    @admin.display(description="projects", ordering="projects_count")
    def projects_count(self, user: User) -> int:
        return int(user.projects_count)  # type: ignore[attr-defined]

    @admin.action(description="Ban: sign out, refuse tokens, close sockets", permissions=["change"])
    def ban(self, request: HttpRequest, people: QuerySet[User]) -> None:
        for user in people.filter(is_superuser=False).exclude(email=request.user.get_username()):
            actions.ban_user(user=user)

    @admin.action(description="Lift the ban", permissions=["change"])
    def unban(self, request: HttpRequest, people: QuerySet[User]) -> None:
        for user in people:
            actions.unban_user(user=user)


def _is_above(person: User | None, request: HttpRequest) -> bool:
    return bool(person and person.is_superuser and not request.user.is_superuser)


@admin.register(ApiToken)
class ApiTokenAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """To see and to revoke. Tokens are made by their owners only."""

    list_filter = ["created_at", "last_used_at", "revoked_at"]
    list_select_related = ["user"]
    search_fields = ["name", "prefix", "user__email"]
    list_display = fields = readonly_fields = (
        "name",
        "user",
        "prefix",
        "scopes",
        "created_at",
        "expires_at",
        "last_used_at",
        "revoked_at",
    )
    show_full_result_count = False
    actions = ["revoke"]

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    @admin.action(description="Revoke", permissions=["change"])
    def revoke(self, request: HttpRequest, tokens: QuerySet[ApiToken]) -> None:
        for token in tokens:
            actions.revoke_token(token=token)
