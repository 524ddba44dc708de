"""One step of an optimizer in numbers, from the updates of its text, computed by its program as well."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np

from ... import library
from ...errors import DataError, InputError, ProofError
from ...notation.elaborate import elaborate, standard_indices
from ...notation.scope import Scope
from ...notation.surface import Name, Quotient, Surface, Transposed, parts, walk_surface, with_parts
from ...notation.text import text
from ...proof.arithmetic import nearest
from ...proof.decimals import NoValue
from ...terms import Context, Definition, Layout
from ..arrays import Array
from ..targets import find
from ..update import update_code
from .lines import NumberLine, Sheet
from .shown import Shown, put_in, shown

TOLERANCE = 1e-9


@dataclass(frozen=True)
class ParameterStep:
    """What a step does to one parameter: the states it remembers, then the parameter itself.

    ``after`` are their numbers after the step, by the letters of the optimizer; the next step may begin with them.
    """

    name: str
    lines: tuple[NumberLine, ...]
    after: Mapping[str, Shown] = field(compare=False)  # the lines hold the same numbers, as they are printed


@dataclass(frozen=True)
class Step:
    settings: Mapping[str, Fraction]
    starts: Mapping[str, Fraction]
    counters: tuple[NumberLine, ...]
    parameters: tuple[ParameterStep, ...]
    alone: tuple[str, ...]  # parameters whose numbers leave the range of doubles, so that no program checked them


def optimizer_step(
    sheet: Sheet,
    parameters: Mapping[str, str],
    name: str,
    given: Mapping[str, float],
    remembered: Mapping[str, Mapping[str, Shown]] | None = None,
) -> Step:
    """A step from the parameters on the sheet, along the gradients named beside them.

    It is the first one, unless ``remembered`` says for each parameter what the optimizer knows from the step before.
    Raises InputError for an unknown optimizer or setting, or a setting without a value.
    """
    optimizer = library.optimizer(name)
    settings = _settings(optimizer, given)
    counters: tuple[NumberLine, ...] = ()
    steps, alone = [], []
    for parameter, gradient in parameters.items():
        known = (remembered or {}).get(parameter, {})
        counters, step, is_checked = _of_parameter(sheet, optimizer, settings, parameter, gradient, known)
        steps.append(step)
        alone += [] if is_checked else [parameter]
    return Step(settings, optimizer.state, counters, tuple(steps), tuple(alone))


def _settings(optimizer: library.Optimizer, given: Mapping[str, float]) -> dict[str, Fraction]:
    for word in given:
        if word not in optimizer.settings:
            raise InputError(
                f"{optimizer.name} has no setting {word!r}", hint=f"Known: {', '.join(optimizer.settings)}."
            )
    chosen = {
        word: Fraction(repr(float(given[word]))) if word in given else default
        for word, default in optimizer.settings.items()
    }
    missing = [word for word, value in chosen.items() if value is None]
    if missing:
        raise InputError(f"no value is given for {missing[0]} of {optimizer.name}")
    return {word: value for word, value in chosen.items() if value is not None}


def _of_parameter(
    sheet: Sheet,
    optimizer: library.Optimizer,
    settings: Mapping[str, Fraction],
    parameter: str,
    gradient: str,
    known: Mapping[str, Shown],
) -> tuple[tuple[NumberLine, ...], ParameterStep, bool]:
    """The lines of the counters, what is done to this parameter, and whether a program did the same.

    ``known``: states that are past their start.
    """
    layout, slope = sheet.numbers[parameter].layout, sheet.numbers[gradient]
    written: Surface = Name(gradient)
    if slope.layout != layout:  # the numerator layout: what is stepped along is the transpose
        slope = shown(slope.value.T, layout, slope.is_exact, slope.rough.T, sheet.figures)
        written = Transposed(written)
    arrays = [optimizer.parameter, optimizer.gradient, *(s for s in optimizer.state if s not in optimizer.counters)]
    layouts: dict[str, Layout] = dict.fromkeys(arrays, layout)
    layouts |= dict.fromkeys((*optimizer.counters, *settings), (None, None))
    numbers: dict[str, Shown] = {
        optimizer.parameter: sheet.numbers[parameter],
        optimizer.gradient: slope,
    }
    for state, start in optimizer.state.items():
        shape = np.shape(sheet.numbers[parameter].value) if state in arrays else ()
        was = known.get(state) or shown(_filled(shape, start), layouts[state], True)
        numbers[state] = shown(was.value, layouts[state], was.is_exact, was.rough, sheet.figures)
    numbers |= {word: shown(_filled((), value), (None, None), True) for word, value in settings.items()}
    scope = Scope(layouts)
    own = Sheet(Context(layouts, {}, {}, ()), scope, sheet.sizes, dict(numbers), sheet.digits, sheet.figures)
    indices = standard_indices(layout, None)
    places = iter(indices)
    at = (next(places) if layout[0] else None, next(places) if layout[1] else None)
    names: dict[str, Surface] = {optimizer.parameter: Name(parameter), optimizer.gradient: written}
    counting: list[NumberLine] = []
    lines: list[NumberLine] = []
    for update in optimizer.updates:
        counted = update.name in optimizer.counters
        own_indices, own_at = ((), (None, None)) if counted else (indices, at)
        formula = update.value
        for part in () if counted else _small(formula, arrays):
            name = f"part {len(lines)} of {update.name}"
            layouts[name] = layout
            definition = Definition(name, own_indices, layout, elaborate(part, scope, own_at))
            result = _result(own, definition, f"{optimizer.name} has no step for {parameter}", update)
            line = own.line(part, part, definition, result)
            own.numbers[name] = result
            lines.append(replace(line, left=put_in(part, names), formula=put_in(part, names)))
            formula = _exchanged(formula, part, Name(name))
        term = elaborate(formula, Scope(layouts), own_at)
        definition = Definition(update.name, own_indices, layouts[update.name], term)
        result = _result(own, definition, f"{optimizer.name} has no step for {parameter}", update)
        line = own.line(names.get(update.name, Name(update.name)), formula, definition, result)
        own.numbers[update.name] = result
        line = replace(line, formula=put_in(update.value, names), is_update=True)
        (counting if counted else lines).append(line)
    is_checked = _checked_by_program(optimizer, settings, numbers, own.numbers)
    after = {name: own.numbers[name] for name in (optimizer.parameter, *optimizer.state)}
    return tuple(counting), ParameterStep(parameter, tuple(lines), after), is_checked


def _small(formula: Surface, arrays: Collection[str], *, inside: bool = False) -> tuple[Surface, ...]:
    """The fractions of arrays inside a fraction: their numbers would be too small to read there."""
    if isinstance(formula, Quotient):
        if inside and any(isinstance(part, Name) and part.text in arrays for part in walk_surface(formula)):
            return (formula,)
        inside = True
    return tuple(dict.fromkeys(found for part in parts(formula) for found in _small(part, arrays, inside=inside)))


def _exchanged(formula: Surface, old: Surface, new: Surface) -> Surface:
    return new if formula == old else with_parts(formula, lambda part: _exchanged(part, old, new))


def _result(own: Sheet, definition: Definition, failed: str, update: library.Update) -> Shown:
    """The value. Raises DataError where there is none."""
    try:
        return own.value(definition)
    except NoValue as error:
        raise DataError(
            f"{failed} at these numbers: in {update.name} := {text(update.value)} {error}",
            hint="Give other numbers, or other settings of the optimizer.",
        ) from None


def _checked_by_program(
    optimizer: library.Optimizer,
    settings: Mapping[str, Fraction],
    before: Mapping[str, Shown],
    after: Mapping[str, Shown],
) -> bool:
    """The optimizer's own code does the same step; False beyond the range of doubles. Raises ProofError if not."""
    if not all(np.all(np.isfinite(_floats(number.value))) for number in (*before.values(), *after.values())):
        return False
    code = update_code(optimizer, settings)
    target = find("numpy")
    written = target.write((), (code.procedure,), dtype="float64", about=f"One step of {optimizer.name}.")
    run = target.load(written, f"worked: {optimizer.name}")["update"]
    vectors = {name: _floats(before[name].value) for name in code.vectors}
    scratch = [np.empty(vectors[optimizer.parameter].size) for _ in code.scratch]
    run(*vectors.values(), *scratch, *(int(before[name].value.item()) for name in code.counters))
    for name in (optimizer.parameter, *(state for state in optimizer.state if state not in optimizer.counters)):
        ours = _floats(after[name].value)
        if not np.all(np.abs(ours - vectors[name]) <= TOLERANCE * np.maximum(1.0, np.abs(ours))):
            raise ProofError(f"the program of {optimizer.name} leaves {name} = {vectors[name]}, its text {ours}")
    return True


def _filled(shape: tuple[int, ...], value: Fraction) -> Array:
    made = np.empty(shape, dtype=object)
    made[...] = value
    return made


def _floats(values: Array) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([nearest(number) for number in values.flat])
