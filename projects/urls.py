from django.urls import path
from rest_framework.routers import SimpleRouter

from projects import session_views, views
from projects.api import MemberViewSet, MeView, ProjectViewSet, SessionViewSet

project_patterns = [
    path("", views.project_list, name="list"),
    path("projects/items/", views.project_items, name="items"),
    path("projects/create/", views.create, name="create"),
    path("projects/<int:pk>/", views.detail, name="detail"),
    path("projects/<int:pk>/sessions/", views.session_items, name="sessions"),
    path("projects/<int:pk>/rename/", views.rename, name="rename"),
    path("projects/<int:pk>/delete/", views.delete, name="delete"),
    path("projects/<int:pk>/leave/", views.leave, name="leave"),
    path("projects/<int:pk>/members/add/", views.add_member, name="add_member"),
    path("projects/<int:pk>/members/<int:user_pk>/role/", views.change_role, name="change_role"),
    path("projects/<int:pk>/members/<int:user_pk>/remove/", views.remove_member, name="remove_member"),
    path("projects/<int:pk>/sessions/create/", views.create_session, name="create_session"),
]

# Under sessions/, beside the gallery of the generations, in one namespace "sessions".
session_patterns = [
    path("<int:pk>/rename/", session_views.rename, name="rename"),
    path("<int:pk>/archive/", session_views.archive, name="archive"),
    path("<int:pk>/unarchive/", session_views.archive, {"archived": False}, name="unarchive"),
    path("<int:pk>/delete/", session_views.delete, name="delete"),
]

router = SimpleRouter(use_regex_path=False)
router.register("projects", ProjectViewSet)
router.register("sessions", SessionViewSet)
api_patterns = [
    path("me/", MeView.as_view(), name="me"),
    path("projects/<int:project>/members/", MemberViewSet.as_view({"get": "list", "post": "create"})),
    path(
        "projects/<int:project>/members/<int:user>/",
        MemberViewSet.as_view({"patch": "partial_update", "delete": "destroy"}),
    ),
    *router.urls,
]
