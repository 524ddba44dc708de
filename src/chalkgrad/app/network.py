"""Layers as sugar: they write the equations that one could have typed, and nothing else.

``print(cg.mlp(30, 16, 1).source)`` shows them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..errors import InputError
from ..library import Loss, Shelf, library_files, shelf_with, standard
from ..notation.spell import spell
from ..notation.surface import Minus, Surface
from ..notation.text import text
from ..terms import Div, Entry, Number, Term, replace_entries
from .model import Library, Model, from_text

#: The loss that is usual for an output activation; for any other one it has to be named.
USUAL_LOSS = {"sigmoid": "binary_cross_entropy", "softmax": "cross_entropy", "linear": "half_squared_error"}
MAX_LAYERS = 1000


@dataclass(frozen=True)
class Dense:
    """A fully connected layer: ``units`` outputs, and the activation applied to them."""

    units: int
    activation: str = "relu"


def mlp(
    *sizes: int,
    activation: str = "relu",
    output: str | None = None,
    loss: str | None = None,
    l2: float = 0.0,
    library: Library = None,
) -> Model:
    """A network of dense layers: ``mlp(30, 16, 1)`` has 30 inputs, 16 hidden units and 1 output.

    Args:
        sizes: the number of inputs, then of units of each layer.
        activation: of the hidden layers, a name of the library.
        output: activation of the last layer; default sigmoid for 1 unit, softmax for more.
        loss: a name of the library; default the usual one for ``output``.
        l2: λ of the penalty λ/(2m) Σ W² on the weights (not on the biases).
        library: files, or folders of files, with entries of your own; those in the current folder are found anyway.

    Raises InputError for an unknown name or an impossible size.
    """
    if len(sizes) < 2:
        raise InputError(
            f"mlp needs at least an input and an output size, got {sizes}", hint="For example mlp(30, 16, 1)"
        )
    last = output or ("sigmoid" if sizes[-1] == 1 else "softmax")
    layers = [Dense(units, activation) for units in sizes[1:-1]] + [Dense(sizes[-1], last)]
    return sequential(sizes[0], *layers, loss=loss, l2=l2, library=library)


def sequential(inputs: int, *layers: Dense, loss: str | None = None, l2: float = 0.0, library: Library = None) -> Model:
    """Dense layers one after the other; writes the equations and reads them. See ``mlp``."""
    files = library_files(library, Path())
    return from_text(equations(inputs, *layers, loss=loss, l2=l2, known=shelf_with(files)), "<layers>", files)


def equations(inputs: int, *layers: Dense, loss: str | None = None, l2: float = 0.0, known: Shelf | None = None) -> str:
    """The equations of a network of dense layers, as text in the notation; ``known`` has what they are named after."""
    known = known or standard()
    _check(inputs, layers, l2, known)
    depth = len(layers)
    last = layers[-1].activation
    chosen = loss or USUAL_LOSS.get(last)
    if chosen is None:
        raise InputError(
            f"there is no usual loss for the output {last!r}",
            hint=f"Name one: loss= {', '.join(known.names('losses'))}",
        )
    lines = [f"n{l} = {units}" for l, units in enumerate([inputs, *(layer.units for layer in layers)])]
    fact = {"binary_cross_entropy": ", Y in {0, 1}", "cross_entropy": ", colsum(Y) = 1"}.get(chosen, "")
    lines += ["X: n0 x m", f"Y: n{depth} x m{fact if chosen == USUAL_LOSS.get(last) else ''}"]
    lines += [f"parameter W{l}: n{l} x n{l - 1}" for l in range(1, depth + 1)]
    if l2:
        lines.append(f"lambda = {l2!r}")
    before = "X"
    for l, layer in enumerate(layers, 1):
        lines += [f"Z{l} = W{l} {before} + b{l}", f"A{l} = {layer.activation}(Z{l})"]
        before = f"A{l}"
    penalty = ""
    if l2:
        squares = " + ".join(f"sum(W{l}^2)" for l in range(1, depth + 1))
        penalty = f" + lambda/(2 m) {f'({squares})' if depth > 1 else squares}"
    lines += [f"J = {mean_loss(known.loss(chosen), before)}{penalty}", f"predict {before}"]
    return "\n".join(lines) + "\n"


def mean_loss(loss: Loss, prediction: str, target: str = "Y") -> str:
    """``-1/m sum(Y log(A2))``: the mean over the examples of a loss of the library, written out."""
    function = loss.function
    variable, answer = function.arguments[:2]
    table: dict[str, Term] = {variable: Entry(prediction, ()), answer: Entry(target, ())}
    value = replace_entries(function.value, lambda entry: table.get(entry.name, entry))
    sign, scale = "", "1/m"
    surface: Surface = spell(value)
    if isinstance(surface, Minus):
        sign, surface = "-", surface.body
    elif isinstance(value, Div) and isinstance(value.denominator, Number):
        scale, surface = f"1/({text(spell(value.denominator))} m)", spell(value.numerator)
    return f"{sign}{scale} sum({text(surface)})"


def _check(inputs: int, layers: tuple[Dense, ...], l2: float, known: Shelf) -> None:
    if not layers:
        raise InputError("a network needs at least one layer", hint='For example sequential(30, Dense(1, "sigmoid"))')
    if len(layers) > MAX_LAYERS:
        raise InputError(f"{len(layers)} layers are more than the {MAX_LAYERS} that are supported")
    for size in (inputs, *(layer.units for layer in layers)):
        if not isinstance(size, int) or isinstance(size, bool) or size < 1:
            raise InputError(f"a size must be a whole number of at least 1, got {size!r}")
    for layer in layers:
        known.activation(layer.activation)
    if layers[-1].activation == "softmax" and layers[-1].units == 1:
        raise InputError(
            "softmax of a single unit is always 1", hint='Use output="sigmoid", or one unit per class for softmax.'
        )
    if not 0 <= l2 < float("inf"):
        raise InputError(f"l2 must be zero or a positive number, got {l2!r}")
