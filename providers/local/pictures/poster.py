"""Local Poster: a few flat shapes and the words of the prompt."""

from dataclasses import dataclass

from providers.local.pictures import motifs, palette
from providers.local.pictures.canvas import Array
from providers.local.pictures.finish import Finish
from providers.local.pictures.order import Order
from providers.local.pictures.palette import Palette
from providers.local.pictures.press import Box, Press, printable, square, text_width
from providers.local.pictures.reading import Reading
from providers.local.pictures.words import COLOURS, STOP

KINDS = ("shape", "land", "water", "thing", *palette.KINDS)
FINISH = Finish(corners=0.05, grain=2.4, shine=0.0)
_TITLE_WORDS = 4
_LINE = 0.86  # of the size of the letters


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where things go, in widths of the picture. On a wide sheet the words stand beside the shapes, else below."""

    tall: float

    @property
    def is_wide(self) -> bool:
        return self.tall < 0.72

    @property
    def margin(self) -> float:
        return 0.07 * min(1.0, self.tall * 1.2)

    @property
    def column(self) -> float:
        """The room of the words."""
        return 0.36 if self.is_wide else 1 - 2 * self.margin

    @property
    def small(self) -> float:
        return 0.015 if self.is_wide else 0.021

    def shapes(self, words: float) -> Box:
        """`words` is the height the letters take."""
        left = self.margin * 2 + self.column if self.is_wide and words else self.margin
        return left, self.margin, 1 - self.margin, self.tall - self.margin - (0 if self.is_wide else words)


def paint(order: Order) -> Array:
    reading, rng = order.reading, order.rng
    colours = palette.choose(reading, rng, order.references)
    press = Press(rng, order.width, order.height, colours.background)
    order.report(0.2, "Printing")
    sheet, title = Sheet(press.tall), title_words(reading)
    box = sheet.shapes(_letters(press, sheet, colours, title, reading.prompt) if title else 0.0)
    reading.accept(title)
    press.frame(*box)
    motifs.of(reading, rng)(press, rng, colours, box, reading)
    return press.canvas


def title_words(reading: Reading) -> list[str]:
    """The first words that carry meaning; colours show instead of being written."""
    words = [word for word in reading.words if printable(word)]
    telling = [word for word in words if len(word) > 1 and word not in STOP and word not in COLOURS]
    return (telling or words)[:_TITLE_WORDS]


def _letters(press: Press, sheet: Sheet, colours: Palette, title: list[str], prompt: str) -> float:
    """The title in capitals at the foot, one word a line, the prompt small below it; returns the height they take."""
    lines = [printable(word).upper() for word in title]
    widest = max(text_width(line, 1.03) for line in lines)
    height = sheet.tall * (0.7 if sheet.is_wide else 0.36) / len(lines)
    size = min(0.2, height, sheet.column / widest)
    foot, ink = sheet.tall - sheet.margin, colours.ink
    press.text(sheet.margin, foot, _cut(printable(prompt), sheet.small, sheet.column), sheet.small, ink)
    rule = foot - sheet.small * 1.75
    press.polygon(square(sheet.margin, rule, sheet.column, 0.0022), ink)
    base = rule - size * 0.22
    for words in reversed(lines):
        press.text(sheet.margin - size * 0.05, base, words, size, ink, 0.022)
        base -= size * _LINE
    return foot - base + 0.014


def _cut(words: str, size: float, room: float) -> str:
    """As many whole words as fit into one line."""
    kept = words[:160]
    while text_width(kept, size) > room and " " in kept:
        kept = kept.rpartition(" ")[0]
    return kept if kept == words else f"{kept} ..."
