"""Every derived equation against dual numbers on the written equations, for networks nobody chose."""

import random

import pytest

import chalkgrad as cg
from chalkgrad.calculus.split import scales, split
from chalkgrad.proof import adjoint_matches

HIDDEN = ("sigmoid", "tanh", "relu", "leaky_relu", "linear", "softplus", "softmax")
PAIRS = (
    ("sigmoid", "-1/m sum(Y log({a}) + (1 - Y) log(1 - {a}))", ", Y in {0, 1}"),
    ("softmax", "-1/m sum(Y log({a}))", ", colsum(Y) = 1"),
    ("softmax", "-sum(Y log({a}))", ""),
    ("linear", "1/(2 m) sum(({a} - Y)^2)", ""),
    ("tanh", "1/2 sum(({a} - Y)^2)", ""),
    ("sigmoid", "1/m sum(half_squared_error({a}, Y))", ""),
    ("softmax", "1/(2 m) sum(({a} - Y)^2)", ""),
)


def network(seed):
    """Equations of a random dense network; sometimes with a penalty, a skip, a shared bias or a named loss."""
    choose = random.Random(seed)
    depth = choose.randint(1, 4)
    output, loss, fact = choose.choice(PAIRS)
    lines = ["X: n0 x m", f"Y: k x m{fact}"]
    before = "X"
    for l in range(1, depth + 1):
        last = l == depth
        skip = f" + {before}" if not last and l > 1 and choose.random() < 0.3 else ""
        lines.append(f"Z{l} = W{l} {before} + b{l}{skip}")
        lines.append(f"A{l} = {output if last else choose.choice(HIDDEN)}(Z{l})")
        before = f"A{l}"
    penalty = " + lambda/(2 m) sum(W1^2)" if choose.random() < 0.4 else ""
    lines.append(f"J = {loss.format(a=before)}{penalty}")
    return "\n".join(lines)


def agree_with_dual_numbers(model, derivation, convention="ng"):
    adjoints = {name: f"d{name}" for name in model.quantities}
    factors = scales(model, split(model), "course" if convention == "ng" else "literal")
    for equation in derivation.equations:
        certificate = adjoint_matches(
            equation.of,
            equation.value.term,
            model.context,
            cost=model.cost,
            adjoints=adjoints,
            scales=factors,
            indices=equation.indices,
        )
        assert certificate.kind == "tested"
        assert certificate.largest_error < 1e-9


@pytest.mark.parametrize("convention", ["ng", "literal"])
@pytest.mark.parametrize("seed", range(12))
def test_every_equation_agrees_with_dual_numbers(seed, convention):
    model = cg.read(network(seed))
    agree_with_dual_numbers(model, model.derive(convention), convention)
