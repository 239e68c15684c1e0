"""One hostile file, and what stands in its metadata when it has any."""

from dataclasses import dataclass

# Stands in every kind of metadata that a file can have: whoever finds it in an answer has found somebody's secret.
MARK = b"HIDDEN-4c1f-PLACE"


@dataclass(frozen=True, slots=True)
class Sample:
    """`secret`: MARK stands in its metadata and must not come out again.

    `sound`: it must be taken. `barred`: it must not. `file` is the name it is sent under.
    """

    name: str
    data: bytes
    kind: str = "image"
    secret: bool = False
    sound: bool = False
    barred: bool = False
    file: str = "picture.png"
    content_type: str = "image/png"
