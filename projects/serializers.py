from rest_framework import serializers

from accounts.fields import Flag, Text, refusal, row_id, row_id_in_text
from accounts.models import Scope, User
from projects.models import Membership, Project, Role, Session, SessionKind, SessionQuerySet

NOT_RESTORED = refusal("It is not in the trash any more, or what it belongs to is in there itself.")


class ProjectSerializer(serializers.ModelSerializer[Project]):
    name = Text(max_length=120)
    role = serializers.ChoiceField(Role.choices, read_only=True)

    class Meta:
        model = Project
        fields = ["id", "name", "role", "created_at"]
        read_only_fields = ["created_at"]


class PersonSerializer(serializers.ModelSerializer[User]):
    name = serializers.CharField(source="short_name", read_only=True)

    class Meta:
        model = User
        fields = ["id", "email", "name"]


class MeSerializer(serializers.Serializer[dict[str, object]]):
    user = PersonSerializer()
    scopes = serializers.ListField(child=serializers.ChoiceField(Scope.choices))
    projects = ProjectSerializer(many=True)


class MemberSerializer(serializers.ModelSerializer[Membership]):
    user = serializers.IntegerField(source="user_id")
    email = serializers.EmailField(source="user.email")

    class Meta:
        model = Membership
        fields = ["user", "email", "role"]


class RoleSerializer(serializers.Serializer[Membership]):
    role = serializers.ChoiceField(Role.choices)


class NewMemberSerializer(serializers.Serializer[Membership]):
    email = serializers.EmailField()
    role = serializers.ChoiceField(Role.choices, default=Role.EDITOR)


class SessionSerializer(serializers.ModelSerializer[Session]):
    project = row_id(source="project_id")
    name = Text(max_length=120)

    class Meta:
        model = Session
        fields = ["id", "project", "kind", "name", "archived_at"]
        read_only_fields = ["archived_at"]
        extra_kwargs = {"kind": {"default": SessionKind.IMAGE}}


class SessionChangesSerializer(serializers.Serializer[Session]):
    name = Text(max_length=120, required=False)
    archived = Flag(required=False)


class SessionFilters(serializers.Serializer[Session]):
    project = row_id_in_text(required=False)
    kind = serializers.ChoiceField(SessionKind.choices, required=False)
    archived = serializers.BooleanField(required=False, allow_null=True, default=None)

    def applied_to(self, sessions: SessionQuerySet) -> SessionQuerySet:
        asked = dict(self.validated_data)
        if (archived := asked.pop("archived")) is not None:
            asked["archived_at__isnull"] = not archived
        return sessions.filter(**asked)
