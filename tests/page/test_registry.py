"""Formats are found by walking a folder; unknown ones are answered with the nearest."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from chalkgrad import page
from chalkgrad.calculus.derivation import Derivation
from chalkgrad.errors import InputError
from chalkgrad.page.document import Chain
from chalkgrad.page.printer import Options, Printer


def test_every_file_in_the_folder_is_a_format() -> None:
    files = [path.stem for path in (Path(page.__file__).parent / "printers").glob("*.py") if path.stem != "__init__"]
    assert sorted(page.printers()) == sorted(files)  # a file is named as its format
    known = {"coursera", "discourse", "github", "html", "json", "latex", "notebook", "plain", "terminal"}
    assert known <= set(page.printers())


def test_a_format_is_imported_alone() -> None:
    code = (
        "import sys; from chalkgrad import page; page.printer('terminal'); "
        "print(*(name for name in sys.modules if name.startswith('chalkgrad.page.printers.')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "chalkgrad.page.printers.terminal\n"


def test_each_ending_means_one_format_unless_another_is_named() -> None:
    for printer in page.printers().values():
        assert all(page.by_ending(ending).default for ending in printer.endings)
    defaults = [ending for printer in page.printers().values() if printer.default for ending in printer.endings]
    assert len(defaults) == len(set(defaults))
    assert {name for name, each in page.printers().items() if ".md" in each.endings and not each.default} == {
        "coursera",
        "discourse",
        "plain",
    }


@pytest.mark.parametrize(
    ("ending", "name"),
    [(".md", "github"), (".TXT", "terminal"), (".json", "json"), (".tex", "latex"), (".html", "html")],
)
def test_endings(ending: str, name: str) -> None:
    assert page.by_ending(ending).name == name


def test_an_unknown_format_names_the_nearest() -> None:
    with pytest.raises(InputError) as caught:
        page.printer("githib")
    listed = ", ".join(page.printers())
    assert str(caught.value) == f'there is no format "githib"\n  Did you mean github? The formats are {listed}.'
    assert caught.value.exit_code == 2


def test_an_unknown_ending_names_the_known_ones() -> None:
    with pytest.raises(InputError) as caught:
        page.by_ending(".docx")
    said = str(caught.value)
    assert said.startswith('no format is written to files that end in ".docx"\n  ')
    assert all(ending in said for ending in (".md", ".json", ".tex", ".ipynb", ".txt"))


def test_an_unknown_level(logistic: Derivation) -> None:
    with pytest.raises(InputError, match='there is no level "detailed"'):
        page.render(logistic, "terminal", level="detailed")  # type: ignore[arg-type]


def test_a_printer_prints_documents_or_records() -> None:
    with pytest.raises(TypeError, match="must have page or record"):
        Printer("nothing", ())


@pytest.mark.parametrize(
    "name", ["coursera", "discourse", "github", "html", "json", "latex", "notebook", "plain", "terminal"]
)
def test_same_input_same_bytes(network: Derivation, name: str) -> None:
    assert page.printer(name).derivation(network, Options()) == page.render(network, name)


def test_smaller_steps_are_written_where_they_can_be_folded(network: Derivation) -> None:
    """Their proofs are most of what a page costs; a format that leaves them out does not pay for them."""

    def children(printer: Printer) -> int:
        found: list[int] = []

        def count(document: page.Document, options: Options) -> str:
            chains = [block for block in document.blocks if isinstance(block, Chain)]
            found.append(sum(len(row.children) for chain in chains for row in chain.rows))
            return ""

        replace(printer, page=count).derivation(network, Options())
        return found[0]

    assert children(page.printer("terminal")) == 0
    assert children(page.printer("html")) > 0
    assert page.printer("terminal").derivation(network, Options()) == page.printer("terminal").page(  # type: ignore[misc]
        page.from_derivation(network), Options()
    )
