from typing import Any

from django import template
from django.db.models import BooleanField, ExpressionWrapper, Q

from generations.models import Output
from ratings.actions import prompt_of
from ratings.models import Favorite, Rating

register = template.Library()

NAMED = 50


@register.simple_tag(takes_context=True)
def opinions_of(context: dict[str, Any], output: Output) -> Any:
    """That of the person who looks comes first, then the newest ones of the others."""
    mine = ExpressionWrapper(Q(user=context["request"].user.pk), output_field=BooleanField())
    rows = Rating.objects.filter(output=output).annotate(mine=mine).select_related("user")
    return rows.order_by("-mine", "-pk")[:NAMED]


@register.simple_tag(takes_context=True)
def is_favorite(context: dict[str, Any], output: Output) -> bool:
    return Favorite.objects.for_prompt(prompt_of(output), context["request"].user, output.project_id).exists()
