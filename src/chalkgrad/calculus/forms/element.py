"""One entry of one gradient: the way from the cost to ∂J/∂W1[2,3], with its letters or numbers, and the product."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches

from ...convention import Convention
from ...errors import InputError, NotSupported
from ...model import Model, Role
from ...notation.elaborate import letter
from ...proof import term_by_term
from ...terms import Add, Axis, Entry, Index, Sum, Term, map_children, rename_indices, walk
from ..answer import with_steps
from ..asked import board_for, places
from ..chain import Chain
from ..derivation import Derivation, Equation
from ..derive import derive
from ..factors import flat_products
from ..form import Wanted
from ..numerator import in_numerator_layout
from ..put_together import put_together, way_to
from ..theta_entries import entry_of_parts
from .index import in_letters

NAME = "element"
ABOUT = "one entry of one gradient, with letters or with numbers (W1[2,3]): the way to it and the product"

#: Sums over an axis of at most this known size are written out, term by term.
SHORT = 4
_LETTER = re.compile(r"[A-Za-z]\d?|[1-9]\d*")


def show(wanted: Wanted) -> Derivation:
    """The equations on the way to one entry, each for the entries that are needed, and all of them put together.

    The entry is that of a weight of the first layer if none is named. Raises InputError for an entry that is not there.
    """
    if wanted.model.layers is not None:
        raise NotSupported(
            "not supported: one entry of a network of any depth",
            hint='Choose a depth (--depth 3, model.at_depth(3, g="tanh") in Python), or ask for the form index.',
        )
    convention = wanted.convention
    if convention is not None and convention.is_turned:
        upright = replace(wanted, convention=convention.in_denominator_layout(), entry=_upright(wanted, convention))
        return in_numerator_layout(show(upright), convention, letters=True)
    if convention is not None and convention.parameters == "Theta" and wanted.entry is not None:
        wanted = replace(wanted, entry=entry_of_parts(wanted.model, wanted.entry))
    general = derive(wanted.model, convention, wanted.wrt, letters=True)
    chosen, indices = _entry(general, wanted.entry)
    way = way_to(general.equations, chosen)
    at = _letters(general, chosen, indices, way)
    found = derive(general.model, general.convention.in_parts(), [chosen.of], letters=True, at=at)
    sizes = _short(general.model) if any(index.name.isdecimal() for index in indices) else {}
    told = [_written_out(found, equation, sizes) for equation in way_to(found.equations, found[chosen.name])]
    last = _product(found, told, sizes, found[chosen.name])
    notes = ("entries are counted from 1, and short sums are written out term by term",) if sizes else ()
    return replace(
        found,
        model=in_letters(found.model),
        equations=(*told, last),
        convention=general.convention,
        notes=(*general.notes, *notes),
        form=f"by one entry, {chosen.of}[{','.join(index.name for index in indices)}]" if indices else "by one number",
    )


def _upright(wanted: Wanted, convention: Convention) -> str | None:
    """``dW1[3,2]`` of the numerator layout is the entry dW1[2,3] of the other one; W1[2,3] is W1[2,3]."""
    name, bracket, inside = (wanted.entry or "").replace(" ", "").partition("[")
    if name not in {convention.adjoint_of(each) for each in wanted.model.quantities} or not bracket:
        return wanted.entry
    return f"{name}[{','.join(reversed(inside.removesuffix(']').split(',')))}]"


def _entry(general: Derivation, written: str | None) -> tuple[Equation, tuple[Index, ...]]:
    """The equation that an entry belongs to, and the indices it is asked for at."""
    if not general.equations:
        raise InputError(
            "this model has nothing to differentiate by", hint="Name it: --wrt x, or write a weight: Z1 = W1 X."
        )
    if written is None:
        chosen = _first_weight(general)
        return chosen, chosen.indices
    name, bracket, inside = written.replace(" ", "").partition("[")
    by_name = {equation.of: equation for equation in general.equations}
    by_name |= {called: by_name[of] for called, of in general.convention.gradients_of(list(by_name)).items()}
    if name not in by_name:
        near = get_close_matches(name, by_name, n=1, cutoff=0.3)
        guess = f"Did you mean {near[0]}? " if near else ""
        raise InputError(f"there is no gradient of {name}", hint=f"{guess}There are {', '.join(general)}.")
    chosen = by_name[name]
    if not bracket:
        return chosen, chosen.indices
    return chosen, _indices(general.model, chosen, written, inside.removesuffix("]").split(","))


def _indices(model: Model, chosen: Equation, written: str, words: list[str]) -> tuple[Index, ...]:
    axes = [index.axis for index in chosen.indices]
    usual = f"{chosen.of}[{','.join(index.name for index in chosen.indices)}]" if axes else chosen.of
    if len(words) != len(axes) or not all(_LETTER.fullmatch(word) for word in words):
        raise InputError(
            f"{written} is no entry of {chosen.of}, which is {chosen.shape}",
            hint=f"Write {usual}, with letters or with numbers counted from 1.",
        )
    letters = [word for word in words if not word.isdecimal()]
    if len(set(letters)) < len(letters):
        raise InputError(f"{written} has the letter {letters[0]} twice", hint=f"Write {usual}.")
    for word, axis, side in zip(words, axes, _sides(model, chosen.of), strict=True):
        size = _size(model, axis)
        if word.isdecimal() and size is not None and not 1 <= int(word) <= size:
            named = "" if str(axis) == str(size) else f", and {axis} is {size}"
            raise InputError(
                f"{written} is not there: {chosen.of} is {chosen.shape}{named}, so it has no {side} {word}",
                hint=f"A {side} is a number from 1 to {size}, or a letter.",
            )
    return tuple(Index(word, axis) for word, axis in zip(words, axes, strict=True))


def _sides(model: Model, name: str) -> list[str]:
    """``row`` and ``column``, for the axes that a quantity has."""
    return [side for side, axis in zip(("row", "column"), model.quantities[name].layout, strict=True) if axis]


def _first_weight(general: Derivation) -> Equation:
    """The weight farthest from the cost: a matrix if there is one, else any parameter, else the last equation."""
    order = list(general.model.quantities)
    parameters = [e for e in general.equations if general.model.quantities[e.of].role is Role.PARAMETER]
    if not parameters:
        return general.equations[-1]
    return min(parameters, key=lambda e: (-len(e.indices), order.index(e.of)))


def _letters(
    general: Derivation, chosen: Equation, indices: tuple[Index, ...], way: list[Equation]
) -> Mapping[str, tuple[Index, ...]]:
    """The indices at which every gradient on the way is needed; its usual letters where a sum runs over them."""
    at = {chosen.of: indices}
    for equation in reversed(way):
        wanted = {
            tuple(at_user.get(index) for index in node.indices)
            for user in (chosen, *way)
            if user.of in at
            for at_user in [dict(zip(user.indices, at[user.of], strict=True))]
            for term in (user.steps[0].result.term, user.value.term)
            for node in walk(term)
            if isinstance(node, Entry) and node.name == equation.name
        }
        needed = next(iter(wanted)) if len(wanted) == 1 else (None,) * len(equation.indices)
        at[equation.of] = _without_clash(general.model, equation.indices, needed)
    return at


def _without_clash(model: Model, usual: tuple[Index, ...], needed: tuple[Index | None, ...]) -> tuple[Index, ...]:
    taken = {index.name for index in needed if index is not None}
    found = []
    for own, index in zip(usual, needed, strict=True):
        if index is None:
            index = own if own.name not in taken else Index(letter(own.axis, taken, model.example_axis), own.axis)
            taken.add(index.name)
        found.append(index)
    return tuple(found)


def _size(model: Model, axis: Axis) -> int | None:
    return axis.size if axis.size is not None else model.sizes.get(axis.name)


def _short(model: Model) -> dict[str, int]:
    """The axes, by name, whose sums are short enough to be written out."""
    axes = {axis for quantity in model.quantities.values() for axis in quantity.layout if axis is not None}
    sizes = {axis.name: _size(model, axis) for axis in axes}
    return {name: size for name, size in sorted(sizes.items()) if size is not None and size <= SHORT}


def _chain(found: Derivation, equation: Equation) -> Chain:
    """A chain that goes on where the equation ends, on a board that stays in letters."""
    board = board_for(found.model, found.definitions, found.values(), letters=True)
    row, column = places(equation.indices, found.model.quantities[equation.of].layout)
    chain = Chain(board, equation.value.term, row, column)
    chain.line = equation.value
    return chain


def _written_out(found: Derivation, equation: Equation, sizes: Mapping[str, int]) -> Equation:
    chain = _chain(found, equation)
    _write_out(chain, sizes)
    return with_steps(equation, [*equation.steps, *chain.steps])


def _write_out(chain: Chain, sizes: Mapping[str, int]) -> None:
    """Short sums term by term, certified by their definition."""
    value = flat_products(_expanded(chain.term, sizes))
    if value is not chain.term:
        certificate = term_by_term(chain.term, value, chain.board.context, sizes)
        chain.to("written-out", _which(chain.term, sizes), value, certificate=certificate)


def _which(term: Term, sizes: Mapping[str, int]) -> str:
    """The sum over i written out: i = 1, 2."""
    bounds = dict.fromkeys(node.bound for node in walk(term) if isinstance(node, Sum) and node.bound.axis.name in sizes)
    said = []
    for bound in bounds:
        numbers = ", ".join(str(n) for n in range(1, sizes[bound.axis.name] + 1))
        said.append(f"the sum over {bound.name} written out: {bound.name} = {numbers}")
    return "; ".join(said)


def _expanded(term: Term, sizes: Mapping[str, int]) -> Term:
    """Σ_i u[i] as u[1] + u[2] + ..., over the axes of known size."""
    term = map_children(term, lambda child: _expanded(child, sizes))
    if not isinstance(term, Sum) or term.bound.axis.name not in sizes:
        return term
    count = sizes[term.bound.axis.name]
    parts = [rename_indices(term.body, {term.bound: Index(str(n), term.bound.axis)}) for n in range(1, count + 1)]
    return parts[0] if count == 1 else Add(tuple(parts))


def _product(found: Derivation, told: list[Equation], sizes: Mapping[str, int], chosen: Equation) -> Equation:
    """The equation of the entry itself, with everything on the way put in at the end."""
    own = _written_out(found, chosen, sizes)
    chain = _chain(found, own)
    put_together(chain, told, lambda inner: _write_out(inner, sizes))
    return with_steps(own, [*own.steps, *chain.steps])
