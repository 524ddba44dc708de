"""Weights that all layers share: their gradient is a sum over the layers, for any number of them."""

import json

import numpy as np
import pytest

import chalkgrad as cg
from chalkgrad.convention import presets
from chalkgrad.errors import NotSupported, ShapeError

SHARED = """
X: n x m
Y: n x m
A[0] = X
Z[l] = W A[l-1] + b
A[l] = g(Z[l]) for l = 1..L
J = 1/m sum(C(A[L], Y))
"""
PENALISED = SHARED.replace("sum(C(A[L], Y))", "sum(C(A[L], Y)) + lambda/(2 m) sum(W^2)")


def test_weights_shared_between_layers_sum():
    model = cg.read("X: n x m\nY: n x m\nZ1 = W X\nA1 = tanh(Z1)\nZ2 = W A1\nJ = 1/(2 m) sum((Z2 - Y)^2)")
    assert model.derive()["dW"].text == "1/m dZ1 X^T + 1/m dZ2 A1^T"


@pytest.mark.parametrize(
    ("convention", "weights", "bias"),
    [
        ("ng", "1/m sum_l dZ[l] A[l-1]^T + lambda/m W", "1/m sum_l rowsum(dZ[l])"),
        ("nielsen", "1/m sum_l δ[l] A[l-1]^T + lambda/m W", "1/m sum_l rowsum(δ[l])"),
        ("literal", "sum_l dZ[l] A[l-1]^T + lambda/m W", "sum_l rowsum(dZ[l])"),
        ("cs231n", "sum_l A[l-1]^T dZ[l] + lambda/m W", "sum_l colsum(dZ[l])"),
        ("sum", "sum_l dZ[l] A[l-1]^T + lambda W", "sum_l rowsum(dZ[l])"),
        ("numerator", "sum_l A[l-1] dZ[l] + lambda/m W^T", "sum_l colsum(dZ[l])"),
    ],
)
def test_the_gradient_is_a_sum_over_the_layers(convention, weights, bias):
    found = cg.read(PENALISED).derive(convention)
    assert (found["dW"].text, found["db"].text) == (weights, bias)
    assert {equation.certificate.kind for equation in found.values()} == {"proved"}
    assert {step.certificate.kind for equation in found.values() for step in equation.steps} == {"proved"}


def test_the_steps_say_that_every_layer_is_a_way_to_the_cost():
    found = cg.read(SHARED).derive()["dW"]
    assert [step.after for step in found.steps] == [
        "1/m sum_l sum_e dZ[l][i,e] ∂Z[l][i,e]/∂W[i,j]",
        "1/m sum_l sum_e dZ[l][i,e] A[l-1][j,e]",
        "1/m sum_l dZ[l] A[l-1]^T",
    ]
    assert found.steps[0].words == (
        "chain rule: W[i,j] reaches the cost through Z[l][i,e] for every layer l and every e; "
        "1/m comes in here, as J is the mean of the losses and dZ[l] holds each example's own"
    )
    assert found.steps[2].words == "the sum runs over the second index of A[l-1], so A[l-1] is transposed"
    assert found.meaning == "dW is the derivative of J with respect to W; the sum is over all layers, 1 <= l <= L"
    assert (found.shape, found.latex) == ("n x n", r"\frac{1}{m}\sum_{l} dZ^{[l]}\,A^{[l-1]\top}")


@pytest.mark.parametrize("depth", [1, 2, 3, 5])
@pytest.mark.parametrize("convention", ["ng", "literal", "cs231n"])
def test_it_is_that_of_each_network_written_out(depth, convention):
    model = cg.read(PENALISED)
    scale = "1/m " if convention == "ng" else ""
    before = ["X", *(f"A{l}" for l in range(1, depth))]
    parts = [f"{a}^T dZ{l}" if convention == "cs231n" else f"{scale}dZ{l} {a}^T" for l, a in enumerate(before, start=1)]
    network = model.at_depth(depth, g="tanh", C="half_squared_error").derive(convention)
    assert sorted(network["dW"].text.removesuffix(" + lambda/m W").split(" + ")) == sorted(parts)
    assert network["dW"].text.endswith(" + lambda/m W")


@pytest.mark.parametrize("depth", [1, 3])
def test_the_sum_is_the_slope_of_the_cost(depth):
    """1/m sum_l dZ[l] A[l-1]^T against central differences."""
    model = cg.read(SHARED).at_depth(depth, g="tanh", C="half_squared_error")
    random = np.random.default_rng(3)
    values = {"X": random.normal(size=(3, 4)), "Y": random.normal(size=(3, 4))}
    values |= {"W": random.normal(size=(3, 3)) / 2, "b": random.normal(size=(3, 1))}

    def forward(w):
        signals, errors = [values["X"]], []
        for _ in range(depth):
            signals.append(np.tanh(w @ signals[-1] + values["b"]))
        error = (signals[-1] - values["Y"]) * (1 - signals[-1] ** 2)
        for signal in reversed(signals[1:-1]):
            errors.insert(0, error)
            error = (w.T @ error) * (1 - signal**2)
        return signals, [error, *errors]

    def cost(w):
        return ((forward(w)[0][-1] - values["Y"]) ** 2).sum() / 8

    signals, errors = forward(values["W"])
    formula = sum(d @ a.T for d, a in zip(errors, signals, strict=False)) / 4
    step = 1e-6
    slope = np.zeros((3, 3))
    for i in range(3):
        for j in range(3):
            moved = np.zeros((3, 3))
            moved[i, j] = step
            slope[i, j] = (cost(values["W"] + moved) - cost(values["W"] - moved)) / (2 * step)
    assert np.allclose(formula, slope, rtol=1e-7, atol=1e-9)
    assert np.allclose(model.gradients(values)["dW"], formula)


def test_some_parameters_may_be_shared_and_others_not():
    found = cg.read(SHARED.replace("W A[l-1]", "W[l] A[l-1]")).derive()
    assert found["dW[l]"].text == "1/m dZ[l] A[l-1]^T"
    assert found["db"].text == "1/m sum_l rowsum(dZ[l])"
    assert "b is the same in every layer, so its gradient adds up what comes through each of them" in found.notes


def test_a_weight_may_stand_after_the_layers_too():
    tied = SHARED.replace("J = 1/m sum(C(A[L], Y))", "P = W A[L]\nJ = 1/(2 m) sum((P - Y)^2)")
    assert cg.read(tied).derive()["dW"].text == "1/m sum_l dZ[l] A[l-1]^T + 1/m dP A[L]^T"


def test_a_weight_that_only_follows_the_layers_is_no_sum():
    text = SHARED.replace("Y: n x m", "Y: k x m").replace(
        "J = 1/m sum(C(A[L], Y))", "P = W2 A[L] + b2\nJ = 1/(2 m) sum((P - Y)^2)"
    )
    found = cg.read(text).derive()
    assert (found["dW2"].text, found["dW2"].shape) == ("1/m dP A[L]^T", "k x n")
    assert found["dA[L]"].shape == found["dA[l]"].shape == "n x m"


def test_two_weights_of_one_layer_and_a_short_cut():
    text = """
X: n x m
Y: n x m
A[0] = X
H[l] = tanh(W1 A[l-1] + b1)
Z[l] = A[l-1] + W2 H[l]
A[l] = tanh(Z[l]) for l = 1..L
J = 1/(2 m) sum((A[L] - Y)^2)
"""
    found = cg.read(text).derive()
    assert found["dW2"].text == "1/m sum_l dZ[l] H[l]^T"
    assert found["dW1"].text.startswith("1/m sum_l ") and found["dW1"].text.endswith("A[l-1]^T")
    assert {equation.certificate.kind for equation in found.values()} == {"proved"}


def test_sizes_may_be_numbers():
    found = cg.read(SHARED.replace("n x m", "3 x m")).derive()["dW"]
    assert (found.text, found.shape) == ("1/m sum_l dZ[l] A[l-1]^T", "3 x 3")


def test_in_letters():
    found = cg.read(SHARED).derive(form="index")["dW"]
    assert found.text == "1/m sum_l sum_e dZ[l][i,e] A[l-1][j,e]"


@pytest.mark.parametrize("convention", sorted(presets()))
@pytest.mark.parametrize("level", ["outline", "lecture", "every-line"])
def test_it_is_printed_in_every_form_or_refused(convention, level):
    model = cg.read(PENALISED)
    if convention == "ng-theta":
        with pytest.raises(NotSupported, match="one matrix"):
            model.derive(convention)
        return
    found = model.derive(convention)
    for target in ("terminal", "plain", "github", "discourse", "coursera", "latex", "html", "notebook"):
        assert found.to(target, level=level)
    record = json.loads(found.to("json", level=level))
    (equation,) = [each for each in record["equations"] if each["name"] == "dW"]
    assert r"\sum_{l}" in equation["latex"]


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        (SHARED.replace("X: n x", "X: n[0] x").replace("Y: n x", "Y: n[L] x"), ShapeError, "shapes do not fit"),
        (SHARED.replace("Y))", "Y)) + lambda/(2 m) sum_l sum(W^2)"), NotSupported, "the same for every layer"),
        (
            SHARED.replace("W A[l-1]", "W @ W[l] @ A[l-1]").replace("Y))", "Y)) + sum_l sum((W @ W[l])^2)"),
            NotSupported,
            "all of them share one W",
        ),
    ],
)
def test_what_cannot_be_read_is_refused(text, kind, said):
    with pytest.raises(kind, match=said):
        cg.read(text)


def test_layers_of_different_sizes_have_no_sum():
    """The slope c of every activation: its gradient sums over n[l] units, another number in every layer."""
    text = """
X: n[0] x m
Y: n[L] x m
parameter c: 1 x 1
A[0] = X
Z[l] = W[l] A[l-1] + b[l]
A[l] = c g(Z[l]) for l = 1..L
J = 1/m sum(C(A[L], Y))
"""
    with pytest.raises(NotSupported, match="another size in every layer") as refusal:
        cg.read(text).derive()
    assert "model.at_depth(3)" in str(refusal.value)


def test_the_shape_of_a_shared_weight_may_be_declared() -> None:
    model = cg.read("W: n x n\nb: n x 1\n" + SHARED)
    assert model.derive()["dW"].text == cg.read(SHARED).derive()["dW"].text
