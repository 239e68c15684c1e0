"""What hangs in the sky of a scene, from the stars to the clouds before them."""

from dataclasses import replace

from providers.local.pictures import clouds, sky
from providers.local.pictures.staging import Stage
from providers.local.pictures.things import planet

_COVERS = {
    "storm": "storm", "lightning": "storm", "rain": "storm", "clouds": "many", "fog": "veil", "snowfall": "veil",
    "some": "some", "few": "few",
}  # fmt: skip


def paint(stage: Stage, horizon: float) -> None:
    scene, rng, canvas, light = stage.scene, stage.rng, stage.canvas, stage.light
    if "milkyway" in scene.weather:
        sky.add_milky_way(canvas, rng, horizon)
    if (light.dark > 0.3 or "stars" in scene.things) and not _is_covered(stage):
        sky.add_stars(canvas, rng, max(light.dark, 0.6), horizon)
    if "aurora" in scene.weather:
        sky.add_aurora(canvas, rng, horizon, scene.tints.get("aurora"))
    if scene.things.get("meteors"):
        sky.add_meteors(canvas, rng, max(2, scene.things["meteors"]), horizon)
    _lamp(stage, horizon)
    if "planet" in scene.things:
        planet.hang(canvas, rng, light, horizon, scene.tints.get("planet"))
    if "rainbow" in scene.weather:
        sky.add_rainbow(canvas, light, horizon)
    cover = next((kind for word, kind in _COVERS.items() if word in scene.weather), "")
    if cover:
        clouds.add_clouds(canvas, rng, light, clouds.COVERS[cover], horizon)


def _is_covered(stage: Stage) -> bool:
    return bool(stage.scene.weather & {"storm", "rain", "lightning"}) or stage.scene.time in ("grey", "storm")


def _lamp(stage: Stage, horizon: float) -> None:
    things, light, rng = stage.scene.things, stage.light, stage.rng
    at_night = light.dark > 0.5
    if ("moon" in things or "crescent" in things) and (at_night or "sun" not in things):
        if light.height < 0.15:  # the sun is near the horizon: the moon stands on the other side
            light = replace(light, height=float(rng.uniform(0.28, 0.4)), x=1 - light.x)
        sky.add_moon(stage.canvas, rng, light, horizon, 0.032, "crescent" in things)
    if not at_night and stage.light.height > 0 and ("sun" in things or not _is_covered(stage)):
        sky.add_sun(stage.canvas, stage.light, horizon)
