"""What a kill test does and looks at."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from accounts.models import User
from generations.actions import create_batch
from generations.models import Generation, Output
from generations.planning import Order
from generations.states import ACTIVE, State
from projects.models import Session
from tests.doubles.server import Double
from tests.processes import Processes

FAL, LOCAL = "fal-z-image-turbo", "local-poster"


@dataclass(frozen=True)
class World:
    processes: Processes
    provider: Double
    session: Session
    by: User

    def ask(self, *models: str, prompt: str = "waves", variants: int = 1) -> None:
        order = Order(models=models, prompts=(prompt,), variants=variants)
        create_batch(session=self.session, by=self.by, order=order)

    def paid_seeds(self) -> list[int]:
        """Each generation has a seed of its own, so the bill says what was sent how often."""
        return [row["payload"]["seed"] for row in self.provider.bill("fal")]

    def wait_for_more(self, *states: State) -> None:
        """Something new has come into one of them."""
        there = Generation.objects.filter(state__in=states)
        before = set(there.values_list("pk", flat=True))
        until(lambda: there.exclude(pk__in=before).exists(), str(states), 20)

    def wait_until_settled(self, seconds: float) -> None:
        """All have ended. What was paid for is not given up for lost."""
        until(lambda: not self._open(), "settled", seconds)

    def _open(self) -> list[tuple[int, str]]:
        paid = self.paid_seeds()
        rows = Generation.objects.filter(state__in=[*ACTIVE, State.UNKNOWN])
        return [(row.pk, row.state) for row in rows if row.state != State.UNKNOWN or row.parameters.get("seed") in paid]

    def check(self, count: int) -> None:
        """Each asked for once, paid for at most once, none lost, every file whole."""
        rows = Generation.objects.prefetch_related("outputs")
        assert rows.count() == count
        paid = self.paid_seeds()
        assert len(paid) == len(set(paid))
        for row in rows:
            # Unknown: it was not sent, and whether it was could not be known. Everything else ended well.
            expected = (
                State.UNKNOWN if row.provider == "fal" and row.parameters["seed"] not in paid else State.SUCCEEDED
            )
            assert row.state == expected, f"{row.model} {row.pk}: {row.state} {row.error_text} {row.error_raw}"
            assert row.outputs.count() == (row.state == State.SUCCEEDED)
        assert all(is_whole(output) for output in Output.objects.filter(deleted_at=None))


def is_whole(output: Output) -> bool:
    stored = [Path(settings.MEDIA_ROOT, name.name) for name in (output.file, output.preview)]
    return all(path.is_file() for path in stored) and stored[0].stat().st_size == output.bytes


def until(condition: Callable[[], bool], what: str, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"not {what} after {seconds} s"
        time.sleep(0.05)
