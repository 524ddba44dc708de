"""Every printed line of numbers is true by the notation of the page: numbers do not know what the letters were."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from number_reader import FUNCTIONS, read_numbers, softmax

import chalkgrad as cg
from chalkgrad.proof.decimals import FROM_THE_UNROUNDED

CONVENTIONS = ("ng", "literal", "nielsen", "cs231n", "sum", "numerator")
#: Models in which shapes tell what a product is, or along what a row or a column is repeated.
MODELS = {
    "cross entropy": """\
X: n0 x m
Y: n2 x m
Z1 = W1 X + b1
A1 = tanh(Z1)
Z2 = W2 A1 + b2
A2 = sigmoid(Z2)
J = -1/m sum(Y log(A2) + (1 - Y) log(1 - A2))""",
    "three factors": "X: n x m\nP: q x n\nA = sigmoid(X)\nJ = 1/m sum(2 A X A^2) + sum(P (A X)) + sum((P A)^T)",
    "softmax": "X: n0 x m\nY: n1 x m, colsum(Y) = 1\nZ = W X + b\nA = softmax(Z)\nJ = -1/m sum(Y log(A))",
    "batch norm": """\
X: n0 x m
Y: n1 x m
Z = W X + b
mu = 1/m rowsum(Z)
V = 1/m rowsum((Z - mu)^2)
N = (Z - mu)/sqrt(V + 0.1)
J = 1/m sum((N - Y)^2)""",
    "tied": "X: n x m\nZ1 = W X\nA1 = sigmoid(Z1)\nR = W^T A1\nJ = 1/(2 m) sum((R - X)^2)",
    "columns": "X: n x m\ns: n x 1\nt: 1 x m\nU = (s ⊙ X) ⊙ t\nJ = 1/m sum(U X/(1 + X^2)) + sum(s t U)",
    "penalty": "X: n x m\nY: n1 x m\nZ = W X\nJ = 1/(2 m) sum((Z - Y)^2) + 0.1/(2 m) sum(W^2) + sum(X^T X)/m",
}
SIZES = dict.fromkeys(("n0", "n1", "n2", "n", "q", "m"), 2)


def square(model: cg.Model, seed: int) -> dict[str, Any]:
    """Values in which every axis has the length 2, so that no product of matrices is told by its sizes."""
    random = np.random.default_rng(seed)
    values: dict[str, Any] = {}
    for name, quantity in model.quantities.items():
        if name in model.definitions:
            continue
        shape = tuple(1 if axis is None else 2 for axis in quantity.layout) if any(quantity.layout) else ()
        values[name] = np.round(random.uniform(0.1, 1.0, shape) * random.choice([-1.0, 1.0], shape), 2)
        if name in ("Y", "P"):
            values[name] = np.eye(2)
    return values


def unit(result: str) -> Any:
    """Half of the last digit that is shown of every entry: the fourth, of a 0 that of the largest."""
    shown = np.abs(read_numbers(result))
    sizes = np.floor(np.log10(np.where(shown == 0, shown.max() or 1, shown)) + 1e-9)
    return 0.5 * 10.0 ** (sizes - 3)


#: Where examples act on each other there is no derivative of one example.
PAIRS = [(n, c) for n in MODELS for c in CONVENTIONS if n != "batch norm" or c not in ("ng", "nielsen")]


@pytest.mark.parametrize(("name", "convention"), PAIRS)
def test_a_line_of_numbers_is_true_as_it_is_printed(name: str, convention: str) -> None:
    model = cg.read(MODELS[name])
    derivation = model.derive(convention)
    in_rows = convention == "cs231n" and model.example_axis is not None
    values = {given: value.T if in_rows else value for given, value in square(model, 1).items()}
    functions = FUNCTIONS | {"softmax": softmax(1 if in_rows else 0)}
    record = json.loads(derivation.to("json", values=values))["numbers"]
    lines = [*record["forward"], *record["backward"], *record["step"]]
    assert lines
    for line in lines:
        assert line["numbers"] is not None, line
        found, shown = read_numbers(line["numbers"], functions), read_numbers(line["result"])
        assert found.shape == shown.shape, line
        off = unit(line["result"])
        if line["certificate"]["method"] == FROM_THE_UNROUNDED:  # its last digits are not those of the rounded numbers
            off = 0.0101 * np.abs(shown).max()
        assert np.all(np.abs(found - shown) <= off * (1 + 1e-9)), line
