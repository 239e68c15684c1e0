"""What goes to an engine, and what names it there."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from providers.catalog.model import Model

Payload = dict[str, Any]


@dataclass(frozen=True, slots=True)
class InputFile:
    """A stored picture that goes to a model."""

    path: Path
    content_type: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Request:
    """One call to one model. `workdir` is a folder of this request alone that survives a crash."""

    model: Model
    prompt: str
    token: str
    workdir: Path
    aspect_ratio: str = ""
    resolution: str = ""
    outputs: int = 1
    seed: int | None = None
    duration: int | None = None
    camera_move: str = ""
    camera_strength: int = 50  # percent
    format: str = ""  # of the files
    source: InputFile | None = None
    references: tuple[InputFile, ...] = ()
    end_frame: InputFile | None = None  # what a clip ends with
    mask: InputFile | None = None  # of any size; its transparent part says where to edit
    webhook_url: str = ""

    @property
    def inputs(self) -> tuple[InputFile, ...]:
        """The pictures in the order in which a model gets them: the source first."""
        return ((self.source,) if self.source else ()) + self.references

    @property
    def sent_mask(self) -> InputFile | None:
        """The mask, where the model takes one and there is a picture to lay it over."""
        return self.mask if self.model.mask and self.inputs else None


@dataclass(frozen=True, slots=True)
class Handle:
    """Names a running request, also after a restart."""

    model: Model
    request_id: str
    workdir: Path
