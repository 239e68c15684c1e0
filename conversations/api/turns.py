from typing import ClassVar

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.authentication import signed_in
from accounts.fields import IDEMPOTENCY_KEY
from accounts.idempotency import idempotent
from accounts.models import Scope, User
from conversations import actions
from conversations.api import reading
from conversations.api.bodies import NextTurnSerializer
from conversations.api.serializers import DraftSerializer, TurnSerializer
from conversations.errors import TurnTaken
from conversations.models import Conversation, Turn
from generations.api.generations import KEY_USED, NOT_NOW
from projects.access import get_visible
from projects.models import Role

TAKEN = OpenApiResponse(
    {
        "type": "object",
        "required": ["error"],
        "properties": {
            "error": {"$ref": "#/components/schemas/Error/properties/error"},
            "turn": {"$ref": "#/components/schemas/Turn"},
        },
    },
    description="Somebody was faster, or the last turn is still being made: `turn` is that one. "
    "Without it, the same request is being answered.",
)


class ConversationTurnViewSet(GenericViewSet[Turn]):
    """The turns of one conversation."""

    queryset = Turn.objects.none()
    serializer_class = TurnSerializer
    scopes: ClassVar[dict[str, str]] = {"POST": Scope.GENERATE}

    def list(self, request: Request, conversation: int) -> Response:
        rows = reading.turns(signed_in(request)).filter(conversation=self._conversation(Role.VIEWER))
        page = reading.in_line(self.paginate_queryset(rows) or [])
        return self.get_paginated_response(TurnSerializer(page, many=True).data)

    @extend_schema(
        parameters=[IDEMPOTENCY_KEY],
        request=NextTurnSerializer,
        responses={202: TurnSerializer, 409: TAKEN, 422: KEY_USED},
    )
    @idempotent
    def create(self, request: Request, conversation: int) -> Response:
        """The next turn: one generation a model, all of them or nothing. Not while the last one is being made."""
        row, asked = self._conversation(Role.EDITOR), _checked(request)
        turn = actions.continue_conversation(
            conversation=row,
            by=signed_in(request),
            asked=asked.asked_in(row),
            continues=asked.validated_data.get("continues"),
            number=asked.validated_data.get("number"),
        )
        return _accepted(turn, signed_in(request))

    @extend_schema(request=NextTurnSerializer, responses=DraftSerializer)
    def estimate(self, request: Request, conversation: int) -> Response:
        """What the same turn would send, and cost at most. Nothing is made."""
        row, asked = self._conversation(Role.EDITOR), _checked(request)
        made = actions.estimate_turn(
            conversation=row,
            by=signed_in(request),
            asked=asked.asked_in(row),
            continues=asked.validated_data.get("continues"),
        )
        return Response(DraftSerializer(made).data)

    def handle_exception(self, exc: Exception) -> Response:
        response = super().handle_exception(exc)
        if isinstance(exc, TurnTaken):
            taken = reading.turns(signed_in(self.request)).filter(pk=exc.turn.pk)
            response.data |= {"turn": _told(taken[0])} if taken else {}
        return response

    def _conversation(self, role: Role) -> Conversation:
        rows = Conversation.objects.select_related("session")
        return get_visible(rows, signed_in(self.request), self.kwargs["conversation"], role)


class TurnViewSet(GenericViewSet[Turn]):
    queryset = Turn.objects.none()
    serializer_class = TurnSerializer
    lookup_value_converter = "int"
    lookup_url_kwarg = "turn"
    scopes: ClassVar[dict[str, str]] = {"POST": Scope.GENERATE}

    def retrieve(self, request: Request, turn: int) -> Response:
        return Response(_told(get_visible(reading.turns(signed_in(request)), signed_in(request), turn)))

    @extend_schema(
        parameters=[IDEMPOTENCY_KEY], request=None, responses={202: TurnSerializer, 409: NOT_NOW, 422: KEY_USED}
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def retry(self, request: Request, turn: int) -> Response:
        """Once more what failed or got lost. A model that succeeded is left alone."""
        user = signed_in(request)
        row = get_visible(Turn.objects.with_generations(), user, turn, Role.EDITOR)
        actions.retry_turn(turn=row, by=user)
        return _accepted(row, user)


def _checked(request: Request) -> NextTurnSerializer:
    asked = NextTurnSerializer(data=request.data)
    asked.is_valid(raise_exception=True)
    return asked


def _told(turn: Turn) -> dict[str, object]:
    return TurnSerializer(reading.in_line([turn])[0]).data


def _accepted(turn: Turn, user: User) -> Response:
    return Response(_told(reading.turns(user).get(pk=turn.pk)), status.HTTP_202_ACCEPTED)
