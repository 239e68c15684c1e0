"""One clause: the operations that it names, and what its other words say about them."""

from providers.local.edits.language.caption import unquoted
from providers.local.edits.language.clauses import Clause
from providers.local.edits.language.grammar import COLOURED, KEEP, OPPOSITES, SCENES, TONAL
from providers.local.edits.language.meaning import is_less, number_of, ratio_of, regions_of, turn_of
from providers.local.edits.language.spans import spans_of
from providers.local.edits.language.step import Step, Strength
from providers.local.edits.language.strength import strength_of
from providers.local.edits.language.unknown import adjectives_of, named, unknown_in
from providers.local.edits.language.words import words_of

_ANEW = frozenset(
    ["make", "add", "give", "turn", "apply", "increase", "put"]
)  # a clause with a verb of its own speaks of its own
_NEW = frozenset(["replace", "replaced", "swap", "swapped", "new", "change", "turn", "make"])


class Wish:
    def __init__(self, clause: Clause, region: str) -> None:
        self.clause = clause
        bare = "" if clause.quote else unquoted(clause.text)
        self.caption = clause.quote or bare
        self.spans = spans_of(words_of(clause.words.replace(bare, " ") if bare else clause.words))
        self.words = self.spans.left
        self.regions = regions_of(self.words)
        self.less = is_less(self.words)
        self.unknown = unknown_in(self.spans)
        nouns = adjectives_of(self.unknown, [place for place, _ in self.spans.colours])
        self.unknown = sorted([*self.unknown, *nouns])
        self.colours = tuple(code for place, code in self.spans.colours if place not in nouns)
        self.inherited = (
            region if clause.joined and not (self.regions or self.unknown or _ANEW & set(self.words)) else ""
        )

    def read(self) -> tuple[list[Step], str]:
        """The steps, and what is left unsaid by them."""
        if KEEP.match(self.clause.text.lower()):
            return [], self.clause.text
        wanted = self._operations()
        keys = [OPPOSITES.get(key, "") if self.less else key for key in wanted]
        steps = [self._step(key) for key in keys if key]
        if not steps and not self.unknown and not self.less and not self.regions:
            return [], ""  # "please", "again": words that only fill
        if not steps or (self.less and not all(keys)):
            return steps, self.clause.text
        return steps, named(self.spans, self.unknown) if self.unknown else ""

    def _operations(self) -> list[str]:
        keys = list(dict.fromkeys(key for _, key in self.spans.operations))
        if self.caption and "caption" not in keys and not self.unknown:
            keys.append("caption")
        if not keys and ratio_of(self.words):
            keys.append("crop")
        if "mirror" in keys and {"vertically", "vertical", "top"} & set(self.words):
            keys[keys.index("mirror")] = "flip"
        keys = self._of_colours(self._of_regions(keys))
        return [key for key in keys if not ("gradient" in keys and key in SCENES | {"background"})]

    def _of_regions(self, keys: list[str]) -> list[str]:
        """ "Replace the sky with a sunset" paints one, where "a sunset" alone changes the light."""
        if {"sky", "background"} & set(self.regions) and SCENES & set(keys) and _NEW & set(self.words):
            return list(dict.fromkeys([*keys, "gradient"]))
        if "background" in self.regions:
            return ["background blur" if key == "blur" else key for key in keys]
        return keys

    def _of_colours(self, keys: list[str]) -> list[str]:
        if not self.colours or COLOURED & set(keys) or (self.unknown and not keys):
            return keys
        if "background" in self.regions and not self.less:
            return [*keys, "background"]
        return [*keys, "tint"]

    def _step(self, key: str) -> Step:
        regions = self.regions or ([self.inherited] if key in TONAL and self.inherited else [])
        placed = key == "caption"
        return Step(
            key,
            self._strength(key),
            region="" if placed else next(iter(regions), ""),
            colours=self.colours if key in COLOURED else (),
            number=self._number(key),
            text=self.caption if placed else self._scene(key),
            place=" ".join(dict.fromkeys(self.regions)) if placed else "",
            unknown=bool(self.unknown),
        )

    def _strength(self, key: str) -> Strength:
        """Twice as dark is half the light, not none."""
        strength = strength_of(self.words)
        if key == "darker" and strength.exact and strength.exact >= 1:
            return Strength(exact=1 - 1 / (1 + strength.exact))
        return strength

    def _number(self, key: str) -> float | None:
        if key == "crop":
            return ratio_of([*self.words, *(word for word in self.spans.words if word not in self.words)])
        if key in {"rotate", "straighten"}:
            return turn_of(self.spans.words, 90 if key == "rotate" else None)
        return number_of(self.words)

    def _scene(self, key: str) -> str:
        named_scenes = [found for _, found in self.spans.operations if found in SCENES]
        return named_scenes[0] if key == "gradient" and named_scenes else ""
