"""Houses: one gable towards the eye, one long side."""

from providers.local.pictures.canvas import Array, Rng, mix
from providers.local.pictures.colour import rgb
from providers.local.pictures.light import Light
from providers.local.pictures.things.figure import Figure

LAMP = rgb("#ffdf9a")


def window(light: Light, pane: str) -> Array:
    """Glass that glows the more the darker it is outside."""
    return mix(light.on(rgb(pane), 0.3), LAMP, min(1.0, 0.2 + light.dark * 1.4) if light.height < 0.3 else light.dark)


def cottage(figure: Figure, x: float, foot: float, size: float, wall: Array, roof: Array) -> None:
    """Drawn for a sun on the right and mirrored for one on the left: the gable lies in the shade."""

    def place(*points: tuple[float, float]) -> list[tuple[float, float]]:
        return [(x + figure.sun * right * size, foot + up * size) for right, up in points]

    lit, shade = figure.tone(wall, 0.8), figure.tone(wall, 0.15)
    figure.polygon(place((-0.2, 0), (0.5, 0), (0.5, 0.42), (-0.2, 0.42)), lit)
    figure.polygon(place((-0.5, 0), (-0.2, 0), (-0.2, 0.42), (-0.35, 0.76), (-0.5, 0.42)), shade)
    figure.polygon(place((-0.2, 0.37), (-0.35, 0.78), (0.33, 0.78), (0.55, 0.37)), figure.tone(roof, 0.75))
    figure.line(place((-0.5, 0.37), (-0.35, 0.78)), figure.tone(roof, 0.2), size * 0.05)
    glass = window(figure.light, "#51606e")
    for left in (-0.04, 0.185):
        figure.polygon(place((left, 0.12), (left + 0.1, 0.12), (left + 0.1, 0.28), (left, 0.28)), glass)
    figure.polygon(place((-0.395, 0), (-0.305, 0), (-0.305, 0.25), (-0.395, 0.25)), figure.tone("#4a3428", 0.3))


def house(figure: Figure, rng: Rng, tint: Array | None) -> None:
    """A cabin with a smoking chimney."""
    wall = rgb("#8a6244") if tint is None else tint
    figure.box(0.16, 0.6, 0.25, 0.92, figure.tone("#6d5a50", 0.4))
    cottage(figure, 0, 0, 1, wall, rgb("#5a4640"))
    figure.lay()
    smoke = figure.tone("#e8e6e4", 0.6)
    for puff in range(9):
        up = puff / 9
        figure.spot(0.2 + 0.25 * up**1.5, 0.97 + 0.75 * up, 0.04 + 0.07 * up, smoke, 0.2 * (1 - up))
    if figure.light.dark > 0.1 or figure.light.height < 0.3:
        figure.spot(0, 0.24, 0.34, LAMP, 0.18 + 0.3 * figure.light.dark)
