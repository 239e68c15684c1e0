"""The words for camera moves. A phrase names a move, or a way of moving that waits for a direction."""

_PHRASES = """
static: static, motionless, locked, locked off, lock off, tripod, no camera movement, no camera motion, no movement
static: no motion, without movement, stay still, keep still, hold still, stand still, does not move, doesn't move
static: not move, don't move, breathing light
push-in: push in, push into, zoom in, zoom into, dolly in, dolly forward, close in, closer, move closer, come closer
push-in: get closer, close up, track in, creep in, ease in, move in, go in, move forward, fly forward, approach
pull-out: pull out, pull back, pull away, zoom out, zoom back, dolly out, dolly back, back away, back off, ease out
pull-out: further away, move back, move away, move out, fly back, retreat, widen
handheld: handheld, hand held, hand holding, shaky, wobbly, shake, wobble
dolly-zoom: dolly zoom, zolly, vertigo, vertigo effect, hitchcock, hitchcock zoom, contra zoom
crane-up: rise, ascend, lift up, fly up, move up, go up, boom up
crane-down: sink, descend, lower down, fly down, move down, go down, boom down
track-left: dolly left
track-right: dolly right, sideways
?zoom: zoom, push, dolly
?pull: pull
?pan: pan
?look: look, turn, sweep, swipe
?tilt: tilt, tip
?roll: roll, rotate, rotation, spin, twist, dutch, dutch angle
?orbit: orbit, circle, revolve, fly around, move around, go around, parallax, swing
?arc: arc, curve
?track: track, truck, slide, strafe, glide, travel, move, go, fly
?crane: crane, jib, boom, pedestal
"""
# Words that also tell what happens in a scene: alone, or as the first of a phrase, they steer the camera only where
# nothing else is spoken of.
_CASUAL = """
approach ascend boom circle curve descend fly glide go lift look lower move pull push revolve retreat rise roll
rotate rotation shake sink slide spin sweep swing swipe tip track travel truck turn twist wobble
"""
CASUAL = frozenset(_CASUAL.split())
ANYBODYS = frozenset({"move", "go", "fly"})
CAMERA = frozenset({"camera", "shot", "lens", "view", "viewpoint", "frame", "cinematographer"})
NEGATIONS = frozenset({"no", "not", "never", "without", "don't", "dont"})
ALONGSIDE = frozenset({"handheld"})  # goes on while other moves take their turns
# What a way of moving comes to in each direction; "" is what it comes to without one.
WAYS: dict[str, dict[str, str]] = {
    "zoom": {"": "push-in", "in": "push-in", "out": "pull-out", "left": "track-left", "right": "track-right"},
    "pull": {"": "pull-out", "left": "track-left", "right": "track-right", "up": "crane-up", "down": "crane-down"},
    "pan": {"": "pan-right", "left": "pan-left", "right": "pan-right", "up": "tilt-up", "down": "tilt-down"},
    "look": {"left": "pan-left", "right": "pan-right", "up": "tilt-up", "down": "tilt-down"},
    "tilt": {"": "tilt-up", "left": "roll-left", "right": "roll-right", "up": "tilt-up", "down": "tilt-down"},
    "roll": {"": "roll-right", "left": "roll-left", "right": "roll-right"},
    "orbit": {"": "orbit-right", "left": "orbit-left", "right": "orbit-right"},
    "arc": {"": "arc-right", "left": "arc-left", "right": "arc-right"},
    "track": {
        "left": "track-left",
        "right": "track-right",
        "in": "push-in",
        "out": "pull-out",
        "up": "crane-up",
        "down": "crane-down",
    },
    "crane": {"": "crane-up", "up": "crane-up", "down": "crane-down"},
}
DIRECTIONS = {
    "left": "left", "leftward": "left", "leftwards": "left", "counterclockwise": "left", "anticlockwise": "left",
    "right": "right", "rightward": "right", "rightwards": "right", "clockwise": "right", "in": "in", "inward": "in",
    "inwards": "in", "into": "in", "toward": "in", "towards": "in", "out": "out", "outward": "out", "outwards": "out",
    "back": "out", "away": "out", "up": "up", "upward": "up", "upwards": "up", "down": "down", "downward": "down",
    "downwards": "down",
}  # fmt: skip
_PACES = {
    0.5: "slow slowly gentle gently calm calmly soft softly subtle subtly slight slightly leisurely lazy lazily little",
    1.6: "fast quick quickly rapid rapidly swift swiftly strong strongly dramatic dramatically wide big bold boldly "
    "energetic hard whip",
}
PACES = {word: factor for factor, words in _PACES.items() for word in words.split()}
INTENSE = frozenset({"very", "extremely", "really", "super", "so", "extra", "ultra"})
_STOP = """
a an the to of on at by from over across through for and is it its it's be this that these cinematic smooth smoothly
steady steadily effect movement motion make makes please let us we i want should start end begin finish bit then
scene picture image photo subject as side angle direction whole entire just around along past little degree degrees
"""
STOP = frozenset(_STOP.split())


def _read() -> dict[str, str]:
    """Phrase -> the key of a move, or "?" and a way of moving."""
    table: dict[str, str] = {}
    for row in _PHRASES.strip().splitlines():
        meaning, _, phrases = row.partition(":")
        table.update({phrase.strip(): meaning for phrase in phrases.split(",")})
    return table


PHRASES = _read()
LONGEST = max(len(phrase.split()) for phrase in PHRASES)
STEMS = {word for phrase in PHRASES for word in phrase.split()}
