"""Chains of equalities as lists: formula, reason and certificate beside each other, the smaller steps folded away."""

from __future__ import annotations

from collections.abc import Sequence

from ...notation.surface import Surface
from ...proof.certificate import Certificate
from ..breadth import breadth
from ..certified import conditions_in_short, remarks
from ..document import Chain, Row
from ..mathml import Setter, escaped
from ..mathml_lines import formula
from .words import running

#: About how many letters a line of the page holds.
LINE_WIDTH = 124
#: The same words stand in page.js.
MEANING_OF_A_TICK = "Both sides are equal as exact algebra."
_REASON_AND_MARK = 44
_WIDE_LEFT = 14


def chain(block: Chain, setter: Setter) -> str:
    """The chain; where formulas leave no room for the reasons, these stand below."""
    lefts = [block.left, *(row.left for row in block.rows if row.left is not None)]
    left = max(map(breadth, lefts))
    right = max((breadth(row.surface) for row in block.rows), default=0)
    classes = ["chain"]
    if left + right + _REASON_AND_MARK > LINE_WIDTH:
        classes.append("below")
    if left > _WIDE_LEFT:
        classes.append("own")
    rows = []
    shown: Surface | None = block.left
    for row in block.rows:
        rows.append(_row(row, row.left or shown, setter, block.unfolded))
        shown = None
    return f'<ol class="{" ".join(classes)}" role="list">\n{"".join(rows)}</ol>\n'


def mark(certificate: Certificate | None) -> str:
    """``✓ proved`` or ``≈ tested``; how, on demand."""
    if certificate is None:
        return ""
    sign = "✓" if certificate.kind == "proved" else "≈"
    how, kind = _how(certificate), certificate.kind
    # how most marks begin, the script knows
    more = how.removeprefix(MEANING_OF_A_TICK[:-1])
    hint = f' data-hint="{escaped(more)}"' if how != MEANING_OF_A_TICK else ""
    name = "mark" if kind == "proved" else f"mark {kind}"
    return f'<span class="{name}"{hint}>{sign} {kind}</span>'


def _row(row: Row, left: Surface | None, setter: Setter, unfolded: bool) -> str:
    name = f'<span class="left">{formula(left, setter)}</span>' if left is not None else ""
    line = formula(row.surface, setter, relation=row.relation)
    said = "; ".join(_said(row))
    return (
        f"<li>{name}<div>{line}</div><p>{running(said, setter)}</p>{mark(row.certificate)}"
        f"{_smaller(row.children, setter, unfolded)}</li>\n"
    )


def _smaller(children: Sequence[Chain], setter: Setter, unfolded: bool) -> str:
    if not children:
        return ""
    number = sum(len(child.rows) for child in children)
    steps = "1 smaller step" if number == 1 else f"{number} smaller steps"
    chains = "".join(chain(child, setter) for child in children)
    return f'<details class="smaller"{" open" if unfolded else ""}><summary>{steps}</summary>\n{chains}</details>'


def _said(row: Row) -> list[str]:
    said = [row.words] if row.words else []
    if row.certificate is not None:
        said += remarks(row.certificate, row.words)
    return said


def _how(certificate: Certificate) -> str:
    """How the equality is known, in a sentence."""
    if certificate.kind == "proved":
        how = "Both sides are equal as exact algebra"
        how += f" ({certificate.method})" if certificate.method != "exact algebra" else ""
    else:
        how = f"Both sides have the same value at {certificate.points} random points; this is no proof"
    conditions = conditions_in_short(certificate)
    if conditions:
        how += f", for {conditions.replace('!=', '≠')}"
    if certificate.facts:
        how += f", using {', '.join(certificate.facts)}"
    return f"{how}."
