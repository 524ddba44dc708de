"""The likelihood of an answer, as people spell it: right in float32 for every logit up to 1e4, with proof."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest

import chalkgrad as cg
from chalkgrad.app.bench.stability import GRID, exact_binary, failures, narrow
from chalkgrad.program import build

HEAD = "Z: 1 x m\nY: 1 x m\n"
ANSWERS = [narrow(y) for y in (0.0, 1e-30, 1e-6, 0.3, 0.5, 0.7, 1 - 1e-6, 1.0)]
POINTS = [((narrow(z),), (y,)) for z in GRID for y in ANSWERS]

FROM_THE_LOGIT = [
    "J = 1/m sum(softplus(Z) - Y ⊙ Z)",
    "J = 1/m sum(log(1 + exp(Z)) - Z Y)",
    "J = -1/m sum(Y Z - softplus(Z))",
    "J = 1/m sum(-Y ⊙ Z + log(1 + exp(Z)))",
]
AGREEMENT = [
    "A = sigmoid(Z)\nJ = -1/m sum(log(Y A + (1 - Y) (1 - A)))",
    "J = -1/m sum(log(Y ⊙ sigmoid(Z) + (1 - Y) ⊙ (1 - sigmoid(Z))))",
    "A = 1/(1 + exp(-Z))\nJ = -1/m sum(log((1 - A) (1 - Y) + A Y))",
]


def exact_agreement(z, y):
    """Sums of positive numbers only, and the logarithm near 1 from the distance t."""
    with mpmath.workdps(60):
        logit, answer = mpmath.mpf(z[0]), mpmath.mpf(y[0])
        a, b = 1 / (1 + mpmath.exp(-logit)), 1 / (1 + mpmath.exp(logit))
        s, t = answer * a + (1 - answer) * b, answer * b + (1 - answer) * a
        return float(-mpmath.log1p(-t) if t < 0.5 else -mpmath.log(s)), (float((1 - 2 * answer) * a * b / s),)


def computed(text):
    """The program in float32 at every point, and what it computes in another form."""
    model = cg.read(HEAD + text)
    derivation = model.derive(wrt=["Z"])
    program = build(model, derivation, target="numpy", dtype="float32")
    answers = []
    for z, y in POINTS:
        values = {"Z": np.array([z], dtype=np.float32), "Y": np.array([y], dtype=np.float32)}
        cost = float(program.forward(values, ["J"])["J"])
        answers.append((cost, (float(program.gradients(values, ["Z"])["dZ"][0, 0]),)))
    return answers, program.as_computed


@pytest.mark.parametrize("text", FROM_THE_LOGIT)
def test_cross_entropy_from_the_logit_keeps_its_digits(text):
    with mpmath.workdps(60):
        exact = [exact_binary(z, y) for z, y in POINTS]
    answers, forms = computed(text)
    assert [POINTS[place] for place in failures(answers, exact)] == []
    assert {form.certificate.kind for form in forms} == {"proved"}


@pytest.mark.parametrize("text", AGREEMENT)
def test_the_logarithm_of_a_mixed_probability_keeps_its_digits(text):
    exact = [exact_agreement(z, y) for z, y in POINTS]
    answers, forms = computed(text)
    assert [POINTS[place] for place in failures(answers, exact)] == []
    assert {form.certificate.kind for form in forms} == {"proved"}


def words(text):
    return [form.words for form in cg.read(text).program().as_computed if form.name in ("L", "J")]


def test_a_part_of_a_longer_sum_is_found():
    (said,) = words("z = w x; L = w^2 + softplus(z) - y z - log(a)")
    assert "softplus(z) - y z = (1 - y) softplus(z) + y softplus(-z)" in said


def test_what_is_no_data_is_no_answer():
    """(1 - w) softplus(z) + w softplus(-z) would cancel for a large weight w."""
    assert words(HEAD + "parameter w: scalar\nJ = 1/m sum(softplus(Z) - w Z)") == []


def test_softplus_less_its_argument():
    assert words("L = softplus(z) - z") == ["softplus(z) - z = softplus(-z)"]
