"""What a line of the tables of routes says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from accounts.models import Scope
from projects.models import Role


class Need(StrEnum):
    """What it takes. Who may not see the row is told that there is none, who may see it what is missing."""

    OPEN = "open"  # nothing
    SELF = "self"  # a sign-in; what is shown are one's own rows
    NAMED = "named"  # a sign-in; the rows stand in the body, where foreign ones are refused or passed over
    VIEW = "view"
    EDIT = "edit"
    OWN = "own"
    MINE = "mine"  # the row is that person's own
    STAFF = "staff"  # what the admin is for


ROLES = {Need.VIEW: Role.VIEWER, Need.EDIT: Role.EDITOR, Need.OWN: Role.OWNER, Need.MINE: Role.OWNER}


@dataclass(frozen=True)
class Act:
    """`body` is one that is accepted of the tenant's owner: "@picture" stands for the id of that tenant's picture.

    `why` says why not even the owner can be answered well here; the rest is checked all the same. `nobody` is what
    whoever is not signed in is answered by a page, `plain` what everybody is answered who does not ask from a page.
    """

    need: Need
    body: Mapping[str, Any] = field(default_factory=dict)
    scope: str = ""
    why: str = ""
    query: str = ""
    nobody: int = 302
    plain: int = 0


@dataclass(frozen=True)
class Route:
    """`kinds` of rows, one for each parameter; a word that is no kind of row stands for itself."""

    kinds: tuple[str, ...]
    acts: Mapping[str, Act]
    sample: str = ""

    @property
    def any(self) -> Act:
        return next(iter(self.acts.values()))


OPEN, SELF, NAMED, VIEW, EDIT, OWN, MINE, STAFF = Need


def see(*kinds: str, need: Need = VIEW, query: str = "") -> Route:
    return Route(kinds, {"GET": Act(need, query=query)})


def fetched(need: Need = SELF, query: str = "") -> Route:
    """By the scripts of a page, which do not follow to a sign-in."""
    return Route((), {"GET": Act(need, query=query, nobody=403)})


def press(*kinds: str, need: Need = EDIT, why: str = "", **body: Any) -> Route:
    return Route(kinds, {"POST": Act(need, body, why=why)})


def ask(*kinds: str, need: Need = EDIT, **body: Any) -> Route:
    """A dialog: it is fetched and sent at the same address."""
    return Route(kinds, {"GET": Act(need), "POST": Act(need, body)})


def call(*kinds: str, **acts: Act | Need) -> Route:
    """Of the API, by method."""
    found = {method: act if isinstance(act, Act) else Act(act) for method, act in acts.items()}
    return Route(kinds, found)


def sent(need: Need, scope: str = "", why: str = "", **body: Any) -> Act:
    return Act(need, body, scope, why)


READ, GENERATE = Scope.READ.value, Scope.GENERATE.value
