"""What a program's source looks like, to the letter. It is the code that runs."""

from __future__ import annotations

from .networks import BINARY, BINARY_GRADIENTS, CLASSES, CLASSES_GRADIENTS, program

BINARY_SOURCE = '''\
"""Written by chalkgrad from the equations of the model. Given: X: n0 x m, Y: n2 x m, W1: n1 x n0, b1: n1 x 1,
W2: n2 x n1, b2: n2 x 1."""

import numpy as np


def quotient(numerator, denominator):
    """0 where the numerator is 0: as real numbers these denominators are never 0, though they may round to it."""
    zero = numerator == 0
    with np.errstate(divide="ignore", over="ignore"):
        return np.where(zero, 0, numerator / np.where(zero, 1, denominator))


def sigmoid(z):
    """1/(1 + exp(-z)). Any number squashed into (0, 1), so that it can be read as a probability."""
    p = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, p) / (1 + p)


def softplus(z):
    """log(1 + exp(z)). A smooth ReLU; its slope is the sigmoid."""
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))


def forward(X, Y, W1, b1, W2, b2):
    """The network's equations."""
    m = X.shape[1]
    Z1 = W1 @ X + b1
    A1 = np.tanh(Z1)
    Z2 = W2 @ A1 + b2
    A2 = sigmoid(Z2)
    J = (Y * softplus(-Z2) + (1 - Y) * softplus(Z2)).sum() / m
    return Z1, A1, Z2, A2, J


def backward(X, Y, W2, A1, Z2, A2):
    """Its gradients."""
    m = X.shape[1]
    dA2 = quotient(1 - Y, sigmoid(-Z2)) - quotient(Y, A2)
    dZ2 = A2 - Y
    dW2 = dZ2 @ A1.T / m
    db2 = dZ2.sum(axis=1, keepdims=True) / m
    dA1 = W2.T @ dZ2
    dZ1 = dA1 * (1 - A1**2)
    dW1 = dZ1 @ X.T / m
    db1 = dZ1.sum(axis=1, keepdims=True) / m
    return dA2, dZ2, dW2, db2, dA1, dZ1, dW1, db1
'''

CLASSES_LINES = '''\
    Z1 = W1 @ X + b1
    A1 = relu(Z1)
    Z2 = W2 @ A1 + b2
    A2 = softmax(Z2)
    J = -(Y * log_softmax(Z2)).sum() / m
    return Z1, A1, Z2, A2, J


def backward(X, Y, W2, Z1, A1, A2):
    """Its gradients."""
    m = X.shape[1]
    dA2 = -quotient(Y, A2)
    dZ2 = A2 - Y
    dW2 = dZ2 @ A1.T / m
    db2 = dZ2.sum(axis=1, keepdims=True) / m
    dA1 = W2.T @ dZ2
    dZ1 = dA1 * relu_slope(Z1)
'''

CLASSES_FUNCTIONS = '''\
def relu(z):
    """z if z >= 0 else 0. Negative numbers become 0, the others pass."""
    return np.maximum(z, 0)


def softmax(z, axis=0):
    """exp(z[i])/(sum_k exp(z[k])). Any numbers turned into probabilities that add up to 1."""
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def log_softmax(z, axis=0):
    """log(exp(z[i])/(sum_k exp(z[k]))). The logarithm of the softmax, with every digit kept when one entry
    dominates."""
    shifted = z - z.max(axis=axis, keepdims=True)
    e = np.exp(shifted)
    others = np.where(shifted < 0, e, 0).sum(axis=axis, keepdims=True)
    ties = np.where(shifted < 0, 0, e).sum(axis=axis, keepdims=True) - 1
    return shifted - np.log1p(others + ties)


def relu_slope(z):
    """1 if z >= 0 else 0. The slope of relu."""
    return (z >= 0).astype(z.dtype)
'''


def test_a_binary_classifier():
    assert program(BINARY, BINARY_GRADIENTS).source == BINARY_SOURCE


def test_a_classifier_of_several_classes():
    source = program(CLASSES, CLASSES_GRADIENTS).source
    assert CLASSES_LINES in source
    assert CLASSES_FUNCTIONS in source


def test_dead_code_is_gone():
    network = program(BINARY, BINARY_GRADIENTS)
    compiled = network._compile(("dW2",))
    assert "dA1" not in compiled.source and "J" not in compiled.source and "softplus" not in compiled.source
    assert compiled.inputs == ("X", "Y", "W1", "b1", "W2", "b2")
    assert network._compile(("A1",)).inputs == ("X", "W1", "b1")


def test_names_that_python_keeps_for_itself_are_respelled():
    text = "X: n x m\nlambda = 0.5\nα = 2\nsoftmax_ = 3\nJ = lambda sum(X) + α/m sum(X^2) + softmax_"
    source = program(text, {}).source
    assert "lambda_ = 0.5" in source
    assert "alpha = 2" in source
    assert "J = lambda_ * X.sum() + alpha * (X**2).sum() / m + softmax_" in source


def test_leaky_relu_takes_its_slope_or_the_default():
    source = program("Z: n x m\nA = leaky_relu(Z)\nB = leaky_relu(Z, 0.2)\nJ = sum(A) + sum(B)", {}).source
    assert "def leaky_relu(z, slope=0.01):" in source
    assert "return np.where(z >= 0, z, slope * z)" in source
    assert "A = leaky_relu(Z)\n" in source and "B = leaky_relu(Z, 0.2)\n" in source


def test_a_linear_output_is_the_array_itself():
    assert "    A = Z\n" in program("Z: n x m\nA = linear(Z)\nJ = sum(A)", {}).source


def test_losses_of_the_library_are_written_out_and_kept_stable():
    text = "Z: n x m\nY: n x m\nA = sigmoid(Z)\nJ = 1/m sum(binary_cross_entropy(A, Y))"
    assert "J = (Y * softplus(-Z) + (1 - Y) * softplus(Z)).sum() / m" in program(text, {}).source
