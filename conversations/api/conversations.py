from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.authentication import signed_in
from accounts.fields import IDEMPOTENCY_KEY
from accounts.idempotency import idempotent
from accounts.models import Scope, User
from accounts.pagination import KeysetPagination
from conversations import actions
from conversations.access import get_deletable, get_restorable
from conversations.api import reading
from conversations.api.bodies import ChangesSerializer, StartSerializer
from conversations.api.filters import ConversationFilters
from conversations.api.pagination import ActivityPagination
from conversations.api.serializers import ConversationSerializer, DraftSerializer, TurnOutputSerializer
from conversations.models import Conversation
from generations.api.filters import narrowed
from generations.api.generations import KEY_USED, NOT_NOW
from generations.models import Output
from projects.access import get_visible
from projects.models import Role
from projects.serializers import NOT_RESTORED


class ConversationViewSet(GenericViewSet[Any]):
    queryset = Conversation.objects.none()
    serializer_class = ConversationSerializer
    pagination_class = ActivityPagination
    lookup_value_converter = "int"
    scopes: ClassVar[dict[str, str]] = {"POST": Scope.GENERATE}

    @extend_schema(parameters=[ConversationFilters])
    def list(self, request: Request) -> Response:
        """The one in which something happened last comes first."""
        rows = Conversation.objects.visible_to(signed_in(request)).with_facts()
        page = self.paginate_queryset(narrowed(rows, ConversationFilters, request)) or []
        return self.get_paginated_response(ConversationSerializer(page, many=True).data)

    def retrieve(self, request: Request, pk: int) -> Response:
        row = get_visible(Conversation.objects.with_facts(), signed_in(request), pk)
        return Response(ConversationSerializer(row).data)

    @extend_schema(
        parameters=[IDEMPOTENCY_KEY],
        request=StartSerializer,
        responses={202: ConversationSerializer, 409: NOT_NOW, 422: KEY_USED},
    )
    @idempotent
    def create(self, request: Request) -> Response:
        """Starts with the first turn: one generation a model, all of them or nothing."""
        user, asked, source = _start(request)
        conversation = actions.start_conversation(source=source, by=user, asked=asked.asked())
        return _answer(conversation, status.HTTP_202_ACCEPTED)

    @extend_schema(request=StartSerializer, responses=DraftSerializer)
    @action(detail=False, methods=["post"], scopes={"POST": Scope.READ})
    def estimate(self, request: Request) -> Response:
        """What starting like this would send, and cost at most. Nothing is made."""
        user, asked, source = _start(request)
        return Response(DraftSerializer(actions.estimate_start(source=source, by=user, asked=asked.asked())).data)

    @extend_schema(request=ChangesSerializer)
    def partial_update(self, request: Request, pk: int) -> Response:
        conversation = self._conversation(Role.EDITOR)
        asked = ChangesSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        if asked.validated_data:
            actions.update_conversation(conversation=conversation, **asked.validated_data)
        return _answer(conversation)

    def destroy(self, request: Request, pk: int) -> Response:
        """With its turns and pictures into the trash, for 30 days. What something else was made from stays there."""
        actions.delete_conversation(conversation=get_deletable(signed_in(request), pk))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses={200: ConversationSerializer, 409: NOT_RESTORED})
    @action(detail=True, methods=["post"], scopes={})
    def restore(self, request: Request, pk: int) -> Response:
        """Out of the trash, with what went with it; its author or an owner may do so."""
        return _answer(actions.restore_conversation(conversation=get_restorable(signed_in(request), pk)))

    @extend_schema(responses=TurnOutputSerializer(many=True))
    @action(detail=True, pagination_class=KeysetPagination)
    def outputs(self, request: Request, pk: int) -> Response:
        """Every picture of every turn, newest first."""
        user = signed_in(request)
        rows = reading.outputs_of(self._conversation(Role.VIEWER), user).visible_to(user)
        return self.get_paginated_response(TurnOutputSerializer(self.paginate_queryset(rows) or [], many=True).data)

    def _conversation(self, role: Role) -> Conversation:
        return get_visible(Conversation.objects.all(), signed_in(self.request), self.kwargs["pk"], role)


def _start(request: Request) -> tuple[User, StartSerializer, Output]:
    asked = StartSerializer(data=request.data)
    asked.is_valid(raise_exception=True)
    user, stills = signed_in(request), Output.objects.select_related("generation__session")
    return user, asked, get_visible(stills, user, asked.validated_data["source"], Role.EDITOR)


def _answer(conversation: Conversation, code: int = status.HTTP_200_OK) -> Response:
    row = Conversation.objects.with_facts().get(pk=conversation.pk)
    return Response(ConversationSerializer(row).data, code)
