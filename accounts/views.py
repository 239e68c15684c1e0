"""The settings page. Sign-in and passwords are allauth's pages under /accounts/."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts import actions
from accounts.authentication import signed_in
from accounts.forms import ProfileForm, TokenForm
from accounts.models import ApiToken, User


@login_required
@require_GET
def settings(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    context = {"profile_form": ProfileForm(instance=user), "token_form": TokenForm(), "tokens": _tokens(user)}
    return render(request, "accounts/settings.html", context)


@login_required
@require_POST
def profile(request: HttpRequest) -> HttpResponse:
    form = ProfileForm(request.POST)
    if form.is_valid():
        actions.update_profile(user=signed_in(request), **form.cleaned_data)
    context = {"form": form, "saved": form.is_valid()}
    return render(request, "accounts/_profile.html", context, status=200 if form.is_valid() else 422)


@login_required
@require_POST
@never_cache
def create_token(request: HttpRequest) -> HttpResponse:
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _tokens_partial(request, 422, form=form)
    created, raw = actions.create_token(
        user=signed_in(request),
        name=form.cleaned_data["name"],
        scopes=form.cleaned_data["scopes"],
        expires_at=form.expires_at,
    )
    return _tokens_partial(request, created=created, raw=raw)


@login_required
@require_POST
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    actions.revoke_token(token=get_object_or_404(_tokens(signed_in(request)), pk=pk))
    return _tokens_partial(request)


def _tokens(user: User) -> Any:
    return ApiToken.objects.filter(user=user, revoked_at=None)


def _tokens_partial(request: HttpRequest, status: int = 200, **context: Any) -> HttpResponse:
    context = {"form": TokenForm(), "tokens": _tokens(signed_in(request)), **context}
    return render(request, "accounts/_tokens.html", context, status=status)
