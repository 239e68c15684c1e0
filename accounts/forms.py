from datetime import datetime, timedelta

from django import forms
from django.utils import timezone

from accounts.models import ApiToken, Scope, User


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ["first_name", "last_name"]


class TokenForm(forms.ModelForm):  # type: ignore[type-arg]
    scopes = forms.MultipleChoiceField(
        choices=Scope.choices, widget=forms.CheckboxSelectMultiple, initial=Scope.values, label="May"
    )
    expires_in = forms.TypedChoiceField(
        choices=[("30", "in 30 days"), ("90", "in 90 days"), ("365", "in a year"), ("", "never")],
        coerce=int,
        empty_value=None,
        required=False,
        initial="90",
        label="Expires",
    )

    class Meta:
        model = ApiToken
        fields = ["name"]

    # Counted from the click, not from when the form was shown.
    @property
    def expires_at(self) -> datetime | None:
        days = self.cleaned_data["expires_in"]
        return timezone.now() + timedelta(days=days) if days else None
