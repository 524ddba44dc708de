"""From a model's text to the program that trains it: penalty, sizes, derivation, compilation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..calculus import derive
from ..calculus.derivation import Derivation
from ..library import Place, shelf_of, used_entries
from ..model.model import Model
from ..program.build import training
from ..program.training import TrainingProgram
from .engine import Engine, State
from .optimizer_settings import check_optimizer_settings
from .record import Settings


@dataclass(frozen=True)
class Compiled:
    """A model with all sizes known, its derivation, the program made of it, and how to make a state for it."""

    model: Model
    derivation: Derivation
    program: TrainingProgram
    settings: Settings

    @property
    def engine(self) -> Engine:
        """The program as the loop sees it."""
        return self.program

    @property
    def own_entries(self) -> tuple[Place, ...]:
        """The entries of the user's own library that the run rests on."""
        start = self.settings.initialisation
        return used_entries(self.model, [self.settings.optimizer, *([start] if start is not None else [])])

    @property
    def library_text(self) -> str:
        """Those entries as a library file; empty if there are none."""
        return "\n".join(place.text for place in self.own_entries)

    def initial_state(self) -> State:
        """Fresh parameters, drawn with the run's seed."""
        return self.program.initial_state(self.settings.seed, self.settings.initialisation)


def compile_training(model: Model, sizes: Mapping[str, int], settings: Settings, training_size: int) -> Compiled:
    """Derive the gradients and compile the update. Raises ChalkError if the model cannot be derived or trained."""
    check_optimizer_settings(shelf_of(model).optimizer(settings.optimizer), settings.optimizer_settings)
    sized = replace(model, sizes={**model.sizes, **sizes})
    derivation = derive(sized)  # in any convention that the model allows: it makes no difference to the update
    program = training(
        sized,
        derivation,
        optimizer=settings.optimizer,
        settings={"learning_rate": settings.learning_rate, **settings.optimizer_settings},
        dtype=settings.dtype,
        training_size=training_size,
    )
    return Compiled(sized, derivation, program, settings)
