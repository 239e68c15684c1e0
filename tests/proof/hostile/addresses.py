"""Addresses that lead inside: written in every way that some parser takes for another host."""

import random
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from generations.states import State
from tests.proof.hostile.dials import PUBLIC, Dials, watched
from tests.proof.hostile.place import Place
from tests.proof.hostile.provider import Wire

OURS = "v3.fal.media"
INNER = (
    *(
        "127.0.0.1",
        "127.1",
        "127.0.0.53",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "017700000001",
        "0",
        "0.0.0.0",
    ),
    *(
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "0xa9fea9fe",
        "2852039166",
        "192.0.0.192",
    ),
    *(
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
    ),
    *("[::ffff:169.254.169.254]", "[64:ff9b::7f00:1]", "[64:ff9b::169.254.169.254]", "[2002:7f00:1::]", "[fe80::1]"),
    *(
        "[fc00::1]",
        "[fd00:ec2::254]",
        "[fec0::1]",
        "[ff02::1]",
        "[::127.0.0.1]",
        "[2001:0:7f00:1::80ff:fffe]",
        "[fe80::1%25lo]",
    ),
    *("localhost", "localhost.", "LOCALHOST", "metadata.google.internal", "127.0.0.1.", "①②⑦.⓪.⓪.①", "127。0。0。1"),
)
NUMBERS = (
    *(
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.7",
        "172.31.255.255",
        "169.254.169.254",
        "100.100.100.200",
        "192.0.0.192",
        "0.0.0.0",
    ),
    *(
        "::1",
        "::ffff:127.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::1",
        "fe80::1",
        "fd00:ec2::254",
        "fec0::1",
        "::7f00:1",
    ),
)
SCHEMES = (
    "https",
    "http",
    "HTTPS",
    "https:",
    "//",
    "file",
    "gopher",
    "ftp",
    "ws",
    "unix",
    "dict",
    "ldap",
    "jar:https",
    "",
)
SHAPES = (
    *("{scheme}://{inner}/a.png", "{scheme}://{inner}:6379/a.png", "{scheme}://{ours}@{inner}/a.png"),
    *(
        "{scheme}://{inner}\\@{ours}/a.png",
        "{scheme}://{ours}\\@{inner}/",
        "{scheme}://{inner}#@{ours}/",
        "{scheme}://{inner}?@{ours}/",
    ),
    *(
        "{scheme}://{ours}.{inner}/",
        "{scheme}://{ours}:443@{inner}/",
        "{scheme}://{ours}%2f@{inner}/",
        "{scheme}:{inner}/a.png",
    ),
    *(
        "{scheme}:\\\\{inner}\\a.png",
        "{scheme}://{ours}\t@{inner}/",
        "\n{scheme}://{inner}/",
        "{scheme}://[{ours}]@{inner}/",
    ),
    *(
        "{scheme}://{ours}%00.{inner}/",
        "{scheme}://{inner}%23.fal.media/",
        "{scheme}://{ours}:@{inner}:80/",
        "{scheme}:///{inner}/",
    ),
)
ODD = (
    *(
        "file:///etc/passwd",
        "file://localhost/etc/passwd",
        "/etc/passwd",
        "data:text/html,x",
        "data:image/svg+xml;base64,PHN2Zz4=",
    ),
    *(
        "https://",
        "https://[",
        "http://[::1",
        "https://\ud800.fal.media/",
        "https://" + "a" * 70_000,
        "https://xn--/",
        "javascript:1",
    ),
    *(
        "https://v3.fal.media:99999/",
        "https://v3.fal.media:-1/",
        "https://v3.fal.media:443abc/",
        "https://evilfal.media/",
        "\0",
    ),
    *(
        "https://v3.fal.media.evil.example/",
        "https://ⓥ3.fal.media@evil.example/",
        "https://v3.fal.media:22/",
        "",
        " ",
        "https://.",
    ),
)
REDIRECTS = (301, 302, 303, 307, 308)


def written(random: random.Random) -> Iterator[str]:
    """Without end: first each address plainly, then everything with everything."""
    yield from ODD
    yield from (f"https://{inner}/a.png" for inner in INNER)
    while True:
        shape = random.choice(SHAPES)
        yield shape.format(scheme=random.choice(SCHEMES), inner=random.choice(INNER), ours=OURS)


class Addresses:
    """Three ways in: the address in an answer, a redirect from a file or from the answer itself, a name that lies."""

    def __init__(self, place: Place, wire: Wire, seed: int) -> None:
        self.place, self.wire, self.random = place, wire, random.Random(seed)

    def try_all(self, most: int) -> int:
        """How many connections went inside."""
        ports = {urlsplit(url).port or 6379 for url in (self.wire.url, settings.REDIS_URL)}
        with watched(*ports) as dials:
            addresses = written(self.random)
            for number in range(most):
                name = f"address{number}"
                # A name that lies needs no address.
                self._lay(number, name, "" if number % 4 == 3 else next(addresses), dials)
                self._follow(name, dials)
        if not dials.outer:
            self.place.blame("errors", "not even a public address was dialled, so nothing was proved")
        return len(dials.inner)

    def _lay(self, number: int, name: str, address: str, dials: Dials) -> None:
        start = f"{self.wire.url}/files/{name}"
        way = number % 4
        self.wire.answers[name] = {"images": [{"url": address if way == 0 else f"{start}-0"}]}
        if way == 1:
            hops = self.random.randrange(1, 4)
            for hop in range(hops):
                target = address if hop == hops - 1 else f"{start}-{hop + 1}"
                self.wire.redirects[f"{name}-{hop}"] = (self.random.choice(REDIRECTS), _header(target))
        elif way == 2:
            self.wire.redirects[name] = (self.random.choice(REDIRECTS), _header(address))
        elif way == 3:
            self.wire.answers[name] = {"images": [{"url": f"https://name{number}.fal.media/a.png"}]}
            inner = self.random.choice(NUMBERS)
            lies = [[inner], [PUBLIC]], [[PUBLIC], [inner]], [[PUBLIC, inner], [inner]], [[inner, PUBLIC], [PUBLIC]]
            dials.answer(f"name{number}.fal.media", *self.random.choice(lies))

    def _follow(self, name: str, dials: Dials) -> None:
        before = len(dials.inner)
        answer = self.wire.answers[name], self.wire.redirects.get(name), self.wire.redirects.get(f"{name}-0")
        try:
            row = self.wire.store(self.place.session, name)
        except Exception as error:  # noqa: BLE001 - a worker that ends here has been ended by the address
            self.place.blame("deaths", f"address {answer}: {error!r}")
            return
        finally:
            connection.close()
        self.place.tried["addresses"] += 1
        if row.state == State.SUCCEEDED:
            self.place.blame("through", f"address {answer} brought a file")
        for dialled in dials.inner[before:]:
            self.place.blame("dials", f"address {answer} led to {dialled}")


def _header(address: str) -> str:
    """As a server can send it: in one line, and in bytes."""
    return address.replace("\n", "").encode("utf-8", "ignore").decode("latin-1")
