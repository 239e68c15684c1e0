"""Every operation: how it is called, what does it, when, and how strongly without a word about it."""

from providers.local.edits.ask import Operation
from providers.local.edits.hands.bounded import bounded
from providers.local.edits.hands.paint import gouache, oil
from providers.local.edits.hands.riso import risograph
from providers.local.edits.hands.screenprint import screen_print
from providers.local.edits.hands.wash import watercolour
from providers.local.edits.hands.woodcut import woodcut
from providers.local.edits.operations import (
    backgrounds,
    colour,
    drawn,
    focus,
    frames,
    grades,
    heavens,
    letters,
    light,
    rims,
    shapes,
    shine,
    weather,
)

_SHAPES = (
    Operation("mirror", shapes.mirror, "shape", measured=False, local=False, takes_alpha=True),
    Operation("flip", shapes.flip, "shape", measured=False, local=False, takes_alpha=True),
    Operation("half turn", shapes.half_turn, "shape", measured=False, local=False, takes_alpha=True),
    Operation("rotate", shapes.rotate, "shape", measured=False, local=False, takes_alpha=True),
    Operation("straighten", shapes.straighten, "shape", measured=False, local=False, takes_alpha=True),
    Operation("crop", shapes.crop, "shape", 0.2, 0.9, measured=False, local=False, takes_alpha=True),
    Operation("zoom", shapes.zoom, "shape", 0.5, 7.0, measured=False, local=False, takes_alpha=True),
    Operation("zoom out", shapes.zoom_out, "shape", measured=False, local=False, takes_alpha=True),
    Operation("cut out", backgrounds.cut_out, "shape", measured=False, local=False, takes_alpha=True),
)
_LIGHT = (
    Operation("brighter", light.brighter, "tone", 0.3, 3.0),
    Operation("darker", light.darker, "tone", 0.3, 0.95),
    Operation("contrast", light.contrast, "tone", 0.4, 1.5),
    Operation("flatter", light.flatter, "tone", 0.35, 0.95),
    Operation("shadows", light.shadows, "tone", 0.5, 1.5),
    Operation("highlights", light.highlights, "tone", 0.6, 1.5),
    Operation("dehaze", light.dehaze, "tone", 0.6, 1.2),
    Operation("fade", light.fade, "tone", 0.8),
    Operation("high key", light.high_key, "tone", 0.9),
    Operation("low key", light.low_key, "tone", 0.9),
    Operation("moody", grades.moody, "tone", 0.8),
)
_COLOUR = (
    Operation("warmer", colour.warmer, "tone", 0.4, 1.5),
    Operation("cooler", colour.cooler, "tone", 0.4, 1.5),
    Operation("saturate", colour.saturate, "tone", 0.4, 2.0),
    Operation("desaturate", colour.desaturate, "tone", 0.5),
    Operation("pastel", colour.pastel, "tone", 0.9),
    Operation("black and white", colour.black_and_white, "tone"),
    Operation("sepia", colour.sepia, "tone"),
    Operation("duotone", colour.duotone, "tone"),
    Operation("tint", colour.tint, "tone", 0.55),
    Operation("untint", colour.untint, "tone", 0.6),
    Operation("neutral", colour.neutral, "tone", 0.9),
    Operation("invert", colour.invert, "tone"),
    Operation("posterise", colour.posterise, "tone"),
    Operation("cinematic", grades.cinematic, "tone", 0.9),
    Operation("vintage", grades.vintage, "tone", 0.9),
    Operation("neon", grades.neon, "tone", 0.9),
    Operation("reference", grades.reference, "tone", 0.9),
)
_SCENES = (
    Operation("autumn", grades.autumn, "tone", 0.9),
    Operation("winter", grades.winter, "tone", 0.9),
    Operation("spring", grades.spring, "tone", 0.8),
    Operation("night", grades.night, "tone", 0.95),
    Operation("sunset", grades.sunset, "tone", 0.85),
    Operation("clouds", heavens.clouds, "tone", 0.6, local=False),
    Operation("gradient", heavens.gradient, "tone", measured=False, local=False, takes_alpha=True),
    Operation("background", backgrounds.background, "tone", measured=False, local=False, takes_alpha=True),
)
_FOCUS = (
    Operation("blur", focus.blur, "tone", 0.4, 3.0),
    Operation("background blur", focus.background_blur, "tone", 0.6, 2.0, local=False),
    Operation("tilt shift", focus.tilt_shift, "tone", 0.7, 2.0, local=False),
    Operation("motion blur", focus.motion_blur, "tone", 0.5, 2.0),
    Operation("sharpen", focus.sharpen, "tone", 0.5, 2.0),
    Operation("soft focus", focus.soft_focus, "tone", 0.8),
    Operation("glow", focus.glow, "tone", 0.6, 1.5),
)
_DRAWN = (
    Operation("pencil", drawn.pencil, "drawn", 0.97),
    Operation("watercolour", bounded(watercolour), "drawn"),
    Operation("oil", bounded(oil), "drawn"),
    Operation("gouache", bounded(gouache), "drawn", measured=False),
    Operation("screen print", bounded(screen_print), "drawn", measured=False),
    Operation("risograph", bounded(risograph), "drawn", measured=False),
    Operation("woodcut", bounded(woodcut), "drawn", measured=False),
    Operation("halftone", drawn.halftone, "drawn"),
    Operation("pixel art", drawn.pixel_art, "drawn", 1.0, 3.0),
)
_AIR = (
    Operation("fog", weather.fog, "air", 0.6),
    Operation("rain", weather.rain, "air", 0.8, 2.0),
    Operation("snow", weather.snow, "air", 0.7, 2.0),
    Operation("stars", heavens.stars, "air", 0.7, 2.0, local=False),
    Operation("rainbow", heavens.rainbow, "air", 0.8, 1.2, local=False),
    Operation("lights", shine.lights, "air", 0.7, 2.0),
    Operation("light leak", shine.light_leak, "air", 0.8, 1.2),
    Operation("rays", shine.rays, "air", 0.8, 1.2),
)
_FINISH = (
    Operation("vignette", rims.vignette, "finish", 0.5, local=False),
    Operation("grain", rims.grain, "finish", 0.5, 1.5),
    Operation("bars", frames.bars, "letters", measured=False, local=False),
    Operation("caption", letters.caption, "letters", 1.0, 2.2, measured=False, local=False),
    Operation("frame", frames.frame, "letters", 0.45, 1.5, measured=False, local=False),
)
OPERATIONS = {
    operation.key: operation for operation in (*_SHAPES, *_LIGHT, *_COLOUR, *_SCENES, *_FOCUS, *_DRAWN, *_AIR, *_FINISH)
}
