"""Taking a derivative inwards one layer at a time, as one does with a pencil: each line has one reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ..notation.spell import spell
from ..notation.text import text
from ..terms import (
    ONE,
    Add,
    Derivative,
    Div,
    Entry,
    Index,
    Mul,
    Neg,
    Number,
    Size,
    Sum,
    Term,
    all_indices,
    free_indices,
    fresh_index,
    map_children,
    names,
    rename_indices,
    walk,
)
from .factors import added, product
from .sums import counted

#: A derivation has no more layers than this; a deeper formula keeps its derivative in one line.
MOST = 40


@dataclass(frozen=True)
class Layer:
    """The line reached by one move, and why it is equal to the line before."""

    term: Term
    words: str


def layers(term: Term) -> Iterator[Layer]:
    """The lines in which every ∂ is taken inwards, through signs, factors and sums, until it stands at a function."""
    for _ in range(MOST):
        said = _Said()
        after = _one_layer(term, said)
        if after is term:
            return
        term = after
        yield Layer(term, said.words())


def inwards(term: Term) -> Term:
    """The last of these lines."""
    for layer in layers(term):
        term = layer.term
    return term


def in_short(term: Term) -> str:
    """What all layers together do, for a single line."""
    whole = _Said()
    for _ in range(MOST):
        after = _one_layer(term, whole)
        if after is term:
            break
        term = after
    said = list(whole.gone) if len(whole.gone) == 1 else []
    if len(whole.gone) > 1:
        said.append("what does not contain the variable has the derivative 0")
    if len(whole.picked) > 1:
        said.append(f"of the sums only the term with {next(iter(whole.picked.values()))} stays")
    said += list(whole.picked) if len(whole.picked) == 1 else []
    through = [
        words
        for words, used in (("signs", whole.signs), ("sums", whole.sums), ("constant factors", whole.factors))
        if used
    ]
    if through == ["signs"]:
        said.append("the minus goes in front")
    elif through == ["constant factors"] and len(whole.factors) == 1:
        said.append(f"the constant factor {next(iter(whole.factors))} goes in front")
    elif through:
        *first, last = through
        said.append(f"{', '.join(first)} and {last}" if first else last)
        said[-1] += " pass through a derivative"
    said += list(whole.counted)
    return "; ".join(said)


@dataclass
class _Said:
    """What was done to the derivatives of a line."""

    signs: bool = False
    sums: bool = False
    gone: dict[str, None] = field(default_factory=dict)
    picked: dict[str, str] = field(default_factory=dict)
    factors: dict[str, None] = field(default_factory=dict)
    counted: dict[str, None] = field(default_factory=dict)

    def words(self) -> str:
        said = ["the minus goes in front"] if self.signs else []
        said += list(self.gone) if len(self.gone) == 1 else []
        if len(self.gone) > 1:
            said.append("what does not contain the variable has the derivative 0")
        said += list(self.picked)
        if self.sums:
            said.append("the derivative of a sum is taken term by term")
        if self.factors:
            listed = " and ".join(self.factors)
            said.append(
                f"constant factors go in front: {listed}"
                if len(self.factors) > 1
                else f"the constant factor {listed} goes in front"
            )
        said += list(self.counted)
        return "; ".join(said)


def _one_layer(term: Term, said: _Said) -> Term:
    """One layer; a sum in which nothing runs along any more, as only the bias is left of W X + b, becomes its size."""
    after = _one(term, said)
    if after is term:
        return term
    multiplied = counted(after)
    if multiplied is not after:
        for node in walk(after):
            if isinstance(node, Sum) and node.bound not in free_indices(node.body):
                letter, size = node.bound.name, _written(Size(node.bound.axis))
                said.counted.setdefault(f"the same for every {letter}, so the sum over {letter} is {size} times that")
    return multiplied


def _one(term: Term, said: _Said) -> Term:
    if isinstance(term, Mul):
        return _signs_in_front(term, map_children(term, lambda child: _one(child, said)))
    if isinstance(term, Neg) and isinstance(term.body, Mul):
        return Neg(map_children(term.body, lambda child: _one(child, said)))  # a second sign stays where it comes in
    if not isinstance(term, Derivative):
        return map_children(term, lambda child: _one(child, said))
    wrt = term.wrt
    match term.of:
        case Neg(body):
            said.signs = True
            return Neg(Derivative(body, wrt))
        case Add(terms):
            kept = [part for part in terms if wrt.name in names(part)]
            if len(kept) < len(terms):
                said.gone.setdefault(_of_constants([part for part in terms if part not in kept], wrt.name))
                rest = Derivative(added(kept), wrt)  # which terms contain the variable is one question
                return _one(rest, said) if isinstance(rest.of, Sum) else rest
            said.sums = True
            return added([Derivative(part, wrt) for part in kept])
        case Mul():
            fixed, moving = _parted(term.of, wrt)
            if fixed and moving:
                said.factors.setdefault(_written(product(fixed)))
                return product([*fixed, Derivative(product(moving), wrt)])
        case Div(left, right) if wrt.name not in names(right) and not isinstance(left, Number):
            said.factors.setdefault(_written(Div(ONE, right)))
            return Div(Derivative(left, wrt), right)
        case Div(left, right) if wrt.name not in names(left):
            fixed, moving = _parted(right, wrt)
            if left is not ONE or fixed:  # p/(c u) = p/c · 1/u
                scale = Div(left, product(fixed)) if fixed else left
                said.factors.setdefault(_written(scale))
                return product([scale, Derivative(Div(ONE, product(moving)), wrt)])
        case Sum(bound, body):
            single = _single_term(bound, body, wrt)
            if single is not None:
                place, entry = _place(bound, body, wrt), _written(wrt)
                said.picked.setdefault(f"of the sum over {bound.name} only the term {place} contains {entry}", entry)
                return Derivative(single, wrt)
            bound, body = _under_another_letter(bound, body, wrt)
            said.sums = True
            return Sum(bound, Derivative(body, wrt))
        case _:
            pass
    return term


def _signs_in_front(before: Term, after: Term) -> Term:
    """``1/m (-∂u)`` as ``-1/m ∂u``: a sign that has come out of a derivative goes in front of the other factors too."""
    if not isinstance(before, Mul) or not isinstance(after, Mul) or len(before.factors) != len(after.factors):
        return after
    fresh = [isinstance(new, Neg) and new is not old for old, new in zip(before.factors, after.factors, strict=True)]
    if sum(fresh) != 1:
        return after
    return Neg(
        Mul(tuple(f.body if isinstance(f, Neg) and new else f for f, new in zip(after.factors, fresh, strict=True)))
    )


def _of_constants(gone: list[Term], name: str) -> str:
    """Why summands without the variable add nothing to the derivative."""
    if all(isinstance(part, Number) for part in gone):
        return "the derivative of a constant is 0"
    written = [_written(part.body if isinstance(part, Neg) else part) for part in gone]
    does, its = ("does", "its") if len(gone) == 1 else ("do", "their")
    return f"{' and '.join(written)} {does} not contain {name}, so {its} derivative is 0"


def _parted(term: Term, wrt: Entry) -> tuple[list[Term], list[Term]]:
    """The factors without the variable, and those with it."""
    factors = term.factors if isinstance(term, Mul) else (term,)
    moving = [factor for factor in factors if wrt.name in names(factor)]
    return [factor for factor in factors if wrt.name not in names(factor)], moving


def _place(bound: Index, body: Term, wrt: Entry) -> str:
    """``k = j``: which term of the sum is meant."""
    for node in walk(body):
        if isinstance(node, Entry) and node.name == wrt.name and bound in node.indices:
            other = wrt.indices[node.indices.index(bound)]
            return f"{bound.name} = {other.name}" if other.name != bound.name else f"with {_written(wrt)}"
    return "with it"


def _written(term: Term) -> str:
    return text(spell(term))


def _under_another_letter(bound: Index, body: Term, wrt: Entry) -> tuple[Index, Term]:
    """A sum's letter and body, so that the variable's own letters stay free under the sum."""
    if bound not in wrt.indices:
        return bound, body
    other = fresh_index(bound, all_indices(body) | set(wrt.indices))
    return other, rename_indices(body, {bound: other})


def _single_term(bound: Index, body: Term, wrt: Entry) -> Term | None:
    """The term k = i of a sum over k, if the variable wrt[..i..] occurs in the body only as wrt[..k..]."""
    found = {node.indices for node in walk(body) if isinstance(node, Entry) and node.name == wrt.name}
    if len(found) != 1:
        return None
    (indices,) = found
    places = [p for p, index in enumerate(indices) if index == bound]
    free = free_indices(body)  # an index bound by a sum further inside is that sum's business
    if len(places) != 1 or any(
        index != wrt.indices[p] and index in free for p, index in enumerate(indices) if p != places[0]
    ):
        return None
    return rename_indices(body, {indices[places[0]]: wrt.indices[places[0]]})
