"""The network as columns: every quantity and every derivative stands in it once, and rests only on what came before."""

from __future__ import annotations

import re

import pytest
from golden_files import assert_golden
from networks import ANY_DEPTH, BATCH_NORM, DEEP, LOGISTIC, NETWORKS, SHALLOW

import chalkgrad as cg
from chalkgrad.errors import NotSupported
from chalkgrad.notation.text import text
from chalkgrad.page.columns import columns, heading
from chalkgrad.page.document import Columns
from chalkgrad.page.glyphs import UNICODE
from chalkgrad.page.pieces import plain
from chalkgrad.page.stages import stages


def figure(source: str, convention: str = "ng") -> Columns:
    return columns(cg.read(source).derive(convention))


def order(label: str) -> tuple[int, str]:
    found = re.fullmatch(r"(\d+)([a-z]+)", label)
    assert found is not None
    return int(found[1]), found[2].rjust(3)


@pytest.mark.parametrize("convention", ["ng", "literal", "cs231n", "nielsen"])
@pytest.mark.parametrize("name", NETWORKS)
def test_every_derivative_stands_once_with_its_certificate(name: str, convention: str) -> None:
    derivation = cg.read(NETWORKS[name]).derive(convention)
    steps = [step for column in columns(derivation).columns for step in column.backward]
    found = {text(step.entry.left): step.entry for step in steps}
    every = (*derivation.equations, *derivation.covered)  # the column of layer L has its own weights
    assert len(found) == len(steps) == len(every)
    for equation in every:
        entry = found[equation.left.text]
        assert (entry.right, entry.shape) == (equation.value.surface, equation.shape)
        assert entry.certificate is equation.certificate


@pytest.mark.parametrize("name", [name for name in NETWORKS if name != "any depth"])
def test_every_quantity_stands_once(name: str) -> None:
    model = cg.read(NETWORKS[name])
    forward = [text(entry.left) for column in columns(model.derive()).columns for entry in column.forward]
    assert sorted(forward) == sorted(model.quantities)


@pytest.mark.parametrize("name", [name for name in NETWORKS if name != "any depth"])
def test_a_formula_rests_only_on_earlier_labels(name: str) -> None:
    steps = [step for column in figure(NETWORKS[name]).columns for step in column.backward]
    for step in steps:
        assert all(order(label) < order(step.label) for label in step.uses)
    assert any(step.uses for step in steps)


@pytest.mark.parametrize("name", NETWORKS)
def test_labels_are_in_the_order_of_computation(name: str) -> None:
    derivation = cg.read(NETWORKS[name]).derive()
    labels = {text(step.entry.left): step.label for column in columns(derivation).columns for step in column.backward}
    assert len(set(labels.values())) == len(labels)
    for column in columns(derivation).columns:
        own = [order(step.label) for step in column.backward]
        assert own == sorted(own)


def test_headings() -> None:
    def headings(source: str) -> list[str]:
        return ["".join(map(str, column.heading)) for column in figure(source).columns]

    assert headings(SHALLOW) == ["Input", "Layer 1", "Layer 2, the output", "Cost"]
    assert headings(LOGISTIC) == ["Input", "Output", "Cost"]
    assert headings(ANY_DEPTH) == ["Input, layer 0", "Layer l, for 1 <= l < L", "Layer L, the output", "Cost"]


@pytest.mark.parametrize(
    ("network", "expected"),
    [
        ("Z1 = W1 X; A1 = tanh(Z1); B = U A1; C = tanh(B); Z2 = W2 C", ["Layer 1", "Step C", "Layer 2, the output"]),
        ("H = W X; A = tanh(H); Z = V A", ["Layer 1", "Layer 2, the output"]),
        ("Z4 = W4 X; A4 = tanh(Z4); Z5 = W5 A4", ["Layer 4", "Layer 5, the output"]),
        ("H = W1 X; A = tanh(H); Z = W2 A", ["Layer 1", "Layer 2, the output"]),
        ("Z1 = W1 X; Z2 = W2 X; A = Z1 + Z2; B = W3 A", ["Step A", "Output"]),
        ("Z1 = W1 X; A1 = tanh(Z1); P = tanh(V A1)", ["Layer 1", "Output"]),
    ],
)
def test_a_layer_has_the_number_of_its_names(network: str, expected: list[str]) -> None:
    declared = "; ".join(f"parameter {name}: n x n" for name in "UVW" if f"{name} " in network)
    source = "; ".join(filter(None, ("X: n x m; Y: n x m", declared, network)))
    last = network.rpartition(";")[2].split("=")[0].strip()
    found = stages(cg.read(f"{source}; J = 1/(2 m) sum(({last} - Y)^2)"))
    assert [plain(heading(stage), UNICODE) for stage in found] == ["Input", *expected, "Cost"]


def test_batch_norm_is_in_the_layer_whose_output_it_makes() -> None:
    drawn = columns(cg.read(BATCH_NORM).derive()).columns
    assert [column.heading for column in drawn[1:3]] == [("Layer 1",), ("Layer 2, the output",)]
    assert [text(entry.left) for entry in drawn[1].forward if text(entry.left) in ("gamma", "H", "A1", "W2")] == [
        "gamma",
        "H",
        "A1",
    ]


@pytest.mark.parametrize("place", ["before", "after"])
def test_a_constant_stands_once_with_what_uses_it(place: str) -> None:
    equations = "Z1 = W1 X; J = 1/(2 m) sum((Z1 - Y)^2) + lambda/(2 m) sum(W1^2)"
    whole = f"lambda = 0.1; {equations}" if place == "before" else f"{equations}; lambda = 0.1"
    drawn = figure(f"X: n0 x m; Y: n1 x m; {whole}").columns
    found = [(number, text(e.left)) for number, c in enumerate(drawn) for e in c.forward if text(e.left) == "lambda"]
    assert found == [(2, "lambda")]


def test_a_residual_connection_stays_in_its_layer() -> None:
    last = figure(NETWORKS["skip"]).columns[2]
    assert [text(entry.left) for entry in last.forward] == ["W2", "b2", "Z2", "H"]


def test_reasons_come_from_the_steps() -> None:
    steps = {text(s.entry.left): s for column in figure(DEEP).columns for s in column.backward}
    assert steps["dW3"].words == (
        "∂Z3[i,e]/∂W3[i,j] = A2[j,e]; the sum runs over the second index of A2, so A2 is transposed"
    )
    assert steps["dZ3"].words.endswith("put in dA3; cancel A3[k,e]; given: colsum(Y) = 1")
    assert steps["dZ3"].uses == ("1a",)


def test_the_layer_above_is_named_at_any_depth() -> None:
    steps = {text(s.entry.left): s for column in figure(ANY_DEPTH).columns for s in column.backward}
    assert steps["dA[l]"].words.endswith("dZ[l+1] is (3b) of the next layer, (2a) of the last")
    assert steps["dA[l]"].uses == ("2a", "3b")


@pytest.mark.parametrize("width", [60, 100, 120])
@pytest.mark.parametrize("name", ["shallow", "deep", "any depth"])
def test_golden_terminal(name: str, width: int) -> None:
    made = cg.read(NETWORKS[name]).derive().figure("columns").to("terminal", width=width)
    assert max(map(len, made.splitlines())) <= width
    assert_golden(f"columns-{name.replace(' ', '-')}-{width}.txt", made)


def test_the_cost_is_not_left_alone_when_columns_wrap() -> None:
    """Five columns of which four fit side by side stand three and two."""
    made = cg.read(DEEP).derive().figure("columns").to("terminal", width=120)
    headings = [line.split() for line in made.splitlines() if "Cost" in line]
    assert headings == [["Layer", "3,", "the", "output", "Cost"]]


def test_golden_ascii() -> None:
    made = cg.read(SHALLOW).derive().figure().to("terminal", width=100, encoding="ascii")
    assert made.isascii()
    assert_golden("columns-shallow-ascii.txt", made)


def test_golden_markdown() -> None:
    assert_golden("columns-shallow.md", cg.read(SHALLOW).derive().figure().to("github"))


@pytest.mark.parametrize("name", NETWORKS)
def test_the_alternative_is_spoken(name: str) -> None:
    """Sentences of words: no operator, no raised or lowered sign, no name without its spaces."""
    said = figure(NETWORKS[name]).alternative
    assert said.startswith("The network drawn as ")
    assert not re.search(r"[⊙^*/=∂Σᵀ_@()]", said)
    assert not re.search(r"\bd[A-Z]\d", said)
    assert said.endswith(".")


def test_golden_alternative() -> None:
    assert_golden("columns-shallow-alternative.txt", figure(SHALLOW).alternative.replace(". ", ".\n") + "\n")


def test_a_page_opens_with_the_figure_when_asked_to() -> None:
    derivation = cg.read(SHALLOW).derive()
    assert "The network as columns" not in derivation.to("terminal")
    shown = derivation.to("terminal", figure=True)
    assert shown.index("The network as columns") < shown.index("Step by step")


def test_nothing_derived() -> None:
    derivation = cg.read(LOGISTIC).derive()
    with pytest.raises(NotSupported, match="no gradient to show in columns"):
        columns(type(derivation)(derivation.model, derivation.convention, (), {}, ""))


def test_theta_is_put_together_above_and_derived_below() -> None:
    figure = columns(cg.read(SHALLOW).derive("ng-theta"))
    boxed = [text(entry.left) for column in figure.columns for entry in column.forward]
    assert boxed.index("Theta1") == boxed.index("b1") + 1
    below = {text(step.entry.left): step for column in figure.columns for step in column.backward}
    assert {"Delta1", "D1", "Delta2", "D2"} <= below.keys()
    assert below["Delta2"].label in below["D2"].uses


def test_a_constant_is_written_once() -> None:
    derivation = cg.read("x: n x 1\nlambda = 0.1\nz = w x + b\nJ = sum(z^2) + lambda/2 sum(w^2)").derive()
    (columns,) = (block for block in derivation.figure().document.blocks if isinstance(block, Columns))
    names = [entry.left for column in columns.columns for entry in column.forward]
    assert len(names) == len(set(names))


def test_an_equation_in_letters_keeps_them_on_both_sides() -> None:
    rows = "Z: m x n; Y: m x n; P[i,j] = exp(Z[i,j])/sum_k exp(Z[i,k]); J = -1/m sum(Y log(P))"
    boxed = [entry for column in figure(rows).columns for entry in column.forward]
    assert "P[i,j]" in [text(entry.left) for entry in boxed]
