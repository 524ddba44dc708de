"""Model texts that the tests train."""

from chalkgrad.learning.read import read_model
from chalkgrad.model.model import Model

BINARY = """\
n2 = 1
X: n0 x m
Y: n2 x m, Y in {0, 1}
parameter W1: n1 x n0
Z1 = W1 X + b1
A1 = relu(Z1)
Z2 = W2 A1 + b2
A2 = sigmoid(Z2)
J = -1/m sum(Y log(A2) + (1 - Y) log(1 - A2))
predict A2
"""

SOFTMAX = """\
n1 = 8
X: n0 x m
Y: n2 x m, colsum(Y) = 1
parameter W1: n1 x n0
Z1 = W1 X + b1
A1 = tanh(Z1)
Z2 = W2 A1 + b2
A2 = softmax(Z2)
J = -1/m sum(Y log(A2))
predict A2
"""

REGRESSION = """\
n1 = 12
n2 = 1
X: n0 x m
Y: n2 x m
parameter W1: n1 x n0
Z1 = W1 X + b1
A1 = tanh(Z1)
A2 = W2 A1 + b2
J = 1/(2 m) sum((A2 - Y)^2)
predict A2
"""

ROWS = """\
n1 = 6
X: m x n0
Y: m x 1, Y in {0, 1}
parameter W1: n0 x n1
parameter W2: n1 x 1
A1 = tanh(X W1)
A2 = sigmoid(A1 W2)
J = -1/m sum(Y log(A2) + (1 - Y) log(1 - A2))
predict A2
"""


def model(text: str) -> Model:
    return read_model(text, "model.chalk")
