"""Models that nobody would draw as a network: products, reductions, norms and functions put together at random."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

#: Rows and columns of the given quantities; "1" is a single one.
GIVEN = {"X": ("n0", "m"), "V": ("n1", "n0"), "S": ("n0", "n0"), "b": ("n1", "1"), "c": ("1", "m"), "s": ("1", "1")}
DECLARED = """\
X: n0 x m
parameter V: n1 x n0
parameter S: n0 x n0
parameter b: n1 x 1
parameter c: 1 x m
parameter s: scalar
"""
FUNCTIONS = ("tanh({})", "sigmoid({})", "softplus({})", "exp(tanh({}))", "({})^2", "({})^3", "log(1 + ({})^2)")
Shape = tuple[str, str]


@dataclass
class Writer:
    """Writes one equation after another; every formula has a known shape."""

    draw: random.Random
    shapes: dict[str, Shape] = field(default_factory=lambda: dict(GIVEN))
    lines: list[str] = field(default_factory=list)

    def model(self, equations: int) -> str:
        for number in range(equations):
            text, shape = self.formula(2)
            self.lines.append(f"Q{number} = {text}")
            self.shapes[f"Q{number}"] = shape
        used = [f"0.{number + 2} * ({self.total(number)})" for number in range(equations)]
        self.lines.append("J = 1/m sum(X) s + " + " + ".join(used))
        return DECLARED + "\n".join(self.lines)

    def total(self, number: int) -> str:
        return f"Q{number}^2" if self.shapes[f"Q{number}"] == ("1", "1") else f"1/m sum(Q{number}^2)"

    def name(self) -> tuple[str, Shape]:
        known = list(self.shapes)
        chosen = self.draw.choice(known + known[len(GIVEN) :] * 2)
        return chosen, self.shapes[chosen]

    def formula(self, depth: int) -> tuple[str, Shape]:
        if depth == 0:
            return self.name()
        write = self.draw.choice(
            (self.function, self.normed, self.reduced, self.centred, self.product, self.product, self.beside, self.sums)
        )
        return write(*self.formula(depth - 1), depth - 1)

    def function(self, text: str, shape: Shape, depth: int) -> tuple[str, Shape]:
        return self.draw.choice(FUNCTIONS).format(text), shape

    def reduced(self, text: str, shape: Shape, depth: int) -> tuple[str, Shape]:
        if shape == ("1", "1"):
            return f"2 * ({text})", shape
        name, kept = self.draw.choice(
            [("sum", ("1", "1"))]
            + [("rowsum", (shape[0], "1"))] * (shape[1] != "1")
            + [("colsum", ("1", shape[1]))] * (shape[0] != "1")
        )
        return f"{name}({text})", kept

    def normed(self, text: str, shape: Shape, depth: int) -> tuple[str, Shape]:
        total, _ = self.reduced(f"({text})^2", shape, depth)
        return f"({text}) / sqrt({total} + 1)", shape

    def centred(self, text: str, shape: Shape, depth: int) -> tuple[str, Shape]:
        total, _ = self.reduced(text, shape, depth)
        return f"({text}) - 0.3 * ({total})", shape

    def sums(self, text: str, shape: Shape, depth: int) -> tuple[str, Shape]:
        """Sums of products in one line, whose letters meet."""
        first, kept = self.reduced(f"({text}) ⊙ ({text})", shape, depth)
        return f"({first}) ⊙ tanh(({first}) + 1)", kept

    def beside(self, text: str, shape: Shape, depth: int) -> tuple[str, Shape]:
        other, other_shape = self.formula(depth)
        if other_shape == ("1", "1") or shape == ("1", "1"):
            return f"({text}) ({other})", shape if other_shape == ("1", "1") else other_shape
        if shape == other_shape:
            return f"({text}) {self.draw.choice('+-⊙')} ({other})", shape
        return f"({text}) ⊙ tanh({text})", shape

    def product(self, text: str, shape: Shape, depth: int) -> tuple[str, Shape]:
        """A matrix product with whatever fits, else with its own transpose."""
        other, (rows, columns) = self.formula(depth)
        if "1" not in (*shape, rows, columns):
            if shape[1] == rows:
                return f"({text}) @ ({other})", (shape[0], columns)
            if shape[1] == columns:
                return f"({text}) @ ({other})^T", (shape[0], rows)
        if "1" not in shape:
            return f"({text}) @ ({text})^T", (shape[0], shape[0])
        return f"({text}) ⊙ ({text})", shape


def random_model(seed: int) -> str:
    draw = random.Random(seed)
    return Writer(draw).model(draw.randint(1, 2))
