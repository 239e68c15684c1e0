"""What to paint: the words of a prompt, completed with what usually goes along with them."""

from dataclasses import dataclass, field

from providers.local.pictures.canvas import Array, Rng
from providers.local.pictures.reading import Reading

KINDS = ("time", "land", "water", "season", "weather", "thing", "mood")
RELIEFS = ("mountains", "volcano", "canyon", "dunes", "hills", "plain")
_SWIMMING = ("sailboat", "ship")
# Where a thing is at home when the prompt does not say: (land, water) to choose from.
_HOMES: dict[str, tuple[tuple[str, str], ...]] = {
    "lighthouse": (("", "sea"),),
    "sailboat": (("", "sea"), ("mountains", "lake"), ("hills", "lake")),
    "ship": (("", "sea"),),
    "palm": (("", "beach"),),
    "cactus": (("canyon", ""), ("dunes", "")),
    "castle": (("hills", ""), ("mountains", "")),
    "windmill": (("plain", ""), ("hills", "")),
    "house": (("mountains", "lake"), ("hills", ""), ("mountains", "")),
    "tent": (("mountains", "lake"), ("mountains", "")),
    "balloon": (("hills", ""), ("canyon", ""), ("mountains", "lake")),
    "tree": (("plain", ""), ("hills", "")),
    "flowers": (("hills", ""), ("plain", "")),
    "fireflies": (("forest", ""),),
    "lanterns": (("mountains", "lake"),),
    "planet": (("mountains", ""), ("dunes", ""), ("canyon", "")),
    "aurora": (("mountains", "lake"), ("forest", "")),
    "rainbow": (("hills", ""), ("plain", "")),
    "snowfall": (("forest", ""), ("mountains", "")),
    "milkyway": (("mountains", ""), ("dunes", "")),
}
_ANYWHERE = (
    ("mountains", "lake"), ("mountains", ""), ("hills", ""), ("dunes", ""), ("forest", ""), ("hills", "lake"),
    ("", "sea"), ("canyon", ""), ("plain", ""), ("city", "lake"), ("volcano", "lake"),
)  # fmt: skip
_NIGHTLY = ("aurora", "milkyway", "stars", "meteors", "fireflies", "lanterns", "moon", "crescent")
_TIMES = ("dawn", "day", "golden", "sunset", "sunset", "dusk", "night")
_DAILY = ("spring", "autumn", "balloon", "beach", "flowers", "windmill", "rainbow", "clear", "sun", "clouds")
_BY_DAY = ("day", "day", "golden", "dawn")


@dataclass(slots=True)
class Scene:
    time: str
    relief: str
    water: str
    forest: bool
    city: bool
    season: str
    weather: set[str]
    things: dict[str, int]
    moods: list[str]
    colours: list[Array]
    tints: dict[str, Array] = field(default_factory=dict)
    meadow: bool = False

    @property
    def foggy(self) -> bool:
        return "fog" in self.weather


def compose(reading: Reading, rng: Rng) -> Scene:
    lands, waters, weather = reading.all("land"), reading.all("water"), set(reading.all("weather"))
    things = dict(reading.found.get("thing", {}))
    if not lands and not waters:
        hints = [name for name in (*things, *reading.all("weather")) if name in _HOMES]
        homes = _HOMES[hints[0]] if hints else _ANYWHERE
        land, water = homes[rng.integers(len(homes))]
        lands, waters = [land] if land else [], [water] if water else []
    waters = waters or _water_for(lands, things, rng)
    relief = next((kind for kind in RELIEFS if kind in lands), "")
    if "forest" in lands and not relief:
        relief = "hills"
    water = next((kind for kind in ("beach", "sea", "lake") if kind in waters), "")
    if water == "lake" and not relief and "city" not in lands:
        relief = ("mountains", "mountains", "hills")[rng.integers(3)]
    scene = Scene(
        _time(reading, weather, things, rng), relief, "" if water in reading.absent else water, "forest" in lands,
        "city" in lands, next(iter(reading.all("season")), ""), weather, things, reading.all("mood"),
        reading.colours, reading.tints,
    )  # fmt: skip
    _round_off(scene, reading, rng)
    return scene


def _water_for(lands: list[str], things: dict[str, int], rng: Rng) -> list[str]:
    if any(thing in things for thing in (*_SWIMMING, "lighthouse")):
        return ["sea" if "lighthouse" in things or "ship" in things or not lands else "lake"]
    if "palm" in things and not lands:
        return ["beach"]
    return ["lake"] if "city" in lands and rng.random() < 0.75 else []


def _time(reading: Reading, weather: set[str], things: dict[str, int], rng: Rng) -> str:
    times = reading.all("time")
    if times:
        return times[-1]
    if any(name in _NIGHTLY for name in (*weather, *things)):
        return "night"
    if weather & {"storm", "lightning"}:
        return "storm"
    if weather & {"rain", "fog", "snowfall"}:
        return "grey"
    if any(name in _DAILY for name in (*weather, *things, *reading.all("water"), *reading.all("season"))):
        return _BY_DAY[rng.integers(len(_BY_DAY))]
    return _TIMES[rng.integers(len(_TIMES))]


def _round_off(scene: Scene, reading: Reading, rng: Rng) -> None:
    """Small company that makes a picture alive, unless the prompt wants it empty."""
    if "snowfall" in scene.weather:
        scene.season = "winter"
    if "planet" in scene.things and not reading.all("season"):
        scene.season = "alien"
    scene.meadow = "flowers" in scene.things or bool({"hills", "plain"} & reading.found.get("land", {}).keys())
    if scene.relief in ("hills", "plain") and scene.season == "spring":
        scene.things.setdefault("flowers", 1)
    alone = "minimal" in scene.moods
    by_day = scene.time in ("dawn", "day", "golden", "sunset") and not scene.weather & {"storm", "snowfall", "rain"}
    if by_day and not alone and "birds" not in reading.absent and rng.random() < 0.45:
        scene.things.setdefault("birds", 3)
    if not scene.weather & {"clear", "clouds", "fog", "storm", "rain", "snowfall", "aurora", "milkyway"} and not alone:
        scene.weather.add("few" if scene.time in ("night", "dusk") else "some")
    if scene.time == "night" and not {"moon", "crescent"} & (scene.things.keys() | reading.absent):
        scene.things["crescent" if rng.random() < 0.3 else "moon"] = 1
