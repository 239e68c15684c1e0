from collections.abc import Sequence

from django.db import transaction

from generations import events
from generations.actions.tags import tags_named
from generations.models import Batch


@transaction.atomic
def update_batch(
    *, batch: Batch, title: str | None = None, concept: str | None = None, tags: Sequence[str] | None = None
) -> Batch:
    """Words for people to find it by. What is None stays as it is."""
    asked = {"title": title, "concept": concept}
    changes = {name: value for name, value in asked.items() if value is not None}
    if changes:
        Batch.objects.filter(pk=batch.pk).update(**changes)
        batch.refresh_from_db(fields=list(changes))
    if tags is not None:
        batch.tags.set(tags_named(batch.project_id, tags))
    if changes or tags is not None:
        events.batch_made(batch, [])
    return batch
