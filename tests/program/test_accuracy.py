"""The accuracy promise in single precision, for costs spelled as in a textbook, against 50 digits."""

from __future__ import annotations

import itertools

import mpmath
import numpy as np
import pytest

from chalkgrad.calculus import derive
from chalkgrad.convention import presets
from chalkgrad.program import build

from .networks import program, read

mpmath.mp.dps = 50
SMALLEST_NORMAL = float(np.finfo(np.float32).tiny)
ZS = sorted({sign * z for z in (0.0, 1e-8, 1.0, 17.0, 50.0, 100.0, 800.0, 1e4) for sign in (1, -1)})
YS = (0.0, 0.3, 1.0)

BCE = "Z: n x m\nY: n x m\nA = {sigmoid}\nJ = -1/m sum(Y log(A) + (1 - Y) log(1 - A))"
BCE_GRADIENTS = {"dA": "(1 - Y) / (1 - A) - Y / A", "dZ": "A - Y"}
SPELLINGS = ["sigmoid(Z)", "1 / (1 + exp(-Z))", "1 / (e^(-Z) + 1)", "exp(Z) / (1 + exp(Z))"]

CE = "Z: n x m\nY: n x m\nA = {softmax}\nJ = -1/m sum(Y log(A))"
CE_GRADIENTS = {"dA": "-Y / A", "dZ": "A - Y"}
SOFTMAX = ["softmax(Z)", "exp(Z) / colsum(exp(Z))"]


def single(value: float) -> mpmath.mpf:
    return mpmath.mpf(float(np.float32(value)))


def array(*columns: tuple[float, ...]) -> np.ndarray:
    return np.array(columns, dtype=np.float32).T


def close(found: float, exact: mpmath.mpf, scale: float) -> bool:
    return abs(mpmath.mpf(float(found)) - exact) <= mpmath.mpf("1e-6") * max(abs(exact), scale)


def close_cost(found: float, exact: mpmath.mpf) -> bool:
    """To 1e-6 relative wherever the exact value is a normal number; below, it must be as small."""
    if exact < SMALLEST_NORMAL:
        return 0 <= found <= 2 * SMALLEST_NORMAL
    return close(found, exact, 0)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_binary_cross_entropy_of_a_sigmoid(spelling):
    network = program(BCE.format(sigmoid=spelling), BCE_GRADIENTS, "float32")
    for z, y in itertools.product(ZS, YS):
        found = network.gradients({"Z": array((z,)), "Y": array((y,))}, ["J", "dZ", "dA"])
        exact_z, exact_y = single(z), single(y)
        a, other = 1 / (1 + mpmath.exp(-exact_z)), 1 / (1 + mpmath.exp(exact_z))
        assert close_cost(float(found["J"]), -(exact_y * mpmath.log(a) + (1 - exact_y) * mpmath.log(other))), (z, y)
        assert close(float(found["dZ"][0, 0]), a - exact_y, 1), (z, y)
        slope = (1 - exact_y) / other - exact_y / a
        if abs(slope) < 1e38:
            assert close(float(found["dA"][0, 0]), slope, 0), (z, y)
        else:
            assert np.sign(found["dA"][0, 0]) == mpmath.sign(slope) and abs(found["dA"][0, 0]) > 1e37, (z, y)


@pytest.mark.parametrize("spelling", SOFTMAX)
def test_cross_entropy_of_a_softmax(spelling):
    network = program(CE.format(softmax=spelling), CE_GRADIENTS, "float32")
    vectors = (
        [(z, 0.0, 0.5) for z in ZS] + [(z, z, 0.0) for z in ZS] + [(z, z) for z in ZS] + [(40.0, 0.0), (0.0, 40.0)]
    )
    for vector in vectors:
        z = [single(entry) for entry in vector]
        highest = max(z)
        total = mpmath.fsum(mpmath.exp(entry - highest) for entry in z)
        probabilities = [mpmath.exp(entry - highest) / total for entry in z]
        for right in range(len(vector)):
            answer = tuple(float(place == right) for place in range(len(vector)))
            found = network.gradients({"Z": array(vector), "Y": array(answer)}, ["J", "dZ", "dA"])
            exact = highest - z[right] + mpmath.log(total)
            others = mpmath.fsum(p for place, p in enumerate(probabilities) if place != right)
            exact = exact if abs(exact) > 1e-10 else -mpmath.log1p(-others)
            assert close_cost(float(found["J"]), exact), (vector, right)
            for place, probability in enumerate(probabilities):
                assert close(float(found["dZ"][place, 0]), probability - answer[place], 1), (vector, right, place)
                assert not np.isnan(found["dA"][place, 0])
                if place != right:
                    assert found["dA"][place, 0] == 0


def test_a_dominant_class_still_has_a_loss():
    network = program(CE.format(softmax="softmax(Z)"), CE_GRADIENTS, "float32")
    loss = network.gradients({"Z": array((40.0, 0.0)), "Y": array((1.0, 0.0))}, ["J"])["J"]
    assert float(loss) == pytest.approx(float(np.exp(-40.0)), rel=1e-6)


def test_the_slope_in_one_quotient_survives_saturation():
    """(a - y) / (a (1 - a)) at a = 1, y = 1 is -1: the library's identity takes the quotient apart."""
    network = program(BCE.format(sigmoid="sigmoid(Z)"), {"dA": "(A - Y) / (A ⊙ (1 - A))", "dZ": "A - Y"}, "float32")
    found = network.gradients({"Z": array((800.0,), (-800.0,)), "Y": array((1.0,), (0.0,))}, ["dA"])["dA"]
    assert found.tolist() == [[-1.0, 1.0]]


def test_log_of_a_sum_of_exponentials():
    network = program("Z: n x m\nJ = 1/m sum(log(colsum(exp(Z))))", {}, "float32")
    for column, exact in (((900.0, 899.0), 900.3132616875182), ((-900.0, -900.0), -899.3068528194401)):
        assert float(network.forward({"Z": array(column)})["J"]) == pytest.approx(exact, rel=1e-6)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_precision_asked_for_is_kept(dtype):
    network = program(BCE.format(sigmoid="sigmoid(Z)"), BCE_GRADIENTS, dtype)
    values = {"Z": np.arange(6).reshape(2, 3), "Y": np.ones((2, 3), dtype=int)}
    found = {**network.forward(values), **network.gradients(values)}
    assert {name: array.dtype for name, array in found.items()} == {name: np.dtype(dtype) for name in found}


@pytest.mark.parametrize("convention", ["ng", "literal"])
def test_an_output_whose_argument_has_no_name_is_as_accurate(convention):
    """dA2 is infinite where A2 (1 - A2) is 0: they are cancelled before anything is computed."""
    text = "X: n0 x m\nY: n1 x m\nA1 = sigmoid(W1 X + b1)\nJ = -1/m sum(Y log(A1) + (1 - Y) log(1 - A1))"
    model = read(text)
    network = build(model, derive(model, presets()[convention]), dtype="float32")
    for z, y in itertools.product(ZS, YS):
        values = {"X": [[z]], "W1": [[1.0]], "b1": [[0.0]], "Y": [[y]]}
        found = network.gradients(values, ["J", "W1", "b1"])
        exact = 1 / (1 + mpmath.exp(-single(z))) - single(y)
        assert close(found["db1"][0, 0], exact, 1), (z, y)
        assert close(found["dW1"][0, 0], exact * single(z), abs(z)), (z, y)
    assert {form.certificate.kind for form in network.as_computed} == {"proved"}
