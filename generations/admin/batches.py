from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from generations import actions
from generations.admin.read_only import ReadOnlyAdmin
from generations.models import Batch


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
