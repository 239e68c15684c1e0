from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from projects import actions
from projects.models import Membership, Project, Session


# raw_id_fields everywhere: a select of all people or projects would be as long as the table.
class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Membership
    extra = 0
    raw_id_fields = ["user"]


@admin.register(Project)
class ProjectAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["name", "created_by", "created_at", "deleted_at"]
    list_filter = ["created_at", "deleted_at"]
    list_select_related = ["created_by"]
    search_fields = ["name", "memberships__user__email"]
    raw_id_fields = ["created_by"]
    readonly_fields = ["created_at", "deleted_at"]
    inlines = [MembershipInline]
    show_full_result_count = False
    actions = ["mark_deleted"]

    def has_delete_permission(self, request: HttpRequest, obj: Project | None = None) -> bool:
        # Rows go when their files have gone (the runner's tidying); the action below is the way to delete.
        return False

    @admin.action(description="Delete: gone for its members at once", permissions=["change"])
    def mark_deleted(self, request: HttpRequest, projects: QuerySet[Project]) -> None:
        for project in projects:
            actions.delete_project(project=project)


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
    list_filter = ["kind", "created_at", "archived_at", "deleted_at"]
    list_select_related = ["project", "created_by"]
    search_fields = ["name", "project__name"]
    raw_id_fields = ["project", "created_by"]
    readonly_fields = ["created_at", "last_used_at", "archived_at", "deleted_at"]
    show_full_result_count = False
    actions = ["mark_deleted"]

    def has_delete_permission(self, request: HttpRequest, obj: Session | None = None) -> bool:
        return False

    @admin.action(description="Delete: gone for its members at once", permissions=["change"])
    def mark_deleted(self, request: HttpRequest, sessions: QuerySet[Session]) -> None:
        for session in sessions.select_related("project"):
            actions.delete_session(session=session)
