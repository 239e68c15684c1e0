"""What the conversation's page sends: the next turn, its price before the click, and a turn once more or no more."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from accounts.authentication import signed_in
from conversations.actions import continue_conversation, estimate_turn, retry_turn
from conversations.continuing import continued_in
from conversations.errors import TurnTaken
from conversations.forms import EditForm
from conversations.models import Conversation, Turn
from conversations.taken import Taken
from generations.actions import cancel_batch
from generations.errors import Conflict
from generations.forms import WordsField
from projects.access import get_visible
from projects.answers import refused, touched
from projects.models import Role


class TurnForm(EditForm):
    models = WordsField(error_messages={"required": "Pick at least one model."})
    continues = forms.CharField(required=False, max_length=40)
    number = forms.IntegerField(required=False, min_value=1)


@login_required
@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    conversation, form = _conversation(request, pk), TurnForm(request.POST)
    try:
        turn = continue_conversation(
            conversation=conversation,
            by=signed_in(request),
            asked=form.asked(),
            continues=form.cleaned_data["continues"] or None,
            number=form.cleaned_data["number"],
            keep=True,
            idempotency_key=form.cleaned_data["idempotency_key"] or None,
        )
    except ValidationError as error:
        return render(request, "generations/_errors.html", {"errors": error.message_dict}, status=422)
    except TurnTaken as taken:
        told = HttpResponse(str(taken.detail), status=409, content_type="text/plain; charset=utf-8")
        return touched(f"turn:{taken.turn.pk}", conversation.topic, response=told)
    except Conflict as error:
        return refused(str(error.detail))
    response = touched(f"turn:{turn.pk}", conversation.topic)
    return trigger_client_event(response, "px:made", {"turn": turn.number})


@login_required
@require_POST
def price(request: HttpRequest, pk: int) -> HttpResponse:
    """What a click would send, to whom and for how much. Known before a word is typed."""
    conversation, form = _conversation(request, pk), TurnForm(request.POST)
    wish, yours = form.data.get("continues", ""), len(set(request.POST.getlist("references")))
    context: dict[str, Any] = {"conversation": conversation, "wish": wish, "taken": Taken(None)}
    try:
        context["taken"] = Taken.to_come(conversation, continued_in(conversation, wish), yours)
        asked = form.asked(prompt=form.data.get("prompt", "").strip() or "…")
        context["plan"] = estimate_turn(
            conversation=conversation, by=signed_in(request), asked=asked, continues=wish or None
        )
    except ValidationError as error:
        context["errors"] = error.message_dict
    return render(request, "conversations/_price.html", context)


@login_required
@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    turn = _turn(request, pk)
    try:
        made = retry_turn(turn=turn, by=signed_in(request))
    except (Conflict, ValidationError) as error:
        return refused(" ".join(error.messages) if isinstance(error, ValidationError) else str(error.detail))
    return touched(f"turn:{pk}", *(f"generation:{row.pk}" for row in made))


@login_required
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    cancel_batch(batch=_turn(request, pk).batch)
    return touched(f"turn:{pk}")


def _conversation(request: HttpRequest, pk: int) -> Conversation:
    rows = Conversation.objects.select_related("session")
    return get_visible(rows, signed_in(request), pk, Role.EDITOR)


def _turn(request: HttpRequest, pk: int) -> Turn:
    return get_visible(Turn.objects.with_generations(), signed_in(request), pk, Role.EDITOR)
