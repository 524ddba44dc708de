"""Figures as HTML: the network as columns, matrices as rectangles, drawings of our own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from ..breadth import breadth
from ..document import Column, Columns, ColumnStep, Entry, Factor, Figure, Matrices, Picture, Piece
from ..mathml import Setter, escaped
from ..mathml_lines import formula
from .chains import mark
from .words import running, sentence, shape

#: Sides of the rectangles in pixels, in the order in which the sizes first occur; a side of 1 is thin.
_SIDES = (84, 120, 64, 148, 104)
_THIN = 18
#: How many letters stay together in a column, which is narrow: of a formula longer than its line, of a reason.
_TOGETHER, _TOGETHER_IN_REASONS = 12, 20
_LINE = 28
#: Letters that a shape or a label takes beside its formula.
_BESIDE = 5
_PROLOGUE = re.compile(r"\A\s*(?:<\?xml[^>]*>|<!DOCTYPE[^>\[]*>|<!--.*?-->|\s+)*", re.DOTALL)


def figure(one: Figure, number: int, setter: Setter) -> str:
    """The figure; ``number`` keeps its labels apart from those of other figures on the page."""
    match one:
        case Columns(columns, alternative, caption):
            stages = "".join(_stage(column, number, setter) for column in columns)
            label = alternative.partition(". ")[0]  # the rest is said by the formulas themselves
            return _figure("columns", f'<div class="stages">\n{stages}</div>', label, caption, setter)
        case Matrices(factors, alternative, caption):
            return _figure("matrices", _matrices(factors, setter), alternative, caption, setter)
        case Picture(svg, alternative, caption):
            return _figure("picture", _drawing(svg, alternative), "", caption, setter)


def _figure(kind: str, inside: str, alternative: str, caption: Sequence[Piece], setter: Setter) -> str:
    label = f' role="group" aria-label="{escaped(alternative)}"' if alternative else ""
    below = f"\n<figcaption>{sentence(caption, setter)}</figcaption>" if caption else ""
    return f'<figure class="{kind}"{label}>\n{inside}{below}\n</figure>\n'


def _stage(column: Column, number: int, setter: Setter) -> str:
    heading = sentence(column.heading, setter)
    forward = "".join(_formula(entry, setter) for entry in column.forward)
    box = f'<div class="forward">{forward}</div>\n' if forward else ""
    steps = "".join(_step(step, number, setter) for step in column.backward)
    width = f' style="--n:{_letters(column)}"'
    return f'<section class="stage"{width}>\n<h3>{heading}</h3>\n{box}{steps}</section>\n'


def _letters(column: Column) -> int:
    """About how many letters the widest equation of a column takes on one line."""
    entries = [*column.forward, *(step.entry for step in column.backward)]
    return ceil(max((_breadth(entry) for entry in entries), default=0)) + _BESIDE


def _breadth(entry: Entry) -> float:
    return breadth(entry.left) + (3 + breadth(entry.right) if entry.right is not None else 0)


def _step(step: ColumnStep, number: int, setter: Setter) -> str:
    lights = " ".join(_label_id(label, number) for label in step.uses)
    used = " ".join(f'<a class="label" href="#{_label_id(each, number)}">{escaped(each)}</a>' for each in step.uses)
    narrow = replace(setter, together=_TOGETHER_IN_REASONS)
    because = (
        f'<p class="because"><span class="sign">because</span> {running(step.words, narrow)}</p>' if step.words else ""
    )
    uses = f'<p class="uses">uses {used}</p>' if used else ""
    return (
        f'<div class="back" id="{_label_id(step.label, number)}" data-lights="{lights}">'
        f'<span class="label">{escaped(step.label)}</span>{_formula(step.entry, setter)}{because}{uses}</div>\n'
    )


def _label_id(label: str, number: int) -> str:
    return f"figure-{number}-{re.sub(r'[^A-Za-z0-9]', '-', label)}"


def _formula(entry: Entry, setter: Setter) -> str:
    """A formula of a column, its shape below."""
    if _breadth(entry) > _LINE:
        setter = replace(setter, together=_TOGETHER)
    right = formula(entry.right, setter, relation="=") if entry.right is not None else ""
    left = formula(entry.left, setter)
    certificate = mark(entry.certificate)
    size = f'<span class="shape">{shape(entry.shape, setter)}</span>' if entry.shape else ""
    foot = f'<div class="foot">{size}{certificate}</div>' if size or certificate else ""
    return f'<div class="equation"><div class="line">{left}{"<wbr>" if right else ""}{right}</div>{foot}</div>'


def _matrices(factors: Sequence[Factor], setter: Setter) -> str:
    sides: dict[str, int] = {"1": _THIN}
    for factor in factors:
        for size in _sizes(factor.shape):
            if size not in sides:
                sides[size] = _SIDES[(len(sides) - 1) % len(_SIDES)]
    return f'<div class="factors">{"".join(_factor(factor, sides, setter) for factor in factors)}</div>'


def _sizes(text: str) -> tuple[str, str]:
    rows, cross, columns = text.partition(" x ")
    return (rows, columns) if cross else ("1", "1")


def _factor(factor: Factor, sides: dict[str, int], setter: Setter) -> str:
    before = f'<span class="before">{escaped(factor.before.replace("-", "−"))}</span>' if factor.before else ""
    if " x " not in factor.shape:  # a number is no rectangle
        return f'{before}<div class="factor"><div class="body">{formula(factor.surface, setter)}</div></div>'
    height, width = (sides[size] for size in _sizes(factor.shape))
    row = f'<span class="row">{running(factor.row, setter)}</span>' if factor.row else ""
    column = f'<span class="column">{running(factor.column, setter)}</span>' if factor.column else ""
    return (
        f'{before}<div class="factor"><div class="names">{column}</div>'
        f'<div class="body">{row}{_rectangle(factor.bars, width, height)}</div>'
        f'<div class="under">{formula(factor.surface, setter)}'
        f'<span class="shape">{shape(factor.shape, setter)}</span></div></div>'
    )


def _rectangle(bars: str, width: int, height: int) -> str:
    """The matrix: a rectangle with three bars and dots where more stand between them."""
    inside = ""
    across, down = width + 2, height + 2
    if bars == "rows" and height > _THIN:
        inside = "".join(_bar(7, _at(place, height) - 3, width - 12, 6, place == 0.2) for place in (0.2, 0.4, 0.82))
        inside += "".join(_dot(across / 2, _at(place, height) + 1) for place in (0.55, 0.61, 0.67))
    elif bars == "columns" and width > _THIN:
        inside = "".join(_bar(_at(place, width) - 3, 7, 6, height - 12, place == 0.2) for place in (0.2, 0.4, 0.82))
        inside += "".join(_dot(_at(place, width) + 1, down / 2) for place in (0.55, 0.61, 0.67))
    return (
        f'<svg width="{across}" height="{down}" viewBox="0 0 {across} {down}" aria-hidden="true">'
        f'<rect class="edge" x="1" y="1" width="{width}" height="{height}" rx="2"/>{inside}</svg>'
    )


def _at(part: float, side: int) -> float:
    return 1 + round(part * side)


def _bar(x: float, y: float, width: float, height: float, first: bool) -> str:
    kind = "bar first" if first else "bar"
    return f'<rect class="{kind}" x="{x:g}" y="{y:g}" width="{max(width, 4):g}" height="{max(height, 4):g}" rx="3"/>'


def _dot(x: float, y: float) -> str:
    return f'<circle class="dot" cx="{x:g}" cy="{y:g}" r="1.4"/>'


def _drawing(svg: str, alternative: str) -> str:
    """An SVG element for a page: no prologue, and a name and a role where it has none of its own."""
    inside = _PROLOGUE.sub("", svg).strip()
    opening = re.match(r"<svg\b[^>]*>", inside)
    if opening is None:
        raise TypeError("a Picture must hold one svg element")
    tag = opening.group()
    more = "" if "role=" in tag else ' role="img"'
    more += "" if "aria-label" in tag else f' aria-label="{escaped(alternative)}"'
    return f"{tag[:4]}{more}{tag[4:]}{inside[opening.end() :]}"
