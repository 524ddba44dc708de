"""Numbers that rounding alone makes, and numbers that 16 digits do not tell from 0 or 1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from networks import SHALLOW

import chalkgrad as cg
from chalkgrad.errors import DataError, ProofError
from chalkgrad.notation.text import text
from chalkgrad.program.worked import NumberLine, WorkedExample, example
from chalkgrad.program.worked.digits import Unsettled, settled
from chalkgrad.proof.decimals import to_digits

LOGISTIC = "a = sigmoid(z); L = -(y log(a) + (1 - y) log(1 - a))"
BATCH_NORM = """\
X: n0 x m
Y: n1 x m
Z = W X + b
mu = 1/m rowsum(Z)
V = 1/m rowsum((Z - mu)^2)
N = (Z - mu)/sqrt(V + 0.001)
J = 1/m sum((N - Y)^2)"""


def line(worked: WorkedExample, name: str) -> NumberLine:
    return next(found for found in (*worked.forward, *worked.backward) if found.name == name)


def shown(worked: WorkedExample, name: str) -> str:
    return text(line(worked, name).result)


@pytest.mark.parametrize("convention", ["literal", "cs231n", "sum", "numerator"])
@pytest.mark.parametrize("examples", [3, 4])
def test_a_gradient_that_vanishes_up_to_rounding_is_shown_as_zero(convention: str, examples: int) -> None:
    """A bias before batch norm changes nothing: db = rowsum(dZ) is 0, and its 50 digits are 10^-51."""
    random = np.random.default_rng(examples)
    values: dict[str, Any] = {
        "X": np.round(random.normal(size=(2, examples)), 2),
        "Y": np.round(random.normal(size=(2, examples)), 2),
        "W": np.round(random.normal(size=(2, 2)), 2),
        "b": np.array([[0.1], [-0.2]]),
    }
    turned = {name: value.T if convention == "cs231n" else value for name, value in values.items()}
    worked = cg.read(BATCH_NORM).derive(convention).in_numbers(turned)
    assert set(shown(worked, "db")) <= set("[0;, ]")
    assert worked.alone == ()


@pytest.mark.parametrize(
    ("z", "y", "loss", "slope", "digits"),
    [
        (200, 0, "200", "1", 150),
        (-200, 1, "200", "-1", 50),
        (-200, 0, "1.384e-87", "1.384e-87", 150),
        (1000, 0, "1000", "1", 500),
        (30, 0, "30", "1", 50),
    ],
)
def test_a_saturated_unit_has_the_values_that_it_has(z: float, y: float, loss: str, slope: str, digits: int) -> None:
    worked = cg.read(LOGISTIC).derive().in_numbers({"z": z, "y": y})
    assert (shown(worked, "L"), shown(worked, "dz"), worked.digits) == (loss, slope, digits)


def test_a_line_whose_numbers_fill_no_page_says_so() -> None:
    derivation = cg.read(LOGISTIC).derive()
    loss = line(derivation.in_numbers({"z": 200, "y": 0}), "L")
    assert loss.operands is None
    page = " ".join(str(derivation.to("terminal", values={"z": 200, "y": 0}, width=100)).split())
    assert "≈ 200 it takes more digits than are shown ≈ tested" in page
    assert "from the definitions with 150 digits" in page


def test_what_doubles_do_not_reach_is_said() -> None:
    worked = cg.read(LOGISTIC).derive().in_numbers({"z": 1000, "y": 0})
    assert worked.alone == ("da",)  # 10^434
    page = str(cg.read(LOGISTIC).derive().to("plain", values={"z": 1000, "y": 0}))
    assert "The 16 digits of the program do not reach for `da`, which is known from its definition alone;" in page


def test_large_weights() -> None:
    values = {"X": [[1.0], [0.5]], "Y": [[0.0]], "W1": [[300.0, 20.0], [-50.0, 9.0]], "b1": [[0.0], [0.0]]}
    worked = cg.read(SHALLOW).derive().in_numbers({**values, "W2": [[400.0, -100.0]], "b2": [[0.0]]})
    assert (shown(worked, "J"), shown(worked, "dZ2"), shown(worked, "dW2")) == ("500", "1", "[1, -1]")


@pytest.mark.parametrize(
    ("model", "values", "message"),
    [
        ("L = log(x)", {"x": 0}, r"L = log\(x\) has no value at these numbers: x = 0"),
        ("u = x - 1; L = 1/u", {"x": 1}, r"L = 1/u has no value at these numbers: u = 0"),
        (LOGISTIC, {"z": 1e300, "y": 0}, r"L = .* has no value that 1500 digits tell at these numbers: a ≈ 1, y = 0"),
        ("L = exp(x)", {"x": 1e6}, r"L = exp\(x\) is too large or too close to 0 to be written at these numbers"),
        ("L = exp(x)", {"x": -1e300}, r"L = exp\(x\) is too large or too close to 0 to be written at these numbers"),
    ],
)
def test_a_formula_without_a_value_is_named(model: str, values: dict[str, float], message: str) -> None:
    with pytest.raises(DataError, match=message):
        cg.read(model).derive().in_numbers(values)


def test_a_power_of_powers_is_not_written_out() -> None:
    towers = "; ".join(f"a{n + 1} = a{n}^64" for n in range(1, 5))
    worked = cg.read(f"a1 = w^64; {towers}; L = a5").derive(wrt="w").in_numbers({"w": 1.000001234567})
    assert shown(worked, "L").endswith("e575")
    assert worked.alone[:2] == ("a5", "L")


def test_doubles_that_fall_on_the_other_side_of_a_kink() -> None:
    """0.3 - 0.1 · 3 is 0 on the page, where the slope of relu is 1, and -6e-17 in the program."""
    model = cg.read("z = b - w x; a = relu(z); L = (a - y)^2")
    worked = model.derive(wrt="z").in_numbers({"w": 0.1, "x": 3, "b": 0.3, "y": 1})
    assert (shown(worked, "z"), shown(worked, "dz"), worked.alone) == ("0", "-2", ("dz",))


@dataclass
class Wrong:
    """A program that computes one gradient a little wrong."""

    program: Any
    name: str

    def __getattr__(self, name: str) -> Any:
        return getattr(self.program, name)

    def gradients(self, values: Mapping[str, Any]) -> dict[str, Any]:
        found = self.program.gradients(values)
        return {**found, self.name: found[self.name] * (1 + 1e-6) + 1e-6}


@pytest.mark.parametrize(
    ("model", "values", "name"),
    [
        (LOGISTIC, {"z": 0.5, "y": 1}, "dz"),
        (LOGISTIC, {"z": 200, "y": 0}, "dz"),
        (LOGISTIC, {"z": 1000, "y": 0}, "dz"),
        (LOGISTIC, {"z": -20, "y": 0}, "da"),
        (BATCH_NORM, {"X": [[1, 2, 0.5]], "Y": [[1, 0, 1]], "W": [[0.3]], "b": [[0.1]]}, "db"),
    ],
)
def test_a_wrong_program_is_found(
    model: str, values: dict[str, Any], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = example.build
    monkeypatch.setattr(example, "build", lambda *of: Wrong(right(*of), name))
    with pytest.raises(ProofError, match=f"the program computes {name}"):
        cg.read(model).derive().in_numbers(values)


class TestRounding:
    """What both computations see is kept; what is nothing but rounding is 0, never a number that is there."""

    @staticmethod
    def numbers(*entries: str) -> Any:
        return to_digits(np.array([Fraction(entry) for entry in entries], dtype=object), 190)

    def test_noise(self) -> None:
        fine, rough = self.numbers("1", "-3e-189"), self.numbers("1", "7e-150")
        assert list(settled(fine, rough, Fraction("1"), 150)[0]) == [1, 0]

    def test_a_small_number_that_both_see(self) -> None:
        small = self.numbers("3e-189")
        assert settled(small, small, Fraction("1"), 150)[0] == small

    def test_one_that_only_one_sees(self) -> None:
        with pytest.raises(Unsettled):
            settled(self.numbers("1e-20"), self.numbers("2e-20"), Fraction("1"), 150)

    def test_nothing_is_concluded_from_the_fewest_digits(self) -> None:
        with pytest.raises(Unsettled):
            settled(self.numbers("1e-87"), self.numbers("2e-50"), Fraction("1"), 50)
