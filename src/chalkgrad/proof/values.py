"""``evaluate``: the numbers an index-form term stands for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from ..errors import DataError
from ..terms import Context, Entry, Index, Size, Term, free_indices, names, walk
from .arithmetic import PLAIN, Array
from .drawing import Point
from .dual import Dual


def evaluate(
    term: Term,
    values: Mapping[str, npt.ArrayLike],
    context: Context,
    *,
    indices: tuple[Index, ...] = (),
    sizes: Mapping[str, int] | None = None,
) -> npt.NDArray[np.float64]:
    """A term's value in float64, with one axis for each of ``indices`` in their order (a number when there are none).

    ``values`` holds an array for each name in its layout without single axes: ``W1`` (n1, n0), ``b1`` (n1,), a scalar
    (). An axis of length 1 that stands for a single row or column may be left in. Names without a value are computed
    from their definitions in the context. ``sizes`` (by axis name) are needed only for axes that no array shows. At a
    kink the stated slope of a function is used.

    Raises:
        DataError: an array has the wrong number of axes, two arrays disagree about a size, or a value is missing.
    """
    missing = sorted(index.name for index in free_indices(term) - set(indices))
    if missing:
        raise DataError(f"the term depends on {', '.join(missing)}, which is not among the indices asked for")
    found = dict(sizes or {})
    given: dict[str, Dual] = {}
    for name, array in values.items():
        given[name] = Dual(
            _in_layout(name, np.asarray(array, dtype=np.float64), context, found)[np.newaxis, np.newaxis]
        )
    _check_complete(term, given, context, found)
    point = Point(
        context, PLAIN, found, (0.0, 1.0), count=1, seed=0, computed=context.definitions.keys(), given=given,
        use_slopes=True,
    )  # fmt: skip
    with np.errstate(all="ignore"):
        point.need(point.entries(term))
        result: Array = point.laid_out(term, indices).value[0, 0]
    return np.array(result, dtype=np.float64)


def _in_layout(name: str, array: npt.NDArray[Any], context: Context, sizes: dict[str, int]) -> npt.NDArray[Any]:
    """The array without single axes; its lengths are entered in ``sizes``."""
    layout = context.layouts.get(name)
    if layout is None:
        raise DataError(f"there is no quantity named {name} in the model")
    axes = [axis for axis in layout if axis is not None]
    if array.ndim == 2 and len(axes) < 2 and all(n == 1 for a, n in zip(layout, array.shape, strict=True) if a is None):
        array = array.reshape([n for axis, n in zip(layout, array.shape, strict=True) if axis is not None])
    if array.ndim != len(axes):
        expected = " x ".join(axis.name for axis in axes) or "a single number"
        raise DataError(f"{name} is an array of shape {array.shape}, and the model has {expected}")
    for axis, length in zip(axes, array.shape, strict=True):
        if sizes.setdefault(axis.name, length) != length:
            raise DataError(f"{name} has {length} entries along {axis.name}, another array has {sizes[axis.name]}")
    return array


def _check_complete(term: Term, given: Mapping[str, Dual], context: Context, sizes: Mapping[str, int]) -> None:
    """Every name has a value or a definition, every axis a size."""
    reached = [term]
    seen = set(given)
    for current in reached:  # grows while it is walked
        for name in sorted(names(current) - seen):
            seen.add(name)
            if name not in context.definitions:
                raise DataError(f"a value for {name} is missing")
            reached.append(context.definitions[name].value)
    for current in reached:
        for node in walk(current):
            axes = [index.axis for index in node.indices] if isinstance(node, Entry) else []
            axes += [node.axis] if isinstance(node, Size) else []
            for axis in axes:
                if axis.name not in sizes:
                    raise DataError(f"no array shows the size of {axis.name}; give it in sizes")
