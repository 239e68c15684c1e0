"""Who may read which topic, and what a reader who was away has missed."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from live.models import Event, Topic

Visible = Callable[[User], QuerySet[Any]]

# Further behind than this, reading everything anew is cheaper than a list of what changed. Fewer than publish.KEPT.
MISSED_MAX = 200

# Also the form of references to rows. 18 digits fit into every database's integers.
KEY = re.compile(r"([a-z]+):([1-9][0-9]{0,17})", re.ASCII)
_kinds: dict[str, Visible] = {"user": lambda user: User.objects.filter(pk=user.pk)}


def register(kind: str, visible: Visible) -> None:
    """`<kind>:<pk>` may be read by whom `visible` shows the row. For AppConfig.ready()."""
    _kinds[kind] = visible


def readable(user: User, topics: Iterable[str]) -> set[str]:
    """Those that this person may read, with one query for each kind."""
    wanted: defaultdict[str, list[int]] = defaultdict(list)
    for topic in topics:
        if (match := KEY.fullmatch(topic)) and match[1] in _kinds:
            wanted[match[1]].append(int(match[2]))
    return {
        f"{kind}:{pk}"
        for kind, pks in wanted.items()
        for pk in _kinds[kind](user).filter(pk__in=pks).values_list("pk", flat=True)
    }


def may_read(user: User, topic: str) -> bool:
    return bool(readable(user, [topic]))


def readable_by(user_id: int, topics: Iterable[str]) -> set[str]:
    user = User.objects.filter(pk=user_id, is_active=True).first()
    return readable(user, topics) if user else set()


def missed(topic: str, since: int | None) -> tuple[int, list[str] | None]:
    """The topic's revision and what changed after `since`, oldest first; None = too far behind, read all anew."""
    rev = Topic.objects.filter(pk=topic).values_list("rev", flat=True).first() or 0
    if since is None or since == rev:
        return rev, []
    if since > rev or rev - since > MISSED_MAX:
        return rev, None
    # The topic's row is locked until its events are committed, so all of them up to `rev` can be read.
    events = Event.objects.filter(topic=topic, rev__gt=since, rev__lte=rev).order_by("-rev")
    facts = list(events.values_list("ref", "change"))
    if len(facts) < rev - since or any(change == "all" for _, change in facts):
        return rev, None
    return rev, list(dict.fromkeys(ref for ref, _ in facts))[::-1]


def ok_frame(topic: str, since: int | None) -> dict[str, Any]:
    rev, refs = missed(topic, since)
    return {"op": "ok", "topic": topic, "rev": rev, "refs": refs}
