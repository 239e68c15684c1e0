"""The pictures that go into an order: found with the person's own rights, frozen when the generation is made."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from accounts.models import User
from generations.models import Generation, Output, Reference
from generations.planning import Inputs, Order, Picture
from projects.models import Session


@dataclass(frozen=True, slots=True)
class Chosen:
    references: Sequence[Output]
    source: Output | None

    @property
    def inputs(self) -> Inputs:
        return Inputs(tuple(map(_picture, self.references)), _picture(self.source) if self.source else None)

    def freeze(self, generations: Sequence[Generation]) -> None:
        Reference.objects.bulk_create(
            Reference(generation=generation, output=output, position=position)
            for generation in generations
            for position, output in enumerate(self.references)
        )


def chosen(session: Session, by: User, order: Order) -> Chosen:
    """In the order's own order. A foreign id is answered like one that does not exist."""
    wanted = {*order.references, *([] if order.source_output is None else [order.source_output])}
    stills = Output.objects.visible_to(by).filter(project=session.project_id, kind="image", pk__in=wanted)
    found = {output.pk: output for output in stills}
    errors = {}
    if missing := [pk for pk in order.references if pk not in found]:
        errors["references"] = [f"There is no picture {pk} in this project." for pk in missing]
    elif len(set(order.references)) < len(order.references):
        errors["references"] = ["The same picture is there twice."]
    if order.source_output is not None and order.source_output not in found:
        errors["source_output"] = [f"There is no picture {order.source_output} in this project."]
    if errors:
        raise ValidationError(errors)
    source = None if order.source_output is None else found[order.source_output]
    return Chosen([found[pk] for pk in order.references], source)


def chosen_for(generation: Generation) -> Chosen:
    """The same pictures once more, while they are there."""
    references = [row.output for row in generation.references.select_related("output")]
    source = generation.source
    if any(picture.deleted_at for picture in [*references, *([source] if source else [])]):
        raise ValidationError({"references": ["A picture that this was made from has been deleted."]})
    return Chosen(references, source)


def _picture(output: Output) -> Picture:
    return Picture(output.pk, output.width or 1, output.height or 1)
