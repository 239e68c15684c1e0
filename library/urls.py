from django.urls import include, path

from library.views import bulk, download, favorites, page, preview, tags

of_library = [
    path("library/", page.page, name="page"),
    path("library/items/", page.items, name="items"),
    path("library/outputs/<int:pk>/", preview.preview, name="preview"),
    path("library/favorites/", favorites.favorites, name="favorites"),
    path("library/favorites/<int:pk>/forget/", favorites.forget, name="forget"),
    path("library/bulk/", bulk.bulk, name="bulk"),
    path("library/bulk/tag/", bulk.ask, {"do": "tag"}, name="ask_tag"),
    path("library/bulk/move/", bulk.ask, {"do": "move"}, name="ask_move"),
    path("library/download/", download.download, name="download"),
    path("library/tags/", tags.tags, name="tags"),
    path("library/tags/<int:pk>/", tags.change, name="change_tag"),
    path("library/tags/of/<int:pk>/", tags.items, name="tag_items"),
]

urlpatterns = [path("", include((of_library, "library")))]
