r"""Costs as lecture notes write them: ``\sum_{i=1}^{m}`` over entries with an example above, ``y^{(i)}``."""

import pytest

import chalkgrad as cg
from chalkgrad.errors import ChalkError, NotationError, ShapeError
from chalkgrad.model import Model

NETWORK = """
X: n0 x m
Y: 1 x m
Z1 = W1 X + b1
A1 = tanh(Z1)
Z2 = W2 A1 + b2
A2 = sigmoid(Z2)
"""
UNITS = NETWORK.replace("1 x m", "n2 x m").replace("sigmoid", "softmax")
DEEP = """
X: n[0] x m
Y: n[L] x m
A[0] = X
Z[l] = W[l] A[l-1] + b[l]
A[l] = sigmoid(Z[l]) for l = 1..L
"""


def gradients(model: Model) -> dict[str, str]:
    return {name: equation.text for name, equation in model.derive().items()}


@pytest.mark.parametrize(
    ("network", "written", "plain"),
    [
        (NETWORK, r"J = -\frac{1}{m} \sum_{i=1}^{m} y^{(i)} \log a^{[2](i)}", "J = -1/m sum(Y log(A2))"),
        (NETWORK, r"J = -\frac{1}{m} \sum_{i=1}^{m} Y^{(i)} \log A^{[2](i)}", "J = -1/m sum(Y log(A2))"),
        (
            NETWORK,
            r"J = -\frac{1}{m} \sum\limits_{i = 1}^{m} \large\left(\small y^{(i)}\log\left(a^{[2] (i)}\right) "
            r"+ (1-y^{(i)})\log\left(1- a^{[2] (i)}\right) \large \right) \small",
            "J = -1/m sum(Y log(A2) + (1 - Y) log(1 - A2))",
        ),
        (
            NETWORK + "loss(a, y) = -y log(a)\n",
            r"J = \frac{1}{m} \sum_{i=1}^{m} \mathrm{loss}(a^{[2](i)}, y^{(i)})",
            "J = 1/m sum(loss(A2, Y))",
        ),
        (
            UNITS,
            r"J = -\frac{1}{m} \sum_{i=1}^{m} \sum_{k=1}^{n_2} y_k^{(i)} \log a_k^{[2](i)}",
            "J = -1/m sum(Y log(A2))",
        ),
        (UNITS, r"J = -\frac{1}{m} \sum_i \sum_k Y^{(i)}_k \log A^{[2](i)}_k", "J = -1/m sum(Y log(A2))"),
        (
            DEEP,
            r"J = -\frac{1}{m} \sum_{i=1}^{m} \sum_k y^{(i)}_k \log a^{[L](i)}_k",
            "J = -1/m sum(Y log(A[L]))",
        ),
        (
            DEEP.replace("n[L] x m", "1 x m"),
            r"J = -\frac{1}{m} \sum_{i=1}^{m} y^{(i)} \log a^{[L](i)}",
            "J = -1/m sum(Y log(A[L]))",
        ),
    ],
)
def test_it_is_the_model_of_its_plain_spelling(network: str, written: str, plain: str) -> None:
    assert gradients(cg.read(network + written)) == gradients(cg.read(network + plain))


def test_a_small_letter_of_its_own_is_itself() -> None:
    """y^{(i)} is an entry of y where there is a y, and example i of Y only where there is none."""
    model = cg.read(NETWORK + "y: 1 x m\n" + r"J = \frac{1}{m} \sum_{i=1}^{m} (a^{[2](i)} - y^{(i)})^2")
    assert "y[i]" in model.text and "Y[i]" not in model.text


@pytest.mark.parametrize(
    ("network", "written", "kind", "message", "marked", "hint"),
    [
        (
            NETWORK,
            r"J = -\frac{1}{m} \sum_{i=1}^{m} y^{(i)} \log a^{[2](i)} + (1 - y^{(i)}) \log(1 - a^{[2](i)})",
            NotationError,
            "the index i is used outside its sum",
            r"a^{[2](i)}",
            "in brackets, sum_i (... + ...)",
        ),
        (
            NETWORK,
            "J = -1/m sum_i Y[i] log(A2[i]) + log(A2[i])",
            NotationError,
            "the index i is used outside its sum",
            "A2[i]",
            "in brackets",
        ),
        (NETWORK, "J = Y[i] log(A2[i])", NotationError, "the index i is not summed over", "A2[i]", "sum_i (...)"),
        (
            NETWORK,
            r"J = -\frac{1}{m} \sum_{i=1}^{m} y^{(i)} \log a^{(i)}",
            NotationError,
            "unknown name 'a'",
            r"a^{(i)}",
            "Did you mean A1 or A2?",
        ),
        (
            UNITS,
            r"J = -\frac{1}{m} \sum_{i=1}^{m} y^{(i)} \log a^{[2](i)}",
            ShapeError,
            "Y is n2 x m and takes 2 indices, found 1",
            r"y^{(i)}",
            "sum(Y log(A))",
        ),
        (
            DEEP,
            r"J = -\frac{1}{m} \sum_{i=1}^{n_1} \sum_k y^{(i)}_k \log a^{[L](i)}_k",
            ShapeError,
            "the sum runs to n1, but i runs along m",
            r"\sum_{i=1}^{n_1}",
            "",
        ),
        (
            UNITS.replace("X: n0 x m", "R: m x n2\nX: n0 x m"),
            r"J = \frac{1}{m} \sum_{i} \sum_{k} r^{(i)}_k",
            ShapeError,
            "(i) above a letter counts the examples, and here i runs along n2",
            r"r^{(i)}_k",
            "X_{i,k}",
        ),
    ],
)
def test_what_is_not_certain_is_refused_with_its_place(
    network: str, written: str, kind: type[ChalkError], message: str, marked: str, hint: str
) -> None:
    with pytest.raises(kind) as caught:
        cg.read(network + written)
    span = caught.value.span
    assert caught.value.message == message
    assert span is not None and span.source[span.start : span.end] == marked
    assert hint in caught.value.hint
