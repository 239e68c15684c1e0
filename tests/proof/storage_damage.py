"""What happens to stored files behind the studio's back, and what the sanity check then has to tell."""

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from hashlib import sha256
from io import StringIO
from pathlib import Path
from random import Random

from django.conf import settings
from django.core.management import call_command

from generations.models import Output

# Older than anything that may still get its row.
OLD = 8 * 3600
Told = set[tuple[str, str]]


def check(*options: str) -> Told:
    """What `manage.py sanity_check` says: what is wrong, and where."""
    out, clean = StringIO(), True
    try:
        call_command("sanity_check", *options, stdout=out)
    except SystemExit:
        clean = False
    told = {(line[:10].strip(), line[12:].partition(": ")[0]) for line in out.getvalue().splitlines()[:-1]}
    if clean != (not told):
        raise RuntimeError(f"the exit status does not fit {out.getvalue()!r}")
    return told


def flip(path: Path, random: Random) -> str:
    data = bytearray(path.read_bytes())
    data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    path.write_bytes(data)
    return "Damaged"


def truncate(path: Path, random: Random) -> str:
    os.truncate(path, random.randrange(path.stat().st_size))
    return "Damaged"


def lengthen(path: Path, random: Random) -> str:
    with path.open("ab") as file:
        file.write(random.randbytes(random.randint(1, 9)))
    return "Damaged"


def delete(path: Path, random: Random) -> str:
    path.unlink()
    return "Missing"


DAMAGES: tuple[Callable[[Path, Random], str], ...] = (flip, flip, flip, truncate, lengthen, delete)


def damage(count: int, random: Random) -> tuple[Told, Counter[str]]:
    """Some to files that are named by rows, some by files that nobody knows. What it is, by what the check calls it."""
    expected, struck = Told(), Counter[str]()
    named = {name for row in Output.objects.exclude(file="") for name in row.file_names}
    stored = sorted(name for name in named if (settings.MEDIA_ROOT / name).is_file())
    for name in random.sample(stored, min(len(stored), count * 9 // 10)):
        do = random.choice(DAMAGES)
        expected.add((do(settings.MEDIA_ROOT / name, random), name))
        struck[do.__name__] += 1
    for kind, path in _strangers(count - len(expected), random):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(random.randbytes(20))
        _age(path)
        expected.add((kind, str(path.relative_to(settings.DATA))))
        struck["add"] += 1
    return expected, struck


def _strangers(count: int, random: Random) -> Iterator[tuple[str, Path]]:
    for number in range(count):
        digest = sha256(f"{number} {random.random()}".encode()).hexdigest()
        folder = settings.MEDIA_ROOT / digest[:2]
        yield random.choice(
            [
                ("Orphaned", folder / f"{digest}.png"),
                ("Orphaned", folder / f"{digest}-preview-{digest[:16]}.webp"),
                ("Orphaned", folder / f".new-{digest[:8]}"),
                ("Foreign", folder / f"{digest[:9]}.txt"),
                ("Foreign", settings.MEDIA_ROOT / digest[:9]),
            ]
        )


def age() -> None:
    """As if all that is stored had been there for hours."""
    for path in (*settings.MEDIA_ROOT.rglob("*"), *settings.SPOOL_ROOT.glob("*")):
        _age(path)


def _age(path: Path) -> None:
    then = time.time() - OLD
    os.utime(path, (then, then))
