"""What the screens of batches send."""

from dataclasses import replace
from typing import Any

from django import forms

from accounts.pagination import MAX_ID
from generations.forms import CheckedForm, ComposerForm, RoomForm
from generations.planning import VARIANTS_MAX, Order
from generations.progress import STATES
from generations.prompt_lists import parse_prompts

TITLE_MAX, CONCEPT_MAX = 120, 20_000


class PromptsForm(CheckedForm):
    """`prompt` is what stands in the box: one prompt a line, or JSON."""

    prompt = forms.CharField(required=False, strip=False)
    idempotency_key = forms.CharField(required=False, max_length=64)

    def prompts(self) -> list[str]:
        return parse_prompts(self.checked()["prompt"])


class BatchForm(RoomForm, ComposerForm):
    """`rows` is a JSON list of the prompts that have been taken out of the box. `outputs` are variants here.

    The target is `session`, or with "new" or without a session a new one called `name`.
    """

    prompt = forms.CharField(required=False, strip=False)
    rows = forms.CharField(required=False, strip=False)
    outputs = forms.IntegerField(required=False, min_value=1, max_value=VARIANTS_MAX, label="Variants")
    project = forms.IntegerField(required=False, min_value=1, max_value=MAX_ID)
    target = forms.CharField(required=False)
    name = forms.CharField(required=False, max_length=TITLE_MAX)
    title = forms.CharField(required=False, max_length=TITLE_MAX)
    concept = forms.CharField(required=False, max_length=CONCEPT_MAX)
    tags = forms.CharField(required=False, max_length=1000)

    def order(self, **instead: Any) -> Order:
        """Without any prompt as well: what that would cost is known, and planning says that one is missing."""
        asked = self.checked()
        prompts = [*parse_prompts(asked["rows"]), *parse_prompts(asked["prompt"])]
        order = super().order(**{"prompt": "", "outputs": 1, **instead})
        return replace(order, prompts=tuple(prompts), variants=asked["outputs"] or 1)

    def tags_named(self) -> list[str]:
        return [name.strip() for name in self.cleaned_data["tags"].split(",") if name.strip()]


class TitleForm(CheckedForm):
    name = forms.CharField(max_length=TITLE_MAX)


class ListForm(CheckedForm):
    """What makes no sense in the address counts as not asked."""

    q = forms.CharField(required=False, max_length=500)
    project = forms.IntegerField(required=False, min_value=1, max_value=MAX_ID)
    tag = forms.CharField(required=False, max_length=100)
    state = forms.ChoiceField(required=False, choices=[(key, key) for key in STATES])
    composed = forms.BooleanField(required=False)
    before = forms.IntegerField(required=False, min_value=1, max_value=MAX_ID)
    after = forms.IntegerField(required=False, min_value=0, max_value=MAX_ID)


class NewForm(CheckedForm):
    """From where a new batch is begun."""

    session = forms.IntegerField(required=False, min_value=1, max_value=MAX_ID)
    project = forms.IntegerField(required=False, min_value=1, max_value=MAX_ID)
    batch = forms.IntegerField(required=False, min_value=1, max_value=MAX_ID)
