r"""A Jupyter notebook: cells of Markdown with formulas, and for a derivation a cell of code that derives it again.

Jupyter takes ``$..$`` within a sentence and ``$$`` around a block. Converters read the Markdown before the formulas, so
no line of a formula begins with a sign that would begin a list or a heading. Cells are numbered, not named at random:
the same page gives the same file.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ...calculus.derivation import Derivation
from ...calculus.derive import derive
from ...convention import presets
from ...errors import ChalkError
from ...library import functions
from ...model import Model, build
from ...program import AsComputed
from ...program.worked import WorkedExample
from ..document import Block, Document, Picture, Title
from ..lesson import from_derivation
from ..markdown import DETAILS, Dialect, markdown, within_line
from ..names import names_of
from ..printer import Options, Printer
from ..reason import Reading

_BEGINS_A_LIST = re.compile(r"^(?=[-+=#>\d])", re.MULTILINE)


def _display(formula: str) -> str:
    return f"$$\n{_BEGINS_A_LIST.sub('{}', formula)}\n$$"


DIALECT = Dialect(display=_display, inline=lambda formula: f"${formula}$", fold=DETAILS, width=100)
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
    reading = Reading(names=names_of(document))
    cells = [_text_cell(blocks, options, reading) for blocks in _sections(document)]
    if code is not None:
        cells.insert(1, {**_cell("code", code), "execution_count": None, "outputs": []})
    numbered = [{"id": f"cell-{number}", **cell} for number, cell in enumerate(cells, start=1)]
    whole = {"cells": numbered, "metadata": _METADATA, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _cell(kind: str, text: str) -> dict[str, object]:
    return {"cell_type": kind, "metadata": {}, "source": text.rstrip("\n").splitlines(keepends=True)}


def _text_cell(blocks: tuple[Block, ...], options: Options, reading: Reading) -> dict[str, object]:
    """A cell of Markdown; its drawings are attached to it."""
    attached: dict[str, dict[str, str]] = {}

    def picture(drawn: Picture) -> str:
        name = f"picture-{len(attached) + 1}.svg"
        attached[name] = {"image/svg+xml": b64encode(drawn.svg.encode()).decode()}
        return f"![{within_line(drawn.alternative)}](attachment:{name})"

    text = markdown(Document(blocks), replace(DIALECT, picture=picture, reading=reading), options.follow)
    return _cell("markdown", text) | ({"attachments": attached} if attached else {})


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
    source = _readable(derivation.model)
    if source is None:
        return None
    arguments = [] if convention.name == "ng" else [f'"{convention.name}"']
    if list(derive(derivation.model, convention)) != list(derivation):
        arguments.append(f"wrt={json.dumps(_asked_for(derivation))}")
    call = f"derivation = model.derive({', '.join(arguments)})"
    return f"import chalkgrad as cg\n\nmodel = cg.read({_quoted(source)})\n{call}\nderivation"


def _readable(model: Model) -> str | None:
    """Equations that read back to this model.

    One that was turned to rows has lost what its parameters' shapes were told by, so they are declared. None if even
    then another model is read.
    """
    shapes = [f"parameter {name}: {model.quantities[name].shape}" for name in model.parameters]
    for source in (model.source, "\n".join((*shapes, model.source))):
        try:
            found = build(source, functions())
        except ChalkError:
            continue
        if _outline(found) == _outline(model):
            return source
    return None


def _outline(model: Model) -> dict[str, object]:
    return {name: (quantity.role, quantity.shape, quantity.written) for name, quantity in model.quantities.items()}


def _asked_for(derivation: Derivation) -> list[str]:
    """The last name if the others are on the way to it, else all."""
    names = [equation.of for equation in derivation.equations]
    alone = derive(derivation.model, derivation.convention, names[-1:])
    return names[-1:] if list(alone) == list(derivation) else names


def _quoted(source: str) -> str:
    """The equations as a Python string, over several lines where they are."""
    body = source.strip("\n")
    if "\n" not in body or "\\" in body or '"' in body:
        return json.dumps(body, ensure_ascii=False)
    return f'"""\n{body}\n"""'


PRINTER = Printer("notebook", (".ipynb",), page=page, record=record)
