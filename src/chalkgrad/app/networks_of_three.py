"""Networks of three layers, each written in one way more than the last: what a page is measured on."""

from __future__ import annotations

from dataclasses import dataclass

from ..calculus.derivation import Level
from .model import Derivation, read


@dataclass(frozen=True)
class ThreeLayers:
    """A network, the convention and the level it is shown in, and whether it is worked in numbers too."""

    name: str
    source: str
    convention: str | None = None
    level: Level = "lecture"
    with_values: bool = False

    def derive(self) -> Derivation:
        return read(self.source).derive(self.convention)


def _network(activations: tuple[str, str, str], cost: str, bounds: str = "", normed: bool = False) -> str:
    lines = ["X: n0 x m", f"Y: n3 x m{bounds}"]
    before = "X"
    for layer, function in enumerate(activations, start=1):
        lines += [f"parameter W{layer}: n{layer} x n{layer - 1}", f"Z{layer} = W{layer} {before} + b{layer}"]
        inside = f"Z{layer}"
        if normed and layer < 3:
            lines += [
                f"mu{layer} = 1/m rowsum(Z{layer})",
                f"C{layer} = Z{layer} - mu{layer}",
                f"S{layer} = 1/m rowsum(C{layer}^2)",
                f"N{layer} = C{layer} / sqrt(S{layer} + 0.1)",
            ]
            inside = f"N{layer}"
        lines.append(f"A{layer} = {function}({inside})" if function != "linear" else f"A{layer} = {inside}")
        before = f"A{layer}"
    return "\n".join((*lines, f"J = {cost}", ""))


_BINARY = "-1/m sum(Y log(A3) + (1 - Y) log(1 - A3))"
_CLASSES = "-1/m sum(Y log(A3))"
_SQUARES = "1/(2 m) sum((A3 - Y)^2)"
_PENALTY = " + lambda/(2 m) (sum(W1^2) + sum(W2^2) + sum(W3^2))"
_ONE_OF_MANY = ", colsum(Y) = 1"

_DIGITS = _network(("relu", "relu", "softmax"), _CLASSES, _ONE_OF_MANY)
_TANH = _network(("tanh", "tanh", "sigmoid"), _BINARY, ", Y in {0, 1}")

NETWORKS = (
    ThreeLayers("digits: relu, softmax", _DIGITS),
    ThreeLayers("tanh, sigmoid", _TANH),
    ThreeLayers("sigmoid, squares", _network(("sigmoid", "sigmoid", "sigmoid"), _SQUARES)),
    ThreeLayers("softplus, leaky relu", _network(("softplus", "leaky_relu", "linear"), _SQUARES)),
    ThreeLayers("regularised", _network(("tanh", "relu", "sigmoid"), _BINARY + _PENALTY)),
    ThreeLayers("batch norm", _network(("relu", "tanh", "softmax"), _CLASSES, _ONE_OF_MANY, normed=True)),
    ThreeLayers("ng-theta", _TANH, "ng-theta"),
    ThreeLayers("numerator layout", _TANH, "numerator"),
    ThreeLayers("nielsen", _TANH, "nielsen"),
    ThreeLayers("examples in rows", _DIGITS, "cs231n"),
    ThreeLayers("literal", _TANH, "literal"),
    ThreeLayers("every line", _DIGITS, level="every-line"),
    ThreeLayers("every line, tanh", _TANH, level="every-line"),
    ThreeLayers("with values", _TANH, with_values=True),
    ThreeLayers("every line, with values", _DIGITS, level="every-line", with_values=True),
)
