from django.urls import path

from live import views

app_name = "live"
urlpatterns = [
    path("live/", views.show, name="show"),
    path("live/changes/", views.changes, name="changes"),
]
