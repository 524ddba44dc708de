"""The side that is asked for at a kink is that of the name one differentiates by, also where the argument falls."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import chalkgrad as cg
from chalkgrad.convention import presets
from chalkgrad.errors import ProofError

#: Functions with a kink where their argument is 0.
KINKED = {
    "relu": "relu(U)",
    "leaky_relu": "leaky_relu(U)",
    "abs": "abs(U)",
    "max": "max(U, 0)",
    "max, turned": "max(0, U)",
    "min": "min(U, 0)",
    "hinge": "max(0, 1 - (1 + (U)))",
    "own": "f(U)",
}
FORMULAS = {
    "relu": lambda u: max(u, 0),
    "leaky_relu": lambda u: u if u > 0 else u / 100,
    "abs": abs,
    "max": lambda u: max(u, 0),
    "max, turned": lambda u: max(0, u),
    "min": lambda u: min(u, 0),
    "hinge": lambda u: max(0, -u),
    "own": lambda u: 3 * u if u > 0 else u,
}
KINKS = ("left", "right", "mean")


@pytest.mark.parametrize("function", KINKED)
@settings(max_examples=8, deadline=None)
@given(
    a=st.sampled_from([-4, -1, 1, 2]),
    b=st.sampled_from([-1, 0, 2]),
    c=st.sampled_from([-2, 1]),
    side=st.sampled_from(KINKS),
)
def test_the_slope_at_a_kink_is_the_one_sided_difference(function, a, b, c, side):
    model = cg.read(f"f(x) = 3 x if x > 0 else x; L = {c} {KINKED[function].replace('U', f'{a} z + ({b})')} + 5 z")
    formula, at, step = FORMULAS[function], -b / a, 2.0**-20
    value = lambda z: c * formula(a * z + b) + 5 * z  # noqa: E731
    right, left = ((value(at + h) - value(at)) / h for h in (step, -step))
    wanted = {"left": left, "right": right, "mean": (left + right) / 2}[side]
    found = model.gradients({"z": at}, "z", convention=presets()["ng"].with_kink(side))["dz"]
    assert float(found) == pytest.approx(wanted, abs=1e-6)


def note(source: str, side: str = "right") -> str:
    return cg.read(source).derive(presets()["ng"].with_kink(side), "z")["dz"].note


def test_the_side_of_a_falling_argument_is_said_in_the_letter_of_the_model():
    assert note("L = relu(-z) + z") == "where -z = 0, the right-hand slope is taken"
    assert note("L = relu(1 - z)", "left") == "where 1 - z = 0, the left-hand slope is taken"


def test_where_the_argument_grows_the_function_keeps_its_name():
    assert cg.read("L = relu(2 z)").derive(wrt="z")["dz"].text == "2 relu'(2 z)"


def test_the_letter_of_a_function_is_not_taken_for_that_of_the_model():
    assert note("L = relu(w z)") == "relu'(u) is 1 if u >= 0 else 0: at the kink u = 0 the right-hand slope is taken"
    assert note("L = relu(w u z)").startswith("relu'(v) is ")
    assert note("L = relu(z)") == "relu'(z) is 1 if z >= 0 else 0: at the kink z = 0 the right-hand slope is taken"


def test_a_network_keeps_the_letter_of_the_function():
    derived = cg.read("Z1 = W1 X + b1\nA1 = relu(Z1)\nX: n0 x m\nY: n1 x m\nJ = 1/m sum((A1 - Y)^2)").derive()
    kink = "relu'(z) is 1 if z >= 0 else 0: at the kink z = 0 the right-hand slope is taken"
    assert derived["dZ1"].note == kink


def test_a_side_that_is_not_known_is_said_to_be_unknown():
    said = "where z^3 = 1, the slope of z^3 is taken (from which side is not known)"
    assert note("L = min(z^3, 1)") == said


HUBER = "h(r, delta) = 1/2 r^2 if abs(r) <= delta else delta (abs(r) - delta/2)\n"


@pytest.mark.parametrize("cost", ["h(z, 2)", "h(z, k)", "h(3 z - 1, 1/2)", "h(y - z, 2)"])
def test_hubers_loss_has_no_kink_where_its_pieces_meet(cost):
    said = note(f"{HUBER}L = {cost}")
    assert "not known" not in said
    assert "abs" not in said
    assert said.startswith("where ")  # the slope of abs alone has one, where the other piece holds


def test_pieces_that_do_not_meet_at_a_number_are_not_said_to():
    assert "whether the value jumps" in note("L = z^2 if abs(z) <= 2 else abs(z)")


def test_the_slope_of_a_function_with_several_kinks_is_said_if_it_is_proved(monkeypatch):
    source = "eps(v) = max(1 - abs(v), 0); L = eps(u)"
    assert cg.read(source).derive(wrt="u")["du"].note.startswith("eps'(v) is -(1 if v >= 0 else -1) if 1 - abs(v) > 0")

    def refuted(*claim):
        raise ProofError("not equal")

    monkeypatch.setattr("chalkgrad.calculus.tie_notes.equal", refuted)
    assert cg.read(source).derive(wrt="u")["du"].note.startswith("in eps, where 1 - abs(v) = 0")
