"""Every activation of the library: definition, plot, slope."""

from collections.abc import Iterator

import numpy as np

from .... import library, program
from ....calculus import derive as derive_gradients
from ....calculus import routes_together, slopes_of_activations
from ....convention import presets
from ....learning.read import read_model
from ....library import Activation
from ....notation.spell import spell
from ....notation.surface import Call, Name
from ....page.axes import Points
from ....page.document import Block, Entry, Listing, Picture, Prose
from ....page.plot import function_plot
from ....page.route_page import route_page
from ..edition import Edition, included, prose, told

PLACE = 30
TITLE = "Activations and their slopes"

_REACH, _POINTS = 5.0, 401


def write(edition: Edition) -> Iterator[Block]:
    yield prose(
        "An activation is what makes a network more than one linear map. Each section gives its definition and its "
        "slope, which the chain rule will ask for; where it can, the slope is written with the value `a`, because "
        "`a` is already known after the forward pass."
    )
    for name in library.names("activations"):
        yield from _activation(edition, library.activation(name))


def _activation(edition: Edition, known: Activation) -> Iterator[Block]:
    spoken = known.name.replace("_", " ")
    yield edition.section(f"{spoken[0].upper()}{spoken[1:]}", spoken, f"slope of {spoken}")
    yield prose(known.about)
    function = known.function
    called = Call(known.name, tuple(Name(argument) for argument in function.arguments))
    yield Listing((Entry(called, spell(function.value), f"range {known.range.text}"),))
    if known.takes_one_number:
        yield _plot(known)
    if known.name in slopes_of_activations():
        agreement = routes_together(slopes_of_activations()[known.name])
        yield from included(route_page(agreement), under=2, title=False)
    elif known.is_vector:
        model = f"z: n x 1\ny: n x 1\nL = sum(y ⊙ {known.name}(z))"
        yield from told(edition.derive(model, ["z"])[edition.convention.adjoint_of("z")])
    else:
        free = [argument for argument in function.arguments if argument not in function.defaults]
        derivation = edition.derive(f"L = {known.name}({', '.join(free)})", ["z"])
        yield from told(derivation[edition.convention.adjoint_of("z")])
    yield Prose(("Source: ", known.source, "."))


def _plot(known: Activation) -> Picture:
    """The function and its slope, computed by the program that is derived from its text."""
    model = read_model(f"z: 1 x m\na = {known.name}(z)\nJ = sum(a)", "plot")
    compiled = program.build(model, derive_gradients(model, presets()["literal"], frozenset(["z"])))
    z = np.linspace(-_REACH, _REACH, _POINTS)
    values = compiled.forward({"z": z[None, :]}, ["a"])["a"].ravel()
    slopes = compiled.gradients({"z": z[None, :]}, ["z"])["dz"].ravel()
    curves: dict[str, Points] = {
        known.name: list(zip(z.tolist(), values.tolist(), strict=True)),
        "its slope": list(zip(z.tolist(), slopes.tolist(), strict=True)),
    }
    title = f"{known.name} and its slope"
    return Picture(function_plot(curves, title=title), f"Plot of {known.name} and of its slope for z from -5 to 5.")
