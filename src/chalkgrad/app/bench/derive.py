"""How long it takes to derive and certify a network, and what each further layer costs."""

from __future__ import annotations

from itertools import pairwise
from statistics import median
from time import process_time

from ..model import Model, read
from ..report import Options, Report, Row

question = "How long does it take to derive and certify a network?"

PROMISED_MILLISECONDS = 60
ROUNDS = 9
DEPTHS = (2, 4, 8, 16, 32)
#: Cost per added layer is called constant while the dearest step between depths costs at most this many times the
#: cheapest one.
CONSTANT = 2.0


def run(options: Options) -> Report:
    two_layer_model(0).derive()  # imports, grammars and the library are warm from here on
    fresh = milliseconds(range(1, ROUNDS + 1))
    again = milliseconds([1] * ROUNDS)
    times = {depth: min(deep_milliseconds(depth, turn) for turn in range(3)) for depth in DEPTHS}
    rows = [
        Row("two layers, warm", fresh, "ms", f"<= {PROMISED_MILLISECONDS} ms", fresh <= PROMISED_MILLISECONDS),
        Row("the same equations again", again, "ms"),
    ]
    steps = []
    for less, more in pairwise(DEPTHS):
        each = (times[more] - times[less]) / (more - less)
        steps.append(each)
        rows.append(Row(f"each layer from {less} to {more}", each, "ms"))
    spread = max(steps) / min(steps) if min(steps) > 0 else float("inf")
    rows.append(Row("dearest layer through cheapest", spread, "times", f"<= {CONSTANT:g}", spread <= CONSTANT))
    notes = (
        f"median of {ROUNDS} derivations, each with names of its own, so that no proof is remembered from the last",
        "processor time of one thread; every step is certified, an uncertified one would have raised",
    )
    return Report(tuple(rows), notes, {"milliseconds_by_depth": times})


def two_layer_model(serial: int) -> Model:
    """tanh, then sigmoid with binary cross-entropy; the axes are called differently for every ``serial``."""
    n0, n2, m = (f"{letter}{serial}" for letter in "prs")
    return read(
        f"X: {n0} x {m}\nY: {n2} x {m}\nZ1 = W1 X + b1\nA1 = tanh(Z1)\nZ2 = W2 A1 + b2\nA2 = sigmoid(Z2)\n"
        f"J = -1/{m} sum(Y ⊙ log(A2) + (1 - Y) ⊙ log(1 - A2))\n"
    )


def deep_model(depth: int, serial: int) -> Model:
    lines = [f"X: p{serial} x m{serial}", f"Y: r{serial} x m{serial}"]
    before = "X"
    for layer in range(1, depth + 1):
        lines.append(f"Z{layer} = W{layer} {before} + b{layer}")
        lines.append(f"A{layer} = {'sigmoid' if layer == depth else 'tanh'}(Z{layer})")
        before = f"A{layer}"
    lines.append(f"J = -1/m{serial} sum(Y ⊙ log({before}) + (1 - Y) ⊙ log(1 - {before}))")
    return read("\n".join(lines) + "\n")


def milliseconds(serials: range | list[int]) -> float:
    """Median time to derive the two-layer model of each serial number; reading it is not counted."""
    found = []
    for serial in serials:
        model = two_layer_model(serial)
        start = process_time()
        model.derive()
        found.append(1000 * (process_time() - start))
    return median(found)


def deep_milliseconds(depth: int, turn: int) -> float:
    model = deep_model(depth, 1000 + 100 * turn + depth)
    start = process_time()
    model.derive()
    return 1000 * (process_time() - start)
