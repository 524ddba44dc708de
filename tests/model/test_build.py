"""How models are understood: roles, inferred axes, facts, cost; and the errors a beginner meets."""

import pytest

from chalkgrad.errors import ModelError, NotationError, NotSupported, ShapeError
from chalkgrad.library import functions
from chalkgrad.model import Role, build
from chalkgrad.notation.spell import spell
from chalkgrad.notation.text import text

SHALLOW = """
X: n0 x m
Y: n2 x m, Y in {0, 1}
Z1 = W1 X + b1
A1 = tanh(Z1)
Z2 = W2 A1 + b2
A2 = sigmoid(Z2)
J = -1/m sum(Y log(A2) + (1 - Y) log(1 - A2))
"""


def read(source):
    return build(source, functions(), "net.chalk")


def test_shapes_and_roles_of_a_shallow_network():
    model = read(SHALLOW)
    shapes = {name: quantity.shape for name, quantity in model.quantities.items()}
    assert shapes == {
        "X": "n0 x m",
        "Y": "n2 x m",
        "W1": "n1 x n0",
        "b1": "n1 x 1",
        "Z1": "n1 x m",
        "A1": "n1 x m",
        "W2": "n2 x n1",
        "b2": "n2 x 1",
        "Z2": "n2 x m",
        "A2": "n2 x m",
        "J": "scalar",
    }
    assert model.parameters == ("W1", "b1", "W2", "b2")
    assert model.data == ("X", "Y")
    assert (model.cost, model.prediction) == ("J", "A2")
    assert str(model.example_axis) == "m"


def test_index_form_of_a_layer():
    model = read(SHALLOW)
    assert text(spell(model.definitions["Z1"].value)) == "sum_k W1[i,k] X[k,e] + b1[i]"


def test_a_model_without_shapes_is_scalar_and_says_so():
    model = read("a = sigmoid(z); L = -(y log(a) + (1 - y) log(1 - a))")
    assert {q.shape for q in model.quantities.values()} == {"scalar"}
    assert model.notes == ("z, y: scalars (no shapes are declared)",)
    assert model.quantities["z"].role is Role.DATA


def test_equal_widths_do_not_make_a_product_ambiguous():
    model = read("X: 16 x m\nY: 16 x m\nZ1 = W1 X + b1\nZ2 = W2 Z1 + b2\nJ = 1/2 sum((Z2 - Y)^2)")
    assert model.quantities["W2"].shape == "16 x n1"


def test_equations_may_come_in_any_order():
    model = read("L = (a - y)^2\na = sigmoid(z)")
    assert list(model.definitions) == ["a", "L"]


def test_a_size_can_be_fixed():
    assert read("n1 = 16\n" + SHALLOW.replace("Z1 = W1", "parameter W1: n1 x n0\nZ1 = W1")).sizes == {"n1": 16}


def test_a_size_of_an_undeclared_layer_can_be_fixed():
    model = read("n1 = 16\n" + SHALLOW)
    assert (model.quantities["W1"].shape, model.sizes) == ("n1 x n0", {"n1": 16})


def test_index_form_is_equally_legal():
    matrices = read("X: n x m\nY: k x m\nZ = W X\nJ = sum((Z - Y)^2)")
    indices = read("X: n x m\nY: k x m\nZ[i,e] = sum_j W[i,j] X[j,e]\nJ = sum((Z - Y)^2)")
    assert indices.quantities["Z"].shape == matrices.quantities["Z"].shape == "k x m"


def test_a_vector_of_weights_takes_a_single_bias():
    model = read("x: n x 1\ny: scalar\nz = w^T x + b\na = sigmoid(z)\nL = (a - y)^2")
    assert (model.quantities["w"].shape, model.quantities["b"].shape) == ("n x 1", "scalar")


def test_declaring_the_shape_of_a_weight_leaves_it_a_parameter():
    model = read("w: n x 1\nX: n x m\nY: 1 x m\nZ = w^T X + b\nJ = 1/2 sum((Z - Y)^2)")
    assert model.parameters == ("w", "b")
    assert read("data W: n x m\nX: n x m\nJ = sum((W - X)^2)").data == ("W", "X")


def test_comments_semicolons_and_open_brackets():
    model = read("# a comment\nX: n x m ; Y: n x m  # data\nJ = sum((X\n  - Y)^2)\nK = J")
    assert model.cost == "K"


@pytest.mark.parametrize("loss", ["Y log(A)", "Y ⊙ log(A)", "(A - Y)^2", "(Y - A)^2"])
def test_a_single_row_of_targets_makes_the_output_a_single_row(loss):
    model = read(f"X: n x m\nY: 1 x m\nZ = W X + b\nA = sigmoid(Z)\nJ = 1/m sum({loss})")
    shapes = {name: quantity.shape for name, quantity in model.quantities.items()}
    assert (shapes["W"], shapes["b"], shapes["Z"], shapes["A"]) == ("1 x n", "scalar", "1 x m", "1 x m")


def test_a_sum_over_columns_is_repeated_not_taken_as_a_single_row():
    model = read("X: n x m\nZ = W X\nP = exp(Z) / colsum(exp(Z))\nJ = sum(P^2)")
    assert model.quantities["P"].shape == "n_W x m"


def test_lambda_is_a_constant_that_is_given_later():
    model = read("X: n x m\nZ = W X\nJ = sum(Z^2) + λ/(2 m) sum(W^2)")
    assert (model.quantities["lambda"].role, model.quantities["lambda"].shape) == (Role.CONSTANT, "scalar")


EULER = "is the exponential function, and e is also a name in this model"


@pytest.mark.parametrize(
    ("source", "kind", "message"),
    [
        ("e = a - y; L = (1/2) e^2", NotationError, f"e^2 {EULER}"),
        ("e: n x m\nJ = sum(e ^2)", NotationError, f"e ^2 {EULER}"),
        ("", ModelError, "net.chalk: the model is empty"),
        ("# nothing\n", ModelError, "net.chalk: the model is empty"),
        ("X: n x m\nJ = sum(X", NotationError, "unbalanced bracket: this '(' is never closed"),
        ("X: n x m\nZ = W X\nZ = W X\nJ = sum(Z)", ModelError, "two definitions of Z: the first is in line 2"),
        ("X: n x m\nX: n x m\nJ = sum(X)", ModelError, "X is declared already, in line 1"),
        ("a = b\nb = a", ModelError, "the equations go in a circle: a -> b -> a"),
        ("X: n x m\nJ = sum(Xs)", NotationError, "unknown name 'Xs'"),
        ("X: n x m\nA = sigmod(X)\nJ = sum(A)", NotationError, "unknown function 'sigmod'"),
        ("a = g(z)", NotationError, "unknown function 'g'"),
        ("X: n x n\nZ = X X\nJ = sum(Z)", ShapeError, "this product can be read two ways: both sides are n x n"),
        ("X: n x m\nZ = W X", ModelError, "the loss must be a scalar: Z is n_W x m"),
        ("X: 3 x m\nY: 4 x m\nJ = sum(X - Y)", ShapeError, "shapes do not fit"),
        ("X: n x m\nY: m x n\nJ = sum(X - Y)", ShapeError, "shapes do not fit"),
        ("X: n x m\nparameter W1: k x n\nZ = W1^T X\nJ = sum(Z)", ShapeError, "shapes do not fit"),
        ("x: n x 1\nt: 1 x m\nJ = sum(x + t)", ShapeError, "shapes do not fit"),
        ("X: n x m\nJ = 1/2 m sum(X)", NotationError, "1/2 m can be read two ways"),
        ("X: 0 x m\nJ = sum(X)", ShapeError, "X has no rows: a size must be at least 1"),
        ("X: n x m, foo\nJ = sum(X)", NotationError, "this line is neither an equation nor a declaration"),
        ("X: rows of data\nJ = sum(X)", NotationError, "found 'rows of data', expected a shape"),
        ("X: n x m\nJ = sum(X)\npredict Q", ModelError, "predict Q: there is no equation for Q"),
        ("f(z) = z f(z)\na = f(z)", NotSupported, "f is defined by itself"),
        ("sigmoid(z) = z\na = sigmoid(z)", ModelError, "sigmoid is a function already"),
        ("X: n x m\nA = softmax(X, X)\nJ = sum(A)", NotationError, "softmax takes 1 argument(s), found 2"),
        ("a = log(-1) z", NotationError, "log(-1) is not defined: -1 is not positive"),
        ("X: 1 x m\nA = softmax(X)\nJ = sum(A)", ShapeError, None),
    ],
)
def test_bad_models_are_answered_with_the_place(source, kind, message):
    with pytest.raises(kind) as caught:
        read(source)
    if message is not None:
        assert caught.value.message == message


def test_eulers_number_needs_no_power_of_its_own_where_e_is_a_quantity():
    assert read("e = a - y; L = exp(e) + e e").quantities["e"].shape == "scalar"
    assert read("X: n x m\nJ = sum(e^X)").quantities["J"].shape == "scalar"


@pytest.mark.parametrize(
    ("source", "hint"),
    [
        ("X: n0 x m\nW1: n1 x n0\nZ1 = W1^T X\nJ = sum(Z1)", "Did you mean W1 X?"),
        ("X: n0 x m\nZ1 = W1 X + bn\nJ = sum(Z1)", "Parameters that need no declaration are called b, b1, b2."),
        ("X: n0 x m\nZ1 = W1 X\nA1 = tanh(Z2)\nJ = sum(A1)", "Did you mean Z1?"),
    ],
)
def test_a_hint_offers_what_could_be_meant(source, hint):
    with pytest.raises((NotationError, ShapeError)) as caught:
        read(source)
    assert hint in caught.value.hint
    assert "^T^T" not in caught.value.hint and "n0?" not in caught.value.hint


def test_shapes_that_do_not_fit_show_both_sides_their_origin_and_a_repair():
    source = SHALLOW.replace("W2 A1", "W2 X").replace("Z1 = W1 X", "parameter W2: n2 x n1\nZ1 = W1 X")
    with pytest.raises(ShapeError) as caught:
        read(source.replace("A1 = tanh(Z1)", "A1 = tanh(Z1)\nQ = W2 A1"))
    assert str(caught.value) == (
        "net.chalk:8:6: shapes do not fit\n"
        "   8 | Z2 = W2 X + b2\n"
        "            ^^^^\n"
        "  W2 is n2 x n1  (declared in line 4)\n"
        "  X is n0 x m  (declared in line 2)\n"
        "  A matrix product needs n1 = n0; an element-wise one needs equal shapes."
    )


@pytest.mark.parametrize(
    "source",
    [
        SHALLOW,
        "a = sigmoid(z); L = -(y log(a) + (1 - y) log(1 - a))",
        "swish(z) = z sigmoid(z)\nX: 30 x m\nY: 1 x m\nn1 = 4\nparameter W1: n1 x 30\nZ1 = W1 X + b1\nA1 = swish(Z1)\n"
        "A2 = W2 A1\nJ = 1/(2 m) sum((A2 - Y)^2) + lambda/(2 m) sum(W1^2)\npredict A2",
        "X: n x m\nY: k x m, colsum(Y) = 1\nZ = W X + b\nA[i,e] = exp(Z[i,e])/sum_k exp(Z[k,e])\n"
        "J = -1/m sum(Y log(A))",
    ],
)
def test_a_printed_model_reads_back_to_identical_terms(source):
    first = read(source)
    again = read(first.text)
    assert again.text == first.text
    assert {n: d.value for n, d in again.definitions.items()} == {n: d.value for n, d in first.definitions.items()}
    assert [q.shape for q in again.quantities.values()] == [first.quantities[n].shape for n in again.quantities]


def test_the_argument_of_softmax_gets_a_name():
    model = read("X: n x m\nY: k x m\nA = softmax(W X + b)\nJ = -1/m sum(Y log(A))")
    assert "Z = W X + b\nA = softmax(Z)" in model.text
    assert model.notes == ("Z names the argument of softmax",)


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("J = -1/m sum(Y log(softmax(W X + b)))", "Z = W X + b; A = softmax(Z); J = -1/m sum(Y log(A))"),
        ("J = -1/m sum(Y log_softmax(W X + b))", "Z = W X + b; A = log_softmax(Z); J = -1/m sum(Y A)"),
        (
            "J = 1/m sum((softmax(W X) - Y)^2 + softmax(W X))",
            "Z = W X; A = softmax(Z); J = 1/m sum((A - Y)^2 + A)",
        ),
        (
            "J = 1/m sum(softmax(W X) softmax(2 Y))",
            "Z = W X; A = softmax(Z); Z_J = 2 Y; A_J = softmax(Z_J); J = 1/m sum(A A_J)",
        ),
        ("Z = W X\nJ = 1/m sum(softmax(Z + b)^2)", "Z = W X; Z_J = Z + b; A_J = softmax(Z_J); J = 1/m sum(A_J^2)"),
        (
            "A = softmax(log(softmax(W X)))\nJ = 1/m sum(Y A)",
            "Z_A = W X; A_A = softmax(Z_A); Z = log(A_A); A = softmax(Z); J = 1/m sum(Y A)",
        ),
        (
            "A = softmax(softmax(W X))\nJ = 1/m sum(Y A)",
            "Z_A = W X; A_A = softmax(Z_A); Z = A_A; A = softmax(Z); J = 1/m sum(Y A)",
        ),
    ],
)
def test_softmax_inside_a_formula_is_the_model_with_a_line_of_its_own(line, written):
    given = "X: n x m\nY: k x m\n"
    found, expected = read(given + line), read(given + written.replace("; ", "\n"))
    assert {n: d.value for n, d in found.definitions.items()} == {n: d.value for n, d in expected.definitions.items()}
    assert found.prediction == expected.prediction
    assert read(found.text).text == found.text
    assert all("names the argument of" in note for note in found.notes)


def test_what_was_named_is_noted():
    model = read("X: n x m\nY: k x m\nJ = -1/m sum(Y log(softmax(W X + b)))")
    assert model.notes == ("Z names the argument of softmax, A its value",)


def test_an_argument_in_letters_is_left_in_them():
    source = "X: n x m\nP[i,e] = softmax(Z)[i,e]^2\nZ = 2 X\nJ = 1/m sum(P)"
    assert read(source).notes == ()


def test_a_name_that_the_cost_does_not_use_is_said():
    assert "a is not used by the cost L; q is taken as data" in read("a = sigmoid(z); L = -(y log(q) + 1)").notes
    assert "a, b are not used by the cost L" in read("a = z^2\nb = a z\nL = z^3").notes


@pytest.mark.parametrize("source", ["a = sigmoid(z); L = (a - y)^2", "z = w x\na = sigmoid(z)\nL = z^2\npredict a"])
def test_where_every_name_is_used_there_is_no_such_note(source):
    assert not any("not used" in note for note in read(source).notes)


def test_a_transpose_needs_shapes():
    with pytest.raises(ShapeError, match=r"w\^T is a transpose, and no shapes are declared") as caught:
        read("a = w^T x + b; L = (a - y)^2")
    assert caught.value.span is not None
    assert "x: n x 1" in str(caught.value)
    assert read("x: n x 1\nw: n x 1\ny: 1 x 1\na = w^T x + b\nL = (a - y)^2").quantities["a"].shape == "scalar"


@pytest.mark.parametrize("name", ["sum", "rowsum", "colsum", "Σ"])
@pytest.mark.parametrize("head", ["", "X: n x m; "])
def test_a_function_with_the_name_of_a_sum_is_no_fact(name, head):
    with pytest.raises(ModelError) as error:
        read(f"{head}{name}(z) = z^2; a = {name}(z); L = a^2")
    assert f"{ {'Σ': 'sum'}.get(name, name) } is a function already" in str(error.value)


def test_a_sum_of_data_of_one_letter_is_a_fact():
    assert [fact.text for fact in read("Y: n x m, colsum(Y) = 1; J = sum(Y^2)").facts] == ["colsum(Y) = 1"]


@pytest.mark.parametrize(
    ("source", "name", "way_out"),
    [
        ("c = 2; f(x) = c x; L = f(z)", "c", "Hand it over: write f(x, c) = ... and call f(z, c)."),
        (
            "h(r) = 1/2 r^2 if abs(r) <= delta else delta (abs(r) - delta/2); L = h(z - y)",
            "delta",
            "Hand it over: write h(r, delta) = ... and call h(z - y, delta).",
        ),
        ("f(xs) = x^2; L = f(z)", "x", "Did you mean xs? Or hand it over: write f(xs, x) = ... and call f(z, x)."),
    ],
)
def test_a_function_uses_only_its_arguments(source, name, way_out):
    with pytest.raises(NotationError, match=f"may use only its arguments, and {name} is none of them") as caught:
        read(source)
    assert caught.value.hint == way_out
    assert caught.value.span.start == source.index(name, source.index(") ="))


def test_an_unknown_function_inside_a_function_is_called_so():
    with pytest.raises(NotationError, match="unknown function 'sigmod'"):
        read("f(x) = sigmod(x); L = f(z)")


@pytest.mark.parametrize("name", ["L", "J", "loss"])
def test_a_constant_cost_is_not_replaced_by_the_line_before(name):
    with pytest.raises(ModelError, match=f"{name} is a constant: there is nothing to differentiate") as caught:
        read(f"y = 2 z; {name} = 3")
    assert caught.value.hint.endswith(f"To differentiate y, leave the line {name} out.")


@pytest.mark.parametrize("source", ["L = c z^2; c = 3", "y = L z; L = 3", "L = 3; y = L z"])
def test_a_constant_may_stand_after_the_cost(source):
    assert read(source).cost == source[0 if source[0] == "y" or "c" in source else 7]
