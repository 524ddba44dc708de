"""From the taught form to the form that keeps its digits, by the library's own identities.

``log(A2)`` with ``A2 = sigmoid(Z2)`` becomes ``-softplus(-Z2)``, ``1 - A2`` in a denominator becomes ``sigmoid(-Z2)``,
``1/(1 + exp(-Z))`` is recognised as the sigmoid. The rewriting is on index forms; every changed equation is proved
equal to the one before, and the proof is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from .. import library
from ..convention import Convention
from ..errors import ProofError
from ..model import Model
from ..proof.certificate import Certificate
from ..terms import (
    Add,
    Apply,
    Component,
    Context,
    Definition,
    Max,
    Sum,
    Term,
    free_indices,
    rename_indices,
    walk,
)
from .matching import look_up
from .rederiving import RunningGraph, risk
from .rewriting import Rewriting, Rule, tidied, without_maxima

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


def stabilise(
    definitions: Mapping[str, Definition],
    context: Context,
    rules: tuple[Rule, ...],
    model: Model,
    adjoint_of: Mapping[str, str],
    convention: Convention,
    certify: Certify,
) -> tuple[dict[str, Definition], tuple[AsComputed, ...]]:
    """The definitions in the form to be computed, in the same order, and what was changed with its proof.

    The library's losses are replaced by their values first, so that what is inside is seen; the model's own functions
    where a rule applies to what they stand for. ``adjoint_of`` names the derived equations among the definitions, and
    what each is the gradient of.
    """
    adjoints = adjoint_of.keys()
    shelf, data = library.shelf_of(model), frozenset(model.data)
    inlined = frozenset(shelf.names("losses")) & model.functions.keys()
    own = frozenset(name for name in model.functions if _is_opened(name, shelf))
    done: dict[str, Definition] = {}
    chain: list[AsComputed] = []
    arguments: list[str] = []
    bypassed: dict[str, None] = {}
    smooth: dict[str, Definition] = {}
    for name, definition in definitions.items():
        taught = look_up({other: definitions[other] for other in adjoints if other in done})
        rewriting = Rewriting(rules, context.functions, look_up(done), taught, inlined, own, data)
        whole = isinstance(definition.value, Add) and name not in adjoints  # b = 1 - a may be wanted in a logarithm
        value = rewriting.term(definition.value, careful=whole)
        if name in adjoints:
            running = {n: d for n, d in done.items() if n not in adjoints}
            changed = {form.name for form in chain}
            graph = RunningGraph({**running, **smooth}, changed, tuple(bypassed), adjoint_of, model, convention)
            form = _adjoint(definition, value, graph, context, rewriting, arguments, certify)
            done[name] = definition if form is None else replace(definition, value=form.after)
            chain += [form] if form is not None else []
            continue
        argument = _argument(name, replace(definition, value=value), context)
        if argument is not None:
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
            value = tidied(value)
            unfolded = (*rewriting.unfolded(), *arguments)
            certificate = _proof(definition.value, value, context, unfolded, bypassed, certify)
            words = "; ".join(dict.fromkeys(rewriting.words))
            chain.append(AsComputed(name, definition.value, value, words, certificate))
            bypassed.update(dict.fromkeys(rewriting.unfolded()))
        done[name] = replace(definition, value=value)
        if any(isinstance(node, Max) for node in walk(value)):
            looking = Rewriting(without_maxima(rules), context.functions, look_up(done), taught, inlined, own, data)
            smooth[name] = replace(definition, value=looking.term(definition.value, careful=whole))
    return done, tuple(chain)


def _is_opened(name: str, shelf: library.Shelf) -> bool:
    """Whether a rule may look inside a function: the model's own, and a user's that has no stable form of its own."""
    if name in library.functions():
        return False
    if name not in shelf.own:
        return True
    return (
        name in shelf.names("activations")
        and not shelf.activation(name).is_vector
        and shelf.activation(name).stable is None
    )


def _adjoint(
    definition: Definition,
    value: Term,
    graph: RunningGraph,
    context: Context,
    rewriting: Rewriting,
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
    if graph.changed_around(of) and (least := risk(value, shaky)):
        opened = (*through, *graph.bypassed, *adjoints, *graph.definitions)
        for candidate in graph.candidates(of, definition.indices, context):
            other = tidied(rewriting.term(candidate, careful=False))
            if risk(other, shaky) >= least:
                continue
            try:
                certificate = certify(definition.value, other, context, tuple(dict.fromkeys(opened)))
            except ProofError:
                continue
            return AsComputed(name, definition.value, other, "derived along the equations that run", certificate)
    if value is definition.value:
        return None
    value = tidied(value)
    words = "; ".join(dict.fromkeys(rewriting.words))
    certificate = _proof(definition.value, value, context, through, graph.bypassed, certify)
    return AsComputed(name, definition.value, value, words, certificate)


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


def _proof(
    before: Term, after: Term, context: Context, opened: tuple[str, ...], more: Collection[str], certify: Certify
) -> Certificate:
    """That both are equal after unfolding ``opened``; where that is only tested, also those behind them, ``more``."""
    certificate = certify(before, after, context, opened)
    if certificate.kind == "proved" or not set(more) - set(opened):
        return certificate
    further = certify(before, after, context, tuple(dict.fromkeys((*opened, *more))))
    return further if further.kind == "proved" else certificate
