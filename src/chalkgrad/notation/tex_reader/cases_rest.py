r"""Whether the last condition of cases is "otherwise" in other words: ``z > 0`` and then ``z \\le 0``."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from .atoms import Atom, Sequence, Shape

#: Where a relation holds: left below, equal to, or above right.
_HOLDS = {"<": "<", "<=": "<=", "=": "=", "==": "=", "!=": "<>", ">=": "=>", ">": ">"}
_TURNED = {"<": ">", "=": "=", ">": "<"}


def is_rest(before: Iterable[Sequence], last: Sequence, source: str) -> bool:
    """Whether the last condition holds exactly where none of those before does.

    Only conditions that compare the same two formulas, letter by letter, are understood.
    """
    named = _compared(last, source)
    if named is None:
        return False
    left, right, holds = named
    covered: set[str] = set()
    for condition in before:
        other = _compared(condition, source)
        if other is None:
            return False
        if other[:2] == (left, right):
            covered |= set(other[2])
        elif other[:2] == (right, left):
            covered |= {_TURNED[order] for order in other[2]}
        else:
            return False
    return set(holds) == set("<=>") - covered


def _compared(atoms: Sequence, source: str) -> tuple[str, str, Collection[str]] | None:
    """The two sides as they are written, without spaces, and the orders in which the relation holds."""
    signs = [place for place, atom in enumerate(atoms) if atom.shape is Shape.SIGN and atom.text in _HOLDS]
    if len(signs) != 1:
        return None
    (place,) = signs
    left, right = (_written(side, source) for side in (atoms[:place], atoms[place + 1 :]))
    return (left, right, _HOLDS[atoms[place].text]) if left and right else None


def _written(atoms: Collection[Atom], source: str) -> str:
    return " ".join("".join(source[atom.start : atom.end].split()) for atom in atoms)
