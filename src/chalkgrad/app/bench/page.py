"""Pages: how large they are, how long they take to write, and how soon a browser shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from ...convention import convention
from ...page.printer import Options as PageOptions
from ...page.registry import printer
from ...program.worked import friendly_values, worked_example
from ..book import book
from ..browser import Browser, can_be_driven, chromium
from ..networks_of_three import NETWORKS, ThreeLayers
from ..report import Options, Report, Row

question = "Is a page of a three-layer network small, written quickly and ready to be read at once?"

PROMISED_BYTES = 300_000
PROMISED_READY_MILLISECONDS = 100
PROMISED_PDF_SECONDS = 1.0
PROMISED_TERMINAL_MILLISECONDS = 50
PROMISED_BOOK_SECONDS = 20
TURNS = 5


def run(options: Options) -> Report:
    notes = [
        f"best of {TURNS}; written: processor time, the derivation not counted; PDF and book: on the clock",
        "ready: from the start of the navigation until elements and fonts are there and what is in view is laid out; "
        "busy: processor time of the page's thread, with what it does after that",
    ]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        browser = stack.enter_context(chromium()) if can_be_driven() else None
        if browser is None:
            notes.append("playwright and Chromium are not installed: no numbers on when a page is ready")
        rows = []
        for network in NETWORKS:
            options.say(network.name)
            rows += list(_network(network, folder, browser))
        options.say("the book")
        rows += list(_book(folder, browser))
    return Report(tuple(rows), tuple(notes))


def _network(network: ThreeLayers, folder: Path, browser: Browser | None) -> Iterator[Row]:
    derivation, wanted = network.derive(), PageOptions(level=network.level)
    worked = worked_example(derivation, friendly_values(derivation)) if network.with_values else None

    def written(target: str) -> Callable[[], str | bytes]:
        return lambda: derivation.printed(printer(target), wanted, worked)

    html = str(written("html")())
    size = len(html.encode())
    yield Row(f"{network.name}: HTML", size, "bytes", f"<= {PROMISED_BYTES}", size <= PROMISED_BYTES)
    yield Row(f"{network.name}: HTML written", 1000 * best(written("html"), process_time), "ms")
    if browser is not None:
        yield from _ready(network.name, html, folder, browser)
    written("terminal")()
    terminal = 1000 * best(written("terminal"), process_time)
    kept = terminal <= PROMISED_TERMINAL_MILLISECONDS
    yield Row(f"{network.name}: terminal", terminal, "ms", f"<= {PROMISED_TERMINAL_MILLISECONDS} ms", kept)
    if find_spec("typst") is not None:
        seconds = best(written("pdf"), perf_counter, 3)
        kept = seconds <= PROMISED_PDF_SECONDS
        yield Row(f"{network.name}: PDF", seconds, "s", f"<= {PROMISED_PDF_SECONDS:g} s", kept)


def _ready(name: str, html: str, folder: Path, browser: Browser, promised: bool = True) -> Iterator[Row]:
    file = folder / "page.html"
    file.write_text(html, encoding="utf-8")
    found = browser.ready(file, TURNS)
    limit = f"<= {PROMISED_READY_MILLISECONDS} ms" if promised else ""
    kept = found.wall <= PROMISED_READY_MILLISECONDS if promised else None
    yield Row(f"{name}: ready", found.wall, "ms", limit, kept)
    yield Row(f"{name}: busy", found.busy, "ms")


def _book(folder: Path, browser: Browser | None) -> Iterator[Row]:
    start = perf_counter()
    document = book(convention("ng"))
    made = perf_counter() - start
    for name in ("html", "pdf") if find_spec("typst") is not None else ("html",):
        print_page = printer(name).page
        assert print_page is not None
        start = perf_counter()
        printed = print_page(document, PageOptions())
        seconds = made + perf_counter() - start
        kept = seconds <= PROMISED_BOOK_SECONDS
        yield Row(f"the book as {name.upper()}", seconds, "s", f"<= {PROMISED_BOOK_SECONDS} s", kept)
        if isinstance(printed, str):
            yield Row("the book as HTML: size", len(printed.encode()), "bytes")
            if browser is not None:
                yield from _ready("the book as HTML", printed, folder, browser, promised=False)


def best(call: Callable[[], object], clock: Callable[[], float], turns: int = TURNS) -> float:
    """The shortest of some calls, in seconds on this clock."""
    seconds = []
    for _ in range(turns):
        start = clock()
        call()
        seconds.append(clock() - start)
    return min(seconds)
