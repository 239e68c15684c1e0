"""Where the camera stands, and what each move does to it."""

from dataclasses import astuple, dataclass
from math import log, radians


@dataclass(frozen=True, slots=True)
class Pose:
    """Zero is the camera of the still. Lengths are shares of half the frame, right and down being positive.

    `zoom` is a logarithm and `roll` in radians; `aside`, `rise` and `dolly` shift near things more than far ones.
    """

    zoom: float = 0.0
    x: float = 0.0
    y: float = 0.0
    roll: float = 0.0
    aside: float = 0.0
    rise: float = 0.0
    dolly: float = 0.0
    light: float = 0.0

    def __add__(self, other: "Pose") -> "Pose":
        return Pose(*(mine + its for mine, its in zip(astuple(self), astuple(other), strict=True)))

    def __mul__(self, share: float) -> "Pose":
        return Pose(*(part * share for part in astuple(self)))


@dataclass(frozen=True, slots=True)
class Move:
    """From `before` to `after` at full strength. A `lively` one does not go anywhere: it sways around the still."""

    before: Pose = Pose()
    after: Pose = Pose()
    lively: Pose = Pose()


_LEFT, _RIGHT = -1, 1
_UP, _DOWN = -1, 1


def _pan(way: int) -> Move:
    return Move(Pose(x=-0.48 * way), Pose(x=0.48 * way))


def _tilt(way: int) -> Move:
    return Move(Pose(y=-0.48 * way), Pose(y=0.48 * way))


def _roll(way: int) -> Move:
    return Move(Pose(roll=radians(-5) * way), Pose(roll=radians(11) * way))


def _orbit(way: int) -> Move:
    return Move(Pose(x=0.04 * way, aside=-0.22 * way), Pose(x=-0.04 * way, aside=0.22 * way))


def _arc(way: int) -> Move:
    return Move(_orbit(way).before, _orbit(way).after + Pose(zoom=log(1.25), dolly=0.12, roll=radians(1.5) * way))


def _track(way: int) -> Move:
    return Move(Pose(x=-0.22 * way, aside=-0.2 * way), Pose(x=0.22 * way, aside=0.2 * way))


def _crane(way: int) -> Move:
    return Move(Pose(y=-0.2 * way, rise=-0.22 * way), Pose(y=0.2 * way, rise=0.22 * way))


MOVES: dict[str, Move] = {
    "static": Move(lively=Pose(light=0.07)),
    "push-in": Move(after=Pose(zoom=log(1.6), dolly=0.22)),
    "pull-out": Move(before=Pose(zoom=log(1.6), dolly=0.22)),
    "pan-left": _pan(_LEFT),
    "pan-right": _pan(_RIGHT),
    "tilt-up": _tilt(_UP),
    "tilt-down": _tilt(_DOWN),
    "roll-left": _roll(_LEFT),
    "roll-right": _roll(_RIGHT),
    "handheld": Move(lively=Pose(zoom=0.02, x=0.045, y=0.04, roll=radians(0.9), aside=0.05, rise=0.03)),
    "orbit-left": _orbit(_LEFT),
    "orbit-right": _orbit(_RIGHT),
    "arc-left": _arc(_LEFT),
    "arc-right": _arc(_RIGHT),
    "dolly-zoom": Move(after=Pose(zoom=log(1.25), dolly=-0.6)),
    "track-left": _track(_LEFT),
    "track-right": _track(_RIGHT),
    "crane-up": _crane(_UP),
    "crane-down": _crane(_DOWN),
}
