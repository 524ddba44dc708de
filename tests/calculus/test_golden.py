"""Whole derivations, word for word. Rewrite them with CHALKGRAD_GOLDEN=write, and read what changed."""

import os
from pathlib import Path

import pytest
from written import written

import chalkgrad as cg

GOLDEN = Path(__file__).with_name("golden")
SHALLOW = """
X: n0 x m
Y: n2 x m, Y in {0, 1}
Z1 = W1 X + b1
A1 = tanh(Z1)
Z2 = W2 A1 + b2
A2 = sigmoid(Z2)
J = -1/m sum(Y log(A2) + (1 - Y) log(1 - A2))
"""
SOFTMAX = """
X: n0 x m
Y: n1 x m, colsum(Y) = 1
Z1 = W1 X + b1
A1 = softmax(Z1)
J = -1/m sum(Y log(A1))
"""
PRESETS = ("cs231n", "literal", "ng-theta", "nielsen", "numerator", "sum")
CASES = {
    **{f"shallow-{name}": (SHALLOW, name) for name in PRESETS},
    "logistic": ("a = sigmoid(z); L = -(y log(a) + (1 - y) log(1 - a))", "ng"),
    "shallow": (SHALLOW, "ng"),
    "softmax": (SOFTMAX, "ng"),
    "softmax-without-the-fact": (SOFTMAX.replace(", colsum(Y) = 1", ""), "ng"),
    "softmax-spelled-out": (
        SOFTMAX.replace("A1 = softmax(Z1)", "A1[i,e] = exp(Z1[i,e])/sum_k exp(Z1[k,e])"),
        "ng",
    ),
    "regression-with-penalty": (
        "X: n0 x m\nY: n2 x m\nlambda = 0.1\nZ1 = W1 X + b1\nA1 = leaky_relu(Z1)\nZ2 = W2 A1 + b2\n"
        "J = 1/(2 m) sum((Z2 - Y)^2) + lambda/(2 m) (sum(W1^2) + sum(W2^2))",
        "ng",
    ),
    "shared-weights-and-a-skip": (
        "X: n x m\nY: n x m\nZ1 = W X + b\nA1 = tanh(Z1)\nZ2 = W A1 + A1\nJ = 1/2 sum((Z2 - Y)^2)",
        "ng",
    ),
    "penalty-in-theta": (
        "X: n0 x m\nY: n1 x m\nZ1 = W1 X + b1\nJ = 1/(2 m) sum((Z1 - Y)^2) + lambda/(2 m) sum(W1^2)",
        "ng-theta",
    ),
    "one-example": (
        "x: n\ny: scalar\nz = w^T x + b\na = sigmoid(z)\nL = -(y log(a) + (1 - y) log(1 - a))",
        "ng",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_derivation_reads_as_approved(name):
    source, convention = CASES[name]
    found = written(cg.read(source).derive(convention))
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("CHALKGRAD_GOLDEN") == "write":
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")
