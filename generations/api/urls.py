from django.urls import path
from rest_framework.routers import SimpleRouter

from generations.api.batches import BatchViewSet
from generations.api.catalogue import ModelsView
from generations.api.generations import GenerationViewSet
from generations.api.tags import TagViewSet
from generations.api.uploads import UploadsView

router = SimpleRouter(use_regex_path=False)
router.register("generations", GenerationViewSet)
router.register("batches", BatchViewSet)
router.register("tags", TagViewSet)

urlpatterns = [
    path("models/", ModelsView.as_view(), name="models"),
    path("uploads/", UploadsView.as_view(), name="uploads"),
    *router.urls,
]
