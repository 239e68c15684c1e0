"""A library of any size: one project made of rows, and copies of it made by the database."""

import os
from collections.abc import Iterator
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction

from accounts.models import User
from generations import search
from generations.models import Batch, Document, Generation, Output, Tag
from generations.states import State
from projects.models import Membership, Project, Role, Session, SessionKind
from ratings.models import Rating
from ratings.models.rating import Value

# Of one project: so many picture sessions and as many rows in each, and one session with as many clips.
SESSIONS, ROWS = 4, int(os.environ.get("PIXFLOW_BENCH_ROWS", "1000"))
OUTPUTS = (SESSIONS + 1) * ROWS
# The newest stills have so many videos each.
VIDEOS = 4
# The ids of a project's copy are the project's own and this many more.
STEP = 10_000
TABLES: tuple[type[models.Model], ...] = (
    Project, Membership, Session, Tag, Batch, Generation, Document, Output, Output.tags.through, Rating
)  # fmt: skip
# Every other picture is of a lighthouse; each number is one picture of a project.
PROMPT = "a {what} at dawn above the {where}, long exposure, soft light on wet stone, 35mm film, no. {pk}"
THINGS, PLACES = ("lighthouse", "harbour", "lighthouse", "fishing boat"), ("cliffs", "quiet bay", "village")
# Every so many pictures one is liked, one has a tag; somebody is a member of so many projects only.
RATED, TAGGED, OLD = 7, 10, 3


def home() -> Session:
    """The session whose pages are read: its newest stills have videos."""
    return Session.objects.get(pk=SESSIONS)


def reader() -> User:
    """Member of every project."""
    return User.objects.get(email="reader@example.com")


def visitor() -> User:
    """Member of the oldest projects, behind whose pictures lie those of all others."""
    return User.objects.get(email="visitor@example.com")


def grow(projects: int) -> None:
    """Until there are so many."""
    there = Project.objects.count()
    if there >= projects:
        return
    if not there:
        _seed()
        there = 1
    if there < projects:
        # A clip's still is a row that comes later: keys are checked at the end.
        with transaction.atomic():
            for table in TABLES:
                _copy(table, there, projects - 1)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "PRAGMA optimize")
        for statement in connection.ops.sequence_reset_sql(no_style(), TABLES):
            cursor.execute(statement)
    old = Project.objects.order_by("pk")[:OLD]
    visits = [Membership(project=project, user=visitor(), role=Role.EDITOR) for project in old]
    Membership.objects.bulk_create(visits, ignore_conflicts=True)


def _seed() -> None:
    user = User.objects.create(email="reader@example.com", is_active=True)
    User.objects.create(email="visitor@example.com", is_active=True)
    project = Project.objects.create(pk=1, name="Spring")
    Membership.objects.create(pk=1, project=project, user=user, role=Role.OWNER)
    kinds = [*[SessionKind.IMAGE] * SESSIONS, SessionKind.VIDEO]
    sessions = [Session(pk=pk, project=project, kind=kind, name=f"No. {pk}") for pk, kind in enumerate(kinds, 1)]
    Session.objects.bulk_create(sessions)
    for session in sessions:
        batch = Batch.objects.create(pk=session.pk, project=project, session=session, author=user, title="Some")
        rows = list(_rows(batch, session.kind))
        Generation.objects.bulk_create(rows)
        search.index(rows)
        outputs = Output.objects.bulk_create(map(_output, rows))
        tag = Tag.objects.create(pk=session.pk, project=project, name=f"tag {session.pk}", key=f"tag {session.pk}")
        tag.outputs.set(outputs[::TAGGED])
        Rating.objects.bulk_create(
            Rating(pk=row.pk, project=project, user=user, output=row, value=Value.LIKE) for row in outputs[::RATED]
        )


def _rows(batch: Batch, kind: str) -> Iterator[Generation]:
    first = (batch.pk - 1) * ROWS + 1
    for pk in range(first, first + ROWS):
        # Counted from the last picture backwards.
        source = SESSIONS * ROWS - (pk - first) // VIDEOS if kind == SessionKind.VIDEO else None
        yield Generation(
            pk=pk,
            project_id=batch.project_id,
            session_id=batch.session_id,
            batch=batch,
            author_id=batch.author_id,
            model="local-flow",
            provider="local",
            kind=kind,
            prompt=PROMPT.format(what=THINGS[pk % len(THINGS)], where=PLACES[pk % len(PLACES)], pk=pk),
            source_id=source,
            state=State.SUCCEEDED,
            parameters={"aspect_ratio": "3:2", "resolution": "1k", "outputs": 1, "seed": pk},
        )


def _output(row: Generation) -> Output:
    digest = f"{row.pk:064x}"
    return Output(
        pk=row.pk,
        generation=row,
        project_id=row.project_id,
        kind=row.kind,
        file=f"{digest[:2]}/{digest}.png",
        preview=f"{digest[:2]}/{digest}-preview.webp",
        width=1216,
        height=832,
        bytes=1_000_000,
        content_type="image/png",
        sha256=digest,
        blur="data:image/webp;base64," + "A" * 100,
    )


def _copy(table: type[models.Model], first: int, last: int) -> None:
    """Rows of different projects lie mixed, as if people had worked in all of them at the same time."""
    fields = table._meta.concrete_fields
    key, names = table._meta.pk.column, ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(_value(field) for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table._meta.db_table} ({names}) "
            "WITH RECURSIVE numbers(n) AS (SELECT %s UNION ALL SELECT n + 1 FROM numbers WHERE n < %s) "
            f"SELECT {values} FROM {table._meta.db_table} AS t, numbers WHERE t.{key} <= %s ORDER BY t.{key}, n",
            [first, last, STEP],
        )


def _value(field: Any) -> str:
    if field.primary_key or field.related_model in TABLES:
        return f't."{field.column}" + n * {STEP}'
    return f't."{field.column}" || n' if field.name == "attempt_token" else f't."{field.column}"'
