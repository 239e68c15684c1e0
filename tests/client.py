"""A program that uses the studio over the network, with a token."""

from types import TracebackType
from typing import Any, Self

import httpx

from tests.processes import Processes


class Program:
    def __init__(self, address: str, token: str) -> None:
        self.address, self.headers = address, {"Authorization": f"Bearer {token}"}
        self._http = httpx.Client(base_url=f"{address}/api/", headers=self.headers, timeout=60)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def get(self, path: str) -> Any:
        return self._http.get(path).raise_for_status().json()

    def read(self, path: str) -> bytes:
        return self._http.get(path).raise_for_status().content

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self.send(path, body).raise_for_status().json()
        return answer

    def send(self, path: str, body: dict[str, Any], headers: dict[str, str] | None = None) -> httpx.Response:
        """Whatever the answer is."""
        return self._http.post(f"{path}/", json=body, headers=headers)

    def new_session(self) -> int:
        project = self.post("projects", name="Spring")["id"]
        return int(self.post("sessions", project=project, kind="image", name="Posters")["id"])

    def ask(self, session: int, prompt: str, *models: str, **order: Any) -> dict[str, Any]:
        """The click. Answers the batch and its generations."""
        return self.post("generations", session=session, models=models, prompt=prompt, **order)

    def upload(self, session: int, picture: bytes) -> dict[str, Any]:
        files = {"file": ("still.png", picture, "image/png")}
        answer: dict[str, Any] = (
            self._http.post("uploads/", data={"session": session}, files=files).raise_for_status().json()
        )
        return answer


def new_token(processes: Processes, email: str) -> str:
    return processes.run("manage.py", "create_token", email, "--name", "program").split()[-1]
