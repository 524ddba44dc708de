"""Networks of many kinds, for what must hold of a figure or a page whatever is drawn."""

from __future__ import annotations

LOGISTIC = "a = sigmoid(z); L = -(y log(a) + (1 - y) log(1 - a))"

SHALLOW = """\
X: n0 x m
Y: n2 x m
Z1 = W1 X + b1
A1 = tanh(Z1)
Z2 = W2 A1 + b2
A2 = sigmoid(Z2)
J = -1/m sum(Y ⊙ log(A2) + (1 - Y) ⊙ log(1 - A2))
"""

DEEP = """\
X: n0 x m
Y: n3 x m, colsum(Y) = 1
Z1 = W1 X + b1
A1 = relu(Z1)
Z2 = W2 A1 + b2
A2 = tanh(Z2)
Z3 = W3 A2 + b3
A3 = softmax(Z3)
J = -1/m sum(Y log(A3))
"""

SKIP = """\
X: n x m
Y: n x m
Z1 = W1 X + b1
A1 = relu(Z1)
Z2 = W2 A1 + b2
H = A1 + tanh(Z2)
J = 1/(2 m) sum((H - Y)^2)
"""

SHARED = """\
X: n x m
Y: n x m
parameter W: n x n
Z1 = W @ X
A1 = tanh(Z1)
Z2 = W @ A1
J = 1/(2 m) sum((Z2 - Y)^2)
"""

PENALISED = """\
X: n0 x m
Y: n1 x m
Z1 = W1 X + b1
A1 = sigmoid(Z1)
R = lambda/(2 m) sum(W1^2)
J = -1/m sum(Y ⊙ log(A1) + (1 - Y) ⊙ log(1 - A1)) + R
"""

OWN_FUNCTION = """\
bump(z) = exp(-z^2)
X: n0 x m
Y: n1 x m
Z1 = W1 X + b1
A1 = bump(Z1)
J = 1/(2 m) sum((A1 - Y)^2)
"""

FORMULA = "u = x^2 + 1; v = log(u); L = (v - y)^2"

ANY_DEPTH = """\
X: n[0] x m
Y: n[L] x m
A[0] = X
Z[l] = W[l] A[l-1] + b[l]
A[l] = g(Z[l]) for l = 1..L
J = 1/m sum(C(A[L], Y))
"""

NETWORKS = {
    "logistic": LOGISTIC,
    "shallow": SHALLOW,
    "deep": DEEP,
    "skip": SKIP,
    "shared": SHARED,
    "penalised": PENALISED,
    "own function": OWN_FUNCTION,
    "formula": FORMULA,
    "any depth": ANY_DEPTH,
}

#: Three layers, a penalty and its weight.
THREE_LAYERS = """\
X: n0 x m
Y: n3 x m, colsum(Y) = 1
Z1 = W1 X + b1
A1 = relu(Z1)
Z2 = W2 A1 + b2
A2 = tanh(Z2)
Z3 = W3 A2 + b3
A3 = softmax(Z3)
J = -1/m sum(Y log(A3)) + lambda/(2 m) (sum(W1^2) + sum(W2^2) + sum(W3^2))
lambda = 0.1
"""

BATCH_NORM = """\
X: n0 x m
Y: 1 x m, Y in {0, 1}
Z1 = W1 X
mu = 1/m rowsum(Z1)
V = 1/m rowsum((Z1 - mu)^2)
N = (Z1 - mu) / sqrt(V + 0.001)
parameter gamma: n1 x 1
parameter beta: n1 x 1
H = gamma * N + beta
A1 = relu(H)
Z2 = W2 A1 + b2
A2 = sigmoid(Z2)
J = -1/m sum(Y log(A2) + (1 - Y) log(1 - A2))
"""

LONG_NAMES = """\
temperature_measurements: number_of_sensors x number_of_days
observed_rainfall: 1 x number_of_days
hidden_preactivation = W_sensors_to_hidden temperature_measurements + b_hidden
hidden_activation = tanh(hidden_preactivation)
predicted_rainfall = W_hidden_to_rain hidden_activation + b_rain
mean_squared_error = 1/(2 number_of_days) sum((predicted_rainfall - observed_rainfall)^2)
"""

#: One layer in which every quantity is a matrix with a long name.
LONG_MATRICES = """\
temperature_measurements: number_of_sensors x number_of_days
observed_rainfall: number_of_towns x number_of_days
hidden_preactivation = W_sensors_to_towns temperature_measurements + b_hidden
mean_squared_error = 1/(2 number_of_days) sum((hidden_preactivation - observed_rainfall)^2)
"""
