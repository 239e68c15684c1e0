"""What the rules of conversations say has to come, derived without the code that carries them out."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from conversations.models import Conversation, Status, Turn
from generations.models import Generation, Output
from generations.states import ACTIVE, RETRIABLE, State
from providers.catalog import MODELS


def pictures_of(turn: Turn) -> list[Output]:
    """Those that can be gone on from: a model's place first, then the order in which they were made."""
    rows = Output.objects.filter(generation__batch=turn.pk, generation__state=State.SUCCEEDED, deleted_at=None)
    order = turn.batch.settings["models"]
    return sorted(
        rows.select_related("generation"),
        key=lambda row: (order.index(row.generation.model), row.generation_id, row.pk),
    )


def share(model: str, context: list[int], own: dict[str, int]) -> list[int]:
    """What `model` is given of a turn's pictures."""
    first = [pk for pk in context if pk == own.get(model)]
    return [*first, *(pk for pk in context if pk not in first)][: 1 + MODELS[model].references_max]


def used_by_others(conversation: Conversation) -> set[int]:
    """Pictures of a conversation that something which stays was made from."""
    inside = Q(generation__batch__turn__conversation=conversation)
    others = Generation.objects.filter(deleted_at=None).exclude(batch__turn__conversation=conversation)
    used = set(others.values_list("source", flat=True)) | set(others.values_list("references__output", flat=True))
    used |= set(
        Conversation.objects.filter(deleted_at=None).exclude(pk=conversation.pk).values_list("source", flat=True)
    )
    return set(Output.objects.filter(inside, deleted_at=None, pk__in=used - {None}).values_list("pk", flat=True))


def foreseen(pictures: list[Output], mine: tuple[int, ...]) -> tuple[list[int], dict[str, int]]:
    """The pictures of a turn, none when there are too many; and the one that each model has made of them."""
    continued = [picture.pk for picture in pictures][:5]
    context = list(dict.fromkeys([*continued, *mine]))
    base = {picture.generation.model: picture.pk for picture in reversed(pictures) if picture.pk in continued}
    return (context if continued and len(context) <= 5 else []), base


def to_continue(conversation: Conversation, kind: str, place: int) -> tuple[str | None, list[Output]]:
    """What to say to go on from a turn, a picture or the default, and the pictures that this stands for."""
    turns = list(conversation.turns.order_by("-number"))
    source = list(Output.objects.filter(pk=conversation.source_id, deleted_at=None))
    if kind == "turn":
        turn = turns[place % len(turns)]
        return f"turn:{turn.pk}", pictures_of(turn)
    if kind == "output":
        theirs = [*source, *(picture for turn in turns for picture in pictures_of(turn))]
        picked = theirs[place % len(theirs)] if theirs else None
        return (f"output:{picked.pk}", [picked]) if picked else ("output:1", [])
    return None, next((found for turn in turns if (found := pictures_of(turn))), source)


def with_ancestors(pks: set[int]) -> set[int]:
    """These generations and everything that they were made from."""
    while True:
        rows = Generation.objects.filter(pk__in=pks)
        paths = ("source__generation", "references__output__generation", "retry_of")
        more = {pk for path in paths for pk in rows.values_list(path, flat=True)} - {None}
        if more <= pks:
            return pks
        pks |= more


def there() -> QuerySet[Conversation]:
    return Conversation.objects.filter(deleted_at=None)


def one_of(rows: QuerySet[Any], place: int) -> Any:
    pks = list(rows.order_by("pk").values_list("pk", flat=True))
    return rows.model.objects.get(pk=pks[place % len(pks)]) if pks else None


def all_visible(pks: Iterable[int], by: User) -> bool:
    return Output.objects.visible_to(by).filter(pk__in=pks).count() == len(set(pks))


def seen_in(conversation: Conversation, by: User) -> set[int]:
    rows = Output.objects.visible_to(by).filter(generation__batch__turn__conversation=conversation)
    return set(rows.values_list("pk", flat=True))


def it_stands_as_its_models_do(turn: Turn, rows: list[Generation]) -> None:
    counted = [row for row in rows if not (hasattr(row, "retry") and row.state in RETRIABLE)]
    assert {row.model for row in counted} == set(turn.models)
    assert {row.pk for row in turn.current} == {row.pk for row in counted}
    states = {row.state for row in counted}
    if states & set(ACTIVE):
        assert turn.status == (Status.PENDING if states == {State.QUEUED} else Status.GENERATING)
    else:
        assert turn.status == (Status.COMPLETED if State.SUCCEEDED in states else Status.FAILED)
