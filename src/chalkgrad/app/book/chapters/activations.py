"""Every activation of the library: definition, plot, slope."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import cache

import numpy as np

from .... import library, program
from ....calculus import derive as derive_gradients
from ....calculus import routes_together, slopes_of_activations
from ....calculus.derivation import Derivation
from ....calculus.kinks import SPOKEN
from ....convention import presets
from ....learning.read import read_model
from ....library import Activation
from ....notation.spell import spell
from ....notation.surface import Call, Name
from ....notation.text import text
from ....page.axes import Points
from ....page.document import Block, Entry, Listing, Note, Picture, Row
from ....page.plot import function_plot
from ....proof import slope as certify_slope
from ....terms import Context, Function, Select, walk
from ..edition import Edition, prose, routes
from ..entries import about, heading, in_order, interval, spoken
from ..own_letters import slope_chains, with_letters

PLACE = 30
TITLE = "Activations and their slopes"

#: How the last line of a slope comes from the one before it.
_TAUGHT = {"softplus": "divide above and below by exp(z): 1/(exp(-z) + 1) is the sigmoid"}
#: Settings whose name in a model would mean two things in a section on slopes.
_LETTERS = {"slope": Name("alpha")}
_REACH, _POINTS, _HEIGHT = 5.0, 401, 240


def write(edition: Edition) -> Iterator[Block]:
    yield prose(
        "An activation is what makes a network more than one linear map. Each section gives its definition and its "
        "slope, which the chain rule will ask for. Where it can, the slope is written with the value `a`, because "
        "`a` is already known after the forward pass. The sections stand in the order of the years of the papers "
        "that they name."
    )
    for known in in_order("activations", library.activation):
        if known.takes_one_number:
            yield from with_letters(_activation(edition, known), _LETTERS)


def _activation(edition: Edition, known: Activation) -> Iterator[Block]:
    yield edition.section(heading(known.name), spoken(known.name))
    yield about(known)
    function = known.function
    free = [argument for argument in function.arguments if argument not in function.defaults]
    called = Call(known.name, tuple(Name(argument) for argument in free))
    yield Listing((Entry(called, spell(function.value), f"values in {interval(known.range.text)}"),))
    if function.defaults:
        settings = ", ".join(f"`{name} = {text(spell(value))}`" for name, value in function.defaults.items())
        yield prose(f"Usually {settings}.{_called(function.defaults)}")
    yield _plot(known.name)
    yield edition.section(f"The slope of {spoken(known.name)}", f"slope of {spoken(known.name)}", depth=3)
    if known.name in slopes_of_activations():
        yield prose(f"Call the value `a = {known.name}(z)`:")
        yield from routes(routes_together(slopes_of_activations()[known.name]))
    else:
        yield prose(f"Call the value `a = {known.name}({', '.join(free)})`:")
        if any(isinstance(part, Select) for part in walk(function.value)):
            derivation = edition.derive(f"a = {known.name}({', '.join(free)})", ["z"])
            yield from _slope(edition, derivation, known.name)
        else:
            yield from _slope_of_formula(edition, function)


def _called(settings: Collection[str]) -> str:
    """What a setting is called in a model, where the book has another letter for it."""
    return "".join(f" In a model `{name}` is called “{name}”." for name in settings if name in _LETTERS)


def _slope(edition: Edition, derivation: Derivation, name: str) -> Iterator[Block]:
    """The chain of ∂a/∂z; a slope in pieces that it names in the end is written out, with its side at the kink."""
    equation = derivation[edition.convention.adjoint_of("z")]
    *before, last = slope_chains(equation, "a")
    end = equation.value.surface
    function = derivation.model.functions[name]
    yield from before
    if not (isinstance(end, Call) and end.function == name and end.primes and function.slope is not None):
        yield last
        yield from (Note.of(note) for note in [equation.note] if note)
        return
    certificate = certify_slope(function, Context({}, {}, derivation.model.functions))
    words = f"the slope of each piece; at the kink, {SPOKEN[edition.convention.kink]}"
    yield replace(last, rows=(*last.rows, Row(spell(function.slope), words, certificate)))


def _slope_of_formula(edition: Edition, function: Function) -> Iterator[Block]:
    """The chain of ∂a/∂z from the formula of the function, to the slope as the library has it."""
    derivation = edition.derive(f"a = {text(spell(function.value))}", list(function.arguments)[:1])
    equation = derivation[edition.convention.adjoint_of(function.arguments[0])]
    *before, last = slope_chains(equation, "a")
    yield from before
    taught = spell(function.slope) if function.slope is not None else equation.value.surface
    if taught == equation.value.surface:
        yield last
        return
    words = _TAUGHT.get(function.name, "the same in the form that is usual")
    certificate = certify_slope(function, Context({}, {}, derivation.model.functions))
    yield replace(last, rows=(*last.rows, Row(taught, words, certificate)))


@cache
def _plot(function: str) -> Picture:
    """The function and its slope, computed by the program that is derived from its text."""
    model = read_model(f"z: 1 x m\na = {function}(z)\nJ = sum(a)", "plot")
    compiled = program.build(model, derive_gradients(model, presets()["literal"], frozenset(["z"])))
    z = np.linspace(-_REACH, _REACH, _POINTS)
    values = compiled.forward({"z": z[None, :]}, ["a"])["a"].ravel()
    slopes = compiled.gradients({"z": z[None, :]}, ["z"])["dz"].ravel()
    name = spoken(function)
    curves: dict[str, Points] = {
        name: list(zip(z.tolist(), values.tolist(), strict=True)),
        "its slope": list(zip(z.tolist(), slopes.tolist(), strict=True)),
    }
    drawn = function_plot(curves, title=f"{heading(function)} and its slope", height=_HEIGHT)
    return Picture(drawn, f"Plot of {name} and of its slope for z from -5 to 5.")
