from typing import Any

from django import forms

from accounts.pagination import MAX_ID
from conversations.actions import Asked
from conversations.models import Conversation
from conversations.models.conversation import TITLE_MAX
from generations.engines import editors
from generations.forms import ComposerForm
from projects.forms import OwnIds


class EditForm(ComposerForm):
    """What a composer in one of its edit variants sends: the prompt is the instruction."""

    def asked(self, **instead: Any) -> Asked:
        """Raises ValidationError. `instead` replaces what was typed."""
        values = self.checked(**instead)
        return Asked(
            instruction=values["prompt"],
            models=values["models"],
            aspect_ratio=values["aspect_ratio"],
            resolution=values["resolution"],
            references=values["references"],
            enhanced=values["prompt_enhanced"],
        )


class ListForm(forms.Form):
    """What the address of the list says. `before` is where a page ends, `after` the newest that a page knew of."""

    project = forms.IntegerField(required=False, min_value=1, max_value=MAX_ID)
    q = forms.CharField(required=False)
    before = forms.CharField(required=False)
    after = forms.IntegerField(required=False, min_value=0, max_value=MAX_ID)


class TitleForm(OwnIds, forms.Form):
    title = forms.CharField(max_length=TITLE_MAX, widget=forms.TextInput({"autofocus": True}))


class SettingsForm(OwnIds, forms.Form):
    """For the turns to come. Every model that edits: which of them can be used today does not matter here."""

    models = forms.MultipleChoiceField(
        choices=lambda: [(model.key, model.label) for model in editors()], widget=forms.CheckboxSelectMultiple
    )
    aspect_ratio = forms.ChoiceField(label="Shape", required=False, choices=lambda: _offered("aspect_ratios"))
    resolution = forms.ChoiceField(label="Size", required=False, choices=lambda: _offered("resolutions"))

    @staticmethod
    def of(conversation: Conversation) -> dict[str, Any]:
        return {name: getattr(conversation, name) for name in SettingsForm.base_fields}


def _offered(names: str) -> list[tuple[str, str]]:
    """What at least one of the models makes; the action refuses what one of the chosen cannot."""
    known = dict.fromkeys(name for model in editors() for name in getattr(model, names))
    return [("", "As the picture"), *((name, name.upper()) for name in known)]
