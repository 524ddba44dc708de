"""Reads a printed line of numbers by the notation of the page alone, and evaluates it by NumPy.

Two matrices beside each other are a matrix product, ⊙ is entry by entry, ``/`` and ``^`` are entry by entry; a single
number scales. Nothing is known of letters or their shapes.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np

_TOKEN = re.compile(r"\s*(\d+(?:\.\d+)?(?:e-?\d+)?|[A-Za-z_]+'?|\^T|>=|<=|!=|[^\s\w])")


def sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


FUNCTIONS: dict[str, Any] = {
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "abs": np.abs,
    "tanh": np.tanh,
    "tanh'": lambda z: 1 - np.tanh(z) ** 2,
    "sigmoid": sigmoid,
    "sigmoid'": lambda z: sigmoid(z) * (1 - sigmoid(z)),
    "softplus": lambda z: np.log1p(np.exp(z)),
    "relu": lambda z: np.maximum(z, 0),
    "relu'": lambda z: (z >= 0) * 1.0,
    "max": np.maximum,
    "min": np.minimum,
    "sum": lambda m: np.sum(m, keepdims=True),
    "rowsum": lambda m: m.sum(axis=1, keepdims=True),
    "colsum": lambda m: m.sum(axis=0, keepdims=True),
}


def softmax(axis: int) -> Any:
    """Along the columns (0) where examples are columns, along the rows (1) where they are rows."""
    return lambda z: np.exp(z) / np.exp(z).sum(axis=axis, keepdims=True)


def read_numbers(line: str, functions: dict[str, Any] = FUNCTIONS) -> Any:
    """The value of a line of numbers, as a matrix; a number is 1 x 1."""
    reader = _Reader(line, functions)
    value = reader.choice()
    assert reader.next is None, f"{line!r} is not read beyond {reader.next!r}"
    return value


class _Reader:
    def __init__(self, line: str, functions: dict[str, Any]) -> None:
        self.functions = functions
        self.tokens = _TOKEN.findall(line)
        self.place = 0

    @property
    def next(self) -> str | None:
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def take(self, *wanted: str) -> str | None:
        if self.next not in wanted:
            return None
        self.place += 1
        return self.tokens[self.place - 1]

    def need(self, token: str) -> None:
        assert self.take(token), f"{token!r} expected, found {self.next!r} in {self.tokens}"

    def choice(self) -> Any:
        then = self.sum()
        if not self.take("if"):
            return then
        left = self.sum()
        relation = self.tokens[self.place]
        self.place += 1
        right = self.sum()
        self.need("else")
        holds = {">=": np.greater_equal, ">": np.greater, "<": np.less, "<=": np.less_equal}[relation](left, right)
        return np.where(holds, then, self.choice())

    def sum(self) -> Any:
        total = -self.product() if self.take("-") else self.product()
        while sign := self.take("+", "-"):
            term = self.product()
            total = _repeated(total, term, np.add if sign == "+" else np.subtract)
        return total

    def product(self) -> Any:
        made = self.power()
        while self.next is not None:
            if self.take("⊙"):
                made = _repeated(made, self.power(), np.multiply)
            elif self.take("/"):
                made = _repeated(made, self.power(), np.divide)
            elif self.take("@") or re.match(r"[\d(\[]|(?!if|else)[a-z]", self.next):
                factor = self.power()
                single = 1 in (made.size, factor.size)
                made = made * factor if single else made @ factor
            else:
                break
        return made

    def power(self) -> Any:
        base = self.atom()
        while True:
            if self.take("^T"):
                base = base.T
            elif self.take("^"):
                sign = -1 if self.take("-") else 1
                base = base ** (sign * self.atom())
            else:
                return base

    def atom(self) -> Any:
        if self.take("("):
            inside = self.choice()
            self.need(")")
            return inside
        if self.take("["):
            rows = [[self.choice()]]
            while mark := self.take(",", ";"):
                rows.append([self.choice()]) if mark == ";" else rows[-1].append(self.choice())
            self.need("]")
            return np.block(rows)
        word = self.tokens[self.place]
        self.place += 1
        if word[0].isdigit():
            return np.full((1, 1), float(word))
        assert word in self.functions, f"{word!r} is no number, in {self.tokens}"
        self.need("(")
        arguments = [self.choice()]
        while self.take(","):
            arguments.append(self.choice())
        self.need(")")
        return self.functions[word](*arguments)


def _repeated(left: Any, right: Any, operation: Any) -> Any:
    """Entry by entry; a number, a single row or a single column is repeated, never both sides."""
    made = operation(left, right)
    assert made.shape in (left.shape, right.shape), f"{left.shape} and {right.shape} are repeated both ways"
    return made
