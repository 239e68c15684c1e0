"""The studio's settings with its storage on a disk that fails."""

from pixflow.settings import *  # noqa: F403
from pixflow.settings import MEDIA_ROOT, STORAGES as SOUND

FAULTY = {"BACKEND": "tests.proof.storage_faults.FaultyStorage", "OPTIONS": {"location": str(MEDIA_ROOT)}}
STORAGES = SOUND | {"default": FAULTY}
