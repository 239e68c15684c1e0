"""Every address that the studio answers, read from its own table."""

import re
from collections.abc import Iterable, Iterator

from django.urls import URLPattern, URLResolver, get_resolver

SAMPLES = {"int": "1", "slug": "static", "str": "x", "path": "x"}
Entry = URLPattern | URLResolver


def every_address(pk: int | str = 1) -> list[str]:
    """With a number in the place of each id, and a sample in that of each word."""
    return sorted(set(_walk(get_resolver().url_patterns, "/", str(pk))))


def _walk(entries: Iterable[Entry], before: str, pk: str) -> Iterator[str]:
    for entry in entries:
        address = before + _filled(str(entry.pattern), pk)
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, address, pk)
        else:
            yield address


def _filled(pattern: str, pk: str) -> str:
    named = re.sub(r"\(\?P<\w+>(?:[^()]|\([^()]*\))*\)", "x", pattern)
    plain = re.sub(r"<(?:(\w+):)?\w+>", lambda found: {**SAMPLES, "int": pk}.get(found[1] or "str", "x"), named)
    return re.sub(r"[\^$\\]|\?$|\(\?:[^)]*\)", "", plain)
