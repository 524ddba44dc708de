"""Terms read into the exact normal form."""

from __future__ import annotations

from collections.abc import Callable, Collection
from fractions import Fraction

from ..errors import ProofError
from ..terms import (
    Add,
    Apply,
    Compare,
    Component,
    Context,
    Delta,
    Derivative,
    Div,
    Entry,
    Equality,
    Function,
    Max,
    Membership,
    Mul,
    Neg,
    Number,
    Power,
    Select,
    Size,
    Sum,
    Term,
    instantiate,
    names,
)
from .differentiating import Differentiator
from .expanding import apply_function, component_function, function_named
from .ring import UNIT, Atom, Coefficient, Poly, Stuck, add, constant
from .unknown import unknown_named
from .vanishing import Prover

DEEPEST_TERM = 200
_HALF = Fraction(1, 2)


class Reader:
    """Reads terms for one proof.

    ``unfold`` are the names replaced by their definitions; ``open_functions`` replaces library functions by their
    formulas; ``facts`` are the places of the context's facts that may be used.
    """

    def __init__(
        self,
        prover: Prover,
        context: Context,
        trusted: Callable[[Function], bool],
        *,
        unfold: Collection[str] = (),
        open_functions: bool = False,
        facts: Collection[int] = (),
    ) -> None:
        self.prover = prover
        self.context = context
        self.unfold = frozenset(unfold)
        self.open_functions = open_functions
        self.differentiator = Differentiator(context, trusted)
        self._known: dict[Term, Poly] = {}
        self._opening: set[str] = set()
        self._depth = 0
        for place in sorted(facts, key=lambda place: isinstance(context.facts[place], Equality)):
            self._use_fact(place)

    def _use_fact(self, place: int) -> None:
        fact = self.context.facts[place]
        match fact:
            case Membership(entry, values, _):
                numbers = [self._number(value) for value in values]
                if all(number is not None for number in numbers):
                    self.prover.member_facts[entry.name] = place
                    self.prover.members[entry.name] = _lower_coefficients([n for n in numbers if n is not None])
            case Equality(indices, left, right, _):
                if names(left) | names(right):
                    difference = add(self.read(left), self.read(right), -1)
                    self.prover.add_rule(place, difference, tuple(self.prover.index(i) for i in indices))
                    self._known.clear()

    def _number(self, term: Term) -> Coefficient | None:
        poly = self.read(term)
        if not poly:
            return 0
        return poly.get(UNIT) if len(poly) == 1 else None

    def read(self, term: Term) -> Poly:
        """The normal form. The result is shared: never change it."""
        known = self._known.get(term)
        if known is None:
            self._depth += 1
            if self._depth > DEEPEST_TERM:
                raise Stuck("the formula is nested too deeply")
            known = self._known[term] = self._read(term)
            self._depth -= 1
        return known

    def _read(self, term: Term) -> Poly:
        prover = self.prover
        match term:
            case Entry(name, indices):
                if name in self.unfold and name in self.context.definitions:
                    return self._unfolded(term)
                return prover.monomial(1, {prover.atom(Atom("entry", name, tuple(map(prover.index, indices)))): 1})
            case Number(value):
                return constant(value.numerator if value.denominator == 1 else value)
            case Mul(factors):
                product = self.read(factors[0])
                for factor in factors[1:]:
                    product = prover.multiply(product, self.read(factor))
                return product
            case Add(terms):
                total = self.read(terms[0])
                for part in terms[1:]:
                    total = add(total, self.read(part))
                return total
            case Neg(body):
                return {monomial: -coefficient for monomial, coefficient in self.read(body).items()}
            case Div(upper, lower):
                return prover.multiply(self.read(upper), self._reciprocal(lower))
            case Power(base, exponent):
                return self._power(self.read(base), self.read(exponent))
            case Sum(bound, body):
                return prover.bind(self.read(body), prover.index(bound))
            case Size(axis):
                return prover.single(Atom("size", axis.name))
            case Delta(left, right):
                return prover.delta(prover.index(left), prover.index(right))
            case Apply():
                return self._function(term)
            case Component(function, at, bound, body):
                if self.open_functions:
                    record = function_named(function, self.context)
                    return self.read(component_function(record, record.value, (at,), bound, body))
                return prover.over("component", function, (prover.index(at),), prover.index(bound), self.read(body))
            case Max(bound, body):
                return prover.over("max", "", (), prover.index(bound), self.read(body))
            case Compare(relation, left, right):
                return self._condition(relation, add(self.read(left), self.read(right), -1))
            case Select(condition, then, otherwise):
                chosen = self.read(condition)
                other = self.read(otherwise)
                return add(prover.multiply(chosen, add(self.read(then), other, -1)), other)
            case Derivative():
                return self.read(self.differentiator.written(term))

    def _unfolded(self, entry: Entry) -> Poly:
        definition = self.context.definitions[entry.name]
        if entry.name in self._opening:
            raise Stuck(f"the definition of {entry.name} mentions itself")
        self._opening.add(entry.name)
        value = self.read(instantiate(definition.value, definition.indices, entry.indices))
        self._opening.discard(entry.name)
        return value

    def _reciprocal(self, lower: Term) -> Poly:
        """``1/lower``; below a fraction line a power stays one, so that its base is what must not be 0."""
        if isinstance(lower, Power) and isinstance(lower.exponent, Number):
            exponent = lower.exponent.value
            if exponent > 1 and exponent.denominator == 1:
                return self.prover.power(self.read(lower.base), -exponent.numerator)
        return self.prover.power(self.read(lower), -1)

    def _power(self, base: Poly, exponent: Poly) -> Poly:
        if not exponent:
            return self.prover.power(base, 0)
        if len(exponent) == 1 and UNIT in exponent:
            return self.prover.power(base, exponent[UNIT])
        return self.prover.symbolic_power(base, exponent)

    def _condition(self, relation: str, difference: Poly) -> Poly:
        prover = self.prover
        opposite = {monomial: -coefficient for monomial, coefficient in difference.items()}
        match relation:
            case ">":
                return prover.positive(difference)
            case "<":
                return prover.positive(opposite)
            case ">=":
                return add(constant(1), prover.positive(opposite), -1)
            case "<=":
                return add(constant(1), prover.positive(difference), -1)
            case "=":
                return prover.zero(difference)
            case "!=":
                return add(constant(1), prover.zero(difference), -1)
        raise Stuck(f"an unknown relation {relation}")

    def _function(self, term: Apply) -> Poly:
        prover = self.prover
        function = term.function
        unknown = unknown_named(function, self.context)
        if unknown is not None:
            if len(term.arguments) != len(unknown.arguments):
                raise ProofError(f"{unknown.name} has {len(unknown.arguments)} arguments")
            return prover.opaque(function, [self.read(argument) for argument in term.arguments])
        if function.endswith("'"):
            return self.read(self.differentiator.primed(function, term.arguments))
        u = self.read(term.arguments[0])
        match function:
            case "exp":
                return prover.exp(u)
            case "log":
                return prover.log(u)
            case "sqrt":
                return prover.power(u, _HALF)
            case "log1p":
                return prover.log(add(u, constant(1)))
            case "expm1":
                return add(prover.exp(u), constant(1), -1)
            case "abs":
                return add(prover.multiply(constant(2), prover.multiply(u, prover.positive(u))), u, -1)
            case "max" | "min":
                v = self.read(term.arguments[1])
                difference = add(u, v, -1) if function == "max" else add(v, u, -1)
                chosen = prover.multiply(add(u, v, -1), prover.positive(difference))
                return add(v, chosen)
            case "sin" | "cos":
                return prover.opaque(function, [u])
        if self.open_functions:
            record = function_named(function, self.context)
            return self.read(apply_function(record, record.value, term.arguments))
        function_named(function, self.context)
        return prover.opaque(function, [self.read(argument) for argument in self._all_arguments(term)])

    def _all_arguments(self, term: Apply) -> tuple[Term, ...]:
        """The arguments with the defaults of those left out, so that ``f(z)`` and ``f(z, default)`` are one."""
        record = function_named(term.function, self.context)
        missing = record.arguments[len(term.arguments) :]
        return term.arguments + tuple(record.defaults[name] for name in missing if name in record.defaults)


def _lower_coefficients(roots: list[Coefficient]) -> tuple[Coefficient, ...]:
    """c with ``y^n = c[0] + c[1] y + ... + c[n-1] y^(n-1)`` for the n distinct roots."""
    coefficients: list[Coefficient] = [1]  # of the product so far, lowest power first
    for root in dict.fromkeys(roots):
        shifted: list[Coefficient] = [0, *coefficients]
        for place, coefficient in enumerate(coefficients):
            shifted[place] -= root * coefficient
        coefficients = shifted
    return tuple(-coefficient for coefficient in coefficients[:-1])
