from django.urls import path
from rest_framework.routers import SimpleRouter

from library.api.bulk import BulkView
from library.api.download import DownloadView
from library.api.outputs import OutputViewSet
from library.api.trash import TrashView

router = SimpleRouter(use_regex_path=False)
router.register("outputs", OutputViewSet)

urlpatterns = [
    path("outputs/bulk/", BulkView.as_view(), name="bulk"),
    path("outputs/download/", DownloadView.as_view(), name="download"),
    path("trash/", TrashView.as_view(), name="trash"),
    *router.urls,
]
