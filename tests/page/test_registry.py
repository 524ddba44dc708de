"""Formats are found by walking a folder; unknown ones are answered with the nearest."""

from __future__ import annotations

from pathlib import Path

import pytest

from chalkgrad import page
from chalkgrad.calculus.derivation import Derivation
from chalkgrad.errors import InputError
from chalkgrad.page.printer import Options, Printer


def test_every_file_in_the_folder_is_a_format() -> None:
    files = [path.stem for path in (Path(page.__file__).parent / "printers").glob("*.py") if path.stem != "__init__"]
    assert len(page.printers()) == len(files)
    known = {"coursera", "discourse", "github", "html", "json", "latex", "notebook", "plain", "terminal"}
    assert known <= set(page.printers())


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
