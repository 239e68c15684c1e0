"""Local Landscape: a scene painted from the sky to the foreground."""

from dataclasses import replace

import numpy as np

from providers.local.pictures import city, ground, heavens, scene, shore, sky, terrain, trees, water, weather
from providers.local.pictures.canvas import Array, Rng
from providers.local.pictures.colour import rgb
from providers.local.pictures.finish import Finish
from providers.local.pictures.light import Light, dimmed, light_of
from providers.local.pictures.order import Order, Report
from providers.local.pictures.scene import Scene
from providers.local.pictures.staging import Stage

KINDS = scene.KINDS
FINISH = Finish(corners=0.22, grain=1.5, shine=0.4)
_BANK = 0.03  # how far below the horizon a lake begins
_WAVES = {"lake": 0.12, "beach": 0.45, "sea": 0.8}


def paint(order: Order) -> Array:
    composition = scene.compose(order.reading, order.rng)
    return Landscape(composition, order.rng, order.width, order.height).paint(order.report)


class Landscape:
    """One picture in the making. Every step draws over the ones before."""

    def __init__(self, scene: Scene, rng: Rng, width: int, height: int) -> None:
        self.scene, self.rng = scene, rng
        self.width, self.height, self.unit = width, height, (width * height) ** 0.5
        self.light = self._light()
        self.horizon = self._horizon()
        self.shore = self.horizon + (_BANK if scene.relief or scene.city else 0.0)
        self.canvas: Array = sky.paint_sky(height, width, self.light, self.horizon)
        self.stage = Stage(self.canvas, rng, self.light, self.scene)

    def _light(self) -> Light:
        scene = self.scene
        light = light_of(scene.time, self.rng, scene.colours)
        cover = 0.8 if scene.weather & {"storm", "lightning"} else 0.5 if scene.weather & {"rain", "clouds"} else 0.0
        return dimmed(light, cover) if cover and scene.time not in ("grey", "storm") else light

    def _horizon(self) -> float:
        scene = self.scene
        if scene.water:
            return float(self.rng.uniform(0.56, 0.62)) - (0.06 if scene.water == "beach" else 0)
        if scene.city:
            return 0.82
        return ground.GROUNDS[scene.relief].view.horizon - (0.04 if scene.forest else 0)

    def paint(self, report: Report) -> Array:
        steps = (
            ("Painting the sky", self.paint_sky), ("Raising the land", self.paint_land),
            ("Filling the water", self.paint_water), ("Placing things", self.paint_foreground),
            ("Changing the weather", self.paint_weather),
        )  # fmt: skip
        for number, (message, step) in enumerate(steps):
            report(0.05 + 0.16 * number, message)
            step()
        return self.canvas

    def paint_sky(self) -> None:
        heavens.paint(self.stage, self.horizon)

    def paint_land(self) -> None:
        scene, canvas, rng = self.scene, self.canvas, self.rng
        if scene.relief:
            view = replace(ground.GROUNDS[scene.relief].view, horizon=self.horizon)
            if scene.water:
                eye = _BANK * 0.5 * view.wide * self.height / self.unit
                view = replace(view, eye=eye, near=0.5, full=ground.GROUNDS[scene.relief].full_at_water)
            lush = 1.0 if scene.meadow else 0.0
            woods = "#34442f" if scene.forest and scene.season in ("", "spring") else ""
            snow = 0.85 if scene.season == "winter" else 0.0
            season = ground.Season(snow, ground.LOWS.get(scene.season, ""), float("fog" in scene.weather), woods, lush)
            seen = ground.paint_land(canvas, rng, self.light, scene.relief, view, season, scene.tints.get(scene.relief))
            self._plant(seen, view)
        if scene.city:
            foot = self.shore + 0.006 if scene.water else 1.0
            city.paint_city(canvas, rng, self.light, foot, scene.tints.get("city"))

    def _plant(self, seen: terrain.Seen, view: terrain.View) -> None:
        scene, rng = self.scene, self.rng
        share = trees.SHARES[scene.relief]
        count = share.count if scene.season != "alien" else 0
        if scene.forest:
            count = 2200 if scene.relief == "mountains" else 4200
        broad = max(share.broad, 0.8) if scene.season in ("autumn", "spring") else 0.0 if scene.forest else share.broad
        nearest = view.near * (1.01 if scene.water else 1.25)
        # Trees end below the peaks, and stand alone where no forest was asked for.
        reach = 0.5 if scene.relief in ("mountains", "volcano") else 1.0 if scene.forest else 0.5
        farthest = view.near + (view.far - view.near) * reach
        trees.forest(
            self.canvas, rng, self.light, seen.places(rng, count, nearest, farthest, not scene.forest), scene.season,
            self.unit * (0.036 if scene.forest else 0.022), view.far * (0.62 if "fog" in scene.weather else 1.1), broad,
        )  # fmt: skip
        if "flowers" in scene.things:
            places = seen.places(rng, 6000, view.near, view.near * 4)
            trees.flowers(self.canvas, rng, self.light, places, scene.tints.get("flowers"))

    def paint_water(self) -> None:
        scene, canvas, rng = self.scene, self.canvas, self.rng
        if not scene.water:
            return
        if scene.water != "beach" and self.stage.is_set:
            self._headland()
        calm = 0.25 if "calm" in scene.moods else 1.25 if "wild" in scene.moods or "storm" in scene.weather else 1.0
        tint = scene.tints.get(scene.water)
        ragged = 1.0 if scene.relief or scene.city else 0.0
        water.paint_water(canvas, rng, self.light, self.shore, ragged, _WAVES[scene.water] * calm, tint)
        self.stage.swim(self.shore, 0.8 if scene.water == "beach" else 1.0)

    def _headland(self) -> None:
        side = -1 if self.light.x > 0.5 else 1
        turf = rgb("#e6ebf0") if self.scene.season == "winter" else rgb("#66753f")
        tall = 0.11 if self.scene.water == "sea" else 0.07
        crest = shore.headland(self.canvas, self.rng, self.light, self.shore, side, tall, turf)
        at = 0.19 if side < 0 else 0.81
        self.stage.stand(crest, at, 0.11)

    def paint_foreground(self) -> None:
        scene, canvas, rng, light = self.scene, self.canvas, self.rng, self.light
        aside = 0.28 if light.x > 0.5 else 0.72
        if scene.water == "beach":
            crest = shore.beach(canvas, rng, light, 0.82)
            self.stage.stand(crest + self.height * 0.07, aside * 0.8, 0.2)
        elif not scene.water and self.stage.is_set:
            low = scene.tints.get(scene.relief, rgb(ground.earth(scene.relief or "plain", scene.season)))
            crest = shore.knoll(canvas, rng, light, 0.76, aside, low)
            self.stage.stand(crest, aside, 0.24)
        self.stage.fly(self.horizon)

    def paint_weather(self) -> None:
        words, canvas, rng = self.scene.weather, self.canvas, self.rng
        if "fog" in words:
            weather.add_fog(canvas, rng, self.light, self.horizon, 0.7)
        if "lightning" in words or ("storm" in words and not self.scene.water):
            weather.add_lightning(canvas, rng, self.horizon)
        if words & {"rain", "storm"}:
            weather.add_rain(canvas, rng, self.light, "storm" in words)
        if "snowfall" in words:
            weather.add_snowfall(canvas, rng)
        np.clip(canvas, 0, 1, out=canvas)
