from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.authentication import signed_in
from accounts.fields import refusal
from projects import actions
from projects.access import get_visible
from projects.models import Membership, Project, Role
from projects.serializers import MemberSerializer, NewMemberSerializer, RoleSerializer

LAST_OWNER = refusal("The project would be left without an owner.")


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
