"""From the taught form to the form that keeps its digits, by the library's own identities.

``log(A2)`` with ``A2 = sigmoid(Z2)`` becomes ``-softplus(-Z2)``, ``1 - A2`` in a denominator becomes ``sigmoid(-Z2)``,
``1/(1 + exp(-Z))`` is recognised as the sigmoid. The rewriting is on index forms; every changed equation is proved
equal to the one before, and the proof is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from ..errors import ProofError
from ..library import Activation, Identity, Loss
from ..proof.certificate import Certificate
from ..terms import (
    Add,
    Apply,
    Component,
    Context,
    Definition,
    Div,
    Entry,
    Function,
    Mul,
    Neg,
    Number,
    Power,
    Sum,
    Term,
    free_indices,
    map_children,
    number,
    rename_indices,
    walk,
)
from .cancelling import cancelled
from .matching import LookUp, Matcher, fill, look_up, unfold
from .rederiving import RunningGraph, risk

#: How many rules may follow one upon another at one place.
MOST_RULES = 8

#: Proves two terms equal in a context after unfolding names; raises ProofError.
Certify = Callable[[Term, Term, Context, tuple[str, ...]], Certificate]


@dataclass(frozen=True)
class AsComputed:
    """An equation whose running form differs from the taught one: both, why, and the proof that they are equal."""

    name: str
    before: Term
    after: Term
    words: str
    certificate: Certificate


@dataclass(frozen=True)
class Rule:
    """``left = right`` used from left to right. ``careful``: only where a rounding error would be magnified."""

    variables: tuple[str, ...]
    left: Term
    right: Term
    words: str
    careful: bool


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
    careful = isinstance(identity.left, Add) and not logs
    return Rule(function.arguments, identity.left, identity.right, identity.text, careful)


def call_of(function: Function) -> Term:
    """The function called on its own arguments: ``sigmoid(z)``, ``softmax(z)[i]``."""
    variable = function.arguments[0]
    if function.axis_index is None:
        return Apply(function.name, tuple(Entry(argument, ()) for argument in function.arguments))
    component = function.axis_index[0]
    bound = replace(component, name="k")
    return Component(function.name, component, bound, Entry(variable, (bound,)))


def stabilise(
    definitions: Mapping[str, Definition],
    context: Context,
    rules: tuple[Rule, ...],
    inlined: frozenset[str],
    own: frozenset[str],
    adjoint_of: Mapping[str, str],
    cost: str,
    certify: Certify,
) -> tuple[dict[str, Definition], tuple[AsComputed, ...]]:
    """The definitions in the form to be computed, in the same order, and what was changed with its proof.

    ``inlined`` names functions (the losses) that are replaced by their values first, so that what is inside is seen;
    ``own`` are the functions that the model defines;
    ``adjoint_of`` names the derived equations among the definitions, and what each is the gradient of.
    """
    adjoints = adjoint_of.keys()
    done: dict[str, Definition] = {}
    chain: list[AsComputed] = []
    arguments: list[str] = []
    bypassed: dict[str, None] = {}
    for name, definition in definitions.items():
        taught = look_up({other: definitions[other] for other in adjoints if other in done})
        rewriting = _Rewriting(rules, context.functions, look_up(done), taught, inlined, own)
        whole = isinstance(definition.value, Add) and name not in adjoints  # b = 1 - a may be wanted in a logarithm
        value = rewriting.term(definition.value, careful=whole)
        if name in adjoints:
            running = {n: d for n, d in done.items() if n not in adjoints}
            graph = RunningGraph(running, tuple(bypassed), adjoint_of, cost, context.functions)
            form = _adjoint(definition, value, graph, context, rewriting, arguments, certify)
            done[name] = definition if form is None else replace(definition, value=form.after)
            chain += [form] if form is not None else []
            continue
        done[name] = definition
        argument = _argument(name, replace(definition, value=value), context)
        if argument is not None:
            done.pop(name)
            done[argument.name] = argument
            context = replace(
                context,
                layouts={**context.layouts, argument.name: argument.layout},
                definitions={**context.definitions, argument.name: argument},
            )
            value = _with_argument(value, argument)
            arguments.append(argument.name)
            rewriting.words.append(f"its argument is named {argument.name}")
        if value is not definition.value:
            value = _tidy(value)
            certificate = certify(definition.value, value, context, (*rewriting.unfolded(), *arguments))
            words = "; ".join(dict.fromkeys(rewriting.words))
            chain.append(AsComputed(name, definition.value, value, words, certificate))
            bypassed.update(dict.fromkeys(rewriting.unfolded()))
        done[name] = replace(definition, value=value)
    return done, tuple(chain)


def _adjoint(
    definition: Definition,
    value: Term,
    graph: RunningGraph,
    context: Context,
    rewriting: _Rewriting,
    arguments: Collection[str],
    certify: Certify,
) -> AsComputed | None:
    """The running form of a derived equation with its proof; None if it runs as it is taught.

    ``value`` is its formula rewritten by the identities. Where that still reads an adjoint that may be infinite, or
    divides, the gradient is derived along the running equations.
    """
    name, of = definition.name, graph.adjoint_of[definition.name]
    through = (*rewriting.unfolded(), *arguments)
    adjoints = {adjoint for adjoint, quantity in graph.adjoint_of.items() if quantity in graph.bypassed}
    shaky = adjoints | {f"{function}'" for function in rewriting.own}
    if graph.changed_around(of, context) and (least := risk(value, shaky)):
        opened = (*through, *graph.bypassed, *adjoints, *graph.definitions)
        for candidate in graph.candidates(of, definition.indices, context):
            other = _tidy(rewriting.term(candidate, careful=False))
            if risk(other, shaky) >= least:
                continue
            try:
                certificate = certify(definition.value, other, context, tuple(dict.fromkeys(opened)))
            except ProofError:
                continue
            return AsComputed(name, definition.value, other, "derived along the equations that run", certificate)
    if value is definition.value:
        return None
    value = _tidy(value)
    words = "; ".join(dict.fromkeys(rewriting.words))
    return AsComputed(name, definition.value, value, words, certify(definition.value, value, context, through))


def _argument(name: str, definition: Definition, context: Context) -> Definition | None:
    """``Z_A2 = W2 A1 + b2`` for ``A2 = sigmoid(W2 A1 + b2)``: what is computed once and used again has a name."""
    match definition.value:
        case Apply(function, (body, *_)) if function in context.functions:
            inner = body
        case Component(_, at, bound, body) if at in definition.indices and at not in free_indices(body):
            inner = rename_indices(body, {bound: at})
        case _:
            return None
    whole = free_indices(inner) == frozenset(definition.indices)
    if not whole or not any(isinstance(node, Sum) for node in walk(inner)):
        return None
    new = f"Z_{name}"
    while new in context.layouts:
        new += "_"
    return Definition(new, definition.indices, definition.layout, inner)


def _with_argument(value: Term, argument: Definition) -> Term:
    match value:
        case Apply(function, (_, *others)):
            return Apply(function, (argument.entry, *others))
        case Component(function, at, bound, _):
            return Component(function, at, bound, rename_indices(argument.entry, {at: bound}))
        case _:
            return value


class _Rewriting:
    def __init__(
        self,
        rules: tuple[Rule, ...],
        functions: Mapping[str, Function],
        find: LookUp,
        taught: LookUp,
        inlined: frozenset[str],
        own: frozenset[str],
    ) -> None:
        self.own = own
        self.rules = rules
        self.functions = functions
        self.inlined = inlined
        self.words: list[str] = []
        self.depth = 0
        self.seen: dict[str, None] = {}
        self.find = find
        self.taught = taught

    def unfolded(self) -> list[str]:
        """The names that were looked through."""
        return list(self.seen)

    def term(self, term: Term, *, careful: bool) -> Term:
        """The term rewritten from the outside in; ``careful`` inside logarithms, denominators and roots."""
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
        """A call of one of the model's own functions: written out if a rule has something to say about its formula."""
        value, said = unfold(term, self.functions), len(self.words)
        if value is not None:
            written_out = self.term(value, careful=careful)
            if len(self.words) > said:
                self.words.append(f"{term.function} written out")
                return written_out
        return self.inside(term, careful)

    def by(self, rule: Rule, term: Term) -> Term | None:
        if isinstance(term, (Entry, Number)):
            return None
        binding = Matcher(rule.variables, self.functions, self.find, self.own).match(rule.left, term)
        if binding is None:
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


def _is_whole(exponent: Term) -> bool:
    return isinstance(exponent, Number) and exponent.value.denominator == 1 and exponent.value > 0


def _tidy(term: Term) -> Term:
    """Signs pulled out of products and sums over indices, so that the program reads ``-Y * softplus(-Z2) - ...``."""
    term = map_children(term, _tidy)
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
