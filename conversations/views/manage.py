"""What is done to a conversation as a whole: its title, its settings, and its end."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from accounts.authentication import signed_in
from conversations import actions
from conversations.access import get_deletable, get_restorable
from conversations.forms import SettingsForm, TitleForm
from conversations.models import Conversation
from generations.errors import Conflict
from projects.access import get_visible
from projects.answers import asked_from, gone_to, in_trash, refused, restored, touched, with_errors
from projects.models import Role


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    conversation = _conversation(request, pk)
    form = TitleForm(_sent(request), initial={"title": conversation.title})
    return _change(request, conversation, form, "conversations/_rename.html", "#rename")


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def settings(request: HttpRequest, pk: int) -> HttpResponse:
    """For the turns to come."""
    conversation = _conversation(request, pk)
    form = SettingsForm(_sent(request), initial=SettingsForm.of(conversation))
    return _change(request, conversation, form, "conversations/_settings.html", "#settings")


@login_required
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    conversation = get_deletable(signed_in(request), pk)
    actions.delete_conversation(conversation=conversation)
    page = reverse("conversations:list")
    came_from = asked_from(request).path
    # In the list only its card goes; a page of the conversation itself has nothing left to show.
    if came_from == page:
        return in_trash(touched(f"conversation:{pk}"))
    return gone_to(request, f"{page}?project={conversation.project_id}")


@login_required
@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        actions.restore_conversation(conversation=get_restorable(signed_in(request), pk))
    except Conflict as error:
        return refused(str(error))
    return restored(request, reverse("conversations:page", args=[pk]))


def _conversation(request: HttpRequest, pk: int) -> Conversation:
    return get_visible(Conversation.objects.all(), signed_in(request), pk, Role.EDITOR)


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _change(
    request: HttpRequest, conversation: Conversation, form: BaseForm, template: str, dialog: str
) -> HttpResponse:
    """The form for its dialog; what it says is done, and the dialog closed."""
    if request.method == "GET":
        return render(request, template, {"form": form, "conversation": conversation})
    if not _done(conversation, form):
        return with_errors(request, template, form, conversation=conversation)
    if not request.headers.get("HX-Request"):
        return redirect("conversations:page", conversation.pk)
    # Closing goes by the button that a person would press.
    return trigger_client_event(touched(conversation.topic), "click", {"target": f"{dialog} [data-close]"})


def _done(conversation: Conversation, form: BaseForm) -> bool:
    if form.is_valid():
        try:
            actions.update_conversation(conversation=conversation, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
    return not form.errors
