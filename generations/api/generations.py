from typing import ClassVar

from django.db.models import Max
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.authentication import signed_in
from accounts.fields import IDEMPOTENCY_KEY, refusal
from accounts.idempotency import idempotent
from accounts.models import Scope, User
from generations import actions
from generations.api import reading
from generations.api.filters import GenerationFilters, narrowed
from generations.api.orders import EXAMPLES, OrderSerializer
from generations.api.serializers import GenerationSerializer, MadeSerializer, PlanSerializer
from generations.models import Batch, Generation
from generations.positions import with_positions
from projects.access import get_visible
from projects.models import Role, Session

NOT_NOW = refusal("It is not in a state in which this can be done, or the same request is being answered.")
KEY_USED = refusal("The Idempotency-Key was used for another request.")
MADE = {202: MadeSerializer, 409: NOT_NOW, 422: KEY_USED}


class GenerationViewSet(GenericViewSet[Generation]):
    queryset = Generation.objects.none()
    serializer_class = GenerationSerializer
    lookup_value_converter = "int"
    scopes: ClassVar[dict[str, str]] = {"POST": Scope.GENERATE}

    @extend_schema(parameters=[GenerationFilters])
    def list(self, request: Request) -> Response:
        """Every attempt is listed, also those that were retried: each may have cost something."""
        user = signed_in(request)
        rows = narrowed(reading.generations(user).visible_to(user), GenerationFilters, request)
        page = with_positions(self.paginate_queryset(rows) or [])
        return self.get_paginated_response(GenerationSerializer(page, many=True).data)

    def retrieve(self, request: Request, pk: int) -> Response:
        return _answer(get_visible(reading.generations(signed_in(request)), signed_in(request), pk))

    @extend_schema(parameters=[IDEMPOTENCY_KEY], request=OrderSerializer, responses=MADE, examples=EXAMPLES)
    @idempotent
    def create(self, request: Request) -> Response:
        """One generation per model, prompt and variant: all of it or nothing."""
        user, asked, session = _asked(request)
        batch = _batch_of(asked, user, session)
        newest = batch.generations.aggregate(pk=Max("pk"))["pk"] if batch else None
        batch = actions.create_batch(session=session, by=user, order=asked.order(), batch=batch, **asked.words)
        added = batch.generations.filter(author=user, pk__gt=newest or 0).order_by("pk")
        return Response(MadeSerializer(reading.made(batch, added, user)).data, status.HTTP_202_ACCEPTED)

    @extend_schema(request=OrderSerializer, responses=PlanSerializer, examples=EXAMPLES)
    @action(detail=False, methods=["post"], scopes={"POST": Scope.READ})
    def estimate(self, request: Request) -> Response:
        """What the same request would cost at most. Nothing is made."""
        user, asked, session = _asked(request)
        plan = actions.estimate(session=session, by=user, order=asked.order())
        return Response(PlanSerializer(plan).data)

    @extend_schema(request=None, responses={202: GenerationSerializer, 409: NOT_NOW})
    @action(detail=True, methods=["post"], scopes={})
    def cancel(self, request: Request, pk: int) -> Response:
        """A wish: one that runs at a provider ends when the provider says so, and may still succeed."""
        generation = get_visible(Generation.objects.all(), signed_in(request), pk, Role.EDITOR)
        return _accepted(actions.cancel_generation(generation=generation), signed_in(request))

    @extend_schema(
        parameters=[IDEMPOTENCY_KEY], request=None, responses={202: GenerationSerializer, 409: NOT_NOW, 422: KEY_USED}
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def retry(self, request: Request, pk: int) -> Response:
        """A new one in place of one that failed, was cancelled or got lost. Asking twice answers the same one."""
        user = signed_in(request)
        generation = get_visible(Generation.objects.all(), user, pk, Role.EDITOR)
        return _accepted(actions.retry_generation(generation=generation, by=user), user)

    @extend_schema(parameters=[IDEMPOTENCY_KEY], request=None, responses=MADE)
    @action(detail=True, methods=["post"])
    @idempotent
    def regenerate(self, request: Request, pk: int) -> Response:
        """The same request once more as a batch of its own, with a new seed."""
        user = signed_in(request)
        generation = get_visible(Generation.objects.all(), user, pk, Role.EDITOR)
        batch = actions.regenerate(generation=generation, by=user)
        made = reading.made(batch, batch.generations.order_by("pk"), user)
        return Response(MadeSerializer(made).data, status.HTTP_202_ACCEPTED)


def _asked(request: Request) -> tuple[User, OrderSerializer, Session]:
    asked = OrderSerializer(data=request.data)
    asked.is_valid(raise_exception=True)
    user = signed_in(request)
    return user, asked, get_visible(Session.objects.all(), user, asked.validated_data["session"], Role.EDITOR)


def _batch_of(asked: OrderSerializer, user: User, session: Session) -> Batch | None:
    pk = asked.validated_data.get("batch")
    if pk is None:
        return None
    batch = get_visible(Batch.objects.all(), user, pk, Role.EDITOR)
    if batch.session_id != session.pk:
        raise ValidationError({"batch": ["This batch belongs to another session."]})
    if batch.purpose not in actions.EXTENSIBLE:
        raise ValidationError({"batch": ["Only to a batch that was composed can be added here."]})
    return batch


def _answer(generation: Generation, code: int = status.HTTP_200_OK) -> Response:
    return Response(GenerationSerializer(with_positions([generation])[0]).data, code)


def _accepted(generation: Generation, user: User) -> Response:
    return _answer(reading.generations(user).get(pk=generation.pk), status.HTTP_202_ACCEPTED)
