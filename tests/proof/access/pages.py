"""Every page, what it takes to have it, and a form that its owner may send."""

from typing import Any

from tests.proof.access.rules import (
    EDIT,
    MINE,
    NAMED,
    OPEN,
    OWN,
    SELF,
    VIEW,
    Act,
    Route,
    ask,
    fetched,
    press,
    see,
)

PICTURE: dict[str, Any] = {
    "models": "fal-seedream-5",
    "prompt": "a lake",
    "aspect_ratio": "3:2",
    "resolution": "2k",
    "outputs": "1",
}
CLIP: dict[str, Any] = {
    "models": "local-camera",
    "prompt": "a flight",
    "resolution": "720p",
    "duration": "5",
    "outputs": "1",
}
TURN: dict[str, Any] = {"models": "fal-seedream-5", "prompt": "more stars", "outputs": "1"}
NEW: dict[str, Any] = {**PICTURE, "project": "@project", "target": "new", "name": "Assets"}
SIGNED = "only what the provider has signed is accepted"
PROJECTS = {
    "/": see(need=SELF),
    "/projects/items/": see(need=SELF),
    "/projects/create/": press(need=SELF, name="New"),
    "/projects/<int:pk>/": see("project"),
    "/projects/<int:pk>/sessions/": see("project"),
    "/projects/<int:pk>/mosaic/": see("project"),
    "/projects/<int:pk>/rename/": press("project", need=OWN, name="New"),
    "/projects/<int:pk>/delete/": press("project", need=OWN, name="@name"),
    "/projects/<int:pk>/restore/": press("thrown_project", need=MINE),
    "/projects/<int:pk>/leave/": press("project", need=VIEW, why="the last owner cannot leave"),
    "/projects/<int:pk>/members/add/": press("project", need=OWN, email="newcomer@example.com", role="viewer"),
    "/projects/<int:pk>/members/<int:user_pk>/role/": press("project", "member", need=OWN, role="editor"),
    "/projects/<int:pk>/members/<int:user_pk>/remove/": press("project", "member", need=OWN),
    "/projects/<int:pk>/sessions/create/": press("project", kind="image", name="New"),
}
SESSIONS = {
    "/sessions/<int:pk>/": see("session"),
    "/sessions/<int:pk>/items/": see("session"),
    "/sessions/<int:pk>/generate/": press("session", **PICTURE),
    "/sessions/<int:pk>/estimate/": press("session", **PICTURE),
    "/sessions/<int:pk>/uploads/": press("session", file="@file"),
    "/sessions/<int:pk>/pick/": see("session"),
    "/sessions/<int:pk>/rename/": press("session", name="New"),
    "/sessions/<int:pk>/archive/": press("session"),
    "/sessions/<int:pk>/unarchive/": press("archived_session"),
    "/sessions/<int:pk>/delete/": press("session", need=OWN),
    "/sessions/<int:pk>/restore/": press("thrown_session", need=OWN),
    "/generations/<int:pk>/cancel/": press("open_generation"),
    "/generations/<int:pk>/retry/": press("failed_generation"),
    "/generations/<int:pk>/regenerate/": press("generation"),
    "/camera/<slug:key>.mp4": see("static", need=SELF),
    "/palette/": see(need=SELF),
}
OUTPUTS = {
    "/outputs/<int:pk>/": see("picture"),
    "/outputs/<int:pk>/details/": see("picture"),
    "/outputs/<int:pk>/delete/": press("picture"),
    "/outputs/<int:pk>/restore/": press("thrown_output"),
    "/outputs/<int:pk>/animate/": Route(
        ("picture",), {"GET": Act(VIEW, plain=302), "POST": Act(EDIT, {**CLIP, "target": "new"})}
    ),
    "/outputs/<int:pk>/animate/estimate/": press("picture", **CLIP),
    "/outputs/<int:pk>/iterations/": see("picture"),
    "/outputs/<int:pk>/last-frame/": press("clip"),
    "/outputs/<int:pk>/tags/": press("picture", add="sea"),
    "/outputs/<int:pk>/edit/": ask("picture", **TURN),
    "/outputs/<int:pk>/edit/estimate/": press("picture", **TURN),
    "/outputs/<int:pk>/like/": press("picture"),
    "/outputs/<int:pk>/dislike/": press("picture"),
    "/outputs/<int:pk>/note/": press("picture", note="Why not"),
    "/outputs/<int:pk>/favorite/": press("picture"),
    "/outputs/animate/": press(need=NAMED, outputs="@picture"),
    "/outputs/animate/estimate/": press(need=NAMED, stills="@picture", **CLIP),
    "/outputs/animate/make/": press(need=NAMED, stills="@picture", target="new", **CLIP),
    "/tags/suggest/": see(need=SELF),
}
BATCHES = {
    "/batches/": see(need=SELF),
    "/batches/items/": see(need=SELF),
    "/batches/new/": Route((), {"GET": Act(SELF), "POST": Act(NAMED, NEW)}),
    "/batches/new/estimate/": press(need=NAMED, **NEW),
    "/batches/new/prompts/": press(need=SELF, prompt="a pier\na harbour"),
    "/batches/<int:pk>/": see("assets"),
    "/batches/<int:pk>/grid/": see("assets"),
    "/batches/<int:pk>/rename/": press("assets", name="New"),
    "/batches/<int:pk>/cancel/": press("assets"),
    "/batches/<int:pk>/retry-failed/": press("assets"),
    "/batches/<int:pk>/prompts/": ask("assets", prompt="a quay"),
    "/batches/<int:pk>/prompts/estimate/": press("assets", prompt="a quay"),
    "/batches/<int:pk>/tags/": press("assets", add="sea"),
}
TALKS = {
    "/edit/": see(need=SELF),
    "/edit/items/": see(need=SELF),
    "/edit/<int:pk>/": see("conversation"),
    "/edit/<int:pk>/turns/": see("conversation"),
    "/edit/<int:pk>/rename/": ask("conversation", title="New"),
    "/edit/<int:pk>/settings/": ask("conversation", models="fal-seedream-5", aspect_ratio="", resolution=""),
    "/edit/<int:pk>/delete/": press("conversation", need=OWN),
    "/edit/<int:pk>/restore/": press("thrown_conversation", need=OWN),
    "/edit/<int:pk>/send/": press("conversation", **TURN),
    "/edit/<int:pk>/estimate/": press("conversation", **TURN),
    "/turns/<int:pk>/retry/": press("failed_turn"),
    "/turns/<int:pk>/cancel/": press("running_turn"),
}
LIBRARY = {
    "/library/": see(need=SELF),
    "/library/items/": see(need=SELF),
    "/library/outputs/<int:pk>/": see("picture"),
    "/library/favorites/": see(need=SELF),
    "/library/favorites/<int:pk>/forget/": press("favorite", need=MINE),
    "/library/bulk/": press(need=NAMED, do="tag", outputs="@picture", tags="sea"),
    "/library/bulk/tag/": press(need=NAMED, outputs="@picture"),
    "/library/bulk/move/": press(need=NAMED, outputs="@picture"),
    "/library/download/": press(need=NAMED, outputs="@picture,@second_picture"),
    "/library/tags/": see(need=SELF),
    "/library/tags/<int:pk>/": ask("tag", do="merge", into="@second_tag"),
    "/library/tags/of/<int:pk>/": see("project", need=SELF),
}
OTHERS = {
    "/prompts/enhance/": press(need=SELF, prompt="a lake", engine="local"),
    "/prompts/enhance/keep/": press(need=SELF, prompt="a lake", enhanced_of="a lake"),
    "/live/": fetched(query="f=generation:@generation"),
    "/live/changes/": fetched(query="topic=user:@owner"),
    "/settings/": see(need=SELF),
    "/settings/profile/": press(need=SELF, first_name="New", last_name=""),
    "/settings/tokens/": press(need=SELF, name="New", scopes="read", lifetime="30"),
    "/settings/tokens/<int:pk>/revoke/": press("token", need=MINE),
    "/icons.svg": see(need=OPEN),
    "/favicon.ico": see(need=OPEN),
    "/healthz": see(need=OPEN),
    "/readyz": see(need=OPEN),
    "/metrics": see(need=OPEN),
    "/csp-report": press(need=OPEN, why="a browser sends JSON"),
    "/hooks/fal/<str:token>/": press("x", need=OPEN, why=SIGNED),
}
PAGES: dict[str, Route] = {**PROJECTS, **SESSIONS, **OUTPUTS, **BATCHES, **TALKS, **LIBRARY, **OTHERS}
