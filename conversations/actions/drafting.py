"""From an instruction to the calls that it becomes: one a model, each with the pictures that the model takes."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from accounts.models import User
from conversations.continuing import Continued
from conversations.references import CONTEXT_MAX, Context, Share, context_of, share_of
from generations.actions.inputs import chosen, picture_of
from generations.planning import Call, Inputs, Order, Picture, plan
from projects.models import Session
from providers.catalog import MODELS

INSTRUCTION_MAX = 4000


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person says of a turn. Empty strings mean "as the picture"; `references` are their own.

    `enhanced` is sent instead of the instruction that was typed.
    """

    instruction: str
    models: tuple[str, ...]
    aspect_ratio: str = ""
    resolution: str = ""
    references: tuple[int, ...] = ()
    mask: int | None = None
    enhanced: str = ""

    @property
    def kept(self) -> dict[str, Any]:
        """What a conversation keeps of it: where its next turn starts from."""
        return {"models": list(self.models), "aspect_ratio": self.aspect_ratio, "resolution": self.resolution}


@dataclass(frozen=True, slots=True)
class Draft:
    """A turn before it is made: what is sent, to whom, and for how much."""

    asked: Asked
    continued: Continued
    context: Context
    shares: dict[str, Share] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)

    @property
    def total(self) -> Decimal:
        return sum((call.price for call in self.calls), Decimal(0))

    @property
    def settings(self) -> dict[str, Any]:
        """What is kept of it with the batch."""
        return {**asdict(self.asked), "references": list(self.context.pictures)}

    @property
    def warnings(self) -> list[str]:
        return list(_warnings(self))


def draft(session: Session, by: User, asked: Asked, continued: Continued) -> Draft:
    """Writes nothing. Raises ValidationError with every reason at once."""
    asked = replace(asked, models=tuple(dict.fromkeys(asked.models)))
    _check(asked)
    own = chosen(session, by, Order(models=(), prompts=(), references=asked.references, mask=asked.mask))
    context = context_of([output.pk for output in continued.outputs], [picture.pk for picture in own.references])
    pictures = {picture.pk: picture for picture in (*map(picture_of, continued.outputs), *own.references)}
    made = Draft(asked, continued, context)
    errors: dict[str, list[str]] = {}
    for key in asked.models:
        share = share_of(context, most=_room(key), base=continued.made_by.get(key))
        try:
            made.calls.extend(_calls(session, asked, key, [pictures[pk] for pk in share.sent], own.mask))
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                errors[name] = [*dict.fromkeys([*errors.get(name, []), *messages])]
        made.shares[key] = share
    if errors:
        raise ValidationError(errors)
    return made


def _check(asked: Asked) -> None:
    checks = [
        ("instruction", not asked.instruction.strip(), "Say what should change."),
        ("instruction", len(asked.instruction) > INSTRUCTION_MAX, f"At most {INSTRUCTION_MAX} characters."),
        ("models", not asked.models, "Pick at least one model."),
    ]
    if errors := {name: [text] for name, wrong, text in checks if wrong}:
        raise ValidationError(errors)


def _room(key: str) -> int:
    return 1 + (MODELS[key].references_max if key in MODELS else 0)


def _calls(session: Session, asked: Asked, key: str, sent: list[Picture], mask: Picture | None) -> list[Call]:
    order = Order((key,), (asked.instruction,), asked.aspect_ratio, asked.resolution, enhanced=asked.enhanced)
    return plan(order, kind=session.kind, inputs=Inputs(tuple(sent[1:]), sent[0], mask=mask)).calls


def _warnings(made: Draft) -> Iterator[str]:
    if left := len(made.context.left_out):
        words = f"{left} more of what is continued {'is' if left == 1 else 'are'} left out"
        yield f"{words}: a turn takes {CONTEXT_MAX} pictures."
    for key, share in made.shares.items():
        if share.dropped:
            mine = sum(pk in made.context.own for pk in share.dropped)
            words = f"{len(share.sent)} of these {len(made.context.pictures)} pictures"
            yield f"{MODELS[key].label} takes {words}" + (f" and drops {mine} of yours." if mine else ".")
