"""Lists of prompts as people have them at hand: one a line, or as JSON."""

import json
import re
from typing import Any

from django.core.exceptions import ValidationError

from generations.models import Batch
from generations.planning import CALLS_MAX
from providers.base import PROMPT_MAX

LINE_END = re.compile(r"\r\n|\r|\n")
# A prompt may well begin with a bracket: "[wide shot] a pier". What follows tells JSON apart.
JSON = re.compile(r'\[\s*["\[{\]]|\{\s*["}]')
# Neither of them can be stored: NUL, and halves of characters.
UNFIT = re.compile("[\x00\ud800-\udfff]")
NO_LIST = "This JSON is no list of prompts. Give a list of texts, or of objects with a “prompt”."


def parse_prompts(text: str) -> list[str]:
    """In their order and as they were typed: bullets and numbers stay, and who wants a prompt twice gets it twice.

    Raises ValidationError under "prompts", naming the line, or in JSON the number of the prompt.
    """
    text = text.removeprefix("\ufeff")
    is_json = JSON.match(text.lstrip()) is not None
    found = _from_json(text) if is_json else LINE_END.split(text)
    prompts = [(number, prompt.strip()) for number, prompt in enumerate(found, 1) if prompt.strip()]
    if len(prompts) > CALLS_MAX:
        raise _refused(f"These are {len(prompts):,} prompts; a batch holds at most {CALLS_MAX:,}.")
    for number, prompt in prompts:
        place = f"Prompt {number}" if is_json else f"Line {number}"
        if len(prompt) > PROMPT_MAX:
            raise _refused(f"{place} has {len(prompt):,} characters; a prompt holds at most {PROMPT_MAX:,}.")
        if UNFIT.search(prompt):
            raise _refused(f"{place} holds a character that is no text. Type it anew.")
    return [prompt for _, prompt in prompts]


def prompts_of(batch: Batch) -> list[str]:
    """Those that stand in it, in the order in which they were asked for, as parse_prompts() would give them."""
    rows = batch.generations.current().filter(deleted_at=None).order_by("prompt_index", "pk")
    return list(dict(rows.values_list("prompt_index", "prompt")).values())


def _from_json(text: str) -> list[str]:
    try:
        given = json.loads(text)
    except json.JSONDecodeError as error:
        raise _refused(f"This JSON breaks off at line {error.lineno}, column {error.colno}: {error.msg}.") from error
    except (ValueError, RecursionError) as error:
        raise _refused(NO_LIST) from error
    if isinstance(given, dict):
        given = given.get("prompts", [given])
    if not isinstance(given, list):
        raise _refused(NO_LIST)
    return [_prompt_of(entry, number) for number, entry in enumerate(given, 1)]


def _prompt_of(entry: Any, number: int) -> str:
    said = entry.get("prompt", entry.get("text")) if isinstance(entry, dict) else entry
    if not isinstance(said, str):
        raise _refused(f"Prompt {number} is no text. Give a text, or an object with a “prompt”.")
    return said


def _refused(reason: str) -> ValidationError:
    return ValidationError({"prompts": [reason]})
