from django.urls import include, path

from conversations.views import start

of_conversations = [
    path("outputs/<int:pk>/edit/", start.start, name="start"),
    path("outputs/<int:pk>/edit/estimate/", start.price, name="start_estimate"),
]

urlpatterns = [path("", include((of_conversations, "conversations")))]
