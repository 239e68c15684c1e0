"""What the words of an instruction ask for. Each row: an operation, then the words and phrases that name it."""

from providers.local.edits.language.grammar import ARTICLES

_TABLE = """
brighter: brighter, brighten, bright, brightness, lighter, lighten, lighten up, brighten up, more light, exposure
brighter: overexpose, overexposed, expose, illuminate, sunny, sunnier
darker: darker, darken, dark, darkness, dim, dimmer, less light, underexpose, underexposed, shady
contrast: contrast, contrasty, more contrast, high contrast, punch, punchy, punchier, darken shadows
contrast: darker shadows, deeper shadows, crush shadows, crush blacks, brighten highlights, brighter highlights
flatter: flatter, flat, flatten, low contrast, less contrast, lower contrast, softer contrast
shadows: shadows, lift shadows, open shadows, brighten shadows, lighten shadows, fill light, brighter shadows
highlights: highlights, recover highlights, darken highlights, tame highlights, darker highlights
dehaze: dehaze, remove haze, remove fog, clear haze, clear up, clarity, clear air, cut haze, remove mist
fade: fade, faded, matte, matt, washed out, bleached
high key: high key, airy, light airy, ethereal
low key: low key, chiaroscuro, noir, film noir
moody: moody, moodier, dramatic, more drama, drama, gloomy, brooding, stormy, ominous, sinister
warmer: warmer, warm, warm up, warmth, cosy, cozy, temperature, autumn light
cooler: cooler, cool, cold, colder, cool down, chilly, icy, frosty, bluish
saturate: saturate, saturated, saturation, more colour, more colours, colourful, vivid, vibrant, vibrance, vibrancy
saturate: more vivid, richer colours, colour boost, boost colours, pop, stronger colours, add colour, enhance colours
desaturate: desaturate, desaturated, less colour, less colours, muted, mute colours, paler, pale, less colourful
pastel: pastel, pastels, pastel colours, soft colours, candy colours
black and white: black and white, black white, b w, bw, monochrome, greyscale, grey scale, remove colours
black and white: remove colour, without colour, no colour, no colours, colourless, silver gelatin, noir et blanc
sepia: sepia, sepia toned, sepia tone, brown toned, daguerreotype
duotone: duotone, duo tone, two tone, two colours, two tones, bitone
tint: tint, tinted, tone, toned, colour cast, hue, wash, tinge, colour filter
neutral: white balance, auto white balance, neutral, neutral colours, remove colour cast, correct colours
invert: invert, inverted, negative, negative film, invert colours, reverse colours
posterise: posterise, posterised, posterisation, fewer colours, flat colours, reduce colours, cel shaded, poster colours
cinematic: cinematic, cinema look, teal and orange, orange and teal, movie, movie look, blockbuster, hollywood
cinematic: film look
vintage: vintage, retro, old photo, old photograph, analog, analogue, nostalgic, old film, film, polaroid, kodak
vintage: film photo, aged, antique, lomo, lomography, seventies, 70s, old fashioned
neon: neon, cyberpunk, synthwave, vaporwave, blade runner, neon lights, outrun
autumn: autumn, autumnal, fall colours, autumn colours, autumn leaves
winter: winter, wintry, frozen, winter scene, wintertime, snow covered
spring: spring, springlike, summer, summery, lush, greener, fresh green
reference: colours of reference, colours of references, colours from reference, palette of reference, like reference
reference: palette from reference, match reference, reference colours, match colours, colours of other picture
reference: same colours as reference, palette of references, colour grade of reference, reference palette
reference: reference picture, reference image, references, reference
night: night, nighttime, by night, at night, midnight, moonlight, moonlit, night time, nocturnal, day for night
night: blue hour, twilight
sunset: sunset, golden hour, golden light, evening light, evening, sunrise, dawn, dusk, sundown, golden, late sun
fog: fog, foggy, mist, misty, haze, hazy, smoke, smoky
snow: snow, snowing, snowfall, snowflakes, falling snow, blizzard, snowy, snowstorm
rain: rain, raining, rainy, drizzle, downpour, shower, rainfall
stars: stars, starry, starry sky, night sky, milky way, starlight
clouds: clouds, cloud, cloudy, overcast, cloudier
lights: bokeh, fairy lights, bokeh lights, lights, light bokeh, sparkles, sparkle, fireflies, orbs
light leak: light leak, light leaks, lens flare, leak, flare, sun flare
rays: rays, sun rays, sunrays, god rays, light rays, sunbeams, light beams, light shafts, beams
rainbow: rainbow
gradient: gradient, colour gradient, gradient background, gradient sky
background: background colour, plain background, backdrop colour, backdrop
cut out: remove background, transparent background, cut out, cutout, isolate subject, no background
cut out: without background, delete background
blur: blur, blurry, blurred, out of focus, unsharp, defocus, gaussian blur
background blur: background blur, blur background, blurred background, blurry background, depth of field, shallow focus
background blur: shallow depth of field, portrait mode, background out of focus, soften background, blur out background
tilt shift: tilt shift, miniature, toy town, miniature effect
motion blur: motion blur, speed, movement, motion, speed blur, panning
sharpen: sharpen, sharper, sharp, sharpness, crisp, crisper, more detail, more details, enhance details, detail, focus
soft focus: soft focus, softer, soften, dreamy, dreamlike, soft, romantic, smooth, smoother, orton, hazy glow
glow: glow, glowing, bloom, radiant, shine, luminous, halo, halation
vignette: vignette, vignetting, darker corners, dark corners, darken corners, dark edges, darker edges, darken edges
grain: grain, grainy, film grain, noise, noisy, gritty
pencil: pencil, pencil drawing, pencil sketch, sketch, drawing, graphite, line drawing, sketched, charcoal drawing
pencil: draw, charcoal sketch
watercolour: watercolour, watercolours, watercolour painting, aquarelle, water colour
oil: oil, oil painting, oil paint, painting, painterly, impressionist, impressionism, painted, brush strokes, oils
oil: brushstrokes, brushwork, impasto, canvas, monet, van gogh
gouache: gouache, poster paint, tempera, acrylic, flat painting
screen print: screen print, screenprint, serigraph, pop art, silkscreen, silk screen, warhol, screen printed, print
screen print: poster
risograph: risograph, riso, riso print, risograph print, zine
woodcut: woodcut, wood cut, woodblock, linocut, lino, lino print, block print, engraving, etching, woodblock print
halftone: halftone, half tone, newspaper, comic dots, newsprint, dots, comic, comic book, ben day
pixel art: pixel art, pixelate, pixelated, pixel, pixels, 8 bit, 8bit, 16 bit, mosaic, minecraft, blocky
mirror: mirror, mirrored, flip, flipped, flip horizontally, flip left right, mirror image, flop
mirror: mirror horizontally
flip: flip vertically, flip upside down, mirror vertically, flip top bottom, flipped vertically
half turn: upside down, turn upside down, rotate upside down
rotate: rotate, rotated, turn left, turn right, rotate left, rotate right, rotation, turn clockwise
rotate: turn counterclockwise, spin
straighten: straighten, level horizon, straighten horizon, tilt, tilted, level
crop: crop, cropped, trim, aspect ratio, cut off, square, crop square, crop to square, widescreen, panorama, panoramic
crop: portrait format, landscape format, portrait orientation, landscape orientation, vertical format, square format
crop: portrait crop, landscape crop, vertical, letterbox crop
zoom out: zoom out, outpaint, extend picture, expand picture, uncrop
zoom: zoom, zoom in, closer, close up, closeup, magnify, enlarge, get closer, move closer, tighter
zoom: crop tighter, tighter crop, tight crop
frame: frame, framed, border, mat, passe partout, add frame, margin, picture frame, outline
bars: letterbox, black bars, cinema bars, cinematic bars, movie bars
caption: caption, title, text, lettering, headline, heading, write, subtitle, label, saying, says, inscription
"""


def _read() -> dict[str, str]:
    rows = [row.partition(":") for row in _TABLE.strip().splitlines()]
    named = [(key, phrase.split()) for key, _, phrases in rows for phrase in phrases.split(",")]
    return {" ".join(word for word in words if word not in ARTICLES): key for key, words in named}


PHRASES = _read()
LONGEST = max(len(phrase.split()) for phrase in PHRASES)
