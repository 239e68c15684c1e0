from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import truncatechars
from django.utils.safestring import SafeString

from conversations.admin.links import link
from conversations.models import Turn
from conversations.models.turn import TurnQuerySet
from generations.actions import cancel_batch
from generations.admin.pictures import thumbnail
from generations.admin.read_only import ReadOnlyAdmin
from generations.models import Generation, Output


@admin.register(Turn)
class TurnAdmin(ReadOnlyAdmin):
    list_display = ["pk", "picture", "said", "number", "conversation", "status", "batch", "generations", "made_at"]
    list_filter = ["batch__created_at"]
    search_fields = ["instruction", "conversation__title", "batch__author__email"]
    actions = ["cancel"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Turn]:
        outputs = Prefetch("outputs", Output.objects.order_by("position"))
        rows: TurnQuerySet = super().get_queryset(request)  # type: ignore[assignment]
        turns = rows.with_generations(Generation.objects.all().prefetch_related(outputs))
        return turns.select_related("batch", "conversation")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*super().get_readonly_fields(request, obj), "status", "generations"]

    @admin.display
    def picture(self, turn: Turn) -> SafeString | str:
        return thumbnail(next((output for row in turn.current for output in row.outputs.all()), None))

    @admin.display(description="instruction")
    def said(self, turn: Turn) -> str:
        return truncatechars(turn.instruction, 80)

    @admin.display
    def status(self, turn: Turn) -> str:
        return str(turn.status.label)

    @admin.display
    def generations(self, turn: Turn) -> SafeString:
        return link("generations_generation", len(turn.current), batch=turn.pk)

    @admin.display(description="created at", ordering="batch__created_at")
    def made_at(self, turn: Turn) -> Any:
        return turn.batch.created_at

    @admin.action(description="Cancel what has not ended", permissions=["change"])
    def cancel(self, request: HttpRequest, turns: QuerySet[Turn]) -> None:
        self.each(request, turns, "Cancelled", lambda turn: cancel_batch(batch=turn.batch))
