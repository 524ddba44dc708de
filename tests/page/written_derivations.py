"""Two derivations written by hand: what a page shows must not depend on the calculus being right, or being there."""

from __future__ import annotations

from collections.abc import Mapping

from chalkgrad.calculus.derivation import Derivation, Equation, Level, Line, Step
from chalkgrad.convention import Convention
from chalkgrad.model import Model, build
from chalkgrad.notation.read import read_expression
from chalkgrad.notation.surface import Name, Surface
from chalkgrad.proof.certificate import Certificate
from chalkgrad.terms import ONE, Add, Apply, Div, Entry, Function, Index, Neg, Sum
from chalkgrad.terms.axis import Axis

PROVED = Certificate("proved", "rational functions")
TESTED = Certificate("tested", "dual numbers", points=40, largest_error=3e-16)

COURSE = Convention(
    name="course",
    title="course",
    meaning="course",
    examples="columns",
    adjoint="d",
    words="dA and dZ hold each example's own derivative, side by side; only dW and db are derivatives of J.",
    source="a course",
)
LOGISTIC = "a = sigmoid(z); L = -(y log(a) + (1 - y) log(1 - a))"
NETWORK = """\
X: n0 x m
Y: n2 x m, colsum(Y) = 1
Z1 = W1 X + b1
A1 = tanh(Z1)
Z2 = W2 A1 + b2
A2 = softmax(Z2)
J  = -1/m sum(Y log(A2))
"""


def _functions() -> Mapping[str, Function]:
    z, axis = Entry("z", ()), Axis("n")
    i, j = Index("i", axis), Index("j", axis)
    sigmoid = Div(ONE, Add((ONE, Apply("exp", (Neg(z),)))))
    exponentials = [Apply("exp", (Entry("z", (index,)),)) for index in (i, j)]
    softmax = Div(exponentials[0], Sum(j, exponentials[1]))
    tanh = Div(Add((Apply("exp", (z,)), Neg(Apply("exp", (Neg(z),))))), Add((Apply("exp", (z,)), ONE)))
    return {
        "sigmoid": Function("sigmoid", ("z",), sigmoid),
        "tanh": Function("tanh", ("z",), tanh),
        "softmax": Function("softmax", ("z",), softmax, axis_index=(i, j)),
    }


FUNCTIONS = _functions()


def surface(text: str) -> Surface:
    return read_expression(text, functions=FUNCTIONS)


def line(text: str) -> Line:
    return Line(surface(text), Entry("term", ()))


def step(
    before: str,
    after: str,
    words: str,
    *,
    rule: str = "rewrite",
    certificate: Certificate = PROVED,
    level: Level = "lecture",
    children: tuple[Step, ...] = (),
) -> Step:
    return Step(rule, words, line(before), line(after), certificate, level, certificate.facts, children)


def chain(first: str, *links: tuple[str, str] | tuple[str, str, dict[str, object]]) -> tuple[Step, ...]:
    """Steps that each go on from the one before; a link is (after, words) and what else ``step`` takes."""
    steps, before = [], first
    for after, words, *more in links:
        steps.append(step(before, after, words, **(more[0] if more else {})))  # type: ignore[arg-type]
        before = after
    return tuple(steps)


def equation(
    model: Model,
    name: str,
    steps: tuple[Step, ...],
    meaning: str,
    *,
    indices: str = "",
    certificate: Certificate = PROVED,
    note: str = "",
) -> Equation:
    of = name[1:]
    letters = tuple(Index(letter, Axis(f"n_{letter}")) for letter in indices)
    value = steps[-1].result
    left = Line(Name(name), Entry("term", ()))
    shape = model.quantities[of].shape
    return Equation(name, of, left, value, shape, letters, certificate, steps, meaning, note)


def logistic() -> Derivation:
    """The derivative of the logistic loss, every step."""
    model = build(LOGISTIC, FUNCTIONS)
    not_saturated = Certificate("proved", "rational functions", conditions=("a != 0", "a != 1"))
    first = chain(
        "∂(-(y log(a) + (1 - y) log(1 - a)))/∂a",
        (
            "-(y/a - (1 - y)/(1 - a))",
            "(log u)' = u'/u; the inner derivative of 1 - a is -1",
            {
                "rule": "derivative of log",
                "children": chain(
                    "∂(-(y log(a) + (1 - y) log(1 - a)))/∂a",
                    ("-(y (∂(log(a))/∂a) + (1 - y) (∂(log(1 - a))/∂a))", "y does not depend on a"),
                    ("-(y (1/a) + (1 - y) (-1/(1 - a)))", "derivative of log, inner derivative -1"),
                    ("-(y/a - (1 - y)/(1 - a))", "write as fractions"),
                ),
            },
        ),
        ("(1 - y)/(1 - a) - y/a", "take the minus in"),
        ("(a (1 - y) - y (1 - a))/(a (1 - a))", "common denominator a (1 - a)", {"certificate": not_saturated}),
        ("(a - a y - y + y a)/(a (1 - a))", "multiply out", {"level": "every-line"}),
        ("(a - y)/(a (1 - a))", "opposite terms cancel", {"level": "outline"}),
    )
    slope = chain("sigmoid'(z)", ("sigmoid(z) (1 - sigmoid(z))", "derivative of σ"), ("a (1 - a)", "σ(z) is called a"))
    second = (
        *chain("∂L/∂z", ("da (∂a/∂z)", "chain rule through a"), ("da sigmoid'(z)", "a = σ(z)")),
        *slope,
        *chain(
            "da sigmoid'(z)",
            ("(a - y)/(a (1 - a)) a (1 - a)", "insert da and σ'(z)"),
            ("a - y", "cancel a (1 - a)", {"certificate": not_saturated, "level": "outline"}),
        ),
    )
    equations = (
        equation(model, "da", first, "the derivative of the loss by the activation", certificate=not_saturated),
        equation(model, "dz", second, "the derivative of the loss by z", certificate=not_saturated),
    )
    return Derivation(model, COURSE, equations, model.definitions, "", model.notes)


def network() -> Derivation:
    """A two-layer network with softmax: index form, matrix form, a declared fact, a tested step."""
    model = build(NETWORK, FUNCTIONS)
    fact = Certificate("proved", "sums and products", facts=("colsum(Y) = 1",))
    nonzero = Certificate("proved", "sums and products", conditions=("A2 != 0",))
    dz2 = chain(
        "m (∂J/∂Z2[i,e])",
        ("sum_k dA2[k,e] (∂A2[k,e]/∂Z2[i,e])", "chain rule: Z2[i,e] reaches J through every A2[k,e] of its column"),
        (
            "-sum_k (Y[k,e]/A2[k,e]) A2[k,e] (δ[k,i] - A2[i,e])",
            "insert dA2 and the slope of softmax",
        ),
        ("-sum_k Y[k,e] (δ[k,i] - A2[i,e])", "cancel A2[k,e]", {"certificate": nonzero}),
        (
            "A2[i,e] (sum_k Y[k,e]) - Y[i,e]",
            "multiply out; δ[k,i] picks k = i",
            {
                "children": chain(
                    "-sum_k Y[k,e] (δ[k,i] - A2[i,e])",
                    ("sum_k (Y[k,e] A2[i,e] - Y[k,e] δ[k,i])", "multiply out"),
                    ("(sum_k Y[k,e]) A2[i,e] - sum_k Y[k,e] δ[k,i]", "sum each term; A2[i,e] does not depend on k"),
                    ("A2[i,e] (sum_k Y[k,e]) - Y[i,e]", "δ[k,i] picks k = i"),
                )
            },
        ),
        ("A2[i,e] - Y[i,e]", "every column of Y sums to 1", {"certificate": fact}),
        ("A2 - Y", "the same in matrices", {"level": "outline"}),
    )
    dw2 = chain(
        "∂J/∂W2[i,j]",
        ("1/m sum_e dZ2[i,e] (∂Z2[i,e]/∂W2[i,j])", "chain rule through row i of Z2; dZ2 holds m ∂J/∂Z2"),
        ("1/m sum_e dZ2[i,e] A1[j,e]", "Z2[i,e] = Σ_k W2[i,k] A1[k,e] + b2[i]"),
        ("1/m dZ2 A1^T", "a sum over the second index of both: turn A1", {"level": "outline"}),
    )
    db2 = chain(
        "∂J/∂b2[i]",
        ("1/m sum_e dZ2[i,e]", "chain rule; ∂Z2[i,e]/∂b2[i] = 1"),
        ("1/m rowsum(dZ2)", "a sum along each row", {"level": "outline"}),
    )
    da1 = chain(
        "m (∂J/∂A1[j,e])",
        ("sum_i dZ2[i,e] W2[i,j]", "chain rule: unit j reaches the cost through every unit i of layer 2"),
        ("W2^T dZ2", "the sum runs over the first index of W2, so W2 is turned", {"level": "outline"}),
    )
    dz1 = chain(
        "m (∂J/∂Z1[j,e])",
        ("dA1[j,e] tanh'(Z1[j,e])", "chain rule through A1[j,e]"),
        ("dA1 ⊙ (1 - A1^2)", "tanh' = 1 - tanh^2, and A1 = tanh(Z1)", {"level": "outline", "certificate": TESTED}),
    )
    dw1 = chain("∂J/∂W1", ("1/m dZ1 X^T", "as for W2, one layer down", {"level": "outline"}))
    db1 = chain("∂J/∂b1", ("1/m rowsum(dZ1)", "as for b2", {"level": "outline"}))
    error = "the derivative of each example's own loss by Z2, side by side"
    equations = (
        equation(model, "dZ2", dz2, error, indices="ie", certificate=fact),
        equation(model, "dW2", dw2, "the derivative of J by W2", indices="ij"),
        equation(model, "db2", db2, "the derivative of J by b2", indices="i"),
        equation(model, "dA1", da1, "the derivative of each example's own loss by A1", indices="je"),
        equation(
            model, "dZ1", dz1, "the derivative of each example's own loss by Z1", indices="je", certificate=TESTED
        ),
        equation(model, "dW1", dw1, "the derivative of J by W1", indices="jk"),
        equation(model, "db1", db1, "the derivative of J by b1", indices="j", note="b1 is added to every column."),
    )
    split = "J = 1/m sum_e L[e]"
    return Derivation(model, COURSE, equations, model.definitions, split, ("L is the loss.",))
