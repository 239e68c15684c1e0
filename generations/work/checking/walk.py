"""Going through all checks, and making sure of what they found."""

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence

from generations.work.checking.findings import Check, Finding, Page, Scope, checks

# So many are made sure of together.
AT_ONCE = 1000
# Within so many seconds, whoever is just storing or dropping a file has gone on.
PAUSE = 1.0


def walk(scope: Scope, first: str = "", after: int = 0) -> Iterator[tuple[Check, Page]]:
    """From that position of the check of that name, or from the beginning."""
    names = [check.name for check in checks]
    start = names.index(first) if first in names else 0
    for check in checks[start:]:
        for page in check.pages(scope, after if check.name == first else 0):
            yield check, page


def settle(scope: Scope, suspects: Sequence[tuple[Check, Finding]]) -> list[Finding]:
    """What still holds a moment later. As long as they become fewer, somebody is at work on them."""
    left = list(suspects)
    while left:
        time.sleep(PAUSE)
        still = _again(scope, left)
        if len(still) == len(left):
            break
        left = still
    return [finding for _, finding in left]


def _again(scope: Scope, suspects: Sequence[tuple[Check, Finding]]) -> list[tuple[Check, Finding]]:
    by_check: defaultdict[str, list[Finding]] = defaultdict(list)
    for check, finding in suspects:
        by_check[check.name].append(finding)
    of = {check.name: check for check, _ in suspects}
    return [(of[name], finding) for name, found in by_check.items() for finding in of[name].again(scope, found)]
