"""A two-layer network whose equations and gradients are written down by hand, independent of the calculus.

tanh, then sigmoid with binary cross-entropy; the gradient program below is plain NumPy. The tests of the review
compare with it, so an error of the calculus cannot hide an error of the review.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from chalkgrad.calculus.derivation import Derivation, Equation, Line
from chalkgrad.model import Model, Quantity, Role
from chalkgrad.notation.elaborate import elaborate, standard_indices
from chalkgrad.notation.read import read_expression
from chalkgrad.notation.scope import Scope
from chalkgrad.proof.certificate import Certificate
from chalkgrad.review import Comparison, compare
from chalkgrad.terms import Axis, Definition, Entry, Function, Layout

N0, N1, N2, M = (Axis(name) for name in ("n0", "n1", "n2", "m"))
LAYOUTS: dict[str, Layout] = {
    "X": (N0, M),
    "Y": (N2, M),
    "W1": (N1, N0),
    "b1": (N1, None),
    "Z1": (N1, M),
    "A1": (N1, M),
    "W2": (N2, N1),
    "b2": (N2, None),
    "Z2": (N2, M),
    "A2": (N2, M),
    "J": (None, None),
}
FORWARD = {
    "Z1": "W1 X + b1",
    "A1": "{activation}(Z1)",
    "Z2": "W2 A1 + b2",
    "A2": "sigmoid(Z2)",
    "J": "-1/m sum(Y * log(A2) + (1 - Y) * log(1 - A2))",
}
BACKWARD = {
    "course": {
        "dA2": "-(Y / A2) + (1 - Y) / (1 - A2)",
        "dZ2": "A2 - Y",
        "dW2": "1/m dZ2 A1^T",
        "db2": "1/m rowsum(dZ2)",
        "dA1": "W2^T dZ2",
        "dZ1": "dA1 * {slope}",
        "dW1": "1/m dZ1 X^T",
        "db1": "1/m rowsum(dZ1)",
    },
    "literal": {
        "dA2": "1/m (-(Y / A2) + (1 - Y) / (1 - A2))",
        "dZ2": "1/m (A2 - Y)",
        "dW2": "dZ2 A1^T",
        "db2": "rowsum(dZ2)",
        "dA1": "W2^T dZ2",
        "dZ1": "dA1 * {slope}",
        "dW1": "dZ1 X^T",
        "db1": "rowsum(dZ1)",
    },
}
SLOPES = {"tanh": "(1 - A1^2)", "relu": "relu'(Z1)"}


def function(name: str, value: str, slope: str, kinks: tuple[str, ...] = ()) -> Function:
    scope = Scope({"z": (None, None), "own": (None, None)})

    def term(text: str) -> Any:
        return elaborate(read_expression(text), scope)

    return Function(name, ("z",), term(value), slope=term(slope), kinks=tuple(map(term, kinks)))


FUNCTIONS = {
    "tanh": function("tanh", "(exp(z) - exp(-z)) / (exp(z) + exp(-z))", "1 - own^2"),
    "sigmoid": function("sigmoid", "1 / (1 + exp(-z))", "own (1 - own)"),
    "relu": function("relu", "max(z, 0)", "1 if z >= 0 else 0", ("0",)),
}


def two_layers(activation: str = "tanh", convention: str = "course") -> tuple[Model, Derivation]:
    adjoints = {f"d{name}": layout for name, layout in LAYOUTS.items() if name not in ("X", "Y", "J")}
    axes = {axis.name: axis for axis in (N0, N1, N2, M)}
    scope = Scope({**LAYOUTS, **adjoints}, axes, FUNCTIONS, M)
    surfaces: dict[str, Any] = {}

    def define(name: str, text: str) -> Definition:
        filled = text.format(activation=activation, slope=SLOPES[activation])
        surfaces[name] = read_expression(filled, functions=FUNCTIONS)
        layout = scope.layouts[name]
        letters = iter(standard_indices(layout, M))
        places = tuple(None if axis is None else next(letters) for axis in layout)
        indices = tuple(index for index in places if index is not None)
        return Definition(name, indices, layout, elaborate(surfaces[name], scope, (places[0], places[1])))

    forward = {name: define(name, text) for name, text in FORWARD.items()}
    backward = {name: define(name, text) for name, text in BACKWARD[convention].items()}
    quantities = {
        name: Quantity(name, role_of(name), LAYOUTS[name], standard_indices(LAYOUTS[name], M)) for name in LAYOUTS
    }
    model = Model(quantities, forward, FUNCTIONS, (), "J", "A2", M, {}, "")
    certificate = Certificate("proved", "by hand")
    equations = tuple(
        Equation(
            name=name,
            of=name[1:],
            left=Line(read_expression(name), Entry(name, definition.indices)),
            value=Line(surfaces[name], definition.value),
            shape=quantities[name[1:]].shape,
            indices=definition.indices,
            certificate=certificate,
            steps=(),
        )
        for name, definition in backward.items()
    )
    named: Any = SimpleNamespace(
        name=convention,
        meaning=convention,
        is_turned=False,
        adjoint_of="d{}".format,
        gradients_of=lambda names: {f"d{name}": name for name in names},
    )
    return model, Derivation(model, named, equations, backward, "1/m")


def role_of(name: str) -> Role:
    if name in ("X", "Y"):
        return Role.DATA
    if name == "J":
        return Role.COST
    return Role.PARAMETER if name[0] in "Wb" else Role.INTERMEDIATE


class ByHand:
    """The program: forward and backward pass as a careful student writes them."""

    def __init__(self, activation: str = "tanh", convention: str = "course") -> None:
        self.activation, self.convention = activation, convention

    def forward(self, values: Mapping[str, Any], names: Sequence[str] | None = None) -> dict[str, Any]:
        z1 = values["W1"] @ values["X"] + values["b1"]
        a1 = np.tanh(z1) if self.activation == "tanh" else np.maximum(z1, 0)
        z2 = values["W2"] @ a1 + values["b2"]
        a2 = 1 / (1 + np.exp(-z2))
        y = values["Y"]
        with np.errstate(all="ignore"):
            cost = -np.mean(np.sum(y * np.log(a2) + (1 - y) * np.log(1 - a2), axis=0))
        return {"Z1": z1, "A1": a1, "Z2": z2, "A2": a2, "J": cost}

    def gradients(self, values: Mapping[str, Any], wrt: Sequence[str] | None = None) -> dict[str, Any]:
        f = self.forward(values)
        m = values["X"].shape[1]
        with np.errstate(all="ignore"):
            da2 = -values["Y"] / f["A2"] + (1 - values["Y"]) / (1 - f["A2"])
        dz2 = f["A2"] - values["Y"]
        da1 = values["W2"].T @ dz2
        dz1 = da1 * (1 - f["A1"] ** 2) if self.activation == "tanh" else da1 * (f["Z1"] >= 0)
        found = {
            "dA2": da2,
            "dZ2": dz2,
            "dW2": dz2 @ f["A1"].T / m,
            "db2": dz2.sum(axis=1, keepdims=True) / m,
            "dA1": da1,
            "dZ1": dz1,
            "dW1": dz1 @ values["X"].T / m,
            "db1": dz1.sum(axis=1, keepdims=True) / m,
        }
        if self.convention == "literal":
            found.update({name: found[name] / m for name in ("dA2", "dZ2", "dA1", "dZ1")})
        return found


def batch(n0: int = 5, n1: int = 4, n2: int = 3, m: int = 7, seed: int = 1, scale: float = 1.0) -> dict[str, Any]:
    """Random parameters and data of pairwise different sizes."""
    random = np.random.default_rng(seed)
    return {
        "X": scale * random.normal(size=(n0, m)),
        "Y": (random.random((n2, m)) > 0.5).astype(float),
        "W1": random.normal(size=(n1, n0)),
        "b1": random.normal(size=(n1, 1)),
        "W2": random.normal(size=(n2, n1)),
        "b2": random.normal(size=(n2, 1)),
    }


@dataclass
class Network:
    """A network with a batch, its right gradients, and ``compare`` filled in."""

    model: Model
    derivation: Derivation
    program: ByHand
    values: dict[str, Any]

    @property
    def m(self) -> int:
        return int(self.values["X"].shape[1])

    @property
    def forward(self) -> dict[str, Any]:
        return self.program.forward(self.values)

    @property
    def right(self) -> dict[str, Any]:
        return self.program.gradients(self.values)

    def compare(self, given: Mapping[str, Any], **options: Any) -> Comparison:
        return compare(self.model, self.derivation, given, self.values, self.program, **options)


@pytest.fixture
def network() -> Callable[..., Network]:
    """``network(activation="tanh", convention="course", **batch)``."""

    def make(activation: str = "tanh", convention: str = "course", **shape: Any) -> Network:
        model, derivation = two_layers(activation, convention)
        return Network(model, derivation, ByHand(activation, convention), batch(**shape))

    return make
