"""A network of any depth with every matrix turned: ``Z[l] = A[l-1] W[l] + b[l]``, examples in rows.

Its text is turned formula by formula, and read anew. That it is the same network is not taken for granted: the small
models of the new text are compared with the turned ones of the old, each definition by proof.
"""

from __future__ import annotations

from dataclasses import replace

from ..errors import ChalkError, NotSupported
from ..model import Model, build
from ..model.layers import RANGE
from ..notation.read import read_expression
from ..notation.scope import Scope
from ..notation.shapes import SCALAR, layout_of
from ..notation.statements import Statement, statements
from ..notation.surface import At, Call, Indexed, Kind, Name, Product, Surface, with_parts
from ..notation.text import text
from ..notation.tokens import REDUCTIONS
from ..proof import equal
from ..terms import PRIMITIVES, Axis, Index, instantiate
from .orientation import turned

_OTHER = {"rowsum": "colsum", "colsum": "rowsum"}


def turned_layers(model: Model) -> Model:
    """The network of any depth with rows and columns of every quantity exchanged.

    Raises NotSupported where the turned text is not read as the same network.
    """
    assert model.layers is not None
    known = {name: each for name, each in model.functions.items() if name not in model.layers.unknown}
    turning = _Turning(model)
    try:
        made = build(turning.text(), known)
        if _is_turned(made, model):
            return replace(made, library=model.library)
    except ChalkError:
        pass
    raise NotSupported(
        "this network of any depth cannot be written with its examples in rows",
        hint="Choose a convention with examples in columns, such as --convention literal, or write the equations with "
        "examples in rows: Z[l] = A[l-1] W[l] + b[l].",
    )


def _is_turned(made: Model, model: Model) -> bool:
    """Whether the small models of one network are those of the other, turned."""
    assert made.layers is not None and model.layers is not None
    for ours, theirs in ((made.layers.window, model.layers.window), (made.layers.top, model.layers.top)):
        found, wanted = build(ours, made.functions), turned(build(theirs, model.functions))
        if _given(found) != _given(wanted) or found.definitions.keys() != wanted.definitions.keys():
            return False
        for name, definition in wanted.definitions.items():
            other = found.definitions[name]
            value = instantiate(other.value, other.indices, definition.indices)
            if value != definition.value and equal(value, definition.value, wanted.context).kind != "proved":
                return False
    return True


def _given(model: Model) -> tuple[object, ...]:
    """What a proof rests on besides the definitions: roles, layouts, and what is declared, however it is worded."""
    quantities = {name: (quantity.role, quantity.layout) for name, quantity in model.quantities.items()}
    return quantities, {replace(fact, text="") for fact in model.facts}, model.sizes, model.cost, model.prediction


class _Turning:
    """The text of a network of any depth, turned line by line."""

    def __init__(self, model: Model) -> None:
        assert model.layers is not None
        self.source = model.layers.source
        small = [build(each, model.functions) for each in (model.layers.window, model.layers.top)]
        layouts = {name: each.layout for one in (model, *small) for name, each in one.quantities.items()}
        axes = {axis.name: axis for layout in layouts.values() for axis in layout if axis is not None}
        layer = Index("l", Axis("L"))
        self.scope = Scope(layouts, axes, model.functions, model.example_axis, layer=layer)
        self.callable = {*model.functions, *PRIMITIVES, *REDUCTIONS}

    def text(self) -> str:
        plain = RANGE.sub(lambda found: " " * len(found.group()), self.source)
        found = list(statements(plain))
        ends = [*(statement.place.start for statement in found[1:]), len(plain)]
        lines = []
        for statement, end in zip(found, ends, strict=True):
            layers = RANGE.search(self.source, statement.place.start, end)
            lines.append(self._line(statement) + (f" {layers.group()}" if layers else ""))
        return "\n".join(lines) + "\n"

    def _line(self, statement: Statement) -> str:
        if statement.left is not None and statement.right is not None:
            left, right = (
                read_expression("", functions=self.callable, place=place) for place in (statement.left, statement.right)
            )
            return f"{text(self.turned(left))} = {text(self.turned(right))}"
        written = statement.place.source[statement.place.start : statement.place.end].strip()
        if statement.shape is None:
            return written
        return f"{written.partition(':')[0]}: {' x '.join(reversed(statement.shape))}"

    def turned(self, surface: Surface) -> Surface:
        """The formula of the transposed matrix in the transposed quantities: A B is turned into B A."""
        match surface:
            case Name():
                return surface
            case Indexed(_, indices):
                return replace(surface, indices=tuple(reversed(indices)))
            case At(body, indices):
                return At(self.turned(body), tuple(reversed(indices)))
            case Call(function, _, _) if function in _OTHER:
                surface = replace(surface, function=_OTHER[function])
            case Product(kind, factors) if kind is not Kind.ELEMENTWISE:
                scalars = [each for each in factors if layout_of(each, self.scope) == SCALAR]
                matrices = [each for each in factors if each not in scalars]
                surface = Product(kind, (*scalars, *reversed(matrices)))
        return with_parts(surface, self.turned)
