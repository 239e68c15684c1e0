from django.urls import path
from rest_framework.routers import SimpleRouter

from accounts.models import Scope
from conversations.api.conversations import ConversationViewSet
from conversations.api.turns import ConversationTurnViewSet, TurnViewSet

router = SimpleRouter(use_regex_path=False)
router.register("conversations", ConversationViewSet)
router.register("turns", TurnViewSet)

estimate = ConversationTurnViewSet.as_view({"post": "estimate"}, scopes={"POST": Scope.READ})

urlpatterns = [
    path("conversations/<int:conversation>/turns/", ConversationTurnViewSet.as_view({"get": "list", "post": "create"})),
    path("conversations/<int:conversation>/turns/estimate/", estimate),
    *router.urls,
]
