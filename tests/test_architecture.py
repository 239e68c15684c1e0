"""The house in figures. Small files and small functions are what keeps the rest readable."""

import ast
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent
APPS = [
    "accounts",
    "conversations",
    "generations",
    "library",
    "live",
    "pixflow",
    "projects",
    "prompts",
    "providers",
    "ratings",
]
OURS = sorted(path for app in APPS for path in (ROOT / app).rglob("*.py") if path.parent.name != "migrations")
CODE = [path for path in OURS if path.read_text().strip()]
TESTS = sorted((ROOT / "tests").rglob("*.py"))

FILE_MAX, FILE_MEDIAN = 350, 60
FUNCTION_MAX, FUNCTION_MEDIAN = 50, 8
CLASS_MAX = 150
SETTINGS_MAX = 300
# Words for work that is not done.
UNDONE = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")

# The same answer on every database, so once is enough.
pytestmark = pytest.mark.topology("embedded")


def _lengths(*kinds: type[ast.stmt]) -> Iterator[tuple[int, str]]:
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, kinds):
                yield (node.end_lineno or 0) - node.lineno + 1, f"{path.relative_to(ROOT)}:{node.lineno}"


def _lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def test_files_are_short() -> None:
    assert not [(_lines(path), str(path)) for path in (*CODE, *TESTS) if _lines(path) > FILE_MAX]
    assert statistics.median(_lines(path) for path in CODE) <= FILE_MEDIAN
    assert _lines(ROOT / "pixflow" / "settings.py") <= SETTINGS_MAX


def test_functions_are_short() -> None:
    lengths = list(_lengths(ast.FunctionDef, ast.AsyncFunctionDef))
    assert not [found for found in lengths if found[0] > FUNCTION_MAX]
    assert statistics.median(length for length, _ in lengths) <= FUNCTION_MEDIAN


def test_classes_are_short() -> None:
    assert not [found for found in _lengths(ast.ClassDef) if found[0] > CLASS_MAX]


def test_nothing_is_left_for_later() -> None:
    screens = [
        path for kind in ("templates/**/*.html", "static/**/*.js", "static/**/*.css") for path in ROOT.glob(kind)
    ]
    assert not [str(path) for path in (*CODE, *screens) if UNDONE.search(path.read_text())]


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_studio_opens_without_the_library_that_takes_longest_to_load() -> None:
    opens = "import sys, django; django.setup(); import pixflow.urls, pixflow.embedded.studio"
    opens += "; sys.exit('openai' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", opens], cwd=ROOT, check=False).returncode == 0


# ruff also holds: no import inside a function, and a type on everything that a function takes and gives; import-linter:
# apps and the rooms in them import one way. All in processes of their own: some set up the logging of theirs.
@pytest.mark.parametrize("command", ["ruff check", "ruff format --check --diff", "mypy .", "lint-imports --no-cache"])
def test_tools_find_nothing(command: str) -> None:
    program, *words = command.split()
    tool = Path(sys.executable).with_name(program)
    done = subprocess.run([tool, *words], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
