"""Steps in words, for the person who asked."""

from providers.local.edits.ask import Operation
from providers.local.edits.language.colours import CODES
from providers.local.edits.language.step import Step

_NAMES = {
    "contrast": "more contrast", "flatter": "less contrast", "shadows": "shadows lifted", "saturate": "more saturated",
    "highlights": "highlights held", "desaturate": "less saturated", "neutral": "white balance", "zoom": "zoomed in",
    "half turn": "turned upside down", "mirror": "mirrored", "flip": "flipped upside down", "crop": "cropped",
    "rotate": "rotated", "straighten": "turned", "cut out": "background removed", "untint": "less", "fade": "faded",
    "reference": "colours of the reference", "sharpen": "sharper", "moody": "moody light", "posterise": "posterised",
    "invert": "inverted", "oil": "oil paint", "sunset": "evening light", "winter": "winter colours",
    "autumn": "autumn colours", "spring": "spring colours", "bars": "cinema bars", "rays": "rays of light",
}  # fmt: skip
_COLOURS = {code: name for name, code in reversed(CODES.items())}
_RATIOS = {1.0: "1:1", 4 / 3: "4:3", 1.5: "3:2", 16 / 9: "16:9", 21 / 9: "21:9", 1.25: "5:4"}
_RATIOS |= {1 / ratio: ":".join(reversed(name.split(":"))) for ratio, name in _RATIOS.items()}
_PLACES = {"top": "at the top", "sky": "at the top", "centre": "in the middle", "left": "left", "right": "right"}


def told(step: Step, operation: Operation, amount: float) -> str:
    """ "darker 40 %", "caption “Hello” at the bottom"."""
    words = [_NAMES.get(step.operation, step.operation), *(_COLOURS.get(code, code) for code in step.colours)]
    words.append(_detail(step, amount))
    if operation.measured:
        words.append(_percent(amount))
    return " ".join(filter(None, words))


def _detail(step: Step, amount: float) -> str:
    if step.operation in {"rotate", "straighten"} and step.number is not None:
        return f"{abs(step.number):g}° {'counter' if step.number > 0 else ''}clockwise"
    details = {
        "caption": f"“{step.text}” {_place(step.place)}",
        "crop": f"to {_ratio(step.number)}" if step.number else f"by {_percent(amount)}",
        "zoom": f"{1 + amount:.2g}×",
        "gradient": step.text,
    }
    return details.get(step.operation, "")


def _percent(amount: float) -> str:
    return f"{amount * 100:.0f} %"


def _ratio(number: float) -> str:
    return next((name for ratio, name in _RATIOS.items() if abs(ratio - number) < 0.005), f"{number:.2f}:1")


def _place(place: str) -> str:
    return " ".join(_PLACES[part] for part in place.split() if part in _PLACES) or "at the bottom"
