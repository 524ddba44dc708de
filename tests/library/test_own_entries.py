"""Entries in the user's own files: where they are looked for, what is refused, what is taken and what gives way."""

from __future__ import annotations

from pathlib import Path

import pytest

import chalkgrad as cg
from chalkgrad import library
from chalkgrad.errors import InputError, NotationError, NotSupported
from chalkgrad.library.library_files import VARIABLE

SWASH = r"""activation a = swash(z)
  about     A sharper swish.
  symbol    \mathrm{swash}
  value     z sigmoid(2 z)
  slope     sigmoid(2 z) + 2 a (1 - sigmoid(2 z))
  range     (-0.14, inf)
  source    a test
"""
MODEL = "a = swash(z); L = (a - y)^2"
WRONG = SWASH.replace("+ 2 a", "+ 3 a")


def entry(name: str, value: str, *, interval: str = "(-inf, inf)", more: str = "") -> str:
    return (
        f"activation a = {name}(z)\n  about A test.\n  symbol s\n  value {value}\n{more}"
        f"  range {interval}\n  source a test\n"
    )


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(VARIABLE, raising=False)
    return tmp_path


def message(source: str, **options) -> str:
    with pytest.raises(InputError) as caught:
        cg.read(source, **options)
    return str(caught.value)


# -- where it is looked for


def test_an_entry_in_the_current_folder_serves_a_model_given_as_text(here):
    (here / "swash.chalk").write_text(SWASH)
    model = cg.read(MODEL)
    assert model.derive(wrt="z")["dz"].certificate.kind == "proved"
    assert model.notes[-1] == "swash(z) = z sigmoid(2 z) is read from swash.chalk:1"


def test_an_entry_beside_the_model_serves_it_from_anywhere(here):
    (here / "there").mkdir()
    (here / "there" / "swash.chalk").write_text(SWASH)
    (here / "there" / "net.chalk").write_text(MODEL)
    assert "swash" in cg.read("there/net.chalk").functions
    assert message(MODEL).startswith("<text>:1:5: unknown function 'swash'")


def test_a_model_file_does_not_see_the_current_folder(here):
    (here / "swash.chalk").write_text(SWASH)
    (here / "there").mkdir()
    (here / "there" / "net.chalk").write_text(MODEL)
    assert "unknown function 'swash'" in message("there/net.chalk")


def test_a_named_file_may_have_any_name_and_many_entries(here):
    (here / "lib").mkdir()
    (here / "lib" / "mine.txt").write_text("# my functions\n\n" + SWASH + "\n" + entry("cube", "z^3"))
    model = cg.read("a = swash(cube(z)); L = a^2", library="lib/mine.txt")
    assert set(model.functions) - set(library.functions()) == {"swash", "cube"}
    assert model.notes[-2:] == (
        "cube(z) = z^3 is read from lib/mine.txt:11",
        "swash(z) = z sigmoid(2 z) is read from lib/mine.txt:3",
    )


def test_a_named_folder_and_the_variable_are_looked_into(here, monkeypatch):
    (here / "lib").mkdir()
    (here / "lib" / "swash.chalk").write_text(SWASH)
    assert "swash" in cg.read(MODEL, library=here / "lib").functions
    assert "swash" in cg.read(MODEL, library=[here / "lib", here / "lib" / "swash.chalk"]).functions
    monkeypatch.setenv(VARIABLE, str(here / "lib"))
    assert "swash" in cg.read(MODEL).functions


def test_models_and_broken_entries_beside_it_are_left_alone(here):
    (here / "net.chalk").write_text("loss = a^2")
    (here / "broken.chalk").write_text(entry("broken", "z +"))
    (here / "bytes.chalk").write_bytes(b"\xff\xfe\x00")
    (here / "empty.chalk").write_text("")
    (here / "swash.chalk").write_text(SWASH)
    assert "swash" in cg.read(MODEL).functions
    assert message("a = broken(z); L = a^2").startswith("broken.chalk:4:11: found the end of the formula")


@pytest.mark.parametrize(
    "text", ["swash(z) = z^2; L = swash(z)", "swash = z^2; L = swash y", "swash: n x m\nL = sum(swash^2)"]
)
def test_a_name_that_the_text_defines_is_not_looked_for_in_the_folder(here, text):
    before = cg.read(text)
    (here / "swash.chalk").write_text(SWASH)
    after = cg.read(text)
    assert after.definitions == before.definitions
    assert after.notes == before.notes


def test_a_name_that_the_text_defines_may_not_be_in_a_named_library(here):
    (here / "lib.chalk").write_text(SWASH)
    assert "swash is a function already" in message("swash(z) = z^2; L = swash(z)", library="lib.chalk")


def test_a_copy_of_a_standard_entry_changes_nothing(here):
    (here / "relu.chalk").write_text(library.activation("relu").text)
    assert cg.read("a = relu(z); L = a^2").notes == cg.read("a = tanh(z); L = a^2").notes


# -- what is refused


def test_a_wrong_slope_is_refused_with_the_right_one(here):
    (here / "swash.chalk").write_text(WRONG)
    shown = message(MODEL)
    assert shown.startswith(
        "swash.chalk:5:13: the stated slope of swash is not its derivative\n"
        "   5 |   slope     sigmoid(2 z) + 3 a (1 - sigmoid(2 z))\n"
        "                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
        "  stated   sigmoid(2 z) + 3 a (1 - sigmoid(2 z))\n"
        "  derived  sigmoid(2 z) + 2 z sigmoid(2 z) (1 - sigmoid(2 z))\n"
        "  At z = "
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (entry("f1", "z^2", interval="(0, inf)"), "f1(0) = 0, which is outside (0, inf)"),
        (entry("f1", "2 z", interval="[-1, 1]"), "which is outside [-1, 1]"),
        (entry("f1", "abs(z - 1/3)"), "the slope jumps at 0.333333"),
        (entry("f1", "1 if z > 2 else 0"), "the value jumps at 2: there is no slope there"),
        (entry("f1", "z^2", more="  kink z = 1 from the right\n"), "the slope does not jump at 1"),
        (entry("f1", "z^2", more="  stable z z^2\n"), "the two sides are not equal"),
        (entry("f1", "z^2", more="  identity f1(z) = z\n"), "the two sides are not equal"),
        (entry("f1", "log(-1 - z^2)"), "f1 has no value at any of"),
        (entry("f1", "f1(z) + 1"), "f1 is defined by itself"),
        (entry("f1", "f2(z)") + entry("f2", "f3(z)") + entry("f3", "f1(z)"), "f1 is defined by itself: f1 calls f2"),
        (entry("f1", "zz"), "unknown name 'zz'"),
        (entry("f1", "z") + entry("f1", "2 z"), "f1 is defined twice: the first is in lib.chalk:1"),
        (entry("f1", "relu(z)") + entry("relu", "2 z"), "relu is a name of chalkgrad's own library"),
        (entry("f1", "exp(z)") + entry("exp", "2 z"), "exp is a name of chalkgrad's own notation"),
        (
            "activation a = f1(z)\n range (0, inf)\n",
            "an activation needs a line: value",
        ),
        (
            "activation a = f1(z)\n value z\n range [0, inf)\n",
            "which is outside [0, inf)",
        ),
    ],
)
def test_what_is_wrong_in_an_entry_is_said_where_it_is_used(here, text, expected):
    (here / "lib.chalk").write_text(text)
    shown = message("a = f1(z); L = a^2", library="lib.chalk")
    assert expected in shown
    assert shown.startswith("lib.chalk:")


def test_a_function_of_a_vector_has_to_state_its_slope(here):
    (here / "lib.chalk").write_text(
        "activation a[i] = f1(z)[i]\n about x\n symbol s\n value exp(z[i])\n range (0, inf)\n source x"
    )
    shown = message("X: n x m\nparameter W: k x n\nZ = W X\nJ = 1/m sum(f1(Z))", library="lib.chalk")
    assert shown.startswith("lib.chalk:1:1: the slope of a function of a vector has to be stated")


def test_functions_that_double_at_every_call_are_refused(here):
    lines = [entry("f0", "z + z^2"), *(entry(f"f{k}", f"f{k - 1}(z) + f{k - 1}(z)^2") for k in range(1, 12))]
    (here / "lib.chalk").write_text("\n".join(lines))
    with pytest.raises(NotSupported, match="is larger than 2000 parts when all functions in it are written out"):
        cg.read("a = f11(z); L = a^2", library="lib.chalk")


def test_a_long_chain_of_calls_is_refused_before_it_is_followed(here):
    lines = [entry("f0", "z"), *(entry(f"f{k}", f"f{k - 1}(z)") for k in range(1, 900))]
    (here / "lib.chalk").write_text("\n".join(lines))
    with pytest.raises(NotSupported, match="more than 12 functions call each other"):
        cg.read("a = f899(z); L = a^2", library="lib.chalk")


def test_steep_is_not_a_jump(here):
    (here / "lib.chalk").write_text(entry("steep", "1000 z^7 + exp(3 z)"))
    assert "steep" in cg.read("a = steep(z); L = a^2", library="lib.chalk").functions


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda path: None, "lib.chalk: there is no such file or folder."),
        (lambda path: path.write_bytes(b"\xff\xfe"), "lib.chalk is not UTF-8 text."),
        (lambda path: path.write_text("#" * (2**20 + 1)), "lib.chalk is larger than 1 MB"),
        (lambda path: path.write_text("# nothing\n"), "lib.chalk is empty"),
        (lambda path: path.write_text("a = tanh(z)"), "lib.chalk:1:1: a library text begins with a heading"),
        (lambda path: path.write_text("activation swash z"), "an activation begins with its heading"),
    ],
)
def test_a_named_file_that_is_no_library_is_refused(here, make, expected):
    make(here / "lib.chalk")
    assert expected in message("L = z^2", library="lib.chalk")


def test_the_variable_is_named_when_what_it_lists_is_missing(here, monkeypatch):
    monkeypatch.setenv(VARIABLE, "nowhere")
    assert message("L = z^2") == (
        "nowhere: there is no such file or folder.\n"
        "  CHALKGRAD_LIBRARY lists it. A library is a file of entries, or a folder of such files."
    )


def test_an_optimizer_may_not_take_a_standard_name(here):
    (here / "lib.chalk").write_text(library.optimizer("adam").text.replace("0.999", "0.99"))
    shelf = library.shelf_with(library.library_files("lib.chalk", here))
    with pytest.raises(NotationError, match="adam is a name of chalkgrad's own library"):
        shelf.optimizer("adam")


# -- full citizens


def test_an_entry_serves_layers_and_any_depth(here):
    (here / "swash.chalk").write_text(SWASH)
    model = cg.mlp(3, 4, 1, activation="swash")
    assert "A1 = swash(Z1)" in model.source
    assert model.derive()["dZ1"].text == "dA1 ⊙ (sigmoid(2 Z1) + 2 (A1 ⊙ (1 - sigmoid(2 Z1))))"
    deep = cg.read(
        "X: n[0] x m\nY: n[L] x m\nA[0] = X\nZ[l] = W[l] A[l-1] + b[l]\nA[l] = g(Z[l]) for l = 1..L\n"
        "J = 1/m sum(C(A[L], Y))"
    )
    assert "swash" in cg.Model.at_depth(deep, 2, g="swash", C="half_squared_error").functions


def test_an_unknown_activation_of_a_layer_offers_ones_own(here):
    (here / "swash.chalk").write_text(SWASH)
    with pytest.raises(InputError, match="Did you mean swash"):
        cg.mlp(3, 4, 1, activation="swosh")


def test_a_loss_and_a_function_of_a_vector_of_ones_own(here):
    (here / "lib.chalk").write_text(
        "activation a[i] = soft2(z)[i]\n  about Softmax of twice the numbers.\n  symbol s\n"
        "  value exp(2 z[i]) / sum_k exp(2 z[k])\n  slope 2 a[i] (delta[i,j] - a[j])\n  range (0, 1)\n  source a test\n"
        "loss quartic(a, y)\n  about Far is far.\n  value (a - y)^4\n  target (-inf, inf)\n  source a test\n"
    )
    model = cg.read("X: n x m\nY: k x m, colsum(Y) = 1\nZ = W X\nA = soft2(Z)\nJ = -1/m sum(Y log(A))")
    assert model.derive()["dZ"].text == "2 (A - Y)"
    assert "(A1 - Y)^4" in cg.mlp(3, 1, output="linear", loss="quartic").source
