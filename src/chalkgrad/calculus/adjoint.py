"""One derived equation: from the meaning of dX, through the chain rule, to the form that is taught."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..convention import Convention
from ..model import Model
from ..notation.scope import show_layout
from ..notation.spell import spell
from ..notation.text import text
from ..proof import chain_rule, equal
from ..terms import (
    LAYERS,
    ONE,
    Apply,
    Component,
    Definition,
    Derivative,
    Div,
    Entry,
    Equality,
    Function,
    Index,
    Sum,
    Term,
    instantiate,
    map_children,
    names,
    replace_entries,
    walk,
)
from .chain import Chain, Sheet, attempt, write_layers
from .derivation import Equation, Line
from .differentiate import PRIMITIVE_SLOPES, Differentiator
from .factors import added, flat_products, summands
from .jumps import where_undecided
from .linear import in_short, inwards, layers
from .lines import Board, lacks_a_letter
from .moves import (
    CANCEL,
    PICK,
    POWERS,
    RESOLVE_SUMS,
    TIDY,
)
from .opened_slopes import definition, name_slopes, open_slopes
from .own_value import in_own_value, in_values
from .paths import Path, chain_rule_line, consumers, direct_terms, held, letters_for, moved_by, path
from .reasons import formula_rules, matrix_words, rules_used, slopes_used
from .settled import acceptable, finished, length, settled
from .shortest import after_putting_in, simplify
from .smaller import Smaller
from .split import Split
from .summary import summary
from .sums import pick, use_equalities
from .tidied import ONES_LEFT_OUT
from .tidy import tidy
from .tie_notes import tie_notes
from .turned import into_one_product
from .vanishing import leave_out_vanishing


@dataclass(frozen=True)
class Plan:
    """What all equations of one derivation share."""

    model: Model
    convention: Convention
    parts: Split
    scales: Mapping[str, Term]
    adjoints: Mapping[str, str]
    differentiator: Differentiator
    board: Board
    at: Mapping[str, tuple[Index, ...]]


def derive_adjoint(plan: Plan, name: str) -> Equation:
    """The equation of dX with its certified steps. Adjoints of all consumers must have been derived before."""
    return _Adjoint(plan, name).equation()


class _Adjoint:
    def __init__(self, plan: Plan, name: str) -> None:
        self.plan = plan
        self.name = name
        self.own = plan.adjoints[name]
        self.layout = plan.model.quantities[name].layout
        self.at = plan.at.get(name) or letters_for(plan.model, name)
        places = iter(self.at)
        self.row = next(places) if self.layout[0] else None
        self.column = next(places) if self.layout[1] else None
        using = dict.fromkeys((*consumers(plan.model, name), plan.model.cost))
        self.undecided = [
            at
            for definition in map(plan.model.definitions.__getitem__, using)
            for at in where_undecided(definition, name, plan.differentiator, plan.board.context)
        ]
        self.paths = [
            path(plan.model, plan.differentiator, name, self.at, consumer) for consumer in consumers(plan.model, name)
        ]
        self.moved = moved_by(plan.model, name)
        self.chain = Chain(plan.board, Entry(self.own, self.at), self.row, self.column)
        self.left = self.chain.line

    def equation(self) -> Equation:
        self.open()
        if self.paths:
            self.through()
        else:
            self.direct()
        leave_out_vanishing(self.chain, self.plan.model.definitions)
        self.in_matrices()
        plan = self.plan
        plan.board.definitions[self.own] = Definition(self.own, self.at, self.layout, self.chain.term)
        equation = Equation(
            self.own,
            self.name,
            self.left if lacks_a_letter(self.chain.term, self.row, self.column) else self.named(),
            self.chain.line,
            show_layout(self.layout),
            self.at,
            summary(self.chain.steps),
            tuple(self.chain.steps),
            self.meaning(),
            self.note(),
        )
        plan.board.certificates[self.own] = equation.certificate
        self.chain = self.chain.branch()  # smaller steps still to be written refer to this record, not to the steps
        return equation

    def named(self) -> Line:
        """dW, without letters."""
        return self.plan.board.line(self.left.term, self.row, self.column, matrix=True)

    def meaning(self) -> str:
        if self.name in self.plan.scales and self.plan.convention.meaning == "course":
            return f"{self.own} holds each example's own derivative of its loss with respect to {self.name}"
        return f"{self.own} is the derivative of {self.differentiated()} with respect to {self.name}"

    def differentiated(self) -> str:
        """What the gradient is a derivative of: J, or m J where the losses are added up."""
        cost = self.plan.model.cost
        scale = self.plan.scales.get(self.name)
        return f"{text(spell(scale.denominator))} {cost}" if isinstance(scale, Div) else cost

    def opening_meaning(self) -> str:
        own = self.name in self.plan.scales and self.plan.convention.meaning == "course"
        loss = "the loss of one example" if own else self.differentiated()
        return f"what {self.own} means: the derivative of {loss} with respect to {self.name}"

    # -- the chain rule ----------------------------------------------------------------------------------------

    def open(self) -> None:
        plan = self.plan
        line = chain_rule_line(self.name, self.at, self.paths, plan.parts, plan.scales, plan.adjoints, self.moved)
        certificate = chain_rule(
            self.name,
            self.at,
            line,
            plan.board.context,
            cost=plan.model.cost,
            adjoints=plan.adjoints,
            scales=plan.scales,
        )
        rule = "chain-rule" if self.paths else "definition"
        self.chain.to(rule, self.opening_words(), line, certificate=certificate)

    def opening_words(self) -> str:
        if not self.paths:
            return self.opening_meaning()
        here = text(spell(Entry(self.name, self.at)))
        if not self.at and not any(way.summed for way in self.paths):
            said = f"chain rule through {' and through '.join(way.consumer for way in self.paths)}"
        elif not any(way.summed for way in self.paths):
            ways = [f"{way.consumer} only in {text(spell(way.entry))}" for way in self.paths]
            said = f"chain rule: {here} enters {' and '.join(ways)}"
        else:
            ways = [f"through {text(spell(way.entry))}{_for_every(way)}" for way in self.paths]
            said = f"chain rule: {here} reaches the cost {' and '.join(ways)}"
        said += self.scale_words()
        if self.uses_cost(self.name):
            said = f"{said}; and {self.plan.model.cost} uses {self.name} itself"
        if len(self.paths) > 1:
            said = f"{said}; what comes along the different ways is added"
        return said + self.held_words()

    def held_words(self) -> str:
        """What stands beside X in a formula and is computed from X does not follow it there."""
        inside = [way.value for way in self.paths]
        inside += [term.of for term in self.own_uses() for term in walk(term) if isinstance(term, Derivative)]
        found = held(self.name, inside, self.moved)
        if not found:
            return ""
        others = " and ".join(found)
        fixed = "is held fixed: its way counts by itself"
        if len(found) > 1:
            fixed = "are held fixed: their ways count by themselves"
        return f"; where {self.name} stands beside {others}, {others} {fixed}"

    def scale_words(self) -> str:
        """Where 1/m comes in: this gradient is one of J, those it rests on are of each example's own loss."""
        scaled = [way.consumer for way in self.paths if way.consumer in self.plan.scales]
        if self.name in self.plan.scales or not scaled or self.plan.convention.meaning != "course":
            return ""
        if self.plan.parts.scale is ONE:
            return ""
        factor, cost = text(spell(self.plan.parts.scale)), self.plan.model.cost
        of = " and ".join(self.plan.adjoints[name] for name in scaled)
        hold = "holds" if len(scaled) == 1 else "hold"
        return f"; {factor} comes in here, as {cost} is the mean of the losses and {of} {hold} each example's own"

    # -- the cost uses the name itself -------------------------------------------------------------------------

    def direct(self) -> None:
        chain = self.chain
        self.written_out(chain)
        chain.in_short("linearity", in_short(chain.term), write_layers)
        self.carry_out(chain)
        self.own_values(chain)
        if any(isinstance(node, Sum) for node in walk(chain.term)):
            chain.moves(RESOLVE_SUMS)
        simplify(chain)
        self.declared(chain)

    def written_out(self, chain: Chain) -> None:
        """Functions of several variables, such as a loss of (a, y), are replaced by their formulas."""
        term, used = self.plan.differentiator.written_out(chain.term)
        for name in used:
            chain.to("definition", definition(self.plan.differentiator.functions[name]), term)

    def carry_out(self, chain: Chain) -> None:
        """The derivatives of the functions, with inner derivatives as factors."""
        words = rules_used(chain.term, self.plan.differentiator)
        chain.to("differentiate", words, self.plan.differentiator.carry_out(chain.term))

    # -- through other names -----------------------------------------------------------------------------------

    def through(self) -> None:
        chain = self.chain
        uses = self.uses_of_the_cost()

        def write(sheet: Sheet) -> None:
            opened = self.with_definitions(sheet.term)
            sheet.to("definition", self.definition_words(), opened, unfold=self.consumed(), level="every-line")
            self.inwards(sheet, first=0, last=-uses or None)
            own = self.with_own_values(sheet.term)
            if own is not sheet.term and any(isinstance(way.value, Component) for way in self.paths):
                sheet.to("own-value", self.own_words(), own, unfold=self.consumed())

        chain.in_short("differentiate", self.slope_words(), write, self.consumed())
        if uses:
            words = self.own_use_words(chain.term, uses)
            chain.in_short("differentiate", words, lambda sheet: self.inwards(sheet, first=-uses, last=None))
        self.own_values(chain)
        if not self.substituted():
            chain.moves(RESOLVE_SUMS)
            chain.moves((CANCEL, TIDY, POWERS))

    def uses_of_the_cost(self) -> int:
        """How many summands of the chain rule, at its end, are the cost's own use of the name."""
        return len(self.own_uses()) if self.paths else 0

    def own_uses(self) -> list[Term]:
        """The summands of the chain rule that are the cost's own use of the name."""
        return direct_terms(self.name, self.at, self.plan.parts, self.plan.scales, self.moved)

    def inwards(self, inner: Sheet, first: int, last: int | None) -> None:
        """The derivatives in some of the summands carried out, a small line at a time."""
        count = len(list(summands(inner.term)))
        start, behind = (count + first if first < 0 else first), -(last or 0)  # one summand may become several

        def parted() -> tuple[list[Term], Term, list[Term]]:
            terms = list(summands(inner.term))
            end = len(terms) - behind
            return terms[:start], added(terms[start:end]), terms[end:]

        def write(rule: str, words: str, changed: Term) -> None:
            before, _, after = parted()
            inner.to(rule, words, added([*before, *summands(changed), *after]), level="every-line")

        for layer in layers(parted()[1]):
            write("linearity", layer.words, layer.term)
        term = parted()[1]
        carried = self.plan.differentiator.carry_out(term)
        if TIDY.words(carried, tidy(carried), True) == ONES_LEFT_OUT:  # nobody writes A1[j,e] times 1
            carried = tidy(carried)
        write("differentiate", rules_used(term, self.plan.differentiator), carried)
        for move in (PICK, TIDY):
            term = parted()[1]
            changed = move.change(term)
            if changed is not term:
                write(move.rule, move.words(term, changed, True), changed)

    def own_use_words(self, term: Term, uses: int) -> str:
        """What the cost's own use of the name contributes: mostly a penalty."""
        own = added(list(summands(term)[-uses:]))
        penalty = self.plan.parts.penalty
        where = "in the penalty" if penalty is not None and self.name in names(penalty) else "in the cost itself"
        rules = rules_used(inwards(own), self.plan.differentiator)
        return f"{where} only the term with {text(spell(Entry(self.name, self.at)))} counts; {rules}"

    def with_definitions(self, term: Term) -> Term:
        """∂C/∂X becomes ∂(right-hand side of C)/∂X."""
        return _opened(term, {way.entry: way.value for way in self.paths})

    def definition_words(self) -> str:
        return f"the equation{'s' if len(self.paths) > 1 else ''} of {' and '.join(self.consumed())} put in"

    def definition_of(self, way: Path) -> str:
        return f"{text(spell(way.entry))} = {text(spell(way.value, self.functions()))}"

    def slope_words(self) -> str:
        """``Z2[i,e] = sum_k W2[i,k] A1[k,e] + b2[i], so ∂Z2[i,e]/∂A1[j,e] = W2[i,j]``."""
        said = []
        variable = Entry(self.name, self.at)
        for way in self.paths:
            meaning = self.definition_of(way)
            slope = tidy(pick(self.plan.differentiator.of(way.value, variable)))
            function = self.plan.differentiator.functions.get(getattr(way.value, "function", ""))
            if isinstance(way.value, Component) and function is not None and function.slope is not None:
                inner = f"∂{function.own}[i]/∂{function.arguments[0]}[j] = {text(spell(function.slope))}"
                said.append(f"{meaning}, and for {function.name} {inner}")
            elif any(isinstance(node, (Component, Sum)) for node in walk(slope)):
                said.append(f"{meaning}; {rules_used(Derivative(way.value, variable), self.plan.differentiator)}")
            else:
                rules = rules_used(Derivative(way.value, variable), self.plan.differentiator, "")
                told = f" ({rules})" if rules and not isinstance(way.value, Apply) else ""
                said.append(
                    f"{meaning}, so {text(spell(Derivative(way.entry, variable)))} = "
                    f"{text(spell(slope, self.functions()))}{told}"
                )
        return "; ".join(said)

    def functions(self) -> Mapping[str, Function]:
        return self.plan.model.functions

    def consumed(self) -> tuple[str, ...]:
        return tuple(way.consumer for way in self.paths)

    def with_own_values(self, term: Term) -> Term:
        for way in self.paths:
            changed = in_own_value(term, way, self.plan.differentiator)
            term = flat_products(changed) if changed is not term else term
        return term

    def own_values(self, chain: Chain) -> None:
        own = self.with_own_values(chain.term)
        slopes = in_values(chain.term, self.plan.differentiator)
        if own is not chain.term and slopes is not chain.term:
            slope_words = slopes_used(chain.term, self.plan.differentiator)
            named = " and ".join(f"{call} is {name}" for call, name in self.named_values())

            def write(sheet: Sheet) -> None:
                sheet.to("own-value", slope_words, flat_products(slopes))
                sheet.to("own-value", named, own, unfold=self.consumed())

            chain.in_short("own-value", self.own_words(), write, self.consumed(), letters=False)
        else:
            values, found = [way.value for way in self.paths], self.plan.differentiator
            name_slopes(chain, values, own, self.own_words(), self.consumed(), found)
        rest = in_values(chain.term, self.plan.differentiator)
        if rest is not chain.term:
            chain.to("own-value", slopes_used(chain.term, self.plan.differentiator), flat_products(rest))
        if open_slopes(chain, self.plan.differentiator):
            self.own_values(chain)  # what came out of the formulas

    def named_values(self) -> list[tuple[str, str]]:
        """The functions applied here, each with the name of its value: ``sigmoid(Z2)`` and ``A2``."""
        calls = [(way.value, way.consumer) for way in self.paths if isinstance(way.value, Apply)]
        return [(self.plan.board.line(call, self.row, self.column).text, name) for call, name in calls]

    def own_words(self) -> str:
        """``sigmoid'(Z2) = A2 ⊙ (1 - A2), as A2 = sigmoid(Z2)``."""
        said = []
        for way in self.paths:
            written = self.plan.model.quantities[way.consumer].written
            meaning = f"{way.consumer} = {text(written)}" if written is not None else way.consumer
            meaning = self.definition_of(way) if self.plan.board.letters else meaning
            if isinstance(way.value, Apply):
                prime = Apply(f"{way.value.function}'", way.value.arguments)
                slope = self.with_own_values(prime)
                board, at = self.plan.board, (self.row, self.column)
                if way.value.function in PRIMITIVE_SLOPES:
                    said.append(f"{board.line(way.value, *at).text} is {board.line(way.entry, *at).text}")
                elif slope is not prime:
                    rules = formula_rules(way.value.function, self.plan.differentiator)
                    if rules and way.consumer not in names(
                        slope
                    ):  # the slope itself is the line; what gives it is said
                        known = self.plan.differentiator.functions[way.value.function]
                        said.append(f"{definition(known)}; {rules}")
                    else:
                        said.append(f"{board.line(prime, *at).text} = {board.line(slope, *at).text}, as {meaning}")
            elif isinstance(way.value, Component):
                said.append(f"in terms of {meaning}")
        return "; ".join(said) or "in terms of named values"

    # -- putting in what was derived before --------------------------------------------------------------------

    def substituted(self) -> bool:
        """Put in dC and simplify, where C is the network's output as a function of X alone and the fractions cancel."""
        plan = self.plan
        if len(self.paths) != 1 or self.uses_cost(self.name):
            return False
        (way,) = self.paths
        adjoint = plan.adjoints[way.consumer]
        known = plan.board.definitions.get(adjoint)
        if known is None or consumers(plan.model, way.consumer) or names(way.value) != {self.name}:
            return False
        value = replace_entries(
            self.chain.term,
            lambda entry: instantiate(known.value, known.indices, entry.indices) if entry.name == adjoint else entry,
        )
        plain = settled(self.chain.term)
        if not acceptable(finished(value, plan.model.facts), plain):
            return False
        return attempt(self.chain, lambda branch: self.put_in(branch, adjoint, value), lambda term: True)

    def uses_cost(self, name: str) -> bool:
        return name in names(self.plan.model.definitions[self.plan.model.cost].value)

    def put_in(self, chain: Chain, adjoint: str, value: Term) -> None:
        chain.to("substitute", f"put in {adjoint}", value, unfold=(adjoint,))
        chain.move(CANCEL)
        chain.moves(RESOLVE_SUMS)
        chain.move(CANCEL)
        chain.moves(RESOLVE_SUMS)
        self.declared(chain)
        after_putting_in(chain)

    def declared(self, chain: Chain) -> None:
        """What is declared about the data is used."""
        changed, used = use_equalities(chain.term, self.plan.model.facts)
        if used:
            chain.to("fact", f"given: {', '.join(used)}", tidy(changed), facts=used)

    # -- the last line -----------------------------------------------------------------------------------------

    def in_matrices(self) -> None:
        term = self.chain.term
        line = self.plan.board.line(term, self.row, self.column, matrix=True)
        if line.text == self.chain.line.text:
            return
        at = (self.row, self.column)
        board, source = self.plan.board, self.chain.line
        lines = Smaller(lambda: into_one_product(board, source, line, at))
        self.chain.to("matrix-form", matrix_words(term, *at, line.surface), term, children=lines, matrix=True)

    def note(self) -> str:
        term = self.chain.term
        said = tie_notes(
            term, self.name, self.plan.differentiator, self.plan.model.own_functions, self.plan.board.context
        )
        said += [f"this is for {at}: whether the value jumps where that fails is not known" for at in self.undecided]
        return "; ".join(said) or self.condition_note()

    def condition_note(self) -> str:
        """What the result would become if a sum over a target's entries were known to be 1, proved under that fact."""
        term, board = self.chain.term, self.plan.board
        for node in walk(term):
            if not isinstance(node, Sum) or not isinstance(node.body, Entry):
                continue
            name = node.body.name
            if self.plan.model.quantities.get(name) is None or name in self.plan.model.definitions:
                continue
            free = tuple(index for index in node.body.indices if index != node.bound)
            shown = "colsum" if node.body.indices[0] == node.bound else "rowsum"
            fact = Equality(free, node, ONE, f"{shown}({name}) = 1")
            shorter = finished(term, (fact,))
            if shorter is term or length(shorter) >= length(term):
                continue
            context = replace(board.context, facts=(*board.context.facts, fact))
            if equal(term, shorter, context).kind == "proved":
                line = board.line(shorter, self.row, self.column, matrix=True)
                return f"if {fact.text} is declared, this is {line.text}"
        return ""


def _for_every(way: Path) -> str:
    if not way.summed:
        return ""
    if way.summed[0].axis is LAYERS:
        return f" for every {' and every '.join(('layer l', *(index.name for index in way.summed[1:])))}"
    return f" for every {' and '.join(index.name for index in way.summed)}"


def _opened(term: Term, values: Mapping[Term, Term]) -> Term:
    if isinstance(term, Derivative) and term.of in values:
        return Derivative(values[term.of], term.wrt)
    return map_children(term, lambda child: _opened(child, values))
