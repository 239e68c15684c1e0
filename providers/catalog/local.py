"""Models that run on this machine: rules and mathematics, no key, no network, no AI."""

from dataclasses import replace
from decimal import Decimal

from providers.catalog.model import Model, Price

RATIOS = ("1:1", "4:3", "3:2", "16:9", "21:9", "3:4", "2:3", "9:16")

LANDSCAPE = Model(
    key="local-landscape",
    label="Local · Landscape (no AI)",
    provider="local",
    kind="image",
    endpoint="landscape",
    summary="Paints scenery by rules, without AI: seas, mountains, cities, weather and light. Knows 400 words.",
    price=Price(Decimal(0)),
    speed_seconds=1,
    aspect_ratios=RATIOS,
    resolutions=("1k", "2k"),
    formats=("webp", "png", "jpeg"),
    outputs_max=4,
    multiple=8,
)

FLOW = replace(
    LANDSCAPE,
    key="local-flow",
    label="Local · Flow (no AI)",
    endpoint="flow",
    summary="Weaves ribbons that follow a current, without AI, in the colours of your words or of your references.",
    references_max=3,
)

COSMOS = replace(
    LANDSCAPE,
    key="local-cosmos",
    label="Local · Cosmos (no AI)",
    endpoint="cosmos",
    summary="Draws nebulae, galaxies, planets, eclipses or ink by noise functions, without AI, coloured by your words.",
)

LOW_POLY = replace(
    FLOW,
    key="local-lowpoly",
    label="Local · Low poly (no AI)",
    endpoint="lowpoly",
    summary="Folds a landscape from triangles, without AI, with the palette of your references.",
)

POSTER = replace(
    FLOW,
    key="local-poster",
    label="Local · Poster (no AI)",
    endpoint="poster",
    summary="Sets your words in type with bold shapes, without AI, in the palette of your references. Nearly instant.",
    speed_seconds=0.5,
)

DARKROOM = replace(
    LANDSCAPE,
    key="local-darkroom",
    label="Local · Darkroom (no AI)",
    endpoint="darkroom",
    summary="Edits by rules, without AI: light, colour, weather, focus, shape, captions. Names what it did not know.",
    source="required",
    references_max=4,
)

PAINTER = replace(
    DARKROOM,
    key="local-painter",
    label="Local · Painter (no AI)",
    endpoint="painter",
    summary="Edits like the darkroom, then paints the result in oil, watercolour or gouache, without AI.",
    speed_seconds=2,
)

PRINT = replace(
    DARKROOM,
    key="local-print",
    label="Local · Print (no AI)",
    endpoint="print",
    summary="Edits like the darkroom, then prints it without AI: screen print, risograph or woodcut, in named inks.",
)

PICTURES: tuple[Model, ...] = (LANDSCAPE, FLOW, COSMOS, LOW_POLY, POSTER)
EDITS: tuple[Model, ...] = (DARKROOM, PAINTER, PRINT)
MODELS = (*PICTURES, *EDITS)
