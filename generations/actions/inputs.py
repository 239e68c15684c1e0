"""The pictures that go into an order: found with the person's own rights, frozen when the generation is made."""

from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects

from accounts.models import User
from generations.models import Generation, Output, Reference
from generations.planning import Call, Inputs, Order, Picture, by_item
from projects.models import Session

# Of an order, the ids of which there is at most one.
SINGLE = ("source_output", "end_frame", "mask")
GONE = {"references": ["A picture that this is made from has been deleted."]}


def chosen(session: Session, by: User, order: Order) -> Inputs:
    """In the order's own order. A foreign id is answered like one that does not exist."""
    return chosen_each(session, by, [order])[0]


def chosen_each(session: Session, by: User, orders: Sequence[Order]) -> list[Inputs]:
    """Those of all items of an order, found with one look."""
    wanted = {pk for order in orders for pks in _named(order).values() for pk in pks}
    stills = Output.objects.visible_to(by).filter(project=session.project_id, kind="image", pk__in=wanted)
    found: dict[int | None, Picture] = {output.pk: picture_of(output) for output in stills}
    if errors := by_item([_errors_of(order, found) for order in orders]):
        raise ValidationError(errors)
    return [
        Inputs(tuple(found[pk] for pk in order.references), *(found.get(getattr(order, name)) for name in SINGLE))
        for order in orders
    ]


def _named(order: Order) -> dict[str, tuple[int, ...]]:
    single = {name: getattr(order, name) for name in SINGLE}
    return {"references": order.references, **{name: (pk,) for name, pk in single.items() if pk is not None}}


def _errors_of(order: Order, found: Mapping[int | None, Picture]) -> dict[str, list[str]]:
    errors = {
        name: [f"There is no picture {pk} in this project." for pk in pks if pk not in found]
        for name, pks in _named(order).items()
        if not found.keys() >= set(pks)
    }
    if len(set(order.references)) < len(order.references):
        errors.setdefault("references", ["The same picture is there twice."])
    return errors


def chosen_for(generation: Generation) -> Inputs:
    """The same pictures once more, while they are there."""
    prefetch_related_objects([generation], "references__output")  # reads nothing where the caller has done so for many
    references = [row.output for row in generation.references.all()]
    single = [generation.source, generation.end_frame, generation.mask]
    if any(picture and picture.deleted_at for picture in [*references, *single]):
        raise ValidationError(GONE)
    return Inputs(tuple(map(picture_of, references)), *(picture_of(picture) if picture else None for picture in single))


def freeze(generations: Sequence[Generation], calls: Sequence[Call]) -> None:
    _hold({pk for row in generations for pk in (row.source_id, row.end_frame_id, row.mask_id) if pk}, calls)
    Reference.objects.bulk_create(
        Reference(generation=generation, output_id=picture.pk, position=position)
        for generation, call in zip(generations, calls, strict=True)
        for position, picture in enumerate(call.inputs.references)
    )


def _hold(single: set[int], calls: Sequence[Call]) -> None:
    """Until the commit: who deletes one of the pictures meanwhile waits for us, or was faster and it is gone."""
    wanted = single | {picture.pk for call in calls for picture in call.inputs.references}
    rows = Output.objects.filter(pk__in=wanted, deleted_at=None).order_by("pk").select_for_update(no_key=True)
    if len(rows.values_list("pk")) < len(wanted):
        raise ValidationError(GONE)


def picture_of(output: Output) -> Picture:
    return Picture(output.pk, output.width or 1, output.height or 1)
