"""A deep network: what deriving and certifying it costs, and how long the answer is."""

from __future__ import annotations

from statistics import median
from time import perf_counter, process_time
from typing import NamedTuple

from ...page.printer import Options as PageOptions
from ...page.printers.json import record
from ..model import Model, read
from ..report import Options, Report, Row

question = "Is a network of 100 layers derived and certified within a second, and is the cost of a layer constant?"

DEPTHS = (10, 25, 50, 100)
PROMISED_SECONDS = 1.0
PROMISED_WITH_PENALTY = 1.2
TURNS = 3
#: A layer at the greatest depth may cost this many times what one costs at the smallest, and be no longer than this.
CONSTANT_COST, CONSTANT_LENGTH = 1.5, 1.05


class Measured(NamedTuple):
    """Seconds on the clock and of the processor; the length of the answer in bytes."""

    wall: float
    processor: float
    answer: int


def run(options: Options) -> Report:
    deep_model(3, 0).derive()  # imports, grammars and the library are warm from here on
    found = {depth: best(depth) for depth in DEPTHS}
    penalised = {depth: best(depth, penalty=True) for depth in (DEPTHS[0], DEPTHS[-1])}
    deepest = found[DEPTHS[-1]]
    with_penalty = penalised[DEPTHS[-1]].processor
    rows = [
        Row(
            f"{DEPTHS[-1]} layers",
            deepest.processor,
            "s",
            f"<= {PROMISED_SECONDS:g} s",
            deepest.processor <= PROMISED_SECONDS,
        ),
        Row(
            f"{DEPTHS[-1]} layers with L2",
            with_penalty,
            "s",
            f"<= {PROMISED_WITH_PENALTY:g} s",
            with_penalty <= PROMISED_WITH_PENALTY,
        ),
        Row(f"{DEPTHS[-1]} layers, on the clock", deepest.wall, "s"),
    ]
    rows += [Row(f"{depth} layers", found[depth].processor, "s") for depth in DEPTHS[:-1]]
    cost = {depth: 1000 * measured.processor / depth for depth, measured in found.items()}
    length = {depth: measured.answer / depth for depth, measured in found.items()}
    rows += [Row(f"each layer of {depth}", milliseconds, "ms") for depth, milliseconds in cost.items()]
    rows += [Row(f"each layer of {depth}, as JSON", size, "bytes") for depth, size in length.items()]
    cost_with_l2 = {depth: measured.processor / depth for depth, measured in penalised.items()}
    ratios = (
        ("cost", cost, CONSTANT_COST),
        ("cost with L2", cost_with_l2, CONSTANT_COST),
        ("length", length, CONSTANT_LENGTH),
    )
    for what, each, most in ratios:
        ratio = each[DEPTHS[-1]] / each[DEPTHS[0]]
        words = f"{what} of a layer at depth {DEPTHS[-1]} through depth {DEPTHS[0]}"
        rows.append(Row(words, ratio, "times", f"<= {most:g}", ratio <= most))
    notes = (
        "processor time of one thread, which is the time on the clock while nothing else runs",
        f"best of {TURNS} derivations, each of a network with names and axes of its own; reading it is not counted",
        "every step is certified; layers that are alike but for their names share what was proved about them",
    )
    return Report(tuple(rows), notes, {depth_name(depth): found[depth]._asdict() for depth in DEPTHS})


def depth_name(depth: int) -> str:
    return f"{depth} layers"


def best(depth: int, *, penalty: bool = False) -> Measured:
    turns = [measure(deep_model(depth, turn, penalty=penalty)) for turn in range(TURNS)]
    answer = round(median(turn.answer for turn in turns))
    return Measured(min(turn.wall for turn in turns), min(turn.processor for turn in turns), answer)


def measure(model: Model) -> Measured:
    wall, processor = perf_counter(), process_time()
    derivation = model.derive()
    wall, processor = perf_counter() - wall, process_time() - processor
    return Measured(wall, processor, len(record(derivation, PageOptions()).encode()))


def deep_model(depth: int, turn: int, *, penalty: bool = False) -> Model:
    """tanh in all layers but the last, which is a sigmoid; no name but J is that of another depth or turn.

    With ``penalty`` the cost has L2 on every layer's weights.
    """
    first = 1000 * (10 + (TURNS + 1) * (DEPTHS.index(depth) if depth in DEPTHS else len(DEPTHS)) + turn)
    first += 100_000 * penalty
    axes = {letter: f"{letter}{first}" for letter in "prm"}
    lines = [f"X: {axes['p']} x {axes['m']}", f"Y: {axes['r']} x {axes['m']}"]
    before = "X"
    for layer in range(first, first + depth):
        last = layer == first + depth - 1
        lines.append(f"Z{layer} = W{layer} {before} + b{layer}")
        lines.append(f"A{layer} = {'sigmoid' if last else 'tanh'}(Z{layer})")
        before = f"A{layer}"
    cost = f"J = -1/{axes['m']} sum(Y ⊙ log({before}) + (1 - Y) ⊙ log(1 - {before}))"
    if penalty:
        squares = " + ".join(f"sum(W{layer}^2)" for layer in range(first, first + depth))
        cost += f" + lambda/(2 {axes['m']}) ({squares})"
    lines.append(cost)
    return read("\n".join(lines) + "\n")
