"""Whether a value in pieces jumps where they meet. At a jump there is no slope, from whichever side one comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from ..errors import NotSupported, ProofError
from ..notation.spell import spell
from ..notation.text import text
from ..proof import Refuted, Undecidable, equal
from ..terms import (
    Add,
    Apply,
    Compare,
    Context,
    Definition,
    Entry,
    Mul,
    Neg,
    Number,
    Select,
    Sum,
    Term,
    children,
    dependent,
    map_children,
    names,
    replace_entries,
    walk,
)
from .differentiate import Differentiator
from .factors import added, factored, product, summands
from .tidy import tidy


@dataclass(frozen=True)
class _Boundary:
    """The two sides of a condition are equal where ``entry`` is ``value``; left - right is ``slope`` · entry + ..."""

    entry: Entry
    value: Term
    rising: bool


def where_undecided(definition: Definition, name: str, differentiator: Differentiator, context: Context) -> list[str]:
    """The places ``left != right`` outside which it is not known whether the value goes on without a jump in ``name``.

    Raises NotSupported where it jumps.
    """
    if name not in names(definition.value):
        return []
    value = _Opening(differentiator).opened(dependent(definition.value, name), frozenset((name,)))
    found: dict[str, None] = {}
    for piece, followed in dict.fromkeys(_pieces(value, name, True)):
        condition = piece.condition
        boundary = _boundary(condition, name)
        if boundary is None:
            outcome = meets(piece, name, context)
        else:
            outcome = _goes_on(piece.then, piece.otherwise, boundary, context)
            if outcome is False:  # by itself; the other pieces may take the jump back, as in z (1 if z > 0 else 0)
                above, below = (_from_side(value, name, boundary, side) for side in (True, False))
                outcome = _goes_on(above, below, boundary, context)
                if outcome and not followed:
                    outcome = None
        if outcome is False and boundary is not None:
            shown = f"{text(spell(boundary.entry))} = {text(spell(boundary.value))}"
            raise NotSupported(
                f"the value of {definition.name} jumps at {shown}: there is no slope there",
                hint="Write pieces that meet: both must have the same value where the condition changes.",
            )
        if outcome is None:
            found.setdefault(f"{text(spell(condition.left))} != {text(spell(condition.right))}")
    return list(found)


class _Opening:
    """Functions in pieces written out, each once however often it is called."""

    def __init__(self, differentiator: Differentiator) -> None:
        self.differentiator = differentiator
        self.known: dict[tuple[Term, frozenset[str]], Term] = {}

    def opened(self, value: Term, by: frozenset[str]) -> Term:
        """The value with the functions in pieces of the names ``by`` written out."""
        if (value, by) not in self.known:
            self.known[value, by] = self._opened(value, by)
        return self.known[value, by]

    def _opened(self, value: Term, by: frozenset[str]) -> Term:
        value = map_children(value, lambda child: self.opened(child, by))
        known = self.differentiator.functions.get(value.function) if isinstance(value, Apply) else None
        if known is None or not isinstance(value, Apply) or known.stands_for_any or not by & names(value):
            return value
        arguments = zip(known.arguments, value.arguments, strict=True)
        inside = self.opened(known.value, frozenset(word for word, given in arguments if by & names(given)))
        changed = self.differentiator.put_in(inside, known, value.arguments)
        return changed if any(isinstance(part, Select) for part in walk(changed)) else value


def _pieces(term: Term, name: str, followed: bool) -> Iterator[tuple[Select, bool]]:
    """The conditionals on ``name``, and whether differentiating keeps both sides of each apart.

    It does in sums and as a factor of a product, which is differentiated piece by piece.
    """
    if isinstance(term, Select):
        if name in names(term.condition):
            yield term, followed
        yield from _pieces(term.then, name, followed)
        yield from _pieces(term.otherwise, name, followed)
        return
    through = isinstance(term, (Add, Neg, Sum))
    for child in children(term):
        inside = isinstance(term, Mul) and isinstance(child, Select)
        yield from _pieces(child, name, followed and (through or inside))


def _boundary(condition: Compare, name: str) -> _Boundary | None:
    """Where left = right, if that is a straight line in one entry of ``name`` with a number as its slope."""
    entries = {node for node in walk(condition) if isinstance(node, Entry) and node.name == name}
    if len(entries) != 1:
        return None
    (entry,) = entries
    slope, rest = Fraction(0), list[Term]()
    for summand in summands(tidy(added([condition.left, Neg(condition.right)]))):
        parts = factored(summand)
        if parts.over == (entry,) and not parts.under:
            slope += parts.coefficient
        elif name in names(summand):
            return None
        else:
            rest.append(summand)
    if slope == 0:
        return None
    return _Boundary(entry, tidy(product([Number(-1 / slope), added(rest)])), slope > 0)


def _from_side(term: Term, name: str, boundary: _Boundary, above: bool) -> Term:
    """The value close to the boundary: of every conditional that changes there, the piece of one side."""
    if isinstance(term, Select) and name in names(term.condition):
        here = _boundary(term.condition, name)
        if here is not None and here.entry is boundary.entry and here.value is boundary.value:
            relation = term.condition.relation
            holds = relation == "!=" or ((relation in (">", ">=")) == (above == here.rising) and relation != "=")
            return _from_side(term.then if holds else term.otherwise, name, boundary, above)
    return map_children(term, lambda child: _from_side(child, name, boundary, above))


def meets(piece: Select, name: str, context: Context) -> bool | None:
    """Whether both pieces agree where the sides of the condition are equal, if what is there can be put in: the name k
    of k = |r|, the two places of |r| = 2, or w z itself for w z = 0. None if that is not so or cannot be decided."""
    left, right = piece.condition.left, piece.condition.right
    for bound, value in ((right, left), (left, right)):
        if isinstance(bound, Entry) and bound.name != name and bound.name not in names(value):
            return _agree(piece, _put_in(bound, value), context) or None
        places = _places(bound, value, name)
        if places:
            found = [_goes_on(piece.then, piece.otherwise, place, context) for place in places]
            return True if all(found) else None
    if _agree(piece, lambda term: right if term is left else term, context):
        return True
    return None


def _places(modulus: Term, value: Term, name: str) -> list[_Boundary]:
    """Where |r| is a number: at two points, if r is a straight line."""
    if not (isinstance(modulus, Apply) and modulus.function == "abs"):
        return []
    parts = factored(value)
    if parts.over or parts.under:
        return []
    sides = Number(parts.coefficient), Number(-parts.coefficient)
    found = [_boundary(Compare("=", modulus.arguments[0], side), name) for side in sides]
    return [place for place in found if place is not None]


def _agree(piece: Select, change: Callable[[Term], Term], context: Context) -> bool:
    """Whether both pieces are shown to be equal after a change of every part of them."""
    try:
        equal(tidy(_changed(piece.then, change)), tidy(_changed(piece.otherwise, change)), context)
    except ProofError:
        return False
    return True


def _changed(term: Term, change: Callable[[Term], Term]) -> Term:
    changed = change(term)
    return changed if changed is not term else map_children(term, lambda child: _changed(child, change))


def _put_in(bound: Entry, value: Term) -> Callable[[Term], Term]:
    return lambda term: value if term is bound else term


def _goes_on(one: Term, other: Term, boundary: _Boundary, context: Context) -> bool | None:
    """Whether two values agree at a boundary; None if that cannot be decided."""
    at = [replace_entries(term, lambda e: boundary.value if e is boundary.entry else e) for term in (one, other)]
    if boundary.entry.name in names(at[0]) | names(at[1]):
        return None
    try:
        equal(tidy(at[0]), tidy(at[1]), context)
    except Undecidable:
        return None
    except Refuted:
        return False
    return True
