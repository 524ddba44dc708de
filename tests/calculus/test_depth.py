"""The equations for every layer, and the networks they are equations of."""

import pytest

import chalkgrad as cg
from chalkgrad.errors import InputError, ModelError, NotSupported
from chalkgrad.notation.text import text as in_text

LAYERED = """
X: n[0] x m
Y: n[L] x m
A[0] = X
Z[l] = W[l] A[l-1] + b[l]
A[l] = tanh(Z[l]) for l = 1..L
J = 1/(2 m) sum((A[L] - Y)^2) + lambda/(2 m) sum_l sum(W[l]^2)
"""


def test_the_equations_of_every_layer():
    derivation = cg.read(LAYERED).derive()
    assert {name: equation.text for name, equation in derivation.items()} == {
        "dA[L]": "A[L] - Y",
        "dZ[L]": "(A[L] - Y) ⊙ (1 - A[L]^2)",
        "dW[L]": "1/m dZ[L] A[L-1]^T + lambda/m W[L]",
        "db[L]": "1/m rowsum(dZ[L])",
        "dA[l]": "W[l+1]^T dZ[l+1]",
        "dZ[l]": "(W[l+1]^T dZ[l+1]) ⊙ (1 - A[l]^2)",
        "dW[l]": "1/m dZ[l] A[l-1]^T + lambda/m W[l]",
        "db[l]": "1/m rowsum(dZ[l])",
    }
    assert {equation.certificate.kind for equation in derivation.values()} == {"proved"}
    assert derivation["dZ[l]"].meaning.endswith("for 1 <= l < L")
    assert derivation["dW[l]"].meaning.endswith("for 1 <= l <= L")


def test_the_cost_is_shown_as_it_was_written():
    """In the model of the last layer alone, the sum over the layers is W[L] alone."""
    written = cg.read(LAYERED).quantities["J"].written
    assert in_text(written) == "1/(2 m) sum((A[L] - Y)^2) + lambda/(2 m) sum_l sum(W[l]^2)"


def at_layer(text, l, depth):
    """The general equation read for one layer of a network with this many."""
    for general, number in (("[l+1]", l + 1), ("[l-1]", l - 1), ("[l]", l), ("[L]", depth), ("[L-1]", depth - 1)):
        text = text.replace(general, str(number))
    return text.replace("A0", "X")


@pytest.mark.parametrize("depth", [1, 2, 3, 5])
def test_they_are_those_of_each_network(depth):
    model = cg.read(LAYERED)
    general = {name: equation.text for name, equation in model.derive().items()}
    network = {name: equation.text for name, equation in model.at_depth(depth).derive().items()}
    for l in range(1, depth + 1):
        assert network[f"dW{l}"] == at_layer(general["dW[l]"], l, depth)
        assert network[f"db{l}"] == at_layer(general["db[l]"], l, depth)
        if l < depth:
            assert network[f"dA{l}"] == at_layer(general["dA[l]"], l, depth)
            hidden = at_layer(general["dZ[l]"], l, depth)
            assert hidden == network[f"dZ{l}"].replace(f"dA{l}", f"({network[f'dA{l}']})")
    assert network[f"dZ{depth}"] == at_layer(general["dZ[L]"], depth, depth)


def test_weights_shared_between_layers_sum():
    model = cg.read("X: n x m\nY: n x m\nZ1 = W X\nA1 = tanh(Z1)\nZ2 = W A1\nJ = 1/(2 m) sum((Z2 - Y)^2)")
    assert model.derive()["dW"].text == "1/m dZ1 X^T + 1/m dZ2 A1^T"


def test_the_depth_must_be_chosen_before_computing():
    with pytest.raises(NotSupported):
        cg.read(LAYERED).gradients({})
    with pytest.raises(ModelError):
        cg.read(LAYERED).at_depth(0)
    with pytest.raises(InputError):
        cg.mlp(2, 1).at_depth(3)


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (("A[0] = X\n", ""), ModelError),
        (("W[l] A[l-1]", "W[l] A[l-2]"), NotSupported),
        (("A[l] = tanh(Z[l])", "A[l] = tanh(Z[l-1])"), NotSupported),
        (("A[L] - Y", "A[2] - Y"), NotSupported),
        (("Z[l] = W[l]", "Z[3] = W[l]"), NotSupported),
    ],
)
def test_what_has_no_recurrence_is_refused(change, kind):
    with pytest.raises(kind):
        cg.read(LAYERED.replace(*change)).derive()


def test_the_four_equations_for_any_activation_and_any_cost():
    model = cg.read(
        "X: n[0] x m\nY: n[L] x m\nA[0] = X\nZ[l] = W[l] A[l-1] + b[l]\nA[l] = g(Z[l]) for l = 1..L\n"
        "J = 1/m sum(C(A[L], Y))"
    )
    derivation = model.derive()
    assert derivation["dZ[L]"].text == "C'(A[L], Y) ⊙ g'(Z[L])"
    assert derivation["dZ[l]"].text == "(W[l+1]^T dZ[l+1]) ⊙ g'(Z[l])"
    assert derivation["dW[l]"].text == "1/m dZ[l] A[l-1]^T"
    assert derivation["db[l]"].text == "1/m rowsum(dZ[l])"
    assert {equation.certificate.kind for equation in derivation.values()} == {"proved"}
    assert model.at_depth(2, g="tanh", C="half_squared_error").derive()["dZ2"].text == "(A2 - Y) ⊙ (1 - A2^2)"
