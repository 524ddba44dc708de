"""Matrices in parts: how they are written, and that multiplying them out is what NumPy makes of the whole matrices."""

import random

import numpy as np
import pytest

from chalkgrad.errors import NotationError, NotSupported, ShapeError
from chalkgrad.notation.blocks import cells
from chalkgrad.notation.latex import latex
from chalkgrad.notation.read import read_expression
from chalkgrad.notation.scope import Scope
from chalkgrad.notation.surface import (
    Block,
    Call,
    Indexed,
    Kind,
    Literal,
    Minus,
    Name,
    Plus,
    Product,
    Quotient,
    Transposed,
    walk_surface,
)
from chalkgrad.notation.text import text
from chalkgrad.terms import Axis

N0, N1, M = Axis("n0"), Axis("n1"), Axis("m")
LAYOUTS = {"W": (N1, N0), "b": (N1, None), "X": (N0, M), "D": (N1, M), "r": (None, M), "s": (None, None)}
SCOPE = Scope(LAYOUTS, {axis.name: axis for axis in (N0, N1, M)})
SIZES = {"n0": 3, "n1": 2, "m": 4}


@pytest.mark.parametrize(
    "written",
    ["[b, W]", "Theta1 [1; X]", "D [1; X]^T", "1/m D [1; X]^T + s/m [0, W]", "[a, b; c + d, 2 e]", "[b, W] [1; X] r^T"],
)
def test_what_is_printed_reads_back(written):
    surface = read_expression(written)
    assert text(surface) == written
    assert any(isinstance(node, Block) for node in walk_surface(surface))


def test_indices_stay_indices():
    assert read_expression("A[i,e] B[k,e]") == read_expression("A [i,e] B[k,e]")
    assert isinstance(read_expression("A[b,W]"), Indexed)
    assert read_expression("A [b, W]") == Product(Kind.JUXTAPOSED, (Name("A"), Block(((Name("b"), Name("W")),))))


def test_in_latex():
    assert latex(read_expression("[1; X]")) == r"\begin{bmatrix} 1 \\ X \end{bmatrix}"
    assert latex(read_expression("D [1; X]^T")) == r"D\,\begin{bmatrix} 1 \\ X \end{bmatrix}^{\top}"
    assert latex(read_expression("δ1 [0, W1]")) == r"\delta^{[1]}\,\begin{bmatrix} 0 & W^{[1]} \end{bmatrix}"


@pytest.mark.parametrize("written", ["[1; X", "[1; X)", "[a, b; c]", "[]", "[;]", "[a,]"])
def test_what_is_no_matrix_is_refused(written):
    with pytest.raises(NotationError):
        read_expression(written)


def numbers(seed):
    generator = np.random.default_rng(seed)
    found = {}
    for name, layout in LAYOUTS.items():
        shape = [1 if axis is None else SIZES[axis.name] for axis in layout]
        found[name] = generator.normal(size=shape)
    return found


def value(surface, known):
    """A formula as NumPy computes it; a number as a part fills its row or column."""
    match surface:
        case Literal(number):
            return float(number)
        case Name(name):
            return known[name] if name in known else np.full((1, 1), float(SIZES[name]))
        case Minus(body):
            return -value(body, known)
        case Transposed(body):
            return value(body, known).T
        case Plus(terms):
            return sum(value(term, known) for term in terms)
        case Quotient(left, right):
            return value(left, known) / value(right, known)
        case Call("rowsum", (body,), _):
            return value(body, known).sum(axis=1, keepdims=True)
        case Call("colsum", (body,), _):
            return value(body, known).sum(axis=0, keepdims=True)
        case Product(_, factors):
            result = value(factors[0], known)
            for factor in factors[1:]:
                other = value(factor, known)
                single = np.size(result) == 1 or np.size(other) == 1
                result = result * other if single else result @ other
            return result
        case Block(rows):
            parts = [[value(cell, known) for cell in row] for row in rows]
            heights = [next((np.shape(p)[0] for p in row if np.ndim(p)), 1) for row in parts]
            widths = [next((np.shape(p)[1] for p in column if np.ndim(p)), 1) for column in zip(*parts, strict=True)]
            whole = [
                [p if np.ndim(p) else np.full((h, w), p) for p, w in zip(row, widths, strict=True)]
                for row, h in zip(parts, heights, strict=True)
            ]
            return np.block(whole)
    raise AssertionError(surface)


LEFT = ["[b, W]", "[0, W]", "[1, W]", "[b, -W]", "2 [b, W]", "[b, W]/(m)"]
RIGHT = ["[1; X]", "[r; X]", "[0; X]", "[2; X]"]


def products(seed):
    choose = random.Random(seed)
    left = choose.choice(LEFT)
    right = choose.choice(RIGHT)
    kind = choose.randrange(5)
    if kind == 0:
        return f"({left}) {right}"
    if kind == 1:
        return f"D {right}^T + ({left})"
    if kind == 2:
        return f"s D {right}^T - ({left})/(s)"
    if kind == 3:
        return f"{right}^T ({left})^T"
    return f"b^T (({left}) {right})"


@pytest.mark.parametrize("seed", range(60))
def test_multiplying_out_gives_the_numbers_of_the_whole_matrices(seed):
    surface, known = read_expression(products(seed)), numbers(seed)
    found = cells(surface, SCOPE, {})
    whole = value(surface, known)
    row = 0
    for height, parts in zip(found.heights, found.rows, strict=True):
        tall = 1 if height is None else SIZES[height.name]
        column = 0
        for width, part in zip(found.widths, parts, strict=True):
            wide = 1 if width is None else SIZES[width.name]
            expected = whole[row : row + tall, column : column + wide]
            np.testing.assert_allclose(np.broadcast_to(value(part, known), (tall, wide)), expected, atol=1e-12)
            column += wide
        row += tall
    assert (row, column) == whole.shape


@pytest.mark.parametrize(
    ("written", "error"),
    [
        ("[b, W] [1; X; X]", ShapeError),
        ("[b, W] + [W, b]", ShapeError),
        ("[b, X]", ShapeError),
        ("[1; X] [b, W]", ShapeError),
        ("tanh([b, W])", NotSupported),
        ("[b, W] ⊙ [b, W]", NotSupported),
        ("[b, [b, W]]", NotSupported),
        ("[b, W]^2", NotSupported),
    ],
)
def test_what_does_not_fit_is_refused(written, error):
    with pytest.raises(error):
        cells(read_expression(written, functions={"tanh"}), SCOPE, {})
