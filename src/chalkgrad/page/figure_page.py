"""A figure alone on a page: the network as columns, or one equation in matrices."""

from __future__ import annotations

from ..calculus.derivation import Derivation
from ..errors import InputError
from ..notation.surface import Name
from .certified import MEANING
from .columns import columns
from .document import Block, Document, Formula, Prose, Title
from .lesson import shapes_of
from .matrix_picture import drawable, matrix_picture


def figure_page(derivation: Derivation, kind: str, name: str | None = None) -> Document:
    """The page of a figure: ``columns``, or ``matrices`` of the equation of ``name``.

    Raises InputError for another kind, and for matrices without a name that has an equation.
    """
    blocks: list[Block]
    if kind == "columns":
        figure = columns(derivation)
        kinds = {step.entry.certificate.kind for c in figure.columns for step in c.backward if step.entry.certificate}
        blocks = [Title(("The network that computes ", Formula(Name(derivation.model.cost)))), figure]
        blocks += [Prose((MEANING[known],)) for known in sorted(kinds)]
    elif kind == "matrices":
        if name is None:
            known = ", ".join(drawable(derivation))
            raise InputError("which equation is to be drawn in matrices?", hint=f"Name it: --name with one of {known}.")
        blocks = [Title((Formula(Name(name)), " in matrices")), matrix_picture(derivation, name)]
    else:
        raise InputError(f'there is no figure "{kind}"', hint="The figures are columns and matrices.")
    return Document(tuple(blocks), shapes_of(derivation))
