"""Texts, numbers and headers that some parser does not expect."""

import random
from typing import Any

TEXTS = (
    *("", " ", "\0", "a\0b", "\x1b[31m", "\r\nX-Evil: 1", "\u202egnp.exe", "\u2028", "\ufeff", "\ufffe"),
    *("👩‍👩‍👧‍👦" * 40, "e" + "\u0301" * 5000, "' OR 1=1 --", "%s%n%x", "{{ 7*7 }}", "{% debug %}"),
    *("<script>alert(1)</script>", "../../etc/passwd", "=cmd|'/c calc'!A1", "9" * 5000, "-1", "1e999", "0x7f", "٣"),
    *("NaN", "true", "null", "[]", "{}", "1,2,3", ",", "a" * 300_000, "\t\n", "\\", '"', "𝕏"),
)
VALUES: tuple[Any, ...] = (
    *(*TEXTS, None, True, False, 0, -1, 1.5, 2**31, 2**63, -(2**63), 10**400, 1e308, -0.0, [], {}, [[]], [None]),
    *([{}], {"a": {"b": []}}, [1, "a", None], ["x"] * 3000, {"id": 1, "pk": 2}, "\ud800", ["\udfff"]),
    *({"\ud800": 1}, {"": ""}, [10**30]),
)
DEEP = 20_000
BODIES = (
    *(b"", b"{", b"}", b"null", b"[]", b'"', b"NaN", b'{"a": NaN}', b'{"a": -Infinity}', b'{"a": 1e999}'),
    *(b"[" * DEEP, b'{"a":' * DEEP, b"[" * DEEP + b"]" * DEEP, b'{"session": 1, "session": "x"}'),
    *(b'{"a": ' + b"9" * 6000 + b"}", b'"\\ud800"', b'{"\\ud800": 1}', b"\xff\xfe{\x00}\x00", b"\xef\xbb\xbf{}"),
    *(b'{"title": "\xff"}', b'{"title": "\xed\xa0\x80"}', b"\0", b"a=b&a=c", b"%00=%00&%ff=%ff"),
    *(b"--X\r\nContent-Disposition: form-data; name=a\r\n\r\n1", b"--X--", b"x" * 2_500_000),
    *(b'{"a": "' + b"x" * 2_500_000 + b'"}', b"&".join(b"k%d=v" % number for number in range(2000)), b"{'a': 1}"),
    *(b'{"a": 1}{"b": 2}', b"<a/>"),
)
CONTENT_TYPES = (
    *("application/json", "application/json; charset=utf-16", "application/json; charset=nonsense"),
    *("application/json;", "text/plain", "application/x-www-form-urlencoded"),
    *("application/x-www-form-urlencoded; charset=nonsense", "multipart/form-data", "*/*", ""),
    *("multipart/form-data; boundary=X", "multipart/form-data; boundary="),
    *("multipart/form-data; boundary=" + "x" * 500, "a/b/c;;;=", "multipart/form-data; boundary=é"),
    *("multipart/mixed; boundary=X", "application/json; charset=utf-7", "application/xml"),
)
# As a server may receive them: bytes, of which not all are text.
HEADER_TEXTS = (
    *(b"", b"http://[", b"http://[::1", b"http://a:99999/", b"//", b"http://\xff/", b"\xed\xa0\x80", b"%00"),
    *(b"a" * 5000, b"http://a/?" + b"a=b&" * 1200, b"bytes=0-", b"bytes=-0", b"bytes=9-1", b"bytes=0-0,1-1"),
    *(b"bytes=" + b"9" * 30 + b"-", b"bytes=a-b", b'"', b'W/"', b"*", b";q=x", b"=", b"; ; =", b"Bearer"),
    *(b"Bearer ", b"Bearer \xff", b"Bearer pf_x_y", b"Basic YQ==", b"Basic \xff", b"Token x", b"null"),
    *(b"127.0.0.1, ::1", b"unknown", b"-1", b"Wed, 31 Feb 2026 99:99:99 GMT", b"application/json;q=2"),
    *(b"text/html;version=1", b"xx-XX;q=1e9", b'{"a":', b"1" * 400, b"/edit/1/", b"\xc3\xa9"),
)
HEADERS = (
    *("HX-Current-URL", "HX-Request", "HX-Target", "HX-Trigger", "HX-Trigger-Name", "HX-Prompt", "HX-Boosted"),
    *("Range", "If-Range", "If-None-Match", "If-Match", "If-Modified-Since", "Accept", "Accept-Language"),
    *("Accept-Encoding", "Authorization", "Cookie", "Idempotency-Key", "X-CSRFToken", "Origin", "Referer"),
    *("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "User-Agent", "Content-Type", "Content-Encoding"),
    *("X-HTTP-Method-Override", "Last-Event-ID", "Expect-CT", "X-Requested-With", "Forwarded"),
)
QUERIES = (
    *("q", "before", "after", "limit", "cursor", "project", "session", "batch", "kind", "model", "models"),
    *("author", "tag", "concept", "state", "source", "purpose", "refs", "ref", "ids", "id", "next", "download"),
    *("poster", "selected", "topic", "topics", "since", "rev", "archived", "from", "to", "day", "liked"),
    *("disliked", "favorite", "sort", "order", "format", "accepts", "name", "turn", "number", "continues", "page"),
)


def text(random: random.Random) -> str:
    return random.choice(TEXTS)


def value(random: random.Random) -> Any:
    return random.choice(VALUES)
