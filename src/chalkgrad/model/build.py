"""From a model's text to a Model: declarations, inference of axes, index form, roles, cost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from ..errors import ChalkError, ModelError, NotationError, NotSupported, ShapeError, Span
from ..notation.elaborate import elaborate, standard_indices
from ..notation.read import read_expression
from ..notation.scope import Scope, show_layout
from ..notation.shapes import is_reduced, layout_of
from ..notation.statements import Statement, statements
from ..notation.surface import Block, Indexed, Literal, Name, Surface, Transposed, walk_surface
from ..notation.tex_reader import transliterate
from ..notation.text import text
from ..terms import Axis, Definition, Function, Index, Layout, Number, free_indices
from .any_depth import in_the_text, of_any_depth, with_shared_shapes
from .arguments import NamedArguments
from .biases import biases_first, example_axes, refuse_one_for_each_example
from .blocks import is_definition, multiply_out
from .bounds import check_bounds
from .constants import check_constants
from .facts import facts
from .famous_numbers import refuse_famous_number, refuse_power_of_e
from .free_letters import check_letters
from .function_lines import defined, defines_function, function_lines
from .infer import PARAMETER, InferringScope
from .layers import is_layered, read_layers
from .model import Model, Quantity, Role
from .number_range import NumberRange
from .opened_size import MOST_IN_EQUATION, OpenedSize
from .order import in_order
from .repetition import refuse_silent_repetition
from .unused import unused

MAX_SIZE_DIGITS = 12
#: Names of sizes: n0, n1, m.
SIZE = re.compile(r"n\d*|m")
#: What a cost is called. Constants of other names may be given after it.
COSTS = frozenset({"L", "J", "E", "C", "loss", "cost"})
#: Targets are given, not optimised: in a model without shapes they get no gradient unless one is asked for.
TARGETS = frozenset({"y", "Y", "t", "T"})


def build(source: str, functions: Mapping[str, Function], filename: str = "<text>") -> Model:
    """Read a model. ``functions`` is the library. Raises NotationError, ModelError, ShapeError with the place.

    Lines of LaTeX are read as their plain spelling, which is what ``source`` of the model shows.
    """
    written = transliterate(source, functions, filename)
    try:
        read = _any_depth if is_layered(written.text) else _plain
        model = read(written.text, functions, filename)
    except ChalkError as error:  # LaTeX is read as plain text; the caret belongs under what the user wrote
        error.span = written.original(error.span) if error.span is not None else None
        raise
    check_bounds(model, written.bounds)
    return model


def _plain(source: str, functions: Mapping[str, Function], filename: str) -> Model:
    return _Builder(source, functions, filename).model()


def _any_depth(source: str, functions: Mapping[str, Function], filename: str) -> Model:
    """A network whose layers are counted by l: its quantities are those of layer l, the inputs and the cost."""
    layers, known = read_layers(source, functions, filename)
    try:
        window = _Builder(layers.window, known, filename).model()
        layers = with_shared_shapes(layers, window)  # W, if all layers have the same one
        top = _Builder(layers.top, known, filename).model()
    except ChalkError as error:
        raise in_the_text(error, source) from None
    return of_any_depth(source, layers, known, window, top)


class _Equation:
    """``name = right`` or ``name[i,e] = right`` before anything is known about shapes."""

    def __init__(self, left: Name | Indexed, right: Surface, place: Span) -> None:
        self.name = left.text if isinstance(left, Name) else left.name
        self.letters = left.indices if isinstance(left, Indexed) else None
        self.left = left
        self.right = self.written = right  # where they differ, ``right`` has matrices in parts multiplied out
        self.place = place


class _Builder:
    def __init__(self, source: str, functions: Mapping[str, Function], filename: str) -> None:
        self.source = source
        self.filename = filename
        self.library = functions
        self.functions = dict(functions)
        self.scope = InferringScope(self.functions)
        self.declared: dict[str, tuple[Role, Statement]] = {}
        self.equations: dict[str, _Equation] = {}
        self.fact_statements: list[Statement] = []
        self.memberships: list[Statement] = []
        self.predicted: Statement | None = None
        self.sizes: dict[str, int] = {}
        self.notes: list[str] = []
        self.blocks: dict[str, Block] = {}

    def model(self) -> Model:
        found = list(statements(self.source, self.filename))
        if not found:
            raise ModelError(
                f"{self.filename}: the model is empty",
                hint="A model is a few equations, for example: a = sigmoid(z); L = -(y log(a) + (1 - y) log(1 - a))",
            )
        self.functions |= defined(function_lines(found, self.library), self.library)
        for statement in found:
            if not defines_function(statement):
                self._take(statement)
        multiply_out(self.equations, self.blocks, {name: role for name, (role, _) in self.declared.items()})
        self._name_arguments()
        self._find_sizes()
        self.scope.shapeless = not self.declared
        self.scope.words = {name for equation in self.equations.values() for name in self._uses(equation)}
        self.scope.defined = tuple(self.equations)
        ordered = in_order(self.equations, self._uses)
        self._refuse_transpose_name()
        if self.scope.shapeless:
            self._refuse_transpose_of_numbers()
        self.scope.examples = example_axes(self.scope.axes, self._data())
        self.scope.weights = frozenset(n for n, (role, _) in self.declared.items() if role is Role.PARAMETER)
        for equation in biases_first(ordered, self.scope):
            self._infer(equation)
        self.scope.settle()
        example_axis = self._example_axis()
        if not self.scope.shapeless:
            parameters = [name for name in self.scope.inferred if PARAMETER.match(name)]
            refuse_one_for_each_example(sorted(parameters), self.scope.layouts, self.scope.examples, ordered)
            refuse_silent_repetition(ordered, self.scope)
        return self._finish(ordered, example_axis)

    # -- statements --------------------------------------------------------------------------------------------

    def _take(self, statement: Statement) -> None:
        match statement.kind:
            case "declaration" | "parameter" | "data":
                self._declare(statement)
            case "predict":
                self.predicted = statement
            case "membership":
                self.memberships.append(statement)
            case "equation":
                self._equation(statement)

    def _declare(self, statement: Statement) -> None:
        assert statement.shape is not None
        for name in statement.names:
            role = Role.PARAMETER if statement.kind == "parameter" else Role.DATA
            if statement.kind == "declaration" and PARAMETER.match(name):
                role = Role.PARAMETER  # W1: n1 x n0 tells the shape of a weight; data of that name are: data W1: n x m
            self._not_twice(name, statement.place)
            axes = [
                self._axis(word, name, side) for word, side in zip(statement.shape, ("rows", "columns"), strict=True)
            ]
            self.scope.layouts[name] = (axes[0], axes[1])
            self.scope.origins[name] = f"declared in line {statement.place.line_number}"
            self.declared[name] = (role, statement)

    def _axis(self, word: str, name: str, side: str) -> Axis | None:
        if word == "1":
            return None
        if word.isascii() and word.isdecimal():
            if len(word) > MAX_SIZE_DIGITS:
                raise ShapeError(f"{name} has a size of {len(word)} digits", hint="No array is that large.")
            if int(word) == 0:
                raise ShapeError(f"{name} has no {side}: a size must be at least 1")
            return Axis(f"{side} of {name}", int(word))
        if not re.sub(r"\[[^\]]*\]$", "", word).isidentifier():
            raise ShapeError(f"{name}: {word!r} is no size", hint="A size is a number or a name: X: n0 x m, X: 30 x m")
        return self.scope.axes.setdefault(word, Axis(word))

    def _not_twice(self, name: str, place: Span) -> None:
        if name in self.functions:
            raise ModelError(
                f"{name} is the name of a function", span=place, hint="Choose another name for this quantity."
            )
        if name in self.declared:
            line = self.declared[name][1].place.line_number
            raise ModelError(f"{name} is declared already, in line {line}", span=place, hint="One name, one meaning.")
        if name in self.equations or name in self.blocks:
            first = self.equations[name].place if name in self.equations else self.blocks[name].span
            line = first.line_number if first is not None else 0
            raise ModelError(
                f"two definitions of {name}: the first is in line {line}",
                span=place,
                hint="Every name is defined once. Give this one a name of its own.",
            )

    def _equation(self, statement: Statement) -> None:
        assert statement.left is not None and statement.right is not None
        left = self._read(statement.left)
        if not isinstance(left, (Name, Indexed)):
            self.fact_statements.append(statement)
            return
        equation = _Equation(left, self._read(statement.right), statement.place)
        self._not_twice(equation.name, statement.place)
        if isinstance(equation.right, Block) and is_definition(equation.name, equation.right):
            self.blocks[equation.name] = equation.right
            return
        self.equations[equation.name] = equation

    def _read(self, place: Span) -> Surface:
        return read_expression("", functions=self.functions, place=place)

    def _name_arguments(self) -> None:
        """``A = softmax(W X + b)``: the argument of a vector function gets a name, Z, so that dZ can be shown."""
        written, self.equations = self.equations, {}
        taken = {*written, *self.declared, *self.functions}
        taken |= {name for equation in written.values() for name in self._uses(equation)}
        for name, equation in written.items():
            named = NamedArguments(name, self.functions, taken)
            right = named.formula(equation.right)
            for new, value in named.found.items():
                self.equations[new] = _Equation(Name(new, span=value.span), value, equation.place)
            if named.found:
                equation.right = equation.written = right
            self.notes += named.notes
            taken |= named.found.keys()
            self.equations[name] = equation

    # -- inference ---------------------------------------------------------------------------------------------

    def _find_sizes(self) -> None:
        """``n1 = 16`` fixes a size if n1 is the name of an axis, or looks like one and is used by no equation."""
        used = {name for equation in self.equations.values() for name in self._uses(equation)}
        for name, equation in list(self.equations.items()):
            value = equation.right
            if name not in self.scope.axes:
                if not self.declared or name in used or not SIZE.fullmatch(name) or not isinstance(value, Literal):
                    continue
                self.scope.axes[name] = Axis(name)
            self.scope.fixed.add(name)
            if not isinstance(value, Literal) or value.value.denominator != 1 or value.value < 1:
                raise ShapeError(
                    f"{name} is a size, so it must be a whole number of at least 1, found {text(value)}",
                    span=equation.place,
                )
            self.sizes[name] = int(value.value)
            del self.equations[name]

    def _uses(self, equation: _Equation) -> Iterable[str]:
        for node in walk_surface(equation.right):
            if isinstance(node, Name):
                yield node.text
            elif isinstance(node, Indexed):
                yield node.name

    def _infer(self, equation: _Equation) -> None:
        self._refuse_unknown_calls(equation)
        refuse_power_of_e(equation.right, {*self.equations, *self.declared})
        if equation.letters is None:
            layout = layout_of(equation.right, self.scope)
            if layout == (None, None):
                elaborate(equation.right, self.scope)  # ties the axes inside sums
        else:
            layout = self._indexed_layout(equation)
        if layout.count(None) == 1 and is_reduced(equation.right, self.scope):
            self.scope.from_sums.add(equation.name)
        self.scope.layouts[equation.name] = layout
        self.scope.origins[equation.name] = f"from {text(equation.left)} = {text(equation.right)}, line " + str(
            equation.place.line_number
        )

    def _refuse_transpose_name(self) -> None:
        """``x^T + T``: the transpose sign beside a quantity named T."""
        if "T" not in self.scope.words | set(self.declared) | set(self.equations):
            return
        for equation in self.equations.values():
            for node in walk_surface(equation.right):
                if isinstance(node, Transposed):
                    raise NotationError(
                        "^T is the transpose, and T is also a name in this model",
                        span=node.span,
                        hint="Give T another name; for a power write x^(T).",
                    )

    def _refuse_transpose_of_numbers(self) -> None:
        """``w^T x`` where nothing has a shape: whether w and x are columns cannot be guessed."""
        for equation in self.equations.values():
            for node in walk_surface(equation.right):
                if isinstance(node, Transposed):
                    raise ShapeError(
                        f"{text(node)} is a transpose, and no shapes are declared",
                        span=node.span or equation.place,
                        hint="Declare what is given in lines of their own: w: n x 1, x: n x 1, y: 1 x 1; "
                        "if they are single numbers, leave ^T out.",
                    )

    def _indexed_layout(self, equation: _Equation) -> Layout:
        """``A[i,e] = ...``: the axes of i and e are those they run along on the right."""
        letters = equation.letters or ()
        if len(letters) > 2 or len(set(letters)) != len(letters):
            raise NotSupported(
                "a quantity has at most two different indices, its row and its column", span=equation.place
            )
        elaborate(equation.right, self.scope)  # ties the axes together, so that each letter has one the second time
        term = elaborate(equation.right, self.scope)
        axes = {index.name: index.axis for index in free_indices(term)}
        for word in letters:
            if word not in axes:
                raise ShapeError(
                    f"nothing on the right-hand side is indexed by {word}",
                    span=equation.place,
                    hint=f"Every index on the left must occur free on the right, to say what {word} runs along.",
                )
        extra = sorted(set(axes) - set(letters))
        if extra:
            raise ShapeError(
                f"the index {extra[0]} is free on the right-hand side but not on the left",
                span=equation.place,
                hint=f"Sum over it (sum_{extra[0]} ...) or add it on the left.",
            )
        if len(letters) == 2:
            return axes[letters[0]], axes[letters[1]]
        if axes[letters[0]].name == "m":
            return None, axes[letters[0]]
        return axes[letters[0]], None

    def _refuse_unknown_calls(self, equation: _Equation) -> None:
        """In a model without shapes a free name is a scalar; ``g(z)`` with an unknown g would silently be a product."""
        for node in walk_surface(equation.right):
            if not isinstance(node, Name) or node.span is None or node.text in {**self.equations, **self.scope.axes}:
                continue
            if node.text in self.scope.layouts:
                continue
            refuse_famous_number(node)
            if not self.scope.shapeless:
                continue
            following = node.span.source[node.span.end : node.span.end + 1]
            if (following == "(" and len(node.text) > 1) or (following == "(" and node.text in "fghφψ"):
                close = get_close_matches(node.text, self.scope.known(), n=1, cutoff=0.5)
                near = f"Did you mean {close[0]}? " if close else ""
                raise NotationError(
                    f"unknown function {node.text!r}",
                    span=node.span,
                    hint=f"{near}Define it by a line such as {node.text}(z) = z sigmoid(z), or write a space before "
                    "the bracket if a product is meant.",
                )

    def _data(self) -> list[Layout]:
        return [self.scope.layouts[name] for name, (role, _) in self.declared.items() if role is Role.DATA]

    def _example_axis(self) -> Axis | None:
        """The axis m, else the columns that all data share, else their rows."""
        columns = {columns for _, columns in self._data()}
        if "m" not in self.scope.axes and len(self._data()) >= 2 and len(columns) == 1:
            return columns.pop() or None
        found = example_axes(self.scope.axes, self._data())
        return next(iter(found)) if len(found) == 1 else None

    # -- the model ---------------------------------------------------------------------------------------------

    def _finish(self, ordered: list[_Equation], example_axis: Axis | None) -> Model:
        scope = Scope(self.scope.layouts, self.scope.axes, self.functions, example_axis)
        opened, numbers = OpenedSize(self.functions), NumberRange(self.functions)
        definitions: dict[str, Definition] = {}
        quantities: dict[str, Quantity] = {}
        for name, layout in scope.layouts.items():
            if name not in self.equations:
                quantities[name] = self._given(name, layout, example_axis)
        for equation in ordered:
            definition = self._definition(equation, scope, opened)
            numbers.check(equation.name, definition.value, equation.right, equation.right.span or equation.place)
            definitions[equation.name] = definition
            constant = isinstance(definition.value, Number)
            quantities[equation.name] = Quantity(
                equation.name,
                Role.CONSTANT if constant else Role.INTERMEDIATE,
                definition.layout,
                definition.indices,
                equation.written,
                equation.place.line_number,
            )
        cost = self._cost(ordered, quantities)
        quantities[cost] = Quantity(cost, Role.COST, (None, None), (), quantities[cost].written, quantities[cost].line)
        data = [n for n, q in quantities.items() if q.role is Role.DATA and n not in {*self.declared, *TARGETS}]
        self.notes.append(unused(definitions, cost, self.predicted.names if self.predicted else (), data))
        if self.scope.shapeless:
            free = [n for n, q in quantities.items() if q.written is None]
            self.notes.append(f"{', '.join(free)}: scalars (no shapes are declared)" if free else "")
        return Model(
            quantities,
            definitions,
            self.functions,
            tuple(facts(self.memberships, self.fact_statements, scope, self.functions, self.equations)),
            cost,
            self._prediction(definitions, quantities, cost),
            example_axis,
            self.sizes,
            self.source,
            tuple(note for note in self.notes if note),
            tuple(name for name in self.functions if name not in self.library),
            blocks=self.blocks,
        )

    def _given(self, name: str, layout: Layout, example_axis: Axis | None) -> Quantity:
        if name in self.declared:
            role = self.declared[name][0]
        else:
            role = Role.PARAMETER if PARAMETER.match(name) else Role.DATA
            if name == "lambda" and not self.scope.shapeless:
                role = Role.CONSTANT
        line = self.declared[name][1].place.line_number if name in self.declared else 0
        return Quantity(name, role, layout, standard_indices(layout, example_axis), None, line)

    def _definition(self, equation: _Equation, scope: Scope, opened: OpenedSize) -> Definition:
        layout = scope.layouts[equation.name]
        if equation.letters is not None:
            axes = [axis for axis in layout if axis is not None]
            if len(axes) != len(equation.letters):
                raise ShapeError(
                    f"{text(equation.left)} has {len(equation.letters)} indices, and {equation.name} is found to be "
                    f"{show_layout(layout)} by what uses it",
                    span=equation.place,
                    hint="A single row or column has no index of its own.",
                )
            indices = tuple(Index(word, axis) for word, axis in zip(equation.letters, axes, strict=True))
        else:
            indices = standard_indices(layout, scope.example_axis)
        places = iter(indices)
        row = next(places) if layout[0] else None
        column = next(places) if layout[1] else None
        with scope.remembering():
            value = elaborate(equation.right, scope, (row, column))
        size = opened.of(value).size
        if size > MOST_IN_EQUATION:
            raise NotSupported(
                f"{equation.name} has {size} parts when all functions in it are written out; at most "
                f"{MOST_IN_EQUATION}",
                span=equation.place,
                hint="Give the inner parts names of their own: one equation per name.",
            )
        check_constants(value, equation.right.span or equation.place)
        check_letters(value, indices, equation.right, equation.place)
        return Definition(equation.name, indices, layout, value)

    def _cost(self, ordered: list[_Equation], quantities: Mapping[str, Quantity]) -> str:
        if not ordered:
            raise ModelError(
                f"{self.filename}: there is no equation", hint="The last scalar that is defined is the cost: J = ..."
            )
        scalars = [e.name for e in self.equations.values() if quantities[e.name].shape == "scalar"]
        scalars = [name for name in scalars if quantities[name].role is not Role.CONSTANT]
        last = list(self.equations.values())[-1]
        used = {name for equation in self.equations.values() for name in self._uses(equation)}
        meant = last.name in COSTS and last.name not in used  # y = 2 z; L = 3: not y in its place
        if quantities[last.name].role is Role.CONSTANT and (meant or not scalars):
            instead = f" To differentiate {scalars[-1]}, leave the line {last.name} out." if scalars else ""
            raise ModelError(
                f"{last.name} is a constant: there is nothing to differentiate",
                span=last.place,
                hint=f"The cost is a formula in names, for example L = (a - y)^2.{instead}",
            )
        if not scalars or (quantities[last.name].shape != "scalar" and not self.scope.shapeless):
            raise ModelError(
                f"the loss must be a scalar: {last.name} is {show_layout(self.scope.layouts[last.name])}",
                span=last.place,
                hint=f"Sum it, for example: J = 1/m sum({last.name})",
            )
        return scalars[-1]

    def _prediction(
        self, definitions: Mapping[str, Definition], quantities: Mapping[str, Quantity], cost: str
    ) -> str | None:
        if self.predicted is not None:
            name = self.predicted.names[0]
            if name not in definitions:
                near = get_close_matches(name, definitions, n=1)
                raise ModelError(
                    f"predict {name}: there is no equation for {name}",
                    span=self.predicted.place,
                    hint=f"Did you mean {near[0]}?" if near else "Name one of the left-hand sides.",
                )
            return name
        waiting, seen = [cost], set()
        while waiting:  # the nearest named array that the cost is computed from
            name = waiting.pop(0)
            for used in self._uses(self.equations[name]):
                quantity = quantities.get(used)
                if quantity is None or used in seen or quantity.role is not Role.INTERMEDIATE:
                    continue
                seen.add(used)
                if not any(q in self._uses(self.equations[used]) for q in TARGETS):
                    return used
                waiting.append(used)
        return None


def _body(place: Span) -> str:
    return place.source[place.start : place.end]
