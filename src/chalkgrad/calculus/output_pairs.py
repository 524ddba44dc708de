"""Pairs of an output function and a loss: whether ∂L/∂a · g'(z) is a - y, shown step by step."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import ProofError
from ..library import functions
from ..model import build
from ..notation.elaborate import elaborate
from ..notation.read import read_expression
from ..proof import Refuted, equal, evaluate
from ..terms import Axis, Index
from .lines import Board
from .theorem import Claim, Written, claim


@dataclass(frozen=True)
class Pair:
    """``a = g(z)`` and a loss of a and y; ``lines`` lead from the chain rule to what dL/dz is."""

    words: str
    setting: str
    first: str
    lines: tuple[Written, ...]
    is_vector: bool = False
    remark: str = ""

    @property
    def loss(self) -> str:
        """The formula of the loss, of a and y."""
        return next(line for line in self.setting.splitlines() if line.startswith("L = ")).removeprefix("L = ")

    def claim(self) -> Claim:
        """The certified chain."""
        letters = (Index("i", Axis("n")),) if self.is_vector else ()
        return claim(self.words, self.setting, self.first, self.lines, letters)

    def refusal(self) -> str:
        """A sentence with numbers for which the result is not a - y. Raises ProofError if it is a - y."""
        board = Board(build(self.setting, functions()), {})
        result, wanted = (
            elaborate(read_expression(text, functions=board.model.functions), board.scope, (None, None), ())
            for text in (self.lines[-1].text, "a - y")
        )
        try:
            equal(result, wanted, board.context)
        except Refuted:
            values = {"a": 0.5, "y": 1.0}  # easy to follow in the head, and there every loss here has a value
            found, other = (float(evaluate(term, values, board.context)) for term in (result, wanted))
            if found != other:
                return f"This is not a - y: for a = 1/2 and y = 1 it is {found:g}, while a - y is {other:g}."
        raise ProofError(f"{self.words} was to be shown not to give a - y, but it does")


_CHAIN_RULE = "∂L/∂a ∂a/∂z"

_OF_THE_LOGARITHMS = Written(
    "differentiate",
    "(log u)' = u'/u in both logarithms; the inner derivative of 1 - a is -1",
    "((1 - y)/(1 - a) - y/a) ∂a/∂z",
)
_OF_THE_SQUARE = Written(
    "differentiate", "power rule: (u²)' = 2 u u', and the 2 cancels against the half", "(a - y) ∂a/∂z"
)

#: The four pairs that every course has.
GIVING = (
    Pair(
        "identity and half squared error",
        "a = linear(z)\nL = (a - y)^2/2",
        _CHAIN_RULE,
        (
            _OF_THE_SQUARE,
            Written("differentiate", "a is z itself, so its slope is 1", "(a - y) (1)", ("a",)),
            Written("tidy", "a factor 1 is left out", "a - y"),
        ),
    ),
    Pair(
        "sigmoid and binary cross-entropy",
        "a = sigmoid(z)\nL = -(y log(a) + (1 - y) log(1 - a))",
        _CHAIN_RULE,
        (
            _OF_THE_LOGARITHMS,
            Written("differentiate", "the slope of sigmoid is a (1 - a)", "((1 - y)/(1 - a) - y/a) a (1 - a)", ("a",)),
            Written("multiply-out", "multiply into the bracket", "(1 - y)/(1 - a) a (1 - a) - y/a a (1 - a)"),
            Written("cancel", "cancel 1 - a in the first part and a in the second", "(1 - y) a - y (1 - a)"),
            Written("multiply-out", "multiply out", "a - a y - y + a y"),
            Written("collect", "-a y and +a y cancel", "a - y"),
        ),
    ),
    Pair(
        "softmax and cross-entropy, for targets that add up to 1",
        "z: n x 1\ny: n x 1, colsum(y) = 1\na = softmax(z)\nL = -sum(y ⊙ log(a))",
        "sum_k ∂L/∂a[k] ∂a[k]/∂z[i]",
        (
            Written(
                "differentiate",
                "(log u)' = u'/u; of the loss only the term with a[k] stays",
                "sum_k (-y[k]/a[k]) ∂a[k]/∂z[i]",
            ),
            Written(
                "differentiate",
                "the slopes of softmax are a[k] (δ[k,i] - a[i])",
                "sum_k (-y[k]/a[k]) a[k] (δ[k,i] - a[i])",
            ),
            Written("cancel", "cancel a[k]", "sum_k (-y[k]) (δ[k,i] - a[i])"),
            Written("multiply-out", "multiply out the bracket with δ", "sum_k (y[k] a[i] - y[k] δ[k,i])"),
            Written("split-sum", "the sum is taken term by term", "sum_k y[k] a[i] - sum_k y[k] δ[k,i]"),
            Written(
                "delta",
                "δ[k,i] is 1 for k = i, else 0: of the sum only the term k = i stays",
                "sum_k y[k] a[i] - y[i]",
            ),
            Written("pull-out", "a[i] does not depend on k, so it goes in front of the sum", "a[i] sum_k y[k] - y[i]"),
            Written("fact", "given: colsum(y) = 1", "a[i] - y[i]"),
        ),
        is_vector=True,
    ),
    Pair(
        "exponential and Poisson loss",
        "a = exp(z)\nL = a - y log(a)",
        _CHAIN_RULE,
        (
            Written(
                "differentiate", "the derivative of a with respect to itself is 1; (log u)' = u'/u", "(1 - y/a) ∂a/∂z"
            ),
            Written("differentiate", "the exponential is its own slope, so ∂a/∂z is a", "(1 - y/a) a", ("a",)),
            Written("multiply-out", "multiply into the bracket", "a - y/a a"),
            Written("cancel", "cancel a", "a - y"),
        ),
    ),
)

#: Two pairs that people try.
FAILING = (
    Pair(
        "sigmoid and half squared error",
        "a = sigmoid(z)\nL = (a - y)^2/2",
        _CHAIN_RULE,
        (
            _OF_THE_SQUARE,
            Written("differentiate", "the slope of sigmoid is a (1 - a)", "(a - y) a (1 - a)", ("a",)),
        ),
        remark="The slope of the sigmoid stays as a factor. It is at most 1/4, and almost 0 where the unit is sure of "
        "itself: a unit that is sure and wrong hardly learns. That is the reason to take cross-entropy instead.",
    ),
    Pair(
        "tanh and binary cross-entropy",
        "a = tanh(z)\nL = -(y log(a) + (1 - y) log(1 - a))",
        _CHAIN_RULE,
        (
            _OF_THE_LOGARITHMS,
            Written("differentiate", "the slope of tanh is 1 - a²", "((1 - y)/(1 - a) - y/a) (1 - a^2)", ("a",)),
            Written(
                "common-denominator", "common denominator a (1 - a)", "(a (1 - y) - y (1 - a))/(a (1 - a)) (1 - a^2)"
            ),
            Written("multiply-out", "multiply out above", "(a - a y - y + a y)/(a (1 - a)) (1 - a^2)"),
            Written("collect", "-a y and +a y cancel", "(a - y)/(a (1 - a)) (1 - a^2)"),
            Written("factor", "1 - a² is (1 - a) (1 + a)", "(a - y)/(a (1 - a)) (1 - a) (1 + a)"),
            Written("cancel", "cancel 1 - a", "(a - y) (1 + a)/a"),
        ),
        remark="The factors do not cancel, because the denominator a (1 - a) that this loss brings is the slope of "
        "the sigmoid and not that of tanh. Worse, tanh takes values below 0, where log(a) has no value at all.",
    ),
)
