"""Models that are no dense networks; each equation against dual numbers as well."""

import pytest
from test_numeric import agree_with_dual_numbers

import chalkgrad as cg
from chalkgrad.errors import InputError, ModelError, NotationError, NotSupported, ShapeError

ODD = {
    "bracketed": ("L = (x y)", {"dx": "y"}),
    "bracketed twice": ("a = ((x + z)); L = a^2", {"da": "2 a"}),
    "a constant summed": ("Y: 1 x m; b: scalar; J = sum((b - Y)^2)", {"db": "2 (m b - rowsum(Y))"}),
    "a mean inside": ("X: n x m; w: n x 1; P = w^T X; v = 1/m sum(P); J = 1/m sum((P - v)^2)", {"dw": "X dP^T"}),
    "a square of itself": ("X: n x m; W: n x m; Z = 2 W; M = Z @ Z^T; J = sum(M)", {"dW": "2 dZ"}),
    "a row sum beside": (
        "X: n x m; W: n x n; A = tanh(W X); J = 1/m sum(A ⊙ rowsum(A))",
        {"dW": "(dA ⊙ (1 - A^2)) X^T"},
    ),
    "a trace": ("W: n x n; J = sum_i W[i,i]", {"dW": "δ[i,j]"}),
    "a half in front": ("a = tanh(z/2); L = a y", {"dz": "(1/2) y (1 - tanh((1/2) z)^2)"}),
    "roots and logs": ("X: n x k; parameter v: k x 1; q = X @ v; r = q^T q; J = log(r) + 1/r", {"dv": "X^T dq"}),
    "softmax without targets": ("X: n x m; Z = W X; A = softmax(Z); J = -1/m sum(log(A))", {"dZ": "n_W A - 1"}),
    "attention of a kind": ("X: n x m; w: n x 1; A = softmax(X); P = w^T (A ⊙ X); J = 1/m sum(P^2)", {"dP": "2 P"}),
    "a high power": ("L = (x + z)^20", {"dx": "20 (x + z)^19"}),
    "a sum that a declared fact would make a size": (
        "X: n x m; parameter S: n x n; parameter s: scalar; Q = (s S)/sqrt(rowsum((s S)^2) + 1); "
        "J = 1/m sum(X) s + 1/m sum(Q^2)",
        {"dQ": "2/m Q"},
    ),
    "a function of its own": ("f(u) = u^2/(1 + u^2); L = f(x)", {"dx": "2 x/(1 + x^2)^2"}),
    "a bias directly under a sum": ("X: n x m; parameter W: p x n; parameter b: p x 1; J = sum(W X + b)", {"db": "m"}),
    "a bias in the cost as well": (
        "X: n0 x m; Z1 = W1 X + b1; A1 = tanh(Z1); J = 1/m sum(A1 + b1)",
        {"db1": "1/m rowsum(dZ1) + 1"},
    ),
    "a squared bias under a sum": (
        "X: n x m; parameter W: p x n; parameter b: p x 1; J = sum(W X + b^2)",
        {"db": "2 m b"},
    ),
    "the same in every column": ("X: n x m; parameter W: m x p; J = sum(X W)", {"dW": "sum_k X[k,e]"}),
    "the same in every row": ("X: n x m; parameter W: p x n; J = 1/m sum(W X)", {"dW": "1/m sum_e X[j,e]"}),
    "the same for every example": (
        "X: n x m; parameter v: p x 1; parameter W1: p x n; A1 = W1 X; J = 1/m sum(v^T A1)",
        {"dA1": "v[i]", "dW1": "1/m dA1 X^T"},
    ),
    "a declared sum used": ("X: n x m; parameter W: m x p; colsum(X) = 1; J = sum(X W)", {"dW": "1"}),
    "attention": (
        "X: n x t; Y: n x t; parameter Q: d x n; parameter K: d x n; S = (Q X)^T (K X); "
        "P[i,j] = exp(S[i,j]) / sum_k exp(S[i,k]); O = X @ P^T; J = sum((O - Y)^2)",
        {"dP": "dO^T X", "dQ": "K X dS^T X^T"},
    ),
    "a prediction beside the cost": (
        "X: n0 x m; Y: n1 x m; Z1 = W1 X + b1; A1 = sigmoid(Z1); J = 1/m sum((Z1 - Y)^2); predict A1",
        {"dW1": "1/m dZ1 X^T"},
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_models_are_derived_and_right(name):
    source, expected = ODD[name]
    model = cg.read(source)
    derivation = model.derive()
    assert {key: derivation[key].text for key in expected} == expected
    agree_with_dual_numbers(model, derivation, derivation.convention.name)


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("L = log(-exp(2)) x", NotationError),
        ("L = (-1)^(1/2) x", NotationError),
        ("L = 0^(-1) x", NotationError),
        ("L = x/(z - z)", NotationError),
        ("L = sigmoid''(x)", NotationError),
        ("L = 3", ModelError),
        ("L = x^T + T", NotationError),
        ("f(z, z) = z; L = f(x, x)", NotationError),
        ("a = J x; J = x", ModelError),
        ("X: ² x m\nJ = sum(X)", ShapeError),
        ("X: " + "9" * 5000 + " x m\nJ = sum(X)", ShapeError),
        ("X: n x m\nY: n x m, Y in {}\nJ = sum(Y^2 X)", NotationError),
        ("X: n x m\nY: 1 x m\nA[i,e] = sum_k W1[i,k] X[k,e]\nJ = sum(A ⊙ Y)", ShapeError),
        ("T: n x m\nY = 2 T\ncolsum(Y) = 1\nJ = sum(Y)", NotSupported),
    ],
)
def test_impossible_models_are_answered(source, kind):
    with pytest.raises(kind):
        cg.read(source).derive()


def test_a_gradient_that_is_the_same_along_an_axis_is_written_for_one_entry():
    """rowsum(X^T) is m x 1, and dW is m x p: they are not equal."""
    derivation = cg.read("X: n x m; parameter W: m x p; J = sum(X W)").derive()
    assert derivation["dW"].left.text == "dW[e,i]"
    assert derivation["dW"].shape == "m x p"
    assert "rowsum" not in "".join(step.result.text for step in derivation["dW"].steps)


def test_softmax_along_no_axis_of_its_own_says_how_to_write_it():
    with pytest.raises(ShapeError, match="runs along one axis, and t x t has examples along both") as caught:
        cg.read("X: n x t; Y: n x t; S = X^T X; P = softmax(S); O = X @ P^T; J = sum((O - Y)^2)")
    assert "sigmoid" not in str(caught.value)
    assert "P[i,j] = exp(S[i,j]) / sum_k exp(S[i,k])" in str(caught.value)


def test_a_depth_is_a_whole_number():
    layered = cg.read(
        "A[0] = X; X: n x m; Y: n x m; Z[l] = W A[l-1]; A[l] = tanh(Z[l]) for l = 1..L; J = 1/m sum((A[L] - Y)^2)"
    )
    for wrong in (1.5, "2", True):
        with pytest.raises(InputError, match="whole number"):
            layered.at_depth(wrong)
    assert layered.at_depth(2).derive()["dW"].text == "1/m dZ1 X^T + 1/m dZ2 A1^T"
