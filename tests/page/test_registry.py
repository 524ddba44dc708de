"""Formats are found by walking a folder; unknown ones are answered with the nearest."""

from __future__ import annotations

import pytest

from chalkgrad import page
from chalkgrad.calculus.derivation import Derivation
from chalkgrad.errors import InputError
from chalkgrad.page.printer import Options, Printer


def test_every_file_in_the_folder_is_a_format() -> None:
    assert list(page.printers()) == ["github", "html", "json", "terminal"]


@pytest.mark.parametrize(("ending", "name"), [(".md", "github"), (".TXT", "terminal"), (".json", "json")])
def test_endings(ending: str, name: str) -> None:
    assert page.by_ending(ending).name == name


def test_an_unknown_format_names_the_nearest() -> None:
    with pytest.raises(InputError) as caught:
        page.printer("githib")
    assert str(caught.value) == (
        'there is no format "githib"\n  Did you mean github? The formats are github, html, json, terminal.'
    )
    assert caught.value.exit_code == 2


def test_an_unknown_ending_names_the_known_ones() -> None:
    with pytest.raises(InputError) as caught:
        page.by_ending(".docx")
    assert str(caught.value) == (
        'no format is written to files that end in ".docx"\n  The endings are .md, .html, .htm, .json, .txt.'
    )


def test_an_unknown_level(logistic: Derivation) -> None:
    with pytest.raises(InputError, match='there is no level "detailed"'):
        page.render(logistic, "terminal", level="detailed")  # type: ignore[arg-type]


def test_a_printer_prints_documents_or_records() -> None:
    with pytest.raises(TypeError, match="either page or record"):
        Printer("nothing", ())


@pytest.mark.parametrize("name", list(page.printers()))
def test_same_input_same_bytes(network: Derivation, name: str) -> None:
    assert page.printer(name).derivation(network, Options()) == page.render(network, name)
