"""A day in the studio: people sign in, pictures succeed and fail in every way, and somebody tries all the doors."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from typing import Any

from django.db import connection
from websockets.sync.client import ClientConnection

from accounts.actions import create_token, create_user, revoke_token, update_profile
from accounts.models import Scope, User
from generations.models import Generation
from generations.states import ACTIVE, State
from projects.actions import add_member
from projects.models import Project, Role
from tests.doubles.server import Double
from tests.doubles.webhooks import FORGED_KEY, KEY, signed_headers
from tests.generations.rows import png
from tests.proof.canaries.planted import Planted
from tests.proof.canaries.visitors import Visitor

FAL, OPENAI = "fal-z-image-turbo", "openai-gpt-image-2"
EDITOR = "fal-seedream-5"
# What the doubles do to a prompt that holds one of these. "echo" repeats the headers of the request, with our key.
ENDS = {
    "succeeds": "[[sim:run=0.1]]",
    "is refused": "[[sim:content_policy]]",
    "breaks": "[[sim:model500]]",
    "is echoed": "[[sim:echo]]",
    "finds no credit": "[[sim:balance]]",
    "is too long": "[[sim:too_long]]",
    "leads elsewhere": "[[sim:foreign]]",
    "is cancelled": "[[sim:run=60]]",
    "is lost": "[[sim:lost]]",
}
PATIENCE = 90.0


class People:
    """alice owns, bob is a member, charlie is a stranger, root moderates; nobody has not signed in."""

    def __init__(self, url: str, planted: Planted) -> None:
        self.planted, self.users = planted, dict[str, User]()
        self.browsers: dict[str, Visitor] = {}
        self.programs: dict[str, Visitor] = {}
        for name in ("alice", "bob", "charlie", "root"):
            self._arrives(url, name)
        self.nobody = Visitor(url, "nobody")

    def _arrives(self, url: str, name: str) -> None:
        email, password = self.planted.email(name), self.planted.credential(f"password of {name}")
        user = create_user(email=email, password=password, superuser=name == "root")
        self.users[name] = update_profile(
            user=user, first_name=self.planted.text("word", f"name of {name}"), last_name=""
        )
        token = create_token(user=user, name=self.planted.word(), scopes=Scope.values)[1]
        self.programs[name] = Visitor(url, name, self.planted.keep("credential", f"token of {name}", token))
        self.browsers[name] = Visitor(url, name)
        self.browsers[name].sign_in(email, password, self.planted)

    @property
    def all(self) -> list[Visitor]:
        return [*self.browsers.values(), *self.programs.values(), self.nobody]


class Day:
    def __init__(self, people: People, double: Double) -> None:
        self.people, self.planted, self.double = people, people.planted, double
        self.alice = people.programs["alice"]
        self.frames: list[bytes] = []

    def live(self) -> None:
        self.project = self.alice.api("projects", name=self.planted.text("word", "name of a project"))["id"]
        add_member(project=Project.objects.get(pk=self.project), email=self.people.users["bob"].email, role=Role.EDITOR)
        room = {"project": self.project, "kind": "image", "name": self.planted.text("word", "name of a session")}
        self.session = self.alice.api("sessions", **room)["id"]
        with self.alice.socket() as mine, self.people.programs["charlie"].socket() as foreign:
            for socket in (mine, foreign):
                for topic in (f"session:{self.session}", f"project:{self.project}"):
                    socket.send(json.dumps({"op": "sub", "topic": topic}))
            self._make()
            self._wrong_doors()
            self._wait()
            self._deliver()
            self.frames = [frame for socket in (mine, foreign) for frame in _frames(socket)]
        self._crash()

    def _make(self) -> None:
        program, words = self.alice, self.planted
        picture = self._upload()
        for what, marker in ENDS.items():
            for model in (FAL, OPENAI) if what == "succeeds" else (FAL,):
                prompt = words.text("prompt", f"prompt that {what} at {model}")
                order = {"session": self.session, "models": [model], "prompt": f"{prompt} {marker}"}
                made = program.api("generations", **order, concept=words.text("word", f"concept that {what}"))
                if what == "is cancelled":
                    self.stopped = made["generations"][0]["id"]
        instruction = words.text("prompt", "instruction of a turn")
        program.api("conversations", source=picture["id"], instruction=instruction, models=[EDITOR])
        with suppress(Exception):
            program.api("prompts/enhance", prompt=words.text("prompt", "prompt to enhance"), kind="image")
        note, tag = words.text("word", "note of a rating"), words.keep("word", "tag", words.word(16).lower())
        program.send("PUT", f"/api/outputs/{picture['id']}/rating/", json={"value": 1, "note": note})
        program.send("PATCH", f"/api/outputs/{picture['id']}/", json={"tags": [tag]})
        program.api("favorites", project=self.project, text=words.text("prompt", "prompt that is kept"))

    def _upload(self) -> dict[str, Any]:
        name = self.planted.text("word", "name of a file").replace("/", "-").replace('"', "")
        self.planted.keep("word", "name of a file as sent", name)
        file = {"file": (f"{name}.png", BytesIO(png().getvalue()), "image/png")}
        return dict(self.alice.send("POST", "/api/uploads/", data={"session": self.session}, files=file).json())

    def _deliver(self) -> None:
        """Webhooks: forged, unsigned, and right ones for what has ended or was never asked for."""
        body = json.dumps({"request_id": "r-0", "status": "OK", "payload": {}}).encode()
        forged, right = signed_headers("r-0", body, FORGED_KEY), signed_headers(self.planted.word(), body, KEY)
        for token in Generation.objects.values_list("attempt_token", flat=True):
            self.planted.keep("attempt", "token of an attempt", token)
            for headers in (forged, {}):
                self.people.nobody.send("POST", f"/hooks/fal/{token}/", content=body, headers=headers)
        ended = Generation.objects.filter(state=State.SUCCEEDED).values_list("attempt_token", flat=True)
        for token in (*ended, "x" * 32):
            self.people.nobody.send("POST", f"/hooks/fal/{token}/", content=body, headers=right)

    def _wrong_doors(self) -> None:
        """Errors of every kind, with secrets where they do not belong."""
        token, wrong = self.alice.token, self.planted.credential("wrong password")
        revoked, raw = create_token(user=self.people.users["bob"], name="old", scopes=[Scope.READ])
        revoke_token(token=revoked)
        Visitor(self.alice.url, "old", self.planted.keep("credential", "revoked token", raw)).get("/api/me/")
        for visitor in (*self.people.browsers.values(), self.people.nobody):
            for address in (f"/nowhere/?token={token}", f"/api/nowhere/?access_token={token}", f"/{token}/", "/%00"):
                visitor.get(address)
            visitor.send("POST", f"/projects/create/?key={token}", headers={"X-CSRFToken": "wrong"}, data={})
            visitor.send(
                "POST", "/api/generations/", content=b'{"prompt": ', headers={"Content-Type": "application/json"}
            )
            visitor.send("PUT", "/accounts/login/", data={"password": wrong})
        stranger = Visitor(self.alice.url, "stranger")
        stranger.sign_in(self.people.users["alice"].email, wrong, self.planted)
        report = {
            "csp-report": {"effective-directive": "script-src", "blocked-uri": "eval", "document-uri": self.alice.url}
        }
        stranger.send("POST", "/csp-report", content=json.dumps(report).encode())

    def _wait(self) -> None:
        end = time.monotonic() + PATIENCE
        self.alice.send("POST", f"/api/generations/{self.stopped}/cancel/")
        # What is lost is asked for again and again: it stays unknown.
        while Generation.objects.filter(state__in=ACTIVE).exists():
            if time.monotonic() > end:
                running = Generation.objects.filter(state__in=ACTIVE).values_list("prompt", "state")
                raise TimeoutError(f"these do not end: {list(running)}")
            time.sleep(0.1)

    def _crash(self) -> None:
        """In the middle of requests that carry secrets everywhere."""
        ways = {"/library/favorites/": self.people.browsers["alice"], "/api/favorites/": self.alice}
        with missing_table("ratings_favorite"):
            for address, visitor in ways.items():
                answer = visitor.get(f"{address}?token={self.alice.token}")
                if answer.status_code != 500:
                    raise RuntimeError(f"{address} answered {answer.status_code} without its table")

    def read(self) -> None:
        """Every address, asked for by everybody."""
        outputs = list(Generation.objects.filter(state=State.SUCCEEDED).values_list("outputs", flat=True))
        pks = {"project": self.project, "session": self.session, "output": outputs[0]}
        pks |= Generation.objects.values("batch", "pk").latest("pk") | {"turn": 1}
        addresses = [address.format(**pks) for address in ADDRESSES.split()]
        for visitor in self.people.all:
            for address in addresses:
                if visitor.name == "root" or not address.startswith("/admin/"):
                    visitor.get(address)


ADDRESSES = """
/ /projects/{project}/ /sessions/{session}/ /sessions/{session}/items/ /batches/ /batches/{batch}/ /library/ /edit/
/outputs/{output}/ /outputs/{output}/details/ /library/items/ /library/favorites/ /library/tags/ /settings/ /palette/
/live/?f=generation:{pk}&f=output:{output}&f=batch:{batch} /live/changes/?topic=session:{session}&since=0 /api/me/
/api/projects/ /api/projects/{project}/ /api/projects/{project}/members/ /api/sessions/ /api/sessions/{session}/
/api/generations/ /api/generations/{pk}/ /api/batches/ /api/batches/{batch}/ /api/outputs/ /api/outputs/{output}/
/api/outputs/{output}/lineage/ /api/outputs/{output}/ratings/ /api/outputs/{output}/file/ /api/tags/ /api/favorites/
/api/conversations/ /api/models/ /api/trash/ /healthz /readyz /metrics /accounts/login/ /accounts/password/reset/
/admin/ /admin/accounts/user/ /admin/accounts/apitoken/ /admin/generations/generation/{pk}/change/
/admin/generations/generation/ /admin/generations/output/ /admin/generations/batch/ /admin/projects/project/
"""


@contextmanager
def missing_table(name: str) -> Iterator[None]:
    """Whoever reads it breaks in the middle of a request."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {name} RENAME TO hidden_{name}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE hidden_{name} RENAME TO {name}")


def _frames(socket: ClientConnection) -> Iterator[bytes]:
    with suppress(TimeoutError):
        while True:
            frame = socket.recv(timeout=0.2)
            yield frame if isinstance(frame, bytes) else frame.encode()
