from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.http import Http404

from conversations import events
from conversations.models import Conversation
from conversations.models.conversation import TITLE_MAX
from generations.engines import editors


@transaction.atomic
def update_conversation(
    *,
    conversation: Conversation,
    title: str | None = None,
    models: Sequence[str] | None = None,
    aspect_ratio: str | None = None,
    resolution: str | None = None,
) -> Conversation:
    """What is None stays as it is. Models, shape and size are for the turns to come."""
    chosen = None if models is None else list(dict.fromkeys(models))
    name = None if title is None else title.strip()
    asked = {"title": name, "models": chosen, "aspect_ratio": aspect_ratio, "resolution": resolution}
    changes = {field: value for field, value in asked.items() if value is not None}
    now = {field: getattr(conversation, field) for field in asked} | changes
    refusals = {"title": _of_title(now["title"])}
    if changes.keys() - {"title"}:
        refusals |= _of_settings(now["models"], now["aspect_ratio"], now["resolution"])
    if errors := {field: found for field, found in refusals.items() if found}:
        raise ValidationError(errors)
    if not Conversation.objects.filter(pk=conversation.pk, deleted_at=None).update(**changes, updated_at=Now()):
        raise Http404
    conversation.refresh_from_db(fields=[*changes, "updated_at"])
    events.conversation_changed(conversation)
    return conversation


def _of_title(title: str) -> list[str]:
    return [] if 0 < len(title) <= TITLE_MAX else [f"Between 1 and {TITLE_MAX} characters."]


def _of_settings(keys: Sequence[str], aspect_ratio: str, resolution: str) -> dict[str, list[str]]:
    """Whether a model is available now does not matter here: a key may be added tomorrow."""
    known = {model.key: model for model in editors()}
    models = [known[key] for key in keys if key in known]
    shapes = [model.label for model in models if aspect_ratio and aspect_ratio not in model.aspect_ratios]
    sizes = [model.label for model in models if resolution and resolution not in model.resolutions]
    return {
        "models": [f"There is no model {key!r} that edits pictures." for key in keys if key not in known]
        or ([] if keys else ["Pick at least one model."]),
        "aspect_ratio": [f"{label} cannot make the aspect ratio {aspect_ratio}." for label in shapes],
        "resolution": [f"{label} cannot make the resolution {resolution}." for label in sizes],
    }
