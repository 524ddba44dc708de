"""Every optimizer of the library, with its first two steps in numbers."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

import numpy as np

from .... import library
from ....library import Optimizer
from ....notation.surface import Literal, Name
from ....page.document import Block, Chain, Formula, Piece, Prose, Row, Table, Title
from ....page.in_numbers import number_chain
from ....program.worked import WorkedExample, worked_steps
from ..edition import Edition, prose
from ..entries import about, heading, in_order, spoken

PLACE = 100
TITLE = "Optimizers"

#: The cost of the worked steps: a bowl whose lowest point is w = 3.
BOWL = "J = 1/2 (w - 3)^2"
_START, _RATE = 1.0, 0.1
_COUNTED = ("First", "Second")


def write(edition: Edition) -> Iterator[Block]:
    yield prose(
        "The gradient says in which direction the cost rises. An optimizer says how far to go the other way. "
        "`w` stands for any parameter and `g` for its gradient; the sign := gives a name its "
        "new value, line after line. What an optimizer remembers starts at 0. "
        "Numbers are rounded as in the forward pass."
    )
    yield prose(
        "To see the difference, every optimizer walks down the same bowl, `J = 1/2 (w - 3)^2`, which is lowest at "
        f"`w = 3`. All start at `w = {_START:g}` with the learning rate {_RATE:g}; the other settings "
        "stand below each rule."
    )
    rows: list[tuple[tuple[Piece, ...], ...]] = []
    for known in in_order("optimizers", library.optimizer):
        yield edition.section(heading(known.name), spoken(known.name))
        yield about(known)
        yield from _rule(known)
        worked = worked_steps(
            edition.derive(BOWL), {"w": np.float64(_START)}, known.name, {"learning_rate": _RATE}, len(_COUNTED)
        )
        for words, example in zip(_COUNTED, worked, strict=True):
            yield Title((f"{words} step",), 3)
            yield from _in_numbers(example)
        rows.append(((heading(known.name),), *(_arrived(example) for example in worked)))
    yield edition.section("Side by side", "optimizers compared")
    yield prose(
        "The optimizers compared: where each of them stands. A step of gradient descent is as large as the slope "
        "asks. Momentum sets out "
        "carefully, because its average still remembers the 0 that it began with; Adam corrects for that. Where a "
        "gradient is divided by the root of its mean square, its size hardly matters, only its sign."
    )
    yield Table(("optimizer", *(f"w after step {number}" for number, _ in enumerate(_COUNTED, start=1))), tuple(rows))


def _rule(known: Optimizer) -> Iterator[Block]:
    """The updates as formulas, and the usual settings."""
    for update in known.updates:
        yield Chain(Name(update.name), (Row(update.value, relation=":="),))
    settings = _listed({name: value for name, value in known.settings.items() if value is not None})
    if settings:
        yield Prose(("Settings, unless others are chosen: ", *settings, "."))


def _listed(settings: Mapping[str, Fraction]) -> list[Piece]:
    pieces: list[Piece] = []
    for name, value in settings.items():
        pieces += [", " if pieces else "", Formula(Name(name)), " = ", Formula(Literal(value))]
    return [piece for piece in pieces if piece]


def _in_numbers(example: WorkedExample) -> Iterator[Block]:
    for line in (*example.backward, *example.counters, *(line for step in example.steps for line in step.lines)):
        yield number_chain(line)


def _arrived(example: WorkedExample) -> tuple[Piece, ...]:
    last = example.steps[0].lines[-1]
    return ("" if last.exactly else "≈ ", Formula(last.result))
