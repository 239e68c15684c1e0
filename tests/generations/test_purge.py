"""What the trash loses after thirty days: files that nothing else uses, rows that nothing else names, and no more."""

import os
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from generations.actions import delete_output, move_outputs, purge_output, restore_outputs
from generations.actions.stored import add_stored
from generations.actions.tags import set_output_tags
from generations.media import files
from generations.models import Batch, Generation, Output, Tag
from generations.states import State
from generations.work import recovery, tidying
from generations.work.tidying import sweep_media, tidy
from projects.actions import create_session, delete_project, delete_session, restore_session
from projects.models import TRASH_KEPT, Project, Session, SessionKind
from ratings.models import Rating
from tests.conversations.together import at_once, surprises
from tests.conversations.working import a_still, missing, orphans
from tests.generations.rows import a_generation, an_output, png
from tests.generations.trash import empty_trash, time_passes

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def other(project: Project, alice: User) -> Session:
    return create_session(project=project, kind=SessionKind.IMAGE, name="Other", by=alice)


def test_nothing_goes_before_its_time(session: Session) -> None:
    still = a_still(session)
    delete_output(output=still)
    time_passes(TRASH_KEPT - timedelta(minutes=1))
    tidy()
    assert restore_outputs(outputs=[still]) == [still]
    assert not missing()


def test_files_and_rows_go_and_what_was_paid_for_stays(session: Session, bob: User) -> None:
    still = a_still(session)
    set_output_tags(output=still, names=["sea"])
    Rating.objects.create(project=session.project, user=bob, output=still, value=1)
    delete_output(output=still)
    empty_trash()
    assert not Output.objects.exists()
    assert Generation.objects.get() == still.generation
    assert Batch.objects.visible_to(bob).get() == still.generation.batch
    assert not Rating.objects.exists()
    assert not Tag.objects.exists()
    assert not orphans()


def test_an_ancestor_keeps_its_row_as_long_as_it_is_one(session: Session, other: Session) -> None:
    still = a_still(session)
    child = an_output(other, made_from=(still,))
    delete_output(output=still)
    empty_trash()
    still.refresh_from_db()
    assert not still.file
    delete_session(session=other)
    empty_trash()
    assert not Output.objects.filter(pk__in=[still.pk, child.pk]).exists()


@pytest.mark.parametrize("name", ["session", "project"])
def test_a_place_goes_with_everything_in_it(session: Session, name: str) -> None:
    first = a_still(session)
    an_output(session, made_from=(first,), source=first)
    failed = a_generation(session, state=State.FAILED)
    a_generation(session, retry_of=failed, batch=failed.batch)
    delete_session(session=session) if name == "session" else delete_project(project=session.project)
    tidy()
    assert Output.objects.count() == 2
    empty_trash()
    assert not any(table.objects.exists() for table in (Session, Batch, Generation, Output))
    assert Project.objects.exists() == (name == "session")
    assert not orphans()


def test_a_place_waits_for_its_work(session: Session) -> None:
    row = a_generation(session, state=State.SUBMITTED)
    delete_session(session=session)
    empty_trash()
    recovery.stop_deleted()
    assert Generation.objects.get(pk=row.pk).cancel_requested_at
    Generation.objects.filter(pk=row.pk).update(state=State.CANCELLED)
    empty_trash()
    assert not Session.objects.exists()


def test_what_another_session_uses_stays_as_an_empty_ancestor(session: Session, other: Session, bob: User) -> None:
    still, unused = a_still(session, "red"), a_still(session, "blue")
    used_in = an_output(other, made_from=(still,))
    delete_session(session=session)
    empty_trash()
    assert set(Output.objects.values_list("pk", "file")) == {(still.pk, ""), (used_in.pk, used_in.file.name)}
    assert not Generation.objects.filter(pk=unused.generation_id).exists()
    assert Session.objects.filter(pk=session.pk).exists()
    delete_output(output=used_in)
    delete_session(session=other)
    empty_trash()
    assert not Session.objects.exists()


def test_a_batch_outlives_the_session_from_which_its_pictures_were_moved(
    session: Session, other: Session, bob: User
) -> None:
    moved, left = a_still(session, "red"), a_still(session, "blue")
    Generation.objects.filter(pk=left.generation_id).update(batch=moved.generation.batch)
    move_outputs(outputs=[moved], session=other)
    delete_session(session=session)
    batch = Batch.objects.visible_to(bob).get(pk=moved.generation.batch_id)
    assert batch.session == other
    assert list(Output.objects.visible_to(bob)) == [moved]
    restore_session(session=session)
    assert set(Output.objects.visible_to(bob)) == {moved, left}
    delete_session(session=session)
    empty_trash()
    assert not Session.objects.filter(pk=session.pk).exists()
    assert list(Batch.objects.visible_to(bob)) == [batch]
    assert not missing() | orphans()


def test_moved_out_of_a_session_in_the_moment_it_was_deleted(session: Session, other: Session, bob: User) -> None:
    moved = a_still(session)
    delete_session(session=session)
    Generation.objects.filter(pk=moved.generation_id).update(session=other)
    assert Batch.objects.visible_to(bob).exists()
    empty_trash()
    assert list(Output.objects.visible_to(bob)) == [moved]
    assert Batch.objects.get().session == other


def test_a_file_that_something_restored_shares_stays(session: Session) -> None:
    one, two = a_still(session, "red"), a_still(session, "red")
    delete_output(output=one)
    delete_output(output=two)
    restore_outputs(outputs=[two])
    empty_trash()
    assert default_storage.exists(two.file.name)


def test_owners_delete_for_good_at_once(session: Session) -> None:
    still, used = a_still(session, "red"), a_still(session, "blue")
    an_output(session, made_from=(used,))
    for row in (still, used):
        delete_output(output=row)
        purge_output(output=row)
        assert not default_storage.exists(row.file.name)
        with pytest.raises(Http404):
            purge_output(output=row)
    assert not Output.objects.filter(pk=still.pk).exists()
    assert Output.objects.get(pk=used.pk).file.name == ""


def test_restoring_while_it_goes_for_good_is_one_or_the_other(session: Session) -> None:
    for _ in range(8):
        still = a_still(session)
        delete_output(output=still)
        calls: list[Callable[[], object]] = [
            partial(restore_outputs, outputs=[still]),
            partial(purge_output, output=still),
            tidy,
        ]
        assert not surprises(at_once(calls), Http404)
        assert Output.objects.filter(pk=still.pk).exists() == Output.objects.shown().filter(pk=still.pk).exists()
        assert not missing()


def test_two_that_tidy_at_once_remove_everything_once(session: Session, other: Session) -> None:
    stills = [a_still(session, f"#{number:06x}") for number in range(12)]
    an_output(other, made_from=tuple(stills[:3]))
    for still in stills[6:]:
        delete_output(output=still)
    delete_session(session=session)
    time_passes(TRASH_KEPT + timedelta(hours=1))
    assert not surprises(at_once([tidy] * 4))
    tidy()
    assert Output.objects.filter(generation__session=session).count() == 3
    assert not orphans()


# What a worker left that died in the middle


def test_a_file_that_lost_its_row_is_found(session: Session) -> None:
    still, gone = a_still(session, "red"), a_still(session, "blue")
    Output.objects.filter(pk=gone.pk).delete()
    for name in (*still.file_names, *gone.file_names):
        _aged(Path(settings.MEDIA_ROOT, name))
    for number in range(256):
        sweep_media(number)
    assert not orphans() | missing()


def test_many_names_are_asked_for_in_parts(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    stills = [a_still(session, colour) for colour in ("red", "green", "blue")]
    names = {name for still in stills for name in still.file_names}
    monkeypatch.setattr(files, "AT_ONCE", 2)
    with CaptureQueriesContext(connection) as asked:
        assert files.named_among(Path(name).name for name in names) >= names
    assert len([query for query in asked if "sha256" in query["sql"]]) == 2


@pytest.mark.parametrize("minutes", [0.99, 2.5, 255])
def test_no_folder_is_left_out_whenever_the_clock_ticks(
    session: Session, monkeypatch: pytest.MonkeyPatch, minutes: float
) -> None:
    looked: list[int] = []
    monkeypatch.setattr(tidying, "sweep_media", looked.append)
    clock = time.time()
    monkeypatch.setattr("time.time", lambda: clock)
    tidying.sweep_minutes()
    assert sorted(looked) == list(range(256)), "nobody knew when the last time was"
    looked.clear()
    ticks = int(256 / minutes) + 2
    for _ in range(ticks):
        clock += minutes * 60
        tidying.sweep_minutes()
    assert set(looked) == set(range(256))
    assert len(looked) <= ticks * minutes + 1


def test_a_file_that_was_just_written_is_left_alone(session: Session) -> None:
    gone = a_still(session)
    Output.objects.filter(pk=gone.pk).delete()
    sweep_media(int(gone.file.name[:2], 16))
    assert default_storage.exists(gone.file.name)


def test_a_copy_that_was_never_finished_goes_and_nothing_else(session: Session) -> None:
    still = a_still(session)
    path = Path(settings.MEDIA_ROOT, still.file.name)
    unfinished, strange = path.with_name(".new-abc"), path.with_name("notes.txt")
    for there in (unfinished, strange):
        there.touch()
    for there in (path, unfinished, strange):
        _aged(there)
    sweep_media(int(still.file.name[:2], 16))
    assert path.exists()
    assert strange.exists()
    assert not unfinished.exists()


def test_a_file_that_was_dropped_before_its_row_is_stored_once_more(session: Session, bob: User) -> None:
    dropped: list[str] = []

    def name(stored: files.Stored) -> Output:
        if not dropped:
            dropped.extend(stored.names)
            files.drop(dropped)
        return add_stored(session, bob, "sea", stored)

    path = settings.DATA / "sea.png"
    path.write_bytes(png().read())
    output = files.keep_and_name(path, name)
    assert output.file.name in dropped
    assert not missing() | orphans()


def _aged(path: Path) -> None:
    then = time.time() - 2 * 3600
    os.utime(path, (then, then))
