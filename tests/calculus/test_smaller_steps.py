"""The smaller steps inside a step: they lead from its line to its result, one reason each, and are made on demand."""

from __future__ import annotations

from itertools import pairwise

import pytest
from test_forms import ANY_DEPTH, MODELS, PENALTY, SHALLOW

import chalkgrad as cg
from chalkgrad.calculus.linear import in_short, inwards, layers
from chalkgrad.calculus.smaller import Smaller
from chalkgrad.errors import ProofError
from chalkgrad.model import build
from chalkgrad.notation.elaborate import elaborate
from chalkgrad.notation.read import read_expression
from chalkgrad.notation.scope import Scope
from chalkgrad.notation.spell import spell
from chalkgrad.notation.text import text

LEAKY = SHALLOW.replace("tanh", "leaky_relu")
LOGISTIC = "a = sigmoid(z)\nL = -(y log(a) + (1 - y) log(1 - a))"
ALL = {**MODELS, "leaky": LEAKY, "logistic": LOGISTIC, "any-depth": ANY_DEPTH}


def every_step(steps):
    for step in steps:
        yield step
        yield from every_step(step.children)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("convention", ["ng", "literal", "cs231n", "nielsen"])
def test_smaller_steps_join_up_and_every_one_has_its_reason(name, convention):
    for equation in cg.read(ALL[name]).derive(convention).values():
        for step in every_step(equation.steps):
            assert step.words
            assert step.certificate.kind == "proved"
            inside = list(step.children)
            if inside:
                assert len(inside) > 1
                assert inside[0].before == step.before
                assert inside[-1].after == step.after
                assert all(one.after == two.before for one, two in pairwise(inside))


def test_a_line_that_does_two_things_has_smaller_lines():
    """From letters to matrices with a rule of calculus, or several rules of linearity: both are taken apart."""
    derivation = cg.read(PENALTY).derive()
    words = {step.rule: [child.words for child in step.children] for step in derivation["dW2"].steps}
    assert words["matrix-form"] == [
        "the factors in order, the entry of A1 read in the transpose: rows and columns change places",
        "e is now second on the left and first on the right: a matrix product",
    ]
    assert "of the sum over k only the term k = i contains W2[i,j]" in words["differentiate"]
    assert words["differentiate"][-1] == "the numbers are multiplied"


def derivative(formula, setting="X: n x m\nW: n x m\nb: n\nJ = sum(W ⊙ X) + sum(b)"):
    model = build(setting, cg.read(setting).functions)
    axes = {axis.name: axis for quantity in model.quantities.values() for axis in quantity.layout if axis is not None}
    scope = Scope({name: q.layout for name, q in model.quantities.items()}, axes, model.functions, model.example_axis)
    return elaborate(read_expression(formula, functions=model.functions), scope)


def test_one_layer_at_a_time():
    term = derivative("∂(-(1/2 sum_k (W[k,e] X[k,e] + b[k])))/∂W[i,e]")
    assert [(text(spell(layer.term)), layer.words) for layer in layers(term)] == [
        ("-∂(1/2 sum_k (W[k,e] X[k,e] + b[k]))/∂W[i,e]", "the minus goes in front"),
        ("-1/2 ∂(sum_k (W[k,e] X[k,e] + b[k]))/∂W[i,e]", "the constant factor 1/2 goes in front"),
        (
            "-1/2 ∂(W[i,e] X[i,e] + b[i])/∂W[i,e]",
            "of the sum over k only the term k = i contains W[i,e]",
        ),
        ("-1/2 ∂(W[i,e] X[i,e])/∂W[i,e]", "b[i] does not contain W, so its derivative is 0"),
        ("-1/2 (X[i,e] ∂W[i,e]/∂W[i,e])", "the constant factor X[i,e] goes in front"),
    ]
    assert inwards(inwards(term)) is inwards(term)
    assert in_short(term) == (
        "b[i] does not contain W, so its derivative is 0; of the sum over k only the term k = i contains W[i,e]; "
        "signs and constant factors pass through a derivative"
    )


def test_nothing_to_take_inwards():
    term = derivative("∂W[i,e]/∂W[i,e]")
    assert list(layers(term)) == []
    assert in_short(term) == ""


def test_smaller_steps_are_written_once_and_only_when_looked_at():
    made = []

    def write():
        made.append(1)
        return cg.read(LOGISTIC).derive()["da"].steps

    steps = Smaller(write)
    assert not made
    assert len(steps) == len(list(steps)) == 8
    assert steps[0].rule == "definition"
    assert steps[:2] == tuple(steps)[:2]
    assert steps == tuple(steps)
    assert steps != ()
    assert hash(steps) == hash(Smaller(tuple))
    assert "definition" in repr(steps)
    assert made == [1]


def test_a_smaller_line_that_is_wrong_is_not_shown():
    from chalkgrad.calculus.asked import board_for
    from chalkgrad.calculus.chain import Chain
    from chalkgrad.terms import ONE, Entry

    model = cg.read(LOGISTIC)
    chain = Chain(board_for(model, {}), Entry("y", ()), None, None)

    def write(sheet):
        sheet.to("wrong", "out of thin air", ONE)
        sheet.to("back", "and back", Entry("y", ()))

    branch_point = chain.line
    chain.in_short("rule", "words", write)
    assert chain.line is branch_point  # it led nowhere, so there is no step

    def wrong_in_between(sheet):
        sheet.to("wrong", "out of thin air", ONE)
        sheet.to("back", "and back", model.definitions["a"].value)

    chain = Chain(board_for(model, {}), Entry("a", ()), None, None)
    chain.to("definition", "the equation of a", model.definitions["a"].value, unfold=("a",))
    chain.line = chain.steps[0].source
    chain.in_short("rule", "words", wrong_in_between, ("a",))
    with pytest.raises(ProofError):
        list(chain.steps[-1].children)
