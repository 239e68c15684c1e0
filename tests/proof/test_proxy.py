"""The network that breaks on demand does break, and only then."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest

from tests.proof.proxy import Moment, Proxy, Way
from tests.services import Services

HELLO = b"hello, echo"


@pytest.fixture(scope="module")
def echo() -> Iterator[int]:
    """The port of a server that answers with what it was told."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_serve, args=(server,), daemon=True).start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)


def _serve(server: socket.socket) -> None:
    while True:
        try:
            client, _ = server.accept()
        except OSError:
            return
        threading.Thread(target=_answer, args=(client,), daemon=True).start()


def _answer(client: socket.socket) -> None:
    try:
        while data := client.recv(65536):
            client.sendall(data)
    except OSError:
        pass
    client.close()


@pytest.fixture
def proxy(echo: int) -> Iterator[Proxy]:
    with Proxy(echo) as proxy:
        yield proxy


@contextmanager
def connected(proxy: Proxy) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=5) as client:
        assert told(client) == HELLO
        yield client


def told(client: socket.socket) -> bytes:
    client.sendall(HELLO)
    return client.recv(len(HELLO), socket.MSG_WAITALL)


def test_latency_holds_each_way(proxy: Proxy) -> None:
    proxy.latency = lambda: 0.1
    begin = time.monotonic()
    with connected(proxy):
        assert time.monotonic() - begin > 0.2


@pytest.mark.parametrize("way", ["up", "down"])
def test_reset_after_some_bytes(proxy: Proxy, way: Way) -> None:
    with connected(proxy) as client:
        proxy.reset_after(way, 5)
        client.sendall(HELLO)
        with pytest.raises(ConnectionResetError):
            until(lambda: client.recv(100))
    assert proxy.struck == {f"reset {way}": 1}


def test_black_hole_ends(proxy: Proxy) -> None:
    with connected(proxy) as client:
        proxy.hold()
        client.settimeout(0.3)
        with pytest.raises(TimeoutError):
            told(client)
        proxy.release()
        client.settimeout(5)
        assert client.recv(len(HELLO), socket.MSG_WAITALL) == HELLO


def test_forgotten_connections_stay_silent_and_new_ones_work(proxy: Proxy) -> None:
    with connected(proxy) as client, connected(proxy):
        proxy.forget()
        client.settimeout(0.3)
        with pytest.raises(TimeoutError):
            told(client)
        with connected(proxy):
            assert proxy.struck == {"connections forgotten": 2}


@pytest.mark.parametrize("way", ["up", "down"])
def test_half_close_ends_the_answers(proxy: Proxy, way: Way) -> None:
    with connected(proxy) as client:
        proxy.each(lambda link: link.half_close(way))
        assert client.recv(1) == b""


def test_refused_connections_come_again(proxy: Proxy) -> None:
    with connected(proxy) as client:
        proxy.refuse()
        with pytest.raises(ConnectionRefusedError):
            until(lambda: socket.create_connection(("127.0.0.1", proxy.port), timeout=5).close())
        assert told(client) == HELLO
    proxy.accept()
    with connected(proxy):
        pass


def until(act: Callable[[], object]) -> None:
    for _ in range(100):
        act()
        time.sleep(0.01)


@pytest.mark.topology("production")
@pytest.mark.parametrize(("moment", "kept"), [("before", 0), ("after", 1)])
def test_cut_at_commit(moment: Moment, kept: int) -> None:
    with Services() as services:
        address = f"{services.database().rpartition('/')[0]}/postgres"
        port = psycopg.conninfo.conninfo_to_dict(address)["port"]
        with Proxy(int(str(port)), postgres=True) as proxy, psycopg.connect(address, autocommit=True) as direct:
            table = f"proof_{moment}"
            direct.execute(f"DROP TABLE IF EXISTS {table}")
            direct.execute(f"CREATE TABLE {table} (id int)")
            proxy.cut_at_commit = lambda: moment
            with psycopg.connect(address.replace(str(port), str(proxy.port))) as client:
                client.execute(f"INSERT INTO {table} VALUES (1)")
                with pytest.raises(psycopg.OperationalError):
                    client.commit()
            assert direct.execute(f"SELECT count(*) FROM {table}").fetchall() == [(kept,)]
            assert proxy.struck == {f"cut {moment} COMMIT": 1}
