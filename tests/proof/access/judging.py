"""What is right about an answer, and what is not."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from projects.models import Role
from tests.proof.access.callers import Caller
from tests.proof.access.fields import IN_HTML, WISHED
from tests.proof.access.probes import Answer, Probe
from tests.proof.access.rules import ROLES, Act, Need
from tests.proof.access.store import FOLLOW, PERSONAL, Row
from tests.proof.access.tenants import NOBODY, TENANTS, Tenant, marks
from tests.proof.access.twins import Twins

READS, WRITES, STATUS, BROKEN, SET, LAX = "reads", "writes", "status", "broken", "set", "lax"
SAFE = {"GET", "HEAD", "OPTIONS"}
TOLD_MAX = 60
# Whoever is answered so has not been looked at.
TOO_MANY = 429
FLAG = re.compile(r"(?<=,)[tf](?=[,)])")


class Judge:
    def __init__(self) -> None:
        self.probes: Counter[str] = Counter()
        self.found: defaultdict[str, list[str]] = defaultdict(list)
        self.answered: set[tuple[str, str]] = set()
        self.names: set[str] = set()
        self.twins = Twins()

    def blame(self, what: str, sentence: str) -> None:
        self.found[what].append(sentence)

    def judge(self, probe: Probe, answer: Answer) -> None:
        self.probes[probe.kind] += 1
        if answer.status >= 500 or answer.status == TOO_MANY:
            self.blame(BROKEN, f"{probe} is answered {answer.status}")
        for leak in answer.leaks(probe, allowed(probe.caller, probe)):
            self.blame(READS, f"{probe} ({answer.status}) tells of {leak}")
        for row in forbidden(probe.caller, answer, probe):
            self.blame(WRITES, f"{probe} ({answer.status}) changes {row.table}: {row.text[:200]}")
        if probe.kind in {"matrix", "admin"} and (why := wrong_status(probe, answer.status)):
            self.blame(STATUS, f"{probe} is answered {answer.status}: {why}")
        if answer.status < 400 and not _sign_in(answer):
            self.answered.add((probe.pattern, probe.method))
        if ours(probe):
            self.names |= answer.read | {name.decode() for name in IN_HTML.findall(answer.data)}
        for row in fulfilled(probe, answer):
            self.blame(SET, f"{probe} ({answer.status}) sets {row.table}: {row.text[:300]}")
        for what, sentence in self.twins.compare(probe, answer):
            self.blame(what, sentence)


def ours(probe: Probe) -> bool:
    return probe.kind == "matrix" and not probe.pattern.startswith(("/admin/", "/accounts/", "/api/"))


def fulfilled(probe: Probe, answer: Answer) -> list[Row]:
    """Rows with what nobody may wish for."""
    come = answer.changes.come if probe.kind == "wishes" else ()
    return [row for row in come if WISHED.search(row.text) or _rises(row, answer)]


def _rises(row: Row, answer: Answer) -> bool:
    """Of the same person, before and after: staff, superuser, active."""
    if row.table != "accounts_user":
        return False
    number = row.text.partition(",")[0]
    before = [FLAG.findall(gone.text) for gone in answer.changes.gone if gone.text.partition(",")[0] == number]
    return before != [FLAG.findall(row.text)]


def _sign_in(answer: Answer) -> bool:
    return b"Location: /accounts/login/" in answer.head


def allowed(caller: Caller, probe: Probe) -> set[str]:
    """Whose texts this caller may read there: the admin's operators read everybody's."""
    if caller.name == "root" and caller.in_browser and probe.pattern.startswith("/admin/"):
        return {tenant.name for tenant in TENANTS}
    return set(caller.roles) if caller.let_in and caller.roles else set()


def forbidden(caller: Caller, answer: Answer, probe: Probe) -> Iterator[Row]:
    """Rows that this caller may not change, or not like this."""
    if caller.name == "root" and probe.pattern.startswith("/admin/"):
        return
    # Words that the caller has sent are its own now; whose row a number is, sending it does not change.
    sent = {mark for _, mark in marks(probe.asked) if not mark.isdigit()}
    for row in answer.changes.rows:
        owners = row.owners(caller.own_marks | sent).values() or ([] if _may_write(caller) else [NOBODY])
        if any(not _may_change(caller, row, tenant, answer) for tenant in owners):
            yield row


def _may_write(caller: Caller) -> bool:
    return caller.let_in and caller.user is not None and caller.scopes != ("read",)


def _may_change(caller: Caller, row: Row, tenant: Tenant, answer: Answer) -> bool:
    person = caller.user.pk if caller.user else None
    if row.is_of(person) and caller.let_in:
        leaves = row.table == "projects_membership" and row in answer.changes.gone
        if row.table in PERSONAL or leaves:
            return True
    role = caller.role_in(tenant) if caller.let_in else None
    # A viewer's leaving is told to the others.
    return role is not None and (role.allows(Role.EDITOR) or row.table in FOLLOW)


def wrong_status(probe: Probe, status: int) -> str:
    """Empty where it is right."""
    caller, act = probe.caller, probe.act
    if _may_be_anything(probe, status):
        return ""
    if probe.is_api:
        return _wrong_in_api(caller, act, probe, status)
    if not caller.in_browser:
        right = act.nobody if act else 302
        return "" if status in {right, 405 if act is None else right} else "whoever is not signed in is sent to sign in"
    if act is None:
        return "" if status == 405 else "there is no such method; add it to the tables if there is now"
    if act.plain and caller.by != "htmx":
        return "" if status == act.plain else f"a plain browser is answered {act.plain}"
    return _wrong_by_role(caller, act, probe.tenant, status)


def _may_be_anything(probe: Probe, status: int) -> bool:
    """Of open pages, and of methods that every view may leave out, only what they tell and change is judged."""
    if probe.route is None or probe.method == "OPTIONS" or (probe.act or probe.route.any).need == Need.OPEN:
        return True
    return probe.method == "HEAD" and status == 405


def _wrong_in_api(caller: Caller, act: Act | None, probe: Probe, status: int) -> str:
    if not caller.let_in or caller.user is None:
        return "" if status == 401 else "nobody is let in without a sign-in or a token that is valid"
    if act is None:
        right = {405, 403} if caller.name.startswith("only") else {405}
        return "" if status in right else "there is no such method; add it to the tables if there is now"
    needed = act.scope or ("read" if probe.method in SAFE else "write")
    if needed not in tuple(caller.scopes):
        return "" if status == 403 else f"the token lacks the scope “{needed}”"
    return _wrong_by_role(caller, act, probe.tenant, status)


def _wrong_by_role(caller: Caller, act: Act, tenant: Tenant, status: int) -> str:
    role = caller.role_in(tenant)
    needed = ROLES.get(act.need)
    if needed is None:
        return "" if status != 401 else "whoever is signed in is let in"
    if role is None or (act.need == Need.MINE and caller.home != tenant.word_of("owner")):
        return "" if status == 404 else "whoever may not see the row is told that there is none"
    if not role.allows(needed):
        return "" if status == 403 else f"a {role.value} is told what is missing"
    return "" if status not in {401, 403, 404, 405} else f"a {role.value} may do this"
