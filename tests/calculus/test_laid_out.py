"""Forms and explanations where gradients stand in another place: the numerator layout and Theta = [b, W]."""

import numpy as np
import pytest

import chalkgrad as cg
from chalkgrad.errors import InputError, NotSupported

SHALLOW = """
X: n0 x m
Y: n2 x m
Z1 = W1 X + b1
A1 = tanh(Z1)
Z2 = W2 A1 + b2
A2 = sigmoid(Z2)
J = -1/m sum(Y ⊙ log(A2) + (1 - Y) ⊙ log(1 - A2))
"""
MODEL = cg.read(SHALLOW)
SIZED = cg.read(SHALLOW.replace("n0", "3").replace("n2", "2"))
LAID_OUT = ("numerator", "ng-theta")


def certified(derivation):
    for equation in derivation.equations:
        assert equation.certificate.kind == "proved"
        assert equation.steps[0].source.term is equation.left.term or equation.steps[0].source.text
        for one, other in zip(equation.steps, equation.steps[1:], strict=False):
            assert one.after == other.before
        assert equation.steps[-1].after == equation.text
    return derivation


def test_index_form_of_the_numerator_layout_has_its_letters_turned():
    found = certified(MODEL.derive("numerator", form="index"))
    assert found["dW1"].text == "sum_e dZ1[e,i] X[j,e]"
    assert found["dW1"].left.text == "dW1[j,i]"
    assert found["dA1"].text == "sum_i dZ2[e,i] W2[i,j]"


@pytest.mark.parametrize("convention", LAID_OUT)
def test_matrix_form_has_no_letters(convention):
    found = certified(MODEL.derive(convention, form="matrix"))
    assert [e.text for e in found.equations] == [e.text for e in MODEL.derive(convention).equations]
    assert not any("[i" in step.after for equation in found.equations for step in equation.steps)


@pytest.mark.parametrize("element", ["W1[2,3]", "dW1[3,2]"])
def test_one_entry_of_the_numerator_layout_is_the_same_number(element):
    upright = certified(MODEL.derive("literal", form="element", element="W1[2,3]")).equations[-1]
    turned = certified(MODEL.derive("numerator", form="element", element=element)).equations[-1]
    assert turned.left.text == "dW1[3,2]"
    assert turned.text == upright.text


def test_short_sums_are_written_out_in_the_numerator_layout_too():
    upright = SIZED.derive("literal", form="element", element="W1[2,3]").equations[-1]
    turned = certified(SIZED.derive("numerator", form="element", element="W1[2,3]")).equations[-1]
    assert "dA2" not in turned.text
    assert turned.text.count("sum") < 2
    assert turned.text == upright.text


@pytest.mark.parametrize(
    ("element", "left", "same"),
    [
        ("Theta1[2,0]", "db1[2]", "b1[2]"),
        ("D1[2,0]", "db1[2]", "b1[2]"),
        ("Theta1[2,3]", "dW1[2,3]", "W1[2,3]"),
        ("D1[i,j]", "dW1[i,j]", "W1[i,j]"),
        ("W1[2,3]", "dW1[2,3]", "W1[2,3]"),
    ],
)
def test_one_entry_of_theta(element, left, same):
    found = certified(MODEL.derive("ng-theta", form="element", element=element))
    assert found.equations[-1].left.text == left
    other = MODEL.derive("ng", form="element", element=same).equations[-1].text
    assert found.equations[-1].text == other.replace("dZ", "δ")
    assert any("column 0 is the bias" in note for note in found.notes)


def test_an_entry_of_a_theta_with_weights_in_a_row():
    model = cg.read("X: n x m\nY: 1 x m\nA = w^T X + b\nJ = 1/(2 m) sum((A - Y)^2)\nw: n")
    last = model.derive("ng-theta", form="element", element="Theta[1,2]").equations[-1]
    assert last.left.text == "dw[2]"
    assert model.derive("ng-theta", form="element", element="Theta[1,0]").equations[-1].left.text == "db"


def test_an_entry_that_theta_has_not():
    with pytest.raises(InputError, match=r"Theta1\[2\] is no entry"):
        MODEL.derive("ng-theta", form="element", element="Theta1[2]")
    with pytest.raises(NotSupported, match="one entry of Delta1") as caught:
        MODEL.derive("ng-theta", form="element", element="Delta1[1,2]")
    assert "D1" in caught.value.hint


def test_index_form_of_theta_is_that_of_its_parts():
    found = certified(MODEL.derive("ng-theta", form="index"))
    assert found["db1"].text == "1/m sum_e δ1[i,e]"
    assert "Theta1 = [b1, W1] and D1 = [db1, dW1]: column 0 is the bias, column j the weights of input j" in found.notes


@pytest.mark.parametrize("form", ["example", "batch"])
def test_theta_told_from_one_example_is_told_in_its_parts(form):
    found = certified(MODEL.derive("ng-theta", form=form))
    other = MODEL.derive("ng", form=form)
    assert [e.text for e in found.equations] == [e.text.replace("dZ", "δ").replace("dz", "δ") for e in other.equations]
    assert any(note.startswith("Theta1 = [b1, W1]") for note in found.notes)


@pytest.mark.parametrize("form", ["example", "batch"])
def test_the_numerator_layout_is_not_told_from_one_example(form):
    with pytest.raises(NotSupported, match="from one example to the batch") as caught:
        MODEL.derive("numerator", form=form)
    assert "translate" in caught.value.hint


@pytest.mark.parametrize("name", ["dW1", "db2", "dA1"])
@pytest.mark.parametrize("convention", LAID_OUT)
def test_the_way_to_a_name(convention, name):
    derivation = MODEL.derive(convention)
    found = derivation.explain(name)
    assert all(certificate.kind == "proved" for certificate in found.certificates)
    assert derivation[name].text in {step.after for step in found.steps}


def test_a_theta_has_two_ways_to_the_cost():
    with pytest.raises(InputError, match="D1 is put together from b1 and W1") as caught:
        MODEL.derive("ng-theta").explain("D1")
    assert "dW1" in caught.value.hint


@pytest.mark.parametrize("form", ["element", "batch"])
def test_a_penalty_with_a_kink_keeps_the_side_of_the_convention(form):
    model = cg.read(SHALLOW.rstrip() + " + lambda sum(abs(W1))")
    for convention in ("nielsen", "ng"):
        assert "abs(W1" in model.derive(convention, form=form).model.text
    assert model.derive("nielsen").explain("dW1").certificates


def test_the_numbers_of_both_layouts_agree():
    random = np.random.default_rng(1)
    values = {"X": random.normal(size=(3, 4)), "Y": np.ones((2, 4)), "W1": random.normal(size=(2, 3))}
    values |= {"b1": np.ones((2, 1)), "W2": random.normal(size=(2, 2)), "b2": np.ones((2, 1))}
    turned = MODEL.gradients(values, "W1", convention="numerator")["dW1"]
    np.testing.assert_allclose(turned.T, MODEL.gradients(values, "W1", convention="literal")["dW1"], rtol=1e-12)


@pytest.mark.parametrize("convention", LAID_OUT)
def test_a_step_in_numbers_is_the_same_in_every_layout(convention):
    model = cg.read(SHALLOW)
    plain, other = (model.derive(name).in_numbers(optimizer="adam") for name in ("literal", convention))
    assert [step.name for step in plain.steps] == [step.name for step in other.steps]
    for one, two in zip(plain.steps, other.steps, strict=True):
        for letter, numbers in one.after.items():
            np.testing.assert_allclose(numbers.value.astype(float), two.after[letter].value.astype(float), rtol=1e-12)


def test_a_preset_in_capitals_is_offered_by_its_name():
    with pytest.raises(InputError, match="unknown convention 'NG'") as caught:
        MODEL.derive("NG")
    assert "Did you mean ng?" in caught.value.hint
