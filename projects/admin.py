from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from projects import actions
from projects.models import Membership, Project, ProjectQuerySet, Session, SessionQuerySet


class TrashFilter(admin.SimpleListFilter):
    title, parameter_name = "trash", "trash"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("in", "In the trash"), ("out", "Not deleted"), ("gone", "Deleted for good")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        trashed: QuerySet[Any] = queryset.model.objects.trashed()
        gone = queryset.exclude(deleted_at=None).exclude(pk__in=trashed.values("pk"))
        found = {"in": queryset & trashed, "out": queryset.filter(deleted_at=None), "gone": gone}
        return found.get(str(self.value()), queryset)


# raw_id_fields everywhere: a select of all people or projects would be as long as the table.
class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Membership
    extra = 0
    raw_id_fields = ["user"]


@admin.register(Project)
class ProjectAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["name", "created_by", "created_at", "deleted_at"]
    list_filter = [TrashFilter, "created_at"]
    list_select_related = ["created_by"]
    search_fields = ["name", "memberships__user__email"]
    raw_id_fields = ["created_by"]
    readonly_fields = ["created_at", "deleted_at"]
    inlines = [MembershipInline]
    show_full_result_count = False
    actions = ["mark_deleted", "restore"]

    def has_delete_permission(self, request: HttpRequest, obj: Project | None = None) -> bool:
        # Rows go after their time in the trash (the runner's tidying); the action below is the way to delete.
        return False

    @admin.action(description="Delete: gone for its members at once", permissions=["change"])
    def mark_deleted(self, request: HttpRequest, projects: QuerySet[Project]) -> None:
        for project in projects:
            actions.delete_project(project=project)

    @admin.action(description="Restore from the trash", permissions=["change"])
    def restore(self, request: HttpRequest, projects: ProjectQuerySet) -> None:
        for project in projects.trashed():
            actions.restore_project(project=project)


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["user", "project", "role", "created_at"]
    list_filter = ["role", "created_at"]
    list_select_related = ["user", "project"]
    search_fields = ["user__email", "project__name"]
    raw_id_fields = ["user", "project"]
    show_full_result_count = False


@admin.register(Session)
class SessionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["name", "kind", "project", "created_by", "last_used_at", "archived_at", "deleted_at"]
    list_filter = [TrashFilter, "kind", "created_at", "archived_at"]
    list_select_related = ["project", "created_by"]
    search_fields = ["name", "project__name"]
    raw_id_fields = ["project", "created_by"]
    readonly_fields = ["created_at", "last_used_at", "archived_at", "deleted_at"]
    show_full_result_count = False
    actions = ["mark_deleted", "restore"]

    def has_delete_permission(self, request: HttpRequest, obj: Session | None = None) -> bool:
        return False

    @admin.action(description="Delete: gone for its members at once", permissions=["change"])
    def mark_deleted(self, request: HttpRequest, sessions: QuerySet[Session]) -> None:
        for session in sessions.select_related("project"):
            actions.delete_session(session=session)

    @admin.action(description="Restore from the trash", permissions=["change"])
    def restore(self, request: HttpRequest, sessions: SessionQuerySet) -> None:
        for session in sessions.trashed().select_related("project"):
            actions.restore_session(session=session)
