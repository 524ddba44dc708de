"""Formulas and figures spoken: what a screen reader, or a reader without the picture, is told in full sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..notation.latex import GREEK, Binding, binding
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
)
from ..notation.text import decimal
from .document import Column, Entry, Factor, Formula, Piece, Reference, Shape, Verbatim
from .in_words import lines

_RELATIONS = {
    "<": "is less than",
    "<=": "is at most",
    ">": "is greater than",
    ">=": "is at least",
    "=": "equals",
    "!=": "is not",
}
_REDUCTIONS = {"sum": "the sum of all entries of", "rowsum": "the row sums of", "colsum": "the column sums of"}
_FUNCTIONS = {"relu": "ReLU", "log": "the logarithm of", "exp": "the exponential of", "sqrt": "the square root of"}
_POWERS = {2: "squared", 3: "cubed"}
_NAME = re.compile(r"(?P<mark>d|δ)?(?P<stem>[A-Za-z]+?|[^\W\d_]+)(?P<number>\d+)?(?:\[(?P<layer>[^\]]+)\])?$")
_LETTERS = {character: name for name, character in GREEK.items()}


def speech(surface: Surface) -> str:
    """``W2^T dZ2`` as ``W 2 transposed times d Z 2``; brackets are spoken where they stand."""
    match surface:
        case Literal(value):
            return decimal(value).replace("-", "minus ").strip("()")
        case Name(name):
            return spoken_name(name)
        case Indexed(name, indices):
            return f"{spoken_name(name)} at {', '.join(indices)}"
        case DeltaOf(left, right):
            return f"delta at {left}, {right}"
        case Minus(body):
            return f"minus {_inside(body, Binding.OVER)}"
        case Plus(terms):
            return speech(terms[0]) + "".join(_summand(term) for term in terms[1:])
        case Product(kind, factors):
            times = " times, element by element, " if kind is Kind.ELEMENTWISE else " times "
            return times.join(_inside(factor, Binding.PRODUCT) for factor in factors)
        case Quotient(numerator, denominator):
            return f"{_inside(numerator, Binding.POWER)} over {_inside(denominator, Binding.POWER)}"
        case Raised(base, Literal(value)) if value in _POWERS:
            return f"{_inside(base, Binding.CALL)} {_POWERS[int(value)]}"
        case Raised(base, exponent):
            return f"{_inside(base, Binding.CALL)} to the power {_inside(exponent, Binding.POWER)}"
        case Transposed(body):
            return f"{_inside(body, Binding.CALL)} transposed"
        case Call():
            return _call(surface)
        case At(body, indices):
            return f"{_inside(body, Binding.CALL)} at {', '.join(indices)}"
        case Over("sum", index, body):
            return f"the sum over {index} of {_inside(body, Binding.PRODUCT)}"
        case Over(operator, index, body):
            return f"the {operator} over {index} of {_inside(body, Binding.PRODUCT)}"
        case Comparison(relation, left, right):
            return f"{speech(left)} {_RELATIONS[relation]} {speech(right)}"
        case Conditional(then, condition, otherwise):
            return f"{_inside(then, Binding.SUM)} if {_condition(condition)}, otherwise {speech(otherwise)}"
        case Block(rows):
            said = "; ".join(", ".join(map(speech, row)) for row in rows)
            return f"the matrix with the {'row' if len(rows) == 1 else 'rows'} {said}"
        case Partial(of, wrt):
            return f"the derivative of {_inside(of, Binding.CALL)} with respect to {_inside(wrt, Binding.CALL)}"


def spoken_name(name: str) -> str:
    """``dZ2`` as ``d Z 2``, ``W[l+1]`` as ``W of layer l plus 1``, ``dgamma`` as ``d gamma``."""
    if name in GREEK:
        return name
    found = _NAME.match(name)
    if found is None:
        return name
    mark, stem = found["mark"] or "", found["stem"]
    if mark == "d" and not (stem[0].isupper() or len(stem) == 1 or stem in GREEK):
        mark, stem = "", f"d{stem}"
    words = [_LETTERS.get(mark, mark), _LETTERS.get(stem, stem), found["number"] or ""]
    if found["layer"]:
        layer = found["layer"].replace("+", " plus ").replace("-", " minus ")
        words.append(f"of layer {layer}")
    return " ".join(filter(None, words))


def spoken_shape(shape: str) -> str:
    """``n[1] x m`` as ``n[1] by m``, ``n1 x (1 + n0)`` as ``n1 by 1 plus n0``."""
    if shape == "scalar":
        return "a single number"
    return shape.replace("(1 + ", "1 plus ").replace(")", "").replace(" x ", " by ")


def spoken_entry(entry: Entry) -> str:
    """An equation with its shape."""
    shape = f", {spoken_shape(entry.shape)}" if entry.shape else ""
    if entry.right is None:
        return f"{speech(entry.left)}{shape}"
    return f"{speech(entry.left)} equals {speech(entry.right)}{shape}"


def columns_in_words(columns: Sequence[Column]) -> str:
    """What the figure of a network shows, column by column, then backwards label by label."""
    said = [f"The network drawn as {len(columns)} columns, from the data on the left to the cost on the right."]
    for number, column in enumerate(columns, start=1):
        boxed = "; ".join(spoken_entry(entry) for entry in column.forward)
        said.append(f"Column {number}, {heading_in_words(column.heading)}, has in its box: {boxed}.")
    said.append("Below the boxes stand the derivatives, from the cost backwards.")
    for column in reversed(columns):
        for step in column.backward:
            known = f"; it uses {_and(step.uses)}" if step.uses else ""
            said.append(f"{step.label}, below {heading_in_words(column.heading)}: {spoken_entry(step.entry)}{known}.")
    return " ".join(said)


def heading_in_words(pieces: Sequence[Piece]) -> str:
    """A heading as it is said, its formulas in words."""
    words = "".join(map(_in_heading, pieces)).replace("\u00a0", " ")
    return words.replace(" <= ", " is at most ").replace(" < ", " is less than ")


def _in_heading(piece: Piece) -> str:
    match piece:
        case str(text) | Verbatim(text):
            return text
        case Formula(surface):
            return speech(surface)
        case Shape(text):
            return spoken_shape(text)
        case Reference(pieces, _):
            return heading_in_words(pieces)


def _and(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _condition(stated: Comparison) -> str:
    """What is said after ``if``; pieces as a side of it are in brackets."""
    return f"{_inside(stated.left, Binding.SUM)} {_RELATIONS[stated.relation]} {_inside(stated.right, Binding.SUM)}"


def _inside(surface: Surface, least: Binding) -> str:
    words = speech(surface)
    return words if binding(surface) >= least else f"open bracket {words} close bracket"


def _summand(term: Surface) -> str:
    if isinstance(term, Minus):
        return f" minus {_inside(term.body, Binding.OVER)}"
    return f" plus {_inside(term, Binding.OVER)}"


def _call(call: Call) -> str:
    arguments = " and ".join(speech(argument) for argument in call.arguments)
    if any(binding(argument) < Binding.FRACTION for argument in call.arguments):
        arguments = f"open bracket {arguments} close bracket"
    if call.function in _REDUCTIONS:
        return f"{_REDUCTIONS[call.function]} {arguments}"
    if call.function in _FUNCTIONS and not call.primes and _FUNCTIONS[call.function].endswith("of"):
        return f"{_FUNCTIONS[call.function]} {arguments}"
    name = _FUNCTIONS.get(call.function, call.function).replace("_", " ")
    return f"{name}{' prime' * call.primes} of {arguments}"


_JOINTS = {"=": "equals", "+": "plus", "-": "minus", "= -": "equals minus", "⊙": "times, element by element,"}


def matrices_in_words(factors: Sequence[Factor]) -> str:
    """What the picture of an equation between matrices shows, from left to right."""
    said: list[str] = []
    for place, factor in enumerate(factors):
        joint = _JOINTS.get(factor.before, factor.before) or ("times" if place else "")
        drawn = f"drawn in {lines(factor)}" if lines(factor) else ""
        parts = [f"{joint} {_inside(factor.surface, Binding.PRODUCT)}".strip(), spoken_shape(factor.shape), drawn]
        said.append(", ".join(filter(None, parts)))
    return f"An equation drawn as rectangles, one for each matrix: {', '.join(said)}."
