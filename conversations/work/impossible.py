"""Rows of conversations and turns that no action makes."""

from django.db.models import Exists, F, OuterRef, Q

from conversations.models import Conversation, Turn
from generations.models import Batch
from generations.work.checking import Impossible

CONVERSATION = "conversations.conversation"
TELL = "Tell whoever looks after the studio: nothing in it makes such a row."

conversations, turns = Conversation.objects.order_by(), Turn.objects.order_by()
crossing = ~Q(continues_turn=None) & ~Q(continues_turn__conversation=F("conversation"))
foreign = ~Q(continues_output=None) & ~Q(continues_output__project=F("conversation__project"))

EVERY = [
    Impossible(
        "conversations about another project",
        conversations.exclude(source__project=F("project"), session__project=F("project")),
        f"Its picture or its session belongs to another project. Delete it. {TELL}",
    ),
    Impossible(
        "turns of another project",
        turns.exclude(batch__project=F("conversation__project")),
        f"A turn of it belongs to another project. Delete it. {TELL}",
        about="conversation_id",
        of=CONVERSATION,
    ),
    Impossible(
        "turns that continue something else",
        turns.filter(crossing | foreign | Q(continues_turn__number__gte=F("number"))),
        f"A turn of it continues what is not of this conversation, or what came later. {TELL}",
        about="conversation_id",
        of=CONVERSATION,
    ),
    Impossible(
        "turns without a number",
        turns.filter(number__lt=1),
        f"A turn of it has no number. {TELL}",
        about="conversation_id",
        of=CONVERSATION,
    ),
    Impossible(
        "batches of no turn",
        Batch.objects.order_by()
        .filter(topic__startswith="conversation:")
        .exclude(Exists(turns.filter(batch=OuterRef("pk")))),
        f"It is told to a conversation of which it is no turn. {TELL}",
    ),
]
