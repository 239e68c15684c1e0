from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern, path
from django.utils.safestring import SafeString

from generations import actions
from generations.admin.filters import KindFilter
from generations.admin.pictures import thumbnail
from generations.admin.read_only import ReadOnlyAdmin
from generations.media_views import file_response
from generations.models import Output
from projects.admin import TrashFilter


@admin.register(Output)
class OutputAdmin(ReadOnlyAdmin):
    list_display = ["id", "picture", "size", "project", "generation__model", "generation__author", "created_at"]
    list_display += ["hidden_at", "deleted_at"]
    list_filter = [
        KindFilter,
        ("hidden_at", admin.EmptyFieldListFilter),
        TrashFilter,
        "created_at",
    ]
    list_select_related = ["project", "generation__author"]
    search_fields = ["generation__prompt", "=sha256", "generation__author__email"]
    actions = ["hide", "show", "delete", "restore"]
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

    @admin.action(description="Delete: 30 days in the trash", permissions=["change"])
    def delete(self, request: HttpRequest, outputs: QuerySet[Output]) -> None:
        self.each(request, outputs, "Deleted", lambda output: actions.delete_output(output=output))

    @admin.action(description="Restore from the trash", permissions=["change"])
    def restore(self, request: HttpRequest, outputs: QuerySet[Output]) -> None:
        self.each(request, outputs, "Restored", lambda output: actions.restore_output(output=output))
