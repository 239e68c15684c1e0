"""A: addresses that others give us are opened only at the provider's own hosts."""

import socket
import ssl
from contextlib import suppress
from pathlib import Path

import pytest
from django.test import Client

from accounts.models import User
from projects.models import Session
from providers.base import ProviderError
from providers.download import Downloader, Gone
from providers.fal.provider import HOSTS
from providers.fal.results import brought
from tests.fixtures.cast import PASSWORD
from tests.generations.rows import png
from tests.security.certificates import self_signed
from tests.security.rows import row
from tests.security.servers import serving
from tests.security.vulnerable import addresses

pytestmark = pytest.mark.topology("embedded")

PNG = png().getvalue()
# Two parsers see two hosts in these; a tab, a line and a space come on top of them.
CONFUSING = r"""
https://evil.example\@v3.fal.media/a  https://evil.example\.fal.media/a  https://evil.example#@v3.fal.media/a
https://v3.fal.media@evil.example/a  https://v3.fal.media:443@evil.example/a  https://v3.fal.media%2f@evil.example/a
https://evil.example/?@v3.fal.media  https://evil.example/v3.fal.media  https://v3.fal.media.evil.example/a
https://evil.example?.fal.media/a  https://evil.example%23.fal.media/a  https://evil.example;v3.fal.media/a
https://v3.fal.media。evil.example/a  https://evil.example／.fal.media/a  https://evil.example%00.fal.media/a
https:///evil.example/v3.fal.media  https:evil.example/v3.fal.media  https://[v3.fal.media]@evil.example/a
https://v3.fal.mediа/a  https://v3.fal.media.:443@evil.example/a  https://evilfal.media/a  //v3.fal.media@evil.example/
"""
# This machine, its neighbours and the cloud's own services, in forty spellings.
INSIDE = """
127.0.0.1 127.1 2130706433 0x7f000001 0177.0.0.1 0 0.0.0.0 localhost LOCALHOST localhost. ip6-localhost 10.0.0.1
172.16.0.1 192.168.0.1 100.64.0.1 169.254.169.254 2852039166 0xa9fea9fe 0251.0376.0251.0376 255.255.255.255 224.0.0.1
192.0.2.1 127.0.0.1.nip.io fal.media.127.0.0.1.nip.io metadata metadata.google.internal 127。0。0。1 %31%32%37.0.0.1
①②⑦.⓪.⓪.① [::] [::1] [::ffff:127.0.0.1] [::ffff:7f00:1] [0:0:0:0:0:ffff:a9fe:a9fe] [64:ff9b::7f00:1] [fe80::1]
[64:ff9b::a9fe:a9fe] [2002:7f00:1::] [2002:a9fe:a9fe::1] [fc00::1] [fd00:ec2::254] [::127.0.0.1]
"""


@row(1, hole=addresses.text_of_address)
def test_the_address_that_is_checked_is_the_one_that_is_dialled(tmp_path: Path, dialled: list[str]) -> None:
    odd = ["https://v3.fal.media\t@evil.example/a", "https://evil.example\n.fal.media/a", " https://evil.example/a"]
    for url in [*CONFUSING.split(), *odd]:
        with suppress(ProviderError):
            Downloader(HOSTS).fetch(url, tmp_path / "output-0")
    assert not [host for host in dialled if not host.endswith(".fal.media")]


@row(2, hole=addresses.first_address_only)
def test_every_step_of_a_redirect_is_checked(tmp_path: Path) -> None:
    with serving({"/secret": (200, {}, PNG)}) as inside:
        leads = {f"/{code}/0": (code, {"Location": f"{inside.url}/secret"}, b"") for code in (301, 302, 303, 307, 308)}
        hops = {f"/302/{hop}": (302, {"Location": f"/302/{hop - 1}"}, b"") for hop in range(1, 11)}
        with serving(leads | hops) as provider:
            for path in provider.answers:
                with suppress(ProviderError):
                    Downloader(HOSTS, provider.url).fetch(provider.url + path, tmp_path / "output-0")
    assert inside.asked == []


@row(3, hole=addresses.known_bad_hosts)
def test_no_spelling_of_an_inner_address_is_dialled(tmp_path: Path, dialled: list[str]) -> None:
    for host in INSIDE.split():
        with pytest.raises(ProviderError):
            Downloader(HOSTS).fetch(f"https://{host}/a.png", tmp_path / "output-0")
    assert dialled == []


@row(4, hole=addresses.any_host)
def test_an_answer_does_not_say_which_hosts_are_the_providers(tmp_path: Path, dialled: list[str]) -> None:
    for url in ("https://cdn.evil.example/a.png", "http://169.254.169.254/x", "https://10.0.0.1/a.png"):
        answer = {"images": [{"url": url}], "response_url": url, "hosts": ["cdn.evil.example"]}
        with suppress(ProviderError):
            brought(answer, Downloader(HOSTS), tmp_path, "image")
    assert dialled == []


@row(5, hole=addresses.named_by_address)
def test_no_address_names_the_file(tmp_path: Path) -> None:
    headers = {"Content-Disposition": 'attachment; filename="../evil.html"', "Content-Type": "text/html"}
    with serving(dict.fromkeys(("/evil.html", "/..%2f..%2fevil.html"), (200, headers, PNG))) as provider:
        for path in provider.answers:
            Downloader(HOSTS, provider.url).fetch(provider.url + path, tmp_path / "output-0")
    assert [file.name for file in tmp_path.iterdir()] == ["output-0.png"]


@row(6, hole=addresses.any_scheme)
def test_no_address_opens_a_file_of_ours(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(PNG)
    target = tmp_path / "work" / "output-0"
    target.parent.mkdir()
    for url in ("file://{}", "FILE://localhost{}", "unix:{}", "file:{}"):
        with suppress(ProviderError, OSError):
            Downloader(HOSTS).fetch(url.format(tmp_path / "secret.png"), target)
    assert not list(target.parent.glob("*.png"))


@row(6, hole=addresses.open_sign_up)
def test_nobody_signs_up_unless_the_operator_opens_it(db: None) -> None:
    assert b"closed" in Client().get("/accounts/signup/").content.lower()
    Client().post("/accounts/signup/", {"email": "dora@example.com", "password1": PASSWORD, "password2": PASSWORD})
    assert not User.objects.exists()


@row(7, hole=addresses.no_certificates)
def test_a_name_that_suddenly_leads_inside_brings_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context, looked_up = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), list[str]()
    context.load_cert_chain(self_signed("v3.fal.media", tmp_path))
    with serving({"/a.png": (200, {}, PNG)}) as inside:
        inside.socket = context.wrap_socket(inside.socket, server_side=True)

        def rebound(host: str, *more: object, **options: object) -> list[object]:
            looked_up.append(host)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", inside.server_port))]

        monkeypatch.setattr(socket, "getaddrinfo", rebound)
        with suppress(ProviderError, Gone):
            Downloader(HOSTS).fetch("https://v3.fal.media/a.png", tmp_path / "output-0")
    assert looked_up == ["v3.fal.media"]
    assert inside.asked == []


@row(8, hole=addresses.pictures_from_anywhere)
def test_no_page_loads_a_picture_from_elsewhere(session: Session, alice_browser: Client) -> None:
    for address in ("/", f"/sessions/{session.pk}/", "/library/", "/settings/", "/accounts/login/", "/nowhere/"):
        policy = alice_browser.get(address)["Content-Security-Policy"]
        sources = dict(rule.split(" ", 1) for rule in policy.split("; ") if " " in rule)
        assert sources["default-src"] == "'none'"
        assert set(sources["img-src"].split()) <= {"'self'", "data:", "blob:"}
        assert {sources[kind] for kind in ("script-src", "style-src", "connect-src", "form-action")} == {"'self'"}
