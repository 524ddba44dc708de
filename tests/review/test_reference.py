"""What numbers are compared with: the written equations, confirmed by the program and by the model itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import chalkgrad as cg
from chalkgrad.errors import ProofError
from chalkgrad.review import Kind, compare
from chalkgrad.review.reference import written
from chalkgrad.terms import Neg

BATCH_NORM = """
X: n0 x m
Y: 1 x m
parameter W1: n1 x n0
parameter b1: n1 x 1
parameter w2: n1 x 1
parameter b2: scalar
Z = W1 X + b1
mu = 1/m rowsum(Z)
C = Z - mu
S = 1/m rowsum(C^2)
N = C / sqrt(S + 0.1)
P = w2^T N + b2
J = 1/m sum((P - Y)^2)
"""
CUBE = """
X: n x n
parameter W1: n x n
A = W1 @ X @ W1^T
B = (A ⊙ A^T) @ A
J = sum(B)
"""


class Wrong:
    """A program of which one gradient is wrong in some entries."""

    def __init__(self, program: Any, name: str) -> None:
        self.program, self.name = program, name

    def forward(self, values: Mapping[str, Any], names: Sequence[str] | None = None) -> Any:
        return self.program.forward(values, names)

    def gradients(self, values: Mapping[str, Any], wrt: Sequence[str] | None = None) -> Any:
        found = dict(self.program.gradients(values, wrt))
        found[self.name] = found[self.name] + np.eye(*found[self.name].shape)
        return found


class AsWritten:
    """The written equations as a program."""

    def __init__(self, derivation: Any) -> None:
        self.derivation = derivation

    def forward(self, values: Mapping[str, Any], names: Sequence[str] | None = None) -> Any:
        return written(self.derivation.model, self.derivation, values, {}).known

    def gradients(self, values: Mapping[str, Any], wrt: Sequence[str] | None = None) -> Any:
        return self.forward(values)


def by_differences(model: Any, values: dict[str, Any], name: str, cost: Any) -> Any:
    """Central differences of the cost by every entry."""
    found = np.zeros_like(values[name])
    for place in np.ndindex(found.shape):
        moved = []
        for step in (1e-6, -1e-6):
            array = values[name].copy()
            array[place] += step
            moved.append(float(cost({**values, name: array})))
        found[place] = (moved[0] - moved[1]) / 2e-6
    return found


def drawn(model: Any, sizes: dict[str, int]) -> dict[str, Any]:
    random = np.random.default_rng(0)
    found: dict[str, Any] = {}
    for name in (*model.data, *model.parameters):
        layout = model.quantities[name].layout
        shape = (
            () if layout == (None, None) else tuple(1 if axis is None else sizes.get(axis.name, 1) for axis in layout)
        )
        found[name] = random.normal(size=shape)
    return found


@pytest.mark.parametrize("name", ["dW2", "db1", "dZ2"])
def test_a_wrong_program_is_our_fault_and_gives_no_verdict(network: Any, name: str) -> None:
    net = network()
    net.program = Wrong(net.program, name)
    given = net.program.gradients(net.values)
    with pytest.raises(ProofError, match=f"disagree about {name}") as caught:
        net.compare({name: given[name]})
    assert caught.value.exit_code == 3
    other = "dW1"
    assert net.compare({other: given[other]}).right


def test_a_program_with_a_wrong_shape_is_our_fault(network: Any) -> None:
    net = network()
    gradients = net.program.gradients
    net.program.gradients = lambda values, wrt=None: {**gradients(values), "db1": gradients(values)["db1"][:1]}
    with pytest.raises(ProofError, match=r"gives db1 the shape \(1, 1\), its derived equation \(4, 1\)"):
        net.compare({"db1": net.right["db1"]})


@pytest.mark.parametrize("name", ["dW2", "db1", "dA1"])
def test_a_wrong_equation_is_found_by_the_model_itself(network: Any, name: str) -> None:
    """The program agrees with the wrong equation, as it would if both came from one wrong derivation."""
    net = network()
    definitions = dict(net.derivation.definitions)
    definitions[name] = replace(definitions[name], value=Neg(definitions[name].value))
    net.derivation = replace(net.derivation, definitions=definitions)
    net.program = AsWritten(net.derivation)
    with pytest.raises(ProofError, match=f"equation for {name}.* is not the derivative"):
        net.compare({name: net.right[name]})


@pytest.mark.parametrize(
    ("text", "name", "sizes"),
    [
        (BATCH_NORM, "W1", {"n0": 3, "n1": 4, "m": 7}),
        (BATCH_NORM, "W1", {"n0": 2, "n1": 1, "m": 3}),
        (CUBE, "W1", {"n": 3}),
    ],
)
def test_the_equations_are_the_reference_also_where_indices_are_many(text: str, name: str, sizes: Any) -> None:
    derivation = cg.read(text).derive()
    model, program = derivation.model, AsWritten(derivation)
    values = drawn(model, sizes)
    right = program.gradients(values)[f"d{name}"]
    slope = by_differences(model, values, name, lambda moved: program.forward(moved)["J"])
    assert np.allclose(right, slope, rtol=1e-5, atol=1e-6 * np.abs(right).max())
    verdict = compare(model, derivation, {f"d{name}": right}, values, program)[f"d{name}"]
    assert verdict.right
    assert "lost" not in verdict.reason
    wrong = right + 0.45 * np.eye(*right.shape)
    assert compare(model, derivation, {f"d{name}": wrong}, values, program)[f"d{name}"].kind is Kind.WRONG
    near = compare(model, derivation, {f"d{name}": slope}, values, program)[f"d{name}"]
    assert near.kind in (Kind.RIGHT, Kind.CLOSE)


@pytest.mark.parametrize(("text", "sizes"), [(BATCH_NORM, {"n0": 3, "n1": 4, "m": 7}), (CUBE, {"n": 3})])
def test_the_compiled_program_of_many_indices_agrees(text: str, sizes: Any) -> None:
    model = cg.read(text)
    values = drawn(model, sizes)
    given = {"dW1": model.gradients(values, wrt="W1")["dW1"]}
    assert model.compare(given, values).right
    given["dW1"][0, 0] *= 1.02
    assert model.compare(given, values)["dW1"].kind is Kind.WRONG


def test_the_bias_before_a_batch_norm_has_no_gradient_and_that_is_said() -> None:
    derivation = cg.read(BATCH_NORM).derive()
    values = drawn(derivation.model, {"n0": 3, "n1": 4, "m": 7})
    program = AsWritten(derivation)
    given = {"db1": program.gradients(values)["db1"]}
    verdict = compare(derivation.model, derivation, given, values, program)["db1"]
    assert verdict.kind is Kind.UNDECIDED
    assert verdict.reason.endswith("its terms cancel")
    assert not compare(derivation.model, derivation, {"db1": given["db1"] + 1e-6}, values, program).right


@pytest.mark.parametrize("scale", [1e-8, 1.0, 30.0, 1e3])
def test_saturated_networks_are_compared_without_blaming_ourselves(scale: float) -> None:
    model = cg.read("""
        X: n0 x m
        Y: n2 x m, colsum(Y) = 1
        Z1 = W1 X + b1
        A1 = relu(Z1)
        Z2 = W2 A1 + b2
        A2 = softmax(Z2)
        J = -1/m sum(Y ⊙ log(A2))
    """)
    random = np.random.default_rng(3)
    values = drawn(model, {"n0": 3, "n1": 4, "n2": 3, "m": 9})
    values["X"] *= scale
    values["Y"] = np.eye(3)[:, random.integers(0, 3, 9)]
    right = {name: array for name, array in model.gradients(values).items() if name != "dA2"}
    comparison = model.compare(right, values)
    assert {verdict.kind for verdict in comparison.values()} <= {Kind.RIGHT, Kind.UNDECIDED}, str(comparison)
    assert comparison["dW2"].right
    assert not model.compare({"dW2": 1.01 * right["dW2"]}, values).right
    assert bool(comparison.notes) == (scale > 100)


def test_examples_in_rows_are_compared_as_well() -> None:
    model = cg.read("X: n0 x m\nY: n1 x m\nZ1 = W1 X + b1\nA1 = sigmoid(Z1)\nJ = 1/(2 m) sum((A1 - Y)^2)")
    derivation = model.derive("cs231n")
    values = drawn(derivation.model, {"n0": 3, "n1": 2, "m": 5})
    right = model.gradients(values, convention="cs231n")
    assert model.compare(right, values, convention="cs231n").right
