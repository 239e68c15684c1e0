"""What stored files are called: by their content, so that each can be checked by its name alone."""

import hashlib
import re
from pathlib import Path

# The digest of the original; of what was made from it also the beginning of its own.
OURS = re.compile(r"([0-9a-f]{64})(?:-(?:preview|poster)(?:-([0-9a-f]{16}))?)?\.[a-z0-9]{1,5}", re.ASCII)
MARK = 16


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def original_name(digest: str, extension: str) -> str:
    return f"{digest[:2]}/{digest}.{extension}"


def derived_name(digest: str, what: str, path: Path) -> str:
    """Of a preview or poster: a newer encoder makes another file of the same original, and so under another name."""
    return f"{digest[:2]}/{digest}-{what}-{digest_of(path)[:MARK]}.webp"


def digest_in(name: str, original: str) -> str | None:
    """How the digest of this file's content begins: "" if its name does not say. None where it is no name for it."""
    folder, _, base = name.partition("/")
    match = OURS.fullmatch(base)
    if match is None or match[1] != original or folder != original[:2]:
        return None
    return (match[2] or "") if "-" in base else original
