"""The parts of the library. Most are filters: what is liked, what is thrown away."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

OF_TABS = ("rating", "trash")

TABS: tuple[tuple[str, dict[str, str]], ...] = (
    ("History", {}),
    ("Liked", {"rating": "1"}),
    ("Disliked", {"rating": "-1"}),
)
TRASH = ("Trash", {"trash": "true"})


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    address: str
    current: bool


def tabs(values: dict[str, str] | None = None) -> list[Tab]:
    """Each keeps what else the address asks for. Without `values`, it is the favourites that are looked at."""
    favorites = Tab("Favourites", reverse("library:favorites"), values is None)
    return [*(_tab(values, *part) for part in TABS), favorites, _tab(values, *TRASH)]


def _tab(values: dict[str, str] | None, label: str, of_tab: dict[str, str]) -> Tab:
    kept = {name: value for name, value in (values or {}).items() if name not in OF_TABS}
    here = values is not None and all(values.get(name) == of_tab.get(name) for name in OF_TABS)
    query = urlencode(kept | of_tab)
    return Tab(label, reverse("library:page") + (f"?{query}" if query else ""), here)
