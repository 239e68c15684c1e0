from rest_framework.routers import SimpleRouter

from library.api.outputs import OutputViewSet

router = SimpleRouter(use_regex_path=False)
router.register("outputs", OutputViewSet)

urlpatterns = router.urls
