import subprocess
from types import TracebackType
from typing import Self

from tests.services import ServiceMissing, answers, find_redis, free_port


class RedisServer:
    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        command = [
            str(find_redis()),
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
        ]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if not answers(self.port, lambda: self.process.poll() is None):
            raise ServiceMissing("Redis does not start")

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
