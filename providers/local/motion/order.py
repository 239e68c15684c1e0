"""What is wanted of one clip."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Clip:
    """`ratio` "" keeps the shape of the source; `move` "" leaves it to the prompt; `strength` is 1..100."""

    style: str
    prompt: str
    seed: int
    size: tuple[int, int]
    ratio: str
    seconds: int
    move: str = ""
    strength: int = 50
    source: Path | None = None
