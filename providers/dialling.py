"""Dials hosts of the internet only: a name that leads into a network of the operator's is not followed there."""

import socket
import ssl
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.request import getproxies, proxy_bypass

import httpx

Address = IPv4Address | IPv6Address
# How networks without IPv4 write an IPv4 address.
NAT64 = IPv6Network("64:ff9b::/96")
# Everything else of IPv6 is local or reserved.
UNICAST = IPv6Network("2000::/3")
# Called global by Python 3.11; a cloud keeps its machines' secrets at 192.0.0.192.
SPECIAL = IPv4Network("192.0.0.0/24")


@cache
def trusted() -> ssl.SSLContext:
    """The library would read all certificates anew for each client, which costs more than most requests."""
    return httpx.create_ssl_context()


class NotPublic(httpx.TransportError):
    """The name leads to an address that is not one of the internet."""


class PublicTransport(httpx.HTTPTransport):
    """A name is looked up once, and what was looked at is what is dialled: asked again it could answer otherwise."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        for address in (addresses := public_addresses(host, request.url.port or 443)):
            try:
                return super().handle_request(_at(request, address))
            except (httpx.ConnectError, httpx.ConnectTimeout):
                if address == addresses[-1]:
                    raise
        raise httpx.ConnectError(f"{host} has no address")


class OutwardTransport(PublicTransport):
    """By the operator's proxy, but for hosts that may go past it: left to itself the library would dial these blindly.

    The proxy looks names up itself, and is where to forbid addresses then.
    """

    def __init__(self) -> None:
        super().__init__(verify=trusted())
        proxies = getproxies()
        proxy = proxies.get("https") or proxies.get("all") or ""
        address = proxy if "://" in proxy else f"http://{proxy}"
        self._proxied = httpx.HTTPTransport(verify=trusted(), proxy=address) if proxy else None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self._proxied and not proxy_bypass(request.url.host):
            return self._proxied.handle_request(request)
        return super().handle_request(request)

    def close(self) -> None:
        super().close()
        if self._proxied:
            self._proxied.close()


def public_addresses(host: str, port: int) -> list[Address]:
    """Raises NotPublic when any of them is not."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpx.ConnectError(f"{host}: {error}") from None
    addresses = list(dict.fromkeys(ip_address(str(row[4][0]).partition("%")[0]) for row in found))
    if inner := [address for address in addresses if not _is_public(address)]:
        raise NotPublic(f"{host} is {inner[0]}")
    return addresses


def _is_public(address: Address) -> bool:
    if isinstance(address, IPv4Address):
        return address.is_global and not address.is_multicast and address not in SPECIAL
    inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
    if address in NAT64:
        inner = IPv4Address(int(address) & 0xFFFFFFFF)
    return _is_public(inner) if inner else address.is_global and address in UNICAST


def _at(request: httpx.Request, address: Address) -> httpx.Request:
    """The same request, to the number; its certificate and its Host header go by the name."""
    return httpx.Request(
        request.method,
        request.url.copy_with(host=str(address)),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": request.url.host},
    )
