"""What the OpenAPI document says about tokens and refusals."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator

ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "fields"],
            "properties": {
                "code": {"type": "string"},
                "message": {"type": "string", "description": "A sentence that a person can act on."},
                "fields": {
                    "type": "object",
                    "description": "What is wrong with which field of the request.",
                    "additionalProperties": {"type": "array", "items": {"type": "string"}},
                },
            },
        }
    },
}
# Added to every operation, so that the views name only what is peculiar to them.
ANYWHERE = {
    "400": "Something in the request is not valid.",
    "401": "No token, or a bad one.",
    "403": "A right or a scope is missing.",
    "404": "Not there, or not yours.",
    "429": "Too many requests: wait for Retry-After seconds.",
}
# Added to those that take a body.
TOO_LARGE = {"413": "This is too much to send at once."}


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "accounts.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "pf_…"}


class BrowserScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "accounts.authentication.BrowserAuthentication"
    name = "browser"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}


class StudioSchema(SchemaGenerator):
    """Every operation may refuse, and always in the same shape."""

    def get_schema(self, request: Any = None, public: bool = False) -> dict[str, Any]:
        schema: dict[str, Any] = super().get_schema(request, public)  # type: ignore[no-untyped-call]
        schema["components"]["schemas"]["Error"] = ERROR
        content = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
        for path in schema["paths"].values():
            for operation in path.values():
                refusals = ANYWHERE | (TOO_LARGE if "requestBody" in operation else {})
                for status, description in refusals.items():
                    operation["responses"].setdefault(status, {"description": description, "content": content})
        return schema
