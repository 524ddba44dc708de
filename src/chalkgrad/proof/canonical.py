"""Claims up to renaming: layer 57 of a deep network asks the same question as layer 3, and gets the stored answer.

Names, indices and axes are numbered in order of first occurrence; the form holds everything a verdict may rest on: both
terms, the definitions that may be opened or are differentiated, the facts, and the formulas of the functions.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from ..terms import (
    Add,
    Apply,
    Axis,
    Compare,
    Component,
    Context,
    Delta,
    Derivative,
    Div,
    Entry,
    Equality,
    Function,
    Index,
    Max,
    Membership,
    Mul,
    Neg,
    Number,
    Power,
    Select,
    Size,
    Sum,
    Term,
    children,
    names,
    replace_entries,
    walk,
)
from .conditions import Condition
from .unknown import base_name


class Skeleton(NamedTuple):
    """A term with numbers for its names, indices and sizes, and what the numbers stand for."""

    text: str
    names: tuple[str, ...]
    indices: tuple[Index, ...]
    sizes: tuple[Axis, ...]
    functions: tuple[str, ...]
    differentiated: tuple[str, ...]


@lru_cache(maxsize=50_000)
def skeleton(term: Term) -> Skeleton:
    writer = _Writer()
    writer.write(term)
    return writer.skeleton


class _Writer:
    """Numbers for what is met, in the order in which it is met."""

    def __init__(self) -> None:
        self.names: dict[str, int] = {}
        self.indices: dict[Index, int] = {}
        self.sizes: dict[Axis, int] = {}
        self.functions: dict[str, None] = {}
        self.differentiated: dict[str, None] = {}
        self.pieces: list[str] = []

    @property
    def skeleton(self) -> Skeleton:
        return Skeleton(
            "".join(self.pieces),
            tuple(self.names),
            tuple(self.indices),
            tuple(self.sizes),
            tuple(self.functions),
            tuple(self.differentiated),
        )

    def place(self, index: Index) -> str:
        return str(self.indices.setdefault(index, len(self.indices)))

    def write(self, node: Term) -> None:
        match node:
            case Entry(name, inside):
                number = self.names.setdefault(name, len(self.names))
                self.pieces.append(f"e{number}[{','.join(map(self.place, inside))}]")
                return
            case Number(value):
                self.pieces.append(f"n{value}")
                return
            case Size(axis):
                self.pieces.append(f"s{self.sizes.setdefault(axis, len(self.sizes))}")
                return
            case Delta(left, right):
                self.pieces.append(f"d{self.place(left)},{self.place(right)}")
                return
            case Apply(function, _):
                self.functions[base_name(function)] = None
                head = f"f{function}"
            case Component(function, at, bound, _):
                self.functions[function] = None
                head = f"c{function}{self.place(at)},{self.place(bound)}"
            case Sum(bound, _):
                head = f"S{self.place(bound)}"
            case Max(bound, _):
                head = f"M{self.place(bound)}"
            case Compare(relation, _, _):
                head = relation
            case Derivative(of, _):
                if isinstance(of, Entry):
                    self.differentiated[of.name] = None
                head = "D"
            case Add() | Mul() | Neg() | Div() | Power() | Select():
                head = _HEADS[type(node)]
        self.pieces.append(head + "(")
        for child in children(node):
            self.write(child)
            self.pieces.append(" ")
        self.pieces.append(")")


_HEADS: dict[type, str] = {Add: "+", Mul: "*", Neg: "-", Div: "/", Power: "^", Select: "?"}


class Claim:
    """A claim in canonical form, and the actual names that belong to its numbers."""

    def __init__(self, context: Context, opened: Collection[str], facts: Collection[int]) -> None:
        self.context = context
        self.opened = frozenset(opened)
        self.names: dict[str, int] = {}
        self.axes: dict[Axis, int] = {}
        self.letters: dict[str, int] = {}
        self.facts = tuple(facts)
        self.pieces: list[Hashable] = []
        self._scope: dict[Index, int] = {}
        self._functions: dict[str, None] = {}
        self._unwritten: list[str] = []
        self._written: set[str] = set()

    @property
    def form(self) -> Hashable:
        return tuple(self.pieces)

    def add_indices(self, indices: Iterable[Index]) -> None:
        """Indices that the following terms share, in an order that matters."""
        self.pieces.append(self._indices(indices, self._scope))

    def add_terms(self, *terms: Term) -> None:
        """Terms that share their free indices."""
        scope = self._scope
        for term in terms:
            self._write(term, scope)
        for index in scope:
            self.letters.setdefault(index.name, len(self.letters))

    def add_name(self, name: str) -> None:
        """A name whose definition, and those it rests on, belong to the claim if they are among the opened."""
        self.pieces.append(self.name_number(name))
        self._unwritten.append(name)

    def add_value(self, value: Hashable) -> None:
        """Anything else the verdict rests on."""
        self.pieces.append(value)

    def close(self) -> None:
        """Adds the definitions that may be opened, the facts and the functions."""
        while self._unwritten:
            name = self._unwritten.pop()
            definition = self.context.definitions.get(name)
            if definition is None or name in self._written:
                continue
            self._written.add(name)
            scope: dict[Index, int] = {}
            self.pieces.append(("definition", self.name_number(name), self._indices(definition.indices, scope)))
            self._write(definition.value, scope)
        for place in self.facts:
            self._fact(place)
        self._write_functions()
        self._write_axes()

    def _fact(self, place: int) -> None:
        fact = self.context.facts[place]
        scope: dict[Index, int] = {}
        match fact:
            case Equality(indices, left, right, _):
                self.pieces.append(("equality", self._indices(indices, scope)))
                self._write(left, scope)
                self._write(right, scope)
            case Membership(entry, values, _):
                self.pieces.append(("membership", self.name_number(entry.name), len(values)))
                for value in values:
                    self._write(value, scope)

    def _write(self, term: Term, scope: dict[Index, int]) -> None:
        found = skeleton(term)
        self.pieces.append(found.text)
        self.pieces.append(tuple(self.name_number(name) for name in found.names))
        self.pieces.append(self._indices(found.indices, scope))
        if found.sizes:
            self.pieces.append(tuple(map(self.axis_number, found.sizes)))
        for function in found.functions:
            self._functions[function] = None
        if self.opened:
            self._unwritten.extend(name for name in found.names if name in self.opened)
        self._unwritten.extend(found.differentiated)

    def name_number(self, name: str) -> int:
        return self.names.setdefault(name, len(self.names))

    def numbers_of(self, names: Collection[str]) -> frozenset[int]:
        """The numbers of those names that occur; about the others nothing can be asked."""
        return frozenset(self.names[name] for name in names if name in self.names)

    def axis_number(self, axis: Axis) -> int:
        return self.axes.setdefault(axis, len(self.axes))

    def _indices(self, indices: Iterable[Index], scope: dict[Index, int]) -> tuple[int, ...]:
        numbers: list[int] = []
        for index in indices:
            numbers.append(scope.setdefault(index, len(scope)))
            numbers.append(self.axis_number(index.axis))
        return tuple(numbers)

    def _write_functions(self) -> None:
        waiting = list(self._functions)
        done: set[str] = set()
        while waiting:
            name = waiting.pop()
            record = self.context.functions.get(name)
            if name in done or record is None:
                continue
            done.add(name)
            self.pieces.append(formula_key(record))
            outside = names_outside(record)
            if outside:  # not arguments: names of the model, which are numbered like all others
                self.pieces.append(tuple((other, self.name_number(other)) for other in sorted(outside)))
            waiting.extend(functions_inside(record))

    def _write_axes(self) -> None:
        """Which axes are called alike, and which have a single entry; for most claims there is nothing to say."""
        called: dict[str, int] = {}
        alike = tuple(called.setdefault(axis.name, len(called)) for axis in self.axes)
        if len(called) < len(self.axes):
            self.pieces.append(("called alike", alike))
        single = tuple(number for axis, number in self.axes.items() if axis.size == 1)
        if single:
            self.pieces.append(("single", single))

    # -- texts with holes ---------------------------------------------------------------------------------------

    def without_names(self, condition: Condition) -> Condition:
        """A condition with numbers for its names; what has no number stays as it is."""
        tables = self._tables()
        parts = tuple(
            part
            if isinstance(part, str) or part[1] not in tables[part[0]]
            else (part[0], str(tables[part[0]][part[1]]))
            for part in condition.parts
        )
        numbers = {name: f"#{number}" for name, number in self.names.items()}
        return Condition(parts, _renamed(condition.term, numbers), condition.is_positive)

    def with_names(self, condition: Condition) -> tuple[str, Term | None]:
        actual = {kind: {str(number): name for name, number in table.items()} for kind, table in self._tables().items()}
        for part in condition.parts:
            if not isinstance(part, str):  # a letter of the condition's own may be in use here
                actual[part[0]].setdefault(part[1], _unused(part[1], actual[part[0]].values()))
        text = "".join(part if isinstance(part, str) else actual[part[0]][part[1]] for part in condition.parts)
        return text, _renamed(condition.term, {f"#{number}": name for name, number in self.names.items()})

    def _tables(self) -> dict[str, dict[str, int]]:
        axes = {axis.name: number for axis, number in self.axes.items()}
        return {"name": self.names, "axis": axes, "index": self.letters}


def _unused(name: str, taken: Collection[str]) -> str:
    """The name, with a number behind it if it is taken."""
    if name not in taken:
        return name
    return next(other for other in (f"{name}{count}" for count in range(2, 1000)) if other not in taken)


def _renamed(term: Term | None, names: Mapping[str, str]) -> Term | None:
    if term is None:
        return None
    return replace_entries(term, lambda entry: Entry(names.get(entry.name, entry.name), entry.indices))


def formula_key(function: Function) -> Hashable:
    """A function's own formulas; the functions inside are keyed apart."""
    defaults = tuple(function.defaults.items())
    return (
        function.name,
        function.arguments,
        function.value,
        defaults,
        function.slope,
        function.own,
        function.axis_index,
    )


def names_outside(function: Function) -> frozenset[str]:
    """The names in a function's formulas that are not its own."""
    inside = names(function.value) | (names(function.slope) if function.slope is not None else frozenset())
    for default in function.defaults.values():
        inside |= names(default)
    return inside - {*function.arguments, function.own}


def functions_inside(function: Function) -> frozenset[str]:
    inner = functions_named(function.value)
    return inner if function.slope is None else inner | functions_named(function.slope)


@lru_cache(maxsize=50_000)
def functions_named(term: Term) -> frozenset[str]:
    """The named functions a term applies, primes dropped."""
    return frozenset(base_name(n.function) for n in walk(term) if isinstance(n, Apply | Component))
