r"""What every printer that writes TeX needs: chains as ``aligned``, running words inside a formula.

Only ASCII leaves this file: KaTeX in its strict mode refuses anything else inside ``\text``, and a Unicode minus or
quotation mark is a common reason why a formula fails to display. Mathematical characters in a reason (``σ'(z)``) become
macros between pieces of text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from textwrap import wrap

from ..notation.latex import GREEK, latex
from ..notation.surface import Surface
from .board import flat
from .certified import remarks, spoken
from .document import Chain, Row
from .glyphs import ASCII

#: GitHub stops rendering a block with about a hundred superscripts; a longer chain goes on in the next block.
MOST_SUPERSCRIPTS = 80

#: How many characters a line of a formula with its reason may have on a page of the usual width.
_LINE_WIDTH = 88
_MACROS = {
    "≤": r"\le",
    "≥": r"\ge",
    "≠": r"\ne",
    "≈": r"\approx",
    "→": r"\to",
    "∂": r"\partial",
    "⊙": r"\odot",
    "·": r"\cdot",
    "×": r"\times",
    "∑": r"\sum",
    "Σ": r"\sum",
    "√": r"\surd",
    "∞": r"\infty",
    "∈": r"\in",
    "ᵀ": r"^{\top}",
    "²": "^{2}",
    "³": "^{3}",
    "ε": r"\varepsilon",
    "−": "-",
    "_": r"\_",
    "%": r"\%",
    "#": r"\#",
    "&": r"\&",
    "$": r"\$",
    "{": r"\{",
    "}": r"\}",
    "<": r"\lt",
    ">": r"\gt",
    "|": r"\mid",
    "^": r"\wedge",
    "~": r"\sim",
    "\\": r"\backslash",
    "`": "'",
    "✓": r"\checkmark",
}
_MACROS.update({character: f"\\{name}" for name, character in GREEK.items() if character not in _MACROS})

_SPECIAL = re.escape("".join(_MACROS))
_RUNS = re.compile(rf"[Σ∑]_\w+|[{_SPECIAL}]|[^{_SPECIAL}]+")


def words(text: str) -> str:
    r"""Running words as TeX: ``\text{derivative of }\sigma``. Empty words give nothing."""
    return "".join(map(_run, _RUNS.findall(spoken(text).replace("\u00a0", " ")))).rstrip()


def _run(run: str) -> str:
    """A stretch of plain letters, one mathematical character, or Σ with its index."""
    if run[0] in "Σ∑" and len(run) > 1:
        return rf"\sum_{{{run[2:]}}} "
    macro = _MACROS.get(run)
    if macro is None:
        return rf"\text{{{ASCII.words(run)}}}"
    return macro if macro.startswith("^") else f"{macro} "


def aligned(chain: Chain) -> Iterator[str]:
    r"""The chain as one or more ``aligned`` environments, each short enough for every renderer."""
    rows: list[str] = []
    used = 0
    left: Surface | None = chain.left
    longest = max(len(flat(row.surface, ASCII)) for row in chain.rows)
    width = min(max(_LINE_WIDTH - longest - len(flat(chain.left, ASCII)), 34), 64)
    for row in chain.rows:
        written = _row(row, row.left or left, width)
        raised = written.count("^")
        if rows and used + raised > MOST_SUPERSCRIPTS:
            yield _environment(rows)
            rows, used = [], 0
        rows.append(written)
        used += raised
        left = None
    yield _environment(rows)


def _row(row: Row, left: Surface | None, width: int) -> str:
    """The lines of a row: the formula with the beginning of its reason, then the rest of the reason."""
    reasons = _reasons(row, width)
    side = f"{latex(left)} " if left is not None else ""
    first = f"{side}&= {latex(row.surface)}"
    mark = ""
    if row.certificate is not None:
        mark = r"\checkmark" if row.certificate.kind == "proved" else r"\approx"
    if reasons or mark:
        first += f" && {mark}" + (r"\;" if mark and reasons else "") + (reasons[0] if reasons else "")
    return " \\\\\n".join([first, *(rf"& && \quad {reason}" for reason in reasons[1:])])


def _reasons(row: Row, width: int) -> list[str]:
    said = [row.words] if row.words else []
    if row.certificate is not None:
        said += remarks(row.certificate, row.words)
    return [words(line) for line in wrap("; ".join(said), width)]


def _environment(rows: Iterable[str]) -> str:
    return "\\begin{aligned}\n" + " \\\\[4pt]\n".join(rows) + "\n\\end{aligned}"
