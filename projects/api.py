"""REST for projects, their members and their sessions."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet, ModelViewSet

from accounts.authentication import signed_in
from accounts.fields import refusal
from accounts.permissions import granted_scopes
from projects import actions
from projects.access import get_visible
from projects.models import Membership, Project, Role, Session
from projects.serializers import (
    MemberSerializer,
    MeSerializer,
    NewMemberSerializer,
    ProjectSerializer,
    RoleSerializer,
    SessionChangesSerializer,
    SessionFilters,
    SessionSerializer,
)

LAST_OWNER = refusal("The project would be left without an owner.")
METHODS = ["get", "post", "patch", "delete", "head", "options"]


class MeView(APIView):
    @extend_schema(operation_id="me", responses=MeSerializer)
    def get(self, request: Request) -> Response:
        """The caller, what the token may do, and the projects that the caller is a member of."""
        user = signed_in(request)
        projects = Project.objects.visible_to(user).with_role()
        me = {"user": user, "scopes": granted_scopes(request), "projects": projects}
        return Response(MeSerializer(me).data)


class ProjectViewSet(ModelViewSet[Project]):
    # For the schema only: rows come from get_queryset() and get_object(), which ask who is looking.
    queryset = Project.objects.none()
    serializer_class = ProjectSerializer
    http_method_names = METHODS
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

    def perform_destroy(self, instance: Project) -> None:
        actions.delete_project(project=instance)


class MemberViewSet(GenericViewSet[Membership]):
    queryset = Membership.objects.none()
    serializer_class = MemberSerializer

    def list(self, request: Request, project: int) -> Response:
        members = self._project(Role.VIEWER).memberships.select_related("user")
        page = self.paginate_queryset(members)
        return self.get_paginated_response(MemberSerializer(page, many=True).data)

    @extend_schema(request=NewMemberSerializer, responses={201: MemberSerializer})
    def create(self, request: Request, project: int) -> Response:
        row = self._project(Role.OWNER)
        asked = NewMemberSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        membership = actions.add_member(project=row, **asked.validated_data)
        return Response(MemberSerializer(membership).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=RoleSerializer, responses={200: MemberSerializer, 409: LAST_OWNER})
    def partial_update(self, request: Request, project: int, user: int) -> Response:
        membership = self._membership(Role.OWNER)
        asked = RoleSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        membership = actions.change_role(membership=membership, **asked.validated_data)
        return Response(MemberSerializer(membership).data)

    @extend_schema(responses={204: None, 409: LAST_OWNER})
    def destroy(self, request: Request, project: int, user: int) -> Response:
        """An owner removes anybody; everybody may leave."""
        leaves = user == signed_in(request).pk
        actions.remove_member(membership=self._membership(Role.VIEWER if leaves else Role.OWNER))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _project(self, role: Role) -> Project:
        return get_visible(Project.objects.all(), signed_in(self.request), self.kwargs["project"], role)

    def _membership(self, role: Role) -> Membership:
        return get_object_or_404(Membership, project=self._project(role), user=self.kwargs["user"])


@extend_schema_view(
    list=extend_schema(parameters=[SessionFilters]),
    partial_update=extend_schema(request=SessionChangesSerializer, responses=SessionSerializer),
)
class SessionViewSet(ModelViewSet[Session]):
    queryset = Session.objects.none()
    serializer_class = SessionSerializer
    http_method_names = METHODS
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

    def perform_destroy(self, instance: Session) -> None:
        actions.delete_session(session=instance)
