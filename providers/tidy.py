"""What a text model answered, as one plain paragraph."""

import json
import re

_THOUGHTS = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"^[ \t]*```[\w-]*[ \t]*$", re.MULTILINE)
_BULLET = re.compile(r"^[ \t]*(?:#{1,6}[ \t]+|[-*+•][ \t]+|\d{1,2}[.)][ \t]+|>[ \t]?)", re.MULTILINE)
_EMPHASIS = re.compile(
    r"(\*\*|__|`)(?=\S)(.{1,300}?)(?<=\S)\1|(?<!\w)([*_])(?=\S)([^*_]{1,300}?)(?<=\S)\3(?!\w)", re.DOTALL
)
_LABEL = re.compile(
    r"^(?:(?:sure|certainly|of course|okay|ok)[,.!:]\s*)?(?:here(?:'s| is|’s)[^:.\n]{0,60}:"
    r"|(?:the )?(?:enhanced|improved|refined|rewritten|final|revised|new)? ?(?:prompt|version)\s*:)\s*",
    re.IGNORECASE,
)
_QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»", "'": "'", "‘": "’"}
_REFUSAL = re.compile(
    r"(?:(?:i['’]?m|i am) (?:really |very |so )?sorry\b|sorry,|(?:unfortunately,? )?i (?:can['’]?t|cannot|can not"
    r"|am (?:not able|unable)|won['’]?t)\b|i['’]m (?:not able|unable)\b|as an ai\b)",
    re.IGNORECASE,
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_END = re.compile(r"[.!?。！？][\"”’)]?(?=\s|$)|[。！？]")


def tidied(answer: str, most: int) -> str:
    """Without thoughts, markdown, labels and quotation marks around it, and at most that long."""
    plain = _CONTROL.sub("\n", answer).encode(errors="ignore").decode()  # halves of characters cannot be stored
    text = _FENCE.sub("", _THOUGHTS.sub("", plain))
    text = _unwrapped(text.strip())
    text = _EMPHASIS.sub(lambda found: found[2] or found[4], _BULLET.sub("", text))
    text = _unquoted(_LABEL.sub("", " ".join(text.split())))
    return text if len(text) <= most else _shortened(text[:most])


def is_refusal(text: str) -> bool:
    """A model that will not do it says so in the first words; a prompt does not begin like that."""
    return bool(_REFUSAL.match(text))


def _unwrapped(text: str) -> str:
    """Some answer in JSON, asked or not: {"prompt": "…"}."""
    if not text.startswith("{"):
        return text
    try:
        values = [value for value in json.loads(text).values() if isinstance(value, str)]
    except (ValueError, RecursionError):
        return text
    return max(values, key=len, default="")


def _unquoted(text: str) -> str:
    """Only where the whole stands in one pair: a prompt may begin and end with quoted words."""
    if len(text) > 1 and _QUOTES.get(text[0]) == text[-1]:
        inner = text[1:-1]
        if text[0] not in inner and text[-1] not in inner:
            return inner.strip()
    return text


def _shortened(text: str) -> str:
    """To the last whole sentence, else to the last whole word."""
    ends = [found.end() for found in _END.finditer(text)]
    if ends and ends[-1] > len(text) // 2:
        return text[: ends[-1]]
    return text.rpartition(" ")[0] or text
