"""The numbers that given ones are compared with, and why they can be relied on.

They come from the derived equations as written, in index form, and not from the compiled program, so that a mistake of
the compiler is not handed on as the truth. Two other opinions are asked: the program, which must get the same up to
rounding, and the model's own equations without any derived one (``spot_check``). If these disagree the fault is ours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from ..calculus.derivation import Derivation
from ..errors import ChalkError, NotSupported, ProofError
from ..model import Model
from .agreement import agreement
from .case import Case
from .labelled import Array
from .spot_check import nearby, spot_check, tame

#: How often the gradient is computed again with rounding errors, to see what rounding can do.
ROUNDING_RUNS = 4
#: The relative difference between the program and the equations that counts as rounding.
SAME = 1e-9
REPORT = "Please report this model and these sizes; the other gradients are not affected."


class Program(Protocol):
    """What runs the model and its derived equations."""

    def forward(self, values: Mapping[str, Array], names: Sequence[str] | None = None) -> Mapping[str, Array]: ...

    def gradients(self, values: Mapping[str, Array], wrt: Sequence[str] | None = None) -> Mapping[str, Array]: ...


@dataclass(frozen=True)
class Reference:
    """``case`` holds the numbers of every name; ``doubt`` by how much the program's differ where rounding rules."""

    case: Case
    doubt: Mapping[str, Array]
    notes: tuple[str, ...]


def reference(
    model: Model, derivation: Derivation, base: Mapping[str, Array], program: Program, asked: Sequence[str]
) -> Reference:
    """The numbers of all names, those of the derived names ``asked`` confirmed.

    Raises ProofError if the equations, the program and the model disagree about one of these, DataError for values
    that the model cannot take.
    """
    run = run_program(derivation, base, program)
    case = written(model, derivation, base, run)
    known = [name for name in asked if name in case.known]
    notes: list[str] = []
    doubt: dict[str, Array] = {}
    noise = rounding(case, known, "float64")
    differing = [name for name in known if name in run and not same(run[name], case.known[name], noise[name])]
    if differing:
        refuse_a_wrong_program(model, derivation, base, program, differing, run, case)
        for name in differing:
            doubt[name] = np.nan_to_num(np.abs(run[name] - case.known[name]), nan=0.0, posinf=0.0)
        notes.append(f"The equations as written lose digits at these values: {', '.join(differing)}.")
    notes += confirmed(model, derivation, case, known, noise)
    return Reference(case, doubt, tuple(notes))


def written(model: Model, derivation: Derivation, base: Mapping[str, Array], run: Mapping[str, Array]) -> Case:
    """Every equation evaluated as it is written, in order.

    ``run`` are the numbers of the program: they stand where the textbook spelling overflows, or has no numbers.
    """
    found = dict(base)
    case = Case(model, derivation, found)
    for name, definition in case.definitions.items():
        stable = run.get(name)
        try:
            value = case.evaluate(definition, found)
        except NotSupported:
            if stable is None:
                continue
            value = stable
        if stable is not None and stable.size == value.size == 1:
            value = value.reshape(stable.shape)  # a single number is given in several shapes
        if stable is not None and stable.shape == value.shape:
            value = np.where(np.isfinite(value), value, stable)
        found[name] = np.asarray(value, dtype=np.float64)
    return Case(model, derivation, found)


def run_program(derivation: Derivation, base: Mapping[str, Array], program: Program) -> dict[str, Array]:
    """What the compiled program gives. Raises DataError or ShapeError for values it cannot take."""
    forward = program.forward(base)
    backward = program.gradients(base, [name for name in derivation if name in derivation.definitions])
    return {name: np.asarray(array, dtype=np.float64) for name, array in {**forward, **backward}.items()}


def same(run: Array, value: Array, noise: Array) -> bool:
    """Whether the program and the equations agree up to rounding, where both have numbers."""
    if run.shape != value.shape:
        return False
    finite = np.isfinite(run) & np.isfinite(value)
    if not np.all(finite | ~np.isfinite(value)):
        return False
    smallest = np.finfo(np.float64).tiny
    return agreement(run[finite], value[finite], noise[finite] + smallest, SAME).agrees


def refuse_a_wrong_program(
    model: Model,
    derivation: Derivation,
    base: Mapping[str, Array],
    program: Program,
    differing: Sequence[str],
    run: Mapping[str, Array],
    case: Case,
) -> None:
    """Raises ProofError unless the difference goes away at values of ordinary size: then it was rounding."""
    for name in differing:
        found, right = run[name].shape, case.known[name].shape
        if found != right:
            raise ProofError(
                f"chalkgrad's program gives {name} the shape {found}, its derived equation {right}: a fault of ours.",
                hint=REPORT,
            )
    checked = False
    for moved in (tame(model, base), nearby(model, base)):
        try:
            other_run = run_program(derivation, moved, program)
        except ChalkError:
            continue
        other = written(model, derivation, moved, {})
        noise = rounding(other, differing, "float64")
        if not all(np.all(np.isfinite(other.known[name])) for name in differing):
            continue
        checked = True
        wrong = [name for name in differing if not same(other_run[name], other.known[name], noise[name])]
        if wrong:
            break
    else:
        if checked:
            return
        wrong = list(differing)
    raise ProofError(
        f"chalkgrad's program and its derived equations disagree about {', '.join(wrong)}: a fault of ours, and no "
        "verdict on your numbers.",
        hint=REPORT,
    )


def confirmed(
    model: Model, derivation: Derivation, case: Case, asked: Sequence[str], noise: Mapping[str, Array]
) -> list[str]:
    """Notes about what could not be confirmed. Raises ProofError if the model's own equations contradict ours.

    Kinks, overflow and cancelled digits can hide a derivative at the values given; a wrong equation is wrong at the
    others as well.
    """
    base = {name: case.known[name] for name in model.quantities if name not in model.definitions}
    waiting, refuted = list(asked), set[str]()
    notes = []
    for elsewhere in (None, nearby(model, base), tame(model, base)):
        if not waiting:
            break
        here = case if elsewhere is None else written(model, derivation, elsewhere, {})
        outcome = spot_check(here, waiting, noise if elsewhere is None else rounding(here, waiting, "float64"))
        waiting = [name for name in waiting if name not in outcome.confirmed]
        refuted |= outcome.refuted
    else:
        late = [name for name in asked if name in outcome.confirmed]
        if late:
            notes.append(f"Confirmed at smaller values, as textbook formulas overflow at yours: {', '.join(late)}.")
    wrong = [name for name in waiting if name in refuted]
    if wrong:
        raise ProofError(
            f"chalkgrad's equation for {', '.join(wrong)} is not the derivative of the model's own equations at these "
            "values: a fault of ours, and no verdict on your numbers.",
            hint=REPORT,
        )
    if waiting:
        notes.append(f"Not confirmed by the model's own equations, as these overflow: {', '.join(waiting)}.")
    return notes


def rounding(case: Case, order: Sequence[str], precision: str) -> dict[str, Array]:
    """For every name, how far its entries move when every operation is off by a rounding error."""
    eps = float(np.finfo(precision).eps)
    found = {name: np.zeros_like(case.known[name]) for name in order}
    for seed in range(ROUNDING_RUNS):
        perturbed = case.perturbed(eps, seed)
        for name in order:
            with np.errstate(invalid="ignore"):
                found[name] = np.fmax(found[name], np.abs(perturbed[name] - case.known[name]))
    return found
