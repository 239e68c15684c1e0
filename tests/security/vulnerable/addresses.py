import shutil
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import urlopen

import httpx
from django.conf import settings
from django.test import override_settings

from providers.download import Downloader
from tests.security.rows import Hole
from tests.security.vulnerable import instead


def _check(allowed: Callable[[httpx.URL], bool]) -> Hole:
    def check(downloader: Downloader, url: httpx.URL) -> None:
        assert allowed(url) or _SHUT(downloader, url) is None

    return instead("providers.download.Downloader._check", check)


_SHUT, _FETCH = Downloader._check, Downloader.fetch

text_of_address = _check(lambda url: "fal.media" in str(url))
known_bad_hosts = _check(lambda url: url.host not in {"127.0.0.1", "localhost", "169.254.169.254", "10.0.0.1"})
any_host = _check(lambda url: True)


def _follow(downloader: Downloader, client: httpx.Client, url: httpx.URL, file: Any) -> None:
    downloader._check(url)
    with httpx.Client(follow_redirects=True) as trusting, trusting.stream("GET", url) as response:
        shutil.copyfileobj(BytesIO(response.read()), file)


def _named_by_address(downloader: Downloader, url: str, target: Path, kind: str = "image") -> Path:
    made = _FETCH(downloader, url, target, kind)
    return made.rename(target.with_name(Path(unquote(urlsplit(url).path)).name))


def _any_scheme(downloader: Downloader, url: str, file: Any) -> None:
    address = url if "://" in url else f"file://{url}"
    with urlopen(address.replace("unix:", "file:")) as source:
        shutil.copyfileobj(source, file)


def _no_certificates(downloader: Downloader, url: str, file: Any) -> None:
    with httpx.Client(verify=False) as client:
        downloader._follow(client, httpx.URL(url), file)


first_address_only = instead("providers.download.Downloader._follow", _follow)
named_by_address = instead("providers.download.Downloader.fetch", _named_by_address)
any_scheme = instead("providers.download.Downloader._download", _any_scheme)
no_certificates = instead("providers.download.Downloader._download", _no_certificates)
open_sign_up = partial(override_settings, SIGNUP_OPEN=True)
pictures_from_anywhere = partial(
    override_settings,
    CONTENT_SECURITY_POLICY={
        "DIRECTIVES": settings.CONTENT_SECURITY_POLICY["DIRECTIVES"] | {"img-src": ["'self'", "https:"]}
    },
)
