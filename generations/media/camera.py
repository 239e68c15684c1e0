"""A small clip of each camera move, rendered when it is first asked for.

`python -m generations.media.camera MOVE FILE` renders one: a process of its own leaves the pages their interpreter.
"""

import subprocess
import sys
from pathlib import Path
from threading import Lock
from typing import cast

from django.conf import settings
from django.core.files.storage import default_storage

from generations.media.storage import ContentStorage, spool_folder
from providers.catalog.camera import BY_KEY
from providers.local.motion.preview import render_preview

TIMEOUT = 60  # seconds
# A page asks for many at once, and rendering two at a time would not be faster.
_rendering = Lock()


def kept_preview(move_key: str) -> str:
    """Its name in the storage. Raises KeyError where there is no such move."""
    name = f"camera/{BY_KEY[move_key].key}.mp4"
    path = settings.MEDIA_ROOT / name
    if not path.exists():
        with _rendering:
            if not path.exists():
                _render(move_key, name)
    return name


def _render(move_key: str, name: str) -> None:
    # Elsewhere first: who is stopped in the middle must not leave half a clip for ever.
    with spool_folder("camera-") as folder:
        done = folder / Path(name).name
        command = [sys.executable, "-m", "generations.media.camera", move_key, str(done)]
        subprocess.run(command, cwd=settings.BASE_DIR, timeout=TIMEOUT, check=True, start_new_session=True)
        cast(ContentStorage, default_storage).put(done, name)


if __name__ == "__main__":
    render_preview(sys.argv[1], Path(sys.argv[2]))
