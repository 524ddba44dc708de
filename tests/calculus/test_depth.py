"""The equations for every layer, and the networks they are equations of."""

import pytest

import chalkgrad as cg
from chalkgrad.errors import InputError, ModelError, NotSupported, ShapeError
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
        "dA[l]": "W[l+1]^T dZ[l+1]",
        "dZ[l]": "(W[l+1]^T dZ[l+1]) ⊙ (1 - A[l]^2)",
        "dW[l]": "1/m dZ[l] A[l-1]^T + lambda/m W[l]",
        "db[l]": "1/m rowsum(dZ[l])",
    }
    assert {equation.certificate.kind for equation in derivation.values()} == {"proved"}
    assert derivation["dZ[l]"].meaning.endswith("for 1 <= l < L")
    assert derivation["dW[l]"].meaning.endswith("for 1 <= l <= L")


def test_what_holds_for_every_layer_is_said_once():
    """dW[L] is dW[l] for l = L: it is not shown again, and is still found by its name."""
    model = cg.read(LAYERED)
    derivation = model.derive()
    assert "dW[L]" not in list(derivation)
    assert derivation["dW[L]"].text == "1/m dZ[L] A[L-1]^T + lambda/m W[L]"
    assert derivation["db[L]"].certificate.kind == "proved"
    assert list(model.derive(wrt="dW[L]")) == ["dW[L]"]
    assert list(model.derive(wrt="W[l]")) == ["dW[l]"]
    page = str(derivation)
    assert page.count("dW[L]") == 0
    assert "The four equations" in page and "l = 1..L-1" in page


def test_a_last_layer_with_a_term_of_its_own_has_its_own_equation():
    derivation = cg.read(LAYERED.replace("lambda/(2 m) sum_l sum(W[l]^2)", "sum(W[L]^2)")).derive()
    assert derivation["dW[L]"].text == "1/m dZ[L] A[L-1]^T + 2 W[L]"
    assert derivation["dW[l]"].text == "1/m dZ[l] A[l-1]^T"
    assert "dW[L]" in list(derivation)
    assert derivation["dW[l]"].meaning.endswith("for 1 <= l < L")
    assert derivation["db[l]"].meaning.endswith("for 1 <= l <= L")


@pytest.mark.parametrize("depth", [30, 100])
def test_a_deep_network_with_a_penalty_is_derived(depth):
    """Its cost has more sums than an array has dimensions."""
    derivation = cg.read(LAYERED).at_depth(depth).derive()
    assert len(derivation) == 4 * depth
    assert derivation["dW7"].text == "1/m dZ7 A6^T + lambda/m W7"
    assert {equation.certificate.kind for equation in derivation.values()} == {"proved"}


def test_a_layer_writes_no_penalty_but_its_own():
    """What is written for a layer has the same length in every depth."""
    steps = [cg.read(LAYERED).at_depth(depth).derive(wrt="W3")["dW3"].steps for depth in (10, 40)]
    lengths = [[len(in_text(line.surface)) for step in each for line in (step.source, step.result)] for each in steps]
    assert lengths[0] == lengths[1]


def test_what_a_layer_hands_on_may_skip_one():
    """A residual layer: A[l] is used twice by the layer above, and the note says so."""
    derivation = cg.read(
        LAYERED.replace("tanh(Z[l])", "A[l-1] + tanh(Z[l])").replace("[0] x", " x").replace("n[L] x", "n x")
    ).derive()
    assert derivation["dA[l]"].text == "W[l+1]^T dZ[l+1] + dA[l+1]"
    assert "Z[l+1] and A[l+1] are the only quantities that use A[l], for 1 <= l < L (checked)" in derivation.notes


def test_what_follows_the_layers_is_derived_too():
    """dA[L] comes from dP, so dP is shown."""
    text = LAYERED.replace("J = 1/(2 m) sum((A[L] - Y)^2)", "P = 3 A[L]\nJ = 1/(2 m) sum((P - Y)^2)")
    derivation = cg.read(text).derive()
    assert derivation["dP"].text == "P - Y"
    assert derivation["dA[L]"].text == "3 (P - Y)"


def test_an_error_in_a_layer_is_shown_where_it_was_written():
    with pytest.raises(ShapeError) as error:
        cg.read(LAYERED.replace("(A[L] - Y)", "(A[L] - Y^T)"))
    assert error.value.span.source.splitlines()[error.value.span.line_number - 1].startswith("J = 1/(2 m)")
    assert "line" not in error.value.hint


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
        (("A[L] - Y", "A[L] - X"), NotSupported),
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


GENERAL = """
X: n[0] x m
Y: n[L] x m
lambda = 0.1
A[0] = X
Z[l] = W[l] A[l-1] + b[l]
A[l] = g(Z[l]) for l = 1..L
J = 1/m sum(C(A[L], Y)) + lambda/(2 m) sum_l sum(W[l]^2)
"""
PENALTY = "lambda/(2 m) sum_l sum(W[l]^2)"


def test_the_penalty_is_that_of_all_layers():
    """L counts the layers, so the loss of one example has a word for its name."""
    split = cg.read(GENERAL).derive().split
    assert split == f"J = 1/m sum_e loss[e] + {PENALTY}, where loss[e] = sum_k C(A[L][k,e], Y[k,e])"
    plain = cg.read(GENERAL.replace(f" + {PENALTY}", "")).derive().split
    assert plain == "J = 1/m sum_e loss[e], where loss[e] = sum_k C(A[L][k,e], Y[k,e])"
    named = GENERAL.replace("C(A[L], Y))", "loss)").replace("J =", "loss = C(A[L], Y)\nJ =")
    assert cg.read(named).derive().split.endswith("where own_loss[e] = sum_k loss[k,e]")
    turned_over = GENERAL.replace("1/m sum(C(A[L], Y)) +", "-(-1/m sum(C(A[L], Y)) -").rstrip() + ")"
    assert cg.read(turned_over).derive().split == ""


@pytest.mark.parametrize("convention", ["ng", "literal", "cs231n"])
@pytest.mark.parametrize("layer", ["l", "L"])
def test_no_line_has_the_penalty_of_some_layers_as_that_of_all(layer, convention):
    found = cg.read(GENERAL).derive(convention)[f"dW[{layer}]"]
    assert found.steps[0].words.endswith(f"only layer {layer} of the sum over the layers contains W[{layer}]")
    lines = [line for step in found.steps for line in (step.before, step.after)]
    lines += [child.after for step in found.steps for child in step.children]
    assert not [line for line in lines if "W[l+1]" in line]
    assert found.text.endswith(f"lambda/m W[{layer}]")


@pytest.mark.parametrize(
    "cost",
    [
        "sqrt(sum_l sum(W[l]^2))",
        "sum_l sum(W[l]^2) sum_l sum(b[l]^2)",
        "sum_l sum(W[l]^2) sum(A[L])",
        "1/sum_l sum(W[l]^2)",
        "sum_l sum(W[l+1]^2)",
        "sum_l sum(A[l]^2)",
        "sum_l (sum(W[l]^2) sum(W[L]^2))",
        "lambda (sum_l sum(W[l]^2) + sum(A[L]))",
        "R",
        "sum_l (S sum(W[l]^2))",
        "S sum_l sum(W[l]^2)",
    ],
)
def test_a_sum_over_the_layers_that_one_term_does_not_stand_for_is_refused(cost):
    named = "R = sum_l sum(W[l]^2)\n" if cost == "R" else "S = sum(A[L])\n"
    with pytest.raises(NotSupported, match="layer") as refusal:
        cg.read(GENERAL.replace(PENALTY, cost).replace("J =", f"{named}J ="))
    assert PENALTY in str(refusal.value)


@pytest.mark.parametrize(
    ("cost", "gradient"),
    [
        ("lambda (sum_l sum(W[l]^2) + 3 sum_l sum(b[l]^2))", "2 lambda W[l]"),
        ("k sum_l sum(W[l]^2)/(2 m)", "k/m W[l]"),
    ],
)
def test_a_constant_factor_may_be_anywhere(cost, gradient):
    assert (
        cg.read(GENERAL.replace(PENALTY, cost).replace("J =", "k = 3 lambda\nJ ="))
        .derive()["dW[l]"]
        .text.endswith(gradient)
    )


ANY = """
X: n[0] x m
Y: n[L] x m
A[0] = X
Z[l] = W[l] A[l-1] + b[l]
A[l] = g(Z[l]) for l = 1..L
J = 1/m sum(C(A[L], Y))
"""


@pytest.mark.parametrize(
    ("chosen", "said", "way_out"),
    [
        ({"g": "tanh", "C": "huber"}, "there is no loss called huber", "half_squared_error"),
        ({"g": "tanh", "C": "half_squared_eror"}, "there is no loss called", "Did you mean half_squared_error?"),
        ({"g": "tanhh", "C": "half_squared_error"}, "there is no activation called tanhh", "Did you mean tanh?"),
        ({"g": "tanh", "C": None}, "C = None is not the name of a function", 'C="half_squared_error"'),
        ({"g": "tanh"}, "C stands for any function; it has to be chosen", "C=half_squared_error"),
        ({"g": "tanh", "C": "half_squared_error", "q": "tanh"}, "q is no function of this model", "g, C"),
        ({"g": "cross_entropy", "C": "half_squared_error"}, "g has 1 argument, and cross_entropy has another", "tanh"),
    ],
)
def test_the_functions_of_a_network_are_chosen_by_names_that_fit(chosen, said, way_out):
    with pytest.raises(InputError) as caught:
        cg.read(ANY).at_depth(2, **chosen)
    assert caught.value.message.startswith(said)
    assert way_out in caught.value.hint
    assert caught.value.span is None  # no line that nobody wrote


@pytest.mark.parametrize(("g", "C"), [("softmax", "cross_entropy"), ("sin", "half_squared_error"), ("relu", "max")])
def test_functions_that_fit_are_put_in(g, C):
    assert cg.read(ANY).at_depth(2, g=g, C=C).cost == "J"
