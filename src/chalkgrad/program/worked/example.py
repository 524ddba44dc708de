"""A network in numbers, forward and backward, computed twice: by the derived program and by the prover's evaluator."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from ...calculus.asked import places
from ...calculus.derivation import Derivation
from ...calculus.lines import Board
from ...calculus.theta import in_its_parts
from ...errors import DataError, NotSupported, ProofError
from ...model import Role
from ...notation.scope import Scope
from ...notation.surface import Name, Surface
from ...terms import Context, Definition, Layout
from ..arrays import Array, checked
from ..build import build
from .agreement import Agreement
from .digits import Unsettled
from .evaluated import computed_names, evaluated
from .lines import MOST_FIGURES, NumberLine, Sheet, TooFewFigures, in_letters
from .shown import FIGURES, Shown, shown
from .step import ParameterStep, Step, optimizer_step

#: A matrix with more rows or columns is no longer followed with pencil and paper.
LARGEST_SIZE = 4
MOST_EQUATIONS = 60


@dataclass(frozen=True)
class Given:
    """A name whose numbers are given."""

    name: str
    left: Surface
    numbers: Surface
    shape: str
    role: Role
    exactly: bool = True  # else the numbers shown are rounded


@dataclass(frozen=True)
class WorkedExample:
    """The numbers of a network: what is given, the forward and the backward pass, one step of an optimizer.

    ``sizes`` are those of the axes, ``figures`` how many of a rounded number are printed. ``settings`` are the
    optimizer's, ``starts`` what it remembers before its first step, ``steps`` what it does to each parameter. The
    numbers were computed with so many ``digits``; those of the names in ``alone`` were not checked by the program,
    whose doubles lose or leave them.
    """

    sizes: Mapping[str, int]
    figures: int
    given: tuple[Given, ...]
    forward: tuple[NumberLine, ...]
    backward: tuple[NumberLine, ...]
    optimizer: str
    settings: Mapping[str, Fraction]
    starts: Mapping[str, Fraction]
    counters: tuple[NumberLine, ...]
    steps: tuple[ParameterStep, ...]
    digits: int
    alone: tuple[str, ...]


def worked_example(
    derivation: Derivation,
    values: Mapping[str, object],
    optimizer: str = "gradient_descent",
    settings: Mapping[str, float] | None = None,
    remembered: Mapping[str, Mapping[str, Shown]] | None = None,
) -> WorkedExample:
    """The network at these values, which the derivation's model takes: an array for every data and parameter name.

    The optimizer's step is its first one, unless ``remembered`` says what it knows from the step before, by parameter
    and letter. Numbers are read as the decimals they are printed with (0.1 is 1/10). Raises NotSupported for a network
    that is too large to be followed by hand, InputError, ShapeError, DataError or FactError about the values,
    ProofError if the program and the evaluator disagree.
    """
    derivation = in_its_parts(derivation)
    model = derivation.model
    refuse_any_depth(derivation)
    program = build(model, derivation)
    arrays = checked(model, values, program.inputs, "float64")
    _refuse_infinite(arrays)
    sizes = _sizes(derivation, arrays)
    with np.errstate(all="ignore"):  # where a formula has no value, the evaluator says so
        computed = program.forward(arrays) | (program.gradients(arrays) if derivation.equations else {})
    for figures in range(FIGURES, MOST_FIGURES + 1):
        with suppress(TooFewFigures):
            return _worked(derivation, sizes, arrays, computed, optimizer, settings or {}, remembered or {}, figures)
    raise ProofError("the numbers do not come out")


def _worked(
    derivation: Derivation,
    sizes: Mapping[str, int],
    arrays: Mapping[str, Array],
    computed: Mapping[str, Array],
    optimizer: str,
    settings: Mapping[str, float],
    remembered: Mapping[str, Mapping[str, Shown]],
    figures: int,
) -> WorkedExample:
    """The example with numbers of so many figures. Raises TooFewFigures where these would mislead."""
    model = derivation.model
    blank = _blank(derivation, arrays, sizes, figures)
    given = dict(blank.numbers)
    parameters = {e.of: e.name for e in derivation.equations if model.quantities[e.of].role is Role.PARAMETER}
    sheet, stepped = _with_step(
        derivation, blank, lambda found: optimizer_step(found, parameters, optimizer, settings, remembered)
    )
    forward, constants = [], []
    for name, definition in model.definitions.items():
        written = model.quantities[name].written
        assert written is not None
        result = sheet.numbers[name]
        if model.quantities[name].role is Role.CONSTANT:  # its equation gives its number: lambda = 0.1
            constants.append(Given(name, Name(name), written, "scalar", Role.CONSTANT))
        else:
            in_matrices = _in_matrices(derivation, definition) if in_letters(written) else None
            forward.append(sheet.line(Name(name), written, definition, result, in_matrices))
    backward = []
    for equation in derivation.equations:
        definition = derivation.definitions[equation.name]
        line = sheet.line(equation.left.surface, equation.value.surface, definition, sheet.numbers[equation.name])
        backward.append(replace(line, formula_certificate=equation.certificate))
    agreement = Agreement(sheet, computed_names(derivation), computed)
    alone = tuple(name for name in (*model.definitions, *derivation) if not agreement.holds(name))
    return WorkedExample(
        sizes,
        figures,
        (*(_given(derivation, name, number) for name, number in given.items()), *constants),
        tuple(forward),
        tuple(backward),
        optimizer,
        stepped.settings,
        stepped.starts,
        stepped.counters,
        stepped.parameters,
        sheet.digits,
        (*alone, *stepped.alone),
    )


def _with_step(derivation: Derivation, blank: Sheet, step: Callable[[Sheet], Step]) -> tuple[Sheet, Step]:
    """All numbers, with as many digits as they and the optimizer's step take."""
    sheet = evaluated(derivation, blank)
    while True:
        try:
            return sheet, step(sheet)
        except Unsettled:
            sheet = evaluated(derivation, blank, beyond=sheet.digits)


def _blank(derivation: Derivation, arrays: Mapping[str, Array], sizes: Mapping[str, int], figures: int) -> Sheet:
    """A sheet with nothing but the numbers that are given. Its names are those of the model and the gradients."""
    model = derivation.model
    layouts = {name: quantity.layout for name, quantity in model.quantities.items()}
    layouts |= {name: derivation.definitions[name].layout for name in derivation}
    axes = {axis.name: axis for layout in layouts.values() for axis in layout if axis is not None}
    scope = Scope(layouts, axes, model.functions, model.example_axis, numbered=True)
    given = {
        name: shown(_axes_only(_decimals(arrays[name]), layouts[name]), layouts[name], True, figures=figures)
        for name in arrays
    }
    return Sheet(Context(layouts, {}, model.functions, ()), scope, sizes, given, figures=figures)


def _refuse_infinite(arrays: Mapping[str, Array]) -> None:
    for name, array in arrays.items():
        for place in np.argwhere(np.isinf(array))[:1]:
            where = f"row {place[0] + 1}, column {place[1] + 1}" if len(place) else "its only entry"
            raise DataError(f"{name} is infinite at {where}", hint="Every entry must be a number.")


def _in_matrices(derivation: Derivation, definition: Definition) -> Surface | None:
    """The right-hand side of a definition in matrices, read back and proved to mean the same; None if it is not."""
    board, at = Board(derivation.model, {}), places(definition.indices, definition.layout)
    try:
        return board.line(definition.value, *at, matrix=True).surface
    except ProofError:
        return None


def _sizes(derivation: Derivation, arrays: Mapping[str, Array]) -> dict[str, int]:
    """The size of every axis, small enough for a page."""
    model = derivation.model
    sizes = dict(model.sizes)
    for name, array in arrays.items():
        for axis, length in zip(model.quantities[name].layout, array.shape, strict=False):
            if axis is not None:
                sizes[axis.name] = length
    check_sizes(derivation, sizes)
    return sizes


def refuse_any_depth(derivation: Derivation) -> None:
    """Raises NotSupported for a network whose number of layers is a letter."""
    if derivation.model.layers is not None:
        raise NotSupported(
            "not supported: numbers for a network of any depth",
            hint="Write its layers out, or choose a depth: --depth 2 --functions g=tanh, "
            'model.at_depth(2, g="tanh") in Python',
        )


def check_sizes(derivation: Derivation, sizes: Mapping[str, int]) -> None:
    """Raises NotSupported for a network too large to be followed with pencil and paper."""
    large = {axis: size for axis, size in sizes.items() if size > LARGEST_SIZE}
    if large:
        axis, size = max(large.items(), key=lambda found: found[1])
        raise NotSupported(
            f"not supported: numbers beside letters with {axis} = {size}; no size may be above {LARGEST_SIZE}",
            hint="Take the same equations with small sizes, or with none: they are then chosen. "
            "chalkgrad train and model.gradients compute networks of any size.",
        )
    count = len(derivation.model.definitions) + len(derivation)
    if count > MOST_EQUATIONS:
        raise NotSupported(
            f"not supported: numbers for {count} equations; at most {MOST_EQUATIONS} can be followed by hand",
            hint="Take a network with fewer layers.",
        )


def _decimals(array: Array) -> Array:
    """Every number as the shortest decimal that reads back to it."""
    made = np.empty(array.shape, dtype=object)
    for place, number in np.ndenumerate(array):
        made[place] = Fraction(repr(float(number)))
    return made


def _axes_only(array: Array, layout: Layout) -> Array:
    """The array without the single rows or columns of its layout."""
    if array.ndim == 0:
        return array
    return array.reshape([size for size, axis in zip(array.shape, layout, strict=True) if axis is not None])


def _given(derivation: Derivation, name: str, number: Shown) -> Given:
    quantity = derivation.model.quantities[name]
    return Given(name, Name(name), number.surface(), quantity.shape, quantity.role, number.whole)
