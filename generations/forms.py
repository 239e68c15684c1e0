from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.pagination import MAX_ID
from generations.planning import Order

OUTPUTS_MAX = 8
PROMPT_MAX = 20_000


class WordsField(forms.Field):
    """Every value of that name, as they come."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> tuple[Any, ...]:
        return tuple(value or ())


class NumbersField(WordsField):
    def to_python(self, value: Any) -> tuple[int, ...]:
        texts = super().to_python(value)
        if not all(text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= MAX_ID for text in texts):
            raise ValidationError("These are not numbers of pictures.")
        return tuple(int(text) for text in texts)


class ComposerForm(forms.Form):
    """Checks the types only. What a model can do, and what it costs, is planning's to say."""

    prompt = forms.CharField(required=False, max_length=PROMPT_MAX)
    models = WordsField(required=False)
    aspect_ratio = forms.CharField(required=False, max_length=16)
    resolution = forms.CharField(required=False, max_length=16)
    outputs = forms.IntegerField(required=False, min_value=1, max_value=OUTPUTS_MAX)
    seed = forms.IntegerField(required=False)
    references = NumbersField(required=False)
    idempotency_key = forms.CharField(required=False, max_length=64)

    def checked(self, **instead: Any) -> dict[str, Any]:
        """Raises ValidationError. `instead` replaces what was typed."""
        if self.errors:
            raise ValidationError({name: list(errors) for name, errors in self.errors.items()})
        return {**self.cleaned_data, **instead}

    def order(self, **instead: Any) -> Order:
        values = self.checked(**instead)
        return Order(
            models=values["models"],
            prompts=(values["prompt"],),
            aspect_ratio=values["aspect_ratio"],
            resolution=values["resolution"],
            outputs=values["outputs"] or 1,
            seed=values["seed"],
            references=values["references"],
            spread=True,
        )
