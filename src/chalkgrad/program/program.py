"""A program: equations as code that runs, with checked input and output by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from typing import Any

import numpy as np

from ..errors import InputError
from .arrays import Array, checked
from .facts import FactCheck
from .lowered import Lowered
from .operations import Line
from .procedure import Procedure, measures, needed, read_names, with_measured
from .stabilise import AsComputed
from .targets import find


@dataclass
class Program:
    """A model's equations and its gradients, compiled for a target.

    ``source`` is the code of all of it; asked for some names only, the program runs the lines these need.
    ``inputs`` are the names to be given; ``as_computed`` the equations and functions whose running form is not the
    taught one, with their proofs.
    """

    lowered: Lowered
    target: str
    dtype: str
    as_computed: tuple[AsComputed, ...] = field(init=False)
    _compiled: dict[tuple[str, ...], _Compiled] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        lines = (*self.lowered.forward, *self.lowered.backward)
        stable = self.lowered.stable_functions(lines, find(self.target).NATIVE)
        self.as_computed = (*self.lowered.as_computed, *stable)

    @cached_property
    def source(self) -> str:
        """The code of everything, compiled when it is asked for: a page shows a program without running it."""
        everything = (*self._names(self.lowered.forward), *self._names(self.lowered.backward))
        return self._compile(everything).source

    @cached_property
    def _facts(self) -> FactCheck:
        return FactCheck(self.lowered.model, self.dtype)

    @property
    def inputs(self) -> tuple[str, ...]:
        return self.lowered.inputs

    def forward(self, values: Mapping[str, object], names: Iterable[str] | None = None) -> dict[str, Array]:
        """The model's own quantities by name: all of them, or those asked for (then only what these need is given).

        Raises InputError, ShapeError, DataError or FactError about the values.
        """
        known = self._names(self.lowered.forward)
        wanted = tuple(known) if names is None else tuple(self._known(name, known) for name in names)
        return self._run(wanted, values)

    def gradients(self, values: Mapping[str, object], wrt: Iterable[str] | None = None) -> dict[str, Array]:
        """The adjoints by their names (dW1, dA1, ...): all of them, or those asked for.

        ``wrt`` may name a quantity (W1), its adjoint (dW1), or the cost, whose value is then among the results.
        Raises InputError, ShapeError, DataError or FactError about the values.
        """
        adjoints = self._names(self.lowered.backward)
        if wrt is None:
            return self._run(tuple(adjoints), values)
        by_quantity = {of: name for name, of in self.lowered.adjoint_of.items()}
        cost = self.lowered.model.cost
        choice = {**{name: name for name in adjoints}, **by_quantity, cost: cost}
        return self._run(tuple(choice[self._known(name, choice)] for name in wrt), values)

    def _names(self, lines: Iterable[Line]) -> tuple[str, ...]:
        return tuple(line.name for line in lines)

    def _known(self, name: str, known: Iterable[str]) -> str:
        names = tuple(known)
        if name not in names:
            near = get_close_matches(name, names, n=1, cutoff=0.4)
            hint = f"Did you mean {near[0]}? " if near else ""
            raise InputError(f"the program does not compute {name!r}", hint=f"{hint}It has {', '.join(names)}.")
        return name

    def _run(self, wanted: tuple[str, ...], values: Mapping[str, object]) -> dict[str, Array]:
        compiled = self._compiled.get(wanted) or self._compile(wanted)
        arrays = checked(self.lowered.model, values, compiled.inputs, self.dtype)
        self._facts.check(arrays)
        with np.errstate(all="ignore"):  # inf and nan are answers here: what has no value, or too large a one
            results = compiled.run(arrays)
        found = {name: np.asarray(results[name], dtype=self.dtype) for name in wanted}
        for name, of in self.lowered.adjoint_of.items():
            if name in found and of in values and found[name].size == 1:
                found[name] = found[name].reshape(np.asarray(values[of]).shape)  # as it was given
        return found

    def _compile(self, wanted: tuple[str, ...]) -> _Compiled:
        compiled = _Compiled(self.lowered, wanted, self.target, self.dtype)
        self._compiled[wanted] = compiled
        return compiled


class _Compiled:
    """The code for some wanted names: a procedure ``forward``, and ``backward`` if gradients are among them."""

    def __init__(self, lowered: Lowered, wanted: tuple[str, ...], target: str, dtype: str) -> None:
        lines = needed((*lowered.forward, *lowered.backward), wanted)
        adjoints = set(lowered.adjoint_of)
        forward = tuple(line for line in lines if line.name not in adjoints)
        backward = tuple(line for line in lines if line.name in adjoints)
        read = set(read_names(lines))
        known = (lines, lowered.layouts, lowered.axes)
        used = set(with_measured(*known, tuple(name for name in lowered.inputs if name in read), lowered.inputs))
        self.inputs = tuple(name for name in lowered.inputs if name in used)
        self.procedures = []
        if forward:
            results = tuple(line.name for line in forward if line.name in wanted or line.name in read_names(backward))
            self.procedures.append(_procedure("forward", "The network's equations.", forward, results, lowered, used))
        if backward:
            results = tuple(line.name for line in backward if line.name in wanted)
            self.procedures.append(_procedure("backward", "Its gradients.", backward, results, lowered, used))
        written = find(target)
        self.source = written.write(lowered.functions(lines), self.procedures, dtype=dtype, about=_about(lowered))
        loaded = written.load(self.source, f"{target}: {' '.join(wanted)}")
        self.callables: list[Callable[..., Any]] = [loaded[procedure.name] for procedure in self.procedures]

    def run(self, arrays: Mapping[str, Any]) -> dict[str, Any]:
        values = dict(arrays)
        for procedure, call in zip(self.procedures, self.callables, strict=True):
            results = call(*(values[name] for name in procedure.arguments))
            several = results if len(procedure.results) > 1 else (results,)
            values.update(zip(procedure.results, several, strict=True))
        return values


def _procedure(
    name: str, about: str, lines: tuple[Line, ...], results: tuple[str, ...], lowered: Lowered, used: Iterable[str]
) -> Procedure:
    """Its arguments are what the lines read: inputs in the model's order, then what was computed before."""
    reads = set(read_names(lines))
    order = [*lowered.inputs, *(line.name for line in (*lowered.forward, *lowered.backward))]
    arguments = tuple(known for known in order if known in reads)
    available = [known for known in order if known in set(used)]
    arguments = with_measured(lines, lowered.layouts, lowered.axes, arguments, available)
    found = measures(lines, arguments, lowered.layouts, lowered.axes)
    return Procedure(name, about, arguments, found, lines, results)


def _about(lowered: Lowered) -> str:
    given = ", ".join(f"{name}: {lowered.model.quantities[name].shape}" for name in lowered.inputs)
    return f"Written by chalkgrad from the equations of the model. Given: {given}."
