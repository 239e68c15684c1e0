"""The one door to write what people think of outputs, and which prompts they keep."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now

from accounts.models import User
from generations import events
from generations.models import Output
from projects.models import Project
from ratings.models import Favorite, Rating
from ratings.models.favorite import digest_of
from ratings.models.rating import Value


@transaction.atomic
def rate_outputs(*, outputs: Iterable[Output], by: User, value: Value, note: str | None = None) -> list[Output]:
    """Those that were rated. One rating a person and output: the new one replaces the old, whose note stays if None."""
    held = _hold(outputs, by)
    facts = {"value": value, "updated_at": Now()} | ({} if note is None else {"note": note})
    Rating.objects.bulk_create(
        [Rating(project_id=output.project_id, user=by, output=output, **facts) for output in held],
        update_conflicts=True,
        unique_fields=["user", "output"],
        update_fields=list(facts),
    )
    events.outputs_changed(held)
    return held


@transaction.atomic
def unrate_outputs(*, outputs: Iterable[Output], by: User) -> list[Output]:
    """Those that this person had rated."""
    held = _hold(outputs, by)
    ratings = Rating.objects.filter(user=by, output__in=held)
    rated = set(ratings.values_list("output_id", flat=True))
    ratings.delete()
    changed = [output for output in held if output.pk in rated]
    events.outputs_changed(changed)
    return changed


def _hold(outputs: Iterable[Output], by: User) -> list[Output]:
    """Until the commit: one that is being deleted is not among them, or is deleted afterwards.

    In the order of their ids, so that two who take the same rows never wait for each other.
    """
    rows = Output.objects.visible_to(by).filter(pk__in=[output.pk for output in outputs])
    return list(rows.select_related("generation").order_by("pk").select_for_update(of=("self",)))


def favorite_prompt(
    *, by: User, output: Output | None = None, text: str = "", project: Project | None = None
) -> tuple[Favorite, bool]:
    """That of the output, or `text` in `project`; and whether it is new. The same words are kept once."""
    prompt, room = (prompt_of(output), output.project_id) if output else (text, project and project.pk)
    if not (prompt and room):
        raise ValidationError({"text": ["There is no prompt to keep."]})
    same = {"user": by, "project_id": room, "digest": digest_of(prompt)}
    return Favorite.objects.get_or_create(**same, defaults={"text": prompt, "output": output})


def unfavorite_prompt(*, favorite: Favorite) -> None:
    Favorite.objects.filter(pk=favorite.pk).delete()


def prompt_of(output: Output) -> str:
    """As it was typed. What is written with an upload is the name of a file."""
    generation = output.generation
    return "" if generation.provider == "upload" else generation.prompt.strip()
