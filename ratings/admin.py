"""What people think of outputs and keep, to look at."""

from typing import Any

from django.contrib import admin
from django.template.defaultfilters import truncatechars
from django.utils.safestring import SafeString

from generations.admin.pictures import thumbnail
from generations.admin.read_only import ReadOnlyAdmin
from ratings.models import Favorite, Rating


class OfOutputAdmin(ReadOnlyAdmin):
    list_select_related = ["project", "user", "output"]

    @admin.display
    def picture(self, row: Any) -> SafeString | str:
        return thumbnail(row.output)


@admin.register(Rating)
class RatingAdmin(OfOutputAdmin):
    list_display = ["id", "picture", "value", "said", "user", "project", "output", "updated_at"]
    list_filter = ["value", "updated_at"]
    search_fields = ["note", "user__email", "project__name", "=output__id"]

    @admin.display(description="note")
    def said(self, rating: Rating) -> str:
        return truncatechars(rating.note, 80)


@admin.register(Favorite)
class FavoriteAdmin(OfOutputAdmin):
    list_display = ["id", "picture", "words", "user", "project", "output", "created_at"]
    list_filter = ["created_at"]
    search_fields = ["text", "user__email", "project__name"]

    @admin.display(description="prompt")
    def words(self, favorite: Favorite) -> str:
        return truncatechars(favorite.text, 80)
