"""Lines that may be printed: each is written, read back, and proved equal to the index form it stands for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from ..errors import ChalkError, ProofError
from ..model import Model
from ..notation.rereading import Rereader
from ..notation.scope import Scope
from ..notation.spell import spell
from ..notation.surface import Surface
from ..proof import Certificate, equal
from ..terms import Context, Definitions, Delta, Derivative, Index, Layout, Sum, Term, free_indices, names, walk
from .derivation import Level, Line, Step
from .matrix import NoMatrixForm, recovered
from .reasons import is_crossing
from .resting_on import resting_on
from .work import WAY_OUT, most_in_line, parts_of, refuse_long


class Unreadable(ProofError):
    """A line in matrices that does not read back at all; it is shown in index form instead."""


class NotProved(ProofError):
    """A line reads back to what agrees with what was derived at random points, and is too much for the exact engine."""


class Board:
    """Where a derivation is written: knows the layouts of all names, adjoints included, and certifies every step.

    With ``letters`` every line stays in index form, with Σ and δ, where it could be written in matrices. ``layered``
    are the names that every layer has, where the letter ``layer`` counts the layers.
    """

    def __init__(
        self,
        model: Model,
        adjoint_layouts: Mapping[str, Layout],
        *,
        letters: bool = False,
        layer: Index | None = None,
        layered: frozenset[str] = frozenset(),
    ) -> None:
        self.model = model
        self.letters = letters
        own_layouts = {name: quantity.layout for name, quantity in model.quantities.items()}
        self.layouts: Mapping[str, Layout] = MappingProxyType({**own_layouts, **adjoint_layouts})
        self.definitions = Definitions(model.definitions)
        #: How each gradient is known that was derived before: what it is put into is not known better.
        self.certificates: dict[str, Certificate] = {}
        axes = {axis.name: axis for layout in self.layouts.values() for axis in layout if axis is not None}
        self.scope = Scope(
            self.layouts, axes, model.functions, model.example_axis, numbered=True, layer=layer, layered=layered
        )
        self.rereader = Rereader(self.scope)
        self.most = most_in_line(model)
        #: Lines that were checked: what a text means rests on the layouts and functions, which stay.
        self._lines: dict[tuple[Term, Index | None, Index | None, bool], Line] = {}

    @property
    def context(self) -> Context:
        return Context(self.layouts, self.definitions, self.model.functions, self.model.facts)

    def line(self, term: Term, row: Index | None, column: Index | None, *, matrix: bool | None = None) -> Line:
        """The line to show for ``term``: in matrices where no index is summed (or ``matrix`` is True), else in indices.

        Raises ProofError if what would be printed does not read back to the same value.
        """
        wants_matrix = matrix
        if wants_matrix is None:
            wants_matrix = not any(_indexed(node) for node in walk(term)) and not is_crossing(term)
        asked = (term, row, column, wants_matrix and not self.letters)
        known = self._lines.get(asked)
        if known is None:
            refuse_long(term, self.most)
            known = self._lines[asked] = self._line(*asked)
        return known

    def _line(self, term: Term, row: Index | None, column: Index | None, wants_matrix: bool) -> Line:
        if wants_matrix:
            try:
                if lacks_a_letter(term, row, column):
                    raise NoMatrixForm("the matrix would have another shape")
                surface = recovered(term, row, column, self.layouts, self.model.functions)
                return self.checked(surface, term, row, column)
            except (NoMatrixForm, Unreadable):
                pass
        return self.checked(spell(term, self.model.functions), term, row, column)

    def checked(self, surface: Surface, term: Term, row: Index | None, column: Index | None) -> Line:
        """The line, after its printed text was read again and proved to mean ``term``."""
        line = Line(surface, term)
        shown = line.text
        try:
            meaning = self.rereader.meaning(shown, row, column)
            if meaning is term:
                return line
            certificate = equal(meaning, term, self.context)
        except ProofError:
            raise
        except ChalkError as error:
            raise Unreadable(f"the line {shown!r} does not read back: {error}") from error
        if certificate.kind != "proved":
            raise NotProved(
                f"a line of {parts_of(term)} parts agrees with what was derived where it was tested, but that they are "
                "equal is too much to prove, as every line that is shown must be",
                hint=WAY_OUT,
            )
        return line

    def equal(self, one: Term, other: Term, unfold: Collection[str] = ()) -> Certificate:
        """Why two terms are equal, given the equations of the names in ``unfold``; raises ProofError if not."""
        put_in = names(one) ^ names(other)  # a name that stands on both sides may be anything
        used = [(name, self.certificates[name]) for name in unfold if name in self.certificates and name in put_in]
        return resting_on(equal(one, other, self.context, unfold=unfold), used)

    def step(
        self,
        rule: str,
        words: str,
        source: Line,
        result: Line,
        *,
        unfold: Collection[str] = (),
        children: Sequence[Step] = (),
        certificate: Certificate | None = None,
        level: Level = "lecture",
        facts: tuple[str, ...] = (),
    ) -> Step:
        """A step with its certificate; raises ProofError (with a witness) if the two lines are not equal."""
        if certificate is None:
            certificate = self.equal(source.term, result.term, unfold)
        return Step(rule, words, source, result, certificate, level, facts, children)


def lacks_a_letter(term: Term, row: Index | None, column: Index | None) -> bool:
    """Whether a term is the same in every row or in every column of a matrix, without being a mere number.

    ``Σ_k X[k,i]`` at row i and column j is the column ``rowsum(X^T)`` only where j does not count: it is another shape.
    """
    return row is not None and column is not None and len({row, column} & free_indices(term)) == 1


def _indexed(node: Term) -> bool:
    return isinstance(node, (Sum, Derivative, Delta))
