"""``chalkgrad library``: every entry has a page; a user's entries are listed, shown and checked."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from chalkgrad import library, page
from chalkgrad.app.command import run
from chalkgrad.app.entry_check import check_entries
from chalkgrad.calculus.entry_report import entry_report
from chalkgrad.library import LibraryFile
from chalkgrad.library.library_files import VARIABLE
from chalkgrad.page.document import Picture

from ..library.test_own_entries import SWASH, WRONG, entry

NAMES = [name for folder in library.KINDS for name in library.names(folder)]
NESTEROV = """optimizer nesterov(learning_rate = 0.1, beta = 0.9)
  about     Momentum with a look ahead.
  each      parameter w, gradient g
  state     v = 0
  update    v := beta v + g
  update    w := w - learning_rate (g + beta v)
  source    Nesterov 1983
"""


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(VARIABLE, raising=False)
    return tmp_path


@pytest.mark.parametrize("name", NAMES)
def test_every_standard_entry_passes_the_check_of_a_users_entry(name):
    report = entry_report(library.standard(), name)
    assert [finding.problem for finding in report.findings if finding.problem] == []
    assert page.printer("terminal").page(page.entry_page(report), page.Options()).startswith(f"{name}, a")
    assert json.loads(page.entry_json(report))["name"] == name


@pytest.mark.parametrize("folder", ["activations", "losses"])
def test_standard_entries_under_other_names_are_checked_as_programs_too(folder):
    """What the standard library says, as if a user had written it: the names changed, everything else the same."""
    texts = [library.standard().find(folder, name).text for name in library.names(folder)]
    whole = "\n".join(texts)
    for known in sorted(library.functions(), key=len, reverse=True):
        whole = whole.replace(f"{known}(", f"my_{known}(")
    whole = whole.replace("my_log_my_softmax", "my_log_softmax")
    file = LibraryFile("mine.chalk", whole)
    found = list(check_entries((file,), ("mine.chalk",)))
    assert len(found) == len(texts)
    assert [finding.problem for checked in found for finding in checked.findings if finding.problem] == []


def test_the_page_of_an_own_entry(here, capsys):
    (here / "swash.chalk").write_text(SWASH)
    assert run(["library", "swash"]) == 0
    assert (
        capsys.readouterr().out
        == """swash, an activation
────────────────────────────────────────────────────────────────────────────────────────────────────

  A sharper swish.

  Your own entry, read from swash.chalk:1.

Definition
──────────

    a = swash(z)
      = z σ(2 z)                            by definition

Slope
─────

    ∂a
    ── = σ(2 z) + 2 z σ(2 z) (1 - σ(2 z))   by the rules of differentiation  ✓ proved
    ∂z
       = σ(2 z) + 2 a (1 - σ(2 z))          as stated, where a is the value  ✓ proved

  Range: (-0.14, inf).

  It has no kinks.

Picture
───────

           -6                                      6
    swash  ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▂▂▂▃▃▃▄▄▅▅▅▆▆▆▇▇▇██  from -0.1389 to 6
    slope  ▂▂▂▂▂▂▂▂▂▂▂▁▁▁▁▁▁▁▂▃▄▆▇████████▇▇▇▇▇▇▇▇▇▇  from -0.09984 to 1.1

  Source: a test.

  ✓ proved: both sides are equal as exact algebra.
"""
    )


def test_the_points_of_the_curve(here, capsys):
    (here / "swash.chalk").write_text(SWASH)
    assert run(["library", "swash", "--format", "json"]) == 0
    record = json.loads(capsys.readouterr().out)
    (curve,) = record["plot"]
    assert (curve["z"][0], curve["z"][60], curve["z"][-1]) == (-6, 0, 6)
    assert (curve["value"][60], curve["slope"][60]) == (0, 0.5)
    assert record["derived"]["certificate"]["kind"] == "proved"
    assert record["place"] == "swash.chalk:1"
    assert all(finding["holds"] for finding in record["findings"])


@pytest.mark.parametrize("name", ["sigmoid", "relu", "binary_cross_entropy", "half_squared_error", "log_agreement"])
def test_a_curve_is_drawn(name):
    document = page.entry_page(entry_report(library.standard(), name), drawn=True)
    (picture,) = [block for block in document.blocks if isinstance(block, Picture)]
    assert f"Plot of {name}" in picture.alternative
    ElementTree.fromstring(picture.svg)


def test_a_page_is_written_in_every_format_of_the_command(here):
    assert run(["library", "sigmoid", "-o", "sigmoid.md"]) == 0
    assert (here / "sigmoid.md").read_text().startswith("# sigmoid, an activation")


def test_own_entries_are_listed(here, capsys):
    (here / "swash.chalk").write_text(SWASH)
    (here / "more").mkdir()
    (here / "more" / "nesterov.chalk").write_text(NESTEROV)
    assert run(["library", "--library", "more"]) == 0
    assert (
        """your own:
  optimizer      nesterov         more/nesterov.chalk:1
  activation     swash            swash.chalk:1
"""
        in capsys.readouterr().out
    )


def test_an_unknown_entry_offers_the_nearest(here, capsys):
    (here / "swash.chalk").write_text(SWASH)
    assert run(["library", "swush"]) == 2
    assert "Did you mean swash?" in capsys.readouterr().err


def test_a_right_entry_is_said_to_be_right(here, capsys):
    (here / "swash.chalk").write_text(SWASH + "\n" + NESTEROV)
    assert run(["library", "check", "swash.chalk"]) == 0
    assert (
        capsys.readouterr().out
        == """swash.chalk:1: activation swash
  ✓ proved  slope sigmoid(2 z) + 2 a (1 - sigmoid(2 z))
  ✓         range (-0.14, inf)
  ✓         no kinks
  ✓         printed text reads back
  ✓         program agrees with the formula at 33 places
swash.chalk:9: optimizer nesterov
  ✓         update compiles

2 checked, everything holds
"""
    )


def test_a_wrong_slope_is_a_finding(here, capsys):
    (here / "swash.chalk").write_text(WRONG)
    assert run(["library", "check", "swash.chalk"]) == 1
    shown = capsys.readouterr().out
    assert "✗         slope sigmoid(2 z) + 3 a (1 - sigmoid(2 z)): the stated slope of swash is not its" in shown
    assert "derived  sigmoid(2 z) + 2 z sigmoid(2 z) (1 - sigmoid(2 z))" in shown
    assert shown.endswith("1 checked, 1 does not hold\n")
    assert run(["library", "check", "swash.chalk", "--format", "json"]) == 1
    (record,) = json.loads(capsys.readouterr().out)
    assert [finding["holds"] for finding in record["findings"]] == [False, True, True, True]
    assert record["findings"][0]["line"] == 5


def test_every_finding_is_reported_at_once(here, capsys):
    (here / "lib.chalk").write_text(entry("f1", "abs(z)", interval="[1, inf)") + entry("f2", "z", interval="(0, 1)"))
    assert run(["library", "check", "lib.chalk"]) == 1
    shown = capsys.readouterr().out
    assert "f1(0) = 0, which is outside [1, inf)" in shown
    assert "Declare it: kink z = 0 from the right" in shown
    assert shown.endswith("2 checked, 3 do not hold\n")


@pytest.mark.parametrize(
    ("text", "place"),
    [(entry("f1", "z +"), "lib.chalk:4:11"), ("z = 3", "lib.chalk:1:1"), (entry("relu", "z"), "lib.chalk:1:1")],
)
def test_a_broken_text_is_bad_input(here, capsys, text, place):
    (here / "lib.chalk").write_text(text)
    assert run(["library", "check", "lib.chalk"]) == 2
    shown = capsys.readouterr().err
    assert shown.startswith(f"error: {place}: ")
    assert "^" in shown


def test_a_neighbour_may_be_called(here):
    (here / "lib").mkdir()
    (here / "lib" / "swash.chalk").write_text(SWASH)
    (here / "lib" / "twice.chalk").write_text(entry("twice", "swash(swash(z))"))
    assert run(["library", "check", "lib/twice.chalk"]) == 0
    assert run(["library", "check", "lib"]) == 0


def test_derive_says_what_it_read(here, capsys):
    (here / "lib.chalk").write_text(SWASH)
    assert run(["derive", "a = swash(z); L = (a - y)^2", "--library", "lib.chalk"]) == 0
    assert "Note: swash(z) = z σ(2 z) is read from lib.chalk:1" in capsys.readouterr().out


def test_a_library_file_is_no_model(here, capsys):
    (here / "swash.chalk").write_text(SWASH)
    assert run(["derive", "swash.chalk"]) == 2
    assert capsys.readouterr().err == (
        "error: swash.chalk is a library file, no model.\n  chalkgrad library check swash.chalk tests what it says.\n"
    )


def test_a_wrong_slope_is_the_users_mistake(here, capsys):
    (here / "swash.chalk").write_text(WRONG)
    assert run(["derive", "a = swash(z); L = (a - y)^2"]) == 2
    shown = capsys.readouterr().err
    assert "the stated slope of swash is not its derivative" in shown
    assert "mistake in chalkgrad" not in shown
