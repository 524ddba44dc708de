"""The gallery: pages that every printer must set well, from one line of scalars to a network of any depth.

One entry is one page. ``EXAMPLES`` are in the order in which a reader should meet them; a test walks them like this:

    @pytest.mark.parametrize("example", EXAMPLES, ids=NAMES)
    def test_it_can_be_printed(example):
        page.printer("html").page(example.document(), Options())

Documents are made once per test run. To add a page, add an entry; nothing else counts or names them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import chalkgrad as cg
from chalkgrad import page, review
from chalkgrad.app.routes import routes_document
from chalkgrad.calculus import fact, question
from chalkgrad.calculus.derivation import Level
from chalkgrad.page.document import Document

_EXAMPLES = Path(__file__).resolve().parents[2] / "examples"

LOGISTIC = "a = sigmoid(z); L = -(y log(a) + (1 - y) log(1 - a))"
SHALLOW = """\
X: n0 x m
Y: n2 x m, Y in {0, 1}
Z1 = W1 X + b1
A1 = tanh(Z1)
Z2 = W2 A1 + b2
A2 = sigmoid(Z2)
J = -1/m sum(Y log(A2) + (1 - Y) log(1 - A2))
"""
SOFTMAX = """\
X: n0 x m
Y: n1 x m, colsum(Y) = 1
Z1 = W1 X + b1
A1 = softmax(Z1)
J = -1/m sum(Y log(A1))
"""
ANY_DEPTH = """\
X: n[0] x m
Y: n[L] x m
A[0] = X
Z[l] = W[l] A[l-1] + b[l]
A[l] = g(Z[l]) for l = 1..L
J = 1/m sum(C(A[L], Y))
"""
PENALTY = """\
X: n0 x m
Y: n2 x m
lambda = 0.1
Z1 = W1 X + b1
A1 = leaky_relu(Z1)
Z2 = W2 A1 + b2
J = 1/(2 m) sum((Z2 - Y)^2) + lambda/(2 m) (sum(W1^2) + sum(W2^2))
"""
SHARED = """\
X: n x m
Y: n x m
Z1 = W X + b
A1 = tanh(Z1)
Z2 = W A1 + A1
J = 1/2 sum((Z2 - Y)^2)
"""
SPELLED_OUT = SOFTMAX.replace("A1 = softmax(Z1)", "A1[i,e] = exp(Z1[i,e])/sum_k exp(Z1[k,e])")
ONE_EXAMPLE = """\
x: n
y: scalar
z = w^T x + b
a = sigmoid(z)
L = -(y log(a) + (1 - y) log(1 - a))
"""


@dataclass(frozen=True)
class Example:
    """One page. ``name`` is a file name without its ending; ``derivation`` is None for answers to questions."""

    name: str
    title: str
    make: Callable[[], Document]
    derivation: Callable[[], cg.Derivation] | None = None

    def document(self) -> Document:
        return self.make()


def _derived(name: str, title: str, source: str | Path, convention: str = "ng", level: Level = "lecture") -> Example:
    @cache
    def derivation() -> cg.Derivation:
        return cg.read(source).derive(convention)

    @cache
    def document() -> Document:
        return derivation().document(level)

    return Example(name, title, document, derivation)


def _answered(name: str, title: str, make: Callable[[], Document]) -> Example:
    return Example(name, title, cache(make))


EXAMPLES = (
    _derived("logistic", "The logistic loss of one example", LOGISTIC),
    _derived("logistic-every-line", "The same with no step left out", LOGISTIC, level="every-line"),
    _derived("one-neuron", "One neuron and one example, with a weight vector", ONE_EXAMPLE),
    _derived("squared-error", "A line fitted by least squares", "p = w x + b; L = 1/2 (p - y)^2"),
    _derived("focal", "The focal loss", "a = sigmoid(z); L = -(1 - a)^2 log(a)"),
    _derived("softplus", "A root and a logarithm", "s = softplus(z); L = sqrt(s^2 + y^2)"),
    _derived("softmax", "Softmax with cross-entropy", SOFTMAX),
    _derived("softmax-spelled-out", "The same with softmax written in indices", SPELLED_OUT),
    _derived("shallow", "A network with one hidden layer", SHALLOW),
    _derived("shallow-outline", "The same in outline", SHALLOW, level="outline"),
    _derived("shallow-literal", "The same, every dX the derivative of J", SHALLOW, "literal"),
    _derived("shallow-nielsen", "The same with deltas", SHALLOW, "nielsen"),
    _derived("shallow-rows", "The same with examples in rows", SHALLOW, "cs231n"),
    _derived("penalty", "A leaky ReLU and a penalty on the weights", PENALTY),
    _derived("shared", "A weight matrix used twice, and a skip", SHARED),
    _derived("breast-cancer", "Malignant or benign", _EXAMPLES / "breast_cancer.chalk"),
    _derived("digits", "Ten digits, three layers", _EXAMPLES / "digits.chalk"),
    _derived("any-depth", "A network of any depth, any activation, any cost", ANY_DEPTH),
    _answered("why-transpose", "Why the weights are turned", lambda: page.answer_page(question("transpose"))),
    _answered("route-softmax", "Three routes to the slope of softmax", lambda: routes_document("softmax", None)),
    _answered(
        "linear-collapse", "Layers without activation are one", lambda: page.theorem_page(fact("linear-collapse"))
    ),
    _answered("shapes", "The shape of everything", lambda: _shapes()),
)
NAMES = [example.name for example in EXAMPLES]


def _shapes() -> Document:
    model = cg.read(_EXAMPLES / "digits.chalk")
    return review.shapes_page(review.shapes(model, {"m": 32}, model.derive()))
