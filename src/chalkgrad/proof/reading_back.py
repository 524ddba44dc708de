"""``reads_as``: does a formula as written mean the index form that elaboration made of it?"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import NoReturn

import numpy as np

from ..errors import ProofError
from ..notation.surface import Indexed, Name, Partial, Surface, walk_surface
from ..terms import Axis, Context, Entry, Index, Layout, Term, free_indices
from .arithmetic import COMPLEX, Arithmetic, Array
from .canonical import Claim
from .certificate import Certificate, Refuted, Undecidable, Witness
from .drawing import CannotDraw, Point, Sizes
from .manners import EachItsOwn, Manner
from .matrices import Matrices
from .matrix_numbers import Unreadable
from .precision import HighPrecision
from .second_opinion import second_opinion
from .seeking import seek
from .watching import Sight, Watching

POINTS = 3
TOLERANCE = 1e-9
#: The names are free here. All ranges count in which there are values; a formula with kinks, roots or logarithms is
#: looked at further, see ``seeking``.
INTERVALS = ((0.1, 0.9), (-1.0, 1.0), (1.1, 3.0))

_MOST_DOUBTFUL = 6
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
        found = _Question(surface, term, layout, context, places, example_axis).tested()
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


@dataclass(frozen=True)
class _Question:
    """What is asked, and how often the answers agreed."""

    surface: Surface
    term: Term
    layout: Layout
    context: Context
    places: tuple[Index | None, Index | None]
    example_axis: Axis | None

    def tested(self) -> tuple[int, float]:
        points, worst = 0, 0.0
        sights: list[Sight] = []
        for interval in INTERVALS:
            agreed = []
            for arithmetic in (Watching(), COMPLEX):
                count, error, sight = self._agreeing(arithmetic, interval)
                if isinstance(arithmetic, Watching):
                    sights.append(sight)
                if not count:
                    break
                agreed.append((count, error))
            else:
                points += sum(count for count, _ in agreed)
                worst = max(worst, *(error for _, error in agreed))
        if any(sight.has_pieces for sight in sights):
            more = self._sought(sights)
            points, worst = points + more[0], max(worst, more[1])
        if not points:
            raise Undecidable("The formula as written is not defined at any of the points tried.")
        return points, worst

    def _sought(self, sights: Sequence[Sight]) -> tuple[int, float]:
        """Points on all pieces of the formula, each name from a range of its own."""
        found: list[tuple[int, float]] = [(0, 0.0)]

        def test(manner: Manner) -> Sight:
            count, error, sight = self._agreeing(Watching(), manner)
            found.append((count, error))
            return sight

        usable = [int(sight.usable.sum()) for sight in sights]
        best = int(np.argmax(usable))
        seek(test, sights[best].names, INTERVALS[best] if usable[best] else None)
        return sum(count for count, _ in found), max(error for _, error in found)

    def _agreeing(self, arithmetic: Arithmetic, manner: Manner) -> tuple[int, float, Sight]:
        """How many points agree, the largest error, and what was seen. Raises Refuted, Undecidable."""
        left, right, point = self._evaluated(arithmetic, manner)
        defined = np.isfinite(left) & np.isfinite(right)
        usable = np.all(defined.reshape(len(left), -1), axis=1)
        gap = np.where(defined, np.abs(left - right), 0.0)
        scale = np.where(defined, np.maximum(np.maximum(np.abs(left), np.abs(right)), 1.0), 1.0)
        apart = (gap / scale).reshape(len(left), -1).max(axis=1)
        wrong = apart > TOLERANCE
        if isinstance(manner, EachItsOwn):
            usable = usable & ~wrong
            self._second_opinion(manner, [int(n) for n in np.argsort(-apart, kind="stable") if wrong[n]])
        elif wrong.any():
            where = tuple(int(n) for n in np.unravel_index(int(np.argmax(gap)), gap.shape))
            _refuse(where, float(np.real(left[where])), float(np.real(right[where])), point)
        error = float((gap / scale)[usable].max(initial=0.0))
        watched = arithmetic if isinstance(arithmetic, Watching) else Watching()
        sight = Sight(tuple(sorted(point.values)), usable, tuple(watched.gaps), watched.broken)
        return int(usable.sum()), error, sight

    def _second_opinion(self, manner: Manner, doubtful: list[int]) -> None:
        """Far points may differ in float64 by rounding alone; many digits tell. Raises Refuted if they differ."""
        points: list[Point] = []
        for picks in (doubtful[:1], doubtful[1:_MOST_DOUBTFUL]):  # the plainest mostly settles it

            def sides(arithmetic: HighPrecision, picks: Sequence[int] = picks) -> tuple[Array, Array]:
                left, right, point = self._evaluated(arithmetic, manner, picks)
                points.append(point)
                return left, right

            opinion = second_opinion(sides) if picks else None
            if opinion is not None and opinion.different is not None:
                _refuse(opinion.different, opinion.left, opinion.right, points[-1])

    def _evaluated(
        self, arithmetic: Arithmetic, manner: Manner, picks: Sequence[int] | None = None
    ) -> tuple[Array, Array, Point]:
        try:
            with np.errstate(all="ignore"):
                return self._both(arithmetic, manner, picks)
        except Unreadable as error:
            raise Refuted(f"The formula as written has no reading as matrices: {error}.") from error
        except (CannotDraw, ProofError) as error:
            raise Undecidable(f"The formula as written could not be evaluated: {error}") from error

    def _both(self, arithmetic: Arithmetic, manner: Manner, picks: Sequence[int] | None) -> tuple[Array, Array, Point]:
        """The matrices and the index form, laid out alike: (points, letters ..., rows, columns)."""
        surface, term, context, places = self.surface, self.term, self.context, self.places
        free = sorted(free_indices(term) - {index for index in places if index is not None}, key=lambda i: i.name)
        bare = Context(context.layouts, context.definitions, context.functions)
        sizes = Sizes()
        for index in (*free, *(index for index in places if index is not None)):
            sizes[index.axis.name]
        point = Point(bare, arithmetic, sizes, manner, count=POINTS, seed=5, picks=picks)
        point.need(point.entries(term))
        layouts = {**{name: d.layout for name, d in context.definitions.items()}, **context.layouts}
        for node in walk_surface(surface):
            if isinstance(node, Name | Indexed):
                _need_named(node.text if isinstance(node, Name) else node.name, layouts, point, sizes)
        letters = {index.name: index.axis for index in free}
        reader = Matrices(point.world, layouts, surface, letters, self.example_axis)
        written = reader.value(surface).value
        order = [index for index in free if index.name in reader.places]
        if len(order) < len(free):
            lost = next(index.name for index in free if index.name not in reader.places)
            raise Unreadable(f"the index {lost} does not occur")
        arranged = _arranged(written, [reader.places[index.name] for index in order])
        rows, columns = (1 if axis is None else sizes[axis.name] for axis in self.layout)
        high, wide = written.shape[-2:]
        if high not in (1, rows) or wide not in (1, columns):
            raise Unreadable(f"it is {high} x {wide} and should be {rows} x {columns}")
        shape = (point.count, *(sizes[index.axis.name] for index in order), rows, columns)
        asked = tuple(index for index in places if index is not None)
        value = point.laid_out(term, (*order, *asked)).value[:, 0]
        matrix = tuple(1 if index is None else sizes[index.axis.name] for index in places)
        value = value.reshape(*value.shape[: 1 + len(order)], *matrix)
        return np.broadcast_to(arranged, shape), np.broadcast_to(value, shape), point


def _arranged(written: Array, kept: Sequence[int]) -> Array:
    """The matrices with their letters at ``kept`` as the first dimensions after the points."""
    for place, size in enumerate(written.shape[1:-2], 1):
        if size != 1 and place not in kept:
            raise Unreadable("a letter is free that the index form does not have")
    others = [place for place in range(1, written.ndim - 2) if place not in kept]
    arranged: Array = written.transpose([0, *kept, written.ndim - 2, written.ndim - 1, *others])
    return arranged.reshape(arranged.shape[: 3 + len(kept)])


def _need_named(name: str, layouts: dict[str, Layout], point: Point, sizes: Sizes) -> None:
    """A value for a name of the tree; a size that only the tree mentions."""
    layout = layouts.get(name)
    if layout is not None:
        axes = [axis for axis in layout if axis is not None]
        point.need([Entry(name, tuple(Index(f"i{place}", axis) for place, axis in enumerate(axes)))])
    elif any(axis is not None and axis.name == name for other in layouts.values() for axis in other):
        sizes[name]


def _refuse(where: tuple[int, ...], left: float, right: float, point: Point) -> NoReturn:
    values = {
        name: np.asarray(dual.value[min(where[0], len(dual.value) - 1), 0]).real.astype(np.float64)
        for name, dual in point.values.items()
    }
    raise Refuted(
        f"The formula as written is not its index form: the matrices give {left:.6g}, the index form {right:.6g}.",
        Witness(values, left, right, f"row {where[-2]}, column {where[-1]}"),
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
