"""From a model and its derivation to a program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

from ..calculus.derivation import Derivation
from ..calculus.theta import BlockEquation
from ..errors import InputError, NotSupported
from ..model import Model
from .in_blocks import with_blocks
from .lowered import Lowered, lower
from .program import Program
from .proving import prove
from .training import TrainingProgram

DTYPES = ("float32", "float64")


def build(model: Model, derivation: Derivation, target: str = "numpy", dtype: str = "float64") -> Program:
    """The model's equations and all derived ones as a program. Raises InputError for an unknown target or dtype."""
    _check_dtype(dtype)
    with _not_too_deep():
        return Program(lowered_derivation(model, derivation), target, dtype)


def training(
    model: Model,
    derivation: Derivation,
    optimizer: str = "adam",
    settings: Mapping[str, float] = MappingProxyType({}),
    dtype: str = "float32",
    training_size: int = 1,
) -> TrainingProgram:
    """A program that trains the model with an optimizer of the library.

    ``settings`` are the optimizer's, and the values of the model's scalar constants. ``training_size`` is the number of
    training examples: the m of penalty terms. Raises InputError for unknown or missing settings.
    """
    _check_dtype(dtype)
    if training_size < 1:
        raise InputError(f"training_size must be at least 1, found {training_size}")
    with _not_too_deep():
        lowered = lowered_derivation(model, derivation, told_apart=True)
        return TrainingProgram(lowered, optimizer, settings, dtype, training_size)


def lowered_derivation(model: Model, derivation: Derivation, *, told_apart: bool = False) -> Lowered:
    """The lines of a model and all its derived equations; ``told_apart``: with the m of penalties a name of its own."""
    definitions = dict(model.definitions)
    surfaces = {name: q.written for name, q in model.quantities.items() if q.written is not None}
    adjoint_of: dict[str, str] = {}
    for equation in derivation.equations:
        if isinstance(equation, BlockEquation):
            continue
        definitions[equation.name] = derivation.definitions[equation.name]
        surfaces[equation.name] = equation.value.surface
        adjoint_of[equation.name] = equation.of
    lowered = lower(model, definitions, surfaces, adjoint_of, derivation.convention, prove, told_apart=told_apart)
    return with_blocks(lowered, derivation)


@contextmanager
def _not_too_deep() -> Iterator[None]:
    """a + b + c + ... is nested as deep as it is long, and Python's own compiler gives up as well at some length."""
    try:
        yield
    except RecursionError:
        raise NotSupported(
            "an equation is too long, or nested too deeply, to be written as a program",
            hint="Cut it into equations of a few hundred terms, or write these as the entries of a vector: sum(x).",
        ) from None


def _check_dtype(dtype: str) -> None:
    if dtype not in DTYPES:
        raise InputError(f"there is no dtype {dtype!r}", hint=f"Known: {', '.join(DTYPES)}.")
