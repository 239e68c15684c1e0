from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from accounts.authentication import signed_in
from generations import actions
from generations.admin.filters import KindFilter, ProviderFilter
from generations.admin.pictures import thumbnail
from generations.admin.read_only import ReadOnlyAdmin
from generations.models import Generation, Output, Reference


class ReferenceInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Reference
    fields = ["position", "picture", "output"]
    readonly_fields = ["position", "picture", "output"]
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reference]:
        return super().get_queryset(request).select_related("output")

    @admin.display
    def picture(self, reference: Reference) -> SafeString | str:
        return thumbnail(reference.output)


@admin.register(Generation)
class GenerationAdmin(ReadOnlyAdmin):
    list_display = ["id", "picture", "model", "state", "author", "project", "price", "error_code", "created_at"]
    list_filter = ["state", ProviderFilter, KindFilter, "created_at"]
    list_select_related = ["author", "project"]
    search_fields = ["prompt", "=provider_request_id", "author__email"]
    inlines = [ReferenceInline]
    actions = ["cancel", "queue_again"]
    # Whoever knows it can speak for the provider.
    exclude = ["attempt_token"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Generation]:
        outputs = Prefetch("outputs", Output.objects.order_by("position"))
        return super().get_queryset(request).prefetch_related(outputs)

    @admin.display
    def picture(self, generation: Generation) -> SafeString | str:
        return thumbnail(next(iter(generation.outputs.all()), None))

    @admin.action(description="Cancel", permissions=["change"])
    def cancel(self, request: HttpRequest, rows: QuerySet[Generation]) -> None:
        self.each(request, rows, "Cancelled", lambda row: actions.cancel_generation(generation=row))

    @admin.action(description="Queue again as a new generation", permissions=["change"])
    def queue_again(self, request: HttpRequest, rows: QuerySet[Generation]) -> None:
        staff = signed_in(request)
        self.each(request, rows, "Queued again", lambda row: actions.retry_generation(generation=row, by=staff))
