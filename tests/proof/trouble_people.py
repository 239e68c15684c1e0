"""What people do in a studio meanwhile: each wish is repeated with the same key until it is answered."""

import asyncio
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from random import Random
from typing import Any

import httpx

MODEL = "fal-z-image-turbo"
PROMPT = "waves [[sim:same]] [[sim:small]] [[sim:queue=0]] [[sim:run={:.1f}]]"
VARIANTS, RUN = (1, 4), (0.0, 2.0)
AGAIN = 0.2


class People:
    """They ask for pictures, stop some, delete some, and name their sessions and projects anew."""

    def __init__(self, addresses: Sequence[str], token: str, random: Random) -> None:
        self.addresses, self.random = addresses, random
        self.done, self.repeated = Counter[str](), Counter[str]()
        self.projects: list[int] = []
        self.sessions: list[int] = []
        self.batches: list[int] = []
        self._generations: list[int] = []
        self._http = httpx.AsyncClient(headers={"Authorization": f"Bearer {token}"}, timeout=10)
        self._wishes: dict[Callable[[], Awaitable[None]], int] = {
            self.ask: 2,
            self.cancel: 1,
            self.delete: 2,
            # One event each, and nothing afterwards tells what it told.
            self.rename_session: 6,
            self.rename_project: 3,
            self.try_session: 1,
        }

    async def close(self) -> None:
        await self._http.aclose()

    async def move_in(self, projects: int, sessions: int) -> None:
        self.user = int((await self._insist("GET", "me/"))["user"]["id"])
        for _ in range(projects):
            project = (await self._insist("POST", "projects/", name="Spring"))["id"]
            self.projects.append(project)
            self.sessions += [await self._new_session(project) for _ in range(sessions)]
        for session in self.sessions[::2]:
            await self.ask(session)

    async def act(self, pause: float) -> None:
        """Until it is cancelled; what was begun is not finished then."""
        while True:
            await asyncio.sleep(self.random.uniform(0, 2) * pause)
            wish = self.random.choices(list(self._wishes), list(self._wishes.values()))[0]
            await wish()
            self.done[wish.__name__] += 1

    async def ask(self, session: int = 0) -> None:
        prompt = PROMPT.format(self.random.uniform(*RUN))
        variants = self.random.randint(*VARIANTS)
        order = {"models": [MODEL], "prompt": prompt, "variants": variants}
        made = await self._insist("POST", "generations/", session=session or self.random.choice(self.sessions), **order)
        self.batches.append(made["batch"]["id"])
        self._generations += [row["id"] for row in made["generations"]]

    async def cancel(self) -> None:
        await self._insist("POST", f"generations/{self.random.choice(self._generations[-8:])}/cancel/")

    async def delete(self) -> None:
        row = await self._insist("GET", f"generations/{self.random.choice(self._generations)}/")
        for output in row["outputs"][:1]:
            await self._insist("DELETE", f"outputs/{output['id']}/")

    async def rename_session(self) -> None:
        await self._insist("PATCH", f"sessions/{self.random.choice(self.sessions)}/", name=self._name())

    async def rename_project(self) -> None:
        await self._insist("PATCH", f"projects/{self.random.choice(self.projects)}/", name=self._name())

    async def try_session(self) -> None:
        """One that is thrown away again."""
        session = await self._new_session(self.random.choice(self.projects))
        await self._insist("DELETE", f"sessions/{session}/")

    def _name(self) -> str:
        return f"Posters {self.random.randrange(10**6)}"

    async def _new_session(self, project: int) -> int:
        return int((await self._insist("POST", "sessions/", project=project, kind="image", name="Posters"))["id"])

    async def _insist(self, method: str, path: str, **body: Any) -> Any:
        headers = {"Idempotency-Key": secrets.token_hex(8)}
        while True:
            try:
                address = self.random.choice(self.addresses)
                answer = await self._http.request(method, f"{address}/api/{path}", json=body or None, headers=headers)
            except httpx.TransportError:
                self.repeated["requests that were lost"] += 1
            else:
                if answer.status_code < httpx.codes.INTERNAL_SERVER_ERROR and not _is_answered_elsewhere(answer):
                    return answer.json() if answer.content else {}
                self.repeated[f"answers {answer.status_code}"] += 1
            await asyncio.sleep(AGAIN)


def _is_answered_elsewhere(answer: httpx.Response) -> bool:
    """The same request, of which the answer was lost. A second wish to stop something is refused for good."""
    return answer.status_code == httpx.codes.CONFLICT and not answer.url.path.endswith("/cancel/")
