"""The room of a conversation: its turns from the first to the newest, and what the next one would take."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.authentication import signed_in
from accounts.models import User
from conversations.continuing import Continued, continued_in
from conversations.fragments import heads, turns, with_taken
from conversations.models import Conversation, Turn
from conversations.taken import Taken
from conversations.views.composer import edit_composer
from generations.states import State
from generations.views.composer import Composer
from generations.views.pages import Place
from live.topics import missed
from projects.access import get_visible

# Older ones come by the link on top, and so many at most arrive at once.
TURNS = 50


@login_required
@require_GET
@never_cache
def page(request: HttpRequest, pk: int) -> HttpResponse:
    user, place = signed_in(request), Place.of(request)
    # Before the rows: what changes while they are read is told once more rather than missed.
    since = missed(f"conversation:{pk}", None)[0]
    conversation = get_visible(heads(user), user, pk)
    shown = read_turns(conversation, user, place)
    context = {
        "conversation": conversation,
        "session": conversation.session,
        "since": since,
        "turns": shown,
        "earlier": shown[0].number if shown and shown[0].number > 1 else None,
        "later": place.before is not None,
        **(_next_turn(request, conversation, shown) if conversation.can_edit else {}),
    }
    return render(request, "conversations/page.html", context)


@login_required
@require_GET
@never_cache
def newer(request: HttpRequest, pk: int) -> HttpResponse:
    """`?newer=` the turns after that number, for the thread, or with `&strip` for the strip of thumbnails."""
    user = signed_in(request)
    conversation = get_visible(Conversation.objects.all(), user, pk)
    template = "conversations/_groups.html" if "strip" in request.GET else "conversations/_turns.html"
    return render(request, template, {"turns": read_turns(conversation, user, Place.of(request))})


def read_turns(conversation: Conversation, user: User, place: Place) -> list[Turn]:
    """The newest, those before `before`, or those after `newer`; always the oldest of them first."""
    rows = turns(user).filter(conversation=conversation)
    if place.newer is not None:
        return with_taken(rows.filter(number__gt=place.newer)[:TURNS])
    if place.before:
        rows = rows.filter(number__lt=place.before)
    return with_taken(reversed(rows.order_by("-number")[:TURNS]))


def _next_turn(request: HttpRequest, conversation: Conversation, shown: list[Turn]) -> dict[str, Any]:
    wish = request.GET.get("continues", "")
    try:
        newest_shown = bool(shown) and shown[-1].number == conversation.turn_count  # type: ignore[attr-defined]
        continued = (_latest_of(shown) if newest_shown and not wish else None) or continued_in(conversation, wish)
        taken, refused = Taken.to_come(conversation, continued), ""
    except ValidationError as error:
        taken, refused = Taken(None), " ".join(error.messages)
    return {"composer": _composer(conversation), "taken": taken, "wish": wish, "refused": refused}


def _latest_of(shown: list[Turn]) -> Continued | None:
    """As continued_in() finds it, among turns that have been read already."""
    for turn in reversed(shown):
        done = [row for row in turn.current if row.state == State.SUCCEEDED]
        if outputs := [output for row in done for output in row.outputs.all()]:
            return Continued(outputs, turn=turn)
    return None


def _composer(conversation: Conversation) -> Composer:
    return edit_composer(
        conversation.session,
        models=conversation.models,
        aspect_ratio=conversation.aspect_ratio,
        resolution=conversation.resolution,
        generate_url=reverse("conversations:send", args=[conversation.pk]),
        estimate_url=reverse("conversations:estimate", args=[conversation.pk]),
        variant="edit",
        label="Instruction",
        placeholder="Describe your next edit…",
        verb="Send",
        draft=conversation.topic,
        above="conversations/_next.html",
    )
