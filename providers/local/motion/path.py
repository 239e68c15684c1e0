"""From moves to the pose of every frame: eased in and out, one after the other or together."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from math import pi, sin

from providers.local.motion.pose import MOVES, Pose

_BREATH = 4.0  # seconds
# Three waves that never meet make a hand; each part of the pose has its own beginning.
_SHAKES = ((0.31, 0.6), (0.83, 0.28), (1.9, 0.12))  # Hz, share
_BEGINNINGS = (0.0, 1.7, 3.1, 4.4, 5.2, 2.3, 0.8, 0.0)


@dataclass(frozen=True, slots=True)
class Step:
    """One move at an amount of 0..1, in a stretch of the clip that it may share with others."""

    move: str
    amount: float
    stretch: int = 0


def poses(steps: Sequence[Step], frames: int, rate: int) -> list[Pose]:
    stretches = 1 + max(step.stretch for step in steps)
    return [_pose(steps, stretches, number / max(1, frames - 1), number / rate) for number in range(frames)]


def ease(share: float) -> float:
    share = min(max(share, 0.0), 1.0)
    return share * share * (3 - 2 * share)


def sway(reach: Pose, seconds: float) -> Pose:
    if reach == Pose():
        return reach
    waves = [
        sum(share * sin(2 * pi * hertz * seconds + beginning * (1 + hertz)) for hertz, share in _SHAKES)
        for beginning in _BEGINNINGS
    ]
    parts = [reach_ * wave for reach_, wave in zip(astuple(reach), waves, strict=True)]
    parts[-1] = reach.light * sin(2 * pi * seconds / _BREATH)
    return Pose(*parts)


def _pose(steps: Sequence[Step], stretches: int, share: float, seconds: float) -> Pose:
    pose = Pose()
    for step in steps:
        move, done = MOVES[step.move], ease(share * stretches - step.stretch)
        way = move.before * (1 - done) + move.after * done + sway(move.lively, seconds)
        pose += way * step.amount
    return pose
