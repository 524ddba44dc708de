"""The result: a derivation is a tree of certified steps, one equation per name.

Printers, programs and JSON are views of these records; nothing is computed twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from ..convention import Convention
from ..model import Model
from ..notation.latex import latex
from ..notation.nearest import nearest
from ..notation.surface import Surface
from ..notation.text import text
from ..proof.certificate import Certificate
from ..terms import Definition, Index, Term

Level = Literal["outline", "lecture", "every-line"]


@dataclass(frozen=True)
class Line:
    """A formula to be shown: the tree that is printed and the index form it was proved equal to."""

    surface: Surface
    term: Term

    @cached_property
    def text(self) -> str:
        return text(self.surface)

    @property
    def latex(self) -> str:
        return latex(self.surface)


@dataclass(frozen=True)
class Step:
    """``before = after`` by a named rule. ``level`` is the coarsest level of detail at which it is shown.

    ``children`` are smaller steps from ``before`` to ``after``; they may be written only when they are looked at.
    """

    rule: str
    words: str
    source: Line
    result: Line
    certificate: Certificate
    level: Level = "lecture"
    facts: tuple[str, ...] = ()
    children: Sequence[Step] = ()

    @property
    def before(self) -> str:
        return self.source.text

    @property
    def after(self) -> str:
        return self.result.text


@dataclass(frozen=True)
class Equation:
    """A derived equation ``left = value`` with the steps that lead to it.

    ``left`` is the name (``dZ2``); the chain starts at ``steps[0].source`` (its meaning) and ends in ``value``.
    ``meaning`` says in words what the name stands for in this convention. ``note`` is what a reader should
    know about the result (a condition that would simplify it, the slope chosen at a kink). ``layers`` are those it
    holds for, ``l = 1..L``, in a network of any depth.
    """

    name: str
    of: str
    left: Line
    value: Line
    shape: str
    indices: tuple[Index, ...]
    certificate: Certificate
    steps: tuple[Step, ...]
    meaning: str = ""
    note: str = ""
    layers: str = ""

    def __repr__(self) -> str:
        steps = f"{len(self.steps)} step{'' if len(self.steps) == 1 else 's'}"
        return f"{self.name} = {self.text}   ({self.shape}, {self.certificate.kind}, {steps})"

    def _repr_latex_(self) -> str:
        """The equation for a live notebook."""
        return f"$${self.left.latex} = {self.latex}$$"

    @property
    def text(self) -> str:
        """The right-hand side in the notation: ``d["dZ2"].text == "A2 - Y"``."""
        return self.value.text

    @property
    def latex(self) -> str:
        return self.value.latex


@dataclass(frozen=True)
class Derivation(Mapping[str, Equation]):
    """All derived equations of a model in one convention, in the order they are computed.

    ``bridge`` are the equations of the whole batch, each told from these, if these speak of a single example. ``form``
    says in words how it is written, where it was asked for: "in index form". ``covered`` are equations that are not
    shown, as another says the same: dW[L] is dW[l] for l = L. They are found by their names all the same.
    ``averaged`` is whether the cost is a mean over the examples; None if it is neither that nor their sum.
    """

    model: Model
    convention: Convention
    equations: tuple[Equation, ...]
    definitions: Mapping[str, Definition]
    split: str
    notes: tuple[str, ...] = ()
    bridge: tuple[Equation, ...] = ()
    form: str = ""
    covered: tuple[Equation, ...] = ()
    averaged: bool | None = True
    _by_name: dict[str, Equation] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        known = (*self.covered, *self.equations)
        object.__setattr__(self, "_by_name", {equation.name: equation for equation in known})

    @property
    def meaning(self) -> str:
        """What dX means here, in the words of the convention."""
        axis, cost = self.model.example_axis, self.model.cost
        if axis is None:
            return self.convention.words_for(cost=cost)
        return self.convention.words_for(self.averaged, cost=cost, examples=axis.name)

    def __getitem__(self, name: str) -> Equation:
        """The equation of a gradient by its name in the convention. Raises KeyError, which offers the nearest."""
        if name not in self._by_name:
            meant = self.convention.gradients_of([equation.of for equation in self._by_name.values()]).get(name)
            own = self.convention.adjoint_of(name if meant is None else meant)
            near = f"Did you mean {own}?" if own in self._by_name else nearest(name, self._by_name)
            guess = f"; {near[0].lower()}{near[1:]}" if near else ""
            raise KeyError(f"{name} is not among {', '.join(self._by_name) or 'the equations: there are none'}{guess}")
        return self._by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(equation.name for equation in self.equations))

    def __len__(self) -> int:
        return len(self.equations)
