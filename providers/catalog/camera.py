"""Camera moves: their names, and the words that steer the models that have no field for them."""

from dataclasses import dataclass

SLOW, FAST = 34, 66  # strengths below and above which a move is called slow or fast


@dataclass(frozen=True, slots=True)
class CameraMove:
    """`phrase` continues "The camera ..."; `paced` says whether it can be slow or fast."""

    key: str
    label: str
    phrase: str
    paced: bool = True


MOVES: tuple[CameraMove, ...] = (
    CameraMove("static", "Static", "stays perfectly still", paced=False),
    CameraMove("push-in", "Push in", "pushes in"),
    CameraMove("pull-out", "Pull out", "pulls out"),
    CameraMove("pan-left", "Pan left", "pans to the left"),
    CameraMove("pan-right", "Pan right", "pans to the right"),
    CameraMove("tilt-up", "Tilt up", "tilts up"),
    CameraMove("tilt-down", "Tilt down", "tilts down"),
    CameraMove("roll-left", "Roll left", "rolls to the left"),
    CameraMove("roll-right", "Roll right", "rolls to the right"),
    CameraMove("handheld", "Handheld", "is held by hand and shakes a little", paced=False),
    CameraMove("orbit-left", "Orbit left", "orbits to the left around the subject"),
    CameraMove("orbit-right", "Orbit right", "orbits to the right around the subject"),
    CameraMove("arc-left", "Arc left", "moves in an arc to the left while it closes in on the subject"),
    CameraMove("arc-right", "Arc right", "moves in an arc to the right while it closes in on the subject"),
    CameraMove("dolly-zoom", "Dolly zoom", "makes a dolly zoom: the subject keeps its size while the background grows"),
    CameraMove("track-left", "Track left", "tracks to the left"),
    CameraMove("track-right", "Track right", "tracks to the right"),
    CameraMove("crane-up", "Crane up", "rises on a crane"),
    CameraMove("crane-down", "Crane down", "sinks on a crane"),
)
BY_KEY = {move.key: move for move in MOVES}


def words(move_key: str, strength: int) -> str:
    """ "The camera slowly pushes in.": `strength` 1..100 is its speed."""
    move = BY_KEY[move_key]
    if not move.paced or SLOW <= strength <= FAST:
        return f"The camera {move.phrase}."
    return f"The camera {'slowly' if strength < SLOW else 'quickly'} {move.phrase}."


def pick(*keys: str) -> tuple[CameraMove, ...]:
    """For the catalogue: the moves of a model by their keys."""
    return tuple(BY_KEY[key] for key in keys)
