"""A spy on every connection of this process, and a resolver that answers as it was told to."""

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

PUBLIC = "93.184.216.34"


@dataclass
class Dials:
    """`inner`: connections to anything that is no address of the internet and was not allowed."""

    allowed: set[int]
    inner: list[str] = field(default_factory=list)
    outer: int = 0
    names: dict[str, Iterator[list[str]]] = field(default_factory=dict)

    def answer(self, name: str, *answers: list[str]) -> None:
        """One list of addresses after the other, and again from the first."""
        self.names[name] = cycle(answers)

    def note(self, address: Any) -> None:
        """Raises for each connection that is not to the provider that we are: nothing leaves this machine."""
        host, port = address[:2] if isinstance(address, tuple) else (str(address), 0)
        if port in self.allowed:
            return
        # A number that nobody has seen as one may still be one to the operating system.
        resolved = _resolve(host, port, type=socket.SOCK_STREAM)[0][4][0] if _is_number(host) else "127.0.0.1"
        if ipaddress.ip_address(str(resolved).partition("%")[0]).is_global:
            self.outer += 1
        else:
            self.inner.append(f"{host}:{port}")
        raise ConnectionRefusedError(f"{host} is not dialled in a proof")


_resolve, _connect = socket.getaddrinfo, socket.socket.connect


def _is_number(host: str) -> bool:
    try:
        _resolve(host, 0, flags=socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        return False
    return True


@contextmanager
def watched(*allowed: int) -> Iterator[Dials]:
    dials = Dials(set(allowed))

    def resolve(host: Any, port: Any, *args: Any, **more: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host or ""
        if _is_number(name):
            return _resolve(name, port, *args, **more)
        found = next(dials.names[name]) if name in dials.names else [PUBLIC]
        return [row for address in found for row in _resolve(address, port, *args, **more)]

    def connect(self: socket.socket, address: Any) -> None:
        dials.note(address)
        _connect(self, address)

    socket.getaddrinfo = resolve
    socket.socket.connect = connect  # type: ignore[method-assign, assignment]
    try:
        yield dials
    finally:
        socket.getaddrinfo = _resolve
        socket.socket.connect = _connect  # type: ignore[method-assign]
