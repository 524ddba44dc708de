"""One gradient in two conventions, side by side, and the bridge between them with its proof.

The two derivations are put on one board, the gradients of each under the name of its convention: ``dW1_ng``,
``dW1_cs231n``. From the cost downwards every gradient of the first is proved to be the one of the second, up to a
factor (m, 1/m or 1) and a transpose.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from ..convention import Convention
from ..errors import InputError
from ..model import Model
from ..terms import ONE, Definition, Div, Entry, Mul, Term, instantiate, names, replace_entries
from .asked import places
from .chain import Chain
from .derivation import Derivation, Equation
from .derive import derive
from .kinks import SPOKEN
from .numerator import board_in
from .split import scales, split
from .theorem import Claim
from .theta import BlockEquation
from .theta_layers import layers, parts_named


@dataclass(frozen=True)
class Pair:
    """The equations of one gradient in both conventions, and ``bridge``: ``dW1_ng = ... = dW1_cs231n^T``."""

    of: str
    source: Equation
    target: Equation
    bridge: Claim


@dataclass(frozen=True)
class Translation:
    """What ``name`` is in two conventions.

    ``pairs`` are the gradients that were asked for (two for a Theta: its bias and its weights). ``below`` are the
    bridges they rest on, nearest to the cost first. ``together`` are the equations of matrices in parts (D1, Delta1)
    they are part of. ``notes`` say how the bridge is to be read. ``given`` is whether the reader gave the model.
    ``averaged`` is whether its cost is a mean over the examples; None if it is neither that nor their sum.
    """

    name: str
    model: Model
    source: Convention
    target: Convention
    pairs: tuple[Pair, ...]
    below: tuple[Pair, ...]
    together: tuple[Equation, ...]
    notes: tuple[str, ...] = ()
    given: bool = True
    averaged: bool | None = True


def translate(
    model: Model, name: str | tuple[str, ...], source: Convention, target: Convention, *, given: bool = True
) -> Translation:
    """The gradient called ``name`` (dW1, W1, δ2, D1), or each of several, in two conventions, with certified bridges.

    Raises InputError for an unknown name, NotSupported for a convention that the model does not allow. For a network
    of any depth there is ``translate_layers``.
    """
    if source.name == target.name:
        raise InputError(f"both conventions are {source.name}", hint="Name another one to translate to.")
    named = (name,) if isinstance(name, str) else name
    asked = tuple(dict.fromkeys(of for each in named for of in _asked(model, each, source, target)))
    wanted = _with_their_theta(model, asked) if "Theta" in (source.parameters, target.parameters) else asked
    first, second = derive(model, source, wanted), derive(model, target, wanted)
    alike = second if target.kink == source.kink else derive(model, target.with_kink(source.kink), wanted)
    board = _Both(first, alike, source.name, target.name)
    pairs = board.pairs(second)
    chosen = tuple(pair for pair in pairs if pair.of in asked)
    needed = _needed(chosen, pairs, first)
    together = [e for found in (first, second) for e in found.equations if isinstance(e, BlockEquation)]
    notes = []
    if board.flipped:
        notes.append(
            f"what {target.name} calls X or W is the transpose of the array that {source.name} calls so; the arrays in "
            f"the bridge are those of {source.name}"
        )
    if [(e.text, e.note) for e in alike.equations] != [(e.text, e.note) for e in second.equations]:
        notes.append(
            f"at a kink {source.name} takes {SPOKEN[source.kink]} and {target.name} {SPOKEN[target.kink]}; the bridge "
            "is shown for the same slope, so it holds where no entry lies at a kink"
        )
    told = tuple(notes)
    return Translation(
        ", ".join(named), model, source, target, chosen, needed, tuple(together), told, given, averaged=first.averaged
    )


def _with_their_theta(model: Model, asked: tuple[str, ...]) -> tuple[str, ...]:
    """The names, and what they share a Theta with."""
    whole = [(theta.bias, theta.matrix) for theta in layers(model)]
    return tuple(dict.fromkeys((*asked, *(part for parts in whole if {*parts} & {*asked} for part in parts))))


def _asked(model: Model, name: str, source: Convention, target: Convention) -> tuple[str, ...]:
    """The quantities whose gradients a name stands for. Raises InputError with the nearest name."""
    if name in model.quantities:
        return (name,)
    parts = parts_named(model, name)
    if parts:
        return parts
    for convention in (source, target):
        if name in (called := convention.gradients_of(model.quantities)):
            return (called[name],)
    by_gradient = {convention.adjoint_of(n): n for convention in (source, target) for n in model.quantities}
    known = [n for n in by_gradient if by_gradient[n] != model.cost]
    if "Theta" in (source.parameters, target.parameters):
        known += [f"{kind}{theta.number}" for theta in layers(model) for kind in ("Theta", "D", "Delta")]
    near = get_close_matches(name, [*known, *model.quantities], n=1, cutoff=0.4)
    raise InputError(
        f"there is no {name} in {source.name} or {target.name}",
        hint=(f"Did you mean {near[0]}? " if near else "") + f"There are {', '.join(known)}.",
    )


def _needed(chosen: tuple[Pair, ...], pairs: tuple[Pair, ...], found: Derivation) -> tuple[Pair, ...]:
    """The pairs that the chosen ones rest on, directly or not."""
    by_gradient = {found.convention.adjoint_of(pair.of): pair for pair in pairs}
    waiting, reached = list(chosen), set[str]()
    while waiting:
        pair = waiting.pop()
        for used in names(pair.source.value.term):
            if used in by_gradient and used not in reached:
                reached.add(used)
                waiting.append(by_gradient[used])
    own = {pair.of for pair in chosen}
    return tuple(pair for pair in pairs if found.convention.adjoint_of(pair.of) in reached and pair.of not in own)


class _Both:
    """A board with the gradients of both derivations, and the bridges that were proved."""

    def __init__(self, first: Derivation, second: Derivation, source: str, target: str) -> None:
        self.first, self.second = first, second
        model = first.model
        own = {e.name: _suffixed(e.name, source, model) for e in _plain(first)}
        other = {e.name: _suffixed(e.name, target, model) for e in _plain(second)}
        self.flipped = any(model.quantities[n].layout != q.layout for n, q in second.model.quantities.items())
        self.reversed = self.flipped != (first.convention.is_turned != second.convention.is_turned)
        found: dict[str, Definition] = {}
        for derivation, called, turn in ((first, own, False), (second, other, self.flipped)):
            for equation in _plain(derivation):
                definition = derivation.definitions[equation.name]
                value = _renamed(definition.value, called, turn)
                new = called[equation.name]
                found[new] = Definition(new, definition.indices, definition.layout, value)
        layouts = {name: definition.layout for name, definition in found.items()}
        self.board = board_in(model, layouts, first.convention, second.convention)
        self.board.definitions.update(found)
        self.called, self.other = own, other
        self.factors = [scales(d.model, split(d.model), d.convention.meaning) for d in (first, second)]
        self.said = (source, target)

    def pairs(self, shown: Derivation) -> tuple[Pair, ...]:
        """A pair for every gradient; ``shown`` has the equations of the second convention as they are printed."""
        by_quantity = {equation.of: equation for equation in _plain(shown)}
        return tuple(Pair(e.of, e, by_quantity[e.of], self.bridge(e)) for e in _plain(self.first))

    def bridge(self, equation: Equation) -> Claim:
        """``dX_A = f dX_B``, or its transpose; from here on dX_A stands for that on the board."""
        own = self.board.definitions[self.called[equation.name]]
        behind = next(e for e in _plain(self.second) if e.of == equation.of)
        other = self.board.definitions[self.other[behind.name]]
        at = tuple(reversed(own.indices)) if self.reversed else own.indices
        value = instantiate(other.value, other.indices, at)
        factor = self.factor(equation.of)
        chain = Chain(self.board, own.entry, *places(own.indices, own.layout))
        chain.line = self.board.line(own.entry, chain.row, chain.column, matrix=True)
        source, target = self.said
        put_in = replace_entries(own.value, self.bridged)
        used = sorted(names(own.value) & set(self.called.values()))
        chain.to(
            "definition", f"the equation of {equation.name} in {source}", own.value, unfold=(own.name,), matrix=True
        )
        scaled = value if factor is ONE else Mul((factor, value))
        words = f"{' and '.join(name for name, new in self.called.items() if new in used)} as shown before"
        alike = self.text(put_in, chain) == self.text(scaled, chain)
        if used:
            chain.to("substitute", words, scaled if alike else put_in, unfold=tuple(used), matrix=True)
        chain.to("factor-out", self.words(factor), scaled, matrix=True)
        end = Entry(other.name, at)
        scaled = end if factor is ONE else Mul((factor, end))
        chain.to("definition", f"the equation of {behind.name} in {target}", scaled, unfold=(other.name,), matrix=True)
        self.board.definitions[own.name] = Definition(own.name, own.indices, own.layout, scaled)
        return Claim(f"{own.name} and {other.name}", tuple(chain.steps))

    def factor(self, of: str) -> Term:
        """What the gradient of the second convention is multiplied by: m, 1/m or 1."""
        mine, theirs = (factors.get(of, ONE) for factors in self.factors)
        if mine is theirs:
            return ONE
        if mine is ONE:
            return theirs
        assert isinstance(mine, Div)
        return mine.denominator

    def text(self, term: Term, chain: Chain) -> str:
        return self.board.line(term, chain.row, chain.column, matrix=True).text

    def words(self, factor: Term) -> str:
        if factor is ONE:
            return "the factors cancel" if any(self.factors) else f"written as in {self.said[1]}"
        return "the common factor goes in front"

    def bridged(self, entry: Entry) -> Term:
        if entry.name not in self.called.values():
            return entry
        definition = self.board.definitions[entry.name]
        return instantiate(definition.value, definition.indices, entry.indices)


def _plain(derivation: Derivation) -> list[Equation]:
    return [equation for equation in derivation.equations if not isinstance(equation, BlockEquation)]


def _suffixed(name: str, convention: str, model: Model) -> str:
    base, bracket, layer = name.partition("[")  # dW[l] is dW_ng[l]
    new = f"{base}_{re.sub(r'[^A-Za-z0-9]', '_', convention)}"
    while f"{new}{bracket}{layer}" in model.quantities:
        new += "_"
    return f"{new}{bracket}{layer}"


def _renamed(term: Term, called: Mapping[str, str], turn: bool) -> Term:
    """The gradients under their new names; ``turn``: everything else with its indices in the other order."""

    def change(entry: Entry) -> Entry:
        if entry.name in called:
            return Entry(called[entry.name], entry.indices)
        return Entry(entry.name, tuple(reversed(entry.indices))) if turn else entry

    return replace_entries(term, change)
