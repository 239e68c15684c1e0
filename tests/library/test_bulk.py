"""The same to many outputs at once, and back again."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import Scope, User
from generations.actions import tag_outputs, update_batch
from generations.models import Generation, Output, Tag
from generations.states import State
from projects.actions import add_member, create_project, create_session
from projects.models import Project, Role, Session
from ratings.models import Rating
from tests.accounts.callers import JSON, program_of
from tests.generations.rows import a_generation, add_output, an_output

URL = "/api/outputs/bulk/"
Do = Callable[..., Any]


@pytest.fixture
def do(bob: User) -> Do:
    """`do("tag", outputs, tags=["night"])`: what bob is answered."""
    program = program_of(bob)

    def call(what: str, outputs: list[Output], **further: Any) -> Any:
        return program.post(URL, {"do": what, "outputs": [row.pk for row in outputs], **further}, JSON)

    return call


@pytest.fixture
def outputs(session: Session) -> list[Output]:
    return [an_output(session) for _ in range(5)]


@pytest.fixture
def room(session: Session) -> Session:
    return create_session(project=session.project, kind="image", name="Covers", by=session.created_by)  # type: ignore[arg-type]


@pytest.fixture
def elsewhere(bob: User) -> Session:
    """Of another project, which is bob's alone."""
    return create_session(project=create_project(name="Other", by=bob), kind="image", name="Room", by=bob)


def stand() -> dict[str, Any]:
    """Everything that can be changed in bulk, as it is."""
    return {
        "outputs": sorted(Output.objects.values_list("pk", "generation__session", "file")),
        "deleted": sorted(Output.objects.exclude(deleted_at=None).values_list("pk")),
        "tags": sorted(Output.tags.through.objects.values_list("output", "tag__name")),
        "names": sorted(Tag.objects.values_list("name")),
        "ratings": sorted(Rating.objects.values_list("user", "output", "value", "note")),
    }


CHANGES: list[tuple[str, dict[str, Any]]] = [
    ("like", {}),
    ("dislike", {}),
    ("unrate", {}),
    ("tag", {"tags": ["Night", "new", "dusk"]}),
    ("untag", {"tags": ["night", "dusk", "never there"]}),
    ("move", {"session": "room"}),
    ("delete", {}),
    ("restore", {}),
]


@pytest.mark.parametrize(("what", "further"), CHANGES)
def test_there_and_back(
    do: Do, bob: User, outputs: list[Output], room: Session, what: str, further: dict[str, Any]
) -> None:
    """Whatever state they were in, one by one, that is what undoing brings back."""
    one, two, three, *_ = outputs
    tag_outputs(outputs=[one, two], names=["night"])
    tag_outputs(outputs=[two], names=["dusk"])
    Rating.objects.create(project=one.project, user=bob, output=one, value=1, note="Warm")
    Rating.objects.create(project=one.project, user=bob, output=two, value=-1)
    Rating.objects.create(project=one.project, user=bob, output=three, value=1)
    Generation.objects.filter(pk=three.generation_id).update(session=room)
    if what == "restore":
        do("delete", outputs)
    before = stand()
    further = {"session": room.pk} if "session" in further else further
    done = do(what, outputs, **further)
    assert done.status_code == 200, done.json()
    assert stand() != before
    answer = done.json()
    assert answer["changed"] == len(answer["refs"]) == sum(len(one["outputs"]) for one in answer["undo"])
    assert do(what, outputs, **further).json().get("changed", 0) == 0
    for request in answer["undo"]:
        assert program_of(bob).post(URL, request, JSON).status_code == 200
    assert stand() == before


def test_several_projects_at_once(do: Do, outputs: list[Output], elsewhere: Session) -> None:
    everything = [*outputs, an_output(elsewhere)]
    assert do("tag", everything, tags=["night"]).json()["changed"] == 6
    assert do("like", everything).json()["changed"] == 6
    assert [row.outputs.count() for row in Tag.objects.order_by("project_id")] == [5, 1]


@pytest.mark.parametrize(("what", "further"), [change for change in CHANGES if change[0] != "restore"])
def test_one_that_is_not_theirs_spoils_all(
    do: Do, alice: User, outputs: list[Output], room: Session, what: str, further: dict[str, Any]
) -> None:
    hidden = create_session(project=create_project(name="Hers", by=alice), kind="image", name="Room", by=alice)
    foreign, deleted = an_output(hidden), an_output(room)
    do("delete", [deleted])
    before = stand()
    further = {"session": room.pk} if "session" in further else further
    for wrong in (foreign, deleted, Output(pk=10**9)):
        answer = do(what, [*outputs, wrong], **further)
        assert answer.status_code == 400
        assert str(wrong.pk) in answer.json()["error"]["fields"]["outputs"][0]
    assert stand() == before


@pytest.mark.parametrize(("what", "further"), [change for change in CHANGES if change[0] != "restore"])
def test_viewers_change_nothing(
    do: Do, bob: User, alice: User, outputs: list[Output], room: Session, what: str, further: dict[str, Any]
) -> None:
    """Not even what they could change of it."""
    shown = create_project(name="Hers", by=alice)
    add_member(project=shown, email=bob.email, role=Role.VIEWER)
    seen = an_output(create_session(project=shown, kind="image", name="Room", by=alice))
    before = stand()
    further = {"session": room.pk} if "session" in further else further
    assert do(what, [*outputs, seen], **further).status_code == 403
    assert stand() == before


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"do": "burn"}, "do"),
        ({"do": None}, "do"),
        ({"outputs": []}, "outputs"),
        ({"outputs": [True]}, "outputs"),
        ({"outputs": ["1"]}, "outputs"),
        ({"outputs": [0]}, "outputs"),
        ({"outputs": list(range(1, 1002))}, "outputs"),
        ({"do": "tag"}, "tags"),
        ({"do": "tag", "tags": []}, "tags"),
        ({"do": "tag", "tags": [""]}, "tags"),
        ({"do": "tag", "tags": ["x" * 300]}, "tags"),
        ({"do": "tag", "tags": ["a\x07"]}, "tags"),
        ({"do": "tag", "tags": ["\u200b \u2060"]}, "tags"),
        ({"do": "move"}, "session"),
        ({"do": "move", "session": 10**9}, "session"),
        ({"do": "move", "session": 2**63}, "session"),
    ],
)
def test_bad_input(bob: User, outputs: list[Output], sent: dict[str, Any], field: str) -> None:
    before = stand()
    answer = program_of(bob).post(URL, {"do": "like", "outputs": [outputs[0].pk], **sent}, JSON)
    assert answer.status_code == 400
    assert field in answer.json()["error"]["fields"]
    assert stand() == before


def test_naming_one_twice_counts_once(do: Do, outputs: list[Output]) -> None:
    assert do("like", [outputs[0]] * 3).json() == {
        "changed": 1,
        "refs": [f"output:{outputs[0].pk}"],
        "undo": [{"do": "unrate", "outputs": [outputs[0].pk]}],
    }


def test_what_was_made_in_one_go_moves_together(do: Do, bob: User, session: Session, room: Session) -> None:
    generation = a_generation(session)
    first, second = add_output(generation), add_output(generation, 1)
    do("move", [first], session=room.pk)
    rows = program_of(bob).get("/api/outputs/", {"session": room.pk}).json()["results"]
    assert {row["id"] for row in rows} == {first.pk, second.pk}
    generation.refresh_from_db()
    assert (generation.session, generation.batch.session) == (room, session)


def test_where_it_cannot_move(do: Do, bob: User, session: Session, elsewhere: Session, outputs: list[Output]) -> None:
    clips = create_session(project=session.project, kind="video", name="Clips", by=bob)
    for wrong in (clips, elsewhere):
        answer = do("move", outputs, session=wrong.pk)
        assert (answer.status_code, list(answer.json()["error"]["fields"])) == (400, ["session"])
    assert {row.generation.session for row in Output.objects.all()} == {session}


def test_what_is_still_being_made_stays(do: Do, session: Session, room: Session) -> None:
    output = an_output(session, state=State.STORING)
    answer = do("move", [output], session=room.pk)
    assert answer.status_code == 409
    assert "still being made" in answer.json()["error"]["message"]


def test_a_program_that_may_only_read(bob: User, outputs: list[Output]) -> None:
    sent = {"do": "like", "outputs": [outputs[0].pk]}
    assert program_of(bob, Scope.READ).post(URL, sent, JSON).status_code == 403
    assert Client().post(URL, sent, JSON).status_code == 401
    assert not Rating.objects.exists()


def test_at_most_fifty_tags(do: Do, outputs: list[Output]) -> None:
    tag_outputs(outputs=outputs[:1], names=[f"t{number}" for number in range(50)])
    answer = do("tag", outputs, tags=["one more"])
    assert answer.status_code == 400
    assert "At most 50" in answer.json()["error"]["message"]
    assert not Tag.objects.filter(name="one more").exists()


def test_batches_keep_their_tags(do: Do, project: Project, outputs: list[Output]) -> None:
    update_batch(batch=outputs[0].generation.batch, tags=["night"])
    do("tag", outputs, tags=["night"])
    do("untag", outputs, tags=["night"])
    assert outputs[0].generation.batch.tag_names == ["night"]
