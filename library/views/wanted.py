"""What an address of the library asks for: the same words as the API, so that a view can be kept and shared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.http import urlencode

from library.filters import OutputFilters
from library.views.tabs import OF_TABS

NAMES = tuple(OutputFilters().fields)


@dataclass(frozen=True, slots=True)
class Wanted:
    """`values` as they stand in the address, `filters` as they are understood, `errors` by the name of the value."""

    values: dict[str, str]
    filters: OutputFilters
    errors: dict[str, list[str]]

    @classmethod
    def of(cls, request: HttpRequest) -> Wanted:
        given = {name: request.GET.get(name, "").strip() for name in NAMES}
        values = {name: value for name, value in given.items() if value}
        filters = OutputFilters(data=values)
        filters.is_valid()
        return cls(values, filters, {name: list(map(str, said)) for name, said in filters.errors.items()})

    @property
    def in_trash(self) -> bool:
        return bool(self.chosen("trash"))

    def address(self, **changes: Any) -> str:
        """With these changes; None leaves a value out."""
        return urlencode({name: value for name, value in {**self.values, **changes}.items() if value is not None})

    def chosen(self, name: str) -> Any:
        """None where nothing was chosen, or nothing that could be."""
        return None if self.errors else self.filters.validated_data.get(name)

    @property
    def dates(self) -> dict[str, str]:
        """For fields of a form, which take nothing else."""
        return {name: self.values.get(name, "") for name in ("from", "to") if name not in self.errors}

    def cleared(self) -> str:
        """The address of the tab alone."""
        return urlencode({name: value for name, value in self.values.items() if name in OF_TABS})
