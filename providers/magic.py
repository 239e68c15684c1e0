"""What a file is, told from its first bytes."""

# Kind of medium -> (offset, bytes there, suffix).
SIGNATURES: dict[str, tuple[tuple[int, bytes, str], ...]] = {
    "image": (
        (0, b"\x89PNG\r\n\x1a\n", ".png"),
        (0, b"\xff\xd8\xff", ".jpg"),
        (8, b"WEBP", ".webp"),
        (0, b"GIF8", ".gif"),
    ),
    "video": ((4, b"ftyp", ".mp4"), (0, b"\x1aE\xdf\xa3", ".webm")),
    "audio": (
        (0, b"ID3", ".mp3"),
        (0, b"\xff\xfb", ".mp3"),
        (8, b"WAVE", ".wav"),
        (0, b"OggS", ".ogg"),
        (0, b"fLaC", ".flac"),
    ),
}


def suffix(head: bytes, kind: str) -> str:
    """The suffix of a file that begins with `head`, "" when it is no such kind of medium."""
    found = (ending for offset, mark, ending in SIGNATURES[kind] if head[offset : offset + len(mark)] == mark)
    return next(found, "")
