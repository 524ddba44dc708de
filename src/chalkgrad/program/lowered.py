"""A model and its derivation as lines of operations, stabilised; the common start of every program."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from .. import library
from ..convention import Convention
from ..model import Model, Role
from ..notation.elaborate import elaborate
from ..notation.scope import Scope
from ..notation.shapes import layout_of
from ..notation.surface import Surface
from ..terms import Axis, Context, Definition, Layout
from . import operations as op
from .exact_quotients import guarded
from .from_index import from_index
from .from_surface import from_surface, in_matrices
from .library_code import function_code
from .operations import Line, library_calls
from .penalties import TRAINING_SIZE, with_training_size
from .procedure import FunctionCode
from .rewriting import Rule, call_of, rules
from .stabilise import AsComputed, Certify, stabilise


@dataclass(frozen=True)
class Lowered:
    """Lines in the order of computation: the model's own, then the derived ones.

    ``adjoint_of`` says which quantity an adjoint belongs to (dW1 -> W1); ``inputs`` are the names that must be given.
    """

    model: Model
    forward: tuple[Line, ...]
    backward: tuple[Line, ...]
    layouts: Mapping[str, Layout]
    axes: Mapping[str, Axis]
    adjoint_of: Mapping[str, str]
    inputs: tuple[str, ...]
    as_computed: tuple[AsComputed, ...]
    certify: Certify

    def stable_functions(self, lines: Iterable[Line], native: Collection[str]) -> tuple[AsComputed, ...]:
        """For each library function in use that is computed by its stable form, that form and its proof.

        ``native`` are the functions a target has itself.
        """
        names = [code.name for code in self.functions(lines) if code.name not in native]
        chain = []
        for name in names:
            known = _activations(self.model).get(name)
            if known is not None and known.stable is not None:
                along = (known.function.axis_index[0].axis, None) if known.function.axis_index else (None, None)
                layouts: dict[str, Layout] = dict.fromkeys(known.function.arguments, (None, None))
                context = Context({**layouts, known.function.arguments[0]: along}, {}, self.model.functions)
                call, form = call_of(known.function), known.stable.whole
                chain.append(AsComputed(name, call, form, "its stable form", self.certify(call, form, context, ())))
        return tuple(chain)

    def functions(self, lines: Iterable[Line]) -> tuple[FunctionCode, ...]:
        """The code of every library function the lines call, those called by others first."""
        found: dict[str, FunctionCode] = {}
        activations = _activations(self.model)

        def visit(name: str) -> None:
            if name in found:
                return
            code = function_code(name, activations, self.model.functions)
            for value in (*(line.value for line in code.lines), code.result):
                for inner in sorted(library_calls(value)):
                    visit(inner)
            found[name] = code

        for line in lines:
            for name in sorted(library_calls(line.value)):
                visit(name)
        return tuple(found.values())


def _activations(model: Model) -> Mapping[str, library.Activation]:
    """The activations that the model may call."""
    shelf = library.shelf_of(model)
    return {name: shelf.activation(name) for name in shelf.names("activations") if name in model.functions}


@lru_cache
def _standard_rules() -> tuple[Rule, ...]:
    shelf = library.standard()
    return rules(
        tuple(shelf.activation(name) for name in shelf.names("activations")),
        tuple(shelf.loss(name) for name in shelf.names("losses")),
    )


def _rules(model: Model) -> tuple[Rule, ...]:
    """The standard identities, then those of the user's entries that the model calls."""
    shelf = library.shelf_of(model)
    used = [shelf.find(place.folder, name) for name, place in shelf.own.items() if name in model.functions]
    activations = tuple(entry for entry in used if isinstance(entry, library.Activation))
    losses = tuple(entry for entry in used if isinstance(entry, library.Loss))
    return (*_standard_rules(), *rules(activations, losses))


def lower(
    model: Model,
    definitions: Mapping[str, Definition],
    surfaces: Mapping[str, Surface],
    adjoint_of: Mapping[str, str],
    convention: Convention,
    certify: Certify,
    *,
    told_apart: bool = False,
) -> Lowered:
    """The lines of a program. ``definitions`` are the model's equations, then the adjoints'; all in index form.

    ``surfaces`` gives the matrix form of a definition where there is one; a changed definition does without.
    ``told_apart``: the m of penalty terms becomes the constant ``training_size``.
    """
    layouts = {name: quantity.layout for name, quantity in model.quantities.items()}
    layouts.update({name: definition.layout for name, definition in definitions.items()})
    context = Context(layouts, definitions, model.functions, model.facts)
    if told_apart:
        layouts[TRAINING_SIZE] = (None, None)
        context = Context(layouts, definitions, model.functions, model.facts)
        definitions = with_training_size(model, definitions, adjoint_of, context, certify)
        context = Context(layouts, definitions, model.functions, model.facts)
    computed, chain = stabilise(definitions, context, _rules(model), model, adjoint_of, convention, certify)
    layouts.update({name: definition.layout for name, definition in computed.items()})
    axes = {axis.name: axis for layout in layouts.values() for axis in layout if axis is not None}
    scope = Scope(layouts, axes, model.functions, model.example_axis)
    lines = {name: _line(definition, surfaces.get(name), scope) for name, definition in computed.items()}
    exact = {name for name, quantity in model.quantities.items() if quantity.role in (Role.DATA, Role.CONSTANT)}
    guarded_lines = guarded(tuple(lines.values()), exact, _activations(model))
    inputs = tuple(name for name in model.quantities if name not in model.definitions)
    return Lowered(
        model,
        tuple(line for line in guarded_lines if line.name not in adjoint_of),
        tuple(line for line in guarded_lines if line.name in adjoint_of),
        layouts,
        axes,
        adjoint_of,
        inputs,
        chain,
        certify,
    )


def _line(definition: Definition, surface: Surface | None, scope: Scope) -> Line:
    if surface is not None and in_matrices(surface) and _says(surface, definition, scope):
        value = from_surface(surface, scope)
        if layout_of(surface, scope) != definition.layout:  # the gradient of a sum is the same for every entry
            value = op.Spread(value, tuple(axis.name if axis is not None else None for axis in definition.layout))
        return Line(definition.name, value)
    return Line(definition.name, from_index(definition, scope.layouts, scope.functions))


def _says(surface: Surface, definition: Definition, scope: Scope) -> bool:
    """Whether a matrix form, read again, is the definition to the letter."""
    letters = iter(definition.indices)
    rows, columns = definition.layout
    row = next(letters) if rows else None
    return elaborate(surface, scope, (row, next(letters) if columns else None)) is definition.value
