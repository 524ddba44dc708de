"""The rules that keep digits, from the library's identities, and their use on a formula from the outside in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from ..library import Activation, Identity, Loss
from ..terms import (
    Add,
    Apply,
    Component,
    Div,
    Entry,
    Function,
    Index,
    Max,
    Mul,
    Neg,
    Number,
    Power,
    Sum,
    Term,
    map_children,
    number,
    walk,
)
from .cancelling import cancelled
from .matching import LookUp, Matcher, fill, unfold

#: How many rules may follow one upon another at one place.
MOST_RULES = 8
#: A sum of more terms is not searched for parts that a rule is about.
LONGEST_SUM = 6


@dataclass(frozen=True)
class Rule:
    """``left = right`` used from left to right. ``careful``: only where a rounding error would be magnified.

    ``given`` are variables that must be data of the model.
    """

    variables: tuple[str, ...]
    left: Term
    right: Term
    words: str
    careful: bool
    given: tuple[str, ...] = ()

    @property
    def is_sum(self) -> bool:
        """Whether it may be used on a part of a longer sum, and on a sum with all signs turned."""
        return isinstance(self.left, Add) and not self.careful


def rules(activations: tuple[Activation, ...], losses: tuple[Loss, ...]) -> tuple[Rule, ...]:
    """The library's identities, and the recognition of functions with a stable form by their values."""
    found: list[Rule] = []
    entries: list[Activation | Loss] = [*activations, *losses]
    for entry in entries:
        found += [_rule(entry.function, identity) for identity in entry.identities]
    for activation in activations:
        if activation.stable is not None:
            function = activation.function
            call = call_of(function)
            words = f"{activation.name} recognised"
            found.append(Rule(function.arguments, function.value, call, words, careful=False))
    return tuple(found)


def _rule(function: Function, identity: Identity) -> Rule:
    logs = any(isinstance(node, Apply) and node.function == "log" for node in walk(identity.left))
    counts = any(isinstance(node, Number) for node in walk(identity.left))  # 1 - sigmoid(z) is right in most places
    careful = isinstance(identity.left, Add) and counts and not logs
    variables = (*function.arguments, *identity.given)
    return Rule(variables, identity.left, identity.right, identity.text, careful, identity.given)


def call_of(function: Function) -> Term:
    """The function called on its own arguments: ``sigmoid(z)``, ``softmax(z)[i]``."""
    variable = function.arguments[0]
    if function.axis_index is None:
        return Apply(function.name, tuple(Entry(argument, ()) for argument in function.arguments))
    component = function.axis_index[0]
    bound = Index("k", component.axis)
    return Component(function.name, component, bound, Entry(variable, (bound,)))


def without_maxima(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """The rules for forms that are to be differentiated: no maximum is brought in, but names are looked through."""
    return tuple(
        replace(rule, right=rule.left) if any(isinstance(node, Max) for node in walk(rule.right)) else rule
        for rule in rules
    )


@dataclass(frozen=True)
class Rewritten:
    """A term rewritten, the words that say by which rules, and the names that were looked through."""

    term: Term
    words: tuple[str, ...]
    seen: tuple[str, ...]


class Rewriting:
    def __init__(
        self,
        rules: tuple[Rule, ...],
        functions: Mapping[str, Function],
        find: LookUp,
        taught: LookUp,
        inlined: frozenset[str],
        own: frozenset[str],
        data: frozenset[str] = frozenset(),
    ) -> None:
        self.own = own
        self.data = data
        self.rules = rules
        self.functions = functions
        self.inlined = inlined
        self.words: list[str] = []
        self.depth = 0
        self.seen: dict[str, None] = {}
        self.find = find
        self.taught = taught
        self._calls: dict[tuple[Apply, bool, int], Rewritten] = {}

    def unfolded(self) -> list[str]:
        """The names that were looked through."""
        return list(self.seen)

    def term(self, term: Term, *, careful: bool) -> Term:
        """The term rewritten from the outside in; ``careful`` inside logarithms, denominators and roots."""
        if isinstance(term, (Entry, Number)):
            return term
        if isinstance(term, Apply) and term.function in self.inlined:
            value = unfold(term, self.functions)
            assert value is not None
            self.words.append(f"{term.function} written out")
            return self.term(value, careful=careful)
        for rule in self.rules:
            if rule.careful and not careful:
                continue
            rewritten = self.by(rule, term)
            if rewritten is not None:
                return rewritten
        if isinstance(term, Apply) and term.function in self.own:
            return self.own_call(term, careful)
        return self.inside(term, careful)

    def own_call(self, term: Apply, careful: bool) -> Term:
        """A call of one of the model's own functions: written out if a rule has something to say about its formula.

        Functions made of each other hold the same call many times. It is rewritten once; what was said of it is said
        again.
        """
        asked = (term, careful, self.depth)
        known = self._calls.get(asked)
        if known is None:
            words, seen = self.words, self.seen
            self.words, self.seen = [], {}
            value = unfold(term, self.functions)
            done = term if value is None else self.term(value, careful=careful)
            if self.words:
                self.words.append(f"{term.function} written out")
            else:
                done = self.inside(term, careful)
            known = self._calls[asked] = Rewritten(done, tuple(dict.fromkeys(self.words)), tuple(self.seen))
            self.words, self.seen = words, seen
        self.words += known.words
        self.seen.update(dict.fromkeys(known.seen))
        return known.term

    def by(self, rule: Rule, term: Term) -> Term | None:
        """What a rule makes of a term, or of some terms of a sum; None if it says nothing about it."""
        found = self.by_whole(rule, term)
        if found is not None or not rule.is_sum or not isinstance(term, Add):
            return found
        assert isinstance(rule.left, Add)
        size = len(rule.left.terms)
        for chosen in combinations(range(len(term.terms)), size) if len(term.terms) <= LONGEST_SUM else ():
            part = Add(tuple(term.terms[place] for place in chosen))
            rest = tuple(other for place, other in enumerate(term.terms) if place not in chosen)
            for turned in (False, True):
                found = self.by_whole(rule, _turned(part) if turned else part)
                if found is not None:
                    found = Neg(found) if turned else found
                    return self.again(Add((found, *rest))) if rest else found
        return None

    def by_whole(self, rule: Rule, term: Term) -> Term | None:
        matcher = Matcher(rule.variables, self.functions, self.find, self.own)
        if not matcher.may_match(rule.left, term):
            return None
        binding = matcher.match(rule.left, term)
        if binding is None or not all(self.is_data(binding.values[name][1]) for name in rule.given):
            return None
        values = {
            name: (place, value if isinstance(value, Entry) else self.term(value, careful=False))
            for name, (place, value) in binding.values.items()
        }
        filled = fill(rule.right, replace(binding, values=values))
        if filled is term:
            return None
        self.words.append(rule.words)
        self.seen.update(dict.fromkeys(sorted(binding.through)))
        return self.again(filled)

    def is_data(self, term: Term) -> bool:
        return isinstance(term, Entry) and term.name in self.data

    def again(self, term: Term) -> Term:
        """What a rule made may contain something for another rule."""
        self.depth += 1
        done = self.term(term, careful=False) if self.depth < MOST_RULES else term
        self.depth -= 1
        return done

    def inside(self, term: Term, careful: bool) -> Term:
        match term:
            case Div(numerator, denominator):
                return Div(self.term(numerator, careful=careful), self.term(denominator, careful=True))
            case Apply(("log" | "sqrt") as function, (body,)):
                return Apply(function, (self.term(body, careful=True),))
            case Power(base, exponent):
                return Power(self.term(base, careful=careful or not _is_whole(exponent)), exponent)
            case Add():
                return map_children(term, lambda child: self.term(child, careful=False))
            case Mul():
                return self.product(term, careful)
            case _:
                return map_children(term, lambda child: self.term(child, careful=careful))

    def product(self, term: Mul, careful: bool) -> Term:
        """The product's factors rewritten, after what cancels with an adjoint's denominator is gone."""
        shorter, names = cancelled(term, self.taught)
        if shorter is term:
            return map_children(term, lambda child: self.term(child, careful=careful))
        self.words.append(f"{', '.join(names)} written out, common factors cancelled")
        self.seen.update(dict.fromkeys(names))
        return self.term(shorter, careful=careful)


def _turned(term: Add) -> Term:
    """The sum with every sign turned."""
    return Add(tuple(part.body if isinstance(part, Neg) else Neg(part) for part in term.terms))


def _is_whole(exponent: Term) -> bool:
    return isinstance(exponent, Number) and exponent.value.denominator == 1 and exponent.value > 0


def tidied(term: Term) -> Term:
    """Signs pulled out of products and sums over indices, so that the program reads ``-Y * softplus(-Z2) - ...``."""
    term = map_children(term, tidied)
    match term:
        case Neg(Neg(body)):
            return body
        case Mul(factors) if any(isinstance(factor, Neg) for factor in factors):
            signs = sum(isinstance(factor, Neg) for factor in factors)
            bare = Mul(tuple(factor.body if isinstance(factor, Neg) else factor for factor in factors))
            return Neg(bare) if signs % 2 else bare
        case Add(terms) if all(isinstance(part, Neg) for part in terms):
            return Neg(Add(tuple(part.body for part in terms if isinstance(part, Neg))))
        case Sum(bound, Neg(body)):
            return Neg(Sum(bound, body))
        case Number(value) if value < 0:
            return Neg(number(-value))
        case _:
            return term
