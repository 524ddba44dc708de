"""A run that rests on entries of the user's own holds them, and loads where they are not."""

from __future__ import annotations

import numpy as np
import pytest

import chalkgrad as cg
from chalkgrad.errors import DataError, InputError
from chalkgrad.library.library_files import VARIABLE

from ..app.test_library_command import NESTEROV
from ..library.test_own_entries import SWASH, entry

START = """initialisation tiny(fan_in, fan_out)
  about     Nearly nothing.
  weights   normal(0, 0.001)
  biases    0
  before    swash
  source    a test
"""
RANDOM = np.random.default_rng(0)
X, Y = RANDOM.normal(size=(60, 3)), (RANDOM.random((60, 1)) > 0.5).astype(float)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "here").mkdir()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path / "here")
    for name, text in (("swash", SWASH), ("nesterov", NESTEROV), ("tiny", START), ("unused", entry("unused", "z"))):
        (tmp_path / "here" / f"{name}.chalk").write_text(text)
    return tmp_path


def trained(out, **options):
    model = cg.mlp(3, 4, 1, activation="swash")
    return cg.fit(model, X, Y, examples="rows", epochs=2, optimizer="nesterov", learning_rate=0.01, out=out, **options)


def test_a_run_loads_where_the_entries_are_not(folder, monkeypatch):
    network = trained(folder / "run")
    kept = (folder / "run" / "library.chalk").read_text()
    assert kept == f"{NESTEROV}\n{SWASH}\n{START}"
    monkeypatch.chdir(folder / "elsewhere")
    again = cg.load(folder / "run")
    assert np.array_equal(again.output(X), network.output(X))
    again.save(folder / "copy")
    assert (folder / "copy" / "library.chalk").read_text() == kept


def test_a_run_does_not_look_at_the_folder_it_is_loaded_in(folder, monkeypatch):
    network = trained(folder / "run")
    monkeypatch.chdir(folder / "elsewhere")
    (folder / "elsewhere" / "swash.chalk").write_text(entry("swash", "z"))
    assert np.array_equal(cg.load(folder / "run").output(X), network.output(X))


@pytest.mark.parametrize("place", ["here", "elsewhere"])
def test_a_run_of_the_standard_library_holds_no_library(folder, monkeypatch, place):
    monkeypatch.chdir(folder / place)
    cg.fit(cg.mlp(3, 4, 1), X, Y, examples="rows", epochs=1, out=folder / "run")
    assert not (folder / "run" / "library.chalk").exists()


def test_the_initialisation_made_for_an_own_activation_is_used(folder):
    model = cg.mlp(3, 4, 1, activation="swash")
    network = cg.fit(model, X, Y, examples="rows", epochs=1, learning_rate=1e-12)
    assert np.abs(network.parameters["W1"]).max() < 0.01


def test_a_run_is_not_continued_with_other_entries(folder):
    trained(folder / "run")
    (folder / "here" / "swash.chalk").write_text(SWASH.replace("a test", "another test"))
    with pytest.raises(DataError, match="the entries of your own library are different"):
        trained(folder / "run", resume=True)


def test_a_damaged_entry_of_a_run_is_named_with_its_place(folder):
    trained(folder / "run")
    (folder / "run" / "library.chalk").write_text(SWASH.replace("+ 2 a", "+ 3 a"))
    with pytest.raises(InputError, match=r"run/library.chalk:5:13: the stated slope of swash is not its derivative"):
        cg.load(folder / "run")
