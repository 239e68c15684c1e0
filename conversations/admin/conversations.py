from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from conversations import actions
from conversations.admin.links import link
from conversations.models import Conversation
from generations.actions import cancel_batch
from generations.admin.pictures import thumbnail
from generations.admin.read_only import ReadOnlyAdmin
from generations.models import Batch
from generations.states import ACTIVE
from projects.admin import TrashFilter


@admin.register(Conversation)
class ConversationAdmin(ReadOnlyAdmin):
    list_display = ["id", "picture", "title", "project", "author", "turns", "running", "created_at", "updated_at"]
    list_display += ["deleted_at"]
    list_filter = [TrashFilter, "created_at", "updated_at"]
    list_select_related = ["project", "author", "source"]
    search_fields = ["title", "author__email", "project__name"]
    actions = ["cancel", "delete", "restore"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Conversation]:
        return super().get_queryset(request).with_facts()  # type: ignore[attr-defined,no-any-return]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*super().get_readonly_fields(request, obj), "turns"]

    @admin.display(description="began with")
    def picture(self, conversation: Conversation) -> SafeString | str:
        return thumbnail(conversation.source)

    @admin.display
    def turns(self, conversation: Any) -> SafeString:
        return link("conversations_turn", conversation.turn_count, conversation=conversation.pk)

    @admin.display(boolean=True)
    def running(self, conversation: Any) -> bool:
        return bool(conversation.generating)

    @admin.action(description="Cancel what has not ended", permissions=["change"])
    def cancel(self, request: HttpRequest, conversations: QuerySet[Conversation]) -> None:
        at_work = Batch.objects.filter(turn__conversation__in=conversations, generations__state__in=ACTIVE)
        self.each(request, at_work.distinct(), "Cancelled", lambda batch: cancel_batch(batch=batch))

    @admin.action(description="Delete with its turns and pictures: 30 days in the trash", permissions=["change"])
    def delete(self, request: HttpRequest, conversations: QuerySet[Conversation]) -> None:
        self.each(request, conversations, "Deleted", lambda row: actions.delete_conversation(conversation=row))

    @admin.action(description="Restore from the trash", permissions=["change"])
    def restore(self, request: HttpRequest, conversations: QuerySet[Conversation]) -> None:
        self.each(request, conversations, "Restored", lambda row: actions.restore_conversation(conversation=row))
