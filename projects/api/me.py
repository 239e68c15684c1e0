from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import signed_in
from accounts.permissions import granted_scopes
from projects.models import Project
from projects.serializers import MeSerializer


class MeView(APIView):
    @extend_schema(operation_id="me", responses=MeSerializer)
    def get(self, request: Request) -> Response:
        """The caller, what the token may do, and the projects that the caller is a member of."""
        user = signed_in(request)
        projects = Project.objects.visible_to(user).with_role()
        me = {"user": user, "scopes": granted_scopes(request), "projects": projects}
        return Response(MeSerializer(me).data)
