"""Linear layers on top of each other as one layer: the definitions put in, multiplied out, and sorted by the input."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from ..errors import InputError, NotSupported
from ..model import Model, Role, build
from ..model.layers import Layers
from ..notation.scope import show_layout
from ..terms import (
    ONE,
    Add,
    Apply,
    Definition,
    Div,
    Entry,
    Index,
    Mul,
    Neg,
    Sum,
    Term,
    all_indices,
    fresh_index,
    instantiate,
    map_children,
    names,
    rename_indices,
    replace_entries,
    walk,
)
from .chain import Chain
from .factors import added, product
from .lines import Board
from .theorem import Claim, Result, Theorem
from .tidy import tidy


def collapse(name: str, model: Model) -> Theorem:
    """Every layer that rests on another layer without a non-linear function in between, as one layer.

    Raises InputError if there is none, NotSupported for a network of any depth in which there are such layers.
    """
    if model.layers is not None:
        return _of_any_depth(name, model, model.layers)
    linear = linear_names(model)
    outer = [d for d in model.definitions.values() if d.name in linear and _layers(model, d.name, linear) > 1]
    last = [d for d in outer if not any(d.name in names(other.value) for other in outer)]
    if not last:
        raise InputError(
            "no layer of this model goes straight into another",
            hint="Between any two layers stands a non-linear function, so nothing collapses.",
        )
    found = [_collapsed(model, definition, linear, alone=len(last) == 1) for definition in last]
    conclusion = " ".join(
        f"{definition.name} is a linear layer on {_inputs(model, definition, linear)} with the weights and the bias "
        "above."
        for definition in last
    )
    return Theorem(
        name,
        "Linear layers collapse into one",
        tuple(claim for claim, _ in found),
        f"{conclusion} The prime only marks what is new; here it is no derivative. More such "
        "layers add no function that one layer does not have; only a non-linear activation "
        "between them does.",
        tuple(result for _, results in found for result in results),
    )


def _of_any_depth(name: str, model: Model, layers: Layers) -> Theorem:
    """Refused; what is said depends on whether a layer of two collapses into the one below."""
    collapse(name, build(layers.at_depth(2, {}), model.functions))
    raise NotSupported(
        f"not supported: {name} for a network with any number of layers",
        hint="Its layers do collapse. Choose a depth to see the product of the weights: model.at_depth(3), or write "
        "the layers out.",
    )


def linear_names(model: Model) -> frozenset[str]:
    """The computed names that rest on others by sums and products with fixed factors alone.

    These others are data, names of this kind, or what comes out of a non-linear function: the input of what follows.
    """
    moving = _moving(model)
    return frozenset(
        definition.name
        for definition in model.definitions.values()
        if names(definition.value) & moving and _is_linear(definition.value, moving)
    )


def _inputs(model: Model, definition: Definition, linear: frozenset[str]) -> str:
    """What a collapsed layer is a layer on, in words."""
    moving, waiting, met = _moving(model), {definition.name}, set[str]()
    for name in reversed(list(model.definitions)):
        if name in waiting:
            used = names(model.definitions[name].value) & moving
            waiting |= used & linear
            met |= used - linear
    if all(model.quantities[name].role is Role.DATA for name in met):
        return "the input"
    return " and ".join(name for name in model.quantities if name in met)


def _moving(model: Model) -> set[str]:
    """The names that are different for different data."""
    found = {name for name, q in model.quantities.items() if q.role is Role.DATA}
    for definition in model.definitions.values():
        if names(definition.value) & found:
            found.add(definition.name)
    return found


def _is_linear(term: Term, moving: set[str]) -> bool:
    if not names(term) & moving:
        return True
    match term:
        case Entry():
            return True
        case Add(terms):
            return all(_is_linear(t, moving) for t in terms)
        case Mul(factors):
            inside = [factor for factor in factors if names(factor) & moving]
            return len(inside) == 1 and _is_linear(inside[0], moving)
        case Neg(body) | Sum(_, body) | Apply("linear", (body,)):
            return _is_linear(body, moving)
        case Div(left, right):
            return not names(right) & moving and _is_linear(left, moving)
        case _:
            return False


def _layers(model: Model, name: str, linear: frozenset[str]) -> int:
    """The largest number of parameters that multiply the input, one after the other."""
    definition = model.definitions.get(name)
    if definition is None or name not in linear:
        return 0
    before = max((_layers(model, other, linear) for other in names(definition.value)), default=0)
    own = any(
        isinstance(node, Mul)
        and any(isinstance(f, Entry) and model.quantities[f.name].role is Role.PARAMETER for f in node.factors)
        for node in walk(definition.value)
    )
    return before + own


def _collapsed(
    model: Model, definition: Definition, linear: frozenset[str], *, alone: bool
) -> tuple[Claim, tuple[Result, ...]]:
    """The chain and what it finds; the names found are marked with the layer's unless it is ``alone``."""
    board = Board(model, {})
    row, column = _places(definition)
    chain = Chain(board, definition.entry, row, column)
    words = f"definition of {definition.name}"
    chain.to("definition", words, definition.value, unfold=(definition.name,), matrix=False)
    while used := [name for name in names(chain.term) if name in linear]:
        name = max(used, key=list(model.definitions).index)
        opened = _without_linear(_opened(chain.term, _with_letters_of_its_own(model.definitions[name], chain.term)))
        words = f"put in {name} = {_right_side(board, model.definitions[name])}"
        chain.to("substitute", words, opened, unfold=(name,), matrix=False)
    chain.to("multiply-out", "multiply out, and sum each part by itself", added(_parts(chain.term)), matrix=False)
    layer = _by_input(chain.term, _moving(model) - linear)
    chain.to("interchange", "interchange the sums: the one over the input goes outside", layer.whole, matrix=False)
    chain.to("matrix-form", "written for all entries at once", layer.whole, matrix=True)
    results = []
    of = "" if alone else f"_{definition.name}"
    for name, (weights, letter) in layer.weights.items():
        mark = f"W'{of}" if len(layer.weights) == 1 else f"W'{of}_{name}"
        if row == layer.example:
            results.append(_result(board, mark, weights, letter, column))
        else:
            results.append(_result(board, mark, weights, row, letter))
    if layer.rest is not None:
        results.append(_result(board, f"rest{of}", layer.rest, row, column))
    if layer.offset is not None:
        places = (None, column) if row == layer.example else (row, None)
        results.append(_result(board, f"b'{of}", layer.offset, *places))
    return Claim(f"{definition.name} as one layer", tuple(chain.steps)), tuple(results)


def _right_side(board: Board, definition: Definition) -> str:
    return board.line(definition.value, *_places(definition), matrix=True).text


def _result(board: Board, name: str, term: Term, row: Index | None, column: Index | None) -> Result:
    line = board.line(term, row, column, matrix=True)
    return Result(name, line, show_layout((row.axis if row else None, column.axis if column else None)))


def _places(definition: Definition) -> tuple[Index | None, Index | None]:
    """The letters of the row and the column of a definition."""
    letters = iter(definition.indices)
    rows, columns = definition.layout
    return next(letters) if rows else None, next(letters) if columns else None


def _with_letters_of_its_own(definition: Definition, term: Term) -> Definition:
    """The definition with summed letters that do not occur in ``term``: no letter gets two meanings in one line."""
    taken = set(all_indices(term)) | set(definition.indices)

    def change(inner: Term) -> Term:
        inner = map_children(inner, change)
        if not isinstance(inner, Sum):
            return inner
        letter = _letter(inner.bound, taken)
        taken.add(letter)
        return Sum(letter, rename_indices(inner.body, {inner.bound: letter}))

    return replace(definition, value=change(definition.value))


def _letter(like: Index, taken: set[Index]) -> Index:
    """Its own letter; where that has a meaning already, one of j, p, q and r before k2."""
    used = {index.name for index in taken}
    free = next((name for name in (like.name, *"jpqr") if name not in used), None)
    return Index(free, like.axis) if free is not None else fresh_index(like, taken)


def _opened(term: Term, definition: Definition) -> Term:
    """The definition put in wherever its name stands."""

    def change(entry: Entry) -> Term:
        if entry.name != definition.name:
            return entry
        return instantiate(definition.value, definition.indices, entry.indices)

    return replace_entries(term, change)


def _without_linear(term: Term) -> Term:
    """linear(z) = z."""
    term = map_children(term, _without_linear)
    return term.arguments[0] if isinstance(term, Apply) and term.function == "linear" else term


def _parts(term: Term) -> list[Term]:
    """The summands of a term after brackets are multiplied out; a sum over k is taken of each by itself."""
    match term:
        case Add(terms):
            return [part for inner in terms for part in _parts(inner)]
        case Neg(body):
            return [part.body if isinstance(part, Neg) else Neg(part) for part in _parts(body)]
        case Sum(bound, body):
            return [_signed(part, lambda inner: Sum(bound, inner)) for part in _parts(body)]
        case Div(left, right):
            return [_signed(part, lambda inner: Div(inner, right)) for part in _parts(left)]
        case Mul(factors):
            for place, factor in enumerate(factors):
                opened = _parts(factor)
                if len(opened) > 1 or isinstance(opened[0], Neg):
                    products = [_in_product(part, factors, place) for part in opened]
                    return [part for whole in products for part in _parts(whole)]
            return [term]
        case _:
            return [term]


def _in_product(part: Term, factors: tuple[Term, ...], place: int) -> Term:
    """The product with ``part`` in the place of one factor, its sign in front."""
    return _signed(part, lambda inner: product([*factors[:place], inner, *factors[place + 1 :]]))


def _signed(part: Term, change: Callable[[Term], Term]) -> Term:
    return Neg(change(part.body)) if isinstance(part, Neg) else change(part)


@dataclass(frozen=True)
class _Layer:
    """``whole`` = Σ weights · input + rest + offset.

    ``weights`` are by the input's name, with the input's letter; ``rest`` is what takes an input past all weights.
    """

    whole: Term
    weights: Mapping[str, tuple[Term, Index]]
    rest: Term | None
    offset: Term | None
    example: Index | None


def _by_input(term: Term, data: set[str]) -> _Layer:
    weights: dict[str, tuple[Term, Index]] = {}
    inputs: dict[str, Entry] = {}
    others: list[Term] = []
    offsets: list[Term] = []
    taken = set(all_indices(term))
    for part in _parts(term):
        own = names(part) & data
        if not own:
            offsets.append(part)
            continue
        found = _innermost(part, data)
        if found is None:
            others.append(part)
            continue
        entry, bound = found
        if entry.name not in weights:
            letter = bound if bound not in (known for _, known in weights.values()) else fresh_index(bound, taken)
            taken.add(letter)
            inputs[entry.name] = Entry(entry.name, tuple(letter if i == bound else i for i in entry.indices))
        else:
            letter = weights[entry.name][1]
        coefficient = tidy(_coefficient(part, entry, bound, letter))
        known = weights.get(entry.name)
        weights[entry.name] = (added([known[0], coefficient]) if known else coefficient, letter)
    sums = [Sum(letter, product([factor, inputs[name]])) for name, (factor, letter) in weights.items()]
    rest, offset = (added(terms) if terms else None for terms in (others, offsets))
    letters = {letter for _, letter in weights.values()}
    examples = [i for entry in inputs.values() for i in entry.indices if i not in letters]
    whole = added([*sums, *(term for term in (rest, offset) if term is not None)])
    return _Layer(whole, weights, rest, offset, examples[0] if examples else None)


def _innermost(part: Term, data: set[str]) -> tuple[Entry, Index] | None:
    """The input's entry and the letter it is summed over: X[k,e] and k in Σ_k W[i,k] X[k,e]."""
    bound = {node.bound for node in walk(part) if isinstance(node, Sum)}
    for node in walk(part):
        if isinstance(node, Entry) and node.name in data:
            summed = [index for index in node.indices if index in bound]
            return (node, summed[0]) if len(summed) == 1 else None
    return None


def _coefficient(part: Term, entry: Entry, bound: Index, letter: Index) -> Term:
    """What stands before the input: the sum over its letter opened, the entry left out."""
    if part is entry:
        return ONE
    if isinstance(part, Sum) and part.bound == bound:
        return _coefficient(rename_indices(part.body, {bound: letter}), _moved(entry, bound, letter), letter, letter)
    return map_children(part, lambda child: _coefficient(child, entry, bound, letter))


def _moved(entry: Entry, bound: Index, letter: Index) -> Entry:
    return Entry(entry.name, tuple(letter if index == bound else index for index in entry.indices))
