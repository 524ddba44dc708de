"""A penalty on a bias."""

from __future__ import annotations

from collections.abc import Iterator

from ....terms import Apply, Entry, Mul, Number, Power, Term, names, walk
from ..evidence import Evidence
from ..finding import Finding
from ..layers import biases

NAME = "bias-penalised"
ABOUT = "a penalty makes biases small"


def look(evidence: Evidence) -> Iterator[Finding]:
    """A bias whose square or absolute value is part of an equation."""
    known = biases(evidence)
    seen: set[tuple[str, str]] = set()
    for definition in evidence.definitions:
        for node in walk(definition.value):
            name = _penalised(node)
            if name is None or name not in known or (name, definition.name) in seen:
                continue
            seen.add((name, definition.name))
            yield evidence.finding(
                NAME,
                definition.name,
                f"{definition.name} penalises {name}, which is a bias ({known[name]} adds it)",
                "A penalty keeps weights small so that the output does not swing with the input. A bias does not "
                "multiply an input: making it small only moves the output away from where the data are.",
                f"Leave {name} out of the penalty and keep the weights in it.",
            )


def _penalised(node: Term) -> str | None:
    """b of b^2, b b and |b|."""
    match node:
        case Power(Entry(name, _), Number(exponent)) if exponent > 0:
            return name
        case Apply("abs", (Entry(name, _),)):
            return name
        case Mul(factors):
            repeated = [factor for factor in factors if isinstance(factor, Entry) and factors.count(factor) > 1]
            return repeated[0].name if repeated and names(node) == {repeated[0].name} else None
        case _:
            return None
