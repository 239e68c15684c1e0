"""A page of a studio in Chromium, signed in."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.bench.drawing import signed_in
from tests.processes import family
from tests.services import find_chromium
from tests.studios import Studio

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]
SCREEN = {"width": 1440, "height": 900}


@contextmanager
def opened(studio: Studio, path: str) -> Iterator[Page]:
    with sync_playwright() as playwright, signed_in(studio) as browser:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        context = chromium.new_context(base_url=studio.url, viewport=SCREEN)  # type: ignore[arg-type]
        context.add_cookies(
            [{"name": name, "value": value, "url": studio.url} for name, value in browser.cookies.items()]
        )
        page = context.new_page()
        page.goto(path)
        yield page
        page.goto("about:blank")  # a context that closes while its page is on the way may never be closed
        chromium.close()


def page_memory() -> tuple[int, int]:
    """Of the process that shows the page, the largest of its kind: its own, and shared with what paints.

    The latter are pictures that stay decoded for as long as the machine has the memory.
    """
    kind = b"--type=renderer"
    pages = (pid for pid in family(os.getpid()) if kind in Path(f"/proc/{pid}/cmdline").read_bytes())
    return max((_memory(pid) for pid in pages), key=sum)


def _memory(pid: int) -> tuple[int, int]:
    lines = (line.split() for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:])
    sizes = {name: int(size) * 1024 for name, size, _ in lines}
    return sizes["Pss_Anon:"] + sizes["Pss_File:"], sizes["Pss_Shmem:"]
