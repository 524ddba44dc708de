"""Biases nobody declared: a column beside W X, a row beside X W, never one for each example; and what is repeated."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import chalkgrad as cg
from chalkgrad.errors import ShapeError

ROWS = """
Z1 = X W1 + b1
A1 = tanh(Z1)
Z2 = A1 W2 + b2
J = 1/m sum((Z2 - Y)^2)
"""


def shapes(text):
    return {name: quantity.shape for name, quantity in cg.read(text).quantities.items()}


def test_with_examples_in_rows_a_bias_is_a_row():
    found = shapes(f"X: m x n0\nY: m x n2{ROWS}")
    assert [found[name] for name in ("W1", "b1", "W2", "b2", "Z1", "Z2")] == [
        "n0 x n1", "1 x n1", "n1 x n2", "1 x n2", "m x n1", "m x n2"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("head", "b1", "b2"),
    [
        ("X: m x n0; Y: m x 1", "1 x n1", "scalar"),
        ("X: N x D; Y: N x C", "1 x n1", "1 x C"),
        ("X: 100 x 3; Y: 100 x 2", "1 x n1", "1 x 2"),
        ("X: m x 3; Y: m x 2; n1 = 4", "1 x n1", "1 x 2"),
    ],
)
def test_other_heads_of_a_network_in_rows(head, b1, b2):
    found = shapes(f"{head}{ROWS.replace('1/m ', '')}")
    assert (found["b1"], found["b2"]) == (b1, b2)


def test_softmax_in_rows_runs_along_the_classes():
    model = cg.read("X: N x D\nY: N x C\nA = softmax(b + X W)\nJ = -sum(Y log(A))\nR = sum(exp(b))\nK = J + R")
    assert model.quantities["b"].shape == "1 x C"
    values = {
        "X": np.ones((2, 3)), "Y": np.eye(2, 4), "W": np.zeros((3, 4)), "b": np.zeros((1, 4))
    }  # fmt: skip
    assert np.allclose(model.program().forward(values)["A"], 0.25)


@pytest.mark.parametrize("z", ["X W + b", "X w + b", "b + X w1", "X w - b1"])
def test_one_output_for_each_row_has_one_bias(z):
    found = shapes(f"X: m x n\nY: m x 1\nZ = {z}\nJ = sum((Z - Y)^2)")
    assert found["Z"] == "m x 1"
    assert next(shape for name, shape in found.items() if name.startswith("b")) == "scalar"


def test_one_example_as_a_column_or_as_a_row():
    assert shapes("x: n\ny: k\nz = W x + b\nJ = sum((z - y)^2)")["b"] == "k x 1"
    assert shapes("x: 1 x n\ny: 1 x k\nz = x W + b\nJ = sum((z - y)^2)")["b"] == "1 x k"
    assert shapes("x: n\nz = w^T x + b\nJ = z^2")["b"] == "scalar"


def test_a_penalty_on_a_bias_before_its_layer_does_not_make_it_a_column():
    found = shapes(f"X: m x n0\nY: m x n2\nR = sum(exp(b1)){ROWS}K = J + R")
    assert (found["b1"], found["Z1"]) == ("1 x n1", "m x n1")


def test_a_declared_matrix_with_a_small_letter_has_a_bias_row():
    assert shapes("X: m x n0\nY: m x n1\nparameter w1: n0 x n1\nZ = X w1 + b1\nJ = sum((Z - Y)^2)")["b1"] == "1 x n1"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("X: m x n0; Z = W1 X + b1; J = sum(Z^2)", "W1 would be n1 x m: a parameter with entries for each example"),
        ("X: n x m; Y: n x m; Z = W X + b^T; J = sum((Z - Y)^2)", "b would be m x 1: a parameter with entries for"),
        ("X: n x k; Z = X + b; J = sum(Z^2)", "b is added to something n x k: it may be a column or a row"),
        ("X: m x n; Y: m x 2; z = X w + b; J = sum((z - Y)^2)", "z would be repeated for all columns"),
        ("X: n x m; Y: 2 x m; z = w^T X + b; J = sum((z - Y)^2)", "z would be repeated for all rows"),
        ("X: m x n; Y: m x 2; z = X w; J = sum(half_squared_error(z, Y))", "z would be repeated for all columns"),
    ],
)
def test_what_is_not_declared_is_not_repeated(text, message):
    with pytest.raises(ShapeError) as error:
        cg.read(text)
    assert message in str(error.value)


def test_the_way_out_of_a_repetition_works():
    text = "X: m x n\nY: m x k\nones: 1 x k\nz = X w + b\nJ = sum((z @ ones - Y)^2)"
    assert shapes(text)["J"] == "scalar"


@pytest.mark.parametrize(
    "text",
    [
        "X: n x m; mu = 1/m rowsum(X); C = X - mu; J = sum(C^2)",
        "X: n x m; mu: n x 1; s: n x 1; C = (X - mu)/(2 s); J = sum(C^2)",
        "X: n x m; Y: n x m; g = sigmoid(w^T X + b); J = sum((g ⊙ X - Y)^2)",
    ],
)
def test_what_is_given_or_summed_is_repeated(text):
    cg.read(text)


@pytest.mark.parametrize("product", ["Y log(A1)", "Y ⊙ log(A1)", "log(A1) Y"])
@pytest.mark.parametrize(("shape", "z"), [("n0 x m; Y: 1 x m", "W1 X + b1"), ("m x n0; Y: m x 1", "X W1 + b1")])
@pytest.mark.parametrize("order", ["A1 - {}", "{} - A1"])
def test_rows_that_are_found_to_be_single_are_multiplied_entry_by_entry(product, shape, z, order):
    found = shapes(f"X: {shape}; Z1 = {z}; A1 = exp(Z1); J = 1/m sum({order.format(product)})")
    assert found["A1"] in ("1 x m", "m x 1")


@settings(max_examples=15, deadline=None)
@given(
    rows=st.booleans(), depth=st.integers(1, 2), width=st.integers(2, 3), outputs=st.integers(1, 3),
    seed=st.integers(0, 99), function=st.sampled_from(["tanh", "sigmoid", "softmax"]),
)  # fmt: skip
def test_gradients_in_rows_and_columns_are_those_of_finite_differences(rows, depth, width, outputs, seed, function):
    outputs = max(outputs, 2 if function == "softmax" else 1)  # softmax of one number is refused
    random, sizes, m = np.random.default_rng(seed), [2, *[width] * (depth - 1), outputs], 4

    def turned(first, second):
        return (second, first) if rows else (first, second)

    head = "X: {} x {}\nY: {} x {}\n".format(*turned(2, "m"), *turned(outputs, "m"))
    text, before = head, "X"
    for layer in range(1, depth + 1):
        product = f"{before} W{layer}" if rows else f"W{layer} {before}"
        text += f"Z{layer} = {product} + b{layer}\nA{layer} = {function}(Z{layer})\n"
        text += f"n{layer} = {width}\n" if layer < depth else ""
        before = f"A{layer}"
    model = cg.read(f"{text}J = 1/(2 m) sum(({before} - Y)^2)")
    values = {"X": random.normal(size=turned(2, m)), "Y": random.normal(size=turned(outputs, m))}
    for layer in range(1, depth + 1):
        values[f"W{layer}"] = random.normal(size=turned(sizes[layer], sizes[layer - 1]))
        values[f"b{layer}"] = random.normal(size=turned(sizes[layer], 1))
        if sizes[layer] == 1:
            assert model.quantities[f"b{layer}"].shape == "scalar"
            values[f"b{layer}"] = float(values[f"b{layer}"].item())
    gradients, cost = model.gradients(values), model.program().forward
    for name in model.parameters:
        for place in np.ndindex(np.shape(values[name])):
            ends = []
            for step in (1e-5, -1e-5):
                moved = np.array(values[name], dtype=float)
                moved[place] += step
                ends.append(float(cost({**values, name: moved})["J"]))
            slope = (ends[0] - ends[1]) / 2e-5
            assert np.isclose(np.asarray(gradients[f"d{name}"])[place], slope, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("mean", ["M = 1/16 colsum(Z1)", "M = colsum(Z1)/16", "S = colsum(Z1); M = S/16"])
@pytest.mark.parametrize("rest", ["J = 1/(2 m) sum(A1^2)", "Z2 = W2 A1 + b2; J = 1/(2 m) sum((Z2 - Y)^2)"])
def test_a_mean_over_the_units_that_has_a_name_does_not_make_them_one(mean, rest):
    model = cg.read(f"X: n0 x m; Y: n2 x m; Z1 = W1 X + b1; {mean}; C = Z1 - M; A1 = tanh(C); {rest}")
    shapes = [model.quantities[name].shape for name in ("Z1", "W1", "b1", "M")]
    assert shapes == ["n1 x m", "n1 x n0", "n1 x 1", "1 x m"]


def test_a_mean_over_the_units_in_rows():
    model = cg.read(
        "X: m x n0; Y: m x n2; Z1 = X W1 + b1; M = 1/16 rowsum(Z1); A1 = tanh(Z1 - M); Z2 = A1 W2 + b2; "
        "J = 1/(2 m) sum((Z2 - Y)^2)"
    )
    assert model.quantities["M"].shape == "m x 1"
    assert model.quantities["b1"].shape.startswith("1 x ") and not model.quantities["b1"].shape.endswith(" 1")
