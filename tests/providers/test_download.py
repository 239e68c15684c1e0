"""Result files come from the provider's hosts only, whole, bounded, and are what their bytes say."""

import base64
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from providers.base import ErrorCode, Rejected, TryLater
from providers.download import Downloader, Gone
from providers.fal.provider import HOSTS, FalProvider
from tests.providers.conftest import MakePicture, MakeRequest, awaited, handle_of, sent

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 1000


class Files(BaseHTTPRequestHandler):
    # Of what stops in the middle: that it has, and that it may go on.
    stopped, goes_on = threading.Event(), threading.Event()

    def do_GET(self) -> None:
        status, headers, body = {
            "/picture.txt": (200, {}, PNG),
            "/page.png": (200, {"Content-Type": "image/png"}, b"<html>sign in</html>"),
            "/endless": (200, {}, PNG * 100),
            "/forbidden": (403, {}, b""),
            "/broken": (500, {}, b""),
            "/short": (200, {"Content-Length": "5000"}, PNG),
            "/inside": (302, {"Location": "http://169.254.169.254/latest/meta-data"}, b""),
            "/moved": (302, {"Location": "/picture.txt"}, b""),
            "/circle": (302, {"Location": "/circle"}, b""),
            "/frozen": (200, {}, PNG),
        }[self.path]
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        if self.path == "/frozen":
            self.wfile.write(body[:500])
            body = body[500:]
            self.stopped.set()
            self.goes_on.wait(10)
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def files() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Files) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_bytes_decide_what_a_file_is(files: str, tmp_path: Path) -> None:
    downloader = Downloader(HOSTS, files)
    for path in ("/picture.txt", "/moved"):
        assert downloader.fetch(files + path, tmp_path / "output-0").name == "output-0.png"
    assert (tmp_path / "output-0.png").read_bytes() == PNG


def test_who_wakes_up_late_does_not_spoil_what_another_brings_home(files: str, tmp_path: Path) -> None:
    downloader, target = Downloader(HOSTS, files), tmp_path / "output-0"
    Files.stopped.clear()
    Files.goes_on.clear()
    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(downloader.fetch, f"{files}/frozen", target)
        assert Files.stopped.wait(10)
        assert downloader.fetch(f"{files}/picture.txt", target).read_bytes() == PNG
        Files.goes_on.set()
        assert late.result(10).read_bytes() == PNG
    assert [path.name for path in tmp_path.iterdir()] == ["output-0.png"]


@pytest.mark.parametrize("path", ["/page.png", "/endless", "/inside", "/circle"])
def test_what_is_no_bounded_picture_of_the_provider_is_refused(files: str, tmp_path: Path, path: str) -> None:
    with pytest.raises(Rejected) as caught:
        Downloader(HOSTS, files, limit=50_000).fetch(files + path, tmp_path / "output-0")
    assert caught.value.code is ErrorCode.RESULT_LOST


@pytest.mark.parametrize(("path", "error"), [("/forbidden", Gone), ("/broken", TryLater), ("/short", TryLater)])
def test_expired_and_passing_troubles_are_told_apart(
    files: str, tmp_path: Path, path: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        Downloader(HOSTS, files).fetch(files + path, tmp_path / "output-0")


@pytest.mark.parametrize(
    "url",
    [
        "http://v3.fal.media/files/a.png",
        "https://fal.media.evil.example/a.png",
        "https://evilfal.media/a.png",
        "https://v3.fal.media@evil.example/a.png",
        "https://evil.example\\@v3.fal.media/a.png",
        "https://user:pass@v3.fal.media/a.png",
        "https://v3.fal.media:8443/a.png",
        "https://127.0.0.1/a.png",
        "https://[::ffff:169.254.169.254]/a.png",
        "ftp://v3.fal.media/a.png",
        "file:///etc/passwd",
        "//v3.fal.media/a.png",
        "data:text/html;base64,PGI+",
        "data:image/png;base64,%%%",
        "",
    ],
)
def test_no_other_address_is_opened(tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def dial(*args: object, **more: object) -> None:
        pytest.fail(f"a connection was opened for {url}")

    monkeypatch.setattr("socket.create_connection", dial)
    monkeypatch.setattr("socket.getaddrinfo", dial)
    with pytest.raises(Rejected):
        Downloader(HOSTS).fetch(url, tmp_path / "output-0")


@pytest.mark.parametrize("past", ["*", ".fal.media", "fal.media"])
def test_what_goes_past_the_proxy_leads_to_no_inner_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, past: str
) -> None:
    monkeypatch.setenv("https_proxy", "127.0.0.1:9")
    monkeypatch.setenv("no_proxy", past)
    inner = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 9))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: inner)
    with pytest.raises(Rejected, match="inside a network"):
        Downloader(HOSTS).fetch("https://v3.fal.media/a.png", tmp_path / "output-0")
    monkeypatch.setenv("no_proxy", "example.com")
    with pytest.raises(TryLater):
        Downloader(HOSTS).fetch("https://v3.fal.media/a.png", tmp_path / "output-0")


def test_an_inline_picture_is_stored(tmp_path: Path, make_picture: MakePicture) -> None:
    data = make_picture("inline").path.read_bytes()
    url = "data:image/jpeg;base64," + base64.b64encode(data).decode()
    stored = Downloader(HOSTS).fetch(url, tmp_path / "output-0")
    assert (stored.suffix, stored.read_bytes()) == (".png", data)


@pytest.mark.parametrize(("marker", "error"), [("foreign", Rejected), ("truncate", TryLater)])
def test_an_answer_of_fal_cannot_lead_elsewhere(
    fal: FalProvider, make_request: MakeRequest, marker: str, error: type[Exception]
) -> None:
    request = make_request(prompt=f"a boat [[sim:{marker}]]")
    handle = handle_of(request, sent(fal, request))
    awaited(fal, handle)
    with pytest.raises(error):
        fal.fetch(handle)
