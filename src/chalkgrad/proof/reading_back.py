"""``reads_as``: does a formula as written mean the index form that elaboration made of it?"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import fields, is_dataclass

import numpy as np

from ..errors import ProofError
from ..notation.surface import Indexed, Name, Partial, Surface, walk_surface
from ..terms import Axis, Context, Entry, Index, Layout, Term, free_indices
from .arithmetic import COMPLEX, FLOAT, Arithmetic, Array
from .canonical import Claim
from .certificate import Certificate, Refuted, Undecidable, Witness
from .drawing import CannotDraw, Point, Sizes
from .matrices import Matrices
from .matrix_numbers import Unreadable

POINTS = 3
TOLERANCE = 1e-9
#: The names are free here. All ranges count in which there are values: of a kink both sides have to be seen, and in a
#: range of positive numbers relu(Z) is Z. The others keep logarithms and roots defined.
INTERVALS = ((0.1, 0.9), (-1.0, 1.0), (1.1, 3.0))

_LARGEST_CACHE = 20_000
_agreements: dict[Hashable, tuple[int, float]] = {}


def reads_as(
    surface: Surface,
    term: Term,
    layout: Layout,
    context: Context,
    *,
    indices: tuple[Index, ...] | None = None,
    example_axis: Axis | None = None,
) -> Certificate:
    """Tests that a written formula stands for ``term``: the tree is computed as matrices, the term by named axes.

    ``layout`` is the formula's: rows and columns of the result. The term's free index along the row axis is its row,
    that along the column axis its column; ``indices`` (row, column, single ones left out) says so where both axes are
    one. A formula in index form has letters instead; they are matched with the term's indices by name.

    Raises:
        Refuted: they differ, or the written formula has no reading as matrices.
        Undecidable: no point was found where both are defined.
    """
    places = _result_indices(surface, term, layout, indices)
    form = _form(surface, term, layout, context, places, example_axis)
    found = _agreements.get(form)
    if found is None:
        found = _tested(surface, term, layout, context, places, example_axis)
        if len(_agreements) > _LARGEST_CACHE:
            _agreements.clear()
        _agreements[form] = found
    return Certificate("tested", "read as matrices at random points", points=found[0], largest_error=found[1])


def _result_indices(
    surface: Surface, term: Term, layout: Layout, indices: tuple[Index, ...] | None
) -> tuple[Index | None, Index | None]:
    """Which index of the term is the row and which the column of the result."""
    given = iter(indices or ())
    if indices is not None:
        return tuple(next(given) if axis is not None else None for axis in layout)  # type: ignore[return-value]
    free = sorted(free_indices(term), key=lambda index: index.name)
    letters = {word for node in walk_surface(surface) if isinstance(node, Indexed) for word in node.indices}
    found: list[Index | None] = []
    for axis in layout:
        alike = [i for i in free if axis is not None and i.axis.name == axis.name and i.name not in letters]
        if len(alike) > 1:
            raise Undecidable(f"Rows and columns both run along {alike[0].axis.name}; say which index is the row.")
        found.append(alike[0] if alike else None)
    return found[0], found[1]


def _tested(
    surface: Surface,
    term: Term,
    layout: Layout,
    context: Context,
    places: tuple[Index | None, Index | None],
    example_axis: Axis | None,
) -> tuple[int, float]:
    points, worst = 0, 0.0
    for interval in INTERVALS:
        agreed = []
        for arithmetic in (FLOAT, COMPLEX):
            found = _agreeing(surface, term, layout, context, places, example_axis, arithmetic, interval)
            if found is None:
                break
            agreed.append(found)
        else:
            points += sum(count for count, _ in agreed)
            worst = max(worst, *(error for _, error in agreed))
    if not points:
        raise Undecidable("The formula as written is not defined at any of the points tried.")
    return points, worst


def _agreeing(
    surface: Surface,
    term: Term,
    layout: Layout,
    context: Context,
    places: tuple[Index | None, Index | None],
    example_axis: Axis | None,
    arithmetic: Arithmetic,
    interval: tuple[float, float],
) -> tuple[int, float] | None:
    """How many points agree and the largest error; None where nothing is defined. Raises Refuted, Undecidable."""
    try:
        with np.errstate(all="ignore"):
            left, right, point = _both(surface, term, layout, context, places, example_axis, arithmetic, interval)
    except Unreadable as error:
        raise Refuted(f"The formula as written has no reading as matrices: {error}.") from error
    except (CannotDraw, ProofError) as error:
        raise Undecidable(f"The formula as written could not be evaluated: {error}") from error
    usable = (np.isfinite(left) & np.isfinite(right)).reshape(POINTS, -1).all(axis=1)
    if not usable.any():
        return None
    gap = np.abs(left[usable] - right[usable])
    scale = np.maximum(np.maximum(np.abs(left[usable]), np.abs(right[usable])), 1.0)
    error_size = float((gap / scale).max(initial=0.0))
    if error_size > TOLERANCE:
        _refuse(left[usable], right[usable], point)
    return int(usable.sum()), error_size


def _both(
    surface: Surface,
    term: Term,
    layout: Layout,
    context: Context,
    places: tuple[Index | None, Index | None],
    example_axis: Axis | None,
    arithmetic: Arithmetic,
    interval: tuple[float, float],
) -> tuple[Array, Array, Point]:
    """The matrices and the index form, laid out alike: (points, letters ..., rows, columns)."""
    free = sorted(free_indices(term) - {index for index in places if index is not None}, key=lambda i: i.name)
    bare = Context(context.layouts, context.definitions, context.functions)
    sizes = Sizes()
    for index in (*free, *(index for index in places if index is not None)):
        sizes[index.axis.name]
    point = Point(bare, arithmetic, sizes, interval, count=POINTS, seed=5)
    point.need(point.entries(term))
    layouts = {**{name: d.layout for name, d in context.definitions.items()}, **context.layouts}
    for node in walk_surface(surface):
        if isinstance(node, Name | Indexed):
            _need_named(node.text if isinstance(node, Name) else node.name, layouts, point, sizes)
    letters = {index.name: index.axis for index in free}
    reader = Matrices(point.world, layouts, surface, letters, example_axis)
    written = reader.value(surface).value
    order = [index for index in free if index.name in reader.places]
    if len(order) < len(free):
        lost = next(index.name for index in free if index.name not in reader.places)
        raise Unreadable(f"the index {lost} does not occur")
    kept = [reader.places[index.name] for index in order]
    for place, size in enumerate(written.shape[1:-2], 1):
        if size != 1 and place not in kept:
            raise Unreadable("a letter is free that the index form does not have")
    others = [place for place in range(1, written.ndim - 2) if place not in kept]
    arranged: Array = written.transpose([0, *kept, written.ndim - 2, written.ndim - 1, *others])
    arranged = arranged.reshape(arranged.shape[: 3 + len(kept)])
    rows, columns = _single(layout[0], sizes), _single(layout[1], sizes)
    high, wide = written.shape[-2:]
    if high not in (1, rows) or wide not in (1, columns):
        raise Unreadable(f"it is {high} x {wide} and should be {rows} x {columns}")
    shape = (POINTS, *(sizes[index.axis.name] for index in order), rows, columns)
    asked = tuple(index for index in places if index is not None)
    value = point.laid_out(term, (*order, *asked)).value[:, 0]
    matrix = tuple(1 if index is None else sizes[index.axis.name] for index in places)
    value = value.reshape(*value.shape[: 1 + len(order)], *matrix)
    return np.broadcast_to(arranged, shape), np.broadcast_to(value, shape), point


def _single(axis: Axis | None, sizes: Sizes) -> int:
    return 1 if axis is None else sizes[axis.name]


def _need_named(name: str, layouts: dict[str, Layout], point: Point, sizes: Sizes) -> None:
    """A value for a name of the tree; a size that only the tree mentions."""
    layout = layouts.get(name)
    if layout is not None:
        axes = [axis for axis in layout if axis is not None]
        point.need([Entry(name, tuple(Index(f"i{place}", axis) for place, axis in enumerate(axes)))])
    elif any(axis is not None and axis.name == name for other in layouts.values() for axis in other):
        sizes[name]


def _refuse(left: Array, right: Array, point: Point) -> None:
    gap = np.abs(left - right)
    where = tuple(int(n) for n in np.unravel_index(int(np.argmax(gap)), gap.shape))
    values = {name: np.asarray(dual.value[0, 0]).real.astype(np.float64) for name, dual in point.values.items()}
    a, b = float(np.real(left[where])), float(np.real(right[where]))
    raise Refuted(
        f"The formula as written is not its index form: the matrices give {a:.6g}, the index form {b:.6g}.",
        Witness(values, a, b, f"row {where[-2]}, column {where[-1]}"),
    )


def _form(
    surface: Surface,
    term: Term,
    layout: Layout,
    context: Context,
    places: tuple[Index | None, Index | None],
    example_axis: Axis | None,
) -> Hashable:
    """Everything the verdict rests on, up to renaming."""
    claim = Claim(context, (), ())
    claim.add_indices(index for index in places if index is not None)
    claim.add_terms(term)
    claim.add_value(tuple(_axis_number(claim, axis) for axis in (*layout, example_axis)))
    claim.add_value(tuple(index is None for index in places))
    free = sorted(free_indices(term) - {index for index in places if index is not None}, key=lambda i: i.name)
    claim.add_indices(free)
    claim.add_value(tuple(index.name for index in free))
    written: list[Hashable] = []
    _write(surface, written, claim, context)
    claim.add_value(tuple(written))
    claim.close()
    return claim.form


def _axis_number(claim: Claim, axis: Axis | None) -> int:
    return -1 if axis is None else claim.axis_number(axis)


def _write(node: object, written: list[Hashable], claim: Claim, context: Context) -> None:
    """A surface tree with numbers for its names; letters stay, as they must match those of the term."""
    match node:
        case Name(text):
            _write_name(text, written, claim, context)
        case Indexed(name, indices):
            _write_name(name, written, claim, context)
            written.append(indices)
        case tuple():
            for part in node:
                _write(part, written, claim, context)
            written.append(len(node))
        case _ if is_dataclass(node):
            if isinstance(node, Partial) and isinstance(node.of, Name | Indexed):
                claim.add_name(node.of.text if isinstance(node.of, Name) else node.of.name)
            written.append(type(node).__name__)
            for field in fields(node):
                if field.name != "span":
                    _write(getattr(node, field.name), written, claim, context)
        case _:
            written.append(node if isinstance(node, Hashable) else str(node))


def _write_name(name: str, written: list[Hashable], claim: Claim, context: Context) -> None:
    layout = context.layouts.get(name)
    if layout is None and name in context.definitions:
        layout = context.definitions[name].layout
    if layout is None:
        written.append(("size", claim.axis_number(Axis(name))))
    else:
        written.append(("name", claim.name_number(name), tuple(_axis_number(claim, axis) for axis in layout)))
