"""Trained networks as a user holds them: their model can be derived, compared and shown like any other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import cached_property, wraps
from typing import ParamSpec

from ..learning import fit as learning_fit
from ..learning.trained import Trained
from .model import Model, as_model

_Given = ParamSpec("_Given")


class TrainedNetwork(Trained):
    """A network with its parameters; made by ``cg.fit`` and ``cg.load``."""

    @cached_property
    def _model(self) -> Model:
        return as_model(super().model)

    @property
    def model(self) -> Model:
        return self._model

    def __repr__(self) -> str:
        names = ", ".join(f"{name} {'x'.join(map(str, array.shape))}" for name, array in self.parameters.items())
        epochs = f"{len(self.history)} epoch{'' if len(self.history) == 1 else 's'}"
        return f"Network trained for {epochs}, with the cost {self.model.cost} and the parameters {names}"


def _held(make: Callable[_Given, Trained]) -> Callable[_Given, TrainedNetwork]:
    @wraps(make)
    def made(*given: _Given.args, **named: _Given.kwargs) -> TrainedNetwork:
        found = make(*given, **named)
        return TrainedNetwork(**{each.name: getattr(found, each.name) for each in fields(Trained) if each.init})

    return made


fit = _held(learning_fit.fit)
load = _held(learning_fit.load)
