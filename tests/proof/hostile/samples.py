"""All hostile files of a run, in an order that a seed decides."""

import random
import struct
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, islice

from tests.proof.hostile import bombs, clips, pictures, scripts
from tests.proof.hostile.sample import Sample

FIXED = (
    *(
        pictures.sound,
        pictures.foreign,
        pictures.secrets,
        clips.sound,
        clips.pointing_elsewhere,
        clips.long,
        clips.broken,
    ),
    *(scripts.alone, scripts.disguised, scripts.polyglots),
)


def few(random: random.Random, most: int) -> Iterator[Sample]:
    """Of every family some, and all that carries secrets or unfolds quickly."""
    kept = [*pictures.secrets(), *pictures.foreign(), *bombs.quick()]
    others = [sample for family in FIXED for sample in family() if family not in (pictures.secrets, pictures.foreign)]
    room = (most - len(kept)) // 2
    yield from chain(kept, random.sample(others, room), (mutated(random) for _ in range(room)))


def many(random: random.Random, most: int) -> Iterator[Sample]:
    kept = [*bombs.quick(), *bombs.slow(), *(sample for family in FIXED for sample in family())]
    yield from kept
    yield from cut_short()
    for _ in range(most - len(kept) - sum(1 for _ in cut_short())):
        yield mutated(random)


def tried(trial: Callable[[Sample], None], samples: Iterable[Sample], *, at_once: int) -> Iterator[None]:
    """Yields for each. No more of them are made than can be tried: all together would take gigabytes."""
    rest = iter(samples)
    with ThreadPoolExecutor(at_once) as pool:
        while chosen := list(islice(rest, 8 * at_once)):
            yield from pool.map(trial, chosen)


def cut_short() -> Iterator[Sample]:
    """At every hundredth of their length."""
    for name, data in pictures.whole().items():
        for percent in range(1, 100):
            yield Sample(f"{name} cut at {percent} %", data[: len(data) * percent // 100])
    for name, data in clips.whole().items():
        for percent in range(1, 100):
            yield Sample(f"{name} cut at {percent} %", data[: len(data) * percent // 100], "video")


def mutated(random: random.Random) -> Sample:
    if random.random() < 0.1:
        return clips.random_boxes(random)
    if random.random() < 0.3:
        name, data = random.choice(list(clips.whole().items()))
        kind = "video"
    else:
        name, data = random.choice(list(pictures.whole().items()))
        kind = "image"
    change = random.choice(CHANGES)
    return Sample(f"{name} with {change.__name__.strip('_')}", bytes(change(random, bytearray(data))), kind)


def _cut(random: random.Random, data: bytearray) -> bytearray:
    return data[: random.randrange(len(data))]


def _flipped_bits(random: random.Random, data: bytearray) -> bytearray:
    for _ in range(random.choice((1, 3, 30, 300))):
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    return data


def _flipped_head(random: random.Random, data: bytearray) -> bytearray:
    """Where sizes and kinds stand."""
    for _ in range(random.choice((1, 2, 5))):
        data[random.randrange(min(len(data), 120))] = random.choice((0, 1, 127, 128, 255, random.randrange(256)))
    return data


def _foreign_head(random: random.Random, data: bytearray) -> bytearray:
    head = random.choice(list(scripts.HEADS.values()))
    return bytearray(head) + data[len(head) :]


def _doubled_part(random: random.Random, data: bytearray) -> bytearray:
    start = random.randrange(len(data))
    part = data[start : start + random.randrange(1, 400)]
    return data[:start] + part * random.choice((2, 5, 100)) + data[start:]


def _lost_part(random: random.Random, data: bytearray) -> bytearray:
    start = random.randrange(len(data))
    return data[:start] + data[start + random.randrange(1, 200) :]


def _absurd_number(random: random.Random, data: bytearray) -> bytearray:
    form = random.choice((">I", "<I", ">H", "<H"))
    most = 2 ** (8 * struct.calcsize(form)) - 1
    struct.pack_into(form, data, random.randrange(len(data) - 4), random.choice((0, 1, most, most // 2, most - 1)))
    return data


CHANGES: tuple[Callable[[random.Random, bytearray], bytearray], ...] = (
    *(_cut, _flipped_bits, _flipped_head, _foreign_head, _doubled_part, _lost_part, _absurd_number),
)
