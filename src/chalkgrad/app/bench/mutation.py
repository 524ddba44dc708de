"""Thousands of single-edit mistakes put before the prover: does it refuse them all?"""

from __future__ import annotations

import json

from ...learning.atomic import replacing
from ..model import read
from ..mutation import Survivor, Tally, Trial
from ..report import Options, Report, Row

question = "Does the prover refuse thousands of small mistakes in steps, equations and readings?"

PROMISED = 2000
FILE = "mutation-survivors.jsonl"

MODELS = {
    "one unit": "a = sigmoid(z); L = -(y log(a) + (1 - y) log(1 - a))",
    "two layers": (
        "X: n0 x m\nY: n2 x m\nZ1 = W1 X + b1\nA1 = tanh(Z1)\nZ2 = W2 A1 + b2\nA2 = sigmoid(Z2)\n"
        "J = -1/m sum(Y ⊙ log(A2) + (1 - Y) ⊙ log(1 - A2))"
    ),
    "softmax with a penalty": (
        "lambda = 0.7\nX: n0 x m\nY: n1 x m, colsum(Y) = 1\nZ1 = W1 X + b1\nA1 = softmax(Z1)\n"
        "J = -1/m sum(Y ⊙ log(A1)) + lambda/(2 m) sum(W1^2)"
    ),
}
KINDS = ("steps", "equations", "elaborations")


def run(options: Options) -> Report:
    tallies = {kind: Tally() for kind in KINDS}
    for name, equations in MODELS.items():
        model = read(equations)
        trial = Trial(model.derive(wrt=["z"] if name == "one unit" else None))
        for kind, tally in tallies.items():
            getattr(trial, kind)(tally)
    survivors = [survivor for tally in tallies.values() for survivor in tally.survivors]
    write(survivors, options)
    tried = sum(tally.tried for tally in tallies.values())
    unexplained = [survivor for survivor in survivors if not survivor.confirmed_by]
    rows = [
        Row("single-edit mutants", tried, "", f">= {PROMISED}", tried >= PROMISED),
        *(Row(f"  of {kind}, refused", tally.refused, f"of {tally.tried}") for kind, tally in tallies.items()),
        Row("certified", len(survivors)),
        Row("  confirmed by the other engine", len(survivors) - len(unexplained)),
        Row("  not shown to be identities", len(unexplained), "", "none", not unexplained),
    ]
    notes = (
        f"the certified ones are listed in {options.folder / FILE}",
        f"networks: {', '.join(MODELS)}",
    )
    return Report(tuple(rows), notes, {"survivors": [survivor.as_json() for survivor in survivors]})


def write(survivors: list[Survivor], options: Options) -> None:
    """The list that is kept: one survivor on each line."""
    options.folder.mkdir(parents=True, exist_ok=True)
    with replacing(options.folder / FILE) as file:
        for survivor in survivors:
            file.write((json.dumps(survivor.as_json(), ensure_ascii=False) + "\n").encode("utf-8"))
