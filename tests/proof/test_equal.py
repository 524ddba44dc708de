"""True equalities are proved, with the conditions and facts they rest on."""

from __future__ import annotations

import pytest

from chalkgrad.proof import Refuted, equal
from chalkgrad.terms import Component, Definition, Max, Sum

from .board import SHALLOW, Board

LOGISTIC = "a = sigmoid(z)\nL = -(y log(a) + (1 - y) log(1 - a))"
FREE = "J = sum(x) + sum(z) + sum(u) + sum(v) + sum(w) + sum(t) + sum(y)"


@pytest.fixture(scope="module")
def logistic() -> Board:
    board = Board(LOGISTIC)
    board.derive("a", "(a - y)/(a (1 - a))")
    return board


@pytest.fixture(scope="module")
def free() -> Board:
    return Board(FREE)


@pytest.fixture(scope="module")
def shallow() -> Board:
    board = Board(SHALLOW)
    board.derive("A2", "-Y/A2")
    return board


LOGISTIC_STEPS = [
    ("∂(-(y log(a) + (1 - y) log(1 - a)))/∂a", "-(y ∂(log(a))/∂a + (1 - y) ∂(log(1 - a))/∂a)"),
    ("-(y ∂(log(a))/∂a + (1 - y) ∂(log(1 - a))/∂a)", "-(y (1/a) + (1 - y) (1/(1 - a)) (-1))"),
    ("-(y (1/a) + (1 - y) (1/(1 - a)) (-1))", "-(y/a) + (1 - y)/(1 - a)"),
    ("-(y/a) + (1 - y)/(1 - a)", "(a (1 - y) - y (1 - a))/(a (1 - a))"),
    ("(a (1 - y) - y (1 - a))/(a (1 - a))", "(a - a y - y + a y)/(a (1 - a))"),
    ("(a - a y - y + a y)/(a (1 - a))", "(a - y)/(a (1 - a))"),
    ("da ∂a/∂z", "da sigmoid'(z)"),
    ("(a - y)/(a (1 - a)) (a (1 - a))", "a - y"),
]


@pytest.mark.parametrize(("before", "after"), LOGISTIC_STEPS)
def test_each_step_of_the_logistic_derivation_is_proved(logistic: Board, before: str, after: str) -> None:
    assert logistic.equal(before, after).kind == "proved"


def test_definitions_are_opened_where_asked(logistic: Board) -> None:
    certificate = logistic.equal("da sigmoid'(z)", "a - y", unfold=("a", "da"))
    assert certificate.kind == "proved"
    assert "unfolded" in certificate.method or "written out" in certificate.method


def test_closed_names_are_not_opened(logistic: Board) -> None:
    """Without unfolding, a and sigmoid(z) are strangers to the exact engine; the numbers know the equation."""
    assert logistic.equal("a", "sigmoid(z)").kind == "tested"
    assert logistic.equal("a", "sigmoid(z)", unfold=("a",)).kind == "proved"


def test_what_is_divided_by_is_a_condition(free: Board) -> None:
    certificate = free.equal("-(y/t) + (1 - y)/(1 - t)", "(t - y)/(t (1 - t))")
    assert certificate.conditions == ("t != 0", "1 - t != 0")
    assert certificate.method == "exact algebra"


def test_what_is_never_zero_is_no_condition(free: Board, logistic: Board, shallow: Board) -> None:
    certificate = logistic.equal("-(y/a) + (1 - y)/(1 - a)", "(a - y)/(a (1 - a))")
    assert (certificate.kind, certificate.conditions) == ("proved", ())  # a = sigmoid(z)
    assert shallow.equal("A2/A2", "0 A2 + 1").conditions == ()  # A2 = softmax(Z2)
    assert shallow.equal("A1/A1", "0 A1 + 1").conditions == ("A1 != 0",)  # A1 = tanh(Z1)
    assert free.equal("x/(1 - sigmoid(z))", "x (1 + exp(z))").conditions == ()
    assert free.equal("tanh(x)/tanh(x)", "1").conditions == ("tanh(x) != 0",)


def test_the_same_claim_about_other_definitions_keeps_its_conditions() -> None:
    """The verdict comes from the store, but whether a can be 0 depends on what a is."""
    for formula, conditions in [("sigmoid(z)", ()), ("sin(z)", ("a != 0",)), ("exp(z)", ()), ("z", ("a != 0",))]:
        board = Board(f"a = {formula}\nL = a y")
        assert board.equal("y/a", "y a/a^2").conditions == conditions


def test_every_letter_of_a_condition_is_bound_or_free_in_the_claim(shallow: Board) -> None:
    summand = "(Z2[k,e] + Z2[i,e]) Y[k,e]/(Z2[k,e] + Z2[i,e])"
    certificate = shallow.equal(f"sum_k {summand}", "sum_k Y[k,e]", facts=False)
    assert certificate.conditions in (
        ("Z2[i,e] + Z2[k,e] != 0 for every k",),
        ("Z2[k,e] + Z2[i,e] != 0 for every k",),
    )


def test_a_condition_keeps_its_names_when_the_verdict_comes_from_the_store(free: Board) -> None:
    assert free.equal("x/x", "1").conditions == ("x != 0",)
    assert free.equal("v/v", "1").conditions == ("v != 0",)


STABLE_FORMS = [
    ("softplus(z)", "max(z, 0) + log1p(exp(-abs(z)))"),
    ("log(sigmoid(z))", "-softplus(-z)"),
    ("log(1 - sigmoid(z))", "-softplus(z)"),
    ("-(y log(sigmoid(z)) + (1 - y) log(1 - sigmoid(z)))", "softplus(z) - y z"),
    ("sigmoid(z)", "1/(1 + exp(-abs(z))) if z >= 0 else exp(-abs(z))/(1 + exp(-abs(z)))"),
    ("tanh(z)", "2 sigmoid(2 z) - 1"),
    ("tanh(z)", "(1 - exp(-2 z))/(1 + exp(-2 z))"),
    ("sigmoid(-z)", "1 - sigmoid(z)"),
    ("relu(z)", "max(z, 0)"),
    ("relu(z)", "(z + abs(z))/2"),
    ("leaky_relu(z)", "max(z, 0.01 z)"),
    ("abs(z)^2", "z^2"),
    ("abs(x - z)", "max(x, z) - min(x, z)"),
    ("exp(expm1(z) + 1)", "exp(exp(z))"),
    ("max(x, z) + min(x, z)", "x + z"),
]


@pytest.mark.parametrize(("before", "after"), STABLE_FORMS)
def test_stable_forms_are_proved(free: Board, before: str, after: str) -> None:
    assert free.equal(before, after).kind == "proved"


ALGEBRA = [
    ("(x + z)^2", "x^2 + 2 x z + z^2"),
    ("(x^2 - z^2)/(x - z)", "x + z"),
    ("1/(1 + 1/x)", "x/(x + 1)"),
    ("x/(x z)", "1/z"),
    ("1/(x - z) + 1/(z - x)", "0"),
    ("exp(x + z)", "exp(x) exp(z)"),
    ("exp(-x) exp(x)", "1"),
    ("exp(log(x))", "x"),
    ("log(x z)", "log(x) + log(z)"),
    ("log(x/z)", "log(x) - log(z)"),
    ("log(exp(x) z)", "x + log(z)"),
    ("log(x^3)", "3 log(x)"),
    ("sqrt(x) sqrt(x)", "x"),
    ("sqrt(4 exp(x))", "2 exp(x/2)"),
    ("1/sqrt(1 + x^2)", "sqrt(1 + x^2)/(1 + x^2)"),
    ("x^t x^2", "x^(t + 2)"),
    ("2^t 2^t", "2^(2 t)"),
    ("exp(1)^t", "exp(t)"),
    ("v/(sqrt(w) + u)", "v (sqrt(w) - u)/(w - u^2)"),
    ("log((1 - x^2)/(1 - x))", "log(1 + x)"),
    ("sin((x^2 - 1)/(x - 1))", "sin(x + 1)"),
]


@pytest.mark.parametrize(("before", "after"), ALGEBRA)
def test_algebra_is_proved(free: Board, before: str, after: str) -> None:
    assert free.equal(before, after).kind == "proved"


MATRICES = [
    ("W2 (A1 + A1)", "2 W2 A1"),
    ("(W2 A1)^T", "A1^T W2^T"),
    ("rowsum(A2 + Y)", "rowsum(A2) + rowsum(Y)"),
    ("sum(A2)", "sum(rowsum(A2))"),
    ("sum(A2)", "sum(colsum(A2))"),
    ("rowsum(b2 + A2)", "m b2 + rowsum(A2)"),
    ("dZ2 A1^T + A2 A1^T", "(dZ2 + A2) A1^T"),
    ("W2^T (A2 - Y)", "W2^T A2 - W2^T Y"),
    ("A2 ⊙ (Y - colsum(A2 ⊙ Y))", "A2 ⊙ Y - A2 ⊙ colsum(A2 ⊙ Y)"),
    ("sum(dZ2 ⊙ (W2 A1))", "sum((W2^T dZ2) ⊙ A1)"),
    ("sum(A2)^2", "sum(A2 sum(A2))"),
    ("rowsum(A2/(1 - A2))", "rowsum(A2 (1 + A2)/(1 - A2^2))"),
]


@pytest.mark.parametrize(("before", "after"), MATRICES)
def test_sums_and_products_of_matrices_are_proved(shallow: Board, before: str, after: str) -> None:
    assert shallow.equal(before, after).kind == "proved"


INDICES = [
    ("sum_k δ[k,i] A2[k,e]", "A2[i,e]"),
    ("sum_k δ[k,i] Y[k,e] A2[i,e]", "Y[i,e] A2[i,e]"),
    ("δ[k,i] Y[k,e]", "δ[k,i] Y[i,e]"),
    ("sum_k Y[k,e] (δ[k,i] - A2[i,e])", "Y[i,e] - A2[i,e] sum_k Y[k,e]"),
    ("sum_k (-Y[k,e]/A2[k,e]) A2[k,e] (δ[k,i] - A2[i,e])", "A2[i,e] sum_k Y[k,e] - Y[i,e]"),
    ("sum_k sum_j A2[k,e] Y[j,e]", "sum_k sum_j A2[j,e] Y[k,e]"),
    ("(sum_k A2[k,e])^2", "sum_k sum_j A2[k,e] A2[j,e]"),
    ("sum_k A2[k,e] (1/(1 + sum_j A2[j,e]))", "1 - 1/(1 + sum_k A2[k,e])"),
]


@pytest.mark.parametrize(("before", "after"), INDICES)
def test_deltas_and_sums_are_proved(shallow: Board, before: str, after: str) -> None:
    assert shallow.equal(before, after, facts=False).kind == "proved"


def test_a_fact_is_used_and_named(shallow: Board) -> None:
    certificate = shallow.equal("sum_k Y[k,e] (A2[i,e] - δ[k,i])", "A2[i,e] - Y[i,e]")
    assert certificate.kind == "proved"
    assert certificate.facts == ("colsum(Y) = 1",)


def test_without_the_fact_the_same_step_is_refused(shallow: Board) -> None:
    with pytest.raises(Refuted):
        shallow.equal("sum_k Y[k,e] (A2[i,e] - δ[k,i])", "A2[i,e] - Y[i,e]", facts=False)


def test_a_fact_that_is_not_needed_is_not_named(shallow: Board) -> None:
    assert shallow.equal("Y + Y", "2 Y").facts == ()


def test_log_softmax_may_be_shifted_by_its_largest_entry(shallow: Board) -> None:
    z = shallow.term("log(softmax(Z2))")
    inner = shallow.term("Z2")
    component = z.arguments[0]  # type: ignore[union-attr]
    assert isinstance(component, Component)
    largest = Max(component.bound, component.body)
    shifted = shallow.term("Z2")
    from chalkgrad.terms import Add, Apply, Neg

    total = Sum(component.bound, Apply("exp", (Add((component.body, Neg(largest))),)))
    stable = Add((shifted, Neg(largest), Neg(Apply("log", (total,)))))
    assert inner is shifted
    assert equal(z, stable, shallow.context).kind == "proved"


def test_the_components_of_softmax_sum_to_one(shallow: Board) -> None:
    assert shallow.equal("colsum(softmax(Z2))", "0 colsum(Z2) + 1").kind == "proved"


def test_values_zero_or_one_are_their_own_squares() -> None:
    board = Board("Y: n x m, Y in {0, 1}\nX: n x m\nJ = sum(Y ⊙ X)")
    certificate = board.equal("Y^2 ⊙ X", "Y ⊙ X")
    assert certificate.kind == "proved"
    assert certificate.facts == ("Y in {0, 1}",)
    assert board.equal("Y^2", "Y", facts=True).kind == "proved"
    with pytest.raises(Refuted):
        board.equal("Y^2", "Y", facts=False)


def test_identities_outside_the_exact_fragment_are_tested(free: Board) -> None:
    certificate = free.equal("sin(2 x)", "2 sin(x) cos(x)")
    assert certificate.kind == "tested"
    assert certificate.points >= 3
    assert certificate.largest_error < 1e-12


def test_roots_are_proved(free: Board) -> None:
    same = free.equal("∂(sqrt(x))/∂x", "∂(sqrt(x))/∂x")
    assert (same.kind, same.conditions) == ("proved", ("x != 0",))
    for before, after in [("∂(sqrt(x))/∂x", "1/(2 sqrt(x))"), ("1/sqrt(x)", "sqrt(x)/x"), ("sqrt(x)^3", "x sqrt(x)")]:
        assert free.equal(before, after).kind == "proved"


@pytest.mark.parametrize(
    ("loss", "slope"),
    [
        ("sqrt(x)", "1/(2 sqrt(x))"),
        ("sqrt(x)", "1/(2 L)"),
        ("x^(3/2)", "3/2 sqrt(x)"),
        ("sqrt(sqrt(x))", "1/(4 x^(3/4))"),
        ("sqrt(x y)", "y/(2 sqrt(x y))"),
        ("1/sqrt(x)", "-1/2 x^(-3/2)"),
    ],
)
def test_derivatives_of_roots_are_proved(loss: str, slope: str) -> None:
    assert Board(f"L = {loss}").derive("x", slope).kind == "proved"


def test_a_fact_about_a_computed_name_is_not_believed() -> None:
    """What a definition computes has the values it has, whatever was declared about them."""
    board = Board("Z: n x m\nA: n x m, colsum(A) = 2\nJ = sum(A ⊙ Z)")
    assert board.equal("colsum(A)", "0 colsum(A) + 2").kind == "proved"
    softmax = board.term("softmax(Z)")
    indices = board.model.quantities["A"].indices
    board.definitions["A"] = Definition("A", indices, board.layouts["A"], softmax)
    with pytest.raises(Refuted):
        board.equal("colsum(A)", "0 colsum(A) + 2", unfold=("A",))
    with pytest.raises(Refuted):
        board.equal("colsum(A)", "0 colsum(A) + 2")
    true = board.equal("colsum(A)", "0 colsum(A) + 1", unfold=("A",))
    assert (true.kind, true.facts) == ("proved", ())


def test_membership_of_a_computed_name_is_not_believed() -> None:
    board = Board("Z: n x m\nA: n x m, A in {0, 1}\nJ = sum(A ⊙ Z)")
    assert board.equal("A^2", "A").kind == "proved"
    board.definitions["A"] = Definition(
        "A", board.model.quantities["A"].indices, board.layouts["A"], board.term("sigmoid(Z)")
    )
    with pytest.raises(Refuted):
        board.equal("A^2", "A")
