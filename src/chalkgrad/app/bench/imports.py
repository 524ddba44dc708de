"""How long ``import chalkgrad`` takes beyond ``import numpy``."""

from __future__ import annotations

import sys
from statistics import median

from ..measure import ask
from ..report import Options, Report, Row

question = "What does `import chalkgrad` cost beyond `import numpy`?"

PROMISED_MILLISECONDS = 150
PROCESSES = 15
HEAVY = ("sympy", "matplotlib", "pandas", "sklearn", "jax", "torch", "scipy")

FIRST = """
import json, time
import numpy
start = time.perf_counter()
import chalkgrad
chalkgrad.read("a = sigmoid(z); L = -(y log(a) + (1 - y) log(1 - a))").derive(wrt="z")
print(json.dumps(time.perf_counter() - start))
"""

PROGRAM = f"""
import json, sys, time
start = time.perf_counter()
import numpy
middle = time.perf_counter()
import chalkgrad
end = time.perf_counter()
heavy = [name for name in {HEAVY!r} if name in sys.modules]
print(json.dumps([middle - start, end - middle, heavy]))
"""


def run(options: Options) -> Report:
    answers = [ask(sys.executable, PROGRAM) for _ in range(PROCESSES)]
    numpy = 1000 * median(answer[0] for answer in answers)
    ours = 1000 * median(answer[1] for answer in answers)
    first = median(ask(sys.executable, FIRST) for _ in range(5))
    heavy = sorted({name for answer in answers for name in answer[2]})
    return Report(
        (
            Row(
                "import chalkgrad, NumPy loaded",
                ours,
                "ms",
                f"<= {PROMISED_MILLISECONDS} ms",
                ours <= PROMISED_MILLISECONDS,
            ),
            Row("import numpy", numpy, "ms"),
            Row("import chalkgrad and the first derivation", 1000 * first, "ms"),
            Row("heavy packages loaded", len(heavy), "", "none", not heavy),
        ),
        (f"median of {PROCESSES} fresh processes",),
    )
