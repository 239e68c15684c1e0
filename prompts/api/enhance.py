from typing import ClassVar

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.fields import IDEMPOTENCY_KEY, refusal
from accounts.idempotency import idempotent_wait
from accounts.models import Scope
from prompts.actions import Enhancement, enhance_prompt
from prompts.asked import AskedSerializer
from prompts.throttles import EnhanceThrottle


class EnhancementSerializer(serializers.Serializer[Enhancement]):
    prompt = serializers.CharField(help_text="As it was typed.")
    enhanced = serializers.CharField(help_text="To be sent as `prompt_enhanced`. The same where nothing was missing.")
    engine = serializers.ChoiceField(["local", "openai"], help_text="Who wrote it.")
    notes = serializers.ListField(child=serializers.CharField(), help_text="Sentences that say what was done.")


class EnhanceView(APIView):
    scopes: ClassVar[dict[str, str]] = {"POST": Scope.GENERATE}
    throttle_classes = (*APIView.throttle_classes, EnhanceThrottle)

    @extend_schema(
        operation_id="prompts_enhance",
        parameters=[IDEMPOTENCY_KEY],
        request=AskedSerializer,
        responses={
            200: EnhancementSerializer,
            409: refusal("The same request is being answered."),
            422: refusal("The text model refused the prompt, or the Idempotency-Key was used for another request."),
            502: refusal("The text model's answer was lost or of no use. It was asked once and may have been paid."),
            503: refusal("The text model cannot be asked now. The local rules can: `engine: local`."),
        },
        examples=[
            OpenApiExample("For a clip", {"prompt": "a lighthouse at dawn", "kind": "video"}, request_only=True),
        ],
    )
    @idempotent_wait
    def post(self, request: Request) -> Response:
        """Camera, motion, light and composition for a prompt that does not speak of them. May be paid."""
        asked = AskedSerializer(data=request.data).asked()
        return Response(EnhancementSerializer(enhance_prompt(**asked)).data)
