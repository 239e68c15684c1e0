"""The studio's settings with its storage on a disk that fails."""

from pixflow.settings import *  # noqa: F403
from pixflow.settings import STORAGES

STORAGES["default"] |= {"BACKEND": "tests.proof.storage_faults.FaultyStorage"}
