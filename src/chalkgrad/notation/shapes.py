"""The product rules: which layout a formula in matrices has, and what kind of product a juxtaposition is.

Juxtaposition is the matrix product where the inner axes are the same axis, element-wise where the shapes are equal.
Where both fit, or neither can be decided, the writer is asked for ``@`` or ``⊙``. Adding and ⊙ repeat a single row or
column along an axis only if the other side already has the full shape, so an outer sum cannot happen by accident.
"""

from __future__ import annotations

from dataclasses import replace

from ..errors import NotationError, NotSupported, ShapeError, Span
from ..terms import PRIMITIVES, Axis, Layout
from .read import unknown_function
from .scope import UNIT, Scope, numbered_entry, show_layout
from .surface import (
    At,
    Block,
    Call,
    Comparison,
    Conditional,
    DeltaOf,
    Indexed,
    Kind,
    Literal,
    Minus,
    Name,
    Over,
    Partial,
    Plus,
    Product,
    Quotient,
    Raised,
    Surface,
    Transposed,
    walk_surface,
)
from .text import text
from .tokens import REDUCTIONS

SCALAR: Layout = (None, None)


def layout_of(surface: Surface, scope: Scope) -> Layout:
    """The layout of a formula; index-form parts (``W1[i,k]``) count as scalars. Raises ShapeError, NotationError."""
    if scope.remembered is None:
        return _layout_of(surface, scope)
    known = scope.remembered.get(id(surface))
    if known is None:
        known = scope.remembered[id(surface)] = (surface, _layout_of(surface, scope))
    return known[1]


def _layout_of(surface: Surface, scope: Scope) -> Layout:
    match surface:
        case Over(_, index, body) if scope.layer is not None and index == scope.layer.name:
            return layout_of(body, scope)  # a sum over the layers is of the shape of its terms
        case Literal() | Indexed() | DeltaOf() | At() | Over() | Partial():
            return SCALAR
        case Name():
            return _name_layout(surface, scope)
        case Minus(body):
            return layout_of(body, scope)
        case Plus(terms):
            _place_biases(surface, scope)
            layout = layout_of(terms[0], scope)
            for position, term in enumerate(terms[1:], 1):
                layout = together(layout, layout_of(term, scope), scope, surface.span, terms[position - 1], term)
            return layout
        case Product():
            return product_kinds(surface, scope)[1]
        case Quotient(left, right):
            return together(layout_of(left, scope), layout_of(right, scope), scope, surface.span, left, right)
        case Raised(base, exponent):
            if layout_of(exponent, scope) != SCALAR:
                raise ShapeError("an exponent must be a scalar", span=exponent.span)
            return layout_of(base, scope)
        case Transposed(body):
            rows, columns = layout_of(body, scope)
            return columns, rows
        case Call():
            return _call_layout(surface, scope)
        case Comparison(_, left, right):
            return together(layout_of(left, scope), layout_of(right, scope), scope, surface.span, left, right)
        case Conditional(then, condition, otherwise):
            layout = together(layout_of(then, scope), layout_of(otherwise, scope), scope, surface.span, then, otherwise)
            return together(layout, layout_of(condition, scope), scope, surface.span, then, condition)
        case Block():
            raise NotSupported(
                f"the matrix {text(surface)} at this place",
                span=surface.span,
                hint="A matrix in parts may be multiplied by one: [b1, W1] [1; X], or Theta1 [1; X].",
            )


def _place_biases(added: Plus, scope: Scope) -> None:
    """A bias that is added to ``W1 X`` is a column, one that is added to ``X W1`` a row: the others are looked at."""
    names = [term.body if isinstance(term, Minus) else term for term in added.terms]
    loose = [name for name in names if isinstance(name, Name) and scope.is_loose_bias(name.text)]
    if not loose or len(loose) == len(names):
        return
    others = [term for term, name in zip(added.terms, names, strict=True) if name not in loose]
    beside = layout_of(others[0] if len(others) == 1 else replace(added, terms=tuple(others)), scope)
    for name in loose:
        if scope.is_loose_bias(name.text):
            scope.place_bias(name.text, _without_units(beside, scope), name.span)


def _name_layout(name: Name, scope: Scope) -> Layout:
    layout = scope.layout(name.text)
    if layout is not None:
        return _without_units(layout, scope)
    if scope.axis(name.text) is not None or numbered_entry(name, scope) is not None:
        return SCALAR
    span = name.span
    if span is not None and len(name.text) > 1 and span.source[span.end : span.end + 1] == "(":
        raise unknown_function(name.text, span, scope.known())
    raise NotationError(f"unknown name {name.text!r}", span=name.span, hint=_unknown_hint(name.text, scope))


def _without_units(layout: Layout, scope: Scope) -> Layout:
    """None for an axis that was found to have length 1."""
    rows, columns = layout
    if rows is not None and scope.resolve(rows) == UNIT:
        rows = None
    if columns is not None and scope.resolve(columns) == UNIT:
        columns = None
    return rows, columns


def _unknown_hint(name: str, scope: Scope) -> str:
    near = scope.nearest(name)
    out = f"Names are defined by an equation ({name} = ...) or declared as data ({name}: n x m)."
    if name[0] in "Wb":
        letter = name[0]
        undeclared = f"Parameters that need no declaration are called {letter}, {letter}1, {letter}2."
        near = f"{near}\n{undeclared}" if near else undeclared
    return f"{near}\n{out}" if near else out


def _call_layout(call: Call, scope: Scope) -> Layout:
    check_arity(call, scope)
    layouts = [layout_of(argument, scope) for argument in call.arguments]
    match call.function:
        case "sum":
            return SCALAR
        case "rowsum":
            return layouts[0][0], None
        case "colsum":
            return None, layouts[0][1]
        case _:
            layout = layouts[0]
            for before, argument, other in zip(call.arguments, call.arguments[1:], layouts[1:], strict=False):
                layout = together(layout, other, scope, call.span, before, argument)
            return layout


def check_arity(call: Call, scope: Scope) -> None:
    """Raises NotationError when a function gets the wrong number of arguments, or is not known."""
    name, found = call.function, len(call.arguments)
    if name in scope.functions:
        function = scope.functions[name]
        most = len(function.arguments)
        least = most - len(function.defaults)
    elif name in PRIMITIVES:
        least = most = PRIMITIVES[name]
    else:
        least = most = 1
    if not least <= found <= most:
        expected = str(most) if least == most else f"{least} to {most}"
        raise NotationError(f"{name} takes {expected} argument(s), found {found}", span=call.span)


def product_kinds(product: Product, scope: Scope) -> tuple[tuple[Kind, ...], Layout]:
    """For each joint of a product, left to right, what it is (JUXTAPOSED stands for scaling), and the layout of all."""
    _refuse_half_open(product, scope)
    layout = layout_of(product.factors[0], scope)
    kinds = []
    for before, factor in zip(product.factors, product.factors[1:], strict=False):
        right = layout_of(factor, scope)
        layout, right = _without_units(layout, scope), _without_units(right, scope)
        kind = _joint(product.kind, layout, right, scope, before, factor)
        kinds.append(kind)
        layout = _joined(kind, layout, right, scope, before, factor)
    return tuple(kinds), layout


def _refuse_half_open(product: Product, scope: Scope) -> None:
    """``1/2 m``: half of m, or one over 2 m?"""
    first, second = product.factors[:2]
    if product.kind is not Kind.JUXTAPOSED or not isinstance(first, Quotient) or not isinstance(second, Name):
        return
    bottom = first.denominator
    bracketed = first.span is None or first.span.source[first.span.start] in "({"  # no place: made, not written
    if isinstance(bottom, Literal) and not bracketed and layout_of(second, scope) == SCALAR:
        top = text(first.numerator)
        raise NotationError(
            f"{text(first)} {second.text} can be read two ways",
            span=_joint_span(first, second),
            hint=f"Write {top}/({text(bottom)} {second.text}) or ({text(first)}) {second.text}.",
        )


def _joint(kind: Kind, left: Layout, right: Layout, scope: Scope, before: Surface, factor: Surface) -> Kind:
    if left == SCALAR or right == SCALAR:
        if kind is Kind.MATRIX:
            raise ShapeError("@ is the product of two matrices, and one side is a scalar", span=factor.span)
        return Kind.JUXTAPOSED
    if kind is not Kind.JUXTAPOSED:
        return kind
    inner, outer = left[1], right[0]
    matrix = scope.same(inner, outer) if inner and outer else inner is None and outer is None
    element = all(scope.same(a, b) if a and b else a is b for a, b in zip(left, right, strict=True))
    if matrix and element:
        raise ShapeError(
            f"this product can be read two ways: both sides are {show_layout(_resolved(left, scope))}",
            span=_joint_span(before, factor),
            hint=f"Write {_short(before)} @ {_short(factor)} for the matrix product, "
            f"{_short(before)} ⊙ {_short(factor)} for the element-wise one.",
        )
    if matrix or element:
        return Kind.MATRIX if matrix else Kind.ELEMENTWISE
    return _likely(left, right, scope, before, factor)


def _likely(left: Layout, right: Layout, scope: Scope, before: Surface, factor: Surface) -> Kind:
    """The joint while axes are still being inferred: a shared axis makes it element-wise, else a matrix product."""
    inner, outer = left[1], right[0]
    may_matrix = scope.may_be(inner, outer) if inner and outer else False
    may_element = all(_may_agree(a, b, scope) for a, b in zip(left, right, strict=True))
    if may_element and (not may_matrix or any(a and b and scope.same(a, b) for a, b in zip(left, right, strict=True))):
        return Kind.ELEMENTWISE
    if may_matrix and not may_element:
        return Kind.MATRIX
    if may_matrix and may_element and any(_unknown(side, scope) for side in (left, right)):
        return Kind.MATRIX  # a parameter that nothing is known about yet: W1 X
    if may_matrix and may_element:
        raise ShapeError(
            "this product can be read two ways, as the shapes are not known yet",
            span=_joint_span(before, factor),
            hint=f"Write {_short(before)} @ {_short(factor)} or {_short(before)} ⊙ {_short(factor)}, "
            "or declare the shape of one of them.",
        )
    raise _no_product(left, right, scope, before, factor)


def _may_agree(a: Axis | None, b: Axis | None, scope: Scope) -> bool:
    """Whether two directions could be equal; an axis of unknown length may turn out to be a single row or column."""
    if a is not None and b is not None:
        return scope.may_be(a, b)
    known = a if a is not None else b
    return known is None or scope.unknown(known)


def _unknown(layout: Layout, scope: Scope) -> bool:
    return all(axis is not None and scope.unknown(axis) for axis in layout)


def _no_product(left: Layout, right: Layout, scope: Scope, before: Surface, factor: Surface) -> ShapeError:
    left, right = _resolved(left, scope), _resolved(right, scope)
    lines = []
    for part, layout in ((before, left), (factor, right)):
        origin = scope.origin(part.text) if isinstance(part, Name) else ""
        lines.append(f"{_short(part)} is {show_layout(layout)}{f'  ({origin})' if origin else ''}")
    lines.append(f"A matrix product needs {left[1] or 1} = {right[0] or 1}; an element-wise one needs equal shapes.")
    lines.extend(_repairs(left, right, before, factor))
    return ShapeError("shapes do not fit", span=_joint_span(before, factor), hint="\n".join(lines))


def _repairs(left: Layout, right: Layout, before: Surface, factor: Surface) -> list[str]:
    """Turned or reordered products that would fit."""
    found = []
    a, b = _short(before), _short(factor)
    if left[0] == right[0]:
        found.append(f"{_turned(before)} {b}")
    if left[1] == right[1]:
        found.append(f"{a} {_turned(factor)}")
    if left[0] == right[1]:
        found.append(f"{b} {a}")
    if len(left) == 2 and (None in left or None in right) and (left[0] == right[0] or left[1] == right[1]):
        found.append(f"{a} ⊙ {b}")
    return [f"Did you mean {' or '.join(found)}?"] if found else []


def _joined(kind: Kind, left: Layout, right: Layout, scope: Scope, before: Surface, factor: Surface) -> Layout:
    if kind is Kind.MATRIX:
        inner, outer = left[1], right[0]
        if inner is None and outer is None:
            return left[0], right[1]
        if inner is None or outer is None or not scope.may_be(inner, outer):
            raise _no_product(left, right, scope, before, factor)
        scope.agree(inner, outer, _joint_span(before, factor), "the inner axes of a matrix product")
        return left[0], right[1]
    return together(left, right, scope, _joint_span(before, factor), before, factor)


def together(
    left: Layout, right: Layout, scope: Scope, span: Span | None, before: Surface | None, factor: Surface | None
) -> Layout:
    """The layout of two things taken entry by entry; a single row or column repeats along the other's axis."""
    left, right = _without_units(left, scope), _without_units(right, scope)  # found to be single meanwhile
    if left == SCALAR:
        return right
    if right == SCALAR:
        return left
    axes: list[Axis | None] = []
    for a, b in zip(left, right, strict=True):
        if a and b:
            if not scope.may_be(a, b):
                raise _no_match(left, right, scope, span, before, factor)
            axes.append(scope.agree(a, b, span, "shapes taken entry by entry"))
            continue
        single, axis = (factor, a) if a else (before, b)
        if axis is not None and scope.unknown(axis) and not is_reduced(single, scope):
            scope.make_single(axis)  # Y: 1 x m beside A2 of unknown height: A2 has one row too
            axis = None
        axes.append(axis)
    left, right = _without_units(left, scope), _without_units(right, scope)
    result = _without_units((axes[0], axes[1]), scope)
    for side in (left, right):
        if all((a is None) == (b is None) for a, b in zip(side, result, strict=True)):
            return result
    raise _no_match(left, right, scope, span, before, factor)


def is_reduced(surface: Surface | None, scope: Scope) -> bool:
    """Whether a single row or column comes from a sum, by a name as well, and is therefore meant to be repeated."""
    return surface is None or any(
        (isinstance(node, Call) and node.function in REDUCTIONS)
        or isinstance(node, Over)
        or (isinstance(node, Name) and scope.is_from_sum(node.text))
        for node in walk_surface(surface)
    )


def _no_match(
    left: Layout, right: Layout, scope: Scope, span: Span | None, before: Surface | None, factor: Surface | None
) -> ShapeError:
    left, right = _resolved(left, scope), _resolved(right, scope)
    lines = []
    for part, layout in ((before, left), (factor, right)):
        if part is not None:
            origin = scope.origin(part.text) if isinstance(part, Name) else ""
            lines.append(f"{_short(part)} is {show_layout(layout)}{f'  ({origin})' if origin else ''}")
    if left == (right[1], right[0]) and before is not None and factor is not None:
        lines.append(f"One is the transpose of the other. Did you mean {_short(before)}^T or {_short(factor)}^T?")
    else:
        lines.append("Entry by entry, both need the same shape; nothing is repeated silently along both directions.")
    return ShapeError("shapes do not fit", span=span, hint="\n".join(lines))


def _resolved(layout: Layout, scope: Scope) -> Layout:
    rows, columns = layout
    return (scope.resolve(rows) if rows else None, scope.resolve(columns) if columns else None)


def _joint_span(before: Surface, factor: Surface) -> Span | None:
    if before.span is None or factor.span is None:
        return factor.span
    start = before.span
    return Span(start.source, start.start, factor.span.end, start.filename, start.first_line)


def _turned(surface: Surface) -> str:
    """The transpose as one writes it: W1 for W1^T."""
    return _short(surface.body) if isinstance(surface, Transposed) else f"{_short(surface)}^T"


def _short(surface: Surface) -> str:
    surface = surface.body if isinstance(surface, Minus) else surface
    shown = text(surface)
    if isinstance(surface, (Name, Call, Transposed, Indexed)):
        return shown
    return f"({shown})"
