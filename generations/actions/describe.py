"""Words for people to find things by."""

from collections.abc import Sequence

from django.db import transaction

from generations import events
from generations.actions.tags import set_output_tags, set_tags, tag_key
from generations.models import Batch, Output
from generations.work.tags import hold_tags


@transaction.atomic
def update_batch(
    *, batch: Batch, title: str | None = None, concept: str | None = None, tags: Sequence[str] | None = None
) -> Batch:
    """What is None stays as it is."""
    if tags is not None:
        hold_tags([batch.project_id])
    asked = {"title": title, "concept": concept}
    changes = {name: value for name, value in asked.items() if value is not None}
    if changes:
        Batch.objects.filter(pk=batch.pk).update(**changes)
        batch.refresh_from_db(fields=list(changes))
    told = [] if tags is None else set_tags(batch, tags)
    if changes or tags is not None:
        events.batch_made(batch, [], also=tuple(told))
    return batch


@transaction.atomic
def change_tags(*, of: Output | Batch, add: Sequence[str] = (), remove: Sequence[str] = ()) -> None:
    """Some more and some less; the others stay. An output comes with its generation."""
    hold_tags([of.project_id])
    gone = set(map(tag_key, remove))
    names = [*(name for name in of.tags.values_list("name", flat=True) if tag_key(name) not in gone), *add]
    if isinstance(of, Batch):
        update_batch(batch=of, tags=names)
    else:
        set_output_tags(output=of, names=names)
