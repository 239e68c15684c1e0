"""The embedded studio is killed with everything that it has started, and started again on the same folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from generations.states import ACTIVE, State
from tests.client import Program, new_token
from tests.doubles.server import DoubleProcess
from tests.processes import Processes, kill
from tests.reliability.world import FAL, LOCAL, until

pytestmark = pytest.mark.topology("embedded")
EMAIL = "alice@example.com"
# A lost answer is looked for, so it has not ended for us.
OPEN = (*ACTIVE, State.UNKNOWN)


@pytest.fixture
def processes(provider: DoubleProcess, tmp_path: Path) -> Iterator[Processes]:
    provider.reset()
    environment = {
        "PIXFLOW_DATA": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/pixflow.sqlite3",
        "PIXFLOW_ADMIN_EMAIL": EMAIL,
        "PIXFLOW_ADMIN_PASSWORD": "correct horse battery staple",
    }
    with Processes(environment | provider.environment, tmp_path) as processes:
        yield processes


def test_all_work_goes_on_after_kill_nine(processes: Processes, provider: DoubleProcess) -> None:
    studio, address = processes.studio()
    token = new_token(processes, EMAIL)
    with Program(address, token) as program:
        program.ask(program.new_session(), "waves [[sim:run=1.5]]", FAL, LOCAL, variants=5)
        until(lambda: len(provider.bill("fal")) == 5, "sent", 20)
    kill(studio)
    _, address = processes.studio()
    with Program(address, token) as program:
        until(lambda: not open_rows(program), "ended", 40)
        rows = program.get("generations/")["results"]
        assert [row["state"] for row in rows] == ["succeeded"] * 10
        assert all(program.read(f"outputs/{row['outputs'][0]['id']}/file/") for row in rows)
    assert len(provider.bill("fal")) == 5


def open_rows(program: Program) -> list[str]:
    states = [row["state"] for row in program.get("generations/")["results"]]
    return [state for state in states if state in OPEN]
