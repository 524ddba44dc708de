"""What the mutation benchmark puts before the prover: everything that the calculus derives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from ..calculus import fact, known_facts, known_forms, known_questions, known_routes, question, routes
from ..calculus.derivation import Derivation, Step
from ..convention import presets
from .model import read

ONE_UNIT = "a = sigmoid(z); L = -(y log(a) + (1 - y) log(1 - a))"
BINARY = "J = -1/m sum(Y ⊙ log(A2) + (1 - Y) ⊙ log(1 - A2))"
TWO_LAYERS = f"X: n0 x m\nY: n2 x m\nZ1 = W1 X + b1\nA1 = tanh(Z1)\nZ2 = W2 A1 + b2\nA2 = sigmoid(Z2)\n{BINARY}"
WITH_PENALTY = (
    "lambda = 0.7\nX: n0 x m\nY: n1 x m, colsum(Y) = 1\nZ1 = W1 X + b1\nA1 = softmax(Z1)\n"
    "J = -1/m sum(Y ⊙ log(A1)) + lambda/(2 m) sum(W1^2)"
)
SKIP = (
    "X: n x m\nY: n x m\nZ1 = W1 X + b1\nA1 = sigmoid(Z1)\nZ2 = W2 A1 + b2\nA2 = tanh(Z2) + A1\n"
    "J = 1/(2 m) sum((A2 - Y)^2)"
)
SHARED = "X: n x m\nY: n x m\nA1 = tanh(W X)\nA2 = tanh(W A1)\nJ = 1/(2 m) sum((A2 - Y)^2)"
KINKED = "X: n0 x m\nY: n1 x m\nZ1 = W1 X + b1\nA1 = relu(Z1)\nJ = 1/(2 m) sum((A1 - Y)^2)"
WITHOUT_FACT = "X: n0 x m\nY: n1 x m\nZ1 = W1 X + b1\nA1 = softmax(Z1)\nJ = -1/m sum(Y ⊙ log(A1))"
OWN_FUNCTION = (
    "swash(z) = z sigmoid(2 z)\nX: n0 x m\nY: n1 x m\nZ1 = W1 X + b1\nA1 = swash(Z1)\nJ = 1/m sum((A1 - Y)^2)"
)
ANY_DEPTH = (
    "X: n[0] x m\nY: n[L] x m\nA[0] = X\nZ[l] = W[l] A[l-1] + b[l]\nA[l] = g(Z[l]) for l = 1..L\n"
    "J = 1/m sum(C(A[L], Y))"
)
SHARED_AT_ANY_DEPTH = (
    "X: n x m\nY: n x m\nA[0] = X\nZ[l] = W A[l-1] + b\nA[l] = g(Z[l]) for l = 1..L\n"
    "J = 1/m sum(C(A[L], Y)) + lambda/(2 m) sum(W^2)"
)
HUBER = "L = 1/2 r^2 if abs(r) <= k else k (abs(r) - k/2)"
KINKS_THAT_MEET = "L = max(max(z, 0), -z) + abs(z)"
THREE_LAYERS = (
    "X: p x m\nY: q x m\nZ1 = W1 X + b1\nA1 = tanh(Z1)\nZ2 = W2 A1 + b2\nA2 = leaky_relu(Z2)\nZ3 = W3 A2 + b3\n"
    "A3 = sigmoid(Z3)\nJ = -1/m sum(Y ⊙ log(A3) + (1 - Y) ⊙ log(1 - A3))"
)

#: Each network with what to differentiate by (None: everything); each is derived in the default convention.
NETWORKS: dict[str, tuple[str, list[str] | None]] = {
    "one unit": (ONE_UNIT, ["z"]),
    "two layers": (TWO_LAYERS, None),
    "softmax with a penalty": (WITH_PENALTY, None),
    "softmax without its fact": (WITHOUT_FACT, None),
    "a skip connection": (SKIP, None),
    "shared weights": (SHARED, None),
    "a kink": (KINKED, None),
    "a function of one's own": (OWN_FUNCTION, None),
    "Huber's loss": (HUBER, ["r"]),
    "kinks that meet": (KINKS_THAT_MEET, ["z"]),
    "three layers": (THREE_LAYERS, None),
}


def every_step(steps: Sequence[Step]) -> Iterator[Step]:
    """The steps and, under each, its own: looking at them has them written and certified."""
    for step in steps:
        yield step
        yield from every_step(step.children)


def in_full(derive: Callable[[], Derivation]) -> Derivation:
    """A derivation with all its smaller steps."""
    found = derive()
    for equation in found.equations:
        for _ in every_step(equation.steps):
            pass
    return found


def _path(name: str) -> object:
    return read(TWO_LAYERS).derive().explain(name)


def _bridge(name: str, convention: str) -> object:
    return read(TWO_LAYERS).derive().translate(name, to=convention)


def derivations() -> Iterator[tuple[str, Callable[[], Derivation]]]:
    """Every network in the default convention, and the two-layer network in all the others."""
    for name, (equations, wanted) in NETWORKS.items():
        yield name, partial(in_full, partial(read(equations).derive, wrt=wanted))
    for convention in presets():
        if convention != "ng":
            yield f"two layers, {convention}", partial(in_full, partial(read(TWO_LAYERS).derive, convention))


def others() -> Iterator[tuple[str, Callable[[], object]]]:
    """What is no derivation of one network: any depth, forms, paths, bridges, routes, questions and facts."""
    yield "any depth", partial(in_full, read(ANY_DEPTH).derive)
    yield "weights shared at any depth", partial(in_full, read(SHARED_AT_ANY_DEPTH).derive)
    for form in known_forms():
        yield f"two layers, form {form}", partial(in_full, partial(read(TWO_LAYERS).derive, form=form))
    yield "the path to one weight", partial(_path, "dW1")
    for convention in presets():
        if convention != "ng":
            yield f"from ng to {convention}", partial(_bridge, "dW1", convention)
    for result in known_routes():
        yield f"routes to {result}", partial(routes, result)
    for name in known_questions():
        yield f"why {name}", partial(question, name)
    for name in known_facts():
        yield f"fact {name}", partial(fact, name)
