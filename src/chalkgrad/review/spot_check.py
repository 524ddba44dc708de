"""The derived numbers against the model's own equations, without any derived one: a derivative by complex step.

The cost is computed once more with an infinitely small imaginary part added to every name that was derived by, in a
random direction; the imaginary part of the cost is then the derivative along all of them, to the last digit
(Squire and Trapp 1998). It must be the sum of the products of the derived numbers with the direction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import NotSupported
from ..model import Model, Role
from ..terms import Equality, names
from .case import Case
from .labelled import Array
from .rounding import Rounding

#: So small that only the first order remains.
STEP = 1e-40
#: The difference of the two derivatives, relative to the size of the terms, that rounding may make.
TOLERANCE = 1e-6
#: How often the derivative is computed again with rounding errors.
RUNS = 2
MARGIN = 32.0
#: An entry this much smaller than the largest still has a full say in the direction.
SMALLEST_ENTRY = 1e-6


@dataclass(frozen=True)
class Outcome:
    """Names whose numbers are the derivative, and names whose are not; the others could not be evaluated."""

    confirmed: frozenset[str]
    refuted: frozenset[str]


def spot_check(case: Case, asked: Sequence[str], noise: Mapping[str, Array]) -> Outcome:
    """Whether the numbers of the derived names are derivatives of the cost, by all at once, else one by one."""
    finite = [name for name in asked if np.all(np.isfinite(case.known[name]))]
    random = np.random.default_rng(0)
    directions = {name: direction(case, name, noise[name], random) for name in finite}
    if agrees(case, directions, noise):
        return Outcome(frozenset(finite), frozenset())
    confirmed, refuted = set[str](), set[str]()
    for name in finite:
        verdict = agrees(case, {name: directions[name]}, noise)
        if verdict is not None:
            (confirmed if verdict else refuted).add(name)
    return Outcome(frozenset(confirmed), frozenset(refuted))


def direction(case: Case, name: str, noise: Array, random: np.random.Generator) -> Array:
    """A random direction in which every entry weighs about the same, unless it is lost in rounding."""
    entries = np.abs(case.known[name])
    largest = float(entries.max(initial=0.0))
    along = random.uniform(0.5, 1.0, entries.shape) * random.choice((-1.0, 1.0), entries.shape)
    if largest > 0:
        along = along / (entries / largest + SMALLEST_ENTRY)
    lost = np.nan_to_num(noise, nan=0.0, posinf=0.0) / TOLERANCE
    weight = float(np.sum((entries + lost) * np.abs(along))) * abs(scale(case, name))
    return np.asarray(along / weight) if weight > 0 else np.asarray(along)


def agrees(case: Case, directions: Mapping[str, Array], noise: Mapping[str, Array]) -> bool | None:
    """Whether both derivatives along these directions agree; None if one of them is not finite."""
    expected = uncertain = size = 0.0
    for name, along in directions.items():
        terms = case.known[name] * along * scale(case, name)
        expected += float(np.sum(terms))
        size += float(np.sum(np.abs(terms)))
        uncertain += float(np.sum(noise[name] * np.abs(along))) * abs(scale(case, name))
    try:
        found = derivative(case, directions)
        difference = abs(found - expected)
        if difference <= TOLERANCE * size:
            return True
        for seed in range(RUNS):
            uncertain += abs(derivative(case, directions, Rounding(float(np.finfo(float).eps), seed)) - found)
    except NotSupported:
        return None
    if not np.isfinite(difference + uncertain):
        return None
    return bool(difference <= TOLERANCE * size + MARGIN * uncertain)


def derivative(case: Case, directions: Mapping[str, Array], rounding: Rounding | None = None) -> float:
    """The derivative of the cost along the directions, by the model's equations alone; NaN where it has none."""
    adjoint_of = {equation.of: name for name, equation in case.derivation.items() if name in directions}
    if case.derivation.convention.is_turned:  # a gradient has the transposed shape of what moves
        directions = {name: np.transpose(along) for name, along in directions.items()}
    found: dict[str, Array] = {}
    for name in case.model.quantities:
        if name not in case.model.definitions:
            found[name] = moved(case.known[name], name, adjoint_of, directions)
    for name, definition in case.model.definitions.items():
        found[name] = moved(case.evaluate(definition, found, rounding), name, adjoint_of, directions)
    cost = complex(found[case.model.cost].item())
    return cost.imag / STEP if np.isfinite(cost.real) else float("nan")


def moved(array: Array, name: str, adjoint_of: Mapping[str, str], directions: Mapping[str, Array]) -> Array:
    if name not in adjoint_of:
        return array
    return np.asarray(array + 1j * STEP * directions[adjoint_of[name]].reshape(np.shape(array)))


def scale(case: Case, name: str) -> float:
    """∂J/∂X over dX in the convention: 1/m for names that carry the examples, in the course's."""
    term = case.scales.get(case.derivation[name].of)
    return 1.0 if term is None else float(case.evaluator(case.known).value(term).data)


def nearby(model: Model, base: Mapping[str, Array]) -> dict[str, Array]:
    """Values a little off, so that nothing lies on a kink; what facts are about stays."""
    random = np.random.default_rng(1)
    fixed = stated(model)
    found = {}
    for name, array in base.items():
        if name in fixed:
            found[name] = array
            continue
        size = float(np.sqrt(np.mean(np.square(array)))) if array.size else 0.0
        noise = random.normal(size=(2, *np.shape(array)))
        found[name] = np.asarray(array * (1 + 1e-3 * noise[0]) + 1e-4 * (size or 1.0) * noise[1])
    return found


def tame(model: Model, base: Mapping[str, Array]) -> dict[str, Array]:
    """Values of ordinary size, with the signs of the given ones; constants and what facts are about stay."""
    random = np.random.default_rng(2)
    fixed = stated(model)
    return {
        name: array if name in fixed else np.where(array < 0, -1, 1) * random.uniform(0.2, 0.9, np.shape(array))
        for name, array in base.items()
    }


def stated(model: Model) -> set[str]:
    """Constants, and the names that a fact is about."""
    found = {name for name, quantity in model.quantities.items() if quantity.role is Role.CONSTANT}
    for fact in model.facts:
        found |= names(fact.left) | names(fact.right) if isinstance(fact, Equality) else names(fact.entry)
    return found
