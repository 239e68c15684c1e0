"""What is thought of an output, with one press. Each answers with the facts that changed."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts.authentication import signed_in
from generations.models import Output
from projects.access import get_visible
from projects.answers import refused, touched
from projects.models import Role
from ratings import actions
from ratings.forms import NoteForm
from ratings.models import Favorite, Rating
from ratings.models.rating import Value


@login_required
@require_POST
def like(request: HttpRequest, pk: int) -> HttpResponse:
    return _pressed(request, pk, Value.LIKE)


@login_required
@require_POST
def dislike(request: HttpRequest, pk: int) -> HttpResponse:
    return _pressed(request, pk, Value.DISLIKE)


@login_required
@require_POST
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Why, in the words of the person who rated."""
    user, output, form = signed_in(request), _output(request, pk), NoteForm(request.POST)
    if not form.is_valid():
        return refused(" ".join(map(str, form.errors["note"])))
    rating = Rating.objects.filter(user=user, output=output).first()
    if rating is None:
        return refused("Like or dislike it first, then say why.")
    actions.rate_outputs(outputs=[output], by=user, value=Value(rating.value), note=form.cleaned_data["note"])
    return touched(f"output:{pk}")


@login_required
@require_POST
def favorite(request: HttpRequest, pk: int) -> HttpResponse:
    """Answers the button as it is from now on."""
    user, output = signed_in(request), _output(request, pk)
    kept = Favorite.objects.for_prompt(actions.prompt_of(output), user, output.project_id).first()
    if kept:
        actions.unfavorite_prompt(favorite=kept)
    elif actions.prompt_of(output):
        actions.favorite_prompt(by=user, output=output)
    else:
        return refused("There is no prompt to keep.")
    return render(request, "ratings/_favorite.html", {"output": output})


def _pressed(request: HttpRequest, pk: int, value: Value) -> HttpResponse:
    """Pressed again, it is taken back."""
    user, output = signed_in(request), _output(request, pk)
    if Rating.objects.filter(user=user, output=output, value=value).exists():
        actions.unrate_outputs(outputs=[output], by=user)
    else:
        actions.rate_outputs(outputs=[output], by=user, value=value)
    return touched(f"output:{pk}")


def _output(request: HttpRequest, pk: int) -> Output:
    return get_visible(Output.objects.select_related("generation"), signed_in(request), pk, Role.EDITOR)
