"""What a tested gradient was put into is not called proved: one derivation does not contradict itself."""

from __future__ import annotations

import pytest

import chalkgrad as cg
from chalkgrad.convention import presets

KINKED = "X: n0 x m\nY: n1 x m\nZ1 = W1 X + b1\nJ = 1/(2 m) sum((Z1 - Y)^2) + 1/m sum(abs(W1))"


def test_the_gradient_of_theta_is_no_better_known_than_its_parts():
    found = cg.read(KINKED).derive("ng-theta")
    assert found["dW1"].certificate.kind == "tested"
    assert found["D1"].certificate.kind == "tested"
    assert [step.certificate.kind for step in found["D1"].steps] == ["proved", "tested", "proved", "proved"]
    assert found["D1"].certificate.points == found["dW1"].certificate.points


def test_without_a_kink_the_gradient_of_theta_is_proved():
    found = cg.read(KINKED.replace("abs(W1)", "W1^2")).derive("ng-theta")
    assert found["D1"].certificate.kind == "proved"


@pytest.mark.parametrize("convention", ["ng", "cs231n", "literal", "numerator"])
def test_a_gradient_that_was_put_in_brings_its_certificate(convention):
    found = cg.read("a = 3 z\nL = abs(a - y)").derive(presets()[convention].with_kink("right"), ["z"])
    step = next(step for step in found["dz"].steps if step.rule == "substitute")
    assert (step.words, step.certificate.kind) == ("put in da", "tested")
    assert found["dz"].certificate.kind == "tested"


def test_what_is_told_with_the_name_of_a_tested_gradient_is_proved():
    """dA1 = W2^T dZ2 holds whatever dZ2 is."""
    source = "X: n0 x m\nY: n2 x m\nA1 = tanh(W1 X)\nZ2 = W2 A1\nA2 = relu(Z2)\nJ = 1/(2 m) sum((A2 - Y)^2)"
    found = cg.read(source.replace("relu(Z2)", "abs(Z2)")).derive()
    assert found["dZ2"].certificate.kind == "tested"
    assert found["dA1"].certificate.kind == "proved"


def test_the_batch_told_from_one_example_is_no_better_known():
    source = "X: n0 x m\nY: n1 x m\nA1 = W1 X + b1\nJ = 1/m sum(abs(A1 - Y))"
    found = cg.read(source).derive(form="example")
    assert found.bridge
    known = {equation.of: equation.certificate.kind for equation in found.bridge}
    assert known["A1"] == "tested"
    assert known["b1"] == "proved"
