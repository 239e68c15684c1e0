"""The access matrix: from the addresses, the schema and every reference, what nobody may read or write stays so."""

import sys
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.test import override_settings

from generations.engines import providers
from tests.figures import Figure, wrong
from tests.proof.access.addresses import ROUTES, unknown
from tests.proof.access.callers import HOST, Cast
from tests.proof.access.fields import unknown as unknown_fields
from tests.proof.access.judging import BROKEN, LAX, READS, SET, STATUS, TOLD_MAX, WRITES, Judge
from tests.proof.access.matrix import admin_matrix, matrix
from tests.proof.access.planting import plant
from tests.proof.access.probes import Probe, send
from tests.proof.access.references import came_from, references, unknown_kinds, watched, wishes
from tests.proof.access.sockets import sockets
from tests.proof.access.store import Store
from tests.proof.access.tenants import AMBER, NOBODY, TENANTS
from tests.proof.access.twins import ALONE, APART, IDLE

PLAIN = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
MEDIA = {"BACKEND": "generations.media.storage.ContentStorage"}
SETTINGS = {
    "STORAGES": {"default": MEDIA, "staticfiles": PLAIN},
    # Models that take references and masks can be chosen; nothing is sent, because nobody works the line.
    "FAL_KEY": "sim:key",
    "OPENAI_KEY": "sim-key",
    "ALLOWED_HOSTS": [HOST],
    "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
    # Who has asked too often is not let in to look. What pages keep of what they showed is kept: it may show to others.
    "CACHES": settings.CACHES | {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}},
    "ACCOUNT_RATE_LIMITS": False,
    # A slow one would cost minutes, and nothing here depends on it.
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
}

PARTS = (matrix, admin_matrix, references, came_from, wishes, watched)


def measure(scale: str) -> Iterator[Figure]:
    providers.cache_clear()
    with override_settings(**SETTINGS):
        judge = Judge()
        for tenant in TENANTS:
            plant(tenant)
        NOBODY.rows |= {name: NOBODY.first + place for place, name in enumerate(AMBER.rows)}
        cast, strange = Cast(), [*unknown(), *unknown_kinds()]
        _run(judge, (probe for part in PARTS for probe in part(cast, scale)))
        sockets(judge, cast, scale)
        judge.found[LAX] = list(unknown_fields(judge.names))
    yield from _figures(judge, strange)


def _run(judge: Judge, probes: Iterable[Probe]) -> None:
    store = Store()
    for probe in probes:
        judge.judge(probe, send(probe, store))


def _figures(judge: Judge, strange: list[str]) -> Iterator[Figure]:
    for kind, count in judge.probes.items():
        yield Figure("R3", f"probes: {kind}", count)
    for what, count in judge.twins.counts.items():
        yield Figure("R3", f"rows of {what}", count)
    yield wrong("R3", "addresses that the matrix does not know", len(_told("unknown", strange)))
    never = [f"{method} {pattern} never succeeded" for pattern, method in unproved(judge)]
    yield wrong("R3", "addresses that answered nobody well", len(_told("unproved", never)))
    for what, said in FOUND.items():
        yield wrong("R3", said, len(_told(what, judge.found[what])))


FOUND = {
    READS: "answers with another tenant's marks",
    WRITES: "rows changed by whoever may not",
    STATUS: "answers that are not as the role says",
    APART: "foreign rows told from none",
    ALONE: "answers with nothing to be compared with",
    IDLE: "references that do not even work with one's own rows",
    BROKEN: "answers of 500 and more, or 429",
    SET: "fields set that are not for the caller",
    LAX: "fields that the matrix does not know",
}


def unproved(judge: Judge) -> list[tuple[str, str]]:
    """Where not even the owner was answered well, no refusal proves anything."""
    wanted = {
        (pattern, method) for pattern, route in ROUTES.items() for method, act in route.acts.items() if not act.why
    }
    return sorted(wanted - judge.answered)


def _told(what: str, sentences: list[str]) -> list[str]:
    for sentence in sentences[:TOLD_MAX]:
        print(f"{what}: {sentence}", file=sys.stderr)  # noqa: T201 - how it can be done again
    return sentences
