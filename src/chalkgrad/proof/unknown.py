"""Functions of which nothing is known but that they are smooth: what theorems "for every differentiable g" are about.

A ``Function`` whose value is itself applied to its own arguments stands for an unknown function. Its derivatives are
``g'``, ``g''`` by the first argument; by other arguments they are written ``g.1.2``: one number for each argument says
how often it is differentiated by it. No user's name contains a dot.
"""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np

from ..errors import ProofError
from ..terms import Apply, Context, Entry, Function
from .arithmetic import Arithmetic, Array

#: A drawn function is a sum of so many sines and half a square.
WAVES = 4


def is_unknown(function: Function) -> bool:
    """Whether the record says nothing about the function."""
    itself = Apply(function.name, tuple(Entry(argument, ()) for argument in function.arguments))
    return function.value is itself


def base_name(function: str) -> str:
    """``g`` for ``g``, ``g'`` and ``g.1.2``."""
    return function.rstrip("'").partition(".")[0]


def unknown_named(function: str, context: Context) -> Function | None:
    """The record of an unknown function or of one whose derivative this is; None for all others."""
    record = context.functions.get(base_name(function))
    return record if record is not None and is_unknown(record) else None


def orders(function: str, record: Function) -> tuple[int, ...]:
    """How often ``function`` is ``record`` differentiated by each argument."""
    written = function.rstrip("'").split(".")[1:]
    found = [int(part) for part in written] if written else [0] * len(record.arguments)
    if len(found) != len(record.arguments):
        raise ProofError(f"{function} does not say how often {record.name} is differentiated by each argument")
    found[0] += len(function) - len(function.rstrip("'"))
    return tuple(found)


def differentiated(function: str, record: Function, place: int) -> str:
    """The name of the derivative by the argument at ``place``."""
    found = list(orders(function, record))
    found[place] += 1
    if any(found[1:]):
        return ".".join((record.name, *map(str, found)))
    return record.name + "'" * found[0]


def drawn_value(
    record: Function, times: Sequence[int], arguments: Sequence[Array], arithmetic: Arithmetic, seed: Sequence[int]
) -> Array:
    """A random smooth function of that name, differentiated so many times by each argument, entry by entry.

    ``Σ_k a_k sin(Σ_j b_kj u_j + c_k) + (Σ_j r_j u_j)² / 2``: the same seed gives the same function in every kind of
    number, and the derivatives are its own.
    """
    random = np.random.default_rng([*seed, crc32(record.name.encode())])
    count = len(arguments)
    heights, shifts = random.uniform(0.3, 1.5, WAVES), random.uniform(-3.0, 3.0, WAVES)
    paces, slopes = random.uniform(-1.7, 1.7, (WAVES, count)), random.uniform(-1.2, 1.2, count)
    order = sum(times)

    def scalar(value: float) -> Array:
        return arithmetic.numbers(np.asarray(value))

    def combined(weights: Array, first: Array) -> Array:
        total = first
        for weight, argument in zip(weights, arguments, strict=True):
            total = total + scalar(float(weight)) * argument
        return total

    result = scalar(0.0)
    for wave in range(WAVES):
        factor = scalar(float(heights[wave]) * (-1.0 if order % 4 >= 2 else 1.0))
        for pace, often in zip(paces[wave], times, strict=True):
            for _ in range(often):
                factor = factor * scalar(float(pace))
        phase = combined(paces[wave], scalar(float(shifts[wave])))
        result = result + factor * arithmetic.apply("cos" if order % 2 else "sin", phase)
    if order > 2:
        return result
    line = combined(slopes, scalar(0.0))
    square = line * line * scalar(0.5) if order == 0 else line if order == 1 else scalar(1.0)
    for slope, often in zip(slopes, times, strict=True):
        for _ in range(often):
            square = square * scalar(float(slope))
    total: Array = result + square
    return total
