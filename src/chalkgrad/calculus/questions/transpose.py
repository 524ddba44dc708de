"""Why a gradient has a transpose in it, and why its factors stand in this order."""

from __future__ import annotations

from itertools import product as pairs

from ...errors import InputError
from ...notation.scope import show_layout
from ...notation.surface import (
    Transposed,
    walk_surface,
)
from ...terms import Entry, Layout, in_layer
from ..answer import Answer, Heading, Order, Orders, Part, Shapes, say, with_steps
from ..asked import Asked, places
from ..derivation import Equation, Step
from ..turned import Contraction, contractions, stands_wrong, turned_steps

NAME = "transpose"
ABOUT = "why there is a transpose in dA1 and in dW2, and why the factors stand in this order"


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
                else "no sum over a letter brings a transpose into a gradient of this model",
                hint=f"Ask about {' or '.join(fitting)}." if fitting else _without(asked),
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


def _without(asked: Asked) -> str:
    """What to say where no matrix product has a turned factor."""
    outer = [each.name for each in asked.derivation.equations if _turned(each)]
    if not outer:
        return "A transpose comes from a matrix product."
    have = "has its" if len(outer) == 1 else "have their"
    return f"{' and '.join(outer)} {have} transpose from a column times a row: chalkgrad derive shows it in letters."


def _examples(asked: Asked) -> list[Equation]:
    """The first gradient of an intermediate and the first of a parameter with a transposed factor."""
    fitting = [each for each in asked.derivation.equations if _turned(each) and _contraction(each) is not None]
    found = []
    for parameters in (False, True):
        found += [each for each in fitting if asked.is_parameter(each) is parameters][:1]
    return found or [asked.derivation.equations[-1]]


def _turned(equation: Equation) -> bool:
    return any(isinstance(node, Transposed) for node in walk_surface(equation.value.surface))


def _contraction(equation: Equation) -> Contraction | None:
    """The one sum over a product of two matrices."""
    return next(iter(contractions(equation.value.term, equation.value.surface, vectors=True)), None)


def _one(asked: Asked, equation: Equation) -> list[Part]:
    found = _contraction(equation)
    assert found is not None
    board = asked.board()
    left, right = board.layouts[found.left.name], board.layouts[found.right.name]
    turned = [entry for entry in (found.left, found.right) if stands_wrong(found, entry)]
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


def _reading(asked: Asked, equation: Equation, found: Contraction, turned: list[Entry]) -> str:
    """Where the letters stand, and what follows from it."""
    letter = found.summed.name
    said = [_order_of_factors(asked, equation, found)]
    for entry, side, wanted in ((found.left, "left", "second"), (found.right, "right", "first")):
        if len(in_layer(entry.indices)) == 1:
            kind, other = ("row", "column") if side == "left" else ("column", "row")
            said.append(
                f"`{entry.name}` is a {other}, and a vector as a {side} factor must be a {kind}: it must be transposed."
                if entry in turned
                else f"`{entry.name}` is a {kind}, as a vector must be as a {side} factor: it stays as it is."
            )
            continue
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


def _order_of_factors(asked: Asked, equation: Equation, found: Contraction) -> str:
    """Which factor the letters of the gradient belong to, and so where it stands."""
    left, right = ([index for index in e.indices if index != found.summed] for e in (found.left, found.right))
    if left and right:
        return (
            f"The order first: {equation.name} has `{left[0].name}` as its first index, which belongs to "
            f"`{found.left.name}`, so {found.left.name} stands on the left; its second index `{right[0].name}` belongs "
            f"to `{found.right.name}`, so {found.right.name} stands on the right."
        )
    ((matrix, letter, side),) = (
        (entry, free[0].name, side)
        for entry, free, side in ((found.left, left, "left"), (found.right, right, "right"))
        if free
    )
    kind = "column" if side == "left" else "row"
    return (
        f"The order first: {equation.name} is a {kind}. Its only index `{letter}` belongs to `{matrix.name}`, so "
        f"{matrix.name} stands on the {side}."
    )


def _meaning(asked: Asked, equation: Equation, found: Contraction) -> str:
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


def _with_turned_line(asked: Asked, equation: Equation, found: Contraction) -> list[Step]:
    """The steps of the equation, with the line in which the factors are in order and turned but still in indices."""
    *before, last = equation.steps
    if last.rule != "matrix-form":
        return list(equation.steps)
    at = places(equation.indices, asked.network.quantities[equation.of].layout)
    return [*before, *(turned_steps(asked.board(), last.source, last.result, at, found) or (last,))]


def _factor(found: Contraction, entry: Entry, layout: Layout) -> tuple[str, str]:
    """A factor as it stands in the product, and its shape there."""
    if stands_wrong(found, entry):
        return f"{entry.name}ᵀ", show_layout((layout[1], layout[0]))
    return entry.name, show_layout(layout)


def _orders(found: Contraction, left: Layout, right: Layout, wanted: Layout) -> tuple[Order, ...]:
    """The right product first; then the tempting ones, which leave something unturned or exchange the factors."""
    ways = {False: {"": left, "ᵀ": left[::-1]}, True: {"": right, "ᵀ": right[::-1]}}
    rows: list[tuple[bool, Order]] = []
    for first, one, two in pairs((False, True), ("", "ᵀ"), ("", "ᵀ")):
        a, b = ways[first][one], ways[not first][two]
        names = (found.right.name, found.left.name) if first else (found.left.name, found.right.name)
        fits = a[1] == b[0]
        meeting = f"{a[1] or 1} meets {b[0] or 1}"
        if one and two and not fits:
            continue
        if not fits:
            verdict = f"{meeting}: no product"
        elif (a[0], b[1]) == wanted:
            verdict = f"{meeting}: {show_layout((a[0], b[1]))}, as wanted"
        else:
            verdict = f"{meeting}: {show_layout((a[0], b[1]))}, the wrong shape"
        is_right = not first and bool(one) is stands_wrong(found, found.left)
        is_right = is_right and bool(two) is stands_wrong(found, found.right)
        shapes = f"({show_layout(a)})({show_layout(b)})".replace(" x ", " × ")
        order = Order(f"{names[0]}{one} {names[1]}{two}", shapes, verdict.replace(" x ", " × "))
        rows.append((is_right, order))
    return tuple(order for _, order in sorted(rows, key=lambda row: not row[0]))
