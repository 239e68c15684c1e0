"""What the camera does in a clip: the move that was picked, else the moves of the prompt, else a push in."""

from providers.catalog.local_video import MODELS
from providers.local.motion.path import Step
from providers.local.motion.reading import Directions, read

POSSIBLE = {model.endpoint: frozenset(move.key for move in model.camera_moves) for model in MODELS}
_LEAST = 0.02
_UNSAID = "push in, as no move was named"


def direct(style: str, prompt: str, move: str, strength: int) -> Directions:
    """`strength` 1..100. Where a move was picked, the prompt has a say in its pace alone."""
    said = read(prompt, frozenset() if move else POSSIBLE[style])
    understood = said.understood if move or said.steps else [*said.understood, _UNSAID]
    steps = said.steps or [Step(move or "push-in", 1.0)]
    amounts = (min(1.0, max(_LEAST, strength / 100 * step.amount * said.pace)) for step in steps)
    return Directions(
        [Step(step.move, amount, step.stretch) for step, amount in zip(steps, amounts, strict=True)],
        understood,
        said.ignored,
    )
