"""Every name that a form, a body or a query of the studio knows: those that lead to rows, and the plain ones."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.apps import apps
from django.forms.forms import BaseForm
from drf_spectacular.generators import SchemaGenerator

# What a name leads to: filled with somebody else's row, one after the other.
REFERENCES: dict[str, list[Any]] = {
    "author": ["@owner"],
    "batch": ["@batch"],
    "concept": ["@word"],
    "continues": ["output:@turn_picture", "turn:@turn"],
    "end_frame": ["@picture"],
    "f": ["generation:@generation"],
    "id": ["@picture"],
    "into": ["@second_tag"],
    "items": [[{"prompt": "x", "source_output": "@picture"}], [{"prompt": "x", "end_frame": "@picture"}]],
    "mask": ["@picture"],
    "output": ["@picture"],
    "outputs": [["@picture"]],
    "project": ["@project"],
    "prompt_of": ["@picture"],
    "q": ["@word"],
    "references": [["@picture"]],
    "remove": ["@word night"],
    "selected": ["@picture"],
    "session": ["@session"],
    "source": ["@picture"],
    "source_output": ["@picture"],
    "stills": ["@picture"],
    "tag": ["@word night"],
    "topic": ["project:@project"],
    "undo": ['[{"do": "tag", "outputs": [@picture], "tags": ["sea"]}]'],
    "user": ["@member"],
}
# In a body they are only text.
TEXTS = {"concept"}
# They name no row. Places in a list ("before") are numbers of rows, and yet only where to go on.
# fmt: off
PLAIN = {
    "accepts", "add", "after", "archived", "archived_at", "aspect_ratio", "before", "camera_move", "camera_strength",
    "composed", "continues_from", "count", "created_at", "csrfmiddlewaretoken", "cursor", "dislike", "do", "download",
    "duration", "email", "engine", "enhanced_of", "expires_in", "file", "first_name", "forever", "format", "from",
    "hx", "idempotency_key", "image", "instruction", "key", "kind", "last_name", "left", "lifetime", "like", "limit",
    "login", "model", "models", "name", "newer", "next", "note", "number", "oldpassword", "order", "outputs_max",
    "password", "password1", "password2", "poster", "prompt", "prompt_enhanced", "prompts", "purpose", "rating",
    "remember", "resolution", "right", "role", "rows", "scopes", "seed", "since", "state", "strip", "tags", "target",
    "text", "title", "to", "trash", "user_pk", "value", "variants", "videos", "view", "viewport", "without_still",
}
# fmt: on
WISHES: dict[str, Any] = {
    **dict.fromkeys(("id", "pk", "project_id", "session_id"), "@project"),
    **dict.fromkeys(("user", "user_id", "author", "author_id", "created_by", "created_by_id", "owner"), "@member"),
    **dict.fromkeys(("generation", "generation_id", "retry_of", "conversation", "batch_id"), "@generation"),
    **dict.fromkeys(("provider", "provider_request_id", "attempt_token", "error_code", "error_raw"), "qxwishxq"),
    **dict.fromkeys(("preview", "sha256", "digest", "prefix", "topic", "prompt_sent", "blur", "currency"), "qxwishxq"),
    **dict.fromkeys(("cost", "price", "fence", "attempts", "bytes", "width", "position", "prompt_index"), 424242),
    **dict.fromkeys(("created_at", "deleted_at", "archived_at", "last_used_at", "finished_at"), "2001-02-03T04:05:06Z"),
    **dict.fromkeys(("expires_at", "revoked_at", "submitted_at", "posted_at", "hidden_at"), "2001-02-03T04:05:06Z"),
    **dict.fromkeys(("is_staff", "is_superuser", "verified", "primary"), True),
}
WISHED = re.compile(r"qxwishxq|424242|2001-02-03")
IN_HTML = re.compile(rb"<(?:input|select|textarea|button)\b[^>]*?\bname=\"([^\"]+)\"")
# Names that are made of others: rows of a formset, kinds of a list.
OURS = ("projects", "generations", "conversations", "ratings", "library", "prompts", "accounts")


def unknown(html: set[str]) -> Iterator[str]:
    known = REFERENCES.keys() | PLAIN
    places = [(name, place) for name, place in (*schema_names(), *form_names())]
    places += [(name, "a page") for name in sorted(html)]
    for name, place in dict(places).items():
        if name not in known:
            yield f"“{name}” of {place}: say in tests/proof/access/fields.py what row it leads to, or that it is plain."


def form_names() -> Iterator[tuple[str, str]]:
    for form in _below(BaseForm):
        if form.__module__.split(".")[0] in {config.name for config in apps.get_app_configs()} & set(OURS):
            yield from ((name, form.__qualname__) for name in getattr(form, "base_fields", ()))


def _below(form: type[BaseForm]) -> Iterator[Any]:
    for below in form.__subclasses__():
        yield below
        yield from _below(below)


def schema_names() -> Iterator[tuple[str, str]]:
    for (method, path), names in bodies().items():
        yield from ((name, f"{method} {path}") for name in names)


def bodies() -> dict[tuple[str, str], set[str]]:
    """By method and address: every name in the query or in the body, however deep."""
    schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    shapes = schema["components"]["schemas"]
    found: dict[tuple[str, str], set[str]] = {}
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            query = {part["name"] for part in operation.get("parameters", []) if part["in"] == "query"}
            content = operation.get("requestBody", {}).get("content", {}).values()
            names = {name for part in content for name in _names(part["schema"], shapes)}
            found[method.upper(), path] = query | names
    return found


def _names(shape: Mapping[str, Any], shapes: Mapping[str, Any]) -> Iterator[str]:
    if "$ref" in shape:
        yield from _names(shapes[shape["$ref"].rpartition("/")[2]], shapes)
    for kind in ("allOf", "oneOf", "anyOf"):
        for part in shape.get(kind, ()):
            yield from _names(part, shapes)
    if "items" in shape:
        yield from _names(shape["items"], shapes)
    for name, part in shape.get("properties", {}).items():
        if not part.get("readOnly"):
            yield name
            yield from _names(part, shapes)
