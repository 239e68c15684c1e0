from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import ModelViewSet

from accounts.authentication import signed_in
from projects import actions
from projects.access import get_trashed, get_visible
from projects.models import Project, Role, Session
from projects.serializers import NOT_RESTORED, SessionChangesSerializer, SessionFilters, SessionSerializer


@extend_schema_view(
    list=extend_schema(parameters=[SessionFilters]),
    partial_update=extend_schema(request=SessionChangesSerializer, responses=SessionSerializer),
)
class SessionViewSet(ModelViewSet[Session]):
    queryset = Session.objects.none()
    serializer_class = SessionSerializer
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]
    lookup_value_converter = "int"

    def get_queryset(self) -> QuerySet[Session]:
        asked = SessionFilters(data=self.request.query_params)
        asked.is_valid(raise_exception=True)
        return asked.applied_to(Session.objects.visible_to(signed_in(self.request)))

    def get_object(self) -> Session:
        roles = {"retrieve": Role.VIEWER, "destroy": Role.OWNER}
        role = roles.get(self.action, Role.EDITOR)
        rows = Session.objects.select_related("project")
        return get_visible(rows, signed_in(self.request), self.kwargs["pk"], role)

    def perform_create(self, serializer: BaseSerializer[Session]) -> None:
        # Never by a PrimaryKeyRelatedField, whose error would tell a foreign project from none.
        user, asked = signed_in(self.request), dict(serializer.validated_data)
        project = get_visible(Project.objects.all(), user, asked.pop("project_id"), Role.EDITOR)
        serializer.instance = actions.create_session(project=project, **asked, by=user)

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        session = self.get_object()
        asked = SessionChangesSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        session = actions.update_session(session=session, **asked.validated_data)
        return Response(SessionSerializer(session).data)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """With everything in it into the trash, for 30 days."""
        return super().destroy(request, *args, **kwargs)

    def perform_destroy(self, instance: Session) -> None:
        actions.delete_session(session=instance)

    @extend_schema(request=None, responses={200: SessionSerializer, 409: NOT_RESTORED})
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: int) -> Response:
        """Out of the trash, with everything that was in it."""
        session = get_trashed(Session.objects.select_related("project"), signed_in(request), pk, Role.OWNER)
        return Response(SessionSerializer(actions.restore_session(session=session)).data)
