"""A network in numbers: each line is right to the digits it shows, whoever computes it."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from golden_files import assert_golden
from networks import ANY_DEPTH, BATCH_NORM, DEEP, LOGISTIC, NETWORKS, SHALLOW

import chalkgrad as cg
from chalkgrad import page
from chalkgrad.errors import DataError, FactError, InputError, NotSupported, ShapeError
from chalkgrad.notation.surface import (
    Block,
    Call,
    Comparison,
    Conditional,
    Kind,
    Literal,
    Minus,
    Plus,
    Product,
    Quotient,
    Raised,
    Surface,
    Transposed,
)
from chalkgrad.notation.text import text
from chalkgrad.program.worked import NumberLine, WorkedExample
from chalkgrad.proof.decimals import FROM_THE_UNROUNDED, numbers_hold
from chalkgrad.terms import Context, Entry, Index, Mul

COMPUTABLE = [name for name in NETWORKS if name != "any depth"]
FUNCTIONS: dict[str, Any] = {
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": np.tanh,
    "tanh'": lambda z: 1 - np.tanh(z) ** 2,
    "relu": lambda z: np.maximum(z, 0),
    "relu'": lambda z: (z >= 0) * 1.0,
    "softmax": lambda z: np.exp(z) / np.exp(z).sum(axis=0),
    "bump": lambda z: np.exp(-(z**2)),
    "log": np.log,
    "exp": np.exp,
    "sqrt": np.sqrt,
    "sum": np.sum,
    "rowsum": lambda m: m.sum(axis=1, keepdims=True),
    "colsum": lambda m: m.sum(axis=0, keepdims=True),
}


def number(surface: Surface) -> Any:
    """A formula of numbers, by NumPy: independent of everything that made it."""
    match surface:
        case Literal(value):
            return np.full((1, 1), float(value))
        case Block(rows):
            return np.array([[float(number(entry)[0, 0]) for entry in row] for row in rows])
        case Minus(body):
            return -number(body)
        case Plus(terms):
            return sum(map(number, terms))
        case Product(kind, factors):
            product = number(factors[0])
            for factor in map(number, factors[1:]):
                inner = kind is not Kind.ELEMENTWISE and product.shape[1] == factor.shape[0]
                single = 1 in (product.size, factor.size)
                product = product @ factor if inner and not single else product * factor
            return product
        case Quotient(above, below):
            return number(above) / number(below)
        case Raised(base, exponent):
            return number(base) ** number(exponent)
        case Transposed(body):
            return number(body).T
        case Call(function, (argument,), primes):
            return np.reshape(FUNCTIONS[function + "'" * primes](number(argument)), (-1, _width(function, argument)))
        case Conditional(then, Comparison(">=", left, right), otherwise):
            return np.where(number(left) >= number(right), number(then), number(otherwise))
    raise AssertionError(f"{surface} is no formula of numbers")


def _width(function: str, argument: Surface) -> int:
    return 1 if function in ("sum", "rowsum") else number(argument).shape[1]


def last_digit(surface: Surface) -> Any:
    """One unit of the last digit that is shown of every entry: the fourth, of a 0 that of the largest."""
    shown = np.abs(number(surface))
    sizes = np.floor(np.log10(np.where(shown == 0, shown.max() or 1, shown)) + 1e-9)
    return 10.0 ** (sizes - 3)


def lines(worked: WorkedExample) -> list[NumberLine]:
    stepped = [line for step in worked.steps for line in step.lines]
    return [*worked.forward, *worked.backward, *worked.counters, *stepped]


def test_a_constant_that_is_stated_is_given_and_not_computed() -> None:
    equations = "X: n x m; Y: n x m; Z1 = W1 X; J = 1/(2 m) sum((Z1 - Y)^2) + lambda/(2 m) sum(W1^2); lambda = 0.25"
    worked = cg.read(equations).derive().in_numbers()
    assert [text(line.left) for line in worked.forward] == ["Z1", "J"]
    assert [(g.name, text(g.numbers), g.role.value) for g in worked.given][-1] == ("lambda", "0.25", "constant")


@pytest.mark.parametrize(("optimizer", "seed"), [("gradient_descent", 0), ("adam", 1)])
@pytest.mark.parametrize("network", COMPUTABLE)
def test_the_numbers_put_in_give_about_the_result(network: str, optimizer: str, seed: int) -> None:
    worked = cg.read(NETWORKS[network]).derive().in_numbers(seed=seed, optimizer=optimizer)
    for line in lines(worked):
        assert line.operands is not None
        shown, computed = number(line.result), number(line.operands)
        if line.certificate.method == FROM_THE_UNROUNDED:  # its last digits are not those of the rounded numbers
            unit = 0.0101 * np.abs(shown).max()
        else:
            unit = 0.0 if line.exactly else 0.5 * last_digit(line.result)
        assert np.all(np.abs(shown - computed) <= unit * (1 + 1e-9) + 1e-12), text(line.left)


@pytest.mark.parametrize("convention", ["ng", "literal", "cs231n"])
@pytest.mark.parametrize("network", COMPUTABLE)
def test_the_results_are_the_gradients(network: str, convention: str) -> None:
    model = cg.read(NETWORKS[network])
    derivation = model.derive(convention)
    worked = derivation.in_numbers()
    in_rows = convention == "cs231n" and model.example_axis is not None
    values = {given.name: number(given.numbers) for given in worked.given}
    values = {n: v.reshape(()) if derivation.model.quantities[n].shape == "scalar" else v for n, v in values.items()}
    values = {n: v.T if in_rows else v for n, v in values.items()}
    exact = model.gradients(values, convention="literal" if in_rows else convention)
    for line in worked.backward:
        unit = 0.5 * last_digit(line.result)
        expected = exact[line.name].T if in_rows else exact[line.name]
        assert np.allclose(number(line.result).ravel(), expected.ravel(), rtol=0, atol=1.001 * unit.ravel())


def test_one_step_of_gradient_descent() -> None:
    worked = cg.read(SHALLOW).derive().in_numbers(settings={"learning_rate": 0.5})
    step = {step.name: step.lines[-1] for step in worked.steps}
    assert set(step) == {"W1", "b1", "W2", "b2"}
    before = {given.name: number(given.numbers) for given in worked.given}
    gradients = cg.read(SHALLOW).gradients(before)
    assert text(step["W1"].formula) == "W1 - learning_rate dW1"
    for name, line in step.items():
        assert np.allclose(number(line.result), before[name] - 0.5 * gradients[f"d{name}"], rtol=0, atol=0.5001e-4)


def test_the_first_step_of_adam_is_as_long_as_the_learning_rate() -> None:
    worked = cg.read(SHALLOW).derive().in_numbers(optimizer="adam", settings={"learning_rate": 0.01})
    assert [text(line.left) for line in worked.counters] == ["t"]
    for step in worked.steps:
        lefts = ["v", "s", "v/(1 - beta1^t)", "s/(1 - beta2^t)", step.name]
        assert [text(line.left) for line in step.lines] == lefts
        before = next(number(given.numbers) for given in worked.given if given.name == step.name)
        assert np.allclose(np.abs(number(step.lines[-1].result) - before), 0.01, rtol=0, atol=1e-4)


def test_at_a_kink_the_stated_slope_is_shown() -> None:
    worked = cg.read("z1 = w x; a = relu(z1); L = (a - y)^2").derive(wrt="z1").in_numbers({"x": 0, "w": 1, "y": 1})
    line = next(line for line in worked.backward if line.name == "dz1")
    assert text(line.result) == "-2"  # (0 - 1) 2, times relu'(0) = 1


def test_exact_numbers_are_proved_and_rounded_ones_tested() -> None:
    forward = {line.name: line for line in cg.read(DEEP).derive().in_numbers().forward}
    assert (forward["Z1"].exactly, forward["Z1"].put_in_exactly) == (True, True)
    assert forward["Z1"].certificate.kind == "proved"
    assert (forward["A3"].exactly, forward["A3"].put_in_exactly) == (False, False)
    assert forward["A3"].certificate.kind == "tested"


@pytest.mark.parametrize("wrong", [Fraction(1, 10_000), Fraction(-1, 10_000)])
def test_a_wrong_last_digit_is_not_shown(wrong: Fraction) -> None:
    x = Entry("x", ())
    values = {"x": np.array(Fraction(12345, 100_000), dtype=object)}
    context = Context({"x": (None, None)}, {}, {})
    none: tuple[Index, ...] = ()

    def held(shown: Fraction) -> object:
        return numbers_hold(Mul((x, x)), values, _single(shown), 4, context, indices=none, sizes={})

    right = round(Fraction(12345, 100_000) ** 2, 4)
    assert held(right) is not None
    assert held(right + wrong) is None


def _single(value: Fraction) -> Any:
    made = np.empty((), dtype=object)
    made[()] = value
    return made


def test_the_seed_chooses_the_numbers() -> None:
    derivation = cg.read(SHALLOW).derive()
    assert derivation.in_numbers(seed=1) == derivation.in_numbers(seed=1)
    assert derivation.in_numbers(seed=1) != derivation.in_numbers(seed=2)


def test_drawn_numbers_are_short_and_keep_the_facts() -> None:
    given = {given.name: number(given.numbers) for given in cg.read(DEEP).derive().in_numbers().given}
    assert given["Y"].sum() == 1 and set(given["Y"].ravel()) == {0.0, 1.0}
    assert all(np.array_equal(array, np.round(array, 1)) for array in given.values())
    assert given["X"].shape == (3, 1)


@pytest.mark.parametrize("width", [60, 100, 120])
def test_golden_terminal(width: int) -> None:
    made = _section(cg.read(SHALLOW).derive().to("terminal", values="friendly", level="outline", width=width))
    assert_golden(f"in-numbers-shallow-{width}.txt", made)


def test_golden_adam() -> None:
    model = cg.read("parameter w: scalar\ndata x: scalar\ndata y: scalar\nz = w x\nL = (z - y)^2\n")
    derivation = model.derive()
    worked = derivation.in_numbers({"w": 0.5, "x": 2, "y": 3}, optimizer="adam")
    options = page.Options(level="outline")
    made = str(derivation.printed(page.printer("terminal"), options, worked))
    assert_golden("in-numbers-adam.txt", made[made.index("In numbers") :])


def test_golden_markdown() -> None:
    made = cg.read(DEEP).derive().to("github", values="friendly", level="outline")
    assert_golden("in-numbers-deep.md", made[made.index("## In numbers") :])


def test_json_has_the_numbers() -> None:
    record = json.loads(cg.read(LOGISTIC).derive().to("json", values={"z": 2, "y": 1}))["numbers"]
    assert record["given"] == {"z": "2", "y": "1"}
    assert record["forward"][0] | {"certificate": None} == {
        "name": "a",
        "formula": "sigmoid(z)",
        "numbers": "sigmoid(2)",
        "result": "0.8808",
        "numbers_are_exact": True,
        "certificate": None,
    }
    assert [line["result"] for line in record["backward"]] == ["-1.135", "-0.1192"]


def _section(page: str) -> str:
    return page[page.index("In numbers") :]


def test_what_is_refused() -> None:
    big = "n0 = 30\n" + SHALLOW
    with pytest.raises(NotSupported, match="not supported: numbers beside letters with n0 = 30; no size may be above"):
        cg.read(big).derive().in_numbers()
    with pytest.raises(NotSupported, match="any depth"):
        cg.read(ANY_DEPTH).derive().in_numbers()
    with pytest.raises(InputError, match="no setting 'speed'"):
        cg.read(SHALLOW).derive().in_numbers(settings={"speed": 1.0})
    with pytest.raises(InputError, match="optimizer"):
        cg.read(SHALLOW).derive().in_numbers(optimizer="adan")


def test_values_that_do_not_fit() -> None:
    derivation = cg.read(DEEP).derive()
    worked = derivation.in_numbers()
    values: dict[str, Any] = {given.name: number(given.numbers) for given in worked.given}
    with pytest.raises(FactError):
        derivation.in_numbers({**values, "Y": np.ones((3, 1))})
    with pytest.raises(ShapeError):
        derivation.in_numbers({**values, "b1": np.ones((3, 1))})
    with pytest.raises(InputError, match="no values are given for"):
        derivation.in_numbers({"X": values["X"]})
    logistic = cg.read("L = log(x)").derive(wrt="x")
    with pytest.raises(DataError, match="no value at these numbers"):
        logistic.in_numbers({"x": 0})


def test_several_examples_are_shown_side_by_side() -> None:
    derivation = cg.read(SHALLOW).derive()
    values = {given.name: number(given.numbers) for given in derivation.in_numbers().given}
    values |= {"X": np.array([[1, 2], [0.5, 1], [1, 0]]), "Y": np.array([[1, 0]])}
    worked = derivation.in_numbers(values)
    assert worked.sizes["m"] == 2
    line = next(line for line in worked.backward if line.name == "dW2")
    assert re.match(r"1/2 \[", text(line.operands)) is not None if line.operands else False


@pytest.mark.parametrize(
    ("formula", "put_in"),
    [
        ("p[i,e] = exp(z[i,e]) / sum_k exp(z[k,e])", "exp([1; 2])/colsum(exp([1; 2]))"),
        ("p[i,e] = sum_k v[i,k] z[k,e]", "[1, 2; 0, 1] [1; 2]"),
    ],
)
def test_numbers_are_put_into_a_formula_with_indices_by_its_form_without(formula: str, put_in: str) -> None:
    weights = "parameter v: n x n\n" if "v[" in formula else ""
    model = cg.read(f"z: n x m\n{weights}{formula}\nL = 1/m sum(p^2)")
    values = {"z": np.array([[1.0], [2.0]])} | ({"v": np.array([[1.0, 2.0], [0.0, 1.0]])} if weights else {})
    (line, _) = model.derive(wrt="z").in_numbers(values).forward
    assert text(line.left) == "p"
    assert "[k,e]" in text(line.formula)
    assert line.operands is not None
    assert text(line.operands) == put_in
    assert line.put_in_exactly


def test_a_quantity_is_rounded_once_on_a_page() -> None:
    worked = cg.read(SHALLOW).derive().in_numbers()
    results = {line.name: text(line.result) for line in (*worked.forward, *worked.backward)}
    uses = {"dZ1": "dW1", "A1": "Z2", "dA1": "dZ1", "dW1": "W1"}
    by_name = {line.name: line for line in (*worked.forward, *worked.backward)}
    by_name |= {step.name: step.lines[-1] for step in worked.steps}
    for name, user in uses.items():
        operands = by_name[user].operands
        assert operands is not None and results[name] in text(operands)


def test_few_digits_are_not_put_where_they_would_mislead() -> None:
    """With four digits 0.99998 is 1, and 1 - 1 is no denominator."""
    equations = "a = sigmoid(z); L = -(y log(a) + (1 - y) log(1 - a))"
    worked = cg.read(equations).derive().in_numbers({"z": 11, "y": 1})
    assert worked.figures > 4
    line = next(line for line in worked.backward if line.name == "da")
    assert line.operands is not None
    assert np.allclose(number(line.operands), number(line.result), rtol=0.011)


def test_functions_with_values_that_are_fractions_are_exact() -> None:
    model = cg.read("a = sigmoid(z); b = tanh(z); c = sqrt(x); L = a + b + c")
    worked = model.derive(wrt="z").in_numbers({"z": 0, "x": 4})
    results = {line.name: (text(line.result), line.certificate.kind) for line in worked.forward}
    assert results == {"a": ("0.5", "proved"), "b": ("0", "proved"), "c": ("2", "proved"), "L": ("2.5", "proved")}


def test_small_numbers_of_a_matrix_have_one_notation() -> None:
    model = cg.read("x: n x 1\na = x^2\nL = sum(a)")
    worked = model.derive(wrt="x").in_numbers({"x": np.array([[0.0123], [0.0206], [0.0101]])})
    line = next(line for line in worked.forward if line.name == "a")
    assert text(line.result) == "10^-4 [1.513; 4.244; 1.02]"


def test_a_condition_on_a_matrix_is_decided_in_every_entry() -> None:
    model = cg.read("x: n x 1\na = x if x >= 0 else 0\nL = sum(a^2)")
    worked = model.derive(wrt="x").in_numbers({"x": np.array([[1.0], [-2.0], [0.0]])})
    line = next(line for line in worked.backward if line.name == "dx")
    assert line.operands is not None
    assert " if " not in text(line.operands) and "[1; 0; 1]" in text(line.operands)


@pytest.mark.parametrize(
    ("source", "optimizer", "words"),
    [
        ("learning_rate = 0.3; L = learning_rate w^2", "gradient_descent", "In this step learning_rate is the"),
        ("v = 2 w; s = 3 v; L = (v - s)^2", "adam", "In this step v and s are the"),
        ("v = 2 w; L = v^2", "gradient_descent", ""),
    ],
)
def test_a_name_that_the_optimizer_has_too_is_told(source: str, optimizer: str, words: str) -> None:
    derivation = cg.read(source).derive()
    said = str(derivation.printed(page.printer("terminal"), page.Options(), derivation.in_numbers(optimizer=optimizer)))
    assert (words in said) if words else ("In this step" not in said)


def test_examples_that_act_on_each_other_come_in_a_batch() -> None:
    worked = cg.read(BATCH_NORM).derive().in_numbers()
    assert worked.sizes["m"] == 3
    assert cg.read(SHALLOW).derive().in_numbers().sizes["m"] == 1
