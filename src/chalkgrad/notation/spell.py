"""A term in index form as a surface tree: what ``elaborate`` reads, written out again."""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import NotSupported
from ..terms import (
    Add,
    Apply,
    Compare,
    Component,
    Delta,
    Derivative,
    Div,
    Entry,
    Function,
    Index,
    Max,
    Mul,
    Neg,
    Number,
    Power,
    Select,
    Size,
    Sum,
    Term,
    in_layer,
    replace_entries,
    walk,
)
from .surface import (
    At,
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
)


def spell(term: Term, functions: Mapping[str, Function] | None = None) -> Surface:
    """The index form as written on the board: ``Σ_k W1[i,k] X[k,e] + b1[i]``.

    With ``functions`` given, arguments that equal their defaults are left out (``leaky_relu(z)``).
    """
    match term:
        case Number(value):
            return Literal(value) if value >= 0 else Minus(Literal(-value))
        case Size(axis):
            return Name(axis.name)
        case Entry(name, indices):
            letters = tuple(index.name for index in in_layer(indices))  # the layer stands in the name: Z[l]
            return Indexed(name, letters) if letters else Name(name)
        case Delta(left, right):
            return DeltaOf(left.name, right.name)
        case Add(terms):
            return Plus(tuple(spell(t, functions) for t in terms))
        case Neg(body):
            return Minus(spell(body, functions))
        case Mul(factors):
            return Product(Kind.JUXTAPOSED, tuple(spell(f, functions) for f in factors))
        case Div(left, right):
            return Quotient(spell(left, functions), spell(right, functions))
        case Power(base, exponent):
            return Raised(spell(base, functions), spell(exponent, functions))
        case Apply(function, arguments):
            kept = arguments[: _spoken(function, arguments, functions or {})]
            bare = function.rstrip("'")
            return Call(bare, tuple(spell(a, functions) for a in kept), len(function) - len(bare))
        case Component(function, at, bound, body):
            return _component(function, at, bound, body, functions)
        case Sum(bound, body):
            return Over("sum", bound.name, spell(body, functions))
        case Max(bound, body):
            return Over("max", bound.name, spell(body, functions))
        case Compare(relation, left, right):
            return Comparison(relation, spell(left, functions), spell(right, functions))
        case Select(condition, then, otherwise):
            test = Comparison(condition.relation, spell(condition.left, functions), spell(condition.right, functions))
            return Conditional(spell(then, functions), test, spell(otherwise, functions))
        case Derivative(of, wrt):
            return Partial(spell(of, functions), spell(wrt, functions))


def _component(function: str, at: Index, bound: Index, body: Term, functions: Mapping[str, Function] | None) -> Surface:
    """``softmax(Z2)[i,e]``: the argument without its letters, which must all be the same ones."""
    patterns = {node.indices for node in walk(body) if isinstance(node, Entry) and node.indices}
    others = any(isinstance(node, (Sum, Max, Component, Delta, Derivative)) for node in walk(body))
    if len(patterns) != 1 or others:
        raise NotSupported(
            f"the argument of {function} is too rich to be written in one line",
            hint="Give it a name of its own: Z = ...; A = softmax(Z).",
        )
    (pattern,) = patterns
    whole = replace_entries(body, lambda entry: Entry(entry.name, ()))
    bare = function.rstrip("'")
    call = Call(bare, (spell(whole, functions),), len(function) - len(bare))
    return At(call, tuple(at.name if index == bound else index.name for index in pattern))


def _spoken(name: str, arguments: tuple[Term, ...], functions: Mapping[str, Function]) -> int:
    """How many arguments are printed: trailing ones that equal their defaults are not."""
    function = functions.get(name.rstrip("'"))
    count = len(arguments)
    while function and count > 1 and function.defaults.get(function.arguments[count - 1]) is arguments[count - 1]:
        count -= 1
    return count
