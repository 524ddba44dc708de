"""How a network begins: why its weights must not be equal, and the draws of the library."""

from collections.abc import Iterator

import numpy as np

from .... import library
from ....library import Draw, Initialisation
from ....model import Model, Role
from ....notation.surface import Call, Name, Surface
from ....page.document import Block, Entry, Formula, Listing, Piece, Prose, Table
from ....page.in_numbers import given_chain, number_chain
from ....program.worked import worked_example
from ..edition import SHALLOW, Edition, prose, results
from ..entries import about, heading, in_order, spoken

PLACE = 95
TITLE = "Where the weights begin"

_SCALARS = "".join(f"parameter {name}: scalar\n" for name in ["w_1", "b_1", "w_2", "b_2", "v_1", "v_2", "c"])
#: Two hidden units side by side, each with its own weights.
TWINS = f"""
{_SCALARS}
data x: scalar
data y: scalar
z_1 = w_1 x + b_1
a_1 = tanh(z_1)
z_2 = w_2 x + b_2
a_2 = tanh(z_2)
z = v_1 a_1 + v_2 a_2 + c
a = sigmoid(z)
L = -(y log(a) + (1 - y) log(1 - a))
"""


def write(edition: Edition) -> Iterator[Block]:
    yield edition.section("Twins stay twins", "symmetry")
    yield prose(
        "Training moves weights, so somewhere they have to begin. Why not all at the same number? Look at two units "
        "of one hidden layer, one with `w_1`, `b_1` and `v_1`, the other with `w_2`, `b_2` and `v_2`. The number "
        "below is that of the unit, not of a layer:"
    )
    twins = edition.derive(TWINS)
    yield Listing(tuple(Entry(Name(q.name), q.written, "") for q in twins.model.quantities.values() if q.written))
    yield prose("The gradients, from the output back to the weights and biases:")
    yield results(twins)
    yield prose(
        "The two halves are one formula, with 1 and 2 exchanged. Units that begin with equal weights compute equal "
        "values, get equal gradients and take equal steps: they are equal for ever, and the layer has in truth one "
        "unit. Random numbers break this symmetry from the start."
    )
    yield from _all_zero(edition)
    yield from _of_the_library(edition)


def _all_zero(edition: Edition) -> Iterator[Block]:
    yield edition.section("All weights 0, in numbers")
    yield prose(
        "With zeros it is worse. Here is the network of this book with every weight and bias at 0, for one example. "
        "Nothing comes through `W2` backwards and nothing comes out of `A1` forwards, so no weight moves at all:"
    )
    derivation = edition.derive_asking(SHALLOW)
    yield from edition.asked_differently()
    example = worked_example(derivation, zeros(derivation.model))
    yield from (given_chain(given) for given in example.given if given.role is Role.DATA)
    shown = {"A1", *(derivation.convention.adjoint_of(name) for name in ("Z2", "W2", "b2", "A1", "W1"))}
    yield from (number_chain(line) for line in (*example.forward, *example.backward) if line.name in shown)
    yield prose("Only the bias of the output learns.")


def zeros(model: Model) -> dict[str, np.ndarray]:
    """One example of two features with the answer 1, and every parameter 0."""
    sizes = {"n0": 2, "n1": 2, "n2": 1, "m": 1}
    found = {}
    for quantity in model.quantities.values():
        if quantity.written is None:
            shape = tuple(1 if axis is None else sizes[axis.name] for axis in quantity.layout)
            found[quantity.name] = np.full(shape, 0.0 if quantity.role is Role.PARAMETER else 1.0)
    return found


def _of_the_library(edition: Edition) -> Iterator[Block]:
    known = in_order("initialisations", library.initialisation)
    yield edition.section("Draws that are used", "initialisation", "random weights")
    yield prose(
        "An initialisation is a rule for these draws. How large may the random numbers be? If they are too small, "
        "the signals fade from layer to layer; if they "
        "are too large, the activations saturate. So the spread follows the number of inputs of a unit, `fan_in`, "
        "and of the units, `fan_out`. How the rules were found is told in their sources."
    )
    normal, uniform = (Call(name, (Name("p"), Name("q"))) for name in ("normal", "uniform"))
    yield Prose(
        (
            Formula(normal),
            " is drawn from the normal distribution with the mean ",
            Formula(Name("p")),
            " and the standard deviation ",
            Formula(Name("q")),
            "; ",
            Formula(uniform),
            " is any number between ",
            Formula(Name("p")),
            " and ",
            Formula(Name("q")),
            ", each as likely as the others.",
        )
    )
    yield Table(("name", "weights", "biases"), tuple(map(_row, known)))
    for entry in known:
        yield edition.section(heading(entry.name), spoken(entry.name), depth=3)
        yield _told(entry)


def _row(entry: Initialisation) -> tuple[tuple[Piece, ...], ...]:
    return ((heading(entry.name),), (Formula(_drawn(entry.weights)),), (Formula(_drawn(entry.biases)),))


def _told(entry: Initialisation) -> Prose:
    before = ", ".join(map(spoken, entry.before))
    usual = (f" It is usual before {before}.",) if before else ()
    return Prose((*about(entry).pieces, *usual))


def _drawn(draw: Draw) -> Surface:
    """``normal(0, 0.01)``; a constant is the number."""
    return draw.arguments[0] if draw.distribution == "constant" else Call(draw.distribution, draw.arguments)
