"""Browsers and programs that keep all they are told."""

import re
from typing import Any
from urllib.parse import urlsplit

import httpx
from websockets.sync.client import ClientConnection, connect

from tests.proof.canaries.planted import Planted

FIELD = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


class Visitor:
    """A browser, or with a token a program. Cookies of an https studio do not travel by themselves."""

    def __init__(self, url: str, name: str, token: str = "") -> None:
        self.url, self.name, self.token = url, name, token
        self.cookies: dict[str, str] = {}
        self.seen: list[bytes] = []
        self._http = httpx.Client(base_url=url, timeout=30)

    def send(self, method: str, address: str, **options: Any) -> httpx.Response:
        headers = {"Referer": f"{self.url}/", **options.pop("headers", {})}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            headers["X-CSRFToken"] = self.cookies.get("csrftoken", "")
        answer = self._http.request(method, address, headers=headers, **options)
        for cookie in answer.headers.get_list("set-cookie"):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        told = [value for name, value in answer.headers.raw if name.lower() != b"set-cookie"]
        self.seen.append(b"\n".join([*told, answer.content]))
        return answer

    def get(self, address: str) -> httpx.Response:
        return self.send("GET", address)

    def api(self, address: str, **body: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self.send("POST", f"/api/{address}/", json=body).raise_for_status().json()
        return answer

    def sign_in(self, email: str, password: str, planted: Planted) -> None:
        page = self.get("/accounts/login/").text
        form = {"login": email, "password": password, "csrfmiddlewaretoken": FIELD.findall(page)[0]}
        self.send("POST", "/accounts/login/", data=form)
        if "sessionid" in self.cookies:
            planted.keep("session", f"session of {self.name}", self.cookies["sessionid"])
        planted.keep("credential", f"CSRF token of {self.name}", self.cookies["csrftoken"])

    def socket(self) -> ClientConnection:
        address = f"ws://{urlsplit(self.url).netloc}/ws/"
        return connect(address, ping_interval=None, additional_headers={"Authorization": f"Bearer {self.token}"})

    @property
    def told(self) -> bytes:
        return b"\n".join(self.seen)
