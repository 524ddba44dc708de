"""How many operations a formula takes, counted on its index form as a polynomial in the sizes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from math import prod

from ..terms import (
    LAYERS,
    Add,
    Apply,
    Axis,
    Compare,
    Component,
    Delta,
    Div,
    Index,
    Max,
    Mul,
    Neg,
    Number,
    Power,
    Select,
    Sum,
    Term,
    children,
    free_indices,
    names,
)

ALL = "1..L"
HIDDEN = "1..L-1"
SECOND = "2..L"  # where something is added to the layers before


@dataclass(frozen=True)
class Count:
    """A polynomial in sizes with whole coefficients: ``n1 n0 + n1``. Keys are the factors, in order of the axes.

    In a network of any depth, ``over`` are the counts of one layer that are summed over layers, by their range:
    ``{"1..L": n[l] n[l-1]}`` is Σ_{l=1..L} n[l] n[l-1].
    """

    monomials: Mapping[tuple[str, ...], int] = field(default_factory=dict)
    over: Mapping[str, Count] = field(default_factory=dict)

    def __add__(self, other: Count) -> Count:
        total = Counter(dict(self.monomials))
        total.update(other.monomials)
        ranges = {**self.over, **other.over}
        return Count(dict(total), {r: self.over.get(r, Count()) + other.over.get(r, Count()) for r in ranges})

    def __bool__(self) -> bool:
        return any(self.monomials.values()) or any(self.over.values())

    def per(self, size: str) -> Count:
        """The part that grows with ``size``, for one of it: n1 n0 for n1 n0 m + n1."""
        found: Counter[tuple[str, ...]] = Counter()
        for factors, times in self.monomials.items():
            if size in factors:
                rest = list(factors)
                rest.remove(size)
                found[tuple(rest)] += times
        return Count(dict(found), {layers: count.per(size) for layers, count in self.over.items()})

    def without(self, size: str) -> Count:
        """The part in which ``size`` does not occur: n1 for n1 n0 m + n1."""
        kept = {factors: times for factors, times in self.monomials.items() if size not in factors}
        return Count(kept, {layers: count.without(size) for layers, count in self.over.items()})

    def at(self, sizes: Mapping[str, int]) -> Count:
        """With numbers put in for the sizes that are given."""
        found: Counter[tuple[str, ...]] = Counter()
        for factors, times in self.monomials.items():
            known = prod(sizes[factor] for factor in factors if factor in sizes)
            found[tuple(factor for factor in factors if factor not in sizes)] += times * known
        return Count(dict(found), {layers: count.at(sizes) for layers, count in self.over.items()})

    @property
    def number(self) -> int | None:
        """The value, if no size is left open; the number of layers is open."""
        if any(self.over.values()) or any(factors for factors, times in self.monomials.items() if times):
            return None
        return self.monomials.get((), 0)

    def __str__(self) -> str:
        written = []
        for factors, times in self.monomials.items():
            if times:
                front = [str(times)] if times != 1 or not factors else []
                written.append(" ".join((*front, *factors)))
        for layers, count in self.over.items():
            if count:
                one = str(count)
                written.append(f"Σ_{{l={layers}}} {f'({one})' if ' + ' in one else one}")
        return " + ".join(written) or "0"


def size_of(axes: Iterable[Axis | None]) -> Count:
    """How many entries there are along these axes together."""
    known, symbols = 1, []
    for axis in axes:
        if axis is not None and axis.size is not None:
            known *= axis.size
        elif axis is not None:
            symbols.append(axis.name)
    return Count({tuple(symbols): known})


def summed(counts: Iterable[Count]) -> Count:
    return sum(counts, Count())


@dataclass(frozen=True)
class Operations:
    """``multiply_adds`` are products that are added up; ``elementwise`` are single + - · / and comparisons;
    ``functions`` are evaluations of exp, sigmoid, tanh and so on."""

    multiply_adds: Count = field(default_factory=Count)
    elementwise: Count = field(default_factory=Count)
    functions: Count = field(default_factory=Count)

    def __add__(self, other: Operations) -> Operations:
        return Operations(
            self.multiply_adds + other.multiply_adds,
            self.elementwise + other.elementwise,
            self.functions + other.functions,
        )


def summed_over(layers: str, one: Operations) -> Operations:
    """The operations of one layer, summed over the layers in a range such as ``1..L``."""
    counts = (one.multiply_adds, one.elementwise, one.functions)
    return Operations(*(Count({}, {layers: count}) for count in counts))


def operations(value: Term) -> Operations:
    """What computing ``value`` takes, for all its free indices together.

    Every part is computed once for each setting of the indices it depends on; a part that occurs twice with the same
    letters is computed once; what depends on sizes and numbers alone is free. ``Σ_k W[i,k] A[k,e]`` takes one
    multiply-add for each i, k and e.
    """
    found = Operations()
    seen: set[Term] = set()
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if node in seen or _is_constant(node):
            continue
        seen.add(node)
        found += _own(node)
        if isinstance(node, Sum) and isinstance(node.body, Mul) and node.bound.axis is not LAYERS:
            seen.add(node.body)  # its products are part of the multiply-adds
            waiting.extend(node.body.factors)
        elif isinstance(node, Power):
            waiting.append(node.base)
        else:
            waiting.extend(children(node))
    return found


def _is_constant(term: Term) -> bool:
    return not free_indices(term) and not names(term)


def _own(node: Term) -> Operations:
    """The operations of the outermost node alone."""
    each = _entries(free_indices(node))
    match node:
        case Sum(bound, _) if bound.axis is LAYERS:  # what L layers bring takes L - 1 additions
            return Operations(elementwise=Count({}, {SECOND: each}))
        case Sum(bound, Mul(factors)):
            inside = _entries(free_indices(node.body) | {bound})
            return Operations(multiply_adds=_times(inside, len(factors) - 1))
        case Sum(bound, body) | Max(bound, body):
            return Operations(elementwise=_entries(free_indices(body) | {bound}))
        case Add(terms):
            return Operations(elementwise=_times(each, len(terms) - 1))
        case Mul(factors):
            arrays = [factor for factor in factors if free_indices(factor)]
            scalars = [factor for factor in factors if not free_indices(factor)]
            named = [factor for factor in scalars if names(factor)]
            if not arrays:
                return Operations(elementwise=_times(Count({(): 1}), len(factors) - 1))
            front = _times(Count({(): 1}), max(0, len(named) - 1))
            return Operations(elementwise=_times(each, len(arrays) - 1 + bool(scalars)) + front)
        case Div() | Compare() | Select():
            return Operations(elementwise=each)
        case Power(_, Number(exponent)) if exponent == 2:
            return Operations(elementwise=each)
        case Power() | Apply() | Component():
            return Operations(functions=each)
        case Neg() | Delta() | _:
            return Operations()


def _entries(indices: Collection[Index]) -> Count:
    """How many settings the indices have; the examples last. What has a letter for the layers is summed over them."""
    within = [index for index in indices if index.axis is not LAYERS]
    if len(within) < len(indices):
        return Count({}, {ALL: _entries(within)})
    ordered = sorted(indices, key=lambda index: (index.axis.name == "m", index.name))
    return size_of(index.axis for index in ordered)


def _times(count: Count, times: int) -> Count:
    if not times:
        return Count()
    over = {layers: _times(each, times) for layers, each in count.over.items()}
    return Count({factors: value * times for factors, value in count.monomials.items()}, over)
