"""Two penalties on the same weights: every summand of the cost's own use of a name is differentiated."""

import numpy as np
import pytest

import chalkgrad as cg

PENALTIES = {
    "0.1 sum(abs(W1)) + lambda/2 sum(W1^2)": lambda w, c: 0.1 * np.sign(w) + c * w,
    "lambda/2 sum(W1^2) + 0.1 sum(abs(W1))": lambda w, c: 0.1 * np.sign(w) + c * w,
    "lambda sum(abs(W1) + W1^2)": lambda w, c: c * (np.sign(w) + 2 * w),
    "lambda sum(abs(W1) + W1^2 + exp(W1)) + sum(W1)": lambda w, c: c * (np.sign(w) + 2 * w + np.exp(w)) + 1,
}


@pytest.mark.parametrize("penalty", PENALTIES)
def test_several_penalties_on_the_same_weights(penalty):
    network = "X: n0 x m; Y: n1 x m; Z1 = W1 X + b1; A1 = tanh(Z1); J = 1/m sum((A1 - Y)^2)"
    plain, model = cg.read(network), cg.read(f"{network} + {penalty}")
    derived = model.derive(wrt="W1")["dW1"]
    assert "∂" not in derived.text
    random = np.random.default_rng(5)
    values = {"X": random.normal(size=(2, 4)), "Y": random.normal(size=(3, 4))}
    values |= {"W1": random.normal(size=(3, 2)), "b1": random.normal(size=(3, 1))}
    extra = model.gradients(values | {"lambda": 0.7}, "W1")["dW1"] - plain.gradients(values, "W1")["dW1"]
    np.testing.assert_allclose(extra, PENALTIES[penalty](values["W1"], 0.7), rtol=1e-10)
