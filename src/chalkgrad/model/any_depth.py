"""A network of any depth as a Model: its quantities are those of layer l, the inputs, and what follows the layers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from ..errors import ChalkError, NotSupported, Span
from ..notation.elaborate import standard_indices
from ..notation.statements import statements
from ..notation.text import text
from ..terms import Axis, Function, Layout
from .layers import Layers
from .model import Model, Quantity, Role
from .over_layers import sums, used_names


def of_any_depth(source: str, layers: Layers, known: Mapping[str, Function], window: Model, top: Model) -> Model:
    """The model whose layers are counted by l, from its two small models (``layers``)."""
    shared = shared_by_layers(window)
    given = _at_the_input(window.quantities[f"{layers.signal}[l-1]"].layout)
    inputs = Quantity(layers.inputs, Role.DATA, given, standard_indices(given, window.example_axis), None, 1)
    quantities = {inputs.name: inputs}
    quantities |= {n: q for n, q in top.quantities.items() if q.role in (Role.DATA, Role.CONSTANT) and "[" not in n}
    quantities |= shared
    quantities |= {n: q for n, q in window.quantities.items() if n.endswith("[l]")}
    quantities |= {n: top.quantities[n] for n in layers.last}
    after = {n: q for n, q in top.quantities.items() if q.written is not None and "[" not in n}
    quantities |= {n: replace(q, written=layers.written.get(n, q.written)) for n, q in after.items()}
    definitions = {n: d for n, d in window.definitions.items() if n.endswith("[l]")}
    definitions |= {n: d for n, d in top.definitions.items() if "[" not in n or n in layers.last}
    _not_under_a_sum(layers, shared)
    notes = tuple(
        f"{name} stands for any differentiable function; {name}'({', '.join(known[name].arguments)}) is its derivative"
        + (" with respect to its first argument" if count > 1 else "")
        for name, count in layers.unknown.items()
    )
    return replace(
        top,
        quantities=quantities,
        definitions=definitions,
        functions=known,
        source=source,
        notes=("Z[l], A[l], ... are those of layer l, for l = 1..L", *_unlike(layers), *notes),
        own_functions=(),
        layers=layers,
    )


def _unlike(layers: Layers) -> tuple[str, ...]:
    """What is said of the quantities of the last layer that have an equation of their own."""
    if not layers.last:
        return ()
    others = " and ".join(name.replace("[L]", "[l]") for name in layers.last)
    return (f"the last layer has its own {' and '.join(layers.last)}; the equation of {others} is that of l = 1..L-1",)


def shared_by_layers(window: Model) -> dict[str, Quantity]:
    """The parameters without a layer: the same in all layers, or used after them."""
    return {n: q for n, q in window.quantities.items() if q.role is Role.PARAMETER and "[" not in n}


def with_shared_shapes(layers: Layers, window: Model) -> Layers:
    """The shapes of shared parameters as two layers settle them; one layer alone would leave the rows of W open."""
    declared = {name for statement in statements(layers.top) for name in statement.names}
    shapes = [
        f"parameter {name}: {q.shape}"
        for name, q in shared_by_layers(window).items()
        if q.shape != "scalar" and name not in declared
    ]
    top = "".join([layers.top, *(f"{shape}\n" for shape in shapes if "[" not in shape)])
    return replace(layers, top=top)


def in_the_text(error: ChalkError, source: str) -> ChalkError:
    """An error in the equations of a layer, with the place where the user wrote them."""
    if error.span is None:
        return error
    line = error.span.source.splitlines()[error.span.line_number - error.span.first_line]
    wanted = _subject(line)
    place, start = None, 0
    for written in source.splitlines(keepends=True):
        if wanted and _subject(written) == wanted:
            place = Span(source, start, start + len(written.rstrip()), error.span.filename)
        start += len(written)
    error.span = place
    error.hint = re.sub(r",? (in )?line \d+", "", error.hint)
    return error


def _subject(line: str) -> str:
    """What a line defines or declares, whatever its layer: ``Z[l+1] = ...`` is about Z."""
    found = re.match(r"\s*(?:data\s+|parameter\s+)?([^\s\[=:]+)", line)
    return found[1] if found else ""


def _at_the_input(layout: Layout) -> Layout:
    """The shape of A[l-1] as that of A[0]."""
    rows, columns = (axis and Axis(axis.name.replace("[l-1]", "[0]"), axis.size) for axis in layout)
    return rows, columns


def _not_under_a_sum(layers: Layers, shared: Mapping[str, Quantity]) -> None:
    """``sum_l sum(W^2)`` with one W for all layers: as many times the same, which is hardly what is meant."""
    for formula in layers.written.values():
        for found in sums(formula):
            for name in sorted(used_names(found) & shared.keys()):
                raise NotSupported(
                    f"{text(found)} adds up {name} over the layers, and all of them share one {name}",
                    hint=f"Leave sum_l out: lambda/(2 m) sum({name}^2)",
                )
