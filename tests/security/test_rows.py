"""The table is whole: each row has a test that was seen red, or a reason why it needs none."""

from importlib import import_module
from pathlib import Path

from tests.security.rows import ROWS, TESTED


def test_every_row_is_tested_or_cannot_happen() -> None:
    for file in Path(__file__).parent.glob("test_*.py"):
        import_module(f"tests.security.{file.stem}")
    assert list(ROWS) == list(range(1, 59))
    without = {number for number, row in ROWS.items() if row.absent}
    assert TESTED.keys() == ROWS.keys() - without
