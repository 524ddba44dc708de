"""Shapes and counts: symbolic and with numbers; the counts are counted again one entry at a time."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

import chalkgrad as cg
from chalkgrad import page, review
from chalkgrad.app.command import run
from chalkgrad.errors import InputError, ShapeError
from chalkgrad.review.counting import Count, operations
from chalkgrad.terms import Index, Mul, Sum, Term, children, free_indices

EXAMPLES = Path(__file__).parents[2] / "examples"
ANY_DEPTH = """
X: n[0] x m
Y: n[L] x m
A[0] = X
Z[l] = W[l] A[l-1] + b[l]
A[l] = g(Z[l]) for l = 1..L
J = 1/m sum(C(A[L], Y))
"""
SHALLOW = """
X: n0 x m
Y: n2 x m, Y in {0, 1}
Z1 = W1 X + b1
A1 = tanh(Z1)
Z2 = W2 A1 + b2
A2 = sigmoid(Z2)
J = -1/m sum(Y log(A2) + (1 - Y) log(1 - A2))
"""


def test_every_quantity_has_a_row_with_its_gradient() -> None:
    found = review.shapes(cg.read(SHALLOW), {"n0": 3, "n1": 4, "n2": 1, "m": 32})
    rows = {row.name: (row.gradient, row.shape, row.one, row.batch) for row in found.rows}
    assert list(rows) == ["X", "Y", "W1", "b1", "Z1", "A1", "W2", "b2", "Z2", "A2", "J"]
    assert rows["X"] == (None, "n0 x m", "3 x 1", "3 x 32")
    assert rows["W1"] == ("dW1", "n1 x n0", "4 x 3", "4 x 3")
    assert rows["Z1"] == ("dZ1", "n1 x m", "4 x 1", "4 x 32")
    assert rows["J"] == (None, "scalar", "scalar", "scalar")


def test_examples_may_be_rows() -> None:
    model = cg.read("X: m x n0\nY: m x 1\nparameter W: n0 x 1\nA = X W\nJ = 1/(2 m) sum((A - Y)^2)")
    rows = {row.name: (row.one, row.batch) for row in review.shapes(model, {"n0": 5, "m": 7}).rows}
    assert rows["X"] == ("1 x 5", "7 x 5")
    assert rows["A"] == ("1 x 1", "7 x 1")


def test_a_convention_with_examples_in_rows_turns_the_shapes() -> None:
    model = cg.read(SHALLOW)
    found = review.shapes(model, {"n0": 3, "n1": 4, "n2": 1, "m": 7}, model.derive("cs231n"))
    assert {row.name: row.batch for row in found.rows}["X"] == "7 x 3"
    assert found.backward.multiply_adds.at(found.sizes).number == 2 * 4 + 4 * 3


def test_parameters_are_counted_with_letters_and_with_numbers() -> None:
    found = review.shapes(cg.read(SHALLOW), {"n0": 30, "n1": 16, "n2": 1})
    assert str(found.parameters) == "n1 n0 + n1 + n2 n1 + n2"
    assert found.parameters.at(found.sizes).number == 513
    half = review.shapes(cg.read(SHALLOW), {"n0": 30})
    assert str(half.parameters.at(half.sizes)) == "31 n1 + n2 n1 + n2"


def test_the_backward_pass_takes_twice_the_forward_pass_less_one_layer() -> None:
    """dW of every layer and dA of every layer but the first: what courses say, found by counting."""
    widths = (7, 5, 3, 2)
    found = review.shapes(cg.mlp(*widths))
    pairs = list(pairwise(widths))
    forward = sum(a * b for a, b in pairs)
    loss = widths[-1]  # Y log(A3), added up over the classes
    assert found.forward.multiply_adds.at(found.sizes).number == forward + loss
    assert found.backward.multiply_adds.at(found.sizes).number == 2 * forward - widths[0] * widths[1]


@pytest.mark.parametrize(
    "text",
    [
        SHALLOW,
        SHALLOW.replace("sigmoid(Z2)", "softmax(Z2)"),
        SHALLOW + "R = sum(W1^2)\nK = J + lambda/(2 m) (R + sum(W2^2))",
        "X: n0 x m\nY: n1 x m\nZ = W X + b\nmu = 1/m rowsum(Z)\nV = 1/m rowsum((Z - mu)^2)\n"
        "A = (Z - mu) / sqrt(V + 1)\nJ = 1/m sum((A - Y)^2)",
    ],
)
def test_the_formulas_count_what_one_entry_at_a_time_counts(text: str) -> None:
    model = cg.read(text)
    derivation = model.derive(wrt=model.parameters)
    sizes = {"n0": 2, "n1": 3, "n2": 4, "m": 5}
    definitions = [*model.definitions.values(), *(derivation.definitions[name] for name in derivation)]
    assert any(operations(d.value).multiply_adds for d in definitions)
    for definition in definitions:
        counted = operations(definition.value).multiply_adds.at(sizes).number
        assert counted == entry_by_entry(definition.value, sizes), definition.name


def entry_by_entry(value: Term, sizes: dict[str, int]) -> int:
    """The multiply-adds of a formula, each setting of the letters visited; what was computed before is free."""
    done: set[tuple[Term, tuple[tuple[str, int], ...]]] = set()

    def visit(term: Term, place: dict[Index, int]) -> int:
        key = (term, tuple(sorted((i.name, place[i]) for i in free_indices(term))))
        if key in done:
            return 0
        done.add(key)
        if not isinstance(term, Sum):
            bound = [i for child in children(term) for i in free_indices(child) if i not in place]
            if bound:  # the body of a vector function, for all its entries
                return sum(
                    visit(c, {**place, bound[0]: n}) for n in range(sizes[bound[0].axis.name]) for c in children(term)
                )
            return sum(visit(child, place) for child in children(term))
        total = 0
        for number in range(sizes[term.bound.axis.name]):
            here = {**place, term.bound: number}
            if isinstance(term.body, Mul):
                total += len(term.body.factors) - 1
                total += sum(visit(factor, here) for factor in term.body.factors)
            else:
                total += visit(term.body, here)
        return total

    letters = sorted(free_indices(value), key=lambda index: index.name)
    places: list[dict[Index, int]] = [{}]
    for letter in letters:
        places = [{**place, letter: n} for place in places for n in range(sizes[letter.axis.name])]
    return sum(visit(value, place) for place in places)


def test_polynomials_are_added_and_filled_in() -> None:
    count = Count({("a", "b"): 2}) + Count({("a",): 1}) + Count({("a", "b"): 1})
    assert str(count) == "3 a b + a"
    assert count.at({"a": 2, "b": 5}).number == 32
    assert str(count.at({"b": 5})) == "16 a"
    assert str(count.per("b")) == "3 a"
    assert str(count.without("b")) == "a"
    assert str(Count()) == "0" and not Count()


def test_a_wrong_size_is_refused() -> None:
    model = cg.read("n1 = 4" + SHALLOW)
    with pytest.raises(InputError, match="n9 is no size") as unknown:
        review.shapes(model, {"n9": 3})
    assert "n0" in unknown.value.hint
    with pytest.raises(ShapeError, match="n1 = 4, not 5"):
        review.shapes(model, {"n1": 5})
    with pytest.raises(InputError, match="at least 1"):
        review.shapes(model, {"n0": 0})


def test_the_page_is_printed_in_the_formats_that_print_pages() -> None:
    document = review.shapes_page(review.shapes(cg.read(SHALLOW), {"n1": 4}))
    shown = {"terminal": ("dZ2", "n2 n1 = 4 n2"), "github": ("dZ^{[2]}", "n^{[1]} = 4n^{[2]}")}
    for name, formulas in shown.items():
        printer = page.printer(name)
        assert printer.page is not None
        text = printer.page(document, page.Options())
        assert "multiply-adds" in text
        assert all(formula in text for formula in formulas)


def test_the_command_prints_the_tables(capsys: pytest.CaptureFixture[str]) -> None:
    model = str(EXAMPLES / "breast_cancer.chalk")
    assert run(["shapes", model, "--examples", "32"]) == 0
    printed = capsys.readouterr().out
    assert "16 × 32" in printed and "= 513" in printed
    assert run(["shapes", model, "--format", "json", "--size", "m=32"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["parameters"]["number"] == 513
    assert record["forward_per_example"]["multiply_adds"] == {"formula": "n1 n0 + n2 n1", "number": 496}
    assert run(["shapes", model, "--size", "n8=3"]) == 2
    assert run(["shapes", "a = sigmoid(z); L = (a - y)^2", "--examples", "3"]) == 2


@pytest.mark.parametrize(
    ("name", "total"),
    [
        ("terminal", "Σ_{l=1..L} (n[l] n[l-1] + n[l])"),
        ("github", r"$`\sum_{l=1}^{L}`$ ($`n^{[l]}\,n^{[l-1]} + n^{[l]}`$)"),
        ("latex", r"$\sum_{l=1}^{L}$ ($n^{[l]}\,n^{[l-1]} + n^{[l]}$)"),
        ("html", "<mi>L</mi></mrow></munderover></math> ("),
    ],
)
def test_a_sum_over_the_layers_is_set_as_one_and_keeps_its_brackets(name: str, total: str) -> None:
    document = review.shapes_page(review.shapes(cg.read(ANY_DEPTH)))
    print_page = page.printer(name).page
    assert print_page is not None
    assert total in str(print_page(document, page.Options()))
