from django import forms

from accounts.pagination import MAX_ID


class OutputsField(forms.CharField):
    """Ids with commas between them: a form has room for a thousand in one field, not for a thousand fields."""

    default_error_messages = {"invalid": "Select something first."}

    def clean(self, value: str | None) -> list[int]:
        parts = super().clean(value).split(",")
        if not all(part.isascii() and part.isdigit() and len(part) < 20 and 0 < int(part) <= MAX_ID for part in parts):
            raise forms.ValidationError(self.error_messages["invalid"])
        return [int(part) for part in parts]


class OutputsForm(forms.Form):
    outputs = OutputsField()
