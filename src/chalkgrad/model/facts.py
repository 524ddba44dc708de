"""What is declared about data: sums that are known (``colsum(Y) = 1``) and values (``Y in {0, 1}``)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from ..errors import NotationError, NotSupported
from ..notation.elaborate import elaborate, scalar, standard_indices
from ..notation.read import read_expression
from ..notation.scope import Scope
from ..notation.shapes import layout_of
from ..notation.statements import Statement
from ..notation.surface import Call, Indexed, Name, Surface, walk_surface
from ..notation.text import text
from ..notation.tokens import REDUCTIONS
from ..terms import Entry, Equality, Fact, Membership


def facts(
    memberships: Sequence[Statement],
    equalities: Sequence[Statement],
    scope: Scope,
    functions: Collection[str],
    computed: Collection[str],
) -> Iterator[Fact]:
    """The facts of a model; ``computed`` are the names it defines, about which nothing may be declared.

    Raises NotationError and NotSupported with the place.
    """
    for statement in memberships:
        yield _membership(statement, scope, computed)
    for statement in equalities:
        yield _equality(statement, scope, functions, computed)


def _membership(statement: Statement, scope: Scope, computed: Collection[str]) -> Membership:
    (name,) = statement.names
    if name not in scope.layouts:
        raise NotationError(f"unknown name {name!r}", span=statement.place, hint=scope.nearest(name))
    _only_about_data(Name(name, span=statement.place), statement, computed)
    if not statement.values:
        raise NotationError("a set without values", span=statement.place, hint="For example: Y in {0, 1}")
    values = tuple(scalar(read_expression(value), Scope({})) for value in statement.values)
    shown = f"{name} in {{{', '.join(statement.values)}}}"
    return Membership(Entry(name, standard_indices(scope.layouts[name], scope.example_axis)), values, shown)


def _only_about_data(left: Surface, statement: Statement, computed: Collection[str]) -> None:
    """A fact about a computed name would be believed by every proof, and no array is there to check it on."""
    for node in walk_surface(left):
        if isinstance(node, (Name, Indexed)):
            name = node.text if isinstance(node, Name) else node.name
            if name in computed:
                raise NotSupported(
                    f"a fact about {name}, which the model computes",
                    span=statement.place,
                    hint="Facts are declared about data, where they are checked on the arrays.",
                )


def _equality(statement: Statement, scope: Scope, functions: Collection[str], computed: Collection[str]) -> Equality:
    assert statement.left is not None and statement.right is not None
    left = read_expression("", functions=functions, place=statement.left)
    right = read_expression("", functions=functions, place=statement.right)
    _only_about_data(left, statement, computed)
    if not isinstance(left, Call) or left.function not in REDUCTIONS:
        raise NotSupported(
            "this fact is not understood",
            span=statement.place,
            hint="Facts about data are sums (colsum(Y) = 1) or values (Y in {0, 1}). "
            "A definition has a single name on the left.",
        )
    layout = layout_of(left, scope)
    indices = standard_indices(layout, scope.example_axis)
    places = iter(indices)
    row = next(places) if layout[0] else None
    column = next(places) if layout[1] else None
    shown = f"{text(left)} = {text(right)}"
    return Equality(indices, elaborate(left, scope, (row, column)), elaborate(right, scope, (row, column)), shown)
