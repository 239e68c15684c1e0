"""What a person asks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

CALLS_MAX = 2000
VARIANTS_MAX = 100
SEED_MAX = 2**31 - 1
# Of a camera move, in percent.
STRENGTH, STRENGTH_MAX = 50, 100


@dataclass(frozen=True, slots=True)
class Item:
    """One of many wishes in one order: what differs from the order. None is as the order says."""

    prompt: str | None = None
    source_output: int | None = None
    end_frame: int | None = None
    camera_move: str | None = None
    camera_strength: int | None = None

    @property
    def said(self) -> dict[str, Any]:
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if value is not None}


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
    items: tuple[Item, ...] = ()

    def each(self) -> Iterator[Order]:
        """An order of its own for every item; without items the order itself."""
        if not self.items:
            yield self
        for item in self.items:
            said = item.said
            if "prompt" in said:
                # What was made of the order's own words is nothing for these.
                said |= {"prompts": (said.pop("prompt"),), "enhanced": ""}
            yield replace(self, items=(), **said)

    @property
    def title(self) -> str:
        return next(self.each()).prompts[0]


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
