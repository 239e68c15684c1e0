"""P9: how much JavaScript of our own a browser loads."""

import gzip
from pathlib import Path

from tests.figures import Figure

OURS = Path(__file__).resolve().parents[2] / "static" / "js"


def measure(place: None, scale: str) -> list[Figure]:
    """Each file is compressed by itself, as it is sent."""
    sizes = [len(gzip.compress(path.read_bytes(), 9)) for path in OURS.rglob("*.js")]
    return [Figure("P9", f"own JavaScript, {len(sizes)} files, gzipped", sum(sizes) / 1e3, "kB", 25)]
