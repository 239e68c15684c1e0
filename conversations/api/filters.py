from rest_framework import serializers

from accounts.fields import row_id_in_text
from generations.api.filters import Filters


class ConversationFilters(Filters):
    project = row_id_in_text(required=False)
    source = row_id_in_text(required=False)  # type: ignore[assignment]
    q = serializers.CharField(
        required=False, allow_blank=True, source="title__icontains", help_text="Words of the title."
    )
