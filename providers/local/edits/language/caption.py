"""The words of a caption that stand without quotation marks: "caption: Northern Light at the top"."""

import re

_SAYS = re.compile(
    r"\b(?:caption|title|text|headline|heading|lettering|write|label|saying|says|words)\b(?:\s+(?:that\s+)?"
    r"(?:saying|says|reading|of))?\s*:?\s*(?P<words>.+)",
    re.IGNORECASE | re.DOTALL,
)
_PLACE = re.compile(
    r"\s*\b(?:at|in|on|to)\s+(?:the\s+)?(?:very\s+)?"
    r"(?:top|bottom|middle|cent(?:re|er)|upper|lower|left|right)\b.*$",
    re.IGNORECASE,
)
_ABOUT_IT = re.compile(r"(?:in|at|on|to|with|the|a|larger|bigger|smaller|bold|here|it)\b", re.IGNORECASE)


def unquoted(text: str) -> str:
    """The caption, or "" where the words say something about it instead."""
    found = _SAYS.search(text)
    if not found:
        return ""
    words = _PLACE.sub("", found["words"]).strip(" .:")
    return "" if _ABOUT_IT.match(words) and ":" not in found[0] else words
