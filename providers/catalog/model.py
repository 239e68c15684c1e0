"""One entry of the catalogue: everything that screens, validation and adapters need to know about a model."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from math import inf
from typing import Literal

from providers.catalog.camera import CameraMove
from providers.catalog.sizes import CLIP_4K, SIDES, fit, frame

Kind = Literal["image", "video", "audio"]
MEGAPIXEL = 1024 * 1024
SourceUse = Literal["no", "optional", "required"]


@dataclass(frozen=True, slots=True)
class Price:
    """USD. `unit` is what `amount` buys; `by_resolution`, `by_duration` replace `amount` where these decide.

    unit "image" and "video": per output; "megapixel" (1024 x 1024): per started megapixel of each output, where
    `further` (if set) is the price of every megapixel after the first; "second": per second of an output.
    `per_input` is added to each output for every input picture, the source among them; `edit_amount` replaces
    `amount` as soon as there is one.
    """

    amount: Decimal
    unit: Literal["image", "megapixel", "second", "video"] = "image"
    by_resolution: Mapping[str, Decimal] = field(default_factory=dict)
    by_duration: Mapping[int, Decimal] = field(default_factory=dict)
    further: Decimal | None = None
    per_input: Decimal = Decimal(0)
    edit_amount: Decimal | None = None
    currency: str = "USD"


@dataclass(frozen=True, slots=True)
class InputLimits:
    """What a model takes as an input picture; one beyond it is made to fit before it is sent. 0: no limit is known.

    `ratio` is the least and the most of width divided by height; what is beyond is cut off at both ends.
    """

    megapixels: int = 0
    megabytes: int = 0
    shortest_edge: int = 0
    longest_edge: int = 0
    ratio: tuple[float, float] = (0, inf)
    transparency: bool = True
    formats: tuple[str, ...] = ("PNG", "JPEG", "WEBP")


UNLIMITED = InputLimits()


@dataclass(frozen=True, slots=True)
class Model:
    """`source` says whether a still can be edited or animated; `references_max` does not count the source.

    `mask` says whether a picture with a transparent part can tell where to edit.
    """

    key: str
    label: str
    provider: str
    kind: Kind
    endpoint: str
    summary: str
    price: Price
    speed_seconds: float
    source: SourceUse = "no"
    references_max: int = 0
    mask: bool = False
    edit_endpoint: str = ""
    # Where a clip between two pictures is asked for, when that is neither of the others.
    end_endpoint: str = ""
    end_frame: bool = False
    aspect_ratios: tuple[str, ...] = ("1:1", "4:3", "3:2", "16:9", "3:4", "2:3", "9:16")
    resolutions: tuple[str, ...] = ("1k",)
    durations: tuple[int, ...] = ()
    # Of the files it makes, the one that nobody asked for first; none where the model alone decides.
    formats: tuple[str, ...] = ()
    outputs_max: int = 1
    camera_moves: tuple[CameraMove, ...] = ()
    takes_seed: bool = True
    prompt_max: int = 4000
    # Vendor facts: what is always sent; the wire's names of `prompt`, `inputs` (the list of pictures, the source
    # first), `start` and `end` (the first and the last picture of a clip), `mask`, `size`, `aspect_ratio`,
    # `resolution`, `duration`, `camera_move`, `format`, `outputs` and `seed`, a name that is absent being never sent;
    # those of one endpoint where they differ, "" where it has none; and the wire's values where they differ from ours,
    # such as {"resolution": {"1k": "1K"}}.
    pinned: Mapping[str, object] = field(default_factory=dict)
    wire: Mapping[str, str] = field(default_factory=dict)
    wire_at: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    # Sides of the square with the same area, where the model's own limits differ from ours.
    sides: Mapping[str, int] = field(default_factory=dict)
    multiple: int = 16
    input_limits: InputLimits = UNLIMITED

    @property
    def takes_pictures(self) -> bool:
        return self.source != "no" or self.references_max > 0

    def size(self, aspect_ratio: str, resolution: str) -> tuple[int, int]:
        """Width and height in pixels of one output."""
        if self.kind == "video":
            return frame(aspect_ratio, CLIP_4K if resolution == "4k" else SIDES[resolution])
        return fit(aspect_ratio, self.sides.get(resolution) or SIDES[resolution], self.multiple)

    def nearest_ratio(self, width: int, height: int) -> str:
        """The aspect ratio of the model that is closest to a picture's."""

        def distance(ratio: str) -> float:
            across, down = (float(part) for part in ratio.split(":"))
            return abs(across / down - width / height)

        return min(self.aspect_ratios, key=distance)

    def word(self, name: str, value: str) -> object:
        """What the vendor calls our `value`, with the JSON type that it wants."""
        return self.words.get(name, {}).get(value, value)

    def estimate(
        self, *, width: int, height: int, resolution: str, outputs: int, duration: int | None = None, inputs: int = 0
    ) -> Decimal:
        """The highest price this request can cost, in USD. Pure. `width`, `height` in pixels of one output."""
        price, seconds = self.price, duration or next(iter(self.durations), 0)
        amount = price.by_resolution.get(resolution, price.by_duration.get(seconds, price.amount))
        if inputs and price.edit_amount is not None:
            amount = price.edit_amount
        if price.unit == "megapixel":
            megapixels = -(-width * height // MEGAPIXEL)
            amount += (megapixels - 1) * (amount if price.further is None else price.further)
        elif price.unit == "second":
            amount *= seconds
        total = (amount + price.per_input * inputs) * outputs
        return total.quantize(Decimal("0.0001"), ROUND_HALF_UP)
