"""The whole backward pass of the network of this book."""

from collections.abc import Iterator

from ....page.columns import columns
from ....page.document import Block, Prose, Reference
from ....page.in_numbers import number_chain
from ....page.matrix_picture import matrix_picture
from ..edition import SHALLOW, Edition, prose, results, told

PLACE = 70
TITLE = "The backward pass"


def write(edition: Edition) -> Iterator[Block]:
    derivation = edition.derive(SHALLOW)
    yield edition.section("The network as columns", "network as columns", "order of computation")
    yield prose(
        "In this order of computation every formula rests on earlier ones only, and this is all there is to "
        "backpropagation."
    )
    yield columns(derivation)
    yield edition.section("Step by step", "backward pass, step by step")
    yield prose(
        "Why each of these formulas of the backward pass is true: from the cost back to the first weights, one "
        "quantity after the other. "
        "Each derivation begins with what the name means and ends with the formula that a program computes."
    )
    for equation in derivation.equations:
        yield edition.section(f"`{equation.name}`", equation.name, depth=3)
        yield from told(equation)
    yield prose("As matrices, the gradient of the first weights adds up over the examples:")
    apart = edition.derive_asking(SHALLOW)
    yield matrix_picture(apart, apart.convention.adjoint_of("W1"))
    yield edition.section("All of them together", "backward pass")
    yield prose("This is the backward pass as a program computes it:")
    yield results(derivation)
    yield from _in_numbers(edition)


def _in_numbers(edition: Edition) -> Iterator[Block]:
    yield edition.section("The same example in numbers", "backward pass in numbers")
    yield Prose(
        ("The example of ", Reference(("the forward pass",), "section-one-example-in-numbers"), ", now backward:")
    )
    yield from edition.asked_differently()
    example = edition.in_numbers(SHALLOW)
    yield from map(number_chain, example.backward)
    rate = float(example.settings["learning_rate"])
    yield prose(f"One step of gradient descent with the learning rate {rate:g}:")
    moved = [step for step in example.steps if step.name.startswith("W")]
    yield from (number_chain(line) for step in moved for line in step.lines)
    yield prose("The biases move in the same way.")
