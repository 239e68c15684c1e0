"""Tenants with rows of every kind. Every text, number and file of one says whose it is, wherever it turns up."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps
from django.db import connection
from django.db.models import AutoField
from django.utils import timezone

from accounts.models import ApiToken, User
from projects.models import Membership, Project, Role, Session
from tests.generations.clips import a_clip

WORD = re.compile(rb"qx[a-z]+xq")
NUMBER = re.compile(rb"(?<!\d)\d{10}(?!\d)")
DIGEST = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}")
# Everybody but the stranger's own people; "removed" was an editor, "banned" still is one and may not sign in.
CAST = {"owner": Role.OWNER, "editor": Role.EDITOR, "viewer": Role.VIEWER, "member": Role.VIEWER, "banned": Role.EDITOR}
# Between the first ids of two tables.
APART = 1000


@dataclass
class Tenant:
    """`first` is below all of its ids, which nothing else in the studio has."""

    name: str
    first: int
    people: dict[str, User] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    digests: set[str] = field(default_factory=set)
    numbers: set[int] = field(default_factory=set)

    @property
    def word(self) -> str:
        return f"qx{self.name}xq"

    def word_of(self, role: str) -> str:
        return f"qx{self.name}{role}xq"

    def note_numbers(self) -> None:
        """The ids of its rows, one by one: a random seed may have as many digits."""
        for model in apps.get_models(include_auto_created=True):
            if isinstance(model._meta.pk, AutoField):
                rows = model._base_manager.filter(pk__gt=self.first, pk__lt=self.first + 10_000_000)
                self.numbers |= set(rows.values_list("pk", flat=True))


AMBER, BIRCH, CEDAR = Tenant("amber", 1_110_000_000), Tenant("birch", 1_220_000_000), Tenant("cedar", 1_330_000_000)
TENANTS = (AMBER, BIRCH, CEDAR)
# Whose rows nobody ever made: what a foreign row has to look like from outside.
NOBODY = Tenant("nobody", 1_880_000_000)


def number_from(first: int) -> None:
    """Each table has its own stretch, so that no id fits where another kind of row is asked for."""
    with connection.cursor() as cursor:
        for place, model in enumerate(apps.get_models(include_auto_created=True)):
            column = model._meta.pk.column if model._meta.pk else ""
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{model._meta.db_table}"', column])
            if sequence := cursor.fetchone()[0]:
                cursor.execute("SELECT setval(%s, %s)", [sequence, first + place * APART])


def found_people(tenant: Tenant) -> None:
    for role in (*CAST, "removed"):
        word = tenant.word_of(role)
        user = User.objects.create_user(f"{word}@example.com", first_name=word, is_active=role != "banned")
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        tenant.people[role] = user


def found_project(tenant: Tenant) -> Session:
    owner, now = tenant.people["owner"], timezone.now()
    project, second, thrown = (
        Project.objects.create(name=f"{tenant.word} {name}", created_by=owner) for name in ("one", "two", "thrown")
    )
    for role, granted in CAST.items():
        Membership.objects.create(project=project, user=tenant.people[role], role=granted)
    for other in (second, thrown):
        Membership.objects.create(project=other, user=owner, role=Role.OWNER)
    Project.objects.filter(pk=thrown.pk).update(deleted_at=now)
    rooms: dict[str, dict[str, Any]] = {
        "session": {},
        "video_session": {"kind": "video"},
        "second_session": {},
        "archived_session": {"archived_at": now},
        "thrown_session": {"deleted_at": now},
    }
    sessions = {
        name: Session.objects.create(project=project, name=f"{tenant.word} {name}", created_by=owner, **facts)
        for name, facts in rooms.items()
    }
    tenant.rows |= {"project": project.pk, "second_project": second.pk, "thrown_project": thrown.pk}
    tenant.rows |= {name: row.pk for name, row in sessions.items()}
    tenant.rows |= {role: user.pk for role, user in tenant.people.items()}
    address = EmailAddress.objects.get(user=owner)
    membership = project.memberships.get(user=tenant.people["member"])
    tenant.rows |= {"owner_address": address.pk, "membership": membership.pk}
    token = ApiToken.objects.create(
        user=owner, name=tenant.word_of("owner"), prefix="0" * 8, digest=digest_of(tenant.word.encode()), scopes=[]
    )
    tenant.rows["token"] = token.pk
    return sessions["session"]


def digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def clip_of(tenant: Tenant) -> bytes:
    with TemporaryDirectory() as folder:
        path = a_clip(Path(folder) / "clip.mp4", seconds=1, size=(64, 48))
        # A box of its own at the end, which every reader skips.
        word = tenant.word.encode()
        return path.read_bytes() + (8 + len(word)).to_bytes(4, "big") + b"free" + word


def marks(data: bytes) -> Iterator[tuple[Tenant, bytes]]:
    """Whatever in these bytes belongs to somebody, and to whom."""
    for found in WORD.findall(data):
        yield from ((tenant, found) for tenant in TENANTS if found.startswith(b"qx" + tenant.name.encode()))
    for found in NUMBER.findall(data):
        yield from ((tenant, found) for tenant in TENANTS if int(found) in tenant.numbers)
    for found in DIGEST.findall(data):
        yield from ((tenant, found) for tenant in TENANTS if found.decode() in tenant.digests)
