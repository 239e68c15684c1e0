"""What the library can be narrowed by, on its page and in the API."""

from rest_framework import serializers

from accounts.fields import row_id_in_text
from generations.api.filters import Filters, Tag
from projects.models import SessionKind

Words = serializers.CharField


class OutputFilters(Filters):
    project = row_id_in_text(required=False)
    session = row_id_in_text(required=False, source="generation__session")
    batch = row_id_in_text(required=False, source="generation__batch")
    kind = serializers.ChoiceField(SessionKind.choices, required=False)
    model = Words(required=False, source="generation__model")
    author = row_id_in_text(required=False, source="generation__author")
    concept = Words(required=False, source="generation__batch__concept__icontains")
    tag = Tag(required=False, source="generation__batch__tags__key")
    q = Words(
        required=False, allow_blank=True, source="generation__prompt__icontains", help_text="Words of the prompt."
    )
