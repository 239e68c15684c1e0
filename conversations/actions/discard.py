"""Conversations into the trash and out of it."""

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.shortcuts import get_object_or_404

from conversations import events
from conversations.models import Conversation
from generations.actions import delete_generations, restore_generations
from generations.actions.discard import hold_generations
from generations.errors import Conflict
from generations.models import Batch, Generation, Output
from generations.models.output import OutputQuerySet


@transaction.atomic
def delete_conversation(*, conversation: Conversation) -> None:
    """With its turns and pictures, together or not at all, except pictures that something else was made from.

    Those stay in their session. Work that runs is told to stop.
    """
    there = Conversation.objects.filter(deleted_at=None)
    conversation = get_object_or_404(there.select_for_update(), pk=conversation.pk)
    # First of all: from here on nobody adds a retry. The click that began it may begin another one.
    Batch.objects.filter(turn__conversation=conversation).update(topic="", idempotency_key=None)
    pks = hold_generations(Generation.objects.filter(batch__turn__conversation=conversation))
    stay = set(_used_elsewhere(conversation, pks).values_list("generation_id", flat=True))
    Generation.objects.filter(pk__in=stay).update(topic="")
    marked = Conversation.objects.filter(pk=conversation.pk)
    marked.update(deleted_at=Now())
    delete_generations(
        generations=Generation.objects.filter(pk__in=pks - stay),
        at=marked.values_list("deleted_at", flat=True).get(),
        also=(events.changed(conversation, "del"),),
    )


@transaction.atomic
def restore_conversation(*, conversation: Conversation) -> Conversation:
    """What went with it comes back, not what was deleted before; what stayed in its session is of it again.

    Raises Http404 when it is not in the trash any more, Conflict when its session is in there itself.
    """
    trashed = Conversation.objects.trashed().select_related("session")
    conversation = get_object_or_404(trashed.select_for_update(of=("self",)), pk=conversation.pk)
    if conversation.session.deleted_at:
        raise Conflict("Its session is in the trash. Restore that first.")
    made = Generation.objects.filter(batch__turn__conversation=conversation)
    pks = hold_generations(made)
    Batch.objects.filter(turn__conversation=conversation).update(topic=conversation.topic)
    Generation.objects.filter(pk__in=pks, deleted_at=None).update(topic=conversation.topic)
    restore_generations(
        generations=Generation.objects.filter(pk__in=pks),
        at=conversation.deleted_at,
        also=(events.changed(conversation, "new"),),
    )
    Conversation.objects.filter(pk=conversation.pk).update(deleted_at=None)
    return conversation


def _used_elsewhere(conversation: Conversation, pks: set[int]) -> OutputQuerySet:
    outputs = Output.objects.shown().filter(generation__in=pks)
    others = Generation.objects.filter(deleted_at=None).exclude(pk__in=pks)
    used = Q(used_in__generation__in=others) | Q(iterations__in=others) | Q(ended__in=others) | Q(masked__in=others)
    elsewhere = Conversation.objects.filter(deleted_at=None).exclude(pk=conversation.pk)
    return outputs.filter(used | Q(conversations__in=elsewhere))
