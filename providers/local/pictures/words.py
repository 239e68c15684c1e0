"""The words the local models know. Each entry: what it means, then the words and phrases that say so."""

_TABLE = """
time dawn: dawn, sunrise, daybreak, first light, morning, early, aurora morning
time day: day, daylight, noon, midday, daytime, afternoon, sunny, sunlit, sunlight, bright day
time golden: golden hour, golden light, late afternoon, evening light, warm light
time sunset: sunset, sundown, evening
time dusk: dusk, twilight, blue hour, nightfall, gloaming, afterglow
time night: night, nighttime, midnight, moonlit, moonlight, starlit, starlight, nocturnal, nocturne
land mountains: mountain, peak, summit, alps, alpine, range, ridge, himalaya, himalayas, rockies, fjord, glacier
land mountains: everest
land hills: hill, hillside, highland, valley, tuscany, tuscan, countryside, vineyard, rolling hills, knoll
land plain: plain, meadow, field, prairie, grassland, steppe, savanna, savannah, pasture, farmland, tundra
land dunes: dune, desert, sand, sahara, sandy, arabian
land canyon: canyon, mesa, gorge, badlands, butte, cliff, cliffs, grand canyon, ravine
land volcano: volcano, volcanic, crater, fuji, vesuvius
land forest: forest, wood, woods, woodland, pine, pines, fir, conifer, spruce, taiga, jungle, grove, treeline
land city: city, skyline, town, downtown, skyscraper, metropolis, urban, cityscape, building, manhattan, tokyo
land city: new york, tower block, street
water lake: lake, pond, loch, river, lagoon, reservoir, fjord, reflection, reflections, mirrored, stream, harbour
water lake: harbor
water sea: sea, ocean, coast, bay, shore, seaside, coastline, seascape, wave, surf, atlantic, pacific, mediterranean
water sea: horizon
water beach: beach, tropical, island, sandbank, shoreline
season winter: winter, wintry, snowy, snow, frozen, frosty, frost, ice, icy, arctic, antarctic, snow covered
season winter: christmas
season autumn: autumn, autumnal, fall, october, november
season alien: alien, martian, otherworldly, extraterrestrial
season spring: spring, blossom, cherry blossom, sakura, april, may, blooming
weather clear: clear, cloudless, clear sky
weather clouds: cloud, cloudy, overcast, clouded
weather fog: fog, foggy, mist, misty, haze, hazy, smoky
weather rain: rain, rainy, raining, drizzle, shower, downpour, monsoon
weather snowfall: snowfall, snowing, snowstorm, blizzard, snowflake, falling snow
weather storm: storm, stormy, tempest, thunderstorm, hurricane, typhoon, gale
weather lightning: lightning, thunder, thunderbolt
weather aurora: aurora, aurora borealis, northern lights, southern lights, polar lights
weather rainbow: rainbow
weather milkyway: milky way, galaxy sky
thing lighthouse: lighthouse, beacon
thing sailboat: sailboat, sailing boat, boat, yacht, sail, sailing, dinghy, regatta
thing ship: ship, steamer, ferry, liner, cruise ship, freighter, tanker
thing balloon: balloon, hot air balloon, air balloon
thing moon: moon, full moon
thing crescent: crescent, crescent moon, half moon, new moon
thing sun: sun
thing stars: star, stars, starry, constellation
thing meteors: meteor, shooting star, falling star, perseids
thing planet: planet, saturn, jupiter, alien world, exoplanet
thing birds: bird, gull, seagull, flock, swallow, crane, geese, goose, eagle, crow, raven
thing house: house, cabin, cottage, hut, chalet, home, farm, farmhouse, barn
thing castle: castle, fortress, palace, citadel, chateau
thing windmill: windmill, mill
thing tent: tent, camp, camping, campsite, campfire
thing palm: palm, palm tree, coconut
thing cactus: cactus, cacti, saguaro
thing tree: tree, oak, lone tree, maple, cherry tree, willow
thing lanterns: lantern, sky lantern, paper lantern
thing fireflies: firefly, fireflies, glowworm
thing flowers: flower, wildflower, wild flower, poppy, poppies, tulip, lavender, bloom
mood calm: calm, quiet, peaceful, still, serene, tranquil, silent, gentle, smooth, soothing, mirror
mood wild: wild, rough, turbulent, chaotic, chaos, energetic, dynamic, raging, restless, choppy
mood dramatic: dramatic, epic, cinematic, majestic, moody, intense, spectacular
mood dreamy: dreamy, dream, magical, magic, mystical, mysterious, ethereal, fairytale, enchanted, fantasy, surreal
mood dark: dark, gloomy, sombre, somber, shadowy, noir, spooky
mood bright: bright, light, radiant, luminous, airy
mood vivid: vivid, vibrant, colorful, colourful, saturated, neon, psychedelic, bold
mood pastel: pastel, soft, delicate, pale
mood muted: muted, faded, vintage, retro, desaturated, dusty, nostalgic
mood warm: warm, hot, cosy, cozy, fiery, summer, summery
mood cool: cool, cold, chilly, crisp, fresh
mood mono: monochrome, black and white, grayscale, greyscale
mood minimal: minimal, minimalist, simple, empty, lonely, lone, alone, solitary
shape spiral: spiral, swirl, swirling, vortex, whirl, twist
shape circle: circle, circular, round, sphere, orb, bubble, disc
shape wave: wave, wavy, flow, flowing, fluid, liquid
shape triangle: triangle, triangular, pyramid, shard, crystal
shape square: square, block, cube, grid, mosaic, pixel
shape stripe: stripe, striped, line, lines, linear, ribbon, strand
shape dot: dot, dotted, point, particle, confetti
shape ray: ray, burst, sunburst, beam, radial, explosion
space nebula: nebula, space, cosmos, cosmic, gas, interstellar, universe, deep space, stellar
space galaxy: galaxy, milky way, spiral galaxy, andromeda
space planet: planet, world, earth, mars, venus, neptune, jupiter, exoplanet
space ring: ring, ringed, saturn
space moon: moon
space sun: sun, supernova, sunrise, corona
space comet: comet, meteor, shooting star, asteroid
space eclipse: eclipse, black hole, event horizon
space ink: ink, smoke, watercolor, watercolour, marble, marbled
space stars: star, stars, starry, constellation, stardust
"""
_STOP = """
4k a about above abstract across after all along also am an and any around art artwork as at away background be
beautiful before behind below beneath beside between big both bottom but by can center centre covered create das day's
der detailed die distance distant down draw drawing during each ein eine end far featuring filled for foreground from
front full get good great had has have hd high highly huge i illustration im image images in into is it its itself
just landscape large left like little look looking looks lot lots lovely low made make me middle mit more most much my
near nearby next nice of off old on onto or other our out over overlooking paint painting photo photograph
photorealistic picture pictures please poster put realistic render rendered resolution right scene seen shot show
showing side skies sky small so some somewhere style styled such tall than that the their them then there these they
this those through tiny to top toward towards ultra und under until up upon us very view wallpaper was we were where
which while who wide will with within you your
"""
COLOURS = {
    "red": "#d2302f", "crimson": "#b3123a", "scarlet": "#e0341f", "ruby": "#a8123f", "maroon": "#6d1a28",
    "orange": "#f0812a", "amber": "#f5a623", "peach": "#f8b88f", "coral": "#f5735e", "rust": "#a8492a",
    "yellow": "#f3cf3a", "gold": "#d9a62e", "golden": "#e0a93a", "mustard": "#c99a2a", "lemon": "#f5e663",
    "green": "#3f9a52", "emerald": "#15996b", "olive": "#7d8038", "lime": "#9ccc3c", "mint": "#8fd8b4",
    "sage": "#9aae8c", "jade": "#2f9e7d", "teal": "#1f8a8c", "turquoise": "#35bdb8", "cyan": "#35c3d9",
    "aqua": "#56cfd0", "blue": "#2f66c4", "navy": "#1b2a5c", "indigo": "#3b3498", "azure": "#3f8fe0",
    "cobalt": "#2450b8", "sapphire": "#1f4aa8", "purple": "#7a3fa8", "violet": "#7f4fd0", "lilac": "#b79ad8",
    "magenta": "#cc2f93", "pink": "#f088b4", "rose": "#e0688a", "fuchsia": "#d9309f", "plum": "#6f2f63",
    "brown": "#7a5236", "beige": "#dac6a6", "cream": "#f4e8cc", "ivory": "#f5f0df", "copper": "#b8703c",
    "bronze": "#9a6b38", "white": "#f4f4f4", "silver": "#b8bfc6", "grey": "#868b92", "gray": "#868b92",
    "black": "#16161a", "charcoal": "#33373d",
}  # fmt: skip
NUMBERS = {
    "a": 1, "an": 1, "one": 1, "single": 1, "two": 2, "pair": 2, "couple": 2, "three": 3, "four": 4, "five": 5,
    "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "dozen": 12, "several": 5, "few": 4, "many": 9,
}  # fmt: skip
NEGATIONS = frozenset({"no", "without", "not", "never"})
STOP = frozenset(_STOP.split())


def _read() -> dict[str, dict[str, str]]:
    """Word or phrase -> {kind: meaning}. A word may mean one thing in a landscape and another in space."""
    table: dict[str, dict[str, str]] = {}
    for row in _TABLE.strip().splitlines():
        head, _, words = row.partition(":")
        kind, meaning = head.split()
        for word in words.split(","):
            table.setdefault(word.strip(), {})[kind] = meaning
    return table


VOCABULARY = _read()
