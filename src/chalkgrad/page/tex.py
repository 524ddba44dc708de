r"""What every printer that writes TeX needs: chains as ``aligned``, each line within the width of a page.

Where formulas and reasons do not fit side by side, the reasons of that chain stand below their formulas; a formula
that is too wide is broken at a sum or product, and a left side that is too wide has a line of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..notation.latex import latex
from ..notation.surface import Name, Surface
from .breadth import breadth
from .certified import remarks
from .document import Chain, Row
from .following import marked
from .reason import PLAIN, Atom, Reading, atoms, line, wrapped
from .tex_breaks import broken

#: GitHub stops rendering a block with about a hundred superscripts; a longer chain goes on in the next block.
MOST_SUPERSCRIPTS = 80

#: About how many letters a line may have on a page of 960 pixels.
LINE_WIDTH = 108
_GAPS = 8
#: What stands between the sides of a line.
RELATIONS = {"=": "=", "≈": r"\approx", ":=": ":="}
_NARROWEST_REASON = 30
_WIDEST_REASON = 64


@dataclass(frozen=True, slots=True)
class Setting:
    r"""What a page lets a chain have: the ``width`` of a line in letters, and what separates formulas from reasons.

    ``newline`` ends a line that the next belongs to (``\\\\*`` where pages break). Names to follow are
    marked in the reasons, with what these are read with (``reading``); the formulas are marked already.
    """

    width: float = LINE_WIDTH
    gap: str = "&&"
    newline: str = r"\\"
    reading: Reading = PLAIN


SCREEN = Setting()


@dataclass(frozen=True, slots=True)
class _Plan:
    """How the lines of a chain are set. ``reason`` 0: reasons stand below."""

    own_line: bool
    formula: float
    reason: float
    setting: Setting


def aligned(chain: Chain, setting: Setting = SCREEN) -> Iterator[str]:
    r"""The chain as one or more ``aligned`` environments, each short enough for every renderer."""
    rows: list[str] = []
    used = 0
    for written in chain_rows(chain, setting):
        raised = written.count("^")
        if rows and used + raised > MOST_SUPERSCRIPTS:
            yield _environment(rows)
            rows, used = [], 0
        rows.append(written)
        used += raised
    yield _environment(rows)


def chain_rows(chain: Chain, setting: Setting) -> Iterator[str]:
    r"""The rows of the chain, without the environment and without the ``\\`` between them."""
    plan = _plan(chain, setting)
    left: Surface | None = chain.left
    for row in chain.rows:
        yield _row(row, row.left or left, plan)
        left = None


def crossed(shape: str, follow: Collection[str] = ()) -> str | None:
    r"""A shape with its cross, ``n^{[2]} \times m``; None for what is a word (``scalar``)."""
    sizes = shape.split(" x ")
    if len(sizes) != 2:
        return None
    return r" \times ".join(_size(size, follow) for size in sizes)


def _size(size: str, follow: Collection[str]) -> str:
    """``n1``, ``3``, or the size of a matrix in parts, ``(1 + n0)``."""
    if size.startswith("("):
        return f"({' + '.join(_size(part, follow) for part in size[1:-1].split(' + '))})"
    return size if size.isdigit() else latex(marked(Name(size), follow))


def _plan(chain: Chain, setting: Setting) -> _Plan:
    width = setting.width
    left = max(breadth(side) for side in (chain.left, *(row.left for row in chain.rows if row.left is not None)))
    right = max(breadth(row.surface) for row in chain.rows)
    reason = width - left - right - _GAPS
    longest = max((atom.width for row in chain.rows for atom in _atoms(row, setting)), default=0)  # breaks nowhere
    if reason >= max(_NARROWEST_REASON, longest):
        return _Plan(False, width, min(reason, _WIDEST_REASON), setting)
    if not any(map(_said, chain.rows)):  # nothing but marks beside the formulas
        return _Plan(False, width - left - _GAPS, 1, setting)
    own_line = left + right + 3 > width and left > width / 4
    return _Plan(own_line, width - 3 - (0 if own_line else left), 0, setting)


def _row(row: Row, left: Surface | None, plan: _Plan) -> str:
    """The lines of a row: the formula, with its reason beside it or below."""
    first, *others = broken(row.surface, plan.formula)
    lines, sign = [], RELATIONS[row.relation]
    if left is not None and plan.own_line:
        lines.append(f"& {latex(left)}")
        left = None
    lines.append(f"{latex(left)} &{sign} {first}" if left is not None else f"&{sign} {first}")
    lines += [rf"&\quad {other}" for other in others]
    gap = plan.setting.gap
    reasons = _reasons(row, plan)
    if plan.reason and reasons:
        lines[-1] += f" {gap} {reasons[0]}"
        lines += [rf"& {gap} \quad {reason}" for reason in reasons[1:]]
    else:
        lines += [rf"&\qquad {reason}" for reason in reasons[:1]]
        lines += [rf"&\qquad \quad {reason}" for reason in reasons[1:]]
    return f" {plan.setting.newline}\n".join(lines)


def _reasons(row: Row, plan: _Plan) -> list[str]:
    """The mark and the reason, on lines."""
    width = plan.reason or min(plan.setting.width - 12, plan.formula)
    mark = ""
    if row.certificate is not None:
        mark = r"\checkmark" if row.certificate.kind == "proved" else r"\approx"
    lines = [line(one) for one in wrapped(_atoms(row, plan.setting), width)]
    if not mark:
        return lines
    return [rf"{mark}\;{lines[0]}", *lines[1:]] if lines else [mark]


def _atoms(row: Row, setting: Setting) -> tuple[Atom, ...]:
    return tuple(atoms("; ".join(_said(row)), setting.reading))


def _said(row: Row) -> Sequence[str]:
    said = [row.words] if row.words else []
    if row.certificate is not None:
        said += remarks(row.certificate, row.words)
    return said


def _environment(rows: Iterable[str]) -> str:
    return "\\begin{aligned}\n" + " \\\\[4pt]\n".join(rows) + "\n\\end{aligned}"
