"""Where pieces of a formula meet: the slope taken there is the one the note says, and there is none at a jump."""

import numpy as np
import pytest

import chalkgrad as cg
from chalkgrad.convention import presets
from chalkgrad.errors import NotSupported

KINKS = ("left", "right", "mean")
#: A cost of one number with a kink at 0, and its slopes from the left and from the right.
SIDED = {
    "L = max(-z, z)": (-1, 1),
    "L = max(z, -z)": (-1, 1),
    "L = max(z, 2 z)": (1, 2),
    "L = max(2 z, z)": (1, 2),
    "L = min(z, 2 z)": (2, 1),
    "L = abs(-z)": (-1, 1),
    "L = max(-3 z, 0)": (-3, 0),
    "L = max(0, -3 z)": (-3, 0),
    "L = -min(-z, 0)": (0, 1),
    "L = z if z > 0 else 0": (0, 1),
    "L = 0 if -z >= 0 else z": (0, 1),
    "L = z (1 if z > 0 else 0) + z": (1, 2),
    "f(x) = max(-x, x); L = f(z)": (-1, 1),
    "f(x) = -min(-x, 0); L = f(z)": (0, 1),
    "f(x) = x if x > 0 else -x; L = f(z)": (-1, 1),
}


@pytest.mark.parametrize("kink", KINKS)
@pytest.mark.parametrize("cost", SIDED)
def test_the_side_that_is_named_is_the_side_that_is_taken(cost, kink):
    chosen = presets()["ng"].with_kink(kink)
    model = cg.read(cost)
    left, right = SIDED[cost]
    slope = {"left": left, "right": right, "mean": (left + right) / 2}[kink]
    assert model.gradients({"z": 0.0}, convention=chosen)["dz"] == slope
    spoken = {"left": "left-hand slope", "right": "right-hand slope", "mean": "the mean of both"}[kink]
    assert spoken in model.derive(chosen, "z")["dz"].note


@pytest.mark.parametrize("cost", ["L = max(-z, max(z, 0))", "L = max(max(z, 0), -z)", "L = max(z, 0) + max(0, -z)"])
@pytest.mark.parametrize(("kink", "slope"), [("left", -1), ("right", 1)])
def test_kinks_inside_each_other_take_the_same_side(cost, kink, slope):
    assert cg.read(cost).gradients({"z": 0.0}, convention=presets()["ng"].with_kink(kink))["dz"] == slope


def test_two_sides_that_move_are_one_choice():
    assert cg.read("L = max(-z, z)").derive(wrt="z")["dz"].text == "-1 if -z > z else 1"


#: Ties at which neither argument is known to grow faster: the cost, the point, whose slope is taken there.
UNSIDED = {
    "L = max(z, z^2)": (1.0, {"right": ("z", 1.0), "left": ("z^2", 2.0)}),
    "L = max(z^2, z)": (1.0, {"right": ("z^2", 2.0), "left": ("z", 1.0)}),
    "L = abs(z^2 - z)": (1.0, {"right": ("z^2 - z", 1.0), "left": ("-(z^2 - z)", -1.0)}),
    "L = max(z^2 - z, 0)": (0.0, {"right": ("z^2 - z", -1.0), "left": ("0", 0.0)}),
    "f(x) = max(x, x^2); L = f(z)": (1.0, {"right": ("x", 1.0), "left": ("x^2", 2.0)}),
    "L = z^2 if z^2 > z else z": (1.0, {"right": ("z", 1.0), "left": ("z", 1.0)}),
}


@pytest.mark.parametrize("kink", ["left", "right"])
@pytest.mark.parametrize("cost", UNSIDED)
def test_no_side_is_named_where_none_is_known(cost, kink):
    chosen = presets()["ng"].with_kink(kink)
    model = cg.read(cost)
    point, taken = UNSIDED[cost]
    piece, slope = taken[kink]
    note = model.derive(chosen, "z")["dz"].note
    assert f"the slope of {piece} is taken" in note
    assert "hand" not in note
    assert model.gradients({"z": point}, convention=chosen)["dz"] == slope


MATRICES = {
    "(Z1 if Z1 > 0 else 0)": ((0, 1), "1 if Z1 ≥ 0 else 0"),
    "(0 if Z1 < 0 else Z1)": ((0, 1), "0 if Z1 < 0 else 1"),
    "max(-Z1, Z1)": ((-1, 1), "-1 if -Z1 > Z1 else 1"),
    "max(Z1, 2 Z1)": ((1, 2), "1 if Z1 > 2 Z1 else 2"),
}


@pytest.mark.parametrize("kink", KINKS)
@pytest.mark.parametrize("value", MATRICES)
def test_matrices_take_the_same_slope_as_numbers(value, kink):
    model = cg.read(f"Z1: n x m\nY: n x m\nA1 = {value}\nJ = 1/2 sum((A1 - Y)^2)")
    chosen = presets()["ng"].with_kink(kink)
    equation = model.derive(chosen, "Z1")["dZ1"]
    (left, right), shown = MATRICES[value]
    slope = {"left": left, "right": right, "mean": (left + right) / 2}[kink]
    found = model.gradients({"Z1": np.zeros((2, 3)), "Y": np.ones((2, 3))}, "Z1", convention=chosen)["dZ1"]
    np.testing.assert_array_equal(found, -slope * np.ones((2, 3)))
    assert "slope" in equation.note
    if kink == "right":
        assert shown.replace("≥", ">=") in equation.text
        assert equation.text.startswith("(A1 - Y) ⊙")


def test_a_kink_that_is_not_at_0_is_said():
    model = cg.read("Z1: n x m\nA1 = (Z1^2 if Z1 > 1 else Z1)\nJ = sum(A1)")
    equation = model.derive(wrt="Z1")["dZ1"]
    assert "where Z1[i,e] = 1, the right-hand slope is taken" in equation.note
    assert model.gradients({"Z1": np.ones((1, 1))}, "Z1")["dZ1"].item() == 2


JUMPS = {
    "J = z if z > 0 else z + 1": "z = 0",
    "f(x) = x if x > 0 else x + 1; J = f(z)": "z = 0",
    "J = 2 if 2 z > 1 else 1": "z = 1/2",
    "J = (1 if z > 0 else 0) (z + 1)": "z = 0",
    "J = (z if z > c else z + 1)^2": "z = c",
}


@pytest.mark.parametrize("cost", JUMPS)
def test_there_is_no_slope_at_a_jump(cost):
    with pytest.raises(NotSupported, match=f"J jumps at {JUMPS[cost]}: there is no slope there"):
        cg.read(cost).derive(wrt="z")


def test_there_is_no_slope_at_a_jump_of_a_matrix():
    model = cg.read("Z1: n x m\nA1 = (Z1 if Z1 > 0 else Z1 + 1)\nJ = sum(A1)")
    with pytest.raises(NotSupported, match=r"A1 jumps at Z1\[i,e\] = 0: there is no slope"):
        model.derive(wrt="Z1")


CONTINUOUS = [
    "J = (1 if z > 0 else 0) + (0 if z > 0 else 1) + z",
    "J = 0 if z < 0 else (1 if z > 1 else z)",
    "J = 0 if z < 2 else (z - 2 if z > 1 else 7)",
    "J = z if c > 0 else z + 1",
    "J = z^2 if z > c else 2 c z - c^2",
]


@pytest.mark.parametrize("cost", CONTINUOUS)
def test_what_does_not_jump_is_not_refused(cost):
    derivation = cg.read(cost).derive(wrt="z")
    assert "jump" not in derivation["dz"].note


def test_where_it_is_not_known_whether_the_value_jumps_that_is_said():
    note = cg.read("J = z if z^3 > z else z + 1").derive(wrt="z")["dz"].note
    assert "for z^3 != z" in note


def test_a_reason_uses_no_word_of_ours():
    reasons = [step.words for step in cg.read("f(x) = 3 x if x > 0 else 2 x + x; J = f(z)").derive(wrt="z")["dz"].steps]
    assert not any("own is" in reason for reason in reasons)
    assert any("f'(x) = 3" in reason for reason in reasons)


@pytest.mark.parametrize(("call", "slope"), [("leaky_relu(z)", "0.01"), ("leaky_relu(z, 0.2)", "0.2")])
def test_a_note_about_a_kink_has_numbers_for_what_the_function_takes_besides(call, slope):
    (note,) = {each.note for each in cg.read(f"z = w x; a = {call}; L = 1/2 (a - y)^2").derive().values() if each.note}
    assert note.startswith(f"leaky_relu'(z) is 1 if z >= 0 else {slope}: at the kink z = 0")
