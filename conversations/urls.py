from django.urls import include, path

from conversations.views import listing, manage, page, send, start

of_conversations = [
    path("outputs/<int:pk>/edit/", start.start, name="start"),
    path("outputs/<int:pk>/edit/estimate/", start.price, name="start_estimate"),
    path("edit/", listing.conversation_list, name="list"),
    path("edit/items/", listing.conversation_items, name="items"),
    path("edit/<int:pk>/rename/", manage.rename, name="rename"),
    path("edit/<int:pk>/settings/", manage.settings, name="settings"),
    path("edit/<int:pk>/delete/", manage.delete, name="delete"),
    path("edit/<int:pk>/restore/", manage.restore, name="restore"),
    path("edit/<int:pk>/", page.page, name="page"),
    path("edit/<int:pk>/turns/", page.newer, name="turns"),
    path("edit/<int:pk>/send/", send.send, name="send"),
    path("edit/<int:pk>/estimate/", send.price, name="estimate"),
    path("turns/<int:pk>/retry/", send.retry, name="retry"),
    path("turns/<int:pk>/cancel/", send.cancel, name="cancel"),
]

urlpatterns = [path("", include((of_conversations, "conversations")))]
