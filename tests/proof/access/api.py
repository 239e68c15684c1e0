"""Every address of the REST interface, by method; bodies are those that its owner may send."""

from typing import Any

from tests.proof.access.rules import (
    EDIT,
    GENERATE,
    MINE,
    NAMED,
    OPEN,
    OWN,
    READ,
    SELF,
    VIEW,
    Act,
    Need,
    Route,
    call,
    sent,
)

# What is no row stands plainly in a body: "outputs" are as many pictures here, and pictures elsewhere.
PICTURE: dict[str, Any] = {"models": ["fal-seedream-5"], "prompt": "a lake", "outputs": 1}
ORDER: dict[str, Any] = {**PICTURE, "session": "@session", "references": ["@picture"]}
START: dict[str, Any] = {"source": "@picture", "instruction": "more stars", "models": ["fal-seedream-5"]}
TURN: dict[str, Any] = {"instruction": "more stars", "continues": "output:@turn_picture", "references": ["@picture"]}


def made(need: Need = EDIT, **body: Any) -> Act:
    return sent(need, GENERATE, **body)


def priced(need: Need = EDIT, **body: Any) -> Act:
    return sent(need, READ, **body)


API: dict[str, Route] = {
    "/api/me/": call(GET=SELF),
    "/api/models/": call(GET=SELF),
    "/api/schema/": call(GET=OPEN),
    "/api/docs/": call(GET=OPEN),
    "/api/projects/": call(GET=SELF, POST=sent(SELF, name="New")),
    "/api/projects/<int:pk>/": call("project", GET=VIEW, PATCH=sent(OWN, name="New"), DELETE=OWN),
    "/api/projects/<int:pk>/restore/": call("thrown_project", POST=MINE),
    "/api/projects/<int:project>/members/": call(
        "project", GET=VIEW, POST=sent(OWN, email="newcomer@example.com", role="viewer")
    ),
    "/api/projects/<int:project>/members/<int:user>/": call(
        "project", "member", PATCH=sent(OWN, role="editor"), DELETE=OWN
    ),
    "/api/sessions/": call(GET=SELF, POST=sent(EDIT, project="@project", name="New", kind="image")),
    "/api/sessions/<int:pk>/": call("session", GET=VIEW, PATCH=sent(EDIT, name="New"), DELETE=OWN),
    "/api/sessions/<int:pk>/restore/": call("thrown_session", POST=OWN),
    "/api/uploads/": call(POST=sent(EDIT, session="@session", file="@file")),
    "/api/generations/": call(GET=SELF, POST=made(**ORDER)),
    "/api/generations/estimate/": call(POST=priced(**ORDER)),
    "/api/generations/<int:pk>/": call("generation", GET=VIEW),
    "/api/generations/<int:pk>/cancel/": call("open_generation", POST=EDIT),
    "/api/generations/<int:pk>/regenerate/": call("generation", POST=made()),
    "/api/generations/<int:pk>/retry/": call("failed_generation", POST=made()),
    "/api/batches/": call(GET=SELF),
    "/api/batches/<int:pk>/": call("assets", GET=VIEW, PATCH=sent(EDIT, title="New", tags=["sea"])),
    "/api/batches/<int:pk>/cancel/": call("assets", POST=EDIT),
    "/api/batches/<int:pk>/download/": call("batch", GET=VIEW),
    "/api/batches/<int:pk>/retry-failed/": call("assets", POST=made()),
    "/api/tags/": call(GET=SELF),
    "/api/tags/<int:pk>/": call("tag", PATCH=sent(EDIT, name="new"), DELETE=EDIT),
    "/api/tags/<int:pk>/merge/": call("tag", POST=sent(EDIT, into="@second_tag")),
    "/api/conversations/": call(GET=SELF, POST=made(**START)),
    "/api/conversations/estimate/": call(POST=priced(**START)),
    "/api/conversations/<int:pk>/": call("conversation", GET=VIEW, PATCH=sent(EDIT, title="New"), DELETE=OWN),
    "/api/conversations/<int:pk>/outputs/": call("conversation", GET=VIEW),
    "/api/conversations/<int:pk>/restore/": call("thrown_conversation", POST=OWN),
    "/api/conversations/<int:conversation>/turns/": call("conversation", GET=VIEW, POST=made(**TURN)),
    "/api/conversations/<int:conversation>/turns/estimate/": call("conversation", POST=priced(**TURN)),
    "/api/turns/<int:turn>/": call("turn", GET=VIEW),
    "/api/turns/<int:turn>/retry/": call("failed_turn", POST=made()),
    "/api/favorites/": call(GET=SELF, POST=sent(EDIT, output="@picture")),
    "/api/favorites/<int:pk>/": call("favorite", DELETE=MINE),
    "/api/outputs/": call(GET=SELF),
    "/api/outputs/<int:pk>/": call("picture", GET=VIEW, PATCH=sent(EDIT, tags=["sea"]), DELETE=EDIT),
    "/api/outputs/<int:pk>/file/": call("picture", GET=VIEW),
    "/api/outputs/<int:pk>/preview/": call("clip", GET=Act(VIEW, query="poster=1")),
    "/api/trash/<int:pk>/preview/": call("thrown_output", GET=EDIT),
    "/api/outputs/<int:pk>/last-frame/": call("clip", POST=sent(EDIT, session="@second_session")),
    "/api/outputs/<int:pk>/lineage/": call("second_picture", GET=VIEW),
    "/api/outputs/<int:pk>/restore/": call("thrown_output", POST=EDIT),
    "/api/outputs/<int:pk>/video-iterations/": call("picture", GET=VIEW),
    "/api/outputs/<int:output>/rating/": call("picture", GET=VIEW, PUT=sent(EDIT, value=1, note="n"), DELETE=EDIT),
    "/api/outputs/<int:output>/ratings/": call("picture", GET=VIEW),
    "/api/outputs/bulk/": call(POST=sent(NAMED, do="tag", outputs=["@picture"], tags=["sea"])),
    "/api/outputs/download/": call(POST=sent(NAMED, READ, outputs=["@picture", "@second_picture"])),
    "/api/trash/": call(GET=SELF),
    "/api/prompts/enhance/": call(POST=made(SELF, prompt="a lake", engine="local")),
}
