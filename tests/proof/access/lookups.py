"""What a page looks for in its address and in the form that was sent: so no name stays unknown to the matrix."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.http import QueryDict


@contextmanager
def looked_up() -> Iterator[set[str]]:
    names: set[str] = set()
    one, several = QueryDict.__getitem__, QueryDict.getlist

    def get(values: Any, name: str) -> Any:
        names.add(name)
        return one(values, name)

    def get_list(values: Any, name: str, default: Any = None) -> Any:
        names.add(name)
        return several(values, name, default)

    with patch.object(QueryDict, "__getitem__", get), patch.object(QueryDict, "getlist", get_list):
        yield names
