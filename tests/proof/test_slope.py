"""Slopes of library functions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalkgrad import library
from chalkgrad.proof import Refuted, Undecidable, slope
from chalkgrad.terms import ONE, ZERO, Add, Apply, Compare, Context, Delta, Entry, Function, Mul, Neg, Select, Term

FUNCTIONS = library.functions()
CONTEXT = Context({}, {}, FUNCTIONS)
OWN = Entry("own", ())
Z = Entry("z", ())


@pytest.mark.parametrize("name", sorted(name for name, f in FUNCTIONS.items() if f.slope is not None))
def test_every_slope_of_the_library_is_proved(name: str) -> None:
    assert slope(FUNCTIONS[name], CONTEXT).kind == "proved"


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "softplus", "softmax"])
def test_smooth_functions_need_no_condition(name: str) -> None:
    assert slope(FUNCTIONS[name], CONTEXT).conditions == ()


@pytest.mark.parametrize("name", ["relu", "leaky_relu"])
def test_kinks_are_conditions(name: str) -> None:
    certificate = slope(FUNCTIONS[name], CONTEXT)
    assert certificate.conditions == ("z != 0",)
    assert "away from kinks" in certificate.method


WRONG = {
    "sigmoid": [Mul((OWN, Add((ONE, OWN)))), OWN, Mul((Z, Add((ONE, Neg(Z)))))],
    "tanh": [Add((ONE, Neg(OWN))), Add((ONE, Mul((OWN, OWN))))],
    "softplus": [Apply("tanh", (Z,)), Add((ONE, Neg(Apply("sigmoid", (Z,)))))],
    "relu": [ONE, ZERO, Select(Compare("<", Z, ZERO), ONE, ZERO)],
}


@pytest.mark.parametrize(("name", "wrong"), [(name, wrong) for name, slopes in WRONG.items() for wrong in slopes])
def test_wrong_slopes_are_refuted(name: str, wrong: Term) -> None:
    function = replace(FUNCTIONS[name], slope=wrong, own="own")
    with pytest.raises(Refuted, match=f"The stated slope of {name}"):
        slope(function, CONTEXT)


def test_a_wrong_slope_of_a_function_of_a_vector_is_refuted() -> None:
    function = FUNCTIONS["softmax"]
    assert function.axis_index is not None
    i, j = function.axis_index
    own_i, own_j = Entry(function.own, (i,)), Entry(function.own, (j,))
    for wrong in (
        Mul((own_i, Add((Delta(i, j), own_j)))),
        Mul((own_i, Add((ONE, Neg(own_j))))),
        Mul((own_j, Add((Delta(i, j), Neg(own_j))))),
        Mul((Delta(i, j), Mul((own_i, Add((ONE, Neg(own_i))))))),
    ):
        with pytest.raises(Refuted):
            slope(replace(function, slope=wrong), CONTEXT)


def test_a_slope_is_not_trusted_before_it_is_proved() -> None:
    """A function with a wrong slope is differentiated through its formula."""
    from chalkgrad.proof import equal
    from chalkgrad.terms import Derivative

    liar = Function("liar", ("z",), Apply("exp", (Z,)), slope=ONE)
    context = Context({"z": (None, None)}, {}, {**FUNCTIONS, "liar": liar})
    derivative = Derivative(Apply("liar", (Z,)), Z)
    assert equal(derivative, Apply("exp", (Z,)), context).kind == "proved"
    with pytest.raises(Refuted):
        equal(derivative, ONE, context)


def test_no_slope_is_said() -> None:
    bare = Function("bare", ("z",), Z)
    with pytest.raises(Undecidable, match="has no stated slope"):
        slope(bare, CONTEXT)
