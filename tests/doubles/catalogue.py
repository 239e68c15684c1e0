"""The endpoints that the fal double plays, and the check of a payload against their published schemas."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, ValidationError  # type: ignore[import-untyped]

Payload = dict[str, Any]
DATA = json.loads(Path(__file__).with_name("endpoints.json").read_text())

# From the keyword of JSON Schema to the word that fal's validation errors carry.
ERROR_TYPES = {
    "required": "missing",
    "additionalProperties": "extra_forbidden",
    "enum": "literal_error",
    "anyOf": "literal_error",
    "minimum": "greater_than_equal",
    "maximum": "less_than_equal",
    "minItems": "sequence_too_short",
    "maxItems": "sequence_too_long",
    "maxLength": "string_too_long",
}


@dataclass(frozen=True)
class Endpoint:
    id: str
    row: Mapping[str, Any]

    @property
    def kind(self) -> str:
        return str(self.row["kind"])

    @property
    def label(self) -> str:
        return self.id.removeprefix("fal-ai/")

    @property
    def app(self) -> str:
        """The short id in the URLs of the queue: sub-paths are left out."""
        parts = self.id.split("/")
        return "/".join(parts[: 3 if parts[0] in ("workflows", "comfy") else 2])

    @cached_property
    def validator(self) -> Draft202012Validator:
        return Draft202012Validator({**self.row["input"], "$defs": DATA["$defs"]})

    def value(self, payload: Payload, name: str) -> Any:
        """What counts for a field: the sent value or the documented default."""
        return payload.get(name, self.row["input"]["properties"].get(name, {}).get("default"))

    def problems(self, payload: Payload) -> list[Payload]:
        return [problem for error in self.validator.iter_errors(payload) for problem in _details(error)]


def _details(error: ValidationError) -> list[Payload]:
    path: list[str | int] = ["body", *error.absolute_path]
    kind = ERROR_TYPES.get(error.validator, f"{error.validator_value}_type")
    if error.validator == "required":
        missing = [name for name in error.validator_value if name not in error.instance]
        return [_detail([*path, name], kind, "Field required", error.instance) for name in missing[:1]]
    if error.validator == "additionalProperties":
        unknown = sorted(set(error.instance) - set(error.schema["properties"]))
        return [
            _detail([*path, name], kind, "Extra inputs are not permitted", error.instance[name]) for name in unknown
        ]
    return [_detail(path, kind, error.message[:300], error.instance)]


def _detail(loc: list[str | int], kind: str, msg: str, value: Any) -> Payload:
    url = f"https://docs.fal.ai/errors#{kind}"
    return {"loc": loc, "msg": msg, "type": kind, "url": url, "input": value}


ENDPOINTS: dict[str, Endpoint] = {key: Endpoint(key, row) for key, row in DATA["endpoints"].items()}
