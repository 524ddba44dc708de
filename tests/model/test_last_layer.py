"""Networks of any depth whose last layer has an equation of its own, and how a depth is chosen."""

import numpy as np
import pytest

import chalkgrad as cg
from chalkgrad.app.command import run
from chalkgrad.errors import InputError, ModelError, NotSupported

HEAD = "X: n[0] x m; Y: n[L] x m; A[0] = X; Z[l] = W[l] A[l-1] + b[l]; "
TEXT = HEAD + "A[l] = g(Z[l]) for l = 1..L-1; A[L] = h(Z[L]); J = 1/m sum(C(A[L], Y))"


@pytest.mark.parametrize("text", [TEXT, TEXT.replace("L-1;", "L;")])
def test_the_last_layer_has_its_own_slope(text):
    found = cg.read(text).derive()
    assert found["dZ[L]"].text == "C'(A[L], Y) ⊙ h'(Z[L])"
    assert found["dZ[l]"].text == "(W[l+1]^T dZ[l+1]) ⊙ g'(Z[l])"
    assert [equation.layers for equation in found.equations if equation.name in ("dZ[l]", "dW[l]")] == [
        "l = 1..L-1",
        "l = 1..L",
    ]


def test_at_a_depth_the_gradients_are_those_of_finite_differences():
    model = cg.read(TEXT).at_depth(3, g="tanh", h="sigmoid", C="half_squared_error")
    random, sizes = np.random.default_rng(0), (2, 3, 3, 2)
    values = {"X": random.normal(size=(2, 4)), "Y": random.random((2, 4))}
    for layer in (1, 2, 3):
        values[f"W{layer}"] = random.normal(size=(sizes[layer], sizes[layer - 1]))
        values[f"b{layer}"] = random.normal(size=(sizes[layer], 1))
    forward = model.program().forward
    assert np.allclose(forward(values)["A3"], 1 / (1 + np.exp(-forward(values)["Z3"])))
    assert np.allclose(forward(values)["A1"], np.tanh(forward(values)["Z1"]))
    step = np.zeros((3, 2))
    step[1, 0] = 1e-5
    costs = [forward({**values, "W1": values["W1"] + sign * step})["J"] for sign in (1, -1)]
    assert np.isclose(model.gradients(values)["dW1"][1, 0], (costs[0] - costs[1]) / 2e-5, rtol=1e-6)


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        (TEXT.replace("A[L] = h(Z[L]); ", ""), ModelError, "there is no equation for layer L"),
        (TEXT.replace("A[L] = h", "Z[L] = V A[L-1]; A[L] = h"), NotSupported, "Z[L] uses A[L-1]"),
        (TEXT.replace("A[L] = h", "Z[L] = V; A[L] = h"), NotSupported, "an equation of its own for Z[L]"),
        (TEXT.replace("A[L] = h(Z[L])", "A[L] = Z[L]; P[L] = h(Z[L])"), NotSupported, "P[l] for no other"),
        (TEXT.replace("+ b[l]", "+ U X + b[l]"), NotSupported, "Z[l] uses X, with which layer 1 begins"),
        (TEXT.replace("h(Z[L])", "h(Z[l])"), NotSupported, "A[L] uses Z[l]"),
    ],
)
def test_what_would_break_the_recurrence_is_refused(text, kind, message):
    with pytest.raises(kind) as error:
        cg.read(text)
    assert message in str(error.value)


def test_the_way_out_for_a_layer_that_uses_the_input_works():
    text = "X: n x m; D: n x m; parameter U: n x n; A[0] = X; Z[l] = W A[l-1] + U D; A[l] = g(Z[l]) for l = 1..L; "
    assert cg.read(text + "J = 1/m sum(A[L])").derive()["dU"].text == "1/m sum_l dZ[l] D^T"


def test_a_depth_is_an_option_of_the_commands(capsys):
    functions = ["--depth", "2", "--functions", "g=tanh,h=sigmoid", "--functions", "C=half_squared_error"]
    assert run(["derive", TEXT, *functions]) == 0
    assert "dA1" in capsys.readouterr().out
    assert run(["shapes", TEXT, *functions]) == 0
    assert "W2" in capsys.readouterr().out
    assert run(["explain", TEXT, "dW1", *functions]) == 0
    assert "dA1" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--depth", "2"], "it has to be chosen\n  For example --functions g=tanh,h=tanh,C=half_squared_error"),
        (
            ["--depth", "2", "--functions", "g=tanh,h=tanh,C=half_squared_error,k=tanh"],
            "k is no function of this model",
        ),
        (["--functions", "g=tanh"], "--functions needs --depth"),
        (["--depth", "2", "--functions", "g"], "such as g=tanh"),
        (["--depth", "2", "--functions", "g=tanh,g=relu"], "g is given twice"),
        (["--with-values"], "--depth 2 --functions g=tanh"),
    ],
)
def test_what_is_missing_for_a_depth_is_said(options, message, capsys):
    assert run(["derive", TEXT, *options]) == 2
    assert message in capsys.readouterr().err


def test_a_depth_for_a_model_that_has_one_is_refused():
    with pytest.raises(InputError, match="its depth already"):
        cg.read("a = tanh(z); L = a^2").at_depth(2)
