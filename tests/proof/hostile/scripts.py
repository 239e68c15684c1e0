"""What a browser or a player would run if it were told to: on its own, and hidden behind or inside a picture."""

import struct
import zipfile
from collections.abc import Iterator
from io import BytesIO

from tests.proof.hostile import clips, pictures
from tests.proof.hostile.sample import Sample

SCRIPT = b"<script>document.title='run'</script>"
PAGES = {
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script></svg>",
    "svg with a picture": b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
    "html": b"<!doctype html><html>" + SCRIPT,
    "xhtml": b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>" + SCRIPT + b"</html>",
    "xml entities": b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
    "xml bomb": b"<!DOCTYPE a [<!ENTITY b '" + b"x" * 9000 + b"'><!ENTITY c '" + b"&b;" * 999 + b"'>]><a>&c;</a>",
    "javascript": b"alert(document.cookie)",
    "php": b"<?php system($_GET['c']); ?>",
    "pdf": b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n{} loop\n",
    "imagemagick": b"push graphic-context\nviewbox 0 0 9 9\nfill 'url(https://127.0.0.1/\"|id\")'\npop graphic-context",
    "m3u8": b"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10.0,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
    "m3u8 concat": b"#EXTM3U\n#EXTINF:1.0,\nconcat:http://127.0.0.1:1/|file:///etc/passwd\n#EXT-X-ENDLIST\n",
    "ffconcat": b"ffconcat version 1.0\nfile /etc/passwd\n",
    "dash": b"<?xml version='1.0'?><MPD><Period><AdaptationSet><BaseURL>file:///etc/passwd</BaseURL></AdaptationSet></Period></MPD>",
    "sdp": b"v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n",
    "nothing": b"",
    "one byte": b"\x89",
    "zeros": b"\0" * 5000,
    "text": "ключ 🔑\u202egnp.exe".encode(),
}
NAMES = ("a.html", "a.svg", "../../etc/passwd", "a\0.png", "x" * 300 + ".png", "<img src=x onerror=alert(1)>.png", "")
TYPES = ("text/html", "image/svg+xml", "application/x-httpd-php", "image/png; charset=utf-7", "", "*/*")
HEADS = {
    "png": b"\x89PNG\r\n\x1a\n",
    "jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF\0",
    "gif": b"GIF89a",
    "webp": b"RIFF\xff\xff\x00\x00WEBPVP8 ",
    "avif": b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf",
    "mp4": b"\0\0\0\x18ftypisom\0\0\0\0isomiso2",
    "webm": b"\x1aE\xdf\xa3",
}


def alone() -> Iterator[Sample]:
    for number, (name, data) in enumerate(PAGES.items()):
        file, content_type = NAMES[number % len(NAMES)], TYPES[number % len(TYPES)]
        yield Sample(name, data, file=file, content_type=content_type, barred=True)
        yield Sample(f"{name} as a clip", data, "video", barred=True)


def disguised() -> Iterator[Sample]:
    """Behind the first bytes of something that the studio takes."""
    for head, start in HEADS.items():
        kind = "video" if head in ("mp4", "webm") else "image"
        for name in ("html", "m3u8", "ffconcat", "svg"):
            yield Sample(f"{name} behind a {head} head", start + PAGES[name], kind, barred=True)


def polyglots() -> Iterator[Sample]:
    """A sound picture that is something else as well."""
    tails = {name: PAGES[name] for name in ("html", "php", "pdf", "svg", "m3u8")} | {"zip": _archive()}
    for whole, data in pictures.whole().items():
        for name, tail in tails.items():
            if whole.split()[1] in ("RGB", "P", "with"):
                yield Sample(f"{whole} and {name}", data + tail, file=f"a.{name}", content_type="text/html")
    for name, tail in tails.items():
        yield Sample(f"mp4 and {name}", clips.whole()["mp4"] + tail, "video")
        yield Sample(f"{name} before a png", tail + pictures.whole()["PNG RGB"])
    yield Sample("gif that is javascript", b"GIF89a=1/*" + pictures.whole()["GIF P"][10:] + b"*/;alert(1)")
    yield Sample("jpeg with a page in a comment", _commented(b"<!--" + PAGES["html"] + b"-->"))
    yield Sample("png with a page in a chunk", _in_a_chunk(PAGES["html"]))
    yield Sample("wav that is a page", b"RIFF" + struct.pack("<I", 400) + b"WAVE" + PAGES["html"] * 9, file="a.html")


def _archive() -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("../../evil.py", "import os")
    return data.getvalue()


def _commented(text: bytes) -> bytes:
    data = pictures.whole()["JPEG RGB"]
    return data[:2] + b"\xff\xfe" + struct.pack(">H", len(text) + 2) + text + data[2:]


def _in_a_chunk(text: bytes) -> bytes:
    data = pictures.whole()["PNG RGB"]
    return data[:33] + pictures.chunk(b"tEXt", b"Comment\0" + text) + data[33:]
