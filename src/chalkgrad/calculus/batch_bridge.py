"""From one example to the batch: columns side by side for what each example has, the mean for the parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from ..errors import NotSupported
from ..notation.spell import spell
from ..notation.text import text
from ..terms import ONE, Derivative, Div, Entry, Layout, Mul, Sum, Term, names, replace_entries
from .answer import with_steps
from .asked import board_for, places
from .chain import Chain
from .derivation import Derivation, Equation
from .derive import derive
from .differentiate import Differentiator
from .factors import added
from .form import Wanted
from .linear import inwards
from .moves import CANCEL, PULL_OUT, TIDY
from .one_example import OneExample, one_example
from .reasons import matrix_words
from .sums import pick
from .theta_entries import told_by_entries
from .theta_layers import in_parts
from .tidy import tidy


@dataclass(frozen=True)
class Bridge:
    """``whole`` is the derivation of the batch, ``single`` the one of the network for one example."""

    whole: Derivation
    one: OneExample
    single: Derivation

    @cached_property
    def equations(self) -> tuple[Equation, ...]:
        """The equations of the batch, each told from the one of a single example and proved."""
        return tuple(self._equation(equation) for equation in self.whole.equations)

    def _equation(self, equation: Equation) -> Equation:
        model = self.whole.model
        row, column = places(equation.indices, model.quantities[equation.of].layout)
        chain = Chain(
            board_for(model, self.whole.definitions, self.whole.values()),
            Entry(equation.name, equation.indices),
            row,
            column,
        )
        value, words = self._from_one(equation)
        chain.to("one-example", words, value, unfold=(equation.name, *self._of_the_loss), matrix=False)
        chain.moves((PULL_OUT, CANCEL, TIDY))
        term = equation.value.term
        every = self.one.index in equation.indices
        side = "side by side" if column == self.one.index else "under each other"
        words = f"all examples at once, {side}" if every else matrix_words(term, row, column, equation.value.surface)
        ones = [name for name in self._of_the_loss if name in names(term) and name not in names(chain.term)]
        words = "; ".join([words, *(f"the factor {name} is the same for all examples" for name in ones)])
        chain.to("matrix-form", words, term, unfold=ones, matrix=True)
        return with_steps(equation, chain.steps)

    @cached_property
    def _of_the_loss(self) -> tuple[str, ...]:
        """The gradient of the examples' losses, where they have a name: each is 1, or 1/m."""
        loss = self.one.parts.loss
        return (self.whole.convention.adjoint_of(loss.name),) if isinstance(loss, Entry) else ()

    def _from_one(self, equation: Equation) -> tuple[Term, str]:
        """The gradient of the batch as one makes it from the gradient of each example, and the reason."""
        penalty = self._penalty(equation)
        small = self.one.small[equation.of]
        own = self.single.get(self.single.convention.adjoint_of(small))
        letter, scale = self.one.index.name, self._counted
        told: Term
        if own is not None:
            told = self._in_batch(own)
            value = text(spell(own.value.term, self.one.model.functions))
            said = f"{text(spell(Entry(own.name, own.indices)))} = {value}{self._where(own)}"
        elif small == self.one.model.cost:
            told, said = ONE, f"{small} is the loss itself, so its derivative is 1"
        else:
            assert penalty is not None
            return penalty, f"no example has a part in {equation.of}, only the penalty has"
        if self.one.index in equation.indices:
            if equation.of not in self._scaled:
                side = "column" if self.whole.model.quantities[equation.of].layout[1] == self.one.index.axis else "row"
                return told, f"for one example {said}; that of example {letter} stands in {side} {letter}"
            words = f"for one example {said}; {self.one.batch.cost} counts each example with {text(spell(scale))}"
            return Mul((scale, told)), words
        total: Term = Sum(self.one.index, told)
        kind = "sum" if scale is ONE else "mean"
        words = f"for one example {said}; the batch has the {kind} over the examples"
        whole = total if scale is ONE else Mul((scale, total))
        if penalty is None:
            return whole, words
        return added([whole, penalty]), f"{words}, plus the derivative of the penalty"

    @property
    def _counted(self) -> Term:
        """What each example counts in a gradient of the batch: 1 where gradients are of the sum of the losses."""
        return ONE if self.whole.convention.meaning == "sum" else self.one.parts.scale

    def _where(self, own: Equation) -> str:
        """What the other gradients of the one example are in the batch, where 1/m stands in between."""
        axis = self.one.index.axis
        said = []
        for small in sorted(names(own.value.term)):
            whole, gradient = self._batch_names[small]
            if gradient and self._scaled and axis in self._layouts[whole]:
                said.append(f"{small} is {axis.name} {whole}")
        return f", where {' and '.join(said)}" if said else ""

    @cached_property
    def _layouts(self) -> Mapping[str, Layout]:
        """The layouts of the batch's names and of their gradients."""
        model, adjoint_of = self.whole.model, self.whole.convention.adjoint_of
        found = {name: q.layout for name, q in model.quantities.items()}
        return found | {adjoint_of(name): q.layout for name, q in model.quantities.items()}

    @cached_property
    def _scaled(self) -> frozenset[str]:
        """The names whose gradients in the batch hold the factor 1/m: in the literal meaning, all with examples."""
        if self.whole.convention.meaning != "literal" or self.one.parts.scale is ONE:
            return frozenset()
        axis = self.one.index.axis
        return frozenset(name for name, q in self.whole.model.quantities.items() if axis in q.layout)

    @cached_property
    def _batch_names(self) -> Mapping[str, tuple[str, bool]]:
        """Each name of the one example, with the name in the batch and whether it is a gradient."""
        single, whole = self.single.convention, self.whole.convention
        found = {small: (name, False) for name, small in self.one.small.items()}
        found |= {single.adjoint_of(s): (whole.adjoint_of(n), True) for n, s in self.one.small.items()}
        return found

    def _in_batch(self, own: Equation) -> Term:
        """The value of a gradient of one example, said about example e of the batch: ``a1[j]`` becomes ``A1[j,e]``."""
        index, layouts = self.one.index, self._layouts
        adjoint_of = self.whole.convention.adjoint_of
        scaled = {adjoint_of(name) for name in self._scaled}
        scale = self.one.parts.scale

        def told(entry: Entry) -> Term:
            name, _ = self._batch_names[entry.name]
            if index.axis not in layouts[name]:
                return Entry(name, entry.indices)
            rest = iter(entry.indices)
            there = Entry(name, tuple(index if a == index.axis else next(rest) for a in layouts[name] if a is not None))
            if name not in scaled:
                return there
            return Mul((scale.denominator, there)) if isinstance(scale, Div) else Div(there, scale)

        return replace_entries(own.value.term, told)

    def _penalty(self, equation: Equation) -> Term | None:
        """The derivative of the penalty by this parameter."""
        penalty = self.one.parts.penalty
        if penalty is None or equation.of not in names(penalty):
            return None
        slope = inwards(Derivative(penalty, Entry(equation.of, equation.indices)))
        found = tidy(pick(Differentiator(self.whole.model.functions, self.whole.convention.kink).carry_out(slope)))
        scale = self.one.parts.scale
        if self.whole.convention.meaning == "sum" and isinstance(scale, Div):
            return tidy(Mul((scale.denominator, found)))
        return found


def bridge(wanted: Wanted) -> Bridge:
    """Derive the batch and one example of it. Raises InputError without examples, NotSupported where they interact."""
    convention = wanted.convention
    if convention is not None and convention.is_turned:
        raise NotSupported(
            f"not supported: from one example to the batch in the convention {convention.name}: the gradients of one "
            "example are columns there too, and those of the batch stand in rows",
            hint="Ask for it in the convention literal, or for the form index, matrix or element; chalkgrad translate "
            f"leads from literal to {convention.name}.",
        )
    whole = wanted.derivation
    if convention is not None and convention.parameters == "Theta":  # an example has its own part in each of the parts
        own = in_parts(wanted.model).quantities.keys()
        parts = derive(in_parts(wanted.model), convention.in_parts(), own & {e.of for e in whole.equations})
        whole = told_by_entries(parts, wanted.model, convention.in_parts())
    one = one_example(whole.model)
    reached = [one.small[equation.of] for equation in whole.equations if one.small[equation.of] in one.model.quantities]
    letters = {
        one.small[equation.of]: tuple(index for index in equation.indices if index != one.index)
        for equation in whole.equations
    }
    single = derive(one.model, whole.convention, [name for name in reached if name != one.model.cost], at=letters)
    return Bridge(whole, one, single)
