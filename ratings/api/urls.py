from django.urls import path
from rest_framework.routers import SimpleRouter

from ratings.api.favorites import FavoriteViewSet
from ratings.api.ratings import RatingViewSet

router = SimpleRouter(use_regex_path=False)
router.register("favorites", FavoriteViewSet)

mine = RatingViewSet.as_view({"get": "retrieve", "put": "update", "delete": "destroy"})

urlpatterns = [
    path("outputs/<int:output>/rating/", mine),
    path("outputs/<int:output>/ratings/", RatingViewSet.as_view({"get": "list"})),
    *router.urls,
]
