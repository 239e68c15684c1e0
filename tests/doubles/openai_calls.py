"""What a call to OpenAI's picture routes asks for, whether that is allowed, and what it costs."""

from dataclasses import dataclass
from decimal import Decimal
from math import sqrt

from starlette.responses import Response

from tests.doubles.catalogue import Payload
from tests.doubles.openai_web import error
from tests.doubles.sizes import Size

MODELS = (
    "gpt-image-2.6-sunburst",
    "gpt-image-2.6-flare",
    "gpt-image-2.5-sunburst",
    "gpt-image-2.5-flare",
    "gpt-image-2",
    "gpt-image-1.5",
    "gpt-image-1-mini",
)
# Output tokens of a square of 1024 pixels.
TOKENS = {"low": 196, "medium": 439, "high": 1756, "xhigh": 3122, "max": 7024}
TOKENS_2 = {"low": 196, "medium": 1756, "high": 7024}
INPUT_PICTURE_TOKENS = 1125
PER_TOKEN = {"text": Decimal("0.000005"), "image": Decimal("0.000008"), "output": Decimal("0.00003")}

FIELDS: dict[str, set[str] | None] = {
    "model": set(MODELS),
    "prompt": None,
    "n": {str(n) for n in range(1, 11)},
    "size": None,
    "quality": {"auto", *TOKENS},
    "background": {"auto", "transparent", "opaque"},
    "output_format": {"png", "jpeg", "webp"},
    "output_compression": None,
    "moderation": {"auto", "low"},
    "partial_images": {"0", "1", "2", "3"},
    "stream": {"true", "false"},
    "complexity": {"low", "medium", "high"},
    "safety_identifier": None,
    "user": None,
    "input_fidelity": {"low", "high"},
}


@dataclass(frozen=True, slots=True)
class Call:
    """One validated call: what was asked, and the pictures that came along."""

    asked: Payload
    event: str
    inputs: tuple[bytes, ...] = ()
    mask: bytes = b""

    @property
    def prompt(self) -> str:
        return str(self.asked["prompt"])

    @property
    def model(self) -> str:
        return str(self.asked["model"])

    @property
    def streamed(self) -> bool:
        return str(self.asked.get("stream", "false")).lower() == "true"

    @property
    def facts(self) -> Payload:
        """What the answer repeats about the pictures."""
        width, height = self.size
        return {
            "size": f"{width}x{height}",
            "quality": self.quality,
            "background": self.asked.get("background", "opaque"),
            "output_format": self.format,
        }

    @property
    def quality(self) -> str:
        asked = str(self.asked.get("quality", "auto"))
        return "medium" if asked == "auto" else asked

    @property
    def format(self) -> str:
        return str(self.asked.get("output_format", "png"))

    @property
    def count(self) -> int:
        return int(self.asked.get("n", 1))

    @property
    def partials(self) -> int:
        return int(self.asked.get("partial_images", 0))

    @property
    def size(self) -> Size:
        asked = str(self.asked.get("size", "auto"))
        width, _, height = ("1024x1024" if asked == "auto" else asked).partition("x")
        return int(width), int(height)

    @property
    def usage(self) -> Payload:
        width, height = self.size
        table = TOKENS_2 if self.model == "gpt-image-2" else TOKENS
        one = round(table.get(self.quality, 7024) * sqrt(width * height) / 1024)
        text, image = len(self.prompt) // 4 + 8, INPUT_PICTURE_TOKENS * len(self.inputs)
        output = one * self.count + 100 * self.partials
        return {
            "input_tokens": text + image,
            "input_tokens_details": {"text_tokens": text, "image_tokens": image},
            "output_tokens": output,
            "output_tokens_details": {"text_tokens": 0, "image_tokens": output},
            "total_tokens": text + image + output,
        }

    @property
    def cost(self) -> Decimal:
        usage = self.usage
        details = usage["input_tokens_details"]
        tokens = {"text": details["text_tokens"], "image": details["image_tokens"], "output": usage["output_tokens"]}
        return sum((tokens[kind] * price for kind, price in PER_TOKEN.items()), Decimal(0))


def problem(asked: Payload) -> Response | None:
    """The first thing in the parameters that the service refuses."""
    for name in ("model", "prompt"):
        if not asked.get(name):
            return error(400, f"Missing required parameter: '{name}'.", "missing_required_parameter", name)
    for name, value in asked.items():
        if name not in FIELDS:
            return error(400, f"Unknown parameter: '{name}'.", "unknown_parameter", name)
        allowed, text = FIELDS[name], str(value).lower() if isinstance(value, bool) else str(value)
        if allowed is not None and text not in allowed:
            if name == "model":
                return error(404, f"The model '{value}' does not exist.", "model_not_found", name)
            return error(400, f"Invalid value: '{value}'. Supported: {sorted(allowed)}", "invalid_value", name)
    return _size_problem(str(asked.get("size", "auto")))


def _size_problem(size: str) -> Response | None:
    width, _, height = size.partition("x")
    if size == "auto":
        return None
    if width.isdigit() and height.isdigit():
        across, down = int(width), int(height)
        even = across % 16 == down % 16 == 0
        if even and max(across, down) <= 3 * min(across, down) and 655_360 <= across * down <= 8_294_400:
            return None
    return error(400, f"Invalid value: '{size}' for size.", "invalid_value", "size")
