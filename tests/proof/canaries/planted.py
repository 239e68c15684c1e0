"""Words that occur nowhere else, one for each thing that somebody must not learn."""

import base64
import html
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from random import Random
from string import ascii_letters, digits
from urllib.parse import quote, quote_plus

LETTERS = ascii_letters + digits


@dataclass(frozen=True)
class Canary:
    kind: str
    name: str
    value: str

    @cached_property
    def forms(self) -> frozenset[bytes]:
        """As it stands, and in every dress in which programs write what they have."""
        plain = self.value.encode()
        # The first word alone finds what was escaped twice.
        texts = {
            self.value,
            self.value.split()[0],
            html.escape(self.value),
            quote(self.value, safe=""),
            quote_plus(self.value),
        }
        texts |= {json.dumps(self.value)[1:-1], json.dumps(self.value, ensure_ascii=False)[1:-1]}
        texts |= {plain.hex(), plain.hex().upper(), self.value.encode("utf-16-le").decode("latin-1")}
        return frozenset({*(text.encode() for text in texts), *_in_base64(plain)})

    def is_in(self, data: bytes) -> bool:
        return any(form in data for form in self.forms)


def _in_base64(plain: bytes) -> Iterable[bytes]:
    """Somewhere in a longer text: at each of three places in a group, without the letters that its neighbours share."""
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + plain)
        cut = encoded[(0, 2, 3)[before] : len(encoded) - (4 if encoded.endswith(b"=") else 0)]
        yield cut
        yield cut.translate(bytes.maketrans(b"+/", b"-_"))


@dataclass
class Planted:
    """Filled while the studio lives: some of them only the studio itself can make."""

    random: Random
    all: list[Canary] = field(default_factory=list)

    def keep(self, kind: str, name: str, value: str) -> str:
        if value not in {canary.value for canary in self.all}:
            self.all.append(Canary(kind, name, value))
        return value

    def word(self, length: int = 24) -> str:
        return "".join(self.random.choices(LETTERS, k=length))

    def credential(self, name: str, before: str = "") -> str:
        return self.keep("credential", name, before + self.word(32))

    def text(self, kind: str, name: str) -> str:
        """With what is written differently in HTML, JSON, addresses and hex."""
        return self.keep(kind, name, f'{self.word(12)} & "{self.word(6)}" é/{self.word(6)}')

    def email(self, name: str) -> str:
        return self.keep("e-mail", name, f"{name}.{self.word(16).lower()}@example.com")
