"""Are these numbers the gradient, and if not, how are they off?"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence

import numpy as np

from ..calculus.derivation import Derivation
from ..errors import DataError
from ..model import Model
from ..program import build
from .agreement import CLOSE, RELATIVE, Allowance, precision_of
from .case import Case
from .explain import Explainer
from .labelled import Array
from .reference import Program, Reference, reference, rounding
from .verdict import Comparison, Kind, Verdict

#: Relative errors that a reader would want to see; where these hide in rounding, that is said.
COARSE = 1e-3


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

    The reference are the derived equations as written; ``program`` must agree with them (without one the derivation
    is compiled for NumPy), and so must the model's own equations, or ProofError says that the fault is ours.
    ``values`` holds data, parameters and constants as rows x columns. It may hold computed names too, a cache such as
    ``A1``; then the gradients are taken at the cached numbers. ``tolerance`` replaces the relative difference that
    counts as rounding (1e-9 for float64, 1e-5 for float32). Raises DataError for names that are not derived, for
    missing values and for arrays that are no numbers.
    """
    checked = {name: numeric(name, array) for name, array in given.items()}
    numbers = {name: numeric(name, array).astype(np.float64) for name, array in values.items()}
    running = build(model, derivation, target="numpy", dtype="float64") if program is None else program
    base = base_values(model, numbers)
    for name in checked:
        if name not in derivation:
            raise DataError(unknown_name(name, list(derivation)))
    order = [name for name in derivation.definitions if name in checked]
    found = reference(model, derivation, base, running, order)
    case, notes = with_caches(found.case, numbers)
    verdicts = judge_all(case, found, order, checked, tolerance)
    return Comparison(tuple(verdicts), derivation.convention.name, (*found.notes, *notes))


def judge_all(
    case: Case, found: Reference, order: list[str], given: Mapping[str, Array], tolerance: float | None
) -> list[Verdict]:
    """The right ones first, because what is right cannot be the place of a mistake; then the others in order."""
    noise = {precision: rounding(case, order, precision) for precision in map(precision_of, given.values())}
    scales = {}
    for name in order:
        precision = precision_of(given[name])
        spread = noise[precision][name]
        if name in found.doubt:
            spread = np.maximum(spread, found.doubt[name])
        scales[name] = Allowance(spread, RELATIVE[precision] if tolerance is None else tolerance, precision)
    arrays = {name: given[name].astype(np.float64) for name in order}
    early = {name: judge(name, arrays[name], case.known[name], scales[name]) for name in order}
    settled = frozenset(name for name, verdict in early.items() if verdict is not None and verdict.right)
    explainer = Explainer(Case(case.model, case.derivation, case.known, case.changes, settled), scales)
    verdicts = []
    for name in order:
        right = case.known[name]
        verdict = early[name]
        if verdict is None:
            verdict = explainer.explain(name, arrays[name]) or unexplained(name, arrays[name], right, scales[name])
            if arrays[name].shape == right.shape and verdict.kind is not Kind.CONVENTION:
                explainer.wrong[name] = arrays[name]
        verdicts.append(verdict)
    return verdicts


def judge(name: str, given: Array, right: Array, allowance: Allowance) -> Verdict | None:
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
    result = allowance.agreement(given, right)
    if not result.agrees:
        return None
    if not np.any(right):
        return Verdict(name, Kind.RIGHT, "right", "all entries are zero at these values: others would say more", 0.0)
    if result.decided == 0:
        return Verdict(
            name,
            Kind.UNDECIDED,
            "cannot be told at these values",
            f"rounding in {allowance.precision} moves the gradient by {float(np.max(allowance.noise)):.0e}, and it is "
            f"at most {float(np.abs(right).max()):.0e}: its terms cancel",
            result.largest,
        )
    more = [f"largest relative difference {result.largest:.0e}" if result.largest else "largest relative difference 0"]
    lost = int(np.count_nonzero(right)) - result.decided
    if lost > 0:
        more.append(f"{lost} of {result.entries} entries are lost in rounding and say nothing")
    if result.finest > COARSE:
        more.append(f"{allowance.precision} is too coarse to tell below {100 * result.finest:.2g} %")
    return Verdict(name, Kind.RIGHT, "right", "; ".join(more), result.largest)


def unexplained(name: str, given: Array, right: Array, allowance: Allowance) -> Verdict:
    """What can be said about wrong numbers when no known mistake fits."""
    if given.shape != right.shape:
        return Verdict(name, Kind.WRONG, f"wrong shape: {shape(given)}, not {shape(right)}", "and no known slip fits")
    result = allowance.agreement(given, right)
    largest = result.largest
    if not np.any(given):
        return Verdict(name, Kind.WRONG, "wrong: all zeros", "the gradient is not zero at these values", largest)
    found, expected = (f"{array[result.worst]:.6g}" for array in (given, right))
    if found == expected:
        found, expected = (f"{array[result.worst]:.17g}" for array in (given, right))
    worst = f"at {list(result.worst)} it is {found}, the gradient is {expected}"
    if largest < CLOSE:
        reason = (
            f"more than rounding, less than any known slip; {worst}. An epsilon in a log or a division, finite "
            "differences or a lower precision leave such traces"
        )
        return Verdict(name, Kind.CLOSE, f"differs by {largest:.0e} relative", reason, largest)
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


def base_values(model: Model, values: Mapping[str, Array]) -> dict[str, Array]:
    """Data, parameters and constants. Raises DataError if some are missing."""
    needed = [name for name in model.quantities if name not in model.definitions]
    missing = [name for name in needed if name not in values]
    if missing:
        raise DataError(
            f"the values lack {', '.join(missing)}",
            hint=f"They must hold {', '.join(needed)}; they hold {', '.join(values) or 'nothing'}.",
        )
    return {name: values[name] for name in needed}


def with_caches(case: Case, values: Mapping[str, Array]) -> tuple[Case, tuple[str, ...]]:
    """The case at the reader's cached numbers where these are others than the equations give, with a note for each."""
    notes, cached = [], {}
    for name in case.model.definitions:
        if name not in values:
            continue
        own = case.known[name]
        if values[name].shape != own.shape:
            raise DataError(f"{name} in the values is {shape(values[name])}; it should be {shape(own)}")
        if not np.allclose(values[name], own, rtol=1e-5, atol=1e-6 * float(np.abs(own).max(initial=0.0))):
            cached[name] = values[name]
            notes.append(
                f"{name} in the values is not what its equation gives; the gradients are taken at your {name}."
            )
    if not cached:
        return case, ()
    return Case(case.model, case.derivation, case.changed(cached).values, cached), tuple(notes)


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
