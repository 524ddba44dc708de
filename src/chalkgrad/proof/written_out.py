"""Normal forms of the exact engine written as terms again, where they are simple."""

from __future__ import annotations

from fractions import Fraction

from ..terms import Add, Apply, Axis, Component, Entry, Index, Mul, Number, Power, Size, Sum, Term
from .ring import Frozen
from .vanishing import Prover


def term_of(prover: Prover, frozen: Frozen) -> Term | None:
    """A term with this normal form; None when a head occurs that is not written out here."""
    parts: list[Term] = []
    for (bounds, powers), coefficient in frozen:
        factors: list[Term] = [] if coefficient == 1 and powers else [Number(Fraction(coefficient))]
        for number, exponent in powers:
            factor = _atom(prover, number)
            if factor is None:
                return None
            factors.append(factor if exponent == 1 else Power(factor, Number(Fraction(exponent))))
        part = factors[0] if len(factors) == 1 else Mul(tuple(factors))
        for bound in bounds:
            part = Sum(_index(prover, bound), part)
        parts.append(part)
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else Add(tuple(parts))


def _atom(prover: Prover, number: int) -> Term | None:
    atom = prover.atoms[number]
    inside = [term_of(prover, frozen) for frozen in atom.inside]
    known = tuple(term for term in inside if term is not None)
    if len(known) < len(inside):
        return None
    places = tuple(_index(prover, index) for index in atom.indices)
    match atom.kind:
        case "entry":
            return Entry(atom.label, places)
        case "size":
            return Size(Axis(atom.label))
        case "prime":
            return Number(Fraction(int(atom.label)))
        case "exp" | "log":
            return Apply(atom.kind, known)
        case "apply":
            return Apply(atom.label, known)
        case "bracket":
            return known[0]
        case "power":
            return Power(known[0], known[1])
        case "component":
            return Component(atom.label, places[0], _index(prover, atom.binder), known[0])
    return None


def _index(prover: Prover, number: int) -> Index:
    return Index(f"i{number}", prover.axes[number])
