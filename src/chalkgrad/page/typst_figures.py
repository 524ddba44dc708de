"""The figures of a page in Typst: drawings, the network as columns, equations between drawn matrices."""

from __future__ import annotations

from math import log2

from .document import Column, Columns, ColumnStep, Entry, Factor, Matrices, Picture, Piece
from .typst_equations import equation_fields, finer, side, slashed
from .typst_formula import quoted
from .typst_words import Setting

_WIDEST = 400.0  # points that the rectangles of an equation may take together
_BETWEEN = 26.0
_LENGTHS = (58.0, 42.0, 70.0, 34.0, 50.0)
_EXAMPLES = 88.0
_ONE = 13.0


def picture(block: Picture, setting: Setting) -> str:
    """Our own SVG, with its words."""
    return f"#drawing({quoted(block.svg)}, {quoted(block.alternative)}, {_caption(block.caption, setting)})"


def columns(block: Columns, setting: Setting, options: str = "") -> str:
    """The columns beside each other; they wrap where the page ends. They are text, so they are read as they stand."""
    written = [_column(column, setting) for column in block.columns]
    return ",\n".join((f"#network({options}{_caption(block.caption, setting)}", *written)) + ")" if written else ""


def matrices(block: Matrices, setting: Setting) -> str:
    """The factors as rectangles; sides along the same axis are equally long."""
    lengths = _lengths(block.factors)
    written = [_factor(factor, lengths, setting) for factor in block.factors]
    head = f"#drawn-matrices({quoted(block.alternative)}, {_caption(block.caption, setting)}"
    return ",\n".join((head, *written)) + ")" if written else ""


def _caption(pieces: tuple[Piece, ...], setting: Setting) -> str:
    return f"[{setting.sentence(pieces)}]" if pieces else "none"


def _column(column: Column, setting: Setting) -> str:
    forward = "".join(f"({_equation(entry, setting)}), " for entry in column.forward)
    backward = "".join(f"({_step(step, setting)}),\n    " for step in column.backward)
    heading = setting.sentence(column.heading)
    return f"  (heading: [{heading}],\n  forward: ({forward}),\n  backward: ({backward}))"


def _equation(entry: Entry, setting: Setting) -> str:
    return f"{equation_fields(entry, setting)}, {finer(entry.right, setting)}, {slashed(entry.right, setting)}"


def _step(step: ColumnStep, setting: Setting) -> str:
    why = f"[{setting.words(step.words)}]" if step.words else "none"
    uses = "".join(f"{quoted(label)}, " for label in step.uses)
    certificate = step.entry.certificate
    mark = f"[#{certificate.kind} {certificate.kind}]" if certificate is not None else "none"
    equation = _equation(step.entry, setting)
    return f"label: {quoted(step.label)}, {equation}, mark: {mark}, why: {why}, uses: ({uses})"


def _factor(factor: Factor, lengths: dict[str, float], setting: Setting) -> str:
    height, width = (f"{lengths[size]:.1f}pt" for size in _sizes(factor.shape))
    drawn = "true" if " x " in factor.shape else "false"  # a number is no rectangle
    return (
        f"  (drawn: {drawn}, width: {width}, height: {height}, bars: {quoted(factor.bars)}, "
        f"before: {quoted(factor.before.replace('-', '−'))}, name: {side(factor.surface, setting)}, "
        f"shape: [{setting.shape(factor.shape)}], "
        f"row: [{setting.words(factor.row)}], column: [{setting.words(factor.column)}])"
    )


def _sizes(shape: str) -> tuple[str, str]:
    """Rows and columns; a scalar is 1 x 1."""
    rows, cross, across = shape.partition(" x ")
    return (rows, across) if cross else ("1", "1")


def _lengths(factors: tuple[Factor, ...]) -> dict[str, float]:
    """How long each size is drawn: one length for each name, a short one for 1, the longest for the examples."""
    lengths: dict[str, float] = {}
    names = 0
    for size in (size for factor in factors for size in _sizes(factor.shape)):
        if size in lengths:
            continue
        if size.isdecimal():
            lengths[size] = min(_ONE + 9 * log2(max(int(size), 1)), _EXAMPLES)
        elif size == "m":
            lengths[size] = _EXAMPLES
        else:
            lengths[size] = _LENGTHS[names % len(_LENGTHS)]
            names += 1
    total = sum(lengths[_sizes(factor.shape)[1]] + _BETWEEN for factor in factors)
    scale = min(1.0, _WIDEST / total) if total else 1.0
    return {size: length * scale for size, length in lengths.items()}
