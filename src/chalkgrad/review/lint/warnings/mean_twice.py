"""The mean over the examples is taken twice."""

from __future__ import annotations

from collections.abc import Iterator

from ....terms import Add, Apply, Div, Entry, Mul, Neg, Number, Power, Size, Sum, Term
from ..evidence import Evidence
from ..finding import Finding

NAME = "mean-twice"
ABOUT = "the cost is divided by the number of examples more often than it is summed over them"


def look(evidence: Evidence) -> Iterator[Finding]:
    """Count, from the cost down to each loss, the divisions by m and the sums over the examples."""
    axis, cost = evidence.model.example_axis, evidence.model.cost
    if axis is None:
        return
    divisions, sums = max(_ways(evidence, Entry(cost, ())), key=lambda way: (way[0] - way[1], way[0]))
    if divisions >= 2 and divisions > sums:
        yield evidence.finding(
            NAME,
            cost,
            f"{cost} divides a part by {axis.name} {divisions} times and sums it over the examples {_times(sums)}",
            f"A mean divides once for each sum. With one 1/{axis.name} too many the cost and all gradients shrink as "
            "the batch grows, like a learning rate that is far too small.",
            f"Write 1/{axis.name} once, either in the loss or in the cost.",
        )


def _ways(evidence: Evidence, term: Term) -> set[tuple[int, int]]:
    """(divisions by m, sums over the examples) on every way down through signs, sums, products and names."""
    axis = evidence.model.example_axis
    match term:
        case Entry(name, _) if name in evidence.model.definitions:
            return _ways(evidence, evidence.model.definitions[name].value)
        case Neg(body):
            return _ways(evidence, body)
        case Add(terms):
            return {way for inner in terms for way in _ways(evidence, inner)}
        case Mul(factors):
            ways = {(0, 0)}
            for factor in factors:
                ways = {(d + e, s + t) for d, s in ways for e, t in _ways(evidence, factor)}
            return ways
        case Div(left, right):
            below = _size_power(right, evidence)
            return {(d + below, s) for d, s in _ways(evidence, left)}
        case Sum(bound, body):
            own = int(bound.axis == axis)
            return {(d, s + own) for d, s in _ways(evidence, body)}
        case Apply(function, arguments) if function == "linear":
            return _ways(evidence, arguments[0])
        case _:
            return {(-_size_power(term, evidence), 0)}


def _size_power(term: Term, evidence: Evidence) -> int:
    """How often m is a factor: 1 for 2 m, 2 for m^2."""
    match term:
        case Size(axis):
            return int(axis == evidence.model.example_axis)
        case Mul(factors):
            return sum(_size_power(factor, evidence) for factor in factors)
        case Power(base, Number(value)) if value.denominator == 1:
            return _size_power(base, evidence) * int(value)
        case _:
            return 0


def _times(count: int) -> str:
    return {0: "not at all", 1: "once"}.get(count, f"{count} times")
