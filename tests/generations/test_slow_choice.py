"""Somebody has frozen while choosing what begins next: nobody else stands in line behind them."""

import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.db import connection

from accounts.models import User
from projects.models import Session
from tests.generations.runner import begun
from tests.generations.test_fair_order import asked, pks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.topology("production")]
THREADS = 8


def chosen(_: int) -> list[int]:
    try:
        return begun()
    finally:
        connection.close()


def test_a_choice_that_hangs_keeps_few_waiting_and_not_for_long(session: Session, bob: User) -> None:
    queued = asked(session, bob, 1)
    facts = connection.get_connection_params()
    place = {name: facts[name] for name in ("dbname", "user", "host", "port")}
    with psycopg.connect(**place) as frozen, ThreadPoolExecutor(THREADS) as pool:
        frozen.execute("SELECT pg_advisory_xact_lock(hashtext('dispatch local'))")
        begin = time.monotonic()
        assert list(pool.map(chosen, range(THREADS))) == [[]] * THREADS
        assert time.monotonic() - begin < 5
    assert begun() == pks(queued)
