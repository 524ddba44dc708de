"""Losses spelled in every textbook way keep their digits in single precision, and so do their gradients."""

from __future__ import annotations

import itertools
import warnings

import mpmath
import numpy as np
import pytest

import chalkgrad as cg

mpmath.mp.dps = 50
ZS = sorted({sign * z for z in (0.0, 1e-6, 1.0, 17.0, 50.0, 80.0, 104.0, 500.0) for sign in (1, -1)})
YS = (0.0, 0.25, 1.0)

#: Losses that subtract two numbers as large as z: they are as accurate as these.
SUBTRACTING = ("softplus written out", "softplus by log1p", "odds", "log of a sum", "log of a named sum")

#: All of them are -(y log(sigmoid(z)) + (1 - y) log(1 - sigmoid(z))).
BINARY = {
    "nothing named": "L = -(y log(sigmoid(z)) + (1 - y) log(1 - sigmoid(z)))",
    "a named": "a = sigmoid(z); L = -(y log(a) + (1 - y) log(1 - a))",
    "two exponentials": "a = exp(z)/(1 + exp(z)); L = -(y log(a) + (1 - y) log(1 - a))",
    "a sum turned round": "a = 1/(exp(-z) + 1); L = -(y log(a) + (1 - y) log(1 - a))",
    "the exponential named": "e = exp(-z); a = 1/(1 + e); L = -(y log(a) + (1 - y) log(1 - a))",
    "the other exponential named": "e = exp(z); a = e/(1 + e); L = -(y log(a) + (1 - y) log(1 - a))",
    "the complement named": "a = sigmoid(z); b = 1 - a; L = -(y log(a) + (1 - y) log(b))",
    "the complement by sigmoid": "a = 1 - sigmoid(-z); L = -(y log(a) + (1 - y) log(1 - a))",
    "the logarithms named": "a = sigmoid(z); p = log(a); q = log(1 - a); L = -(y p + (1 - y) q)",
    "minus a plus one": "a = sigmoid(z); L = (y - 1) log(-a + 1) - log(a) y",
    "reciprocals": "a = sigmoid(z); L = y log(1/a) + (1 - y) log(1/(1 - a))",
    "softplus written out": "L = log(1 + exp(z)) - y z",
    "softplus by log1p": "L = log1p(exp(z)) - y z",
    "odds": "a = sigmoid(z); L = -y log(a/(1 - a)) - log(1 - a)",
    "own function": "f(u) = 1/(1 + exp(-u)); a = f(z); L = -(y log(a) + (1 - y) log(1 - a))",
    "own loss": "g(p, t) = -(t log(p) + (1 - t) log(1 - p)); a = sigmoid(z); L = g(a, y)",
}


@pytest.mark.parametrize("convention", ["ng", "literal"])
@pytest.mark.parametrize("name", BINARY)
def test_binary_cross_entropy_keeps_its_digits(name, convention):
    program = cg.read(BINARY[name].replace("; ", "\n")).program(dtype="float32", convention=convention)
    assert all(form.certificate.kind == "proved" for form in program.as_computed)
    for z, y in itertools.product(ZS, YS):
        exact_z = mpmath.mpf(float(np.float32(z)))
        loss = y * mpmath.log1p(mpmath.exp(-exact_z)) + (1 - y) * mpmath.log1p(mpmath.exp(exact_z))
        slope = 1 / (1 + mpmath.exp(-exact_z)) - y
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            values = {"z": np.float32(z), "y": np.float32(y)}
            found = program.gradients(values, ["z"])["dz"], program.forward(values, ["L"])["L"]
        assert abs(float(found[0]) - slope) <= 2e-6, (z, y, found[0])
        subtracts = abs(z) if name in SUBTRACTING else 0
        assert abs(float(found[1]) - loss) <= 2e-6 * max(loss, subtracts, 1e-30), (z, y, found[1])


#: All of them are the cross entropy of softmax(Z), summed over the examples.
CLASSES = {
    "nothing named": "J = -sum(Y ⊙ log(softmax(Z)))",
    "A named": "A = softmax(Z); J = -sum(Y ⊙ log(A))",
    "written out": "A = exp(Z)/colsum(exp(Z)); J = -sum(Y ⊙ log(A))",
    "E and S named": "E = exp(Z); S = colsum(E); A = E/S; J = -sum(Y ⊙ log(A))",
    "E named": "E = exp(Z); A = E/colsum(E); J = -sum(Y ⊙ log(A))",
    "the logarithm named": "A = softmax(Z); P = log(A); J = -sum(Y ⊙ P)",
    "reciprocals": "A = softmax(Z); J = sum(Y ⊙ log(1/A))",
    "log of a sum": "J = sum(log(colsum(exp(Z))) - colsum(Y ⊙ Z))",
    "log of a named sum": "E = exp(Z); S = colsum(E); J = sum(log(S) - colsum(Y ⊙ Z))",
}
COLUMNS = ((100.0, -100.0, 50.0), (0.0, 0.0, 0.0), (1.0, 2.0, 3.0), (-200.0, 300.0, 10.0))


@pytest.mark.parametrize("name", CLASSES)
def test_cross_entropy_keeps_its_digits(name):
    text = "parameter Z: n x m\nY: n x m, colsum(Y) = 1\n" + CLASSES[name].replace("; ", "\n")
    program = cg.read(text).program(dtype="float32")
    for column, right in itertools.product(COLUMNS, range(3)):
        z = [mpmath.mpf(entry) for entry in column]
        total = mpmath.fsum(mpmath.exp(entry) for entry in z)
        values = {"Z": np.array([column], dtype=np.float32).T, "Y": np.eye(3, dtype=np.float32)[:, right : right + 1]}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = program.gradients(values, ["Z"])["dZ"], float(program.forward(values, ["J"])["J"])
        loss = mpmath.log(total) - z[right]
        subtracts = max(map(abs, column)) if name in SUBTRACTING else 0
        assert abs(found[1] - loss) <= 2e-6 * max(loss, subtracts), (column, right, found[1])
        for place in range(3):
            slope = mpmath.exp(z[place]) / total - (place == right)
            assert abs(float(found[0][place, 0]) - slope) <= 2e-6, (column, right, place, found[0])
