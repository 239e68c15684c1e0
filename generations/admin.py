"""Moderation. Rows are looked at here and changed only through the same actions as everywhere."""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Model, Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.authentication import signed_in
from generations import actions
from generations.engines import providers
from generations.errors import Conflict
from generations.media_views import file_response
from generations.models import Batch, Generation, Output, Reference
from projects.models import SessionKind

COUNTED_MAX = 10_000


class CountedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts no further than this: counting millions takes longer than showing a page of them."""

    @cached_property
    def count(self) -> int:
        return int(self.object_list.order_by()[:COUNTED_MAX].count())  # type: ignore[attr-defined]


class ChoiceFilter(admin.SimpleListFilter):
    """For text columns without choices: Django's own filter would read the whole column to find them."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(**{str(self.parameter_name): self.value()}) if self.value() else queryset


class ProviderFilter(ChoiceFilter):
    title = parameter_name = "provider"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return [(key, key) for key in [*providers(), "upload"]]


class KindFilter(ChoiceFilter):
    title = parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        return SessionKind.choices


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Everything is shown and nothing can be typed; `change` is the right to use the actions."""

    paginator = CountedPaginator
    show_full_result_count = False
    list_per_page = 50

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return [field.name for field in self.opts.fields if field.name not in (self.exclude or ())]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def each(self, request: HttpRequest, rows: QuerySet[Any], done: str, act: Callable[[Any], object]) -> None:
        """One by one, written into the history of each; what cannot be done says why and stops nothing else."""
        count = 0
        for row in rows:
            try:
                act(row)
            except (Conflict, ValidationError) as error:
                self.message_user(request, f"{row}: {error}", messages.WARNING)
            else:
                self.log_change(request, row, done)
                count += 1
        self.message_user(request, f"{done}: {count}")


def thumbnail(output: Output | None) -> SafeString | str:
    if output is None or not output.preview:
        return "–"
    address = reverse("admin:generations_output_preview", args=[output.pk])
    return format_html('<img src="{}" height="64" alt="" loading="lazy">', address)


@admin.register(Batch)
class BatchAdmin(ReadOnlyAdmin):
    list_display = ["id", "title", "purpose", "project", "session", "author", "created_at"]
    list_filter = ["purpose", "created_at"]
    list_select_related = ["project", "session", "author"]
    search_fields = ["title", "concept", "author__email"]
    actions = ["cancel"]

    @admin.action(description="Cancel what has not ended", permissions=["change"])
    def cancel(self, request: HttpRequest, batches: QuerySet[Batch]) -> None:
        self.each(request, batches, "Cancelled", lambda batch: actions.cancel_batch(batch=batch))


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


@admin.register(Output)
class OutputAdmin(ReadOnlyAdmin):
    list_display = ["id", "picture", "size", "project", "generation__model", "generation__author", "created_at"]
    list_display += ["hidden_at", "deleted_at"]
    list_filter = [
        KindFilter,
        ("hidden_at", admin.EmptyFieldListFilter),
        ("deleted_at", admin.EmptyFieldListFilter),
        "created_at",
    ]
    list_select_related = ["project", "generation__author"]
    search_fields = ["generation__prompt", "=sha256", "generation__author__email"]
    actions = ["hide", "show", "delete"]
    exclude = ["file", "preview", "poster", "blur"]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.preview)
        return [path("<int:pk>/preview/", view, name="generations_output_preview"), *super().get_urls()]

    def preview(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Staff need not be members of the project; hidden outputs are seen here too."""
        output = self.get_queryset(request).select_related("generation").filter(pk=pk).first()
        if output is None or not self.has_view_permission(request, output):
            raise Http404
        return file_response(request, output, output.preview.name, "image/webp")

    @admin.display
    def picture(self, output: Output) -> SafeString | str:
        return thumbnail(output)

    @admin.display
    def size(self, output: Output) -> str:
        return f"{output.width} × {output.height}" if output.width else "–"

    @admin.action(description="Hide from everybody", permissions=["change"])
    def hide(self, request: HttpRequest, outputs: QuerySet[Output]) -> None:
        self.each(request, outputs, "Hidden", lambda output: actions.hide_output(output=output))

    @admin.action(description="Show again", permissions=["change"])
    def show(self, request: HttpRequest, outputs: QuerySet[Output]) -> None:
        self.each(request, outputs, "Shown", lambda output: actions.show_output(output=output))

    @admin.action(description="Delete for ever, with the file", permissions=["change"])
    def delete(self, request: HttpRequest, outputs: QuerySet[Output]) -> None:
        self.each(request, outputs, "Deleted", lambda output: actions.delete_output(output=output))
