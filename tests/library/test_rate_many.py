"""Many ratings in one go, with what was said."""

from accounts.models import User
from library.actions import change_outputs
from projects.models import Session
from ratings.models import Rating
from tests.generations.rows import an_output


def test_a_note_alone_is_a_change_that_can_be_taken_back(session: Session, bob: User) -> None:
    liked, other = (an_output(session).pk for _ in range(2))
    change_outputs(by=bob, do="like", outputs=[liked])
    done = change_outputs(by=bob, do="like", outputs=[liked, other], note="The light")
    assert done.changed == 2
    assert set(Rating.objects.values_list("note", flat=True)) == {"The light"}
    assert change_outputs(by=bob, do="like", outputs=[liked, other], note="The light").changed == 0
    for request in done.undo:
        change_outputs(by=bob, **request)
    assert list(Rating.objects.values_list("output", "note")) == [(liked, "")]
