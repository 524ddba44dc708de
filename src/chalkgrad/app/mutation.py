"""Single-edit mutants of what was certified, and what the prover says about them.

A mutant that is refused is a mistake that would have been caught. A mutant that is certified survives; it must then be
an identity (``y a`` for ``a y``), which an engine that did not certify it has to confirm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import cast, get_args

from ..calculus.derivation import Derivation, Equation
from ..calculus.split import scales, split
from ..errors import ChalkError, NotSupported, ProofError, ShapeError
from ..model import Model
from ..notation.elaborate import elaborate
from ..notation.scope import Scope
from ..notation.shapes import layout_of
from ..notation.spell import spell
from ..notation.surface import Block, Surface, walk_surface
from ..notation.text import text
from ..proof import Certificate, chain_rule, equal, mutants, reads_as, surface_mutants
from ..proof.numeric import Agreement, compare
from ..terms import Context, Definition, Term
from .statements import Statement

AT_POINTS_ONLY = "no proof; "


@dataclass(frozen=True)
class Survivor:
    """A mutant that was certified: by what, and what confirmed that it is an identity (empty: nothing did)."""

    where: str
    edit: str
    original: str
    mutant: str
    certified_by: str
    confirmed_by: str

    def as_json(self) -> dict[str, str]:
        return dict(vars(self))


@dataclass
class Tally:
    """What became of the mutants of one kind."""

    tried: int = 0
    refused: int = 0
    survivors: list[Survivor] = field(default_factory=list)

    @property
    def unexplained(self) -> list[Survivor]:
        return [survivor for survivor in self.survivors if not survivor.confirmed_by]


@dataclass
class Trial:
    """One derivation and everything that is needed to ask the prover about variants of its lines."""

    derivation: Derivation
    model: Model = field(init=False)
    context: Context = field(init=False)
    scope: Scope = field(init=False)

    def __post_init__(self) -> None:
        self.model = self.derivation.model
        layouts = {name: quantity.layout for name, quantity in self.model.quantities.items()}
        adjoints = {name: d.layout for name, d in self.derivation.definitions.items()}
        definitions = {**self.model.definitions, **self.derivation.definitions}
        self.context = Context({**layouts, **adjoints}, definitions, self.model.functions, self.model.facts)
        axes = {axis.name: axis for layout in self.context.layouts.values() for axis in layout if axis is not None}
        self.scope = Scope(self.context.layouts, axes, self.model.functions, self.model.example_axis)

    # -- equations: the chain rule is recomputed ---------------------------------------------------------------

    def equations(self, tally: Tally) -> None:
        """Every derived equation with its right-hand side changed, against the chain rule.

        In numerator layout the derivatives are turned, which the chain rule of ``proof`` does not speak about; there
        the steps are tried, which end in a turned line. Raises ProofError where an unchanged equation is refused.
        """
        if any(self.is_turned(equation) for equation, _ in self.derived()):
            return
        convention = self.derivation.convention
        adjoints = {name: convention.adjoint_of(name) for name in self.model.quantities}
        factors = scales(self.model, split(self.model), convention.meaning)
        ask_chain_rule = partial(
            chain_rule, context=self.context, cost=self.model.cost, adjoints=adjoints, scales=factors
        )
        for equation, value in self.derived():
            ask_chain_rule(equation.of, equation.indices, value)
            for edit, mutant in mutants(value):
                certify = partial(ask_chain_rule, equation.of, equation.indices, mutant)
                confirm = partial(other_engine, self.context, value, mutant)
                ask(tally, self.context, f"{equation.name} by the chain rule", edit, (value, mutant), certify, confirm)

    def is_turned(self, equation: Equation) -> bool:
        """Whether the derivative has the axes of its name in another order."""
        axes = [axis for axis in self.model.quantities[equation.of].layout if axis is not None]
        return [index.axis for index in equation.indices] != axes

    # -- elaborations: what is written, and the index form made of it ------------------------------------------

    def elaborations(self, tally: Tally) -> None:
        """Every equation as written: its index form changed, and its text changed."""
        for surface, definition in self.written():
            term, layout, indices = definition.value, definition.layout, definition.indices
            for edit, mutant in mutants(term):
                certify = partial(reads_as, surface, mutant, layout, self.context, indices=indices)
                confirm = partial(other_engine, self.context, term, mutant)
                ask(tally, self.context, f"{definition.name}, index form", edit, (term, mutant), certify, confirm)
            for edit, changed in surface_mutants(surface):
                certify = partial(self.means, changed, definition)
                read = partial(self.reads, changed, definition)
                ask(tally, self.context, f"{definition.name}, as written", edit, (surface, changed), certify, read)

    def written(self) -> Iterator[tuple[Surface, Definition]]:
        """The model's equations as their author wrote them, and the derived ones as they are printed.

        Matrices in parts are left out: they are read part by part, so every change of the whole would be refused.
        """
        for name, definition in self.model.definitions.items():
            surface = self.model.quantities[name].written
            if surface is not None and not any(isinstance(node, Block) for node in walk_surface(surface)):
                yield surface, definition
        for equation, _ in self.derived():
            yield equation.value.surface, self.derivation.definitions[equation.name]

    def derived(self) -> Iterator[tuple[Equation, Term]]:
        """The derived equations with their values in index form. Those between matrices in parts (D1 = [db1, dW1])
        have none: what was certified about their parts is among the steps."""
        for equation in self.derivation.equations:
            definition = self.derivation.definitions.get(equation.name)
            if definition is not None:
                yield equation, definition.value

    def meaning(self, surface: Surface, definition: Definition) -> Term:
        """The index form of a changed text. Raises ShapeError or NotationError where it has none or does not fit."""
        layout = layout_of(surface, self.scope)
        if any(own not in (None, axis) for own, axis in zip(layout, definition.layout, strict=True)):
            raise ShapeError(f"{definition.name} has another shape")
        places = iter(definition.indices)
        row, column = (None if axis is None else next(places) for axis in definition.layout)
        return elaborate(surface, self.scope, (row if layout[0] else None, column if layout[1] else None))

    def means(self, surface: Surface, definition: Definition) -> Certificate:
        """Whether a changed text still means the definition's value, by elaboration and algebra."""
        return equal(self.meaning(surface, definition), definition.value, self.context)

    def reads(self, surface: Surface, definition: Definition, by: Certificate) -> str:
        """The same by the engine that computes with matrices as written; where it takes the definitions, as a step."""
        try:
            found = reads_as(surface, definition.value, definition.layout, self.context, indices=definition.indices)
        except ProofError:
            return other_engine(self.context, self.meaning(surface, definition), definition.value, by)
        return found.method


def statement_mutants(tally: Tally, where: str, statement: Statement) -> None:
    """A certified equality with its right-hand side changed."""
    context, unfold = statement.context, statement.unfold
    before, after = statement.before, statement.after
    for edit, mutant in mutants(after):
        certify = partial(equal, before, mutant, context, unfold=unfold)
        ask(tally, context, where, edit, (after, mutant), certify, partial(other_engine, context, before, mutant))


def ask(
    tally: Tally,
    context: Context,
    where: str,
    edit: str,
    change: tuple[Term | Surface, Term | Surface],
    certify: Callable[[], Certificate],
    confirm: Callable[[Certificate], str],
) -> None:
    """Count the mutant; if it is certified, ask another engine whether it is an identity."""
    tally.tried += 1
    try:
        certificate = certify()
    except ChalkError:
        tally.refused += 1
        return
    try:
        confirmed = confirm(certificate)
    except ChalkError:
        confirmed = ""
    original, mutant = (show(side, context) for side in change)
    tally.survivors.append(Survivor(where, edit, original, mutant, certificate.method, confirmed))


def other_engine(context: Context, left: Term, right: Term, by: Certificate) -> str:
    """What algebra certified is compared at random points, what points certified is proved by algebra.

    At a kink or a largest entry there may be no proof; then other points than the first have to agree, which is said.
    """
    if by.kind == "tested":
        certificate = equal(left, right, context, unfold=context.definitions.keys())
        if certificate.kind == "proved":
            return certificate.method
    found = compare(left, right, context, context.definitions.keys(), seed=1)
    if not isinstance(found, Agreement):
        return ""
    confirmed = f"{found.points} random points and 50 digits"
    return confirmed if by.kind == "proved" else f"{AT_POINTS_ONLY}{confirmed}"


def show(side: Term | Surface, context: Context) -> str:
    """A formula as text, whichever form it has."""
    if isinstance(side, get_args(Surface)):
        return text(cast(Surface, side))
    try:
        return text(spell(cast(Term, side), context.functions))
    except NotSupported:
        return repr(side)
