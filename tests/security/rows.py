"""What went wrong in products like ours, row by row, and the test that shows that it does not happen here."""

from collections import defaultdict
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, TypeVar

import pytest

Hole = Callable[[], AbstractContextManager[Any]]
Test = TypeVar("Test", bound=Callable[..., Any])

# Filled by the decorator: the tests of each row.
TESTED: defaultdict[int, list[str]] = defaultdict(list)


def row(*numbers: int, hole: Hole) -> Callable[[Test], Test]:
    """The test runs twice: as the studio is, and once more with its hole open, where it has to fail."""
    name = "row" + "+".join(map(str, numbers))
    twice = pytest.mark.parametrize("hole", [None, hole], ids=[f"{name}-shut", f"{name}-open"], indirect=True)

    def marked(test: Test) -> Test:
        for number in numbers:
            TESTED[number].append(f"{test.__module__.rpartition('.')[2]}.{test.__name__}")
        return twice(pytest.mark.usefixtures("hole")(test))  # type: ignore[no-any-return]

    return marked


@dataclass(frozen=True, slots=True)
class Row:
    """`absent` says why a row that has no test cannot happen here."""

    whose: str
    what: str
    absent: str = ""


ROWS = {
    # A, addresses
    1: Row("Open WebUI CVE-2026-45400", "one parser checks an address, another one dials it"),
    2: Row("Open WebUI CVE-2026-45401", "only the first address of a chain of redirects is checked"),
    3: Row("LibreChat CVE-2026-31943", "an inner address in an unusual spelling"),
    4: Row("Gradio CVE-2026-28416", "an answer names the hosts that are trusted"),
    5: Row("InvokeAI 6.13.8", "an address names the file that is written"),
    6: Row("Label Studio CVE-2022-36551", "an address reads local files; anybody signs up"),
    7: Row("CVAT issue 6362, Graphify 0.5.4", "a name leads elsewhere between the check and the use"),
    8: Row("Zulip GHSA-vg5m-mf9x-j452", "a page loads somebody's remote picture"),
    # B, owners
    9: Row("new-api CVE-2026-30886", "media of other people by the number of the task"),
    10: Row("Langflow GHSA-7grx-3xcx-2xv5", "media without signing in"),
    11: Row("Open WebUI CVE-2026-45402", "somebody else's file as one's own input"),
    12: Row("Open WebUI CVE-2026-54010", "the row that gives access is forged"),
    13: Row("Open WebUI CVE-2026-45671", "who was shown something may delete it"),
    14: Row("Open WebUI CVE-2026-45349", "somebody else's conversation is continued"),
    15: Row("LibreChat CVE-2026-31950", "the live events of anybody"),
    16: Row("Sentry CVE-2023-36826", "a known number under another parent"),
    17: Row("goshs CVE-2026-54719", "the ZIP asks nobody's leave"),
    18: Row("Open WebUI CVE-2026-45397", "an address that forgot to ask who is there"),
    19: Row("Wagtail CVE-2022-21683, CVE-2023-45809", "errors that tell what exists"),
    # C, rights
    20: Row("Flowise CVE-2026-41277", "a sent key overwrites a row"),
    21: Row("Flowise CVE-2026-42862, -42861, -46441, -46477, -41267", "a field moves a row to another owner"),
    22: Row("Open WebUI CVE-2026-45345", "fields that only the server sets"),
    23: Row("Immich CVE-2026-23896", "a token gives itself more rights"),
    24: Row("Open WebUI CVE-2026-45339", "one of several places for a token is not restricted"),
    25: Row("Open WebUI CVE-2026-45675", "several first users become admins"),
    26: Row(
        "Sentry CVE-2022-23485", "one invitation lets many in", "Nobody is invited: owners add people who are there."
    ),
    27: Row("Django CVE-2026-4277, CVE-2026-4292", "forged forms in the admin"),
    28: Row("Open WebUI, stale role of a socket", "an open socket keeps rights that were taken"),
    29: Row("Open WebUI CVE-2026-44564", "who is connected may write"),
    30: Row("File Browser CVE-2026-35604", "an address works on after the right has ended"),
    31: Row("Immich CVE-2026-25118", "secrets in addresses"),
    # D, content
    32: Row("Open WebUI CVE-2025-46571", "an upload opens as a page"),
    33: Row("Open WebUI CVE-2026-45314, CVE-2026-56398", "the type is guessed by name"),
    34: Row("Open WebUI CVE-2026-45315", "media and page in one file"),
    35: Row(
        "Gradio CVE-2024-47872, ComfyUI CVE-2026-56670, -56672, Plane GHSA-ch8j-vr4r-qf6h", "active content inline"
    ),
    36: Row("AUTOMATIC1111 CVE-2026-111984", "a name becomes part of the page"),
    37: Row("Open WebUI CVE-2026-44568, -45318, -70492", "a text that is called safe"),
    38: Row("Django REST framework CVE-2020-25626, Wagtail CVE-2023-28836", "data shown in pages for programmers"),
    39: Row("Gradio CVE-2022-24770", "formulas in tables", "No table is exported: what a ZIP tells is JSON."),
    # E, paths
    40: Row("ComfyUI CVE-2026-56671, -56673", "paths in requests"),
    41: Row("InvokeAI CVE-2024-11042, CVE-2025-6237", "a name deletes or packs any file"),
    42: Row("LibreChat CVE-2024-10361, -41704, LobeHub CVE-2026-120315", "spellings of the way up"),
    43: Row("Gradio CVE-2023-51449, CVE-2026-28414, CVE-2024-47868", "a result that is a path of ours"),
    44: Row("extract-zip CVE-2026-56876", "names in a ZIP"),
    # F, origins
    45: Row("Gradio CVE-2024-1727, -47084, -47165, CVE-2025-5320", "requests that another site sends"),
    46: Row("Goobi viewer CVE-2026-55463, PraisonAI CVE-2026-55536", "sockets that another site opens"),
    47: Row("Sentry CVE-2023-36829", "other sites that may read answers"),
    48: Row("File Browser GHSA-39cx-23x9-5c8p", "messages of any size over a socket"),
    # G, money
    49: Row("new-api CVE-2026-41432", "no secret, so everything is believed; one gateway ends another's order"),
    50: Row("Django REST framework 8127, LiteLLM 16011", "limits that hold one after the other only"),
    51: Row("fal's keys are those of all its customers", "a right signature that was not meant for us"),
    # H, exhaustion
    52: Row("LibreChat CVE-2026-31949, CVE-2026-54024", "a body that ends the process; an upload without limit"),
    53: Row("Django CVE-2026-5766, Wagtail CVE-2023-28837", "no length, so no limit"),
    54: Row("Pillow CVE-2026-40192, -55379", "small files that unfold; formats that nobody needs"),
    55: Row("FFmpeg's play lists, Nextcloud GHSA-m682-v4g9-wrq7", "a clip that reads other files"),
    # I, secrets
    56: Row("LiteLLM CVE-2024-9606, TEI CVE-2026-108857, GitLab MR 256906", "keys in logs and pages"),
    57: Row("Open WebUI CVE-2026-109296, -109292, -109293", "an engine that is off; cookies for the provider"),
    58: Row("redis-py CVE-2023-28858, Channels CVE-2020-35681, Celery CVE-2021-23727", "answers for somebody else"),
}
