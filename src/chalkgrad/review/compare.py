"""Are these numbers the gradient, and if not, how are they off?"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np

from ..calculus.derivation import Derivation
from ..errors import DataError
from ..model import Model
from ..program import build
from .agreement import RELATIVE, Agreement, agreement, precision_of
from .case import Case
from .explain import Explainer
from .labelled import Array
from .verdict import Comparison, Kind, Verdict

#: How often the gradient is computed again with rounding errors, to see what rounding can do.
ROUNDING_RUNS = 4
#: Below this relative difference, wrong numbers are called close.
CLOSE = 1e-3


class Program(Protocol):
    """What runs the model and its derived equations."""

    def forward(self, values: Mapping[str, Array], names: Sequence[str] | None = None) -> Mapping[str, Array]: ...

    def gradients(self, values: Mapping[str, Array], wrt: Sequence[str] | None = None) -> Mapping[str, Array]: ...


def compare(
    model: Model,
    derivation: Derivation,
    given: Mapping[str, Array],
    values: Mapping[str, Array],
    program: Program | None = None,
    *,
    tolerance: float | None = None,
) -> Comparison:
    """A verdict for each array of ``given`` (``dW1``, ``db2``, ``dZ1``, ...), in the order of derivation.

    ``program`` runs the equations; without one the derivation is compiled for NumPy.
    ``values`` holds data, parameters and constants as rows x columns. It may hold computed names too, a cache such as
    ``A1``; then the gradients are taken at the cached numbers. ``tolerance`` replaces the relative difference that
    counts as rounding (1e-9 for float64, 1e-5 for float32). Raises DataError for names that are not derived, for
    missing values and for arrays that are no numbers.
    """
    checked = {name: numeric(name, array) for name, array in given.items()}
    numbers = {name: numeric(name, array).astype(np.float64) for name, array in values.items()}
    running = build(model, derivation, target="numpy", dtype="float64") if program is None else program
    case, notes = open_case(model, derivation, numbers, running)
    unknown = [name for name in checked if name not in derivation.definitions or name not in case.known]
    if unknown:
        raise DataError(unknown_name(unknown[0], [name for name in derivation if name in case.known]))
    order = [name for name in derivation.definitions if name in checked]
    return Comparison(tuple(judge_all(case, order, checked, tolerance)), derivation.convention.name, notes)


def judge_all(case: Case, order: list[str], given: Mapping[str, Array], tolerance: float | None) -> list[Verdict]:
    """The right ones first, because what is right cannot be the place of a mistake; then the others in order."""
    noise = {precision: rounding(case, order, precision) for precision in map(precision_of, given.values())}
    scales = {}
    for name in order:
        precision = precision_of(given[name])
        scales[name] = (noise[precision][name], RELATIVE[precision] if tolerance is None else tolerance)
    arrays = {name: given[name].astype(np.float64) for name in order}
    early = {name: judge(name, arrays[name], case.known[name], *scales[name]) for name in order}
    settled = frozenset(name for name, verdict in early.items() if verdict is not None and verdict.right)
    explainer = Explainer(Case(case.model, case.derivation, case.known, case.changes, settled), scales)
    verdicts = []
    for name in order:
        right = case.known[name]
        verdict = early[name]
        if verdict is None:
            verdict = explainer.explain(name, arrays[name]) or unexplained(name, arrays[name], right, *scales[name])
            if arrays[name].shape == right.shape and verdict.kind is not Kind.CONVENTION:
                explainer.wrong[name] = arrays[name]
        verdicts.append(verdict)
    return verdicts


def judge(name: str, given: Array, right: Array, noise: Array, relative: float) -> Verdict | None:
    """The verdict that needs no explanation: right, undecided, not finite. None when the numbers are off."""
    if not np.all(np.isfinite(right)):
        return Verdict(name, Kind.NOT_FINITE, "the gradient itself is not finite", "it overflows at these values")
    if not np.all(np.isfinite(given)):
        bad = np.argwhere(~np.isfinite(given))
        place = [int(index) for index in bad[0]]
        return Verdict(
            name,
            Kind.NOT_FINITE,
            f"{given[tuple(bad[0])]} at {place}",
            f"{len(bad)} of {given.size} entries are not finite; the gradient is {right_at(right, place)} there",
        )
    if given.shape != right.shape:
        return None
    result = agreement(given, right, noise, relative)
    if not result.agrees:
        return None
    if not np.any(right):
        return Verdict(name, Kind.RIGHT, "right", "all entries are zero at these values: others would say more", 0.0)
    if result.decided == 0:
        return Verdict(
            name,
            Kind.UNDECIDED,
            "cannot be told at these values",
            f"the gradient is at most {float(np.abs(right).max()):.1e}, as small as its rounding errors",
            result.largest,
        )
    lost = int(np.count_nonzero(right)) - result.decided
    more = f"; {lost} of {result.entries} entries are lost in rounding and say nothing" if lost > 0 else ""
    return Verdict(name, Kind.RIGHT, "right", f"largest difference {result.largest:.0e}{more}", result.largest)


def unexplained(name: str, given: Array, right: Array, noise: Array, relative: float) -> Verdict:
    """What can be said about wrong numbers when no known mistake fits."""
    if given.shape != right.shape:
        return Verdict(name, Kind.WRONG, f"wrong shape: {shape(given)}, not {shape(right)}", "and no known slip fits")
    result: Agreement = agreement(given, right, noise, relative)
    largest = result.largest
    if not np.any(given):
        return Verdict(name, Kind.WRONG, "wrong: all zeros", "the gradient is not zero at these values", largest)
    worst = f"at {list(result.worst)} it is {given[result.worst]:.6g}, the gradient is {right[result.worst]:.6g}"
    if largest < CLOSE:
        reason = (
            f"{worst}; an epsilon in a log or a division, finite differences or a lower precision leave such traces"
        )
        return Verdict(name, Kind.CLOSE, f"close, but off by {largest:.0e}", reason, largest)
    partly = (
        f"{result.entries - result.wrong} of {result.entries} entries are right; " if result.wrong < given.size else ""
    )
    return Verdict(name, Kind.WRONG, "wrong, and none of the known slips explains it", partly + worst, largest)


def shape(array: Array) -> str:
    return " x ".join(map(str, array.shape)) or "a single number"


def right_at(right: Array, place: list[int]) -> str:
    """The entry of the gradient at a place of another array, if there is one."""
    inside = len(place) == right.ndim and all(index < length for index, length in zip(place, right.shape, strict=True))
    return f"{right[tuple(place)]:.6g}" if inside else "finite"


def rounding(case: Case, order: list[str], precision: str) -> dict[str, Array]:
    """For every name, how far its entries move when each operand of each equation is off by a rounding error."""
    eps = float(np.finfo(precision).eps)
    found = {name: np.zeros_like(case.known[name]) for name in order}
    for seed in range(ROUNDING_RUNS):
        perturbed = case.perturbed(eps, seed)
        for name in order:
            found[name] = np.fmax(found[name], np.abs(perturbed[name] - case.known[name]))
    return found


def open_case(
    model: Model, derivation: Derivation, values: Mapping[str, Array], program: Program
) -> tuple[Case, tuple[str, ...]]:
    """The numbers of every name, by the program; at the reader's cached numbers where these are others."""
    needed = [name for name in model.quantities if name not in model.definitions]
    missing = [name for name in needed if name not in values]
    if missing:
        raise DataError(
            f"the values lack {', '.join(missing)}",
            hint=f"They must hold {', '.join(needed)}; they hold {', '.join(values) or 'nothing'}.",
        )
    base = {name: values[name] for name in needed}
    forward = program.forward(base)
    right = program.gradients(base, [n for n in derivation if n in derivation.definitions])
    known = {name: np.asarray(array, dtype=np.float64) for name, array in {**base, **forward, **right}.items()}
    case = Case(model, derivation, with_the_rest(model, derivation, known))
    known = dict(case.known)
    notes, cached = [], {}
    for name in model.definitions:
        if name not in values:
            continue
        if values[name].shape != known[name].shape:
            raise DataError(f"{name} in the values is {shape(values[name])}; it should be {shape(known[name])}")
        size = float(np.abs(known[name]).max(initial=0.0))
        if not np.allclose(values[name], known[name], rtol=1e-5, atol=1e-6 * size):
            cached[name] = values[name]
            notes.append(
                f"{name} in the values is not what its equation gives; the gradients are taken at your {name}."
            )
    if not cached:
        return case, ()
    moved = case.changed(cached)
    return Case(model, derivation, moved.values, cached), tuple(notes)


def with_the_rest(model: Model, derivation: Derivation, known: Mapping[str, Array]) -> dict[str, Array]:
    """The numbers of names the program had no need to compute, such as constants, from their equations."""
    found = dict(known)
    case = Case(model, derivation, found)
    for name, definition in case.definitions.items():
        if name not in found:
            found[name] = case.evaluate(definition, found)
    return found


def numeric(name: str, array: Array) -> Array:
    """The array with a real type; raises DataError for text, objects and complex numbers."""
    array = np.asarray(array)
    if array.dtype.kind not in "biuf":
        raise DataError(f"{name} holds {array.dtype}, not real numbers")
    return array if array.dtype.kind == "f" else array.astype(np.float64)


def unknown_name(name: str, names: Sequence[str]) -> str:
    near = [other for other in names if other.lower() == name.lower()] or difflib.get_close_matches(name, names, n=1)
    offer = f" Did you mean {near[0]}?" if near else ""
    return f"{name} is not a derived name.{offer} There are {', '.join(names)}."
