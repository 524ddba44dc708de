"""Exercises from easy to hard: each is a model that no chapter treats."""

from collections.abc import Iterator

from ....calculus.derivation import Derivation, Equation
from ....model import Model
from ....notation.surface import Comparison, Name
from ....page.document import Block, Formula, Piece, Prose, Reference, Title
from ....terms import names
from ..edition import Edition, equations, prose, results, told, written
from ..own_letters import own_letters, slope_chains

PLACE = 140
TITLE = "Exercises"

#: Each group: its heading, what to expect, its tasks: the model in words, what to find, the model, whose gradient is
#: the answer.
_GROUPS = (
    (
        "One unit",
        "Every letter is a single number. A pencil, two rules and a few minutes are enough.",
        (
            ("An activation called swish", "Find its slope.", "s = z sigmoid(z)", "z"),
            ("A unit without activation, with half the squared error", "Find `dz`.", "a = z\nL = 1/2 (a - y)^2", "z"),
            (
                "A sigmoid with half the squared error",
                "Find `dz`. Which factor stands beside `a - y`?",
                "a = sigmoid(z)\nL = 1/2 (a - y)^2",
                "z",
            ),
            ("A tanh unit with half the squared error", "Find `dz`.", "a = tanh(z)\nL = 1/2 (a - y)^2", "z"),
            (
                "The focal loss of an example whose answer is 1",
                "Find `dz`.",
                "a = sigmoid(z)\nL = -(1 - a)^2 log(a)",
                "z",
            ),
        ),
    ),
    (
        "One layer",
        "Now letters are matrices, and `J` is the mean over the `m` examples. Watch the shapes, and where the examples "
        "are added up.",
        (
            (
                "One layer with a softplus and half the squared error",
                "Find `dW1`.",
                "X: n0 x m\nY: n1 x m\nZ1 = W1 X + b1\nA1 = softplus(Z1)\nJ = 1/(2 m) sum((A1 - Y)^2)",
                "W1",
            ),
            (
                "A softmax layer with the cross-entropy, where the answers of each example sum to 1",
                "Find `db1`.",
                "X: n0 x m\nY: n1 x m, colsum(Y) = 1\nZ1 = W1 X + b1\nA1 = softmax(Z1)\nJ = -1/m sum(Y ⊙ log(A1))",
                "b1",
            ),
        ),
    ),
    (
        "Whole networks",
        "Draw the network first, and ask of every quantity by how many ways it reaches the cost.",
        (
            (
                "The same weights in two layers, with half the squared error",
                "Find `dW1`.",
                "X: n0 x m\nY: n0 x m\nW1: n0 x n0\nZ1 = W1 X\nA1 = tanh(Z1)\nZ2 = W1 A1\nA2 = tanh(Z2)\n"
                "J = 1/(2 m) sum((A2 - Y)^2)",
                "W1",
            ),
            (
                "A shortcut past the second layer, with half the squared error",
                "Find `dA1`.",
                "X: n0 x m\nY: n1 x m\nZ1 = W1 X + b1\nA1 = tanh(Z1)\nZ2 = W2 A1\nA2 = A1 + tanh(Z2)\n"
                "J = 1/(2 m) sum((A2 - Y)^2)",
                "A1",
            ),
            (
                "Half the squared error, and a penalty on what the hidden units answer",
                "Find `dA1`.",
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
        for about, question, model, name in tasks:
            number += 1
            derivation = edition.derive(model)
            said = own_letters(about, edition.convention), own_letters(f"{question} ", edition.convention)
            exercise = edition.exercise(group, _answer(edition, derivation, name))
            yield from _task(number, derivation.model, said, exercise.anchor)


def _task(number: int, model: Model, said: tuple[str, str], answer: str) -> Iterator[Block]:
    """The exercise with the equations of its model: of numbers in its line, of matrices below it with the shapes."""
    about, question = map(written, said)
    found = [quantity for quantity in model.quantities.values() if quantity.written is not None]
    to_answer = Reference(("Answer",), answer)
    if model.example_axis is not None:
        yield Prose((f"{number}. ", *about, ". ", *question, to_answer))
        yield equations(model)
        return
    line: list[Piece] = []
    for quantity in found:
        assert quantity.written is not None
        line += [", ", Formula(Comparison("=", Name(quantity.name), quantity.written))]
    yield Prose((f"{number}. ", *about, ": ", *line[1:], ". ", *question, to_answer))


def _answer(edition: Edition, derivation: Derivation, name: str) -> tuple[Block, ...]:
    """The steps to the gradient; of numbers every gradient on the way, of matrices the results that it rests on."""
    wanted = derivation[edition.convention.adjoint_of(name)]
    if derivation.model.cost not in ("L", "J"):  # a slope is no gradient: there is no loss
        return slope_chains(wanted, derivation.model.cost)
    needed = _needed(derivation, wanted)
    before = [equation for equation in derivation.equations if equation.name in needed and equation is not wanted]
    steps: tuple[Block, ...] = told(wanted)
    if derivation.model.example_axis is None:
        return (*(block for equation in before for block in told(equation)), *steps)
    return (results(derivation, {equation.of for equation in (*before, wanted)}), *steps) if before else steps


def _needed(derivation: Derivation, wanted: Equation) -> set[str]:
    """The gradients that the steps to this one speak of, directly or through others, and itself."""
    found, waiting = {wanted.name}, [wanted.name]
    while waiting:
        steps = derivation[waiting.pop()].steps
        used = {name for step in steps for name in names(step.result.term)}
        new = {name for name in used if name in derivation and name not in found}
        found |= new
        waiting += new
    return found
