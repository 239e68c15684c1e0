"""The small words: what scales, denies, places or only fills a clause."""

import re

_ARTICLES = "the a an its this that these those some any my our your of to in into it"
_STOP = """
a above across add added adding adds again all along also amount and apply are around as at atmosphere background bring
be beautiful better behind big bit bold bring but by can change clockwise counterclockwise anticlockwise colour colours
coloured could create dark day direction do during edition effect even everything feel feeling fill filled filter finish
for format from fully get give good grade grading half have here higher hint horizontal horizontally if image images
increase increased is it's just kind landscape large let level levels light lighting like look looking looks lot low
lower made make making me mood more most narrow new nice nicer now on one only or orientation out over overall part
percent photo photograph photos pic picture pictures plain please portrait put raise boost rather ratio really replace
replaced same scene season seasons section set shape shot side slightly small so solid sort still stop stops stronger
style such swap swapped than that's their them then there thick they thin third three through throughout time times to
tones too touch toward towards turn two under up upper use using version vertically very want was way we weather were
which whole wide will with would you down entire area high i ink inks morning convert transform
"""
_LESS = "less reduce reduced decrease lower lessen weaken weaker without no not remove delete erase never drop cut"

ARTICLES = frozenset(_ARTICLES.split())
STOP = frozenset(_STOP.split()) | ARTICLES
LESS = frozenset(_LESS.split())

# Clauses that begin so ask to leave something as it is.
KEEP = re.compile(
    r"(please )?(keep|preserve|leave|retain|nothing"
    r"|(don't|do not|dont|never|without) (chang|touch|alter|mov|modif|crop|los|affect)\w*)\b"
)

REGIONS = {
    "sky": "sky", "heaven": "sky", "top": "top", "upper": "top", "above": "top", "bottom": "bottom", "lower": "bottom",
    "foreground": "bottom", "ground": "bottom", "below": "bottom", "floor": "bottom", "left": "left", "right": "right",
    "background": "background", "backdrop": "background", "centre": "centre", "middle": "centre", "subject": "centre",
    "edges": "edges", "corners": "edges", "sides": "edges",
}  # fmt: skip

# What "less" and "not so" make of an operation. Without an entry, nothing can take it away again.
OPPOSITES = {
    "brighter": "darker", "darker": "brighter", "contrast": "flatter", "flatter": "contrast", "warmer": "cooler",
    "cooler": "warmer", "saturate": "desaturate", "desaturate": "saturate", "blur": "sharpen", "sharpen": "blur",
    "fog": "dehaze", "shadows": "darker", "highlights": "highlights", "moody": "brighter", "soft focus": "sharpen",
    "motion blur": "sharpen", "tint": "untint",
}  # fmt: skip


def _keys(listed: str) -> frozenset[str]:
    return frozenset(key.strip() for key in listed.split(","))


# Operations that take the colours of their clause; those that lend a gradient their colours; and those that an "and"
# continues in the same place: "make the sky darker and warmer".
COLOURED = _keys("tint, untint, duotone, frame, caption, background, gradient, fog, lights, light leak, screen print")
COLOURED |= _keys("risograph, woodcut")
SCENES = _keys("sunset, night, spring, autumn, winter, neon, pastel")
TONAL = _keys("brighter, darker, contrast, flatter, warmer, cooler, saturate, desaturate, moody, blur, sharpen, tint")
