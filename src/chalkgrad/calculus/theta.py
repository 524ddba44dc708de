"""Parameters in one matrix: Theta1 = [b1, W1] beside a row of ones, and its gradient D1 by way of Delta1.

The equations are derived for the parts. Then every Theta gets two more: Delta1 adds up, over the examples, the error
times the activations (1 for the bias); D1 is [db1, dW1], the derivative of J by Theta1. A line with matrices in parts
is printed, read back, multiplied out (``notation.blocks``), and each of its parts is certified.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction

from ..convention import Convention
from ..errors import ChalkError, NotSupported, ProofError, ShapeError
from ..model import Model
from ..notation.blocks import Cells, cells
from ..notation.elaborate import elaborate, standard_indices
from ..notation.read import read_expression
from ..notation.spell import spell
from ..notation.surface import Block, Kind, Literal, Name, Plus, Product, Surface, Transposed
from ..notation.text import text
from ..proof import Certificate
from ..terms import ONE, Div, Index, Layout, Size, Term, free_indices, instantiate, names, number, replace_entries, walk
from .derivation import Derivation, Equation, Line, Step
from .factors import Factored, added, factored, product, summands
from .lines import Board
from .matrix import NoMatrixForm, recovered
from .split import scales, split
from .summary import summary
from .theta_entries import the_layers
from .theta_layers import FILLED_WITH_ONES, Layer, bare_name, in_blocks, in_parts, names_are_free
from .tidy import tidy


@dataclass(frozen=True)
class BlockLine(Line):
    """A line with matrices in parts; ``cells`` are the index forms of its parts, ``term`` that of the last one."""

    cells: tuple[Term, ...] = ()


@dataclass(frozen=True, repr=False)
class BlockEquation(Equation):
    """An equation between matrices in parts: ``D1 = 1/m Delta1``. ``parts`` is the left side part by part:
    ``[db1, dW1]``."""

    parts: Block = field(default_factory=lambda: Block(()))

    @property
    def is_derivative(self) -> bool:
        """Whether the parts are gradients of their own, as those of D1 are."""
        return all(isinstance(c.body if isinstance(c, Transposed) else c, Name) for row in self.parts.rows for c in row)


def in_theta(found: Derivation, model: Model, convention: Convention) -> Derivation:
    """The derivation in the parts, with Delta and D of every Theta added, and the model written in Theta.

    ``model`` is the model as it was given. Raises NotSupported where no weights stand beside a bias.
    """
    thetas = the_layers(model, convention)
    names_are_free(found.model, thetas)
    shown = in_blocks(found.model, thetas)
    writer = _Writer(replace(found, model=shown, convention=convention), thetas)
    waiting = list(thetas)
    equations: list[Equation] = []
    for equation in found.equations:
        equations.append(equation)
        done = {each.of for each in equations}
        for theta in [each for each in waiting if {each.bias, each.matrix} <= done]:
            waiting.remove(theta)
            equations += writer.equations(theta)
    return replace(found, model=shown, convention=convention, equations=tuple(equations))


def in_its_parts(found: Derivation) -> Derivation:
    """The derivation without its matrices in parts: the equations of weights and bias, and the model in them."""
    if not found.model.blocks:
        return found
    kept = tuple(equation for equation in found.equations if not isinstance(equation, BlockEquation))
    return replace(found, model=in_parts(found.model), convention=found.convention.in_parts(), equations=kept)


class _Writer:
    """Writes the equations of Delta and D on a board that knows all gradients of the parts."""

    def __init__(self, found: Derivation, thetas: tuple[Layer, ...]) -> None:
        self.found = found
        self.model = found.model
        layouts = {n: d.layout for n, d in found.definitions.items() if n not in found.model.quantities}
        self.board = Board(found.model, layouts)
        self.board.definitions.update(found.definitions)
        self.board.certificates.update((equation.name, equation.certificate) for equation in found.equations)
        self.known: dict[str, Block] = {theta.name: theta.block for theta in thetas}
        self.factors = scales(self.model, split(self.model), found.convention.meaning)

    def equations(self, theta: Layer) -> tuple[Equation, Equation]:
        return self.accumulated(theta), self.derivative(theta)

    # -- lines -------------------------------------------------------------------------------------------------

    def line(self, surface: Surface, theta: Layer) -> BlockLine:
        """The line as it is read back. Raises ProofError if it has other parts than Theta."""
        again = read_expression(text(surface), functions=self.model.functions)
        try:
            matrix = cells(again, self.board.scope, self.known)
            shape = cells(theta.block, self.board.scope, self.known)
            if (matrix.heights, matrix.widths) != (shape.heights, shape.widths):
                raise ProofError(f"{text(surface)} is {matrix.shape}, and {theta.name} is {shape.shape}")
            terms = self.terms(matrix)
        except ProofError:
            raise
        except ChalkError as error:
            raise ProofError(f"the line {text(surface)!r} does not read back: {error}") from error
        return BlockLine(surface, terms[-1], terms)

    def terms(self, matrix: Cells) -> tuple[Term, ...]:
        """The index form of each part, at row i and at its own column."""
        found = []
        for height, row in zip(matrix.heights, matrix.rows, strict=True):
            for width, cell in zip(matrix.widths, row, strict=True):
                i, j = self.places((height, width))
                letters = tuple(index for index in (i, j) if index is not None)
                found.append(elaborate(cell, self.board.scope, (i, j), letters))
        return tuple(found)

    def places(self, layout: Layout) -> tuple[Index | None, Index | None]:
        """The letters of the row and the column of a part."""
        letters = iter(standard_indices(layout, self.model.example_axis))
        return next(letters) if layout[0] else None, next(letters) if layout[1] else None

    def steps(self, theta: Layer, lines: list[tuple[str, str, Surface]], unfold: tuple[str, ...]) -> tuple[Step, ...]:
        """``lines[0] = lines[1] = ...``, each a rule, its words and a formula; every part is certified."""
        before = self.line(lines[0][2], theta)
        steps: list[Step] = []
        for rule, words, surface in lines[1:]:
            after = self.line(surface, theta)
            if after.text == before.text:
                continue
            certificates = [
                self.board.equal(one, other, unfold) for one, other in zip(before.cells, after.cells, strict=True)
            ]
            steps.append(Step(rule, words, before, after, _of_all(certificates)))
            before = after
        return tuple(steps)

    def equation(self, name: str, of: str, theta: Layer, steps: tuple[Step, ...], meaning: str) -> BlockEquation:
        shape = cells(theta.block, self.board.scope, self.known).shape
        value, left = steps[-1].result, self.line(Name(name), theta)
        indices: tuple[Index, ...] = ()
        parts = self.known[name]
        certificate = summary(list(steps))
        return BlockEquation(name, of, left, value, shape, indices, certificate, steps, meaning, parts=parts)

    # -- the two equations -------------------------------------------------------------------------------------

    def accumulated(self, theta: Layer) -> Equation:
        """Delta1 = δ1 [1; X]^T: the error times the activations, added up over the examples."""
        name = f"Delta{theta.number}"
        products = []
        for use, inputs in theta.uses:
            error = Name(self.found.convention.adjoint_of(use))
            turned = Transposed(Block(((FILLED_WITH_ONES,), (inputs,))))
            products.append(Product(Kind.JUXTAPOSED, (error, turned)))
        whole: Surface = products[0] if len(products) == 1 else Plus(tuple(products))
        self.known[name] = Block((self.recovered(cells(whole, self.board.scope, self.known)),))
        errors = " and ".join(self.found.convention.adjoint_of(use) for use, _ in theta.uses)
        many = self.model.example_axis is not None
        added_up = "added up over the examples: " if many else ""
        ones = "a row of ones" if many else "a 1"
        words = f"{added_up}{errors} times 1 for the bias, times the activations for the weights"
        lines: list[tuple[str, str, Surface]] = [
            ("", "", Name(name)),
            (
                "definition",
                words,
                self.known[name],
            ),
            ("blocks", f"both at once, with {ones} before the activations", whole),
        ]
        meaning = f"{name} is {errors} times the activations" + (", added up over the examples" if many else "")
        return self.equation(name, theta.name, theta, self.steps(theta, lines, ()), meaning)

    def derivative(self, theta: Layer) -> Equation:
        """D1 = 1/m Delta1 + lambda/m [0, W1]: the derivatives by the parts, put together."""
        name = f"D{theta.number}"
        gradients = self.gradients(theta)
        self.known[name] = Block((gradients,))
        first, second = (bare_name(part) for part in gradients)
        values = self.recovered(cells(self.known[name], self.board.scope, self.known), opened=(first, second))
        delta = f"Delta{theta.number}"
        front = self.scale(theta)
        rest = self.penalty(theta)
        whole = self.with_penalty(front, Name(delta), rest)
        lines: list[tuple[str, str, Surface]] = [
            ("", "", Name(name)),
            ("definition", f"{theta.name} = {text(theta.block)}, so its derivative has these parts", self.known[name]),
            ("substitute", f"put in {first} and {second}", Block((values,))),
        ]
        accumulated = self.known[delta]
        said = [f"{text(front)} in front"] if front is not None else []
        said += [f"the penalty apart{self.about_the_penalty(theta)}"] if rest is not None else []
        words = ", ".join(said)
        if words:
            lines.append(("factor-out", words, self.with_penalty(front, accumulated, rest)))
        lines.append(("definition", f"the equation of {delta}", whole))
        steps = self.steps(theta, lines, (first, second))
        meaning = f"{name} is the derivative of {self.model.cost} with respect to {theta.name}"
        if self.found.convention.meaning == "sum" and self.factors:
            meaning = (
                f"{name} is the derivative of the sum of the losses, with its penalty, with respect to {theta.name}"
            )
        return self.equation(name, theta.name, theta, steps, meaning)

    def gradients(self, theta: Layer) -> tuple[Surface, Surface]:
        """``db1`` and ``dW1`` (``dw^T`` where the weights are written w^T)."""
        own = self.found.convention.adjoint_of
        weights: Surface = Name(own(theta.matrix))
        return Name(own(theta.bias)), Transposed(weights) if isinstance(theta.weights, Transposed) else weights

    def recovered(self, matrix: Cells, opened: tuple[str, ...] = ()) -> tuple[Surface, ...]:
        """The parts in matrices; the names in ``opened`` replaced by their formulas."""
        found: list[Surface] = []
        axes = [(height, width) for height in matrix.heights for width in matrix.widths]
        for layout, term in zip(axes, self.terms(matrix), strict=True):
            i, j = self.places(layout)
            for name in opened:
                definition = self.board.definitions[name]
                term = _opened(term, name, definition.value, definition.indices)
            try:
                found.append(recovered(tidy(term), i, j, self.board.layouts, self.model.functions))
            except NoMatrixForm:
                raise NotSupported(
                    f"a part of {self.found.convention.name}'s gradient has no form in matrices",
                    hint="Choose a convention that leaves the parameters apart: --convention ng.",
                ) from None
        return tuple(found)

    def scale(self, theta: Layer) -> Surface | None:
        """What stands before Delta: 1/m, or nothing."""
        theirs, mine = self.factors.get(theta.uses[0][0], ONE), self.factors.get(theta.matrix, ONE)
        return None if theirs is mine else spell(theirs)

    def penalty(self, theta: Layer) -> Surface | None:
        """``lambda/m [0, W1]``: what the penalty adds to D; None without one."""
        terms = [self.own_part(part) for part in self.gradients(theta)]
        if all(term is None for term in terms):
            return None
        fixed = [_scale_and_body(term) if term is not None else None for term in terms]
        common = {each[0] for each in fixed if each is not None}
        front: Surface | None = None
        if len(common) == 1:
            (scale,) = common
            terms = [each[1] if each is not None else None for each in fixed]
            front = spell(scale) if scale is not ONE else None
        matrix = cells(theta.block, self.board.scope, self.known)
        parts: list[Surface] = []
        for layout, term in zip([(h, w) for h in matrix.heights for w in matrix.widths], terms, strict=True):
            i, j = self.places(layout)
            empty: Surface = Literal(Fraction(0))
            if layout[1] is not None and any(each is not None for each in terms):  # 0 alone would be a single column
                empty = Product(Kind.JUXTAPOSED, (empty, theta.weights)) if terms[1] is None else empty
            parts.append(empty if term is None else recovered(term, i, j, self.board.layouts, self.model.functions))
        block = Block((tuple(parts),))
        self.same_parts(theta, block, matrix)
        shown: Surface = Name(theta.name) if block == theta.block else block
        return shown if front is None else _times(front, shown)

    def same_parts(self, theta: Layer, block: Block, matrix: Cells) -> None:
        """Raises NotSupported if the penalty's parts are not as large as those of Theta."""
        try:
            own: Cells | None = cells(block, self.board.scope, self.known)
        except ShapeError:
            own = None
        if own is None or (own.heights, own.widths) != (matrix.heights, matrix.widths):
            raise NotSupported(
                f"not supported: the penalty on {theta.name} gives {text(block)}, and a number in a matrix of parts "
                f"does not say that it fills a part of {matrix.shape}",
                hint="Choose a convention that leaves the parameters apart: --convention ng.",
            )

    def own_part(self, part: Surface) -> Term | None:
        """The summands of a gradient that no other gradient enters: the derivative of the penalty."""
        definition = self.board.definitions[bare_name(part)]
        gradients = {equation.name for equation in self.found.equations}
        value = definition.value
        indices = tuple(definition.indices)
        if isinstance(part, Transposed):
            indices = tuple(reversed(indices))
        axes = [index.axis for index in indices]
        layout = self.board.layouts[definition.name]
        turned = (layout[1], layout[0]) if isinstance(part, Transposed) else layout
        new = standard_indices(turned, self.model.example_axis)
        assert [index.axis for index in new] == axes
        value = instantiate(value, indices, new)
        kept = [term for term in summands(value) if not names(term) & gradients]
        return added(kept) if kept else None

    def about_the_penalty(self, theta: Layer) -> str:
        """Which parts it falls on, and whether the factor before Delta divides it too."""
        bias, weights = (self.own_part(part) for part in self.gradients(theta))
        said = "it leaves the bias out"
        if bias is not None:
            said = "it falls on the bias too" if weights is not None else "it falls on the bias only"
        scale, axis = self.scale(theta), self.model.example_axis
        sizes = {
            node.axis for part in (bias, weights) if part is not None for node in walk(part) if isinstance(node, Size)
        }
        return f": {said}" if scale is None or axis in sizes else f": {said}, and it is not divided by {axis}"

    def with_penalty(self, front: Surface | None, body: Surface, rest: Surface | None) -> Surface:
        scaled = body if front is None else _times(front, body)
        return scaled if rest is None else Plus((scaled, rest))


def _times(front: Surface, body: Surface) -> Surface:
    return Product(Kind.JUXTAPOSED, (front, body))


def _opened(term: Term, name: str, value: Term, indices: tuple[Index, ...]) -> Term:
    return replace_entries(
        term, lambda entry: instantiate(value, indices, entry.indices) if entry.name == name else entry
    )


def _scale_and_body(term: Term) -> tuple[Term, Term]:
    """``lambda/m W1[i,j]`` as lambda/m and W1[i,j]; the scale is 1 where the term is a sum."""
    parts = factored(term)
    carries = [factor for factor in parts.over if _indexed(factor)]
    if len(carries) != 1 or any(_indexed(factor) for factor in parts.under):
        return ONE, term
    scale = Factored(parts.coefficient, tuple(f for f in parts.over if f is not carries[0]), parts.under)
    return _plain(scale), carries[0]


def _plain(scale: Factored) -> Term:
    top = [*([number(scale.coefficient.numerator)] if scale.coefficient.numerator != 1 else []), *scale.over]
    bottom = [*([number(scale.coefficient.denominator)] if scale.coefficient.denominator != 1 else []), *scale.under]
    above = product(top)
    return Div(above, product(bottom)) if bottom else above


def _indexed(term: Term) -> bool:
    return bool(free_indices(term))


def _of_all(certificates: list[Certificate]) -> Certificate:
    """One certificate for all parts: proved if each is."""
    kind = "tested" if any(each.kind == "tested" for each in certificates) else "proved"
    conditions = dict.fromkeys(condition for each in certificates for condition in each.conditions)
    facts = dict.fromkeys(fact for each in certificates for fact in each.facts)
    weakest = next((each for each in certificates if each.kind == kind), certificates[0])
    return replace(weakest, method=f"part by part; {weakest.method}", conditions=tuple(conditions), facts=tuple(facts))
