"""A program that trains: the network's equations, the gradients of its parameters, and the optimizer's update."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from .. import library
from ..errors import InputError, ModelError
from ..model import Model, Role
from .arrays import Array, checked
from .facts import FactCheck
from .initial import initial_parameters, parameter_shape
from .lowered import Lowered
from .operations import Constant, Line
from .penalties import TRAINING_SIZE
from .procedure import Procedure, measures, needed, read_names, with_measured
from .sharing import shared
from .stabilise import AsComputed
from .state import TrainingState
from .targets import find
from .update import UpdateCode, update_code


class TrainingProgram:
    """Compiled code for one training step. ``source`` is that code; it holds every number but data and parameters."""

    def __init__(
        self, lowered: Lowered, optimizer: str, settings: Mapping[str, float], dtype: str, training_size: int
    ) -> None:
        self.lowered = lowered
        self.model: Model = lowered.model
        self.dtype = dtype
        known = library.shelf_of(self.model).optimizer(optimizer)
        chosen, constants = _settings(known, self.model, settings)
        self.update: UpdateCode = update_code(known, chosen)
        self._fixed = (
            *(Line(name, Constant(value)) for name, value in constants.items()),
            Line(TRAINING_SIZE, Constant(Fraction(training_size))),
        )
        self._facts = FactCheck(self.model, dtype)
        self.data = tuple(n for n in self.model.data if n not in constants)
        self._compile()
        self._fitting_shapes: set[tuple[tuple[int, ...], ...]] = set()

    def _compile(self) -> None:
        model, gradients = self.model, self._gradient_names()
        cost, parameters = model.cost, model.parameters
        lines = (*self._fixed, *self.lowered.forward, *self.lowered.backward)
        self._read = self._data_for(needed(lines, (cost, *gradients)))
        arguments = (*self._read, *parameters)
        both = self._procedure(
            "loss_and_gradients",
            "The cost of a batch; the gradients are written into the given arrays.",
            (*arguments, *gradients),
            (cost, *gradients),
            (cost,),
            frozenset(gradients),
        )
        loss = self._procedure("loss", "The cost of a batch.", arguments, (cost,), (cost,))
        procedures = [both, loss]
        self._shown: tuple[str, ...] = ()
        if model.prediction is not None:
            self._shown = self._data_for(needed(lines, (model.prediction,)))
            wanted = (model.prediction,)
            about = "The network's output."
            procedures.append(self._procedure("predict", about, (*self._shown, *parameters), wanted, wanted))
        target = find("numpy")
        every = [line for procedure in procedures for line in procedure.lines]
        #: The equations and functions whose running form is not the taught one, with their proofs.
        running = {line.name for line in every}
        self.as_computed: tuple[AsComputed, ...] = (
            *(form for form in self.lowered.as_computed if form.name in running),
            *self.lowered.stable_functions(every, target.NATIVE),
        )
        written = [*procedures, self.update.procedure]
        about = (
            f"Written by chalkgrad from the equations of the model: one training step. Data: {', '.join(self._read)}."
        )
        self.source = target.write(self.lowered.functions(every), written, dtype=self.dtype, about=about)
        loaded = target.load(self.source, f"training {' '.join(parameters)}")
        self._loss_and_gradients: Callable[..., Any] = loaded["loss_and_gradients"]
        self._loss: Callable[..., Any] = loaded["loss"]
        self._predict: Callable[..., Any] | None = loaded.get("predict")
        self._update: Callable[..., Any] = loaded["update"]

    def _data_for(self, lines: Sequence[Line]) -> tuple[str, ...]:
        """The data that the lines read, or on which they measure how many examples there are."""
        read = read_names(lines)
        arguments = (*(name for name in self.data if name in read), *self.model.parameters)
        used = with_measured(lines, self.lowered.layouts, self.lowered.axes, arguments, self.data)
        return tuple(name for name in self.data if name in used)

    def _gradient_names(self) -> tuple[str, ...]:
        """The parameters' adjoints, in the parameters' order."""
        by_quantity = {of: name for name, of in self.lowered.adjoint_of.items()}
        without = [name for name in self.model.parameters if name not in by_quantity]
        if without or not self.model.parameters:
            raise ModelError(
                f"there is no gradient to train {', '.join(without)} by" if without else "the model has no parameters",
                hint="Every parameter must have an influence on the cost.",
            )
        return tuple(by_quantity[name] for name in self.model.parameters)

    def _procedure(
        self,
        name: str,
        about: str,
        arguments: tuple[str, ...],
        wanted: tuple[str, ...],
        results: tuple[str, ...],
        into: frozenset[str] = frozenset(),
    ) -> Procedure:
        lines = needed((*self._fixed, *self.lowered.forward, *self.lowered.backward), wanted)
        arrays = frozenset(name for name, layout in self.lowered.layouts.items() if any(layout))
        lines = shared(lines, self.lowered.functions(lines), arrays)
        found = measures(lines, arguments, self.lowered.layouts, self.lowered.axes)
        return Procedure(name, about, arguments, found, lines, results, {}, into)

    # -- running -----------------------------------------------------------------------------------------------

    def initial_state(self, seed: int, initialisation: str | None = None) -> TrainingState:
        """Fresh parameters drawn with the seed, and an optimizer that has not stepped yet.

        ``initialisation`` names an entry of the library for all weights; by default the one made for the activation
        that follows, else Glorot's. Raises InputError if the model leaves a size open.
        """
        shapes = {name: parameter_shape(self.model, name) for name in self.model.parameters}
        vectors = (*self.update.vectors, *self.update.scratch)
        state = TrainingState(shapes, vectors, self._starts(), self.dtype, remembered=self.update.vectors[2:])
        for name, values in initial_parameters(self.model, seed, initialisation).items():
            state.parameters[name][...] = values
        return state

    def _starts(self) -> dict[str, int]:
        return dict.fromkeys(self.update.counters, 0)

    def check(self, batch: Mapping[str, Array]) -> None:
        """Look at data once, before training: shapes, NaN, declared facts. Raises InputError or DataError."""
        arrays = checked(self.model, {n: batch[n] for n in self._read if n in batch}, self._read, self.dtype)
        self._facts.check(arrays)

    def step(self, state: TrainingState, batch: Mapping[str, Array]) -> float:
        """One update of the state, in place; the batch's cost before it.

        A cost that is not finite is returned as it is: the caller decides whether to stop, and whether NumPy warns
        (``np.errstate`` around all steps; around each it would cost a microsecond). Raises InputError or ShapeError
        if the batch does not fit.
        """
        cost = self._loss_and_gradients(*self._arrays(batch), *state.arguments)
        counts = self._update(*state.stretches, *state.counters.values())
        if len(self.update.counters) == 1:
            state.counters[self.update.counters[0]] = counts
        elif self.update.counters:
            state.counters.update(zip(self.update.counters, counts, strict=True))
        return float(cost)

    def loss(self, state: TrainingState, batch: Mapping[str, Array]) -> float:
        """The batch's cost; the state stays as it is."""
        with np.errstate(over="ignore", invalid="ignore"):
            cost = self._loss(*self._arrays(batch), *state.parameters.values())
        return float(cost)

    def predict(self, state: TrainingState, inputs: Array | Mapping[str, Array]) -> Array:
        """The model's output for its input array, oriented as in the model. Several inputs are given by name."""
        if self._predict is None:
            raise ModelError("the model names no output", hint="Add a line: predict A2")
        if not isinstance(inputs, Mapping):
            if len(self._shown) != 1:
                raise InputError(f"the output needs {', '.join(self._shown)}: give them by name")
            inputs = {self._shown[0]: inputs}
        arrays = checked(self.model, inputs, self._shown, self.dtype)
        with np.errstate(over="ignore", invalid="ignore"):
            output = self._predict(*arrays.values(), *state.parameters.values())
        return np.asarray(output, dtype=self.dtype)

    def _arrays(self, batch: Mapping[str, Array]) -> list[Array]:
        try:
            arrays = [np.asarray(batch[name], self.dtype) for name in self._read]
            shapes = tuple([array.shape for array in arrays])
        except (KeyError, TypeError, ValueError):
            shapes = ()
        if shapes not in self._fitting_shapes:  # seen for the first time, or wrong
            arrays = list(checked(self.model, dict(batch), self._read, self.dtype).values())
            self._fitting_shapes.add(shapes)
        return arrays


def _settings(
    optimizer: library.Optimizer, model: Model, settings: Mapping[str, float]
) -> tuple[dict[str, Fraction], dict[str, Fraction]]:
    """The optimizer's settings, filled up with its defaults, and the values of the model's scalar constants."""
    scalars = [n for n, q in model.quantities.items() if n not in model.definitions and not any(q.layout)]
    constants = [n for n in scalars if model.quantities[n].role in (Role.CONSTANT, Role.DATA)]
    for name, value in settings.items():
        if name not in optimizer.settings and name not in constants:
            known = ", ".join([*optimizer.settings, *constants])
            raise InputError(f"{optimizer.name} has no setting {name!r}", hint=f"Known: {known}.")
        if not math.isfinite(value):
            raise InputError(f"the setting {name} must be a finite number, found {value}")
    given = {name: Fraction(repr(float(value))) for name, value in settings.items()}
    chosen = {name: given.get(name, default) for name, default in optimizer.settings.items()}
    missing = [name for name, value in chosen.items() if value is None]
    missing += [name for name in constants if name not in given]
    if missing:
        raise InputError(
            f"no value is given for {', '.join(missing)}",
            hint=f"Write it in the model ({missing[0]} = 0.1), or give it: --set {missing[0]}=0.1",
        )
    return (
        {name: value for name, value in chosen.items() if value is not None},
        {name: given[name] for name in constants},
    )
