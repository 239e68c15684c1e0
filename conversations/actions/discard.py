from django.db import transaction
from django.db.models import Q
from django.shortcuts import get_object_or_404

from conversations import events
from conversations.models import Conversation
from generations.actions import delete_generations
from generations.actions.discard import hold_generations
from generations.models import Batch, Generation, Output
from generations.models.output import OutputQuerySet


@transaction.atomic
def delete_conversation(*, conversation: Conversation) -> None:
    """Its turns, pictures and files, together or not at all, except pictures that something else was made from.

    Those stay in their session. Work that runs is told to stop.
    """
    conversation = get_object_or_404(Conversation.objects.select_for_update(), pk=conversation.pk)
    # First of all: from here on nobody adds a retry.
    Batch.objects.filter(turn__conversation=conversation).update(topic="")
    pks = hold_generations(Generation.objects.filter(batch__turn__conversation=conversation))
    stay = set(_used_elsewhere(conversation, pks).values_list("generation_id", flat=True))
    Generation.objects.filter(pk__in=stay).update(topic="")
    gone = events.changed(conversation, "del")
    conversation.delete()
    delete_generations(generations=Generation.objects.filter(pk__in=pks - stay), also=(gone,))


def _used_elsewhere(conversation: Conversation, pks: set[int]) -> OutputQuerySet:
    outputs = Output.objects.shown().filter(generation__in=pks)
    others = Generation.objects.filter(deleted_at=None).exclude(pk__in=pks)
    used = Q(used_in__generation__in=others) | Q(iterations__in=others) | Q(ended__in=others) | Q(masked__in=others)
    return outputs.filter(used | Q(conversations__in=Conversation.objects.exclude(pk=conversation.pk)))
