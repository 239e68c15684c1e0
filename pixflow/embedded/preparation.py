"""What is done before the studio opens: tables, static files, and on the very first start somebody to sign in."""

import hashlib
import secrets
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from accounts.actions import create_user
from accounts.models import User
from projects.actions import create_project, create_session
from projects.models import SessionKind

BACKUPS_KEPT = 5
# Pages that packages bring and the studio does not use; they are most of the work of collecting.
UNUSED_STATIC = ["redoc", "rest_framework"]


@dataclass(frozen=True)
class SignIn:
    email: str
    password: str
    generated: bool


def update_database() -> None:
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    if executor.loader.applied_migrations and connection.vendor == "sqlite":
        back_up(Path(connection.settings_dict["NAME"]), settings.DATA / "backups")
    call_command("migrate", interactive=False, verbosity=0)


def back_up(database: Path, folder: Path) -> Path:
    """A whole copy, also of what still stands in the write-ahead log."""
    folder.mkdir(exist_ok=True)
    copy = folder / f"{timezone.now():%Y-%m-%d-%H%M%S-%f}.sqlite3"
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    for old in sorted(folder.glob("*.sqlite3"))[:-BACKUPS_KEPT]:
        old.unlink()
    return copy


def collect_static_files() -> None:
    stamp = Path(settings.STATIC_ROOT) / "collected.stamp"
    fingerprint = _static_fingerprint()
    if not stamp.exists() or stamp.read_text() != fingerprint:
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=UNUSED_STATIC)
        stamp.write_text(fingerprint)


def _static_fingerprint() -> str:
    """Changes with every file and with the way in which they are stored."""
    paths = {Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list(UNUSED_STATIC)}
    paths.add(settings.BASE_DIR / "pixflow" / "static.py")
    facts = [(str(path), found.st_size, found.st_mtime_ns) for path in sorted(paths) if (found := path.stat())]
    return hashlib.sha256(repr(facts).encode()).hexdigest()


@transaction.atomic
def welcome() -> SignIn | None:
    """On an empty table of users: an administrator, and a place where the newcomer can begin at once."""
    if User.objects.exists():
        return None
    generated = not settings.ADMIN_PASSWORD
    password = settings.ADMIN_PASSWORD or secrets.token_urlsafe(12)
    user = create_user(email=settings.ADMIN_EMAIL, password=password, superuser=True)
    project = create_project(name="My first project", by=user)
    create_session(project=project, kind=SessionKind.IMAGE, name="First pictures", by=user)
    return SignIn(user.email, password, generated)
