from django import forms

from ratings.models.rating import NOTE_MAX


class NoteForm(forms.Form):
    note = forms.CharField(required=False, max_length=NOTE_MAX)
