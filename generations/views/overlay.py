"""What the overlay over a still shows: a composer whose reference is that still, and the videos made from it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.urls import reverse

from accounts.models import User
from generations.actions import suggested_name
from generations.engines import catalogue
from generations.fragments import iterations
from generations.models import Batch, Output
from generations.positions import with_positions
from generations.views.composer import CLIPS, Composer, choices, clip_choices, given, offers, settings_of, usable
from generations.views.pages import Place
from projects.models import Role, Session, SessionKind

ROWS = 24
SESSIONS = 100


def overlay(still: Any, user: User) -> dict[str, Any]:
    """`still` comes with the person's role; viewers get no composer."""
    return {
        "generation": still.generation,
        "composer": _composer(still) if Role(still.role).allows(Role.EDITOR) else None,
        **_rooms(still.project_id),
        # From which the takes are numbered downwards, also those that are not on the page yet.
        "total": iterations(user).filter(source=still).count(),
        **listed(still, user, Place()),
    }


def overlay_of_many(stills: Sequence[Output]) -> dict[str, Any]:
    """Of one project, as every video session is; the first still's own decides which."""
    composer = _composer(stills[0])
    return {
        "stills": stills,
        "generation": stills[0].generation,
        "composer": replace(
            composer,
            offers=[offer for offer in composer.offers if offer.model.source != "no"],
            generate_url=reverse("outputs:animate_many_make"),
            estimate_url=reverse("outputs:animate_many_estimate"),
            label="What happens in all of them",
            placeholder="Describe what should happen. Left empty, each picture moves by its own words.",
            draft="",
        ),
        **_rooms(stills[0].project_id),
    }


def _rooms(project: int) -> dict[str, Any]:
    """The one worked in last comes first and is chosen; without any, a new one is."""
    sessions = Session.objects.filter(project=project, kind=SessionKind.VIDEO, deleted_at=None)
    return {"sessions": sessions.filter(archived_at=None)[:SESSIONS], "suggested": suggested_name()}


def listed(still: Output, user: User, place: Place) -> dict[str, Any]:
    """Older than `before`, newer than `newer`, or the lot between both."""
    rows = iterations(user).filter(source=still)
    if place.newer is not None:
        rows = rows.filter(pk__gt=place.newer)
    if place.before:
        rows = rows.filter(pk__lt=place.before)
    found = list(rows[: ROWS + 1])
    shown = with_positions(found[:ROWS])
    older = place.query(before=shown[-1].pk, newer=place.newer) if len(found) > ROWS else ""
    return {"output": still, "iterations": shown, "older": older}


def _composer(still: Output) -> Composer:
    """Chosen is what was used last for clips in this project, where it takes a still."""
    models = sorted(catalogue(SessionKind.VIDEO), key=lambda model: model.source == "no")
    last = settings_of(Batch.objects.filter(project=still.project_id, session__kind=SessionKind.VIDEO))
    can = usable([model for model in models if model.source != "no"])
    shapes, sizes = choices(models)
    return Composer(
        session=still.generation.session,
        offers=offers(models, set(last.get("models", ())) & set(can) or can[:1]),
        shapes=["", *shapes],
        sizes=sizes,
        settings={**CLIPS, **given(last), "aspect_ratio": ""},
        generate_url=reverse("outputs:animate", args=[still.pk]),
        estimate_url=reverse("outputs:animate_estimate", args=[still.pk]),
        variant="overlay",
        id="animate-",
        label="What happens",
        placeholder="Describe what should happen in this picture…",
        draft=f"animate:{still.pk}",
        repeats=False,
        above="generations/_target.html",
        ends=True,
        **clip_choices(models),
    )
