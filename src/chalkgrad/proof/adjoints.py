"""``adjoint_matches``: a derived formula against forward-mode derivatives of the equations as written."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import numpy as np

from ..terms import Context, Index, Term, free_indices, names
from .arithmetic import FLOAT, Array
from .canonical import Claim
from .certificate import Certificate, Refuted, Undecidable, Witness
from .drawing import CannotDraw, Point, entries_of
from .dual import Dual
from .evaluation import LEAD
from .forward import MOST_ENTRIES, RANDOM_DIRECTIONS, Sweep, sweep_of
from .manners import RANGES

POINTS = 3
#: What rounding may amount to, relative to the largest entry.
TOLERANCE = 1e-9

_LARGEST_CACHE = 5_000
_agreements: dict[Hashable, tuple[int, float]] = {}


@dataclass(frozen=True)
class Adjoint:
    """What a derived name means: for each model name N, ∂cost/∂N = scales.get(N, 1) · adjoints[N]."""

    cost: str
    adjoints: Mapping[str, str]
    scales: Mapping[str, Term]


def adjoint_matches(
    name: str,
    formula: Term,
    context: Context,
    *,
    cost: str,
    adjoints: Mapping[str, str],
    scales: Mapping[str, Term],
    seed: int = 0,
    indices: tuple[Index, ...] | None = None,
) -> Certificate:
    """Tests that ``scales[name] · formula`` is the total derivative of the cost by ``name``.

    The derivative is computed by dual numbers on the model's own equations at random points and, once more, by a
    complex step along a random direction. The values of adjoint names in the formula come from the same forward
    sweeps. ``indices`` are the free indices of the formula in the order of the name's axes; needed only where two
    axes of the name are the same.

    Raises:
        Refuted: the formula is not the derivative; the error carries a point.
        Undecidable: no point was found where everything is defined.
    """
    meaning = Adjoint(cost, adjoints, scales)
    places = indices if indices is not None else _by_axes(name, formula, context)
    excess = sorted(index.name for index in free_indices(formula) - set(places))
    if excess:
        raise Refuted(f"The formula for d{name} depends on the index {', '.join(excess)}, which {name} does not have.")
    form = _form(name, formula, context, meaning, places, seed)
    found = _agreements.get(form)
    if found is None:
        found = _tested(name, formula, context, meaning, places, seed)
        if len(_agreements) > _LARGEST_CACHE:
            _agreements.clear()
        _agreements[form] = found
    method = "forward-mode derivatives of the equations at random points"
    return Certificate("tested", method, points=found[0], largest_error=found[1])


def _by_axes(name: str, formula: Term, context: Context) -> tuple[Index, ...]:
    """The formula's free indices in the order of the name's axes."""
    axes = [axis for axis in context.layouts[name] if axis is not None]
    if len(axes) == 2 and axes[0].name == axes[1].name:
        definition = context.definitions.get(name)
        if definition is None:
            raise Undecidable(f"{name} has the same axis twice, so the order of its indices must be given.")
        return definition.indices
    free = {index.axis.name: index for index in free_indices(formula)}
    return tuple(free.get(axis.name, Index(f"{axis.name}.free", axis)) for axis in axes)


def _form(
    name: str, formula: Term, context: Context, meaning: Adjoint, places: tuple[Index, ...], seed: int
) -> Hashable:
    """Everything the verdict rests on, up to renaming."""
    derived = frozenset(meaning.adjoints.values())
    claim = Claim(context, frozenset(context.definitions) - derived, range(len(context.facts)))
    claim.add_indices(places)
    claim.add_terms(formula)
    claim.add_name(meaning.cost)
    claim.add_name(name)
    for model_name, derived_name in meaning.adjoints.items():
        if derived_name in names(formula) or model_name == name:
            claim.add_name(model_name)
            claim.add_name(derived_name)
            if model_name in meaning.scales:
                claim.add_terms(meaning.scales[model_name])
            claim.add_value(model_name in meaning.scales)
    if name in meaning.scales:
        claim.add_terms(meaning.scales[name])
    claim.add_value((name in meaning.scales, seed))
    claim.close()
    return claim.form


def _tested(
    name: str, formula: Term, context: Context, meaning: Adjoint, places: tuple[Index, ...], seed: int
) -> tuple[int, float]:
    """How many points agree, and the largest error; or the error that says why not."""
    reason = "not everything is defined at any of the points tried"
    for interval in RANGES:
        try:
            with np.errstate(all="ignore"):
                sweep = sweep_of(context, meaning.cost, meaning.adjoints.values(), interval, count=POINTS, seed=seed)
                found = _compared(sweep, name, formula, meaning, places)
        except CannotDraw as error:
            raise Undecidable(f"d{name} could not be tested: {error}.") from error
        if found is not None:
            return found
    raise Undecidable(f"d{name} could not be tested: {reason}.")


def _compared(
    sweep: Sweep, name: str, formula: Term, meaning: Adjoint, places: tuple[Index, ...]
) -> tuple[int, float] | None:
    point = sweep.point
    values = _formula_values(sweep, formula, meaning, places)
    if name in meaning.scales:
        scale = sweep.scalar(meaning.scales[name])
        values = values * scale.reshape(-1, *(1,) * len(places))
    shape = sweep.value(name).shape[LEAD:]
    if values[0].size <= MOST_ENTRIES:
        actual = sweep.gradient(name)
    else:
        directions = sweep.random_directions(name, RANDOM_DIRECTIONS)
        actual = sweep.along(name, directions)
        values = np.tensordot(values, directions, axes=(tuple(range(1, values.ndim)), tuple(range(1, directions.ndim))))
    usable = (np.isfinite(values) & np.isfinite(actual)).reshape(POINTS, -1).all(axis=1)
    if not usable.any():
        return None
    error, where = _largest_error(values[usable], actual[usable])
    if error > TOLERANCE:
        _refuse(point, name, values[usable], actual[usable], where, places, len(shape))
    direction = sweep.random_directions(name, 1)[0]
    if actual.shape[1:] == shape:
        axes = tuple(range(1, actual.ndim))
        expected = (values * direction).sum(axis=axes) if axes else values * direction
        again = sweep.along_by_complex_step(name, direction)
        second, where = _largest_error(expected[usable], again[usable])
        if not np.isfinite(second) or second > 10 * TOLERANCE:
            raise Undecidable(f"d{name}: dual numbers and a complex step do not agree about the cost's derivative.")
        error = max(error, second)
    return int(usable.sum()), error


def _largest_error(left: Array, right: Array) -> tuple[float, tuple[int, ...]]:
    """The largest difference relative to the largest entry of its point, and where it is."""
    gap = np.abs(left - right)
    axes = tuple(range(1, gap.ndim))
    scale = np.maximum(np.abs(left), np.abs(right)).max(axis=axes, keepdims=True) if axes else np.abs(right)
    error = gap / np.maximum(scale, 1e-6)
    where = tuple(int(n) for n in np.unravel_index(int(np.argmax(error)), error.shape))
    return float(error[where]), where


def _formula_values(sweep: Sweep, formula: Term, meaning: Adjoint, places: tuple[Index, ...]) -> Array:
    """The formula at the points, (points, axes ...); adjoint names stand for their true values."""
    point = sweep.point
    of = {derived: model_name for model_name, derived in meaning.adjoints.items()}
    given = dict(point.values)
    for entry in entries_of(formula):
        if entry.name in of:
            given[entry.name] = Dual(_adjoint_value(sweep, of[entry.name], meaning)[:, np.newaxis])
    inner = Point(
        sweep.context,
        FLOAT,
        sweep.sizes,
        sweep.interval,
        count=POINTS,
        seed=sweep.seed,
        computed=sweep.computed,
        given=given,
    )
    inner.need(entries_of(formula))
    laid_out = inner.laid_out(formula, places).value[:, 0]
    return np.broadcast_to(laid_out, (POINTS, *laid_out.shape[1:]))


def _adjoint_value(sweep: Sweep, model_name: str, meaning: Adjoint) -> Array:
    gradient = sweep.gradient(model_name)
    if model_name not in meaning.scales:
        return gradient
    scale = sweep.scalar(meaning.scales[model_name])
    return gradient / scale.reshape(-1, *(1,) * (gradient.ndim - 1))


def _refuse(
    point: Point,
    name: str,
    claimed: Array,
    actual: Array,
    where: tuple[int, ...],
    places: tuple[Index, ...],
    axes: int,
) -> None:
    left, right = float(claimed[where]), float(actual[where])
    place = ""
    if claimed.ndim - 1 == axes:
        place = ", ".join(f"{index.name} = {n}" for index, n in zip(places, where[1:], strict=True))
    values = {other: np.asarray(dual.value[0, 0], dtype=np.float64) for other, dual in point.values.items()}
    at = f" at {place}" if place else ""
    raise Refuted(
        f"The formula for d{name} is not the derivative of the cost{at}: it gives {left:.6g} "
        f"where the equations give {right:.6g}.",
        Witness(values, left, right, place),
    )
