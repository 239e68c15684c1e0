from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.pagination import MAX_ID
from generations.planning import Order
from generations.planning.order import STRENGTH
from providers.base import PROMPT_MAX

OUTPUTS_MAX = 8
SELECTED_MAX = 1000


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


class IdsField(NumbersField):
    """One value that holds them all, joined by commas: a thousand fields would be more than a form may have."""

    def to_python(self, value: Any) -> tuple[int, ...]:
        return super().to_python([part for text in value or () for part in text.split(",") if part])

    def validate(self, value: Any) -> None:
        super().validate(value)
        if len(value) > SELECTED_MAX:
            raise ValidationError(f"Select at most {SELECTED_MAX} at a time.")


class CheckedForm(forms.Form):
    def checked(self, **instead: Any) -> dict[str, Any]:
        """Raises ValidationError. `instead` replaces what was typed."""
        if self.errors:
            raise ValidationError({name: list(errors) for name, errors in self.errors.items()})
        return {**self.cleaned_data, **instead}


class RoomForm(CheckedForm):
    session = forms.IntegerField(required=False, min_value=1, max_value=MAX_ID)


class ComposerForm(CheckedForm):
    """Checks the types only. What a model can do, and what it costs, is planning's to say."""

    prompt = forms.CharField(required=False, max_length=PROMPT_MAX)
    models = WordsField(required=False)
    aspect_ratio = forms.CharField(required=False, max_length=16)
    resolution = forms.CharField(required=False, max_length=16)
    format = forms.CharField(required=False, max_length=16)
    outputs = forms.IntegerField(required=False, min_value=1, max_value=OUTPUTS_MAX)
    seed = forms.IntegerField(required=False)
    duration = forms.IntegerField(required=False)
    camera_move = forms.CharField(required=False, max_length=64)
    camera_strength = forms.IntegerField(required=False)
    prompt_enhanced = forms.CharField(required=False, max_length=PROMPT_MAX)
    references = NumbersField(required=False)
    end_frame = forms.IntegerField(required=False, min_value=1, max_value=MAX_ID)
    idempotency_key = forms.CharField(required=False, max_length=64)

    def order(self, **instead: Any) -> Order:
        values = self.checked(**instead)
        strength = values["camera_strength"]
        return Order(
            models=values["models"],
            prompts=(values["prompt"],),
            aspect_ratio=values["aspect_ratio"],
            resolution=values["resolution"],
            format=values["format"],
            outputs=values["outputs"] or 1,
            seed=values["seed"],
            duration=values["duration"],
            camera_move=values["camera_move"],
            camera_strength=STRENGTH if strength is None else strength,
            enhanced=values["prompt_enhanced"],
            references=values["references"],
            end_frame=values["end_frame"],
            spread=True,
        )


class AnimateForm(RoomForm, ComposerForm):
    """The target is `session`, or with "new" or without a session a new one called `name`.

    `without_still` is for models that take no picture.
    """

    target = forms.CharField(required=False)
    name = forms.CharField(required=False, max_length=120)
    without_still = forms.BooleanField(required=False)


class SelectionForm(CheckedForm):
    outputs = IdsField(error_messages={"required": "Select at least one picture."})


class AnimateManyForm(AnimateForm):
    stills = IdsField(error_messages={"required": "Select at least one picture."})
