"""Functions in a file of their own without a heading: one line each."""

import pytest

import chalkgrad as cg
from chalkgrad.app.command import run
from chalkgrad.errors import NotationError, Span
from chalkgrad.library import LibraryFile, is_library, shelf_with
from chalkgrad.library.sections import read_text

MISH = "mish(z) = z tanh(softplus(z))\n"
SEVERAL = "# mine\nfourth(a, y) = (a - y)^4   # a loss\n\ncube(z) = z^3\nactivation a = half(z)\n  value z/2\n"


def test_a_line_is_an_entry(tmp_path, monkeypatch, capsys):
    (tmp_path / "mish.chalk").write_text(MISH)
    (tmp_path / "several.chalk").write_text(SEVERAL)
    monkeypatch.chdir(tmp_path)
    model = cg.read("X: n0 x m; Y: n1 x m; A = mish(W X + b); J = 1/m sum(fourth(half(A), Y))")
    assert {"mish", "fourth", "half"} <= set(model.functions)
    assert model.derive()["dW"].certificate.kind == "proved"
    assert run(["library", "check", "mish.chalk", "several.chalk"]) == 0
    assert "4 checked, everything holds" in capsys.readouterr().out
    assert run(["library", "mish"]) == 0
    assert "mish.chalk:1" in capsys.readouterr().out


def test_what_a_line_does_not_say_has_a_default():
    entry = shelf_with((LibraryFile("mish.chalk", "my_mish(z) = z\n"),)).activation("my_mish")
    assert (entry.symbol, entry.range.text) == (r"\mathrm{my\_mish}", "(-inf, inf)")


def test_a_model_that_begins_with_functions_is_no_library():
    assert is_library(LibraryFile("mish.chalk", MISH))
    assert not is_library(LibraryFile("model.chalk", f"{MISH}X: n x m\nJ = sum(mish(X))\n"))
    assert not is_library(LibraryFile("model.chalk", f"X: n x m\n{MISH}J = sum(mish(X))\n"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("f(z, a, b) = z a b\n", "a function of 3 arguments"),
        (f"{MISH}X: n x m\n", "this line belongs to no entry"),
        ("mish = z\n", "mish(z) = z tanh(softplus(z))"),
        ("activation a = f(z)\n  slope 1\n", "needs a line: value"),
        ("optimizer f(rate = 0.1)\n", "needs a line: each"),
        ("sigmoid(z) = z\n", "sigmoid is a name of chalkgrad's own library"),
        ("f(z) = z +\n", "the end of the formula"),
        ("f(z) = g(z, 2)\n", "unknown function 'g'"),
    ],
)
def test_a_file_that_is_named_and_wrong_is_refused_at_the_place(text, message):
    with pytest.raises(NotationError) as error:
        shelf = shelf_with((LibraryFile("mine.chalk", text),))
        for name in shelf.own:
            shelf.find(shelf.place(name).folder, name)
    assert message in str(error.value)


def test_a_kink_needs_a_heading_and_is_told_how(tmp_path, capsys):
    (tmp_path / "mine.chalk").write_text("mine(z) = max(z, 0)\n")
    assert run(["library", "check", str(tmp_path / "mine.chalk")]) == 1
    found = capsys.readouterr().out
    lines = found.split("Declare it, with a heading:\n")[1].split("  ✓")[0]
    (tmp_path / "mine.chalk").write_text("\n".join(line[6:] for line in lines.splitlines()))
    assert run(["library", "check", str(tmp_path / "mine.chalk")]) == 0


def test_the_standard_library_keeps_its_rules():
    text = "activation a = f(z)\n  value z\n"
    with pytest.raises(NotationError, match=r"needs 4 more lines: about ..., symbol ..., range ..., source"):
        read_text(Span(text, 0, len(text)), kind="activation")
