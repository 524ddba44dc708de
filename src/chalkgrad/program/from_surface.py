"""From a formula in matrices to operations: ``1/m dZ2 A1^T`` becomes ``dZ2 @ A1.T / m``.

The product rules are notation's own (``product_kinds``), so what runs is what was read and proved.
"""

from __future__ import annotations

from fractions import Fraction

from ..errors import NotSupported
from ..notation.scope import Scope
from ..notation.shapes import SCALAR, layout_of, product_kinds
from ..notation.surface import (
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
from ..terms import PRIMITIVES, Entry, Function, Layout
from . import operations as op
from .operations import Operation

_REDUCTIONS = {"sum": None, "rowsum": 1, "colsum": 0}


def in_matrices(surface: Surface) -> bool:
    """Whether a formula has no part in index form, so that ``from_surface`` can take it."""
    return not any(isinstance(node, (Indexed, DeltaOf, At, Over, Partial, Block)) for node in walk_surface(surface))


def from_surface(surface: Surface, scope: Scope) -> Operation:
    """The operations that compute a formula in matrices. Raises ShapeError as ``layout_of`` does."""
    match surface:
        case Literal(value):
            return op.Constant(value)
        case Name(text):
            axis = scope.axis(text)
            return op.Extent(axis.name) if scope.layout(text) is None and axis is not None else op.Ref(text)
        case Minus(body):
            return op.Negate(from_surface(body, scope))
        case Plus(terms):
            return _sum(terms, scope)
        case Product():
            return _product(surface, scope)
        case Quotient(numerator, denominator):
            return op.Binary("/", from_surface(numerator, scope), from_surface(denominator, scope))
        case Raised(base, exponent):
            return op.Binary("**", from_surface(base, scope), from_surface(exponent, scope))
        case Transposed(body):
            return op.Transpose(from_surface(body, scope))
        case Call():
            return _call(surface, scope)
        case Comparison(relation, left, right):
            return op.Comparison(relation, from_surface(left, scope), from_surface(right, scope))
        case Conditional(then, condition, otherwise):
            return choose(
                op.Comparison(
                    condition.relation, from_surface(condition.left, scope), from_surface(condition.right, scope)
                ),
                from_surface(then, scope),
                from_surface(otherwise, scope),
            )
        case _:
            raise NotSupported("a part in index form cannot be computed from its matrix form")


def _sum(terms: tuple[Surface, ...], scope: Scope) -> Operation:
    total = from_surface(terms[0], scope)
    for term in terms[1:]:
        if isinstance(term, Minus):
            total = op.Binary("-", total, from_surface(term.body, scope))
        else:
            total = op.Binary("+", total, from_surface(term, scope))
    return total


def _product(product: Product, scope: Scope) -> Operation:
    """Left to right. Scalar factors are kept back and applied once to the whole product; 1/m becomes a division."""
    kinds, _ = product_kinds(product, scope)
    scalars: list[Operation] = []
    matrix: Operation | None = None
    for kind, factor in zip((Kind.JUXTAPOSED, *kinds), product.factors, strict=True):
        value = from_surface(factor, scope)
        if layout_of(factor, scope) == SCALAR:
            scalars.append(value)
        elif matrix is None:
            matrix = value
        elif kind is Kind.MATRIX:
            matrix = op.MatrixProduct(matrix, value)
        else:
            matrix = op.Binary("*", matrix, value)
    return scaled(scalars, matrix)


def scaled(scalars: list[Operation], body: Operation | None) -> Operation:
    """The body times the scalars: ``1/m`` divides, -1 negates, others multiply from the left."""
    if body is None and len(scalars) > 1:
        scalars, body = scalars[:-1], scalars[-1]
    result, negative = body, False
    divisors: list[Operation] = []
    factors: list[Operation] = []
    for scalar in scalars:
        if isinstance(scalar, op.Negate):
            negative, scalar = not negative, scalar.body
        if isinstance(scalar, op.Binary) and scalar.operator == "/" and body is not None:
            divisors.append(scalar.right)
            scalar = scalar.left
        if scalar != op.Constant(Fraction(1)):
            factors.append(scalar)
    for factor in reversed(factors):
        result = factor if result is None else op.Binary("*", factor, result)
    if result is None:
        result = op.Constant(Fraction(1))
    for divisor in divisors:
        result = op.Binary("/", result, divisor)
    return op.Negate(result) if negative else result


def _call(call: Call, scope: Scope) -> Operation:
    arguments = tuple(from_surface(argument, scope) for argument in call.arguments)
    if call.function in _REDUCTIONS:
        layout = layout_of(call.arguments[0], scope)
        return _reduced(call.function, arguments[0], layout)
    if call.function in PRIMITIVES and not call.primes:
        return op.Primitive(call.function, arguments)
    function = scope.functions[call.function]
    axis = vector_axis(layout_of(call, scope), scope) if function.axis_index is not None else None
    return library_call(function, call.primes, arguments, axis)


def _reduced(name: str, body: Operation, layout: Layout) -> Operation:
    if name == "sum":
        return body if layout == SCALAR else op.Reduce("sum", body, None, keep=False)
    axis = _REDUCTIONS[name]
    assert axis is not None
    if layout[axis] is None:
        return body
    if layout[1 - axis] is None:  # nothing is left: a scalar
        return op.Reduce("sum", body, None, keep=False)
    return op.Reduce("sum", body, axis)


def vector_axis(layout: Layout, scope: Scope) -> int:
    """Where a function of vectors runs along: the direction that does not count examples (elaboration's own rule)."""
    rows, columns = layout
    example = scope.example_axis
    along_rows = rows is not None and (columns is None or columns == example or rows != example)
    return 0 if along_rows else 1


def library_call(function: Function, primes: int, arguments: tuple[Operation, ...], axis: int | None) -> Operation:
    """A call without the arguments that equal their defaults; the identity function is its argument."""
    if not primes and function.value is Entry(function.arguments[0], ()):
        return arguments[0]
    kept = list(arguments)
    while len(kept) > 1:
        default = function.defaults.get(function.arguments[len(kept) - 1])
        value = kept[-1]
        if default is None or not isinstance(value, op.Constant) or getattr(default, "value", None) != value.value:
            break
        kept.pop()
    return op.LibraryCall(function.name + "'" * primes, tuple(kept), axis)


def choose(condition: op.Comparison, then: Operation, otherwise: Operation) -> Operation:
    """A choice; when both branches are constants, the precision is that of the condition's array."""
    constants = isinstance(then, op.Constant) and isinstance(otherwise, op.Constant)
    array = condition.left if op.references(condition.left) else condition.right
    return op.Choose(condition, then, otherwise, array if constants else None)
