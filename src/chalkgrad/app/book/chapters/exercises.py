"""Exercises from easy to hard: each is a model that no chapter treats."""

from collections.abc import Iterator

from ....calculus.derivation import Derivation
from ....page.document import Block, Prose, Reference, Title
from ..edition import Edition, prose, results, told
from ..own_letters import own_letters, slope_chains

PLACE = 140
TITLE = "Exercises"

#: Each group: its heading, what to expect, and its tasks: what to find, the model, whose gradient is the answer.
_GROUPS = (
    (
        "One unit",
        "Every letter is a single number. A pencil, two rules and a few minutes are enough.",
        (
            ("Find the slope of `s = z sigmoid(z)`, an activation called swish.", "s = z sigmoid(z)", "z"),
            (
                "A unit without activation and half the squared error: `a = z` and `L = 1/2 (a - y)^2`. Find `dz`.",
                "a = z\nL = 1/2 (a - y)^2",
                "z",
            ),
            (
                "A sigmoid with half the squared error, `L = 1/2 (a - y)^2`. Is `dz` still `a - y`?",
                "a = sigmoid(z)\nL = 1/2 (a - y)^2",
                "z",
            ),
            (
                "A tanh unit that should answer `y`: `a = tanh(z)` and `L = 1/2 (a - y)^2`. Find `dz`.",
                "a = tanh(z)\nL = 1/2 (a - y)^2",
                "z",
            ),
            (
                "The focal loss of a positive example: `a = sigmoid(z)` and `L = -(1 - a)^2 log(a)`. Find `dz`.",
                "a = sigmoid(z)\nL = -(1 - a)^2 log(a)",
                "z",
            ),
        ),
    ),
    (
        "One layer",
        "Now letters are matrices. Watch the shapes, and where the examples are added up.",
        (
            (
                "One layer with a softplus, and half the squared error for m examples. Find `dW1`.",
                "X: n0 x m\nY: n1 x m\nZ1 = W1 X + b1\nA1 = softplus(Z1)\nJ = 1/(2 m) sum((A1 - Y)^2)",
                "W1",
            ),
            (
                "A softmax layer with the cross-entropy, where the answers of each example sum to 1. Find `db1`.",
                "X: n0 x m\nY: n1 x m, colsum(Y) = 1\nZ1 = W1 X + b1\nA1 = softmax(Z1)\nJ = -1/m sum(Y log(A1))",
                "b1",
            ),
        ),
    ),
    (
        "Whole networks",
        "Draw the network first, and ask of every quantity by how many ways it reaches the cost.",
        (
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
            (
                "A penalty on what the hidden units answer: `1/(2 m) sum(A1^2)` is added to the cost. Find `dA1`.",
                "X: n0 x m\nY: n2 x m\nZ1 = W1 X + b1\nA1 = tanh(Z1)\nZ2 = W2 A1 + b2\n"
                "J = 1/(2 m) sum((Z2 - Y)^2) + 1/(2 m) sum(A1^2)",
                "A1",
            ),
        ),
    ),
)


def write(edition: Edition) -> Iterator[Block]:
    yield prose(
        "Cover the answers, take pencil and paper, and write a reason beside every step. The exercises grow longer; "
        "each group needs what the one before has trained."
    )
    number = 0
    for group, words, tasks in _GROUPS:
        yield Title((group,), 2)
        yield prose(words)
        for words, model, name in tasks:
            number += 1
            task = own_letters(words, edition.convention)
            exercise = edition.exercise(group, task, _answer(edition, edition.derive(model), name))
            yield Prose((f"{number}. ", *exercise.task, " ", Reference(("Answer",), exercise.anchor)))


def _answer(edition: Edition, derivation: Derivation, name: str) -> tuple[Block, ...]:
    """The steps to the gradient; of numbers every gradient on the way, of matrices the results that it rests on."""
    wanted = derivation[edition.convention.adjoint_of(name)]
    if derivation.model.cost not in ("L", "J"):  # a slope is no gradient: there is no loss
        return slope_chains(wanted, derivation.model.cost)
    before = derivation.equations[: derivation.equations.index(wanted)]
    steps: tuple[Block, ...] = told(wanted)
    if derivation.model.example_axis is None:
        return (*(block for equation in before for block in told(equation)), *steps)
    return (results(derivation, {equation.of for equation in (*before, wanted)}), *steps) if before else steps
