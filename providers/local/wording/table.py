"""The vocabulary of a good prompt: what is worth saying, how one sees that it is said, and words that fit a scene.

No phrase names a colour or a time of day, so that none contradicts a style; each one counts as said of its own aspect,
so that enhancing twice changes nothing.
"""

from dataclasses import dataclass


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Scenes in the order in which they are asked for: the first one found that an aspect has words for is taken.
_SCENES = {
    "graphic": "illustration illustrated drawing sketch painting painted watercolor watercolour gouache ink vector "
    "logo icon poster cartoon anime manga comic pixel isometric lineart woodcut linocut engraving lowpoly abstract "
    "typography sticker mural collage origami papercut claymation infographic",
    "night": "night nighttime midnight moonlit moonless starlit starry nocturnal darkness pitch-black noir",
    "underwater": "underwater undersea reef diver divers jellyfish seabed submerged",
    "space": "space galaxy nebula planet cosmos cosmic astronaut spaceship spacecraft asteroid orbiting interstellar",
    "low sun": "dawn sunrise daybreak sunset sundown dusk twilight morning evening afternoon",
    "high sun": "noon midday sunny sunlit cloudless",
    "grey sky": "overcast cloudy rain rainy raining drizzle fog foggy mist misty haze storm stormy blizzard snowfall",
    "indoors": "room kitchen bedroom bathroom indoors indoor interior office cafe café restaurant library church "
    "cathedral museum workshop studio hall corridor hallway attic cellar cave garage shop",
    "person": "portrait woman man girl boy child children person people face lady gentleman bride groom couple "
    "dancer king queen soldier worker chef doctor nurse artist musician grandmother grandfather elder teenager baby",
    "animal": "cat dog horse bird fox wolf lion tiger bear deer owl rabbit kitten puppy elephant cow sheep "
    "eagle parrot",
    "product": "product bottle perfume wristwatch shoe sneaker sneakers packaging jar cup mug cosmetics cream "
    "headphones phone necklace jewelry jewellery handbag lipstick",
    "food": "food burger pizza pasta cake bread coffee tea fruit dish meal breakfast dinner dessert soup salad steak "
    "sushi chocolate croissant sandwich",
    "fire": "fire flame flames candle candles campfire fireplace torch torches",
    "rain": "rain rainy raining drizzle downpour",
    "snow": "snow snowy snowing snowfall blizzard",
    "water": "sea ocean lake river waterfall waves beach coast shore harbour harbor stream pond pool lagoon bay",
    "green": "forest tree trees meadow field grass garden jungle leaves flowers flower wheat park woods",
    "sky": "sky clouds cloud mountains mountain valley hills desert canyon volcano glacier cliff cliffs dunes island "
    "landscape lighthouse countryside",
    "city": "city street skyline town alley downtown skyscraper skyscrapers architecture building buildings house "
    "castle bridge tower temple market village square station",
}  # fmt: skip
SCENES = {name: _set(words) for name, words in _SCENES.items()}


@dataclass(frozen=True, slots=True)
class Aspect:
    """`said`: words that show that it is dealt with already. `words`: what fits a scene, "" fits every other one."""

    label: str
    said: frozenset[str]
    words: dict[str, str]


LIGHT = Aspect(
    "light",
    _set(
        "light lights lighting lit backlit sunlight sunlit moonlight daylight candlelight lamplight firelight "
        "neon glow glowing shadow shadows silhouette silhouetted rim softbox spotlight chiaroscuro high-key "
        "low-key highlights sun sunbeam sunbeams rays lamp lamps lantern lanterns bright brightly dark exposure "
        "illuminated bioluminescent"
    ),
    {
        "graphic": "",
        "underwater": "soft shafts of light falling from above",
        "space": "hard light from one side and deep shadows",
        "night": "low-key lighting with deep shadows and small highlights",
        "fire": "flickering light and soft shadows around it",
        "low sun": "low, raking light and long shadows",
        "high sun": "clear light from above and short, crisp shadows",
        "grey sky": "soft, even light without hard shadows",
        "indoors": "soft light from one side and gentle shadows",
        "product": "large soft light from one side and clean highlights",
        "food": "soft light from behind and appetising highlights",
        "": "soft, directional light and gentle shadows",
    },
)
COMPOSITION = Aspect(
    "composition",
    _set(
        "composition composed framed framing frame centred centered centre center symmetric symmetrical symmetry "
        "thirds close-up closeup headshot overhead top-down bird's-eye flatlay foreground background panorama "
        "panoramic establishing wide full-body full-length negative-space diagonal layout cropped"
    ),
    {
        "graphic": "bold, balanced composition with clear shapes",
        "person": "balanced composition with the eyes on the upper third",
        "animal": "balanced composition at the height of its eyes",
        "product": "calm composition with room around the subject",
        "food": "close composition with one clear subject",
        "city": "composition with leading lines into the depth",
        "water": "layered composition with depth from near to far",
        "green": "layered composition with depth from near to far",
        "sky": "layered composition with depth from near to far",
        "": "balanced composition with one clear subject",
    },
)
LENS = Aspect(
    "lens",
    _set(
        "lens mm bokeh depth-of-field focus macro wide-angle telephoto fisheye anamorphic tilt-shift camera dslr "
        "polaroid aperture aerial drone photographed shot zoom blurred blurry sharp satellite microscope"
    ),
    {
        "graphic": "",
        "space": "wide-angle lens, sharp throughout",
        "underwater": "wide-angle lens",
        "person": "85 mm lens, shallow depth of field",
        "animal": "135 mm lens, shallow depth of field",
        "product": "100 mm lens, crisp focus on the subject",
        "food": "100 mm macro lens, shallow depth of field",
        "city": "24 mm lens, sharp from near to far",
        "water": "24 mm lens, sharp from near to far",
        "green": "35 mm lens, sharp from near to far",
        "sky": "24 mm lens, sharp from near to far",
        "": "50 mm lens, natural perspective",
    },
)
TEXTURE = Aspect(
    "texture",
    _set(
        "texture textures textured detail details detailed grain grainy smooth glossy matte rough surface "
        "surfaces minimal minimalist minimalistic simple plain clean crisp soft hazy dreamy"
    ),
    {
        "graphic": "clean edges with fine texture",
        "person": "natural skin texture",
        "animal": "fine fur and feather texture",
        "": "fine natural texture",
    },
)
MOTION = Aspect(
    "motion",
    _set(
        "motion move moves moving movement walk walks walking run runs running fly flies flying flow flows "
        "flowing drift drifts drifting dance dances dancing sway sways swaying roll rolls rolling rise rises "
        "rising fall falls falling turn turns turning spin spins spinning jump jumps jumping swim swims swimming "
        "blow blows blowing ripple ripples flicker flickers flickering crash crashes crashing pour pours pouring "
        "ride rides riding drive drives driving smile smiles smiling laugh laughs laughing look looks looking "
        "talk talks talking wave waves waving open opens opening close closes closing explode explodes exploding "
        "float floats floating breathe breathes breathing blink blinks gallop gallops galloping timelapse "
        "hyperlapse slow-motion still frozen motionless static freeze morph morphs stir stirs pass passes passing"
    ),
    {
        "graphic": "The shapes move slowly and smoothly.",
        "underwater": "Everything sways gently with the current.",
        "space": "Everything drifts slowly and weightlessly.",
        "fire": "The flames flicker steadily.",
        "person": "Small, natural movements: a breath, a blink, a slight turn of the head.",
        "animal": "Small, natural movements: a breath, a turn of the head.",
        "rain": "The rain falls steadily.",
        "snow": "The snow falls slowly.",
        "water": "The water moves in slow, even ripples.",
        "green": "Leaves and grass sway gently.",
        "food": "A little steam or dust drifts past.",
        "product": "Everything else stands still while reflections move slowly.",
        "": "Slow, natural motion throughout.",
    },
)
CAMERA = Aspect(
    "camera",
    _set(
        "camera dolly pan pans panning tilt tilts zoom zooms zooming orbit orbits orbiting tracking crane drone "
        "handheld steadicam tripod locked push-in pull-out pov push pushes pull pulls arc truck gimbal "
        "first-person"
    ),
    {"": "The camera slowly pushes in."},
)
SHOT = Aspect(
    "one shot",
    _set("shot shots cut cuts montage take takes sequence transition transitions scene scenes loop looping"),
    {"": "One continuous shot."},
)
# What nobody can be sure of from words alone: light that suits whatever there is.
ANY_LIGHT = "light that gives the scene depth"
# Together they leave open how the sun stands.
CLASHES = ({"grey sky", "low sun"}, {"grey sky", "high sun"})
ASPECTS = {"image": (LIGHT, COMPOSITION, LENS, TEXTURE), "video": (MOTION, LIGHT, CAMERA, SHOT)}

# What an instruction changes as a whole cannot be asked to stay as it is.
STYLED = _set(
    "style stylise stylize restyle painting painted watercolor watercolour sketch drawing anime cartoon comic pixel "
    "poster vintage retro cinematic monochrome black-and-white sepia noir oil woodcut print convert transform turn"
)
REFRAMED = _set(
    "crop cropped zoom rotate flip mirror extend expand outpaint reframe straighten wider closer angle view viewpoint "
    "perspective composition frame framing uncrop tilt aspect"
)
KEPT = _set(
    "keep keeping preserve preserving leave leaving retain unchanged nothing same otherwise only rest everything"
)

# The small words of English, and those of its neighbours.
ENGLISH = _set("a an the of with in on at and by to from is are over under through for his her its")
OTHERS = _set(
    "der die das ein eine einer im und mit auf bei le la les une des du et avec dans sur el los las una con en il lo "
    "gli di della per um uma com na da het een op og på med ett och som"
)
# Words in two that are one here.
PAIRS = _set(
    "close-up top-down full-body full-length depth-of-field wide-angle tilt-shift slow-motion push-in pull-out "
    "first-person low-key high-key negative-space black-and-white bird's-eye pitch-black"
)
