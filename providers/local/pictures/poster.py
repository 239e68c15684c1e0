"""Local Poster: a few flat shapes and the words of the prompt."""

from providers.local.pictures import motifs, palette
from providers.local.pictures.canvas import Array
from providers.local.pictures.finish import Finish
from providers.local.pictures.order import Order
from providers.local.pictures.palette import Palette
from providers.local.pictures.press import Press, printable, text_width
from providers.local.pictures.reading import Reading
from providers.local.pictures.words import COLOURS, STOP

KINDS = ("shape", "land", "water", "thing", *palette.KINDS)
FINISH = Finish(corners=0.05, grain=2.4, shine=0.0)
_MARGIN = 0.07
_TITLE_WORDS = 4


def paint(order: Order) -> Array:
    reading, rng = order.reading, order.rng
    colours = palette.choose(reading, rng, order.references)
    press = Press(rng, order.width, order.height, colours.background)
    order.report(0.2, "Printing")
    title = title_words(reading)
    used = _letters(press, colours, title, reading.prompt) if title else 0.0
    reading.accept(title)
    top, bottom = _MARGIN, press.tall - _MARGIN - used
    press.frame(_MARGIN, top, 1 - _MARGIN, bottom)
    motifs.of(reading, rng)(press, rng, colours, (_MARGIN, top, 1 - _MARGIN, bottom), reading)
    press.open()
    return press.canvas


def title_words(reading: Reading) -> list[str]:
    """The first words that carry meaning; colours show instead of being written."""
    words = [word for word in reading.words if printable(word)]
    telling = [word for word in words if len(word) > 1 and word not in STOP and word not in COLOURS]
    return (telling or words)[:_TITLE_WORDS]


def _letters(press: Press, colours: Palette, title: list[str], prompt: str) -> float:
    """The title in capitals at the foot, one word a line, the prompt small below it; returns the height they take."""
    lines = [printable(word).upper() for word in title]
    limit = min(0.2, press.tall * 0.36 / len(lines))
    widest = max(text_width(line, 1.0) for line in lines)
    size = min(limit, (1 - 2 * _MARGIN) / (widest * 1.03))
    small = 0.021
    line = _cut(printable(prompt), small, 1 - 2 * _MARGIN)
    foot = press.tall - _MARGIN
    press.text(_MARGIN, foot, line, small, colours.ink)
    rule = foot - small * 1.75
    press.polygon(
        [(_MARGIN, rule), (1 - _MARGIN, rule), (1 - _MARGIN, rule + 0.0022), (_MARGIN, rule + 0.0022)], colours.ink
    )
    base = rule - size * 0.22
    for words in reversed(lines):
        press.text(_MARGIN - size * 0.05, base, words, size, colours.ink, 0.022)
        base -= size * 0.86
    return foot - base + 0.014


def _cut(words: str, size: float, room: float) -> str:
    while text_width(words, size) > room:
        words = words.removesuffix("…").rsplit(" ", 1)[0] + "…" if " " in words else words[:40]
        if " " not in words:
            break
    return words
