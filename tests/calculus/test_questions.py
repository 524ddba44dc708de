"""Questions: each is answered on any model, in any convention, and whatever the answer displays is proved."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import chalkgrad as cg
from chalkgrad import page
from chalkgrad.app.command import run
from chalkgrad.calculus import known_questions, question
from chalkgrad.calculus.answer import Orders, Paragraph
from chalkgrad.calculus.output_pairs import FAILING, GIVING
from chalkgrad.convention import convention, presets
from chalkgrad.errors import InputError, NotSupported, ProofError

GOLDEN = Path(__file__).with_name("golden")
SOFTMAX = """
X: n0 x m
Y: n1 x m, colsum(Y) = 1
Z1 = W1 X + b1
A1 = softmax(Z1)
J = -1/m sum(Y log(A1))
"""
DEEP = """
X: n0 x m
Y: n3 x m
lambda = 0.1
Z1 = W1 X + b1
A1 = relu(Z1)
Z2 = W2 A1 + b2
A2 = tanh(Z2)
Z3 = W3 A2 + b3
J = 1/(2 m) sum((Z3 - Y)^2) + lambda/(2 m) (sum(W1^2) + sum(W2^2) + sum(W3^2))
"""
WRONG_PAIR = """
X: n0 x m
Y: n1 x m
Z1 = W1 X + b1
A1 = sigmoid(Z1)
J = 1/(2 m) sum((A1 - Y)^2)
"""
SUMMED = "X: n0 x m\nY: n1 x m\nZ1 = W1 X + b1\nA1 = sigmoid(Z1)\nJ = -sum(Y log(A1) + (1 - Y) log(1 - A1))"
MODELS = {"softmax": SOFTMAX, "deep": DEEP, "wrong-pair": WRONG_PAIR}


def prose(answer):
    return " ".join(
        piece if isinstance(piece, str) else "·"
        for part in answer.parts
        if isinstance(part, Paragraph)
        for piece in part.pieces
    )


@pytest.mark.parametrize("name", list(known_questions()))
@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("written", ["ng", "literal", "cs231n", "nielsen"])
def test_every_question_is_answered_and_all_is_proved(name, model, written):
    answer = question(name, cg.read(MODELS[model]), convention(written))
    assert answer.steps
    assert all(step.words for step in answer.steps)
    assert {certificate.kind for certificate in answer.certificates} == {"proved"}
    assert "proved" in page.printer("terminal").page(page.answer_page(answer), page.Options())
    assert "```math" in page.printer("github").page(page.answer_page(answer), page.Options())


@pytest.mark.parametrize("name", list(known_questions()))
def test_the_answer_reads_as_approved(name, capsys):
    assert run(["why", name, "--width", "100"]) == 0
    found = capsys.readouterr().out
    path = GOLDEN / f"why-{name}.txt"
    if os.environ.get("CHALKGRAD_GOLDEN") == "write":
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")


def test_a_gradient_may_be_named():
    for subject in ("dW2", "W2"):
        answer = question("transpose", subject=subject)
        assert answer.title == "Why is there a transpose in dW2, and why in this order?"
    assert [step.after for step in answer.steps][-2:] == ["1/m sum_e dZ2[i,e] (A1^T)[e,j]", "1/m dZ2 A1^T"]


def test_only_one_order_fits_where_the_sizes_differ():
    (orders,) = (part for part in question("transpose", subject="dA1").parts if isinstance(part, Orders))
    assert [row.product for row in orders.rows if row.verdict.endswith("as wanted")] == ["W2ᵀ dZ2"]
    assert len(orders.rows) == 6


def test_square_weights_leave_the_order_to_the_letters():
    square = "X: n x m\nY: n x m\nZ1 = W1 X + b1\nA1 = tanh(Z1)\nZ2 = W2 A1 + b2\nJ = 1/(2 m) sum((Z2 - Y)^2)"
    square = square.replace("Z1 = W1", "parameter W1: n x n\nparameter W2: n x n\nZ1 = W1")
    assert "The letters above decide" in prose(question("transpose", cg.read(square), subject="dA1"))


@pytest.mark.parametrize(
    ("model", "product", "said"),
    [
        ("X: m x n0; Y: m x 1; z = X w + b; J = 1/(2 m) sum((z - Y)^2)", "Xᵀ dz", "must be as a right factor"),
        ("X: n0 x m; y: 1 x m; w: n0 x 1; z = w^T X + b; J = 1/m sum((z - y)^2)", "X dzᵀ", "it must be transposed"),
        (
            "x: 1 x n0; y: 1 x n2; W1: n0 x n1; z = x W1; a = tanh(z); q = a W2; J = sum((q - y)^2)",
            "dq W2ᵀ",
            "is a row",
        ),
    ],
)
def test_a_matrix_times_a_vector_has_a_transpose_too(model, product, said):
    answer = question("transpose", cg.read(model))
    orders = next(part for part in answer.parts if isinstance(part, Orders))
    assert orders.rows[0].product == product
    assert orders.rows[0].verdict.endswith("as wanted")
    assert not any("None" in row.verdict for row in orders.rows)
    assert said in prose(answer)
    assert product in answer.steps[-1].result.text.replace("^T", "ᵀ")
    assert {certificate.kind for certificate in answer.certificates} == {"proved"}


def test_a_column_times_a_row_is_said_to_be_one():
    with pytest.raises(InputError, match="no sum over a letter") as error:
        question("transpose", cg.read("x: n0 x 1; y: n1 x 1; z = W x + b; J = 1/2 sum((z-y)^2)"))
    assert error.value.hint.startswith("dW has its transpose from a column times a row")


def test_the_bridge_between_the_conventions():
    steps = question("mean").steps
    assert {"m ∂J/∂Z2", "m ∂J/∂A1", "∂J/∂W2"} <= {step.after for step in steps}
    assert "is no mean" in " ".join(getattr(p, "words", "") for p in question("mean", cg.read(SUMMED)).parts)


@pytest.mark.parametrize(("model", "said"), [(SOFTMAX, "never an exception"), (WRONG_PAIR, "do not cancel")])
def test_the_verdict_on_the_models_own_pair(model, said):
    assert said in prose(question("a-y", cg.read(model)))


UNDECLARED = SOFTMAX.replace(", colsum(Y) = 1", "")
IN_ROWS = "X: m x n0\nW1: n0 x n1\nb1: 1 x n1\nY: m x n1\nZ1 = X W1 + b1\nA1 = softmax(Z1)\nJ = -1/m sum(Y log(A1))"


@pytest.mark.parametrize("written", ["ng", "literal", "cs231n"])
@pytest.mark.parametrize(("model", "fact"), [(UNDECLARED, "colsum(Y) = 1"), (IN_ROWS, "rowsum(Y) = 1")])
def test_the_fact_that_is_missing_for_the_difference_is_named(model, fact, written):
    said = prose(question("a-y", cg.read(model), convention(written)))
    assert f"The model does not say so: declare {fact}." in said
    assert "not cancel completely" not in said
    declared = model.replace("\nZ1", f", {fact}\nZ1", 1)
    assert "made for each other" in prose(question("a-y", cg.read(declared), convention(written)))


def test_what_is_left_open_decides_about_the_difference():
    text = (
        "X: n[0] x m\nY: n[L] x m\nA[0] = X\nZ[l] = W[l] A[l-1] + b[l]\nA[l] = g(Z[l]) for l = 1..L\n"
        "J = 1/m sum(C(A[L], Y))"
    )
    answer = question("a-y", cg.read(text))
    assert "depends on g and C, which this model leaves open." in prose(answer)
    assert all(step.words.rstrip("; ") == step.words for step in answer.steps)
    answer = question("a-y", cg.read(text.replace("g(Z[l])", "tanh(Z[l])")))
    assert "depends on C, which this model leaves open." in prose(answer)


def test_what_comes_instead_of_the_difference():
    steps = [step.after for step in question("a-y", cg.read(WRONG_PAIR)).steps]
    assert "(A1 - Y) ⊙ A1 ⊙ (1 - A1)" in steps


@pytest.mark.parametrize("pair", GIVING, ids=lambda pair: pair.words)
def test_the_criterion_holds_for_the_four(pair):
    found = pair.claim()
    assert found.certificate.kind == "proved"
    assert found.right.text in ("a - y", "a[i] - y[i]")
    if not pair.is_vector:
        with pytest.raises(ProofError, match="but it does"):
            pair.refusal()


@pytest.mark.parametrize("pair", FAILING, ids=lambda pair: pair.words)
def test_the_criterion_fails_with_numbers_for_the_others(pair):
    assert pair.claim().certificate.kind == "proved"
    assert pair.refusal().startswith("This is not a - y: for a = ")


def test_one_weight_of_one_unit():
    assert question("one-weight").steps[-1].after == "(a - y) x_1"
    assert question("one-weight", subject="w_2").steps[-1].after == "(a - y) x_2"


def test_an_unknown_question_names_the_nearest():
    with pytest.raises(InputError, match="there is no question") as unknown:
        question("transpos")
    assert "Did you mean transpose?" in unknown.value.hint
    with pytest.raises(InputError, match="no gradient dA9") as missing:
        question("transpose", subject="dA9")
    assert "Did you mean" in missing.value.hint


@pytest.mark.parametrize("name", ["transpose", "mean", "row-sum"])
def test_a_question_about_nothing_in_the_model_is_refused(name):
    unit = cg.read("z = w x + b\na = sigmoid(z)\nL = -(y log(a) + (1 - y) log(1 - a))")
    with pytest.raises(InputError):
        question(name, unit)


def test_a_gradient_the_question_is_not_about_is_refused():
    for name, subject in (("delta", "dA1"), ("a-y", "dW1"), ("row-sum", "dW1"), ("transpose", "dZ1")):
        with pytest.raises(InputError):
            question(name, subject=subject)
    steps = question("delta", cg.read(DEEP), subject="dZ1").steps
    assert "(W2^T dZ2) ⊙ relu'(Z1)" in [step.after for step in steps]


@pytest.mark.parametrize("name", known_questions())
@pytest.mark.parametrize("layer", ["A[l] = g(Z[l])", "A[l] = tanh(Z[l])"])
def test_a_network_of_any_depth_is_asked_about_at_two_layers(name, layer):
    generic = f"X: n[0] x m\nY: n[L] x m\nA[0] = X\nZ[l] = W[l] A[l-1] + b[l]\n{layer} for l = 1..L\n"
    answer = question(name, cg.read(generic + "J = 1/m sum(C(A[L], Y))"))
    assert "any number of layers" in str(answer.parts[0])
    assert {certificate.kind for certificate in answer.certificates} == {"proved"}


def test_a_layer_may_be_named_by_its_letter():
    generic = "X: n[0] x m\nY: n[L] x m\nA[0] = X\nZ[l] = W[l] A[l-1] + b[l]\nA[l] = g(Z[l]) for l = 1..L\n"
    steps = question("delta", cg.read(generic + "J = 1/m sum(C(A[L], Y))"), subject="dZ[l]").steps
    assert "(W2^T dZ2) ⊙ g'(Z1)" in [step.after for step in steps]


def test_questions_in_turned_gradients_are_refused_with_the_way_out():
    with pytest.raises(NotSupported, match="in another order") as caught:
        question("transpose", convention=presets()["numerator"])
    assert "--convention literal" in caught.value.hint
    assert "translate dW1 --from literal --to numerator" in caught.value.hint


@pytest.mark.parametrize("name", known_questions())
def test_questions_in_theta_are_answered_about_its_parts(name):
    answer = question(name, convention=presets()["ng-theta"])
    other = question(name, convention=presets()["ng"])
    assert {certificate.kind for certificate in answer.certificates} == {"proved"}
    assert len(answer.steps) == len(other.steps)


def test_a_question_in_theta_says_where_the_parts_stand():
    network = cg.read("X: n0 x m; Y: n1 x m; Z1 = W1 X + b1; A1 = sigmoid(Z1); J = 1/m sum((A1 - Y)^2)")
    answer = question("transpose", network, presets()["ng-theta"])
    assert "D1 = [db1, dW1]: column 0 is the bias" in str(answer.parts[-1])
    with pytest.raises(InputError, match="D1 is put together from b1 and W1"):
        question("transpose", network, presets()["ng-theta"], "D1")


@pytest.mark.parametrize("name", known_questions())
def test_questions_in_a_plain_sum(name):
    answer = question(name, convention=presets()["sum"])
    assert {certificate.kind for certificate in answer.certificates} == {"proved"}


@pytest.mark.parametrize("written", ["ng", "literal", "cs231n", "ng-theta"])
@pytest.mark.parametrize("cost", ["1/(2 m) sum((Z2 - Y)^2)", "sum((Z2 - Y)^2)"])
def test_where_examples_act_on_each_other_no_example_has_a_gradient_of_its_own(cost, written):
    text = f"X: n0 x m; Y: n2 x m; Z1 = W1 X; M = 1/m rowsum(Z1); A1 = tanh(Z1 - M); Z2 = W2 A1 + b2; J = {cost}"
    answer = question("mean", cg.read(text), convention(written))
    said = prose(answer)
    assert "moves the losses of all of them" in said
    assert ("1/m comes in once" in said) is ("m)" in cost)
    assert {certificate.kind for certificate in answer.certificates} == {"proved"}


def test_the_command(capsys):
    assert run(["why"]) == 0
    printed = capsys.readouterr().out
    assert all(name in printed for name in known_questions())
    assert run(["why", "transpose", "--format", "json"]) == 2
    assert run(["why", "delta", "--model", "; ".join(DEEP.split("\n")[1:-1]), "--convention", "nielsen"]) == 0
    assert "δ3" in capsys.readouterr().out


def test_a_row_sum_that_is_not_there_is_refused_in_one_negation():
    with pytest.raises(InputError, match="no gradient of this model is a sum"):
        question("row-sum", cg.read("z = w x + b; L = 1/2 (z-y)^2"))
