"""The end of a page: where the program computes a form other than the taught one, both forms and the proof between.

``log(sigmoid(z))`` loses its digits where ``-softplus(-z)`` keeps them, so the program that runs uses the second. The
``as computed`` chain says so, certified like every other line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..calculus.derivation import Derivation
from ..calculus.matrix import NoMatrixForm, recovered
from ..errors import NotSupported
from ..notation.spell import spell
from ..notation.surface import Indexed, Name, Surface
from ..notation.text import text
from ..program import AsComputed
from ..terms import Definition, Entry, walk
from .document import Block, Chain, Formula, Prose, Row, Title


def section(derivation: Derivation, records: Sequence[AsComputed]) -> Iterator[Block]:
    """The equations whose running form differs, then the library's functions in use; nothing if there are none."""
    shown = [(record, _surfaces(derivation, record)) for record in records]
    equations = [(record, forms) for record, forms in shown if forms and _definition(derivation, record.name)]
    functions = [record.name for record in records if record.name in derivation.model.functions]
    if not equations and not functions:
        return
    yield Title(("As computed",), 2)
    if equations:
        yield Prose(("The program computes these in another form, which keeps its digits and is proved equal.",))
    for record, (left, before, after) in equations:
        yield Chain(left, (Row(before, "as above"), Row(after, record.words, record.certificate)))
    if functions:
        pieces = [piece for name in functions for piece in (", ", Formula(Name(name)))][1:]
        many = "are computed by their stable forms, each" if len(functions) > 1 else "is computed by its stable form,"
        yield Prose((*pieces, f" {many} proved equal to the definition in the library."))


def as_json(derivation: Derivation, records: Sequence[AsComputed]) -> list[dict[str, object]]:
    """Every record, the library's functions included."""
    made: list[dict[str, object]] = []
    for record in records:
        forms = _surfaces(derivation, record)
        if forms is None:
            continue
        left, before, after = forms
        made.append(
            {
                "name": record.name,
                "left": text(left),
                "before": text(before),
                "after": text(after),
                "words": record.words,
                "certificate": record.certificate.as_json(),
            }
        )
    return made


def _definition(derivation: Derivation, name: str) -> Definition | None:
    if name in derivation:
        return derivation.definitions[name]
    return derivation.model.definitions.get(name)


def _surfaces(derivation: Derivation, record: AsComputed) -> tuple[Surface, Surface, Surface] | None:
    """The left side and both forms: in matrices if the running form has one, else in index form, if it has one."""
    functions = derivation.model.functions
    definition = _definition(derivation, record.name)
    if definition is not None:
        try:
            return _in_matrices(derivation, record, definition)
        except NoMatrixForm:
            pass
    try:
        before, after = spell(record.before, functions), spell(record.after, functions)
    except NotSupported:
        return None
    if definition is None:
        return before, before, after
    letters = tuple(index.name for index in definition.indices)
    return Indexed(record.name, letters) if letters else Name(record.name), before, after


def _in_matrices(
    derivation: Derivation, record: AsComputed, definition: Definition
) -> tuple[Surface, Surface, Surface]:
    """Both forms as matrices, the taught one as it stands above on the page. Raises NoMatrixForm."""
    model = derivation.model
    layouts = {name: quantity.layout for name, quantity in model.quantities.items()}
    layouts.update({name: known.layout for name, known in derivation.definitions.items()})
    for node in walk(record.after):
        if isinstance(node, Entry) and node.name not in layouts:  # a part that only the program has
            if len(node.indices) != 2:
                raise NoMatrixForm("whether it stands or lies is not known")
            layouts[node.name] = (node.indices[0].axis, node.indices[1].axis)
    places = iter(definition.indices)
    row = next(places) if definition.layout[0] else None
    column = next(places) if definition.layout[1] else None
    after = recovered(record.after, row, column, layouts, model.functions)
    if record.name in derivation:
        return Name(record.name), derivation[record.name].value.surface, after
    written = model.quantities[record.name].written
    before = written if written is not None else recovered(record.before, row, column, layouts, model.functions)
    return Name(record.name), before, after
