"""From a model's text to the program that trains it: penalty, sizes, derivation, compilation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..calculus import derive
from ..calculus.derivation import Derivation
from ..model.model import Model
from ..program import training
from .engine import Engine, State
from .record import Settings


@dataclass(frozen=True)
class Compiled:
    """A model with all sizes known, its derivation, the program made of it, and how to make a state for it."""

    model: Model
    derivation: Derivation
    engine: Engine
    settings: Settings

    def initial_state(self) -> State:
        """Fresh parameters, drawn with the run's seed."""
        made: Any = self.engine
        options: dict[str, Any] = {}
        if self.settings.initialisation is not None:
            options["initialisation"] = self.settings.initialisation
        state: State = made.initial_state(self.settings.seed, **options)
        return state


def compile_training(model: Model, sizes: Mapping[str, int], settings: Settings, training_size: int) -> Compiled:
    """Derive the gradients and compile the update. Raises ChalkError if the model cannot be derived or trained."""
    sized = replace(model, sizes={**model.sizes, **sizes})
    derivation = derive(sized)
    engine = training(
        sized,
        derivation,
        optimizer=settings.optimizer,
        settings={"learning_rate": settings.learning_rate, **settings.optimizer_settings},
        dtype=settings.dtype,
        training_size=training_size,
    )
    return Compiled(sized, derivation, engine, settings)
