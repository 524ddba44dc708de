"""Why a gradient has a transpose in it, and why its factors stand in this order."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product as pairs

from ...errors import InputError
from ...notation.scope import show_layout
from ...notation.spell import spell
from ...notation.surface import (
    At,
    Indexed,
    Minus,
    Name,
    Over,
    Plus,
    Product,
    Surface,
    Transposed,
    walk_surface,
)
from ...terms import Entry, Index, Layout, Mul, Sum, Term, map_children, walk
from ..answer import Answer, Heading, Order, Orders, Part, Shapes, say, with_steps
from ..asked import Asked, places
from ..derivation import Equation, Step

NAME = "transpose"
ABOUT = "why there is a transpose in dA1 and in dW2, and why the factors stand in this order"


@dataclass(frozen=True)
class _Contraction:
    """``Σ_summed left · right``: two entries, in the order of the matrix product that they make."""

    summed: Index
    left: Entry
    right: Entry


def answer(asked: Asked) -> Answer:
    """One gradient of each kind, or the one asked about. Raises InputError where no factor is transposed."""
    chosen = asked.chosen()
    equations = [chosen] if chosen is not None else _examples(asked)
    for equation in equations:
        if _contraction(equation) is None or not _turned(equation):
            fitting = [each.name for each in asked.derivation.equations if _turned(each) and _contraction(each)]
            raise InputError(
                f"no factor of {equation.name} is transposed"
                if chosen
                else "no gradient of this model has a transpose",
                hint=f"Ask about {' or '.join(fitting)}." if fitting else "A transpose comes from a matrix product.",
            )
    parts: list[Part] = [
        say(
            "There is one rule to know. A product of two matrices sums over the second index of its left factor and "
            "over the first index of its right factor. So: write the gradient of a single entry, see where the summed "
            "letter stands, and turn every factor in which it stands in the wrong place."
        )
    ]
    for equation in equations:
        parts += _one(asked, equation)
    title = f"Why is there a transpose in {' and in '.join(each.name for each in equations)}, and why in this order?"
    return Answer(NAME, title, asked.convention.name, tuple(parts))


def _examples(asked: Asked) -> list[Equation]:
    """The first gradient of an intermediate and the first of a parameter with a transposed factor."""
    fitting = [each for each in asked.derivation.equations if _turned(each) and _contraction(each) is not None]
    found = []
    for parameters in (False, True):
        found += [each for each in fitting if asked.is_parameter(each) is parameters][:1]
    return found or [asked.derivation.equations[-1]]


def _turned(equation: Equation) -> bool:
    return any(isinstance(node, Transposed) for node in walk_surface(equation.value.surface))


def _contraction(equation: Equation) -> _Contraction | None:
    """The one sum over a product of two matrices."""
    order = [node.text for node in walk_surface(equation.value.surface) if isinstance(node, Name)]
    for node in walk(equation.value.term):
        if isinstance(node, Sum) and isinstance(node.body, Mul) and len(node.body.factors) == 2:
            first, second = node.body.factors
            if isinstance(first, Entry) and isinstance(second, Entry) and {first.name, second.name} <= set(order):
                left, right = sorted((first, second), key=lambda entry: order.index(entry.name))
                if len(left.indices) == len(right.indices) == 2 and left.name != right.name:
                    return _Contraction(node.bound, left, right)
    return None


def _one(asked: Asked, equation: Equation) -> list[Part]:
    found = _contraction(equation)
    assert found is not None
    board = asked.board()
    left, right = board.layouts[found.left.name], board.layouts[found.right.name]
    turned = [entry for entry in (found.left, found.right) if _stands_wrong(found, entry)]
    parts: list[Part] = [
        Heading(f"{equation.name}: the index form beside the matrix form"),
        with_steps(equation, _with_turned_line(asked, equation, found)),
        say(_reading(asked, equation, found, turned)),
        Heading("The shapes, under every factor"),
        Shapes(
            (equation.name, show_layout(asked.network.quantities[equation.of].layout)),
            (_factor(found, found.left, left), _factor(found, found.right, right)),
        ),
    ]
    orders = _orders(found, left, right, asked.network.quantities[equation.of].layout)
    fitting = [row for row in orders if row.verdict.endswith("as wanted")]
    parts.append(Orders(orders))
    if len(fitting) == 1:
        parts.append(
            say(
                f"Only one order gives the shape of `{equation.of}`. That is a check, not a reason: if all these sizes "
                "were the same number, every order would fit, and only the letters would tell which is right."
            )
        )
    else:
        parts.append(
            say("Here the shapes do not decide, because several axes are the same one. The letters above decide.")
        )
    return parts


def _stands_wrong(found: _Contraction, entry: Entry) -> bool:
    """In the left factor the summed letter must be the second index, in the right one the first."""
    return entry.indices[1 if entry is found.left else 0] != found.summed


def _reading(asked: Asked, equation: Equation, found: _Contraction, turned: list[Entry]) -> str:
    """Where the letters stand, and what follows from it."""
    letter = found.summed.name
    (row,) = (index for index in found.left.indices if index != found.summed)
    (column,) = (index for index in found.right.indices if index != found.summed)
    said = [
        f"The order first: {equation.name} has `{row.name}` as its first index, which belongs to `{found.left.name}`, "
        f"so {found.left.name} stands on the left; its second index `{column.name}` belongs to `{found.right.name}`, "
        f"so {found.right.name} stands on the right."
    ]
    for entry, side, wanted in ((found.left, "left", "second"), (found.right, "right", "first")):
        here = "first" if entry.indices[0] == found.summed else "second"
        shown = f"`{entry.name}[{entry.indices[0].name},{entry.indices[1].name}]`"
        if entry in turned:
            said.append(
                f"Now the turning: the sum runs over the {here} index of {entry.name}, since `{letter}` is {here} in "
                f"{shown}; in a {side} factor it must be the {wanted} one, so {entry.name} must be transposed."
            )
        else:
            said.append(
                f"In {shown} the `{letter}` is {here}, as it must be in a {side} factor: {entry.name} stays as it is."
            )
    said.append(_meaning(asked, equation, found))
    return " ".join(said)


def _meaning(asked: Asked, equation: Equation, found: _Contraction) -> str:
    """What the sum adds up, in words."""
    axis = asked.network.example_axis
    if found.summed.axis == axis:
        return f"The sum over `{found.summed.name}` collects what every example says about the same weight."
    weight = next(e for e in (found.left, found.right) if e.name in asked.network.quantities)
    return (
        f"In words: forward, `{weight.name}` gathers for one unit of the next layer what comes from all units of this "
        "one; back, the same weights gather for one unit of this layer what comes from all units of the next. Rows "
        "and columns change places."
    )


def _with_turned_line(asked: Asked, equation: Equation, found: _Contraction) -> list[Step]:
    """The steps of the equation, with the line in which the factors are in order and turned but still in indices."""
    *before, last = equation.steps
    if last.rule != "matrix-form":
        return list(equation.steps)
    board = asked.board()
    row, column = places(equation.indices, asked.network.quantities[equation.of].layout)
    ordered = _ordered(last.source.term, found)
    turned = board.checked(_with_transposes(spell(ordered, asked.network.functions), found), ordered, row, column)
    names = " and ".join(e.name for e in (found.left, found.right) if _stands_wrong(found, e))
    words = f"the factors in order, the entry of {names} read in the transpose: rows and columns change places"
    beside = board.step("transpose", words, last.source, turned)
    inner = found.summed.name
    after = board.step("matrix-form", f"{inner} now stands inside, second and first: a product", turned, last.result)
    return [*before, beside, after]


def _ordered(term: Term, found: _Contraction) -> Term:
    if isinstance(term, Sum) and term.bound == found.summed and term.body in _both_orders(found):
        return Sum(term.bound, Mul((found.left, found.right)))
    return map_children(term, lambda child: _ordered(child, found))


def _both_orders(found: _Contraction) -> tuple[Term, Term]:
    return Mul((found.left, found.right)), Mul((found.right, found.left))


def _with_transposes(surface: Surface, found: _Contraction) -> Surface:
    """``W2[i,j]`` is written ``W2^T[j,i]`` in every factor that is turned, scales in front included."""
    wrong = {spell(entry): entry for entry in (found.left, found.right) if _stands_wrong(found, entry)}
    match surface:
        case Indexed(name, indices) if surface in wrong:
            return At(Transposed(Name(name)), tuple(reversed(indices)))
        case Over(operator, index, body):
            return Over(operator, index, _with_transposes(body, found))
        case Product(kind, factors):
            return Product(kind, tuple(_with_transposes(factor, found) for factor in factors))
        case Plus(terms):
            return Plus(tuple(_with_transposes(term, found) for term in terms))
        case Minus(body):
            return Minus(_with_transposes(body, found))
        case _:
            return surface


def _factor(found: _Contraction, entry: Entry, layout: Layout) -> tuple[str, str]:
    """A factor as it stands in the product, and its shape there."""
    if _stands_wrong(found, entry):
        return f"{entry.name}ᵀ", show_layout((layout[1], layout[0]))
    return entry.name, show_layout(layout)


def _orders(found: _Contraction, left: Layout, right: Layout, wanted: Layout) -> tuple[Order, ...]:
    """The right product first; then the tempting ones, which leave something unturned or exchange the factors."""
    ways = {False: {"": left, "ᵀ": left[::-1]}, True: {"": right, "ᵀ": right[::-1]}}
    rows: list[tuple[bool, Order]] = []
    for first, one, two in pairs((False, True), ("", "ᵀ"), ("", "ᵀ")):
        a, b = ways[first][one], ways[not first][two]
        names = (found.right.name, found.left.name) if first else (found.left.name, found.right.name)
        fits = a[1] == b[0]
        if one and two and not fits:
            continue
        if not fits:
            verdict = f"{a[1]} meets {b[0]}: no product"
        elif (a[0], b[1]) == wanted:
            verdict = f"{a[1]} meets {b[0]}: {show_layout((a[0], b[1]))}, as wanted"
        else:
            verdict = f"{a[1]} meets {b[0]}: {show_layout((a[0], b[1]))}, the wrong shape"
        is_right = not first and bool(one) is _stands_wrong(found, found.left)
        is_right = is_right and bool(two) is _stands_wrong(found, found.right)
        shapes = f"({show_layout(a)})({show_layout(b)})".replace(" x ", " × ")
        order = Order(f"{names[0]}{one} {names[1]}{two}", shapes, verdict.replace(" x ", " × "))
        rows.append((is_right, order))
    return tuple(order for _, order in sorted(rows, key=lambda row: not row[0]))
