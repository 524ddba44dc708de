"""Exercises: each is a model that no chapter treats."""

from collections.abc import Iterator

from ....page.document import Block, Prose, Reference
from ..edition import Edition, prose, told

PLACE = 140
TITLE = "Exercises"

#: What to find, in words; the model; the quantity whose gradient is the answer.
_TASKS = (
    ("Find the slope of `z sigmoid(z)`, an activation called swish.", "L = z sigmoid(z)", "z"),
    (
        "A unit without activation and half the squared error: `a = z` and `L = 1/2 (a - y)^2`. Find `dz`.",
        "a = z\nL = 1/2 (a - y)^2",
        "z",
    ),
    ("A sigmoid with half the squared error. Is `dz` still `a - y`?", "a = sigmoid(z)\nL = 1/2 (a - y)^2", "z"),
    (
        "A rate is forecast as `a = exp(z)`, with the Poisson loss `L = a - y log(a)`. Find `dz`.",
        "a = exp(z)\nL = a - y log(a)",
        "z",
    ),
    (
        "The focal loss of a positive example: `a = sigmoid(z)` and `L = -(1 - a)^2 log(a)`. Find `dz`.",
        "a = sigmoid(z)\nL = -(1 - a)^2 log(a)",
        "z",
    ),
    (
        "A tanh unit that should answer `y`: `a = tanh(z)` and `L = 1/2 (a - y)^2`. Find `dz`.",
        "a = tanh(z)\nL = 1/2 (a - y)^2",
        "z",
    ),
    (
        "One layer with a softplus and half the squared error, for m examples. Find `dW1`.",
        "X: n0 x m\nY: n1 x m\nZ1 = W1 X + b1\nA1 = softplus(Z1)\nJ = 1/(2 m) sum((A1 - Y)^2)",
        "W1",
    ),
    (
        "The same weights twice: `A1 = tanh(W1 X)` and `A2 = tanh(W1 A1)`. Find `dW1`.",
        "X: n0 x m\nY: n0 x m\nW1: n0 x n0\nZ1 = W1 X\nA1 = tanh(Z1)\nZ2 = W1 A1\nA2 = tanh(Z2)\n"
        "J = 1/(2 m) sum((A2 - Y)^2)",
        "W1",
    ),
    (
        "A shortcut: `A2 = A1 + tanh(W2 A1)`. Find `dA1`.",
        "X: n0 x m\nY: n1 x m\nZ1 = W1 X + b1\nA1 = tanh(Z1)\nZ2 = W2 A1\nA2 = A1 + tanh(Z2)\n"
        "J = 1/(2 m) sum((A2 - Y)^2)",
        "A1",
    ),
)


def write(edition: Edition) -> Iterator[Block]:
    yield prose("Cover the answers, take pencil and paper, and write a reason beside every step.")
    for task, model, name in _TASKS:
        derivation = edition.derive(model)
        edition.exercise(task, told(derivation[edition.convention.adjoint_of(name)]))
    for number, exercise in enumerate(edition.exercises, start=1):
        yield Prose((f"{number}. ", *exercise.task, " ", Reference(("Answer",), exercise.anchor)))
