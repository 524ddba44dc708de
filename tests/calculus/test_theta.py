"""Weights and bias in one matrix: how such models are read, and what is derived for them."""

import json

import numpy as np
import pytest
from test_conventions import numbers
from test_golden import SHALLOW, SOFTMAX

import chalkgrad as cg
from chalkgrad.app.command import run
from chalkgrad.calculus import BlockEquation
from chalkgrad.convention import presets
from chalkgrad.errors import InputError, ModelError, NotSupported

IN_THETA = """
X: n0 x m
Y: n2 x m, Y in {0, 1}
Z1 = Theta1 [1; X]
A1 = tanh(Z1)
Z2 = Theta2 [1; A1]
A2 = sigmoid(Z2)
J = -1/m sum(Y log(A2) + (1 - Y) log(1 - A2))
"""
PENALISED = SHALLOW.replace("log(1 - A2))", "log(1 - A2)) + lambda/(2 m) (sum(W1^2) + sum(W2^2))")
ONE_EXAMPLE = "x: n; y: scalar; z = w^T x + b; a = sigmoid(z); L = -(y log(a) + (1 - y) log(1 - a))"
ANY_DEPTH = """
X: n[0] x m
Y: n[L] x m
A[0] = X
Z[l] = W[l] A[l-1] + b[l]
A[l] = tanh(Z[l]) for l = 1..L
J = 1/(2 m) sum((A[L] - Y)^2) + lambda/(2 m) sum_l sum(W[l]^2)
"""


def texts(source, convention="ng-theta"):
    return {name: equation.text for name, equation in cg.read(source).derive(convention).items()}


def test_a_model_in_weights_and_biases_is_written_in_theta():
    derivation = cg.read(PENALISED).derive("ng-theta")
    assert "Theta1 = [b1, W1]\nTheta2 = [b2, W2]\nZ1 = Theta1 [1; X]\n" in derivation.model.text
    found = {name: equation.text for name, equation in derivation.items()}
    assert found["Delta2"] == "δ2 [1; A1]^T"
    assert found["D2"] == "1/m Delta2 + lambda/m [0, W2]"
    assert found["δ1"] == "dA1 ⊙ (1 - A1^2)"
    assert [derivation[name].shape for name in ("Delta1", "D1")] == ["n1 x (1 + n0)"] * 2
    assert {step.certificate.kind for equation in derivation.values() for step in equation.steps} == {"proved"}


def test_a_model_in_theta_is_read_printed_and_derived_in_every_convention():
    model = cg.read(IN_THETA)
    assert cg.read(model.text).text == model.text
    assert model.definitions == cg.read(SHALLOW).definitions
    for convention in presets():
        assert texts(IN_THETA, convention) == texts(SHALLOW, convention)


def test_a_penalty_on_the_bias_is_not_left_out():
    source = PENALISED.replace("sum(W1^2)", "sum(W1^2) + sum(b1^2)")
    assert texts(source)["D1"] == "1/m Delta1 + lambda/m Theta1"
    assert texts(source)["D2"] == "1/m Delta2 + lambda/m [0, W2]"
    other = PENALISED.replace("sum(W1^2)", "sum(W1^2) + 3 sum(b1^2)")
    assert texts(other)["D1"] == "1/m Delta1 + [3 lambda/m b1, lambda/m W1]"


def test_shared_weights_add_up_in_delta():
    source = "X: n x m\nY: n x m\nZ1 = W X + b\nA1 = tanh(Z1)\nZ2 = W A1 + b\nJ = 1/(2 m) sum((Z2 - Y)^2)"
    assert texts(source)["Delta"] == "δ1 [1; X]^T + δ2 [1; A1]^T"
    assert texts(source)["D"] == "1/m Delta"


def test_a_single_unit_and_a_single_example():
    found = cg.read(ONE_EXAMPLE).derive("ng-theta")
    assert (found["Delta"].text, found["D"].text, found["D"].shape) == ("δ [1; x]^T", "Delta", "1 x (1 + n)")
    values = {"x": np.ones((3, 1)), "y": 1.0, "w": np.zeros((3, 1)), "b": 0.0}
    gradients = cg.read(ONE_EXAMPLE).gradients(values, convention="ng-theta")
    np.testing.assert_allclose(gradients["D"], [[-0.5, -0.5, -0.5, -0.5]])


@pytest.mark.parametrize("source", [SHALLOW, SOFTMAX, PENALISED])
def test_the_numbers_are_those_of_the_parts_put_together(source):
    model = cg.read(source)
    values = numbers(model, 3)
    ours = model.gradients(values)
    found = model.gradients(values, convention="ng-theta")
    for number in [name[1:] for name in model.parameters if name.startswith("W")]:
        expected = np.hstack([ours[f"db{number}"], ours[f"dW{number}"]])
        np.testing.assert_allclose(found[f"D{number}"], expected, rtol=1e-12)
        below = values["X"] if number == "1" else ours_before(model, values, number)
        ones = np.vstack([np.ones((1, below.shape[1])), below])
        np.testing.assert_allclose(found[f"Delta{number}"], found[f"δ{number}"] @ ones.T, rtol=1e-12)


def ours_before(model, values, number):
    return model.program().forward(values)[f"A{int(number) - 1}"]


def test_theta_may_be_given_and_asked_for_whole():
    model = cg.read(IN_THETA)
    values = numbers(cg.read(SHALLOW), 1)
    whole = {"X": values["X"], "Y": values["Y"]}
    whole |= {f"Theta{n}": np.hstack([values[f"b{n}"], values[f"W{n}"]]) for n in "12"}
    for name in ("Theta1", "D1"):
        assert list(model.gradients(whole, name, "ng-theta")) == ["D1"]
    found = model.gradients(whole, convention="ng-theta")
    np.testing.assert_allclose(found["D1"], model.gradients(values, "D1", "ng-theta")["D1"])
    assert "dW1" in model.gradients(whole, "dW1", "literal")
    verdict = model.compare({"D1": found["D1"], "D2": 7 * found["D2"]}, whole, "ng-theta")
    assert [each.name for each in verdict.verdicts] == ["dW2", "db2", "dW1", "db1"]
    assert "exactly m = 7 times too large" in str(verdict)
    with pytest.raises(InputError, match=r"two dimensions and at least two columns"):
        model.gradients({**whole, "Theta1": np.ones(3)}, convention="ng-theta")


def test_any_depth():
    found = cg.read(ANY_DEPTH).derive("ng-theta")
    assert found["D[l]"].text == "1/m Delta[l] + lambda/m [0, W[l]]"
    assert found["D[l]"].meaning.endswith("for 1 <= l <= L")
    assert found["Delta[l]"].text == "δ[l] [1; A[l-1]]^T"
    assert {equation.certificate.kind for equation in found.values()} == {"proved"}
    assert "Theta[l] [1; A[l-1]]" in found.to("terminal").replace("Θ", "Theta")


@pytest.mark.parametrize(
    "source",
    [
        "X: n0 x m\nY: n1 x m\nZ = W X\nJ = 1/m sum((Z - Y)^2)",
        "X: n0 x m\nY: n1 x m\nZ1 = W X\nZ2 = W X + b\nJ = 1/m sum((Z1 + Z2 - Y)^2)",
        "a = sigmoid(z); L = -log(a)",
    ],
)
def test_where_no_weights_stand_beside_a_bias_theta_is_refused(source):
    with pytest.raises(NotSupported) as caught:
        cg.read(source).derive("ng-theta")
    assert str(caught.value).startswith("not supported: the convention ng-theta")
    assert "--convention ng" in str(caught.value)


@pytest.mark.parametrize(
    ("line", "error", "words"),
    [
        ("Z1 = Theta1 [2; X]", NotSupported, "A row of ones is written 1"),
        ("Z1 = Theta1 [1; X; X]", NotSupported, "as many parts"),
        ("Z1 = tanh([1; X])", NotSupported, "may be multiplied by one"),
        ("b1 = 3 X\nZ1 = Theta1 [1; X]", ModelError, "b1 is something else here"),
        ("Theta1: 4 x 3\nZ1 = Theta1 [1; X]", NotSupported, "declared as one matrix"),
        ("Theta1 = [b1, W1]\nTheta1 = [b1, W1]\nZ1 = Theta1 [1; X]", ModelError, "two definitions"),
        ("D1 = 2 X\nZ1 = W1 D1 + b1", ModelError, "D1 is a name of the model"),
    ],
)
def test_what_is_no_theta_is_said_with_the_way_out(line, error, words):
    with pytest.raises(error) as caught:
        cg.read(f"X: n0 x m\nY: n1 x m\n{line}\nJ = 1/m sum((Z1 - Y)^2)").derive("ng-theta")
    assert words in str(caught.value)


MODELS = {"shallow": SHALLOW, "softmax": SOFTMAX, "penalised": PENALISED, "in theta": IN_THETA, "any depth": ANY_DEPTH}


@pytest.mark.parametrize("convention", sorted(presets()))
@pytest.mark.parametrize("name", MODELS)
def test_every_preset_derives_and_is_printed_for_programs(name, convention, tmp_path, capsys):
    path = tmp_path / "network.chalk"
    path.write_text(MODELS[name], encoding="utf-8")
    assert run(["derive", str(path), "--convention", convention, "--format", "json"]) == 0
    whole = json.loads(capsys.readouterr().out)
    assert whole["convention"] == convention
    assert {each["certificate"]["kind"] for each in whole["equations"]} == {"proved"}
    assert all(each["steps"] and each["shape"] for each in whole["equations"])
    assert ("blocks" in whole) == (convention == "ng-theta")


def test_the_equations_of_a_theta_are_told_from_the_others():
    together = [e.name for e in cg.read(SHALLOW).derive("ng-theta").equations if isinstance(e, BlockEquation)]
    assert together == ["Delta2", "D2", "Delta1", "D1"]


def test_a_network_in_theta_is_trained():
    random = np.random.default_rng(0)
    X = random.normal(size=(2, 64))
    Y = (X[:1] * X[1:] > 0).astype(float)
    model = cg.read(IN_THETA.replace("n2", "1").replace("Z1 =", "n1 = 6\nZ1 ="))
    trained = cg.fit(model, X, Y, examples="columns", epochs=30, seed=1, learning_rate=0.1)
    assert trained.history[-1].loss < trained.history[0].loss


@pytest.mark.parametrize("penalty", ["sum(W1)", "lambda sum(W1) + sum(b1^2)"])
def test_a_penalty_whose_number_would_need_a_shape_is_refused(penalty):
    model = cg.read(f"X: n0 x m; Y: n1 x m; Z1 = W1 X + b1; A1 = tanh(Z1); J = 1/m sum((A1 - Y)^2) + {penalty}")
    with pytest.raises(NotSupported, match="the penalty on Theta1"):
        model.derive(convention="ng-theta")
    assert model.derive(convention="ng")["dW1"].certificate.kind == "proved"


PENALTIES = {
    "lambda/(2 m) sum(W1^2)": ("1/m Delta1 + lambda/m [0, W1]", "it leaves the bias out"),
    "lambda/2 sum(W1^2)": ("1/m Delta1 + lambda [0, W1]", "it leaves the bias out, and it is not divided by m"),
    "lambda sum(abs(W1))": ("1/m Delta1 + lambda [0, 1 if W1 >= 0 else -1]", "it is not divided by m"),
    "lambda/2 sum(W1^2) + lambda/2 sum(b1^2)": ("1/m Delta1 + lambda Theta1", "it falls on the bias too"),
    "lambda/(2 m) sum(b1^2)": ("1/m Delta1 + lambda/m [b1, 0 W1]", "it falls on the bias only"),
    "lambda sum(abs(b1))": ("1/m Delta1 + lambda [1 if b1 >= 0 else -1, 0 W1]", "it falls on the bias only"),
    "0.1 sum(abs(W1)) + lambda/2 sum(W1^2)": ("", "it leaves the bias out"),
    "lambda sum(sqrt(W1^2 + 1)) + 3 sum(b1^2)": ("", "it falls on the bias too"),
}


@pytest.mark.parametrize("penalty", PENALTIES)
def test_a_penalty_of_any_kind_stands_apart(penalty):
    model = cg.read(f"X: n0 x m; Y: n1 x m; Z1 = W1 X + b1; A1 = tanh(Z1); J = 1/m sum((A1 - Y)^2) + {penalty}")
    derived, words = model.derive("ng-theta")["D1"], PENALTIES[penalty]
    assert derived.text == words[0] or not words[0]
    assert derived.text.startswith("1/m Delta1 + ")
    assert any(words[1] in step.words for step in derived.steps)
    random = np.random.default_rng(3)
    values = {"X": random.normal(size=(2, 4)), "Y": random.normal(size=(3, 4)), "b1": random.normal(size=(3, 1))}
    values |= {"W1": random.normal(size=(3, 2)), "lambda": 0.7}
    whole, parts = model.gradients(values, convention="ng-theta"), model.gradients(values)
    np.testing.assert_allclose(whole["D1"], np.hstack([parts["db1"], parts["dW1"]]), rtol=1e-12)
