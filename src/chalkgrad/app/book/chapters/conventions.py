"""One network in every convention, and the bridges from this edition's to the others."""

from collections.abc import Iterator, Mapping
from functools import cache

from .... import calculus
from ....calculus.derivation import Derivation, Equation
from ....calculus.theta import BlockEquation
from ....calculus.translate import Pair
from ....convention import Convention, presets
from ....learning.read import read_model
from ....notation.surface import Comparison
from ....page.document import Block, Entry, Formula, Listing, Note, Piece, Prose, Table, Title, Verbatim
from ..edition import SHALLOW, Edition, prose

PLACE = 110
TITLE = "Conventions side by side"

_LAYERS = (("the second layer", ("Z2", "W2", "b2")), ("the first layer", ("Z1", "W1", "b1")))


def write(edition: Edition) -> Iterator[Block]:
    yield prose(
        "Two books can print different formulas for the same gradient, and both be right. They differ in what `dX` "
        "is the derivative of, in where the mean over the examples is taken, in whether an example is a row or a "
        "column, and in how the weights and the bias are put together. Between any two of them there is a bridge."
    )
    yield edition.section("Who means what", "conventions")
    yield prose("The conventions of this book, each with a work that follows it:")
    known = presets().values()
    for one in known:
        yield Prose((Verbatim(one.name), f": {one.words_for()} As in {one.source}."))
    derivations = {one.name: _derived(one.name) for one in known}
    yield edition.section("The same gradients", "gradients, by convention")
    yield prose("The gradients of the network of this book, each derived anew from what its convention says.")
    for words, names in _LAYERS:
        yield Title((f"Of {words}",), 3)
        yield Table(
            ("convention", "before the activation", "weights", "bias"),
            tuple(((Verbatim(name),), *(_cell(found, of) for of in names)) for name, found in derivations.items()),
        )
    for name, found in derivations.items():
        yield from _together(name, found)
    yield edition.section("The bridges", "bridges to other conventions")
    own = edition.convention
    yield prose(
        f"A name marked {own.name} is the gradient as this edition has it; the other mark says in which convention the "
        "right-hand side is read. Each bridge is proved, from the cost down to the first weights."
    )
    bridges = {one.name: _bridges(own, one) for one in known if one.name != own.name}
    for words, names in _LAYERS:
        yield Title((f"Of {words}",), 3)
        yield Table(
            ("convention", "before the activation", "weights", "bias"),
            tuple(((Verbatim(to),), *(_bridge(pairs[of]) for of in names)) for to, (pairs, _) in bridges.items()),
        )
    yield from _notes({to: notes for to, (_, notes) in bridges.items()})


@cache
def _derived(preset: str) -> Derivation:
    """The gradients of the network of this book in a convention, which are those of every edition."""
    return calculus.derive(read_model(SHALLOW, "the book"), presets()[preset])


def _cell(derivation: Derivation, of: str) -> tuple[Piece, ...]:
    found = _plain(derivation, of)
    mark = "✓" if found.certificate.kind == "proved" else "≈"
    return (Formula(Comparison("=", found.left.surface, found.value.surface)), f" {mark}")


def _plain(derivation: Derivation, of: str) -> Equation:
    return next(e for e in derivation.equations if e.of == of and not isinstance(e, BlockEquation))


def _together(name: str, derivation: Derivation) -> Iterator[Block]:
    """The equations of matrices in parts, where a convention puts weights and bias into one."""
    parts = [e for e in derivation.equations if isinstance(e, BlockEquation)]
    if parts:
        yield Prose(("In ", Verbatim(name), " weights and bias of a layer are one matrix, and so are their gradients:"))
        yield Listing(tuple(Entry(e.left.surface, e.value.surface, e.shape, certificate=e.certificate) for e in parts))


def _notes(of: Mapping[str, tuple[str, ...]]) -> Iterator[Block]:
    """The notes on the bridges; what is said of several conventions is said once."""
    said: dict[str, list[str]] = {}
    for name, notes in of.items():
        for note in notes:
            said.setdefault(note.removeprefix(f"what {name} calls "), []).append(name)
    for words, names in said.items():
        if words in {note for notes in of.values() for note in notes}:
            yield Note((f"{words[0].upper()}{words[1:]}.",))
        elif len(names) == 1:
            yield Note((f"What {names[0]} calls {words}.",))
        else:
            yield Note((f"What {', '.join(names[:-1])} and {names[-1]} call {words}.",))


def _bridges(source: Convention, target: Convention) -> tuple[dict[str, Pair], tuple[str, ...]]:
    """The bridge of each gradient, and how they are to be read."""
    model = read_model(SHALLOW, "the book")
    found = calculus.translate(model, ("W2", "b2", "W1", "b1"), source, target)
    return {pair.of: pair for pair in (*found.below, *found.pairs)}, found.notes


def _bridge(pair: Pair) -> tuple[Piece, ...]:
    mark = "✓" if pair.bridge.certificate.kind == "proved" else "≈"
    return (Formula(Comparison("=", pair.bridge.left.surface, pair.bridge.right.surface)), f" {mark}")
