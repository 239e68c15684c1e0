from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import ModelViewSet

from accounts.authentication import signed_in
from projects import actions
from projects.access import get_trashed, get_visible
from projects.models import Project, Role
from projects.serializers import NOT_RESTORED, ProjectSerializer


class ProjectViewSet(ModelViewSet[Project]):
    # For the schema only: rows come from get_queryset() and get_object(), which ask who is looking.
    queryset = Project.objects.none()
    serializer_class = ProjectSerializer
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]
    lookup_value_converter = "int"

    def get_queryset(self) -> QuerySet[Project]:
        return Project.objects.visible_to(signed_in(self.request)).with_role()

    def get_object(self) -> Project:
        role = Role.VIEWER if self.action == "retrieve" else Role.OWNER
        return get_visible(Project.objects.all(), signed_in(self.request), self.kwargs["pk"], role)

    def perform_create(self, serializer: BaseSerializer[Project]) -> None:
        project = actions.create_project(**serializer.validated_data, by=signed_in(self.request))
        # The answer shows the role, which only with_role() would have read.
        project.role = Role.OWNER
        serializer.instance = project

    def perform_update(self, serializer: BaseSerializer[Project]) -> None:
        if serializer.validated_data and serializer.instance:
            actions.rename_project(project=serializer.instance, **serializer.validated_data)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """With everything in it into the trash, for 30 days."""
        return super().destroy(request, *args, **kwargs)

    def perform_destroy(self, instance: Project) -> None:
        actions.delete_project(project=instance)

    @extend_schema(request=None, responses={200: ProjectSerializer, 409: NOT_RESTORED})
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: int) -> Response:
        """Out of the trash, with everything that was in it."""
        project = get_trashed(Project.objects.all(), signed_in(request), pk, Role.OWNER)
        return Response(ProjectSerializer(actions.restore_project(project=project)).data)
