from django.urls import path
from rest_framework.routers import SimpleRouter

from projects.api import MemberViewSet, MeView, ProjectViewSet, SessionViewSet
from projects.views import detail, home, members, project, sessions

project_patterns = [
    path("", home.project_list, name="list"),
    path("projects/items/", home.project_items, name="items"),
    path("projects/create/", home.create, name="create"),
    path("projects/<int:pk>/", detail.detail, name="detail"),
    path("projects/<int:pk>/sessions/", detail.session_items, name="sessions"),
    path("projects/<int:pk>/rename/", project.rename, name="rename"),
    path("projects/<int:pk>/delete/", project.delete, name="delete"),
    path("projects/<int:pk>/restore/", project.restore, name="restore"),
    path("projects/<int:pk>/leave/", members.leave, name="leave"),
    path("projects/<int:pk>/members/add/", members.add_member, name="add_member"),
    path("projects/<int:pk>/members/<int:user_pk>/role/", members.change_role, name="change_role"),
    path("projects/<int:pk>/members/<int:user_pk>/remove/", members.remove_member, name="remove_member"),
    path("projects/<int:pk>/sessions/create/", sessions.create, name="create_session"),
]

# Under sessions/, beside the gallery of the generations, in one namespace "sessions".
session_patterns = [
    path("<int:pk>/rename/", sessions.rename, name="rename"),
    path("<int:pk>/archive/", sessions.archive, name="archive"),
    path("<int:pk>/unarchive/", sessions.archive, {"archived": False}, name="unarchive"),
    path("<int:pk>/delete/", sessions.delete, name="delete"),
    path("<int:pk>/restore/", sessions.restore, name="restore"),
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
