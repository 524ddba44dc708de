"""Forms: in letters, in matrices, by one entry, for one example, for the batch. Every line is proved."""

from __future__ import annotations

import os
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import chalkgrad as cg
from chalkgrad.app.command import run
from chalkgrad.calculus import in_form, known_forms
from chalkgrad.convention import presets
from chalkgrad.errors import InputError, NotationError, NotSupported, ProofError
from chalkgrad.model import build
from chalkgrad.notation.surface import Transposed, has_letters, walk_surface
from chalkgrad.proof import term_by_term
from chalkgrad.terms import Add, Context, Derivative, Entry, Index, Mul, Sum, walk

ENTRY = re.compile(r"(?P<name>[A-Z]\d?)\[(?P<first>\w),(?P<second>\w)\]")
GOLDEN = Path(__file__).with_name("golden")
SHALLOW = """
X: n0 x m
Y: n2 x m
Z1 = W1 X + b1
A1 = tanh(Z1)
Z2 = W2 A1 + b2
A2 = sigmoid(Z2)
J = -1/m sum(Y log(A2) + (1 - Y) log(1 - A2))
"""
SMALL = "n0 = 3\nn1 = 2\nn2 = 2" + SHALLOW
PENALTY = """
X: n0 x m
Y: n2 x m
lambda = 0.1
Z1 = W1 X + b1
A1 = relu(Z1)
Z2 = W2 A1 + b2
J = 1/(2 m) sum((Z2 - Y)^2) + lambda/(2 m) (sum(W1^2) + sum(W2^2))
"""
SOFTMAX = "X: n0 x m\nY: n1 x m, colsum(Y) = 1\nZ1 = W1 X + b1\nA1 = softmax(Z1)\nJ = -1/m sum(Y log(A1))"
SHARED = "X: n x m\nY: n x m\nZ1 = W X + b\nA1 = tanh(Z1)\nZ2 = W A1 + A1\nJ = 1/2 sum((Z2 - Y)^2)"
NAMED_LOSS = "X: n x m\nY: k x m\nZ1 = W X\nL = 1/2 colsum((Z1 - Y)^2)\nJ = 1/m sum(L)"
CENTRED = "X: n x m\nY: n x m\nZ1 = W X\nmu = 1/m rowsum(Z1)\nN = Z1 - mu\nJ = 1/(2 m) sum((N - Y)^2)"
ANY_DEPTH = (
    "X: n[0] x m\nY: n[L] x m\nA[0] = X\nZ[l] = W[l] A[l-1] + b[l]\nA[l] = g(Z[l]) for l = 1..L\n"
    "J = 1/m sum(C(A[L], Y))"
)
MODELS = {"shallow": SHALLOW, "penalty": PENALTY, "softmax": SOFTMAX, "shared": SHARED, "named-loss": NAMED_LOSS}
PAGES = {
    "index": (SHALLOW, []),
    "matrix": (SHALLOW, []),
    "example": (SHALLOW, []),
    "batch": (PENALTY, []),
    "element": (SHALLOW, []),
    "element-with-numbers": (SMALL, ["--element", "W1[2,3]"]),
    "outline": (SHALLOW, ["--level", "outline"]),
    "every-line": (SHALLOW, ["--level", "every-line"]),
    "any-depth": (ANY_DEPTH, []),
    "any-depth-with-penalty": (
        ANY_DEPTH.replace("A[0] = X", "lambda = 0.1\nA[0] = X") + " + lambda/(2 m) sum_l sum(W[l]^2)",
        ["--level", "every-line"],
    ),
}


def equations(derivation):
    return {equation.name: equation.text for equation in derivation.equations}


@pytest.mark.parametrize("name", PAGES)
def test_the_page_reads_as_approved(name, tmp_path, capsys):
    source, options = PAGES[name]
    model = tmp_path / "model.chalk"
    model.write_text(source, encoding="utf-8")
    form = name.partition("-")[0]
    chosen = ["--form", form] if form in known_forms() else []
    assert run(["derive", str(model), *chosen, *options, "--width", "100"]) == 0
    found = capsys.readouterr().out
    path = GOLDEN / f"form-{name}.txt"
    if os.environ.get("CHALKGRAD_GOLDEN") == "write":
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("form", list(known_forms()))
@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("convention", ["ng", "literal", "cs231n"])
def test_every_line_of_every_form_is_proved(form, model, convention):
    found = in_form(form, cg.read(MODELS[model]), presets()[convention])
    assert found.form
    told = [*found.equations, *found.bridge]
    assert told
    for equation in told:
        assert equation.certificate.kind == "proved"
        assert equation.steps[-1].result.text == equation.text
        assert all(step.words for step in equation.steps)
        assert all(
            before.result.term is after.source.term
            for before, after in zip(equation.steps, equation.steps[1:], strict=False)
        )


def test_index_form_has_no_matrices():
    found = cg.read(SHALLOW).derive(form="index")
    assert equations(found)["dW1"] == "1/m sum_e dZ1[i,e] X[j,e]"
    assert equations(found)["dZ2"] == "A2[i,e] - Y[i,e]"
    for equation in found.equations:
        for step in equation.steps:
            assert has_letters(step.result.surface)
            assert not any(isinstance(node, Transposed) for node in walk_surface(step.result.surface))
    assert all(q.written is None or has_letters(q.written) for q in found.model.quantities.values())


def test_matrix_form_has_no_letters_and_the_same_results():
    model = cg.read(PENALTY)
    found = model.derive(form="matrix")
    assert equations(found) == equations(model.derive())
    for equation in found.equations:
        assert not any(has_letters(step.result.surface) for step in equation.steps)
    step = found["dW2"].steps[0]
    assert step.children
    assert (step.children[0].source.term, step.children[-1].result.term) == (step.source.term, step.result.term)


def test_one_example_is_the_taught_lower_case_form():
    found = cg.read(SHALLOW).derive(form="example")
    assert equations(found) == {
        "da2": "(a2 - y)/(a2 ⊙ (1 - a2))",
        "dz2": "a2 - y",
        "dW2": "dz2 a1^T",
        "db2": "dz2",
        "da1": "W2^T dz2",
        "dz1": "da1 ⊙ (1 - a1^2)",
        "dW1": "dz1 x^T",
        "db1": "dz1",
    }
    assert [step.rule for step in found["dW2"].steps][-1] == "matrix-form"
    assert found["dW2"].steps[-1].words == "a column times a row: every entry of dz2 times every entry of a1"


def test_the_model_of_one_example_reads_back():
    for source in MODELS.values():
        single = cg.read(source).derive(form="example").model
        again = build(single.text, single.functions)
        assert {q.name: q.shape for q in again.quantities.values()} == {
            q.name: q.shape for q in single.quantities.values()
        }
        assert again.cost == single.cost


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("convention", ["ng", "literal", "cs231n"])
def test_the_bridge_ends_in_the_equations_of_the_batch(model, convention):
    source = cg.read(MODELS[model])
    batch = source.derive(convention)
    assert {e.name: e.text for e in source.derive(convention, form="example").bridge} == equations(batch)
    assert equations(source.derive(convention, form="batch")) == equations(batch)


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 10**6), m=st.integers(1, 6))
def test_the_batch_is_the_mean_of_its_examples_in_numbers(seed, m):
    """The program of the one-example network, run on every column, averages to the gradient of the batch."""
    random = np.random.default_rng(seed)
    parameters = {
        "W1": random.normal(size=(4, 3)),
        "b1": random.normal(size=(4, 1)),
        "W2": random.normal(size=(2, 4)),
        "b2": random.normal(size=(2, 1)),
    }
    X, Y = random.normal(size=(3, m)), random.uniform(size=(2, m))
    batch = cg.read(SHALLOW)
    whole = batch.gradients({"X": X, "Y": Y, **parameters})
    single = cg.read(batch.derive(form="example").model.text)
    each = [single.gradients({"x": X[:, [e]], "y": Y[:, [e]], **parameters}) for e in range(m)]
    for name in ("dW1", "db1", "dW2", "db2"):
        assert np.allclose(whole[name], sum(found[name] for found in each) / m)
    for name in ("dZ1", "dA1", "dZ2"):
        assert np.allclose(whole[name], np.hstack([found["d" + name[1:].lower()] for found in each]))


@pytest.mark.parametrize("form", ["example", "batch"])
def test_interacting_examples_are_refused_with_the_reason(form):
    with pytest.raises(NotSupported, match="not supported") as refused:
        cg.read(CENTRED).derive(form=form)
    assert "mu = 1/m rowsum(Z1)" in refused.value.message
    assert "index or matrix" in refused.value.hint
    with pytest.raises(NotSupported, match="every dX is literal"):
        cg.read("X: n x m\nZ1 = W X\nJ = log(sum(Z1^2))").derive(form=form)
    with pytest.raises(NotSupported, match="any depth"):
        cg.read(ANY_DEPTH).derive(form=form)
    with pytest.raises(InputError, match="already"):
        cg.read("z = w x\nL = z^2").derive(form=form)


def test_a_small_letter_that_is_taken_gets_another_name():
    found = cg.read("X: n x m\nY: n x m\nx: n\nZ1 = W X + x\nJ = 1/(2 m) sum((Z1 - Y)^2)").derive(form="example")
    assert {"x", "x_one"} <= set(found.model.quantities)
    assert found["dW"].text == "dz1 x_one^T"


def test_one_entry_with_letters():
    found = cg.read(SHALLOW).derive(form="element")
    assert list(found) == ["dA2", "dZ2", "dA1", "dZ1", "dW1"]
    assert found["dW1"].text == "1/m sum_e (sum_k (A2[k,e] - Y[k,e]) W2[k,i]) (1 - A1[i,e]^2) X[j,e]"
    asked = cg.read(SHALLOW).derive(element="W2[p,q]")
    assert asked["dW2"].text == "1/m sum_e (A2[p,e] - Y[p,e]) A1[q,e]"
    assert asked.form == "by one entry, W2[p,q]"


def test_one_entry_with_numbers_and_its_sums_written_out():
    found = cg.read(SMALL).derive(element="dW1[2,3]")
    assert found["dA1"].text == "dZ2[1,e] W2[1,2] + dZ2[2,e] W2[2,2]"
    assert found["dZ1"].text == "dA1[2,e] (1 - A1[2,e]^2)"
    assert found["dW1"].text == (
        "1/m sum_e ((A2[1,e] - Y[1,e]) W2[1,2] + (A2[2,e] - Y[2,e]) W2[2,2]) (1 - A1[2,e]^2) X[3,e]"
    )
    bias = cg.read("m = 2\n" + SMALL.lstrip()).derive(element="b2[1]")
    assert bias["db2"].text == "1/m ((A2[1,1] - Y[1,1]) + (A2[1,2] - Y[1,2]))"


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 10**6), row=st.integers(1, 2), column=st.integers(1, 3))
def test_the_written_out_entry_has_the_value_of_the_gradient(seed, row, column):
    random = np.random.default_rng(seed)
    shapes = {"X": (3, 4), "W1": (2, 3), "b1": (2, 1), "W2": (2, 2), "b2": (2, 1)}
    values = {name: random.normal(size=shape) for name, shape in shapes.items()}
    values["Y"] = random.uniform(size=(2, 4))
    model = cg.read(SMALL)
    whole = model.gradients(values)
    A1 = np.tanh(values["W1"] @ values["X"] + values["b1"])
    A2 = 1 / (1 + np.exp(-(values["W2"] @ A1 + values["b2"])))
    values |= {"A1": A1, "A2": A2}
    shown = model.derive(element=f"W1[{row},{column}]")["dW1"].text.removeprefix("1/m sum_e ")

    def number(entry, example):
        first, second = (example if letter == "e" else int(letter) for letter in (entry["first"], entry["second"]))
        return f"({float(values[entry['name']][first - 1, second - 1])!r})"

    total = 0.0
    for example in range(1, 5):
        numbers = ENTRY.sub(lambda entry, at=example: number(entry, at), shown)
        total += eval(numbers.replace(") (", ") * (").replace("^", "**"), {"__builtins__": {}})
    assert np.isclose(total / 4, whole["dW1"][row - 1, column - 1])


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("W1[3,1]", "W1[3,1] is not there"),
        ("W1[7,9]", "and n1 is 2, so it has no row 7"),
        ("W1[2]", "is no entry of W1"),
        ("W1[0,1]", "is no entry of W1"),
        ("W1[i,i]", "twice"),
        ("W9[1,1]", "no gradient of W9"),
        ("W1[1,", "is no entry of W1"),
        ("", "no gradient of"),
    ],
)
def test_an_entry_that_is_not_there_is_refused(entry, message):
    with pytest.raises(InputError) as refused:
        cg.read(SMALL).derive(element=entry)
    assert message in refused.value.message


def test_a_model_without_weights_is_asked_for_a_name():
    model = cg.read("A: n x n\nx: n\nL = x^T A x")
    with pytest.raises(InputError, match="nothing to differentiate by"):
        model.derive(form="element")
    found = model.derive(wrt="x", element="x[2]")
    assert found["dx"].text == "sum_k A[2,k] x[k] + sum_p x[p] A[p,2]"


def test_a_form_that_is_not_known_names_the_nearest(capsys):
    with pytest.raises(InputError, match="no form 'exampel'") as unknown:
        cg.read(SHALLOW).derive(form="exampel")
    assert "Did you mean example?" in unknown.value.hint
    assert run(["derive", "z = w x; L = z^2", "--form", "indx"]) == 2
    assert "Did you mean index?" in capsys.readouterr().err
    with pytest.raises(InputError, match="no single entry"):
        cg.read(SHALLOW).derive(form="index", element="W1[1,1]")


@pytest.mark.parametrize("form", ["index", "matrix"])
def test_any_depth_has_the_forms_that_need_no_example(form):
    found = cg.read(ANY_DEPTH).derive(form=form)
    assert {e.certificate.kind for e in found.equations} == {"proved"}
    with pytest.raises(NotSupported, match="any depth"):
        cg.read(ANY_DEPTH).derive(form="element")


def test_a_derivation_prints_itself_in_a_form():
    derivation = cg.read(SHALLOW).derive(wrt="W2")
    assert "dz2 a1ᵀ" in derivation.to("terminal", form="example")
    assert "dW1" not in derivation.to("terminal", form="matrix")
    assert "W2[1,2]" in derivation.to("terminal", form="element", element="W2[1,2]")


def test_a_number_is_no_index_of_a_model():
    with pytest.raises(NotationError, match="1 is no index here"):
        cg.read("X: n x m\nL = X[1,2]")


# -- sums written out --------------------------------------------------------------------------------------------

AXIS = cg.read(SHALLOW).quantities["b1"].layout[0]
U, V = (lambda i: Entry("u", (Index(i, AXIS),))), (lambda i: Entry("v", (Index(i, AXIS),)))
CONTEXT = Context({"u": (AXIS, None), "v": (AXIS, None)}, {}, {})
WHOLE = Sum(Index("i", AXIS), Mul((U("i"), V("i"))))


def test_a_sum_is_its_terms():
    terms = Add((Mul((U("1"), V("1"))), Mul((V("2"), U("2")))))
    assert term_by_term(WHOLE, terms, CONTEXT, {"n1": 2}).kind == "proved"


@pytest.mark.parametrize(
    "wrong",
    [
        Mul((U("1"), V("1"))),
        Add((Mul((U("1"), V("1"))), Mul((U("2"), V("1"))))),
        Add((Mul((U("1"), V("1"))), Mul((U("2"), V("2"))), Mul((U("3"), V("3"))))),
        Add((Mul((U("1"), V("1"))), Mul((U("1"), V("1"))))),
    ],
)
def test_a_sum_is_not_other_terms(wrong):
    with pytest.raises(ProofError):
        term_by_term(WHOLE, wrong, CONTEXT, {"n1": 2})


def test_a_long_sum_is_not_written_out():
    with pytest.raises(ProofError, match="not written out"):
        term_by_term(WHOLE, WHOLE, CONTEXT, {"n1": 100})


def test_no_derivative_is_left():
    for form in known_forms():
        found = in_form(form, cg.read(PENALTY))
        assert not any(isinstance(node, Derivative) for e in found.equations for node in walk(e.value.term))


@pytest.mark.parametrize("form", ["course", "literal"])
@pytest.mark.parametrize("element", ["A1[2,3]", "A1[i,f]", "A2[1,2]", "Z1[j,f]", "Z2[2,h]"])
def test_an_entry_of_one_example_has_no_sum_over_the_examples(element, form):
    derivation = cg.read(SHALLOW_ENTRIES).derive(
        "ng" if form == "course" else "literal", form="element", element=element
    )
    for equation in derivation.equations:
        assert "δ" not in equation.text
        assert "sum_e" not in equation.text
        assert equation.certificate.kind == "proved"


SHALLOW_ENTRIES = """
X: n0 x m
Y: n2 x m, Y in {0, 1}
Z1 = W1 X + b1
A1 = tanh(Z1)
Z2 = W2 A1 + b2
A2 = sigmoid(Z2)
J = -1/m sum(Y log(A2) + (1 - Y) log(1 - A2))
"""


def test_an_entry_of_one_example_starts_from_the_loss_of_that_example():
    text = "X: n0 x m\nY: n1 x m, colsum(Y) = 1\nZ1 = W1 X + b1\nA1 = softmax(Z1)\nJ = -1/m sum(Y log(A1))"
    found = cg.read(text).derive(element="Z1[2,3]")
    assert found["dA1"].steps[0].result.text == "∂(-sum_k Y[k,3] log(A1[k,3]))/∂A1[i,3]"
    assert not any("sum_e" in step.result.text for step in found["dA1"].steps)
    assert found["dZ1"].text == "A1[2,3] - Y[2,3]"
    assert {step.certificate.kind for equation in found.values() for step in equation.steps} == {"proved"}


@pytest.mark.parametrize("form", ["index", "element", "batch", "example"])
def test_every_form_says_which_slope_a_kink_has(form):
    source = "X: n0 x m\nY: n1 x m\nZ1 = W1 X + b1\nA1 = relu(Z1)\nJ = 1/(2 m) sum((A1 - Y)^2)"
    said = " ".join(equation.note for equation in cg.read(source).derive(form=form).equations)
    assert "at the kink z = 0 the right-hand slope is taken" in said
