"""Hostile words in every field of every form and body, in queries and headers. The answer is never an error of ours."""

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

import httpx
from django.conf import settings
from django.forms import BaseForm
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.proof.hostile import words
from tests.proof.hostile.place import Place
from tests.proof.hostile.rows import rows_of

# Those that take somebody or something away are tried last, each once: all others need what they take.
TAKING = re.compile(r"delete|leave|logout|remove|password|revoke|archive")
ELSEWHERE = re.compile(r"^(admin|static)|icons\.svg|metrics|\^")
CSRF = "c" * 32
METHODS = ("POST", "PUT", "PATCH", "DELETE")


@dataclass
class Ask:
    method: str
    path: str
    body: bytes = b""
    headers: dict[str, bytes] = field(default_factory=dict)
    chunked: bool = False


class Texts:
    def __init__(self, place: Place, seed: int) -> None:
        self.place, self.random = place, random.Random(seed)
        self._http = httpx.Client(base_url=place.url, timeout=120, cookies=self._cookies())

    def try_all(self, most: int) -> None:
        with httpx.Client(base_url=f"{self.place.url}/api/", headers=self.place.headers, timeout=60) as program:
            self.rows = rows_of(self.place, program)
            self.document = program.get("schema/?format=json").raise_for_status().json()
        self.pages, self.fields = list(_pages(get_resolver())), sorted(_form_fields(BaseForm))
        makers = (self._api_body, self._api_raw, self._form, self._form, self._query, self._header, self._header)
        with self._http:
            for number in range(most):
                self._try(makers[number % len(makers)]())
            for page in filter(TAKING.search, self.pages):
                self._try(Ask("POST", self._path(page), headers=self._csrf() | {"HX-Current-URL": b"http://["}))

    def _cookies(self) -> dict[str, str]:
        browser = Client()
        browser.force_login(self.place.user)
        return {settings.SESSION_COOKIE_NAME: browser.cookies[settings.SESSION_COOKIE_NAME].value, "csrftoken": CSRF}

    def _csrf(self) -> dict[str, bytes]:
        return {"X-CSRFToken": CSRF.encode(), "Origin": self.place.url.encode()}

    def _try(self, ask: Ask) -> None:
        content: Any = iter([ask.body]) if ask.chunked else ask.body
        headers = {name.encode(): value for name, value in ask.headers.items()}
        try:
            status = self._http.request(ask.method, ask.path, content=content, headers=headers).status_code
        except (httpx.InvalidURL, httpx.LocalProtocolError):
            return  # no client can send this, so it counts for nothing
        except httpx.HTTPError as error:
            self.place.tried["texts"] += 1
            if self.place.web.poll() is not None:
                self.place.blame("deaths", f"text {ask!r:.600}")
            # A server may hang up on a head that is too large; it must answer the next one.
            if self._http.get("/healthz").status_code != 200:
                self.place.blame("errors", f"text {error!r} for {ask!r:.600}")
            return
        self.place.tried["texts"] += 1
        if status >= 500:
            self.place.blame("errors", f"text: {status} for {ask!r:.900}")

    def _api_body(self) -> Ask:
        """One to three of the fields that the document names are not what it says."""
        path, method, operation = self._operation()
        fields = _fields(self.document, operation) or ["a"]
        body = {name: words.value(self.random) for name in self.random.sample(fields, min(3, len(fields)))}
        right = {"session": self.rows["sessions"], "models": ["local-landscape"], "source": self.rows["outputs"]}
        right |= {"prompts": ["a lake"], "instruction": "more", "project": self.rows["projects"], "name": "a"}
        base = {name: value for name, value in right.items() if name in fields}
        return Ask(method, path, json.dumps(base | body).encode(), self._json(), self.random.random() < 0.2)

    def _api_raw(self) -> Ask:
        path, method, _ = self._operation()
        kind = self.random.choice(words.CONTENT_TYPES)
        body = self.random.choice(words.BODIES)
        return Ask(method, path, body, self._csrf() | {"Content-Type": kind.encode()}, self.random.random() < 0.3)

    def _form(self) -> Ask:
        path = self._path(self.random.choice(self.pages))
        if TAKING.search(path):
            return self._query()
        names = self.random.sample(self.fields, 12)
        kind = b"application/x-www-form-urlencoded"
        sent = [(name, words.text(self.random)) for name in names for _ in range(self.random.choice((1, 1, 3)))]
        body = urlencode(sent).encode()
        if self.random.random() < 0.2:
            body += b"&%s=%%ff%%00%%ed%%a0%%80" % self.random.choice(names).encode()
        return Ask("POST", path, body, self._csrf() | {"Content-Type": kind, "HX-Request": b"true"})

    def _query(self) -> Ask:
        path = self._path(self.random.choice(self.pages))
        names = self.random.sample(words.QUERIES, 4)
        sent = "&".join(f"{name}={quote(words.text(self.random)[:4000])}" for name in names)
        odd = self.random.choice(("", "", "&%ff=%ff", "&a=%00", "&&&===", "&q=%ed%a0%80", "&" + "a=b&" * 1500))
        return Ask("GET", f"{path}?{sent}{odd}")

    def _header(self) -> Ask:
        path = self._path(self.random.choice(self.pages))
        posted = self.random.random() < 0.5 and not TAKING.search(path)
        names = self.random.sample(words.HEADERS, 3)
        headers = {name: self.random.choice(words.HEADER_TEXTS) for name in names}
        return Ask("POST" if posted else "GET", path, b"", (self._csrf() if posted else {}) | headers)

    def _json(self) -> dict[str, bytes]:
        return self._csrf() | {"Content-Type": b"application/json"}

    def _operation(self) -> tuple[str, str, dict[str, Any]]:
        found = [
            (path, method.upper(), operation)
            for path, operations in self.document["paths"].items()
            for method, operation in operations.items()
            if method.upper() in METHODS and method != "delete"
        ]
        path, method, operation = self.random.choice(found)
        return self._path(path.removeprefix("/")), method, operation

    def _path(self, pattern: str) -> str:
        """With ids of rows that are there, most of the time."""
        kinds = [kind for kind in pattern.split("/") if kind in self.rows]

        def fill(match: re.Match[str]) -> str:
            kind = "user" if "user" in match[0] else kinds[-1] if kinds else ""
            odd = ("0", "9" * 30, "1%00", "-1")
            return str(self.rows.get(kind, 1)) if self.random.random() < 0.9 else self.random.choice(odd)

        return "/" + re.sub(r"<[^>]*>|\{[^}]*\}", fill, pattern)


def _pages(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        path = before + str(pattern.pattern)
        if ELSEWHERE.search(path):
            continue
        if isinstance(pattern, URLPattern):
            yield path
        else:
            yield from _pages(pattern, path)


def _form_fields(form: type[BaseForm]) -> Iterator[str]:
    """Of all forms of the studio."""
    for inner in form.__subclasses__():
        yield from getattr(inner, "base_fields", {})
        yield from _form_fields(inner)


def _fields(document: dict[str, Any], operation: dict[str, Any]) -> list[str]:
    content = operation.get("requestBody", {}).get("content", {})
    found: set[str] = set()
    for kind in content.values():
        schema = kind["schema"]
        if reference := schema.get("$ref"):
            schema = document["components"]["schemas"][reference.rpartition("/")[2]]
        found |= set(schema.get("properties", {}))
    return sorted(found)
