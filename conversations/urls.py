from django.urls import URLPattern, include, path

of_conversations: list[URLPattern] = []

urlpatterns = [path("", include((of_conversations, "conversations")))]
