"""The gradient times a constant that has a name: m, 2, -1 and what they make together."""

from __future__ import annotations

from collections.abc import Iterator

from ...terms import Size, walk
from ..case import Case
from ..mistake import Slip

name = "constant factor"
words = "the gradient was multiplied by m, 1/m, 2, 1/2 or -1"

SIGN = "the sign is opposite: a minus is missing, or one too many"


def slips(case: Case, site: str) -> Iterator[Slip]:
    right = case.value(site)
    if right is None:
        return
    yield Slip(-right, "exactly -1 times the gradient", SIGN, factor=-1.0)
    for factor, finding, reason in plain_factors(case, site):
        if not belongs_to_convention(case, site, factor):
            yield Slip(factor * right, finding, reason, factor=factor)
        opposite = f"{finding}, with the opposite sign"
        yield Slip(-factor * right, opposite, f"{reason}; and {SIGN}", factor=-factor)


def plain_factors(case: Case, site: str) -> Iterator[tuple[float, str, str]]:
    yield 2.0, "exactly 2 times too large", "a factor 2 too many: was a square differentiated without its 1/2?"
    yield 0.5, "exactly 2 times too small", "a factor 1/2 too many"
    examples = case.examples
    if examples is None or examples < 2:
        return
    equation = case.equation(site)
    shown = f": {site} = {equation.text}" if equation is not None and mentions_examples(case, site) else ""
    yield float(examples), f"exactly m = {examples} times too large", f"1/m is missing{shown}"
    yield 1 / examples, f"exactly m = {examples} times too small", f"1/m was applied once too often{shown}"


def mentions_examples(case: Case, site: str) -> bool:
    """Whether 1/m stands in the equation of ``site`` itself."""
    value = case.derivation.definitions[site].value
    return any(isinstance(node, Size) and node.axis == case.model.example_axis for node in walk(value))


def belongs_to_convention(case: Case, site: str, factor: float) -> bool:
    """Whether the other convention would print exactly this multiple; then it is not a mistake."""
    bridge = case.other_convention(site)
    return bridge is not None and bridge[0] == factor
