"""What a question is asked about: a model, a convention, and the derivation in which the answer is found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from ..convention import Convention
from ..errors import InputError
from ..model import Model, Role
from ..notation.nearest import nearest
from ..terms import Definition, Index, Layout
from .derivation import Derivation, Equation
from .derive import derive
from .lines import Board


@dataclass(frozen=True)
class Asked:
    """``subject`` is the gradient the question is about, such as ``dA1``; None lets the question choose.

    ``given`` says whether the model is the reader's own, not an example.
    """

    model: Model
    convention: Convention
    subject: str | None
    given: bool

    @cached_property
    def derivation(self) -> Derivation:
        return derive(self.model, self.convention)

    @property
    def network(self) -> Model:
        """The model as the convention writes it: with examples in rows, if it does so."""
        return self.derivation.model

    def board(self) -> Board:
        """A board on which all derived equations may be used."""
        return board_for(self.network, self.derivation.definitions, self.derivation.values())

    def chosen(self) -> Equation | None:
        """The equation the question was asked about. Raises InputError for a name without one."""
        if self.subject is None:
            return None
        found = self.derivation
        by_model_name = {equation.of: equation for equation in found.equations}
        if self.subject in found:
            return found[self.subject]
        if self.subject in by_model_name:
            return by_model_name[self.subject]
        near = nearest(self.subject, found, cutoff=0.3)
        raise InputError(
            f"there is no gradient {self.subject} in this derivation",
            hint=f"{near} It has {', '.join(found)}.",
        )

    def is_parameter(self, equation: Equation) -> bool:
        return self.network.quantities[equation.of].role is Role.PARAMETER

    def has_examples(self, equation: Equation) -> bool:
        """Whether it has an entry for every example."""
        axis = self.network.example_axis
        return axis is not None and axis in self.network.quantities[equation.of].layout


def board_for(
    model: Model, definitions: Mapping[str, Definition], known: Iterable[Equation] = (), *, letters: bool = False
) -> Board:
    """A board with the definitions of the model and of certified gradients; ``known`` are the equations of these."""
    layouts: dict[str, Layout] = {n: d.layout for n, d in definitions.items() if n not in model.quantities}
    board = Board(model, layouts, letters=letters)
    board.definitions.update(definitions)
    board.certificates.update((equation.name, equation.certificate) for equation in known)
    return board


def places(indices: tuple[Index, ...], layout: Layout) -> tuple[Index | None, Index | None]:
    """The letters of the row and the column of something with this layout."""
    letters = iter(indices)
    return (next(letters) if layout[0] else None, next(letters) if layout[1] else None)
