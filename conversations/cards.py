"""Cards of the list, for pages and for live refetches: one reading, so that both show the same."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from accounts.models import User
from conversations.models import Conversation
from conversations.models.conversation import ConversationQuerySet
from generations.fragments import revision_of
from generations.models import Output

PICTURES = 4


def cards(user: User) -> ConversationQuerySet:
    rows = Conversation.objects.visible_to(user).with_role().with_facts()
    return rows.select_related("author", "project", "source").annotate(rev=revision_of("conversation", "pk"))


def with_pictures(rows: Iterable[Conversation]) -> list[Conversation]:
    """Each with `pictures`: what it began with and the newest that it made, read for all of them at once."""
    conversations = list(rows)
    newest = _newest(conversations)
    for row in conversations:
        began_with = [row.source] if row.source.deleted_at is row.source.hidden_at is None else []
        row.pictures = [*began_with, *newest[row.pk]][:PICTURES]  # type: ignore[attr-defined]
    return conversations


def cards_by_id(user: User, pks: Sequence[int]) -> list[Conversation]:
    return with_pictures(cards(user).filter(pk__in=pks))


def _newest(conversations: list[Conversation]) -> dict[int, list[Output]]:
    whole = F("generation__batch__turn__conversation")
    made = Output.objects.shown().filter(generation__batch__turn__conversation__in=conversations)
    place = Window(RowNumber(), partition_by=whole, order_by=F("pk").desc())
    found: defaultdict[int, list[Output]] = defaultdict(list)
    for output in made.annotate(conversation=whole, place=place).filter(place__lte=PICTURES).order_by("-pk"):
        found[output.conversation].append(output)  # type: ignore[attr-defined]  # annotated above
    return found
