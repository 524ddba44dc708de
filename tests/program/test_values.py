"""What programs compute, against NumPy written by hand and against entries added up one by one."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from chalkgrad.errors import DataError, FactError, InputError, ShapeError
from chalkgrad.program.from_index import from_index
from chalkgrad.program.operations import Line
from chalkgrad.program.procedure import Procedure, measures
from chalkgrad.program.targets import find, names
from chalkgrad.terms import Add, Axis, Definition, Delta, Div, Entry, Index, Max, Mul, Neg, Size, Sum, number

from .networks import BINARY, BINARY_GRADIENTS, CLASSES, CLASSES_GRADIENTS, program


def values(seed: int = 0) -> dict[str, np.ndarray]:
    draw = np.random.default_rng(seed).normal
    shapes = {"X": (5, 7), "W1": (4, 5), "b1": (4, 1), "W2": (3, 4), "b2": (3, 1)}
    return {name: draw(size=shape) for name, shape in shapes.items()}


def test_a_binary_classifier_equals_numpy_by_hand():
    given = {**values(), "Y": (np.arange(21).reshape(3, 7) % 2).astype(float)}
    X, Y, W1, b1, W2, b2 = (given[name] for name in ("X", "Y", "W1", "b1", "W2", "b2"))
    m = 7
    A1 = np.tanh(W1 @ X + b1)
    A2 = 1 / (1 + np.exp(-(W2 @ A1 + b2)))
    dZ2 = A2 - Y
    dZ1 = (W2.T @ dZ2) * (1 - A1**2)
    expected = {
        "J": -np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)) / m,
        "dZ2": dZ2,
        "dW2": dZ2 @ A1.T / m,
        "db2": np.sum(dZ2, axis=1, keepdims=True) / m,
        "dZ1": dZ1,
        "dW1": dZ1 @ X.T / m,
        "db1": np.sum(dZ1, axis=1, keepdims=True) / m,
    }
    found = program(BINARY, BINARY_GRADIENTS).gradients(given, expected)
    assert list(found) == list(expected)
    for name, array in expected.items():
        np.testing.assert_allclose(found[name], array, rtol=1e-12, atol=1e-15)


def test_a_classifier_equals_numpy_by_hand():
    given = {**values(1), "Y": np.eye(3)[:, [0, 1, 2, 0, 1, 2, 0]]}
    Z1 = given["W1"] @ given["X"] + given["b1"]
    A1 = np.maximum(Z1, 0)
    Z2 = given["W2"] @ A1 + given["b2"]
    A2 = np.exp(Z2) / np.exp(Z2).sum(axis=0)
    found = program(CLASSES, CLASSES_GRADIENTS).gradients(given, ["J", "W1", "dZ1"])
    dZ1 = (given["W2"].T @ (A2 - given["Y"])) * (Z1 >= 0)
    np.testing.assert_allclose(found["J"], -np.sum(given["Y"] * np.log(A2)) / 7, rtol=1e-12)
    np.testing.assert_allclose(found["dZ1"], dZ1, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(found["dW1"], dZ1 @ given["X"].T / 7, rtol=1e-12, atol=1e-15)


def test_forward_needs_only_what_the_names_need():
    network = program(BINARY, BINARY_GRADIENTS)
    given = values()
    found = network.forward({name: given[name] for name in ("X", "W1", "b1")}, ["A1"])
    np.testing.assert_allclose(found["A1"], np.tanh(given["W1"] @ given["X"] + given["b1"]))
    assert list(found) == ["A1"]


I, J, K, E = (Index(letter, Axis(axis)) for letter, axis in (("i", "p"), ("j", "q"), ("k", "q"), ("e", "m")))
P, Q, M = I.axis, J.axis, E.axis
LAYOUTS = {"A": (P, Q), "B": (Q, M), "C": (P, M), "D": (P, Q), "u": (P, None), "v": (None, M), "c": (None, None)}
SIZES = {"p": 2, "q": 3, "m": 5}


def entry(name: str, *indices: Index) -> Entry:
    return Entry(name, indices)


CASES = {
    "matrix product": (Sum(K, Mul((entry("A", I, K), entry("B", K, E)))), (I, E)),
    "turned product": (Sum(I, Mul((entry("C", I, E), entry("A", I, J)))), (J, E)),
    "three factors": (Sum(K, Mul((entry("A", I, K), entry("B", K, E), entry("D", I, K)))), (I, E)),
    "row sum": (Sum(E, entry("C", I, E)), (I, None)),
    "column maximum": (Max(I, entry("C", I, E)), (None, E)),
    "sum of all": (Sum(E, Sum(I, Mul((entry("C", I, E), entry("u", I))))), (None, None)),
    "outer product": (Mul((entry("u", I), entry("v", E))), (I, E)),
    "constant spread": (Div(number(1), Size(M)), (I, E)),
    "row repeated": (Neg(entry("v", E)), (I, E)),
    "sum over an absent index": (Sum(J, entry("u", I)), (I, None)),
    "delta": (Add((entry("A", I, J), Neg(Sum(K, Mul((Delta(J, K), entry("D", I, K))))))), (I, J)),
    "free delta": (Mul((Delta(J, K), entry("c"))), (J, K)),
    "sum under a sum": (Sum(J, Mul((entry("A", I, J), Sum(E, entry("B", J, E))))), (I, None)),
    "square of a sum": (Sum(J, Mul((Sum(E, Mul((entry("B", J, E), entry("v", E)))), entry("A", I, J)))), (I, None)),
}


@pytest.mark.parametrize("case", CASES)
def test_any_index_form_can_be_computed(case):
    term, order = CASES[case]
    layout = tuple(index.axis if index is not None else None for index in order)
    indices = tuple(index for index in order if index is not None)
    draw = np.random.default_rng(3).normal
    arrays = {
        name: draw(size=tuple(SIZES[a.name] if a else 1 for a in axes) if any(axes) else ())
        for name, axes in LAYOUTS.items()
    }
    line = Line("result", from_index(Definition("result", indices, layout, term), LAYOUTS, {}))
    arguments = tuple(LAYOUTS)
    axes = {axis.name: axis for axis in (P, Q, M)}
    code = Procedure("f", "", arguments, measures((line,), arguments, LAYOUTS, axes), (line,), ("result",))
    numpy = find("numpy")
    found = numpy.load(numpy.write((), (code,), dtype="float64", about="test"), "test")["f"](*arrays.values())
    shape = tuple(SIZES[axis.name] if axis else 1 for axis in layout) if any(layout) else ()
    assert np.shape(found) == shape
    for places in itertools.product(*(range(SIZES[index.axis.name]) for index in indices)):
        at = dict(zip(indices, places, strict=True))
        place = iter(places)
        where = tuple(next(place) if axis else 0 for axis in layout) if any(layout) else ()
        assert np.asarray(found)[where] == pytest.approx(_one(term, arrays, at), rel=1e-12), line


def _one(term, arrays, at) -> float:
    """One entry, added up in plain Python."""
    match term:
        case Entry(name, indices):
            places = iter(at[index] for index in indices)
            return float(arrays[name][tuple(next(places) if axis else 0 for axis in LAYOUTS[name]) if indices else ()])
        case Sum(bound, body):
            return sum(_one(body, arrays, {**at, bound: k}) for k in range(SIZES[bound.axis.name]))
        case Max(bound, body):
            return max(_one(body, arrays, {**at, bound: k}) for k in range(SIZES[bound.axis.name]))
        case Mul(factors):
            return float(np.prod([_one(factor, arrays, at) for factor in factors]))
        case Add(terms):
            return sum(_one(part, arrays, at) for part in terms)
        case Neg(body):
            return -_one(body, arrays, at)
        case Div(left, right):
            return _one(left, arrays, at) / _one(right, arrays, at)
        case Size(axis):
            return SIZES[axis.name]
        case Delta(left, right):
            return float(at[left] == at[right])
        case _:
            return float(term.value)


# -- what is given ---------------------------------------------------------------------------------------------------


def failing(kind, **changes) -> str:
    given = {**values(), "Y": np.eye(3)[:, [0, 1, 2, 0, 1, 2, 0]], **changes}
    with pytest.raises(kind) as caught:
        program(CLASSES, CLASSES_GRADIENTS).gradients({name: a for name, a in given.items() if a is not None})
    return str(caught.value)


def test_all_shapes_that_do_not_fit_are_listed_with_who_set_them():
    assert failing(ShapeError, W2=np.ones((3, 5)), b1=np.ones(4), Y=np.ones((3, 6))) == (
        "arrays do not fit the model\n"
        "  Y: found shape (3, 6), expected 7 columns (m = 7, as in X)\n"
        "  b1: found shape (4,), expected two dimensions, n1 x 1; reshape(4, 1) would fit\n"
        "  W2: found shape (3, 5), expected 4 columns (n1 = 4, as in W1)"
    )


def test_missing_and_unknown_names_are_said():
    assert failing(InputError, W1=None, b2=None) == "no values are given for W1 (n1 x n0), b2 (n2 x 1)"
    assert failing(InputError, W3=np.ones((1, 1))) == "the model has no 'W3'\n  Did you mean W2?"
    assert failing(InputError, A1=np.ones((1, 1))) == "A1 is computed by the model and cannot be given"
    with pytest.raises(InputError, match="the program does not compute 'dW3'\n  Did you mean dW"):
        program(CLASSES, CLASSES_GRADIENTS).gradients(values(), ["dW3"])


def test_not_a_number_is_named_with_its_place():
    broken = np.zeros((5, 7))
    broken[2, 3] = broken[4, 4] = np.nan
    assert failing(DataError, X=broken) == (
        "X has NaN at row 3, column 4 and 1 more\n"
        "  Every entry must be a number: leave such examples out or fill them in."
    )
    assert failing(DataError, b1=[["a"]] * 4) == "b1 is not an array of real numbers"


def test_a_fact_that_the_data_break_is_named_with_the_first_column():
    broken = np.eye(3)[:, [0, 1, 2, 0, 1, 2, 0]]
    broken[1, 2] = 0.5
    broken[0, 5] = 2
    assert failing(FactError, Y=broken) == (
        "the model declares colsum(Y) = 1, and column 3 has 1.5, not 1\n"
        "  It is so in 2 of 7 places. Correct the data or take the fact out."
    )


def test_a_value_outside_the_declared_ones_is_named():
    answers = np.zeros((3, 7))
    answers[2, 1] = 2
    with pytest.raises(FactError) as caught:
        program(BINARY, BINARY_GRADIENTS).gradients({**values(), "Y": answers})
    assert "and column 2, row 3 has 2" in str(caught.value)


def test_facts_hold_to_the_precision_of_single_numbers():
    soft = np.random.default_rng(0).dirichlet(np.ones(3), 7).T.astype(np.float32)
    network = program(CLASSES, CLASSES_GRADIENTS, "float32")
    assert network.gradients({**values(), "Y": soft}, ["W1"])["dW1"].shape == (4, 5)


def test_targets_are_found_by_walking():
    assert "numpy" in names()
    with pytest.raises(InputError, match="there is no target 'fortran'"):
        find("fortran")
