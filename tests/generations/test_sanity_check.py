"""An operator asks what is missing, damaged or orphaned: everything is told, and nothing that is as it should be."""

import os
import time
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.http import Http404
from django.utils import timezone

from accounts.models import User
from generations.actions import delete_output, purge_output
from generations.models import Batch, Generation, Output
from generations.states import State
from generations.work.checking import Impossible, checks
from generations.work.tidying import sweep_media, sweep_spool
from projects.actions import create_project, create_session
from projects.models import Session, SessionKind
from tests.conversations.together import at_once, surprises
from tests.conversations.working import a_still
from tests.generations.impossible import SPOILED, Spoiler
from tests.generations.rows import a_generation
from tests.generations.trash import empty_trash

pytestmark = pytest.mark.django_db(transaction=True)


def check(*options: str) -> tuple[int, list[str]]:
    """The exit status, and each line without the summary."""
    out, status = StringIO(), 0
    try:
        call_command("sanity_check", *options, stdout=out)
    except SystemExit as end:
        status = int(str(end.code))
    return status, out.getvalue().splitlines()[:-1]


def told(*options: str) -> set[tuple[str, str]]:
    """What kind of thing is wrong, and where."""
    return {(line[:10].strip(), line[12:].split(":")[0]) for line in check(*options)[1]}


def stored(name: str) -> Path:
    return Path(settings.MEDIA_ROOT, name)


def aged(path: Path, seconds: float = 8 * 3600) -> Path:
    then = time.time() - seconds
    os.utime(path, (then, then))
    return path


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def test_nothing_is_wrong(session: Session) -> None:
    a_still(session)
    assert check() == (0, [])


def test_what_was_deleted_for_good_is_no_loss(session: Session) -> None:
    for colour in ("red", "blue"):
        delete_output(output=a_still(session, colour))
    purge_output(output=Output.objects.latest("pk"))
    empty_trash()
    assert (Output.objects.count(), Generation.objects.count()) == (0, 2)
    assert check() == (0, [])


def test_every_row_that_cannot_be_is_told_and_no_other(session: Session, alice: User) -> None:
    other = create_project(name="Other", by=alice)
    there = create_session(project=other, kind=SessionKind.IMAGE, name="There", by=alice)
    known = {one.name: one for one in checks if isinstance(one, Impossible)}
    assert known.keys() == SPOILED.keys()
    spoiler = Spoiler(session, there, alice)
    expected = {f"{known[name].text} {spoil(spoiler)}" for name, spoil in SPOILED.items()}
    status, lines = check()
    found = [line[12:].split(": ", 1) for line in lines]
    assert {f"{text} {where.split()[-1]}" for where, text in found} == expected
    assert (status, len(lines)) == (1, len(SPOILED))


DAMAGE: dict[str, Callable[[Path], object]] = {
    "Missing": Path.unlink,
    "Damaged": flip,
    "Damaged ": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "Damaged  ": lambda path: path.write_bytes(b""),
}


@pytest.mark.parametrize("which", ["file", "preview"])
@pytest.mark.parametrize("kind", DAMAGE)
def test_a_file_that_is_not_what_it_was(session: Session, kind: str, which: str) -> None:
    still, _ = a_still(session, "red"), a_still(session, "blue")
    name = getattr(still, which).name
    DAMAGE[kind](stored(name))
    assert told() == {(kind.strip(), name)}


def test_a_quick_check_reads_no_file(session: Session) -> None:
    changed, cut = a_still(session, "red"), a_still(session, "blue")
    flip(stored(changed.file.name))
    stored(cut.file.name).write_bytes(b"half")
    assert told("--quick") == {("Damaged", cut.file.name)}


def test_a_row_that_names_the_content_of_another(session: Session) -> None:
    still, other = a_still(session, "red"), a_still(session, "blue")
    Output.objects.filter(pk=still.pk).update(file=other.file.name)
    for name in still.file_names:
        aged(stored(name))
    assert told() == {("Impossible", other.file.name), ("Orphaned", f"media/{still.file.name}")}


def test_what_lies_about_is_told_and_what_is_ours_goes_by_itself(session: Session) -> None:
    still, gone = a_still(session, "red"), a_still(session, "blue")
    gone.generation.batch.delete()
    folder = stored(still.file.name).parent
    (settings.SPOOL_ROOT / "left").mkdir(parents=True)
    ours = [*map(stored, gone.file_names), folder / ".new-abc", settings.SPOOL_ROOT / "left"]
    strange = [folder / "notes.txt", folder / "old", settings.MEDIA_ROOT / "backup.zip"]
    strange[1].mkdir()
    for path in (ours[2], strange[0], strange[2]):
        path.write_bytes(b"x")
    for path in (*ours, *strange):
        aged(path)
    assert told() == {
        *(("Orphaned", str(path.relative_to(settings.DATA))) for path in ours),
        *(("Foreign", str(path.relative_to(settings.DATA))) for path in strange),
    }
    sweep_spool()
    for number in range(256):
        sweep_media(number)
    assert {kind for kind, _ in told()} == {"Foreign"}


def test_a_file_that_may_still_get_its_row_is_no_orphan(session: Session) -> None:
    gone = a_still(session)
    for name in gone.file_names:
        aged(stored(name), 20)
    Batch.objects.all().delete()
    row = a_generation(session, state=State.STORING, lease_until=timezone.now())
    assert told() == set()
    Generation.objects.filter(pk=row.pk).update(state=State.FAILED)
    assert {kind for kind, _ in told()} == {"Orphaned"}


def test_a_busy_studio_raises_no_alarm(session: Session) -> None:
    end = time.monotonic() + 3

    def work(number: int) -> None:
        while time.monotonic() < end:
            still = a_still(session, f"#{number % 3}00000")
            delete_output(output=still)
            purge_output(output=still)

    def look() -> None:
        while time.monotonic() < end:
            assert check() == (0, [])

    workers = [lambda number=number: work(number) for number in range(4)]
    assert not surprises(at_once([*workers, look]), Http404)
    assert check() == (0, [])
