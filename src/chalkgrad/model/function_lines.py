"""Functions that a model's text defines: ``swish(z) = z sigmoid(z)``. Their lines may stand in any order."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from ..errors import ModelError, NotationError, NotSupported, Span
from ..notation.elaborate import scalar
from ..notation.nearest import nearest
from ..notation.read import BUILT_IN, read_expression
from ..notation.scope import Scope
from ..notation.statements import Statement
from ..notation.surface import Indexed, Name, Surface, walk_surface
from ..notation.tokens import ALIASES, REDUCTIONS
from ..terms import Function, names
from .arguments import each_once
from .famous_numbers import refuse_power_of_e
from .opened_size import MOST_NODES, OpenedSize

_LETTER = "A-Za-zα-ωΑ-Ω"
_HEAD = re.compile(rf"\s*(?P<name>[{_LETTER}]\w*)\s*\((?P<inside>[^()]*)\)\s*$")
_WORD = re.compile(rf"[{_LETTER}]\w*")
#: How many functions may call each other one inside the other.
DEEPEST = 12


@dataclass(frozen=True)
class FunctionLine:
    """``name(arguments) = formula`` as a place in the text."""

    name: str
    arguments: tuple[str, ...]
    head: Span
    body: Span

    @property
    def calls(self) -> tuple[str, ...]:
        """The words of the formula that may be names of functions."""
        words = dict.fromkeys(_WORD.findall(self.body.source, self.body.start, self.body.end))
        return tuple(word for word in words if word not in self.arguments)


def function_lines(found: Iterable[Statement], library: Mapping[str, Function]) -> dict[str, FunctionLine]:
    """The definitions of functions among the statements, by name.

    ``sum(z) = z^2`` is one too, and has a name that is taken, unless z is a quantity: then it is a fact. Raises
    ModelError for a name that is taken, NotationError for a list of arguments that is none.
    """
    lines: dict[str, FunctionLine] = {}
    found = list(found)
    quantities = _quantities(found)
    for statement in found:
        _refuse_reduction(statement, quantities)
        head, body, match = statement.left, statement.right, _head(statement)
        if match is None or head is None or body is None:
            continue
        name = ALIASES.get(match["name"], match["name"])
        if name in lines:
            raise ModelError(
                f"two definitions of {name}: the first is in line {lines[name].head.line_number}",
                span=head,
                hint="Every name is defined once. Give this one a name of its own.",
            )
        if name in library or name in BUILT_IN:
            raise ModelError(
                f"{name} is a function already", span=head, hint=f"Give yours a name of its own, such as my_{name}."
            )
        arguments = each_once(name, match["inside"], head)
        if not arguments or not all(_WORD.fullmatch(word) for word in arguments):
            raise NotationError(
                f"a function definition is {name}(z) = formula in z", span=head, hint="List its arguments."
            )
        if name in arguments:
            raise NotationError(
                f"{name} is the function and its argument", span=head, hint="Give the argument another name."
            )
        lines[name] = FunctionLine(name, arguments, head, body)
    return lines


def defines_function(statement: Statement) -> bool:
    """Whether a statement is ``name(arguments) = formula``, and not a fact such as ``colsum(Y) = 1``."""
    return _head(statement) is not None


def _quantities(found: Iterable[Statement]) -> set[str]:
    """The names that are declared or have an equation."""
    names = {name for statement in found for name in statement.names}
    sides = [s.left for s in found if s.kind == "equation" and s.left is not None]
    return names | {side.source[side.start : side.end].split("[")[0].strip() for side in sides}


def _refuse_reduction(statement: Statement, quantities: Collection[str]) -> None:
    """``sum(z) = z^2`` where z is no quantity: a function with a name that is taken. ``colsum(Y) = 1`` is a fact."""
    place = statement.left
    match = _HEAD.match(place.source, place.start, place.end) if place and statement.kind == "equation" else None
    name = ALIASES.get(match["name"], match["name"]) if match is not None else ""
    if match is None or name not in REDUCTIONS:
        return
    inside = match["inside"].strip()
    if _WORD.fullmatch(inside) and inside not in quantities and len(inside) == 1:
        raise ModelError(
            f"{name} is a function already",
            span=place,
            hint=f"Give yours a name of its own, such as my_{name}. If this is a fact about data, declare them: "
            f"{inside}: n x m",
        )


def _head(statement: Statement) -> re.Match[str] | None:
    if statement.kind != "equation" or statement.left is None:
        return None
    match = _HEAD.match(statement.left.source, statement.left.start, statement.left.end)
    return match if match is not None and match["name"] not in REDUCTIONS else None


def defined(lines: Mapping[str, FunctionLine], library: Mapping[str, Function]) -> dict[str, Function]:
    """The library's functions and those of the lines, each after those it calls.

    Raises NotSupported for a function that is defined by itself, for too many inside each other and for a formula that
    grows beyond bounds when they are written out.
    """
    functions = dict(library)
    sizes = OpenedSize(functions)
    for line in _in_order(lines):
        callable_ = {*functions, line.name}
        body = read_expression("", functions=callable_, place=line.body)
        refuse_power_of_e(body, line.arguments)
        _only_arguments(line, body)
        known = Scope(dict.fromkeys(line.arguments, (None, None)), {}, functions)
        value = scalar(body, known)
        idle = [argument for argument in line.arguments if argument not in names(value)]
        if idle:  # f(Z) would have the shape of Z in the equations and that of a single number when it is computed
            raise NotationError(
                f"{line.name} does not use its argument {idle[0]}",
                span=line.body,
                hint="Leave the argument out; a constant is a line of its own: c = 3.",
            )
        functions[line.name] = Function(line.name, line.arguments, value)
        size = sizes.function(line.name).size
        if size > MOST_NODES:
            raise NotSupported(
                f"{line.name} has {size} parts when all functions in it are written out; at most {MOST_NODES}",
                span=line.body,
                hint="Give what it calls names in equations of their own: a = f(z), b = a a. What has a name is not "
                "written out again.",
            )
    return functions


def _only_arguments(line: FunctionLine, body: Surface) -> None:
    """Raises NotationError for a name in the formula that is no argument, wherever else it is defined."""
    found = [node for node in walk_surface(body) if isinstance(node, (Name, Indexed))]
    others = {_name_of(node): node.span for node in reversed(found) if _name_of(node) not in line.arguments}
    if not others:
        return
    missing = list(reversed(others))
    first, place = missing[0], others[missing[0]]
    if place is not None and place.source[place.end : place.end + 1] == "(":
        return  # sigmod(x): an unknown function, which is said with the nearest one where the formula is understood
    call = re.compile(rf"(?<!\w){re.escape(line.name)}\s*\(([^()]*)\)")
    source = line.head.source
    calls = [m[1] for m in call.finditer(source) if not line.head.start <= m.start() < line.head.end]
    given = calls[0].strip() if calls else "..."
    head, called = (f"{line.name}({', '.join((inside, *missing))})" for inside in (", ".join(line.arguments), given))
    meant = nearest(first, line.arguments)
    raise NotationError(
        f"{line.name} may use only its arguments, and {first} is none of them",
        span=place,
        hint=f"{f'{meant} Or hand' if meant else 'Hand'} it over: write {head} = ... and call {called}.",
    )


def _name_of(node: Name | Indexed) -> str:
    return node.text if isinstance(node, Name) else node.name


def _in_order(lines: Mapping[str, FunctionLine]) -> list[FunctionLine]:
    """Each after those it calls, otherwise as written."""
    order: dict[str, FunctionLine] = {}
    open_: list[str] = []

    def visit(name: str) -> None:
        line = lines[name]
        if name in open_:
            circle = open_[open_.index(name) :]
            through = f": {' calls '.join((*circle, name))}" if len(circle) > 1 else ""
            raise NotSupported(
                f"{name} is defined by itself{through}",
                span=line.body,
                hint="A function is a formula in its arguments and in functions that do not need it.",
            )
        if len(open_) == DEEPEST:
            raise NotSupported(f"more than {DEEPEST} functions call each other", span=line.body)
        if name in order:
            return
        open_.append(name)
        for called in line.calls:
            if called in lines:
                visit(called)
        open_.pop()
        order[name] = line

    for name in lines:
        visit(name)
    return list(order.values())
