"""What a person asks for."""

from dataclasses import dataclass

CALLS_MAX = 2000
VARIANTS_MAX = 100
SEED_MAX = 2**31 - 1
# Of a camera move, in percent.
STRENGTH, STRENGTH_MAX = 50, 100


@dataclass(frozen=True, slots=True)
class Order:
    """`references`, `source_output`, `end_frame` and `mask` are output ids; empty strings mean "as the model likes".

    `enhanced` is sent instead of the prompt that was typed. With `spread`, a model that makes fewer pictures at a time
    than asked for is called several times.
    """

    models: tuple[str, ...]
    prompts: tuple[str, ...]
    aspect_ratio: str = ""
    resolution: str = ""
    format: str = ""
    outputs: int = 1
    variants: int = 1
    seed: int | None = None
    duration: int | None = None
    camera_move: str = ""
    camera_strength: int = STRENGTH
    enhanced: str = ""
    references: tuple[int, ...] = ()
    source_output: int | None = None
    end_frame: int | None = None
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
    end_frame: Picture | None = None
    mask: Picture | None = None

    def __len__(self) -> int:
        """Those that a model is shown; a mask only says where."""
        return len(self.references) + (self.source is not None) + (self.end_frame is not None)
