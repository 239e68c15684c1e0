"""The steps of an instruction, one after another, on one picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from providers.local.edits.ask import STAGES, Ask, Operation, Undone
from providers.local.edits.language.step import Step
from providers.local.edits.masks import part_of
from providers.local.edits.told import told
from providers.local.pictures.canvas import Array, Rng, f32, mix
from providers.local.pictures.colour import rgb
from providers.local.pictures.order import Report

_ON_PAPER = ("drawn", "hand", "letters")
_BEFORE_THE_HAND = ("shape", "tone", "drawn")
_LEAST = 2.5 / 255  # a smaller difference is rounding
_LEAST_SHARE = 1 / 20_000  # of the pixels


@dataclass(slots=True)
class Work:
    picture: Array
    rng: Rng
    references: tuple[Array, ...]
    scene: Array | None = None
    done: list[str] = field(default_factory=list)
    undone: list[str] = field(default_factory=list)

    def carry_out(
        self, steps: Sequence[Step], hand: Sequence[Step], operations: Mapping[str, Operation], report: Report
    ) -> None:
        """Shapes first and letters last, so that no caption is cut or painted over; else in the order of the words.

        `hand` is what the model adds by itself: nobody asked for it, so it does not count as done.
        """
        ordered = sorted([*steps, *hand], key=lambda step: STAGES.index(operations[step.operation].stage))
        for number, step in enumerate(ordered):
            operation = operations[step.operation]
            amount = amount_of(step, operation)
            said = told(step, operation, amount)
            report(number / len(ordered), said[:80])
            try:
                where = self._try(step, operation, amount)
            except Undone as reason:
                self.undone.append(f"{said} ({reason})")
            else:
                self.done.extend([] if step in hand else [f"{said} {where}".strip()])

    def _try(self, step: Step, operation: Operation, amount: float) -> str:
        """Says where, when that was not everywhere or not where it was wanted."""
        before = on_paper(self.picture) if operation.stage in _ON_PAPER else self.picture
        ask = self._ask(step, operation, amount)
        after = applied(before, operation, ask)
        where = ""
        if step.region and operation.local:
            after, where = _within(before, after, step.region, self.scene)
        elif step.unknown and operation.local:
            where = "over the whole picture"
        if not differs(self.picture, after):
            raise Undone("it would change nothing here")
        self.picture = after
        return where

    def _ask(self, step: Step, operation: Operation, amount: float) -> Ask:
        if operation.stage in _BEFORE_THE_HAND:
            self.scene = None
        elif self.scene is None:
            self.scene = on_paper(self.picture)
        colours = tuple(rgb(code) for code in step.colours)
        return Ask(
            amount, self.rng, colours, self.references, step.region, step.number, step.text, step.place, self.scene
        )


def amount_of(step: Step, operation: Operation) -> float:
    strength = step.strength
    wanted = operation.usual * strength.factor if strength.exact is None else strength.exact
    return min(wanted, operation.most)


def applied(picture: Array, operation: Operation, ask: Ask) -> Array:
    """Transparency is kept by what changes colours, and given to what needs it."""
    if operation.takes_alpha or picture.shape[-1] == 3:
        return f32(operation.does(picture, ask).clip(0, 1))
    colours = operation.does(picture[..., :3], ask).clip(0, 1)
    return np.concatenate([f32(colours), picture[..., 3:]], axis=-1)


def on_paper(picture: Array) -> Array:
    """White behind what is transparent."""
    return mix(f32(1), picture[..., :3], picture[..., 3:]) if picture.shape[-1] == 4 else picture


def _within(before: Array, after: Array, region: str, scene: Array | None) -> tuple[Array, str]:
    part = part_of(before[..., :3] if scene is None else scene, region)
    if part is None or before.shape != after.shape:
        return after, "over the whole picture"
    mask, name = part
    return mix(before, after, mask[..., None]), name


def differs(before: Array, after: Array) -> bool:
    if before.shape != after.shape:
        return True
    changed = np.abs(before - after).max(axis=-1) > _LEAST
    return float(changed.mean()) > _LEAST_SHARE
