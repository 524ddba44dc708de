r"""A Jupyter notebook: cells of Markdown with formulas, and for a derivation a cell of code that derives it again.

Jupyter takes ``$..$`` within a sentence and ``$$`` around a block. Converters read the Markdown before the formulas, so
no line of a formula begins with a sign that would begin a list or a heading. Cells are numbered, not named at random:
the same page gives the same file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from ...calculus.derivation import Derivation
from ...calculus.derive import derive
from ...convention import presets
from ...program import AsComputed
from ...program.worked import WorkedExample
from ..document import Block, Document, Title
from ..lesson import from_derivation
from ..markdown import DETAILS, Dialect, markdown
from ..printer import Options, Printer

_BEGINS_A_LIST = re.compile(r"^(?=[-+=#>\d])", re.MULTILINE)


def _display(formula: str) -> str:
    return f"$$\n{_BEGINS_A_LIST.sub('{}', formula)}\n$$"


_JUPYTER = Dialect(display=_display, inline=lambda formula: f"${formula}$", fold=DETAILS, width=100)
_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def page(document: Document, options: Options) -> str:
    """The document as a notebook of text, one cell for a section; of the options, ``follow`` concerns it."""
    return _notebook(document, options, None)


def record(
    derivation: Derivation,
    options: Options,
    as_computed: Sequence[AsComputed] = (),
    worked: WorkedExample | None = None,
) -> str:
    """The page of a derivation, and below its title the code that derives it again."""
    figure = bool(options.figure)
    document = from_derivation(derivation, options.level, as_computed, figure=figure, worked=worked)
    return _notebook(document, options, _code(derivation))


def _notebook(document: Document, options: Options, code: str | None) -> str:
    texts = [markdown(Document(blocks), _JUPYTER, options.follow) for blocks in _sections(document)]
    cells = [_cell("markdown", text) for text in texts]
    if code is not None:
        cells.insert(1, _cell("code", code))
    numbered = [{"id": f"cell-{number}", **cell} for number, cell in enumerate(cells, start=1)]
    whole = {"cells": numbered, "metadata": _METADATA, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _cell(kind: str, text: str) -> dict[str, object]:
    cell: dict[str, object] = {"cell_type": kind, "metadata": {}, "source": text.rstrip("\n").splitlines(keepends=True)}
    return cell if kind == "markdown" else {**cell, "execution_count": None, "outputs": []}


def _sections(document: Document) -> Iterator[tuple[Block, ...]]:
    """The blocks, a new section at each heading; a heading with nothing below it goes to the next."""
    section: list[Block] = []
    for place, block in enumerate(document.blocks):
        bare = all(isinstance(each, Title) for each in section) and place > 1
        if isinstance(block, Title) and section and not bare:
            yield tuple(section)
            section = []
        section.append(block)
    yield tuple(section)


def _code(derivation: Derivation) -> str | None:
    """Python that derives the same again; None for a convention that has no name to call it by."""
    convention = derivation.convention
    if presets().get(convention.name) != convention:
        return None
    arguments = [] if convention.name == "ng" else [repr(convention.name)]
    if list(derive(derivation.model, convention)) != list(derivation):
        arguments.append(f"wrt={[equation.of for equation in derivation.equations]!r}")
    call = f"derivation = model.derive({', '.join(arguments)})"
    return f"import chalkgrad as cg\n\nmodel = cg.read({_quoted(derivation.model.source)})\n{call}\nderivation"


def _quoted(source: str) -> str:
    """The equations as a Python string, over several lines where they are."""
    if '"""' in source or "\\" in source or (not source.isprintable() and "\n" not in source):
        return repr(source)
    body = source.strip("\n")
    return f'"""\n{body}\n"""' if "\n" in body else f'"{body}"' if '"' not in body else repr(body)


PRINTER = Printer("notebook", (".ipynb",), page=page, record=record)
