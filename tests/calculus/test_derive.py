"""The results that are taught, and the questions a derivation must refuse."""

import pytest

import chalkgrad as cg
from chalkgrad.errors import InputError, ModelError


def shallow(hidden, output, loss, target=""):
    return cg.read(
        f"X: n0 x m\nY: n2 x m{target}\nZ1 = W1 X + b1\nA1 = {hidden}(Z1)\n"
        f"Z2 = W2 A1 + b2\nA2 = {output}(Z2)\nJ = {loss}"
    )


BCE = "-1/m sum(Y log(A2) + (1 - Y) log(1 - A2))"
CE = "-1/m sum(Y log(A2))"


def test_the_taught_closed_forms():
    found = {name: equation.text for name, equation in shallow("tanh", "sigmoid", BCE).derive().items()}
    assert found == {
        "dA2": "(A2 - Y)/(A2 ⊙ (1 - A2))",
        "dZ2": "A2 - Y",
        "dW2": "1/m dZ2 A1^T",
        "db2": "1/m rowsum(dZ2)",
        "dA1": "W2^T dZ2",
        "dZ1": "dA1 ⊙ (1 - A1^2)",
        "dW1": "1/m dZ1 X^T",
        "db1": "1/m rowsum(dZ1)",
    }


def test_everything_is_proved():
    for model in (shallow("tanh", "sigmoid", BCE), shallow("softplus", "softmax", CE, ", colsum(Y) = 1")):
        for equation in model.derive().values():
            assert equation.certificate.kind == "proved"
            assert all(step.certificate.kind == "proved" for step in equation.steps)


def test_softmax_needs_the_fact_and_says_so():
    assert shallow("tanh", "softmax", CE, ", colsum(Y) = 1").derive()["dZ2"].text == "A2 - Y"
    general = shallow("tanh", "softmax", CE).derive()["dZ2"]
    assert general.text == "A2 ⊙ colsum(Y) - Y"
    assert general.note == "if colsum(Y) = 1 is declared, this is A2 - Y"


def test_the_literal_convention_moves_the_mean():
    found = {name: equation.text for name, equation in shallow("tanh", "sigmoid", BCE).derive("literal").items()}
    assert found["dZ2"] == "1/m (A2 - Y)"
    assert found["dW2"] == "dZ2 A1^T"
    assert found["db2"] == "rowsum(dZ2)"


def test_other_pairs_of_output_and_loss_keep_their_slope():
    squared = shallow("tanh", "sigmoid", "1/(2 m) sum((A2 - Y)^2)").derive()
    assert squared["dA2"].text == "A2 - Y"
    assert squared["dZ2"].text == "(A2 - Y) ⊙ A2 ⊙ (1 - A2)"
    assert shallow("tanh", "linear", "1/(2 m) sum((A2 - Y)^2)").derive()["dZ2"].text == "A2 - Y"


def test_relu_states_the_slope_at_its_kink():
    equation = shallow("relu", "sigmoid", BCE).derive()["dZ1"]
    assert equation.text == "dA1 ⊙ relu'(Z1)"
    assert "relu'(z) is 1 if z >= 0 else 0" in equation.note


def test_losses_of_the_library_can_be_called():
    written_out = shallow("tanh", "sigmoid", BCE).derive()
    called = shallow("tanh", "sigmoid", "1/m sum(binary_cross_entropy(A2, Y))").derive()
    assert called["dZ2"].text == written_out["dZ2"].text == "A2 - Y"


def test_a_loss_with_a_name_of_its_own():
    model = cg.read("X: n x m\nY: k x m\nZ = W X\nL = 1/2 colsum((Z - Y)^2)\nJ = 1/m sum(L)")
    derivation = model.derive()
    assert derivation["dZ"].text in ("dL ⊙ (Z - Y)", "Z - Y")
    assert derivation["dW"].text == "1/m dZ X^T"


def test_wrt_limits_the_answer():
    model = shallow("tanh", "sigmoid", BCE)
    assert list(model.derive(wrt="W2")) == ["dA2", "dZ2", "dW2"]
    assert list(model.derive(wrt=["dZ2"])) == ["dA2", "dZ2"]


def test_data_can_be_differentiated_by_when_asked():
    assert shallow("tanh", "sigmoid", BCE).derive(wrt="X")["dX"].text == "W1^T dZ1"


@pytest.mark.parametrize(("wrt", "message"), [("Q", "there is no Q in the model"), ("J", "J is the cost itself")])
def test_an_impossible_wish_is_answered(wrt, message):
    with pytest.raises(InputError) as caught:
        shallow("tanh", "sigmoid", BCE).derive(wrt=wrt)
    assert caught.value.message == message


def test_an_unknown_convention_offers_the_nearest():
    with pytest.raises(InputError) as caught:
        shallow("tanh", "sigmoid", BCE).derive("litteral")
    assert "Did you mean literal?" in caught.value.hint


def test_a_name_that_is_also_a_gradient_is_refused():
    with pytest.raises(ModelError):
        cg.read("X: n x m\ndW: n x m\nZ = W X\nJ = sum(Z dW)").derive()


def test_any_number_of_layers():
    for depth in (1, 3, 6):
        model = cg.mlp(5, *[4] * (depth - 1), 1, activation="tanh")
        derivation = model.derive()
        assert len(derivation) == 4 * depth
        assert derivation[f"dZ{depth}"].text == f"A{depth} - Y"


def test_the_reason_of_a_sum_over_the_examples_names_what_is_added_up():
    text = """
X: n0 x m
Y: 1 x m
parameter V: n1 x 1
Z = W1 X
mu = 1/m rowsum(Z)
N = (Z - mu) / sqrt(V^2 + 1)
A = W2 N
J = 1/(2 m) sum((A - Y)^2)
"""
    derivation = cg.read(text).derive("literal")
    last = derivation["dV"].steps[-1]
    assert "rowsum(dN ⊙ (Z - mu))" in last.after
    assert last.words == "the sum over e adds up every row of dN ⊙ (Z - mu)"


@pytest.mark.parametrize("loss", ["Y log(A) + (1 - Y) log(1 - A)", "Y log(A)", "(Y - A)^2"])
def test_a_minus_out_of_a_derivative_goes_in_front_of_the_factors_too(loss):
    model = cg.read(f"X: n0 x m\nY: 1 x m\nZ = W X\nA = sigmoid(Z)\nJ = -1/m sum({loss})")
    steps = model.derive("literal", "A")["dA"].steps
    lines = [line for step in steps for part in (step, *step.children) for line in (part.before, part.after)]
    assert any(line.startswith("-1/m ") for line in lines)
    assert not [line for line in lines if line.startswith("1/m (-")]
