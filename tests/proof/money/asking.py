"""What people ask for: batches of 2 to 50, and in the words of each prompt how its provider will behave."""

from dataclasses import dataclass
from itertools import count
from random import Random
from threading import Lock

FAL, OPENAI, LOCAL = "fal-z-image-turbo", "openai-gpt-image-2", "local-poster"
PAID = ("fal", "openai")
BATCH = (2, 50)

# How the submission is answered and how the request ends, each with its share of all; what is counted as struck.
ANSWERS: dict[str, tuple[float, str]] = {
    "": (49, ""),
    "run=3": (6, "slow requests"),
    "drop": (6, "lost answers"),
    "drop=1": (3, "lost answers"),
    "drop=40": (3, "lost answers"),
    "drop=100": (3, "lost answers"),
    "accept500": (3, "lost answers"),
    "slowsubmit=1.5": (10, "late answers"),
    "price=1.5": (3, "prices higher than listed"),
    "price=0.5": (2, "prices lower than listed"),
    "busy429=2": (4, "429"),
    "nginx502": (1, "answers that say nothing"),
    "lost": (1, "requests lost on the way"),
    "model500": (2, "failures of the model"),
    "content_policy": (2, "refusals of the model"),
    "balance": (0.5, "refusals of the account"),
}
HOOKS: dict[str, tuple[float, str]] = {
    "": (50, ""),
    "hook=none": (20, "webhooks missing"),
    "hook=early": (8, "webhooks early"),
    "hook=late:2": (8, "webhooks late"),
    "hook=dup:3": (8, "webhooks repeated"),
    "hook=forged": (6, "webhooks forged"),
}
# Of a hundred batches so many are made by these as well: a call without history, and an engine that costs nothing.
ALSO_OPENAI, ALSO_LOCAL = 30, 10
# Drawing takes a second each.
LOCAL_MOST = 5


@dataclass(frozen=True)
class Order:
    models: list[str]
    prompts: list[str]
    faults: list[str]


class Asking:
    """Every prompt is asked for once, so the bill says what was sent how often."""

    def __init__(self, random: Random) -> None:
        self.random, self._numbers, self.lock = random, count(1), Lock()

    def order(self, most: int) -> Order:
        """Of at most so many that are paid."""
        size = min(self.random.randint(*BATCH), most)
        if size > 1 and self.random.random() * 100 < ALSO_OPENAI:
            # As a second model of the same prompts: half of the generations are its.
            return self._order([FAL, OPENAI], size // 2)
        extra = [LOCAL] if size <= LOCAL_MOST and self.random.random() * 100 < ALSO_LOCAL else []
        return self._order([FAL, *extra], size)

    def _order(self, models: list[str], size: int) -> Order:
        chosen = [(self._chosen(ANSWERS), self._chosen(HOOKS)) for _ in range(size)]
        prompts = [self._prompt(marks) for marks in chosen]
        per = sum(model != LOCAL for model in models)
        answers = [ANSWERS[answer][1] for answer, _ in chosen] * per
        hooks = [HOOKS[hook][1] for _, hook in chosen]
        return Order(models, prompts, [name for name in (*answers, *hooks) if name])

    def _chosen(self, shares: dict[str, tuple[float, str]]) -> str:
        return self.random.choices(list(shares), [share for share, _ in shares.values()])[0]

    def _prompt(self, marks: tuple[str, ...]) -> str:
        said = " ".join(f"[[sim:{mark}]]" for mark in ("small", *marks) if mark)
        return f"waves {next(self._numbers)} {said}"
