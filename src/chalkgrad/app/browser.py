"""A Chromium of the system, driven to find out when a page is ready to be read."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import InputError

_NAMES = ("chromium", "chromium-browser", "google-chrome")
#: Runs before the page: notes when its elements are there, its fonts are loaded and what is in view has been laid out.
_READY = """window.readyAfter = new Promise((resolve) => addEventListener('DOMContentLoaded', async () => {
  await Promise.all([...document.fonts].map((face) => face.load()));
  document.body.getBoundingClientRect();
  resolve(performance.now());
}));"""


class Ready(NamedTuple):
    """Milliseconds from the start of the navigation, and those the page's thread was busy until then."""

    wall: float
    busy: float


class Browser:
    """Opens pages in a running Chromium without a network."""

    def __init__(self, running: Any) -> None:
        self._running = running

    def ready(self, file: Path, turns: int = 5) -> Ready:
        """The best of some openings of a file, each in a fresh page."""
        found = [self._once(file) for _ in range(turns)]
        return Ready(min(each.wall for each in found), min(each.busy for each in found))

    def _once(self, file: Path) -> Ready:
        context = self._running.new_context(offline=True, viewport={"width": 1200, "height": 800})
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.goto("about:blank")
        page.add_init_script(_READY)
        page.goto(file.as_uri())
        wall = float(page.evaluate("window.readyAfter"))
        metrics = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
        context.close()
        return Ready(wall, 1000 * metrics["TaskDuration"])


def can_be_driven() -> bool:
    """Whether playwright and a Chromium are there."""
    return find_spec("playwright") is not None and _program() is not None


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium. Raises InputError if it or playwright is missing."""
    if not can_be_driven():
        raise InputError("a browser needs playwright and Chromium", hint='pip install "chalkgrad[dev]"')
    with import_module("playwright.sync_api").sync_playwright() as started:
        running = started.chromium.launch(executable_path=_program(), args=["--no-sandbox", "--disable-gpu"])
        try:
            yield Browser(running)
        finally:
            running.close()


def _program() -> str | None:
    return next((found for found in map(shutil.which, _NAMES) if found), None)
