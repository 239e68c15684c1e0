"""What a person asks for."""

from dataclasses import dataclass

CALLS_MAX = 2000
VARIANTS_MAX = 100
SEED_MAX = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Order:
    """`references`, `source_output` and `mask` are output ids; empty strings mean "the model's own choice".

    With `spread`, a model that makes fewer pictures at a time than asked for is called several times.
    """

    models: tuple[str, ...]
    prompts: tuple[str, ...]
    aspect_ratio: str = ""
    resolution: str = ""
    outputs: int = 1
    variants: int = 1
    seed: int | None = None
    duration: int | None = None
    camera_move: str = ""
    references: tuple[int, ...] = ()
    source_output: int | None = None
    mask: int | None = None
    spread: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """What planning has to know of an input: its size in pixels."""

    pk: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Inputs:
    """The pictures that the ids of an order stand for."""

    references: tuple[Picture, ...] = ()
    source: Picture | None = None
    mask: Picture | None = None

    def __len__(self) -> int:
        return len(self.references) + (self.source is not None)
