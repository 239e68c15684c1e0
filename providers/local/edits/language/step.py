"""What one clause of an instruction asks for."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Strength:
    """`exact` is a share that was named ("40 %"); otherwise `factor` scales what the operation does by itself."""

    factor: float = 1.0
    exact: float | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """`region` and `place` are parts of the picture, `colours` codes like "#d2302f", `number` degrees or a ratio.

    `unknown` are words of the clause that mean nothing here, so that the effect lies on the whole picture.
    """

    operation: str
    strength: Strength = Strength()
    region: str = ""
    colours: tuple[str, ...] = ()
    number: float | None = None
    text: str = ""
    place: str = ""
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    steps: list[Step] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
