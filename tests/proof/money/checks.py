"""At rest: do the rows, the files and the provider's bill say the same? Nothing here asks the product's own code."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from tests.proof.money.asking import PAID
from tests.proof.money.world import World

ACTIVE = ("queued", "submitting", "submitted", "storing")
FINISHED = "COMPLETED"
NOTHING = Decimal(0)

GENERATIONS = """
SELECT g.id, g.provider, g.prompt, g.state, g.cost, g.attempt_token, g.provider_request_id, g.error_code, g.error_raw,
    (SELECT count(*) FROM proof_move m WHERE m.generation = g.id AND m.target = 'submitting') AS begun,
    (SELECT count(*) FROM generations_output o WHERE o.generation_id = g.id) AS outputs
FROM generations_generation g ORDER BY g.id
"""
FILES = "SELECT id, generation_id, file, preview, poster, sha256, bytes FROM generations_output WHERE file <> ''"


@dataclass
class Account:
    """What must agree: one generation of fal, which its webhook's address names; at OpenAI all of one prompt."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    bill: list[dict[str, Any]] = field(default_factory=list)

    @property
    def made(self) -> int:
        """Requests that brought a result."""
        return sum(paid["status"] == FINISHED and Decimal(paid["cost"]) > 0 for paid in self.bill)

    @property
    def lost_for_good(self) -> int:
        """Made and paid, but never to be known: only where the provider has neither history nor webhooks."""
        return max(0, self.made - self.in_state("succeeded")) if self.may_be_lost else 0

    @property
    def can_be_found(self) -> bool:
        """Unknown, though the provider can tell."""
        return bool(self.in_state("unknown") and self.bill and not self.may_be_lost)

    def in_state(self, *states: str) -> int:
        return sum(row["state"] in states for row in self.rows)

    @property
    def may_be_lost(self) -> bool:
        """Only a provider without history and without webhooks may leave a paid request unknown for good."""
        return all(row["provider"] == "openai" for row in self.rows)

    def __str__(self) -> str:
        shown = [{name: str(value)[:80] for name, value in row.items() if name != "attempt_token"} for row in self.rows]
        paid = [(entry["request_id"], entry["status"], entry["cost"]) for entry in self.bill]
        return f"{shown} billed {paid}"


def accounts(world: World) -> list[Account]:
    found: defaultdict[str, Account] = defaultdict(Account)
    for row in world.rows(GENERATIONS):
        if row["provider"] in PAID:
            found[row["attempt_token"] if row["provider"] == "fal" else row["prompt"]].rows.append(row)
    for entry in world.provider.bill():
        found[_named(entry)].bill.append(entry)
    return list(found.values())


def _named(entry: dict[str, Any]) -> str:
    if entry["provider"] == "fal":
        return str(urlsplit(entry["webhook"]).path.rstrip("/").rpartition("/")[2])
    return str(entry["payload"]["prompt"])


def open_rows(world: World) -> list[str]:
    """What has still to end, or to be found out."""
    return [str(account) for account in accounts(world) if account.in_state(*ACTIVE) or account.can_be_found] + [
        str(row) for row in world.rows(GENERATIONS) if row["provider"] == "local" and row["state"] in ACTIVE
    ]


def to_be_found(world: World) -> list[int]:
    return [row["id"] for account in accounts(world) if account.can_be_found for row in account.rows]


def lost(world: World, every: list[Account]) -> Iterator[str]:
    """Nobody knows of them any more: what was asked for and has no row, what was paid for and belongs to nobody."""
    there = {row["id"] for row in world.rows("SELECT id FROM generations_generation")}
    yield from (f"generation {pk} has no row" for pk in sorted(world.asked - there))
    yield from (f"nobody's: {account}" for account in every if not account.rows)


def submitted_twice(every: list[Account]) -> Iterator[str]:
    yield from (str(account) for account in every if len(account.bill) > sum(row["begun"] > 0 for row in account.rows))


def never_completed(world: World, every: list[Account]) -> Iterator[str]:
    for row in world.rows(GENERATIONS):
        if row["state"] in ACTIVE:
            yield f"still {row['state']}: {row}"
        if (row["state"] == "succeeded") != (row["outputs"] > 0):
            yield f"{row['outputs']} outputs: {row}"
    for account in every:
        if account.made > account.in_state("succeeded", "unknown", *ACTIVE):
            yield f"made and not kept: {account}"


def unresolved(every: list[Account]) -> Iterator[str]:
    yield from (str(account) for account in every if account.can_be_found)


def lost_for_good(every: list[Account]) -> int:
    return sum(account.lost_for_good for account in every)


def ledger(every: list[Account]) -> tuple[Decimal, list[str]]:
    """Ours minus the provider's, over all that could be known; and each account that does not agree."""
    total, wrong = NOTHING, []
    for account in every:
        ours = sum((row["cost"] or NOTHING for row in account.rows), NOTHING)
        costs = sorted((Decimal(entry["cost"]).quantize(Decimal("0.0001")) for entry in account.bill), reverse=True)
        known = costs[account.lost_for_good :]
        difference = ours - sum(known, NOTHING)
        total += difference
        if difference:
            wrong.append(f"{difference}: {account}")
    return total, wrong


def missing_files(world: World) -> Iterator[str]:
    for row in world.rows(FILES):
        for name in filter(None, (row["file"], row["preview"], row["poster"])):
            if not (settings.MEDIA_ROOT / name).is_file():
                yield f"output {row['id']}: no {name}"
        path = settings.MEDIA_ROOT / row["file"]
        if path.is_file() and not _is_whole(path, row):
            yield f"output {row['id']}: {row['file']} is not what the row says"


def _is_whole(path: Path, row: dict[str, Any]) -> bool:
    data = path.read_bytes()
    same = hashlib.sha256(data).hexdigest() == row["sha256"] == path.name[:64]
    return bool(same and len(data) == row["bytes"])


def orphaned_files(world: World) -> list[str]:
    known = {name for row in world.rows(FILES) for name in (row["file"], row["preview"], row["poster"])}
    there = (path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file())
    return sorted(name for path in there if (name := str(path.relative_to(settings.MEDIA_ROOT))) not in known)
