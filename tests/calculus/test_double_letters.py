"""A letter of the page that is a name of the model too: another is taken, or the reader is told."""

import pytest

import chalkgrad as cg
from chalkgrad.errors import InputError


@pytest.mark.parametrize(
    ("source", "split"),
    [
        ("X: n0 x m; Y: n1 x m; Z = W X; J = 1/m sum((Z - Y)^2)", "J = 1/m sum_e L[e], where L[e] = "),
        ("X: n0 x m; L: n1 x m; Z = W X; J = 1/m sum((Z - L)^2)", "J = 1/m sum_e loss[e], where loss[e] = "),
        ("X: n0 x m; Y: L x m; Z = W X; J = 1/m sum((Z - Y)^2)", "J = 1/m sum_e loss[e], where loss[e] = "),
        ("X: n0 x m; Z = W X; A = Z^2; L = 1/m sum(A)", "L = 1/m sum_e loss[e], where loss[e] = "),
        (
            "X: n0 x m; L: n1 x m; Z = W X; loss = 1/m sum((Z - L)^2)",
            "loss = 1/m sum_e own_loss[e], where own_loss[e] = ",
        ),
    ],
)
def test_the_loss_of_one_example_has_a_name_of_its_own(source, split):
    assert cg.read(source).derive().split.startswith(split)


@pytest.mark.parametrize(
    ("source", "note"),
    [
        ("X: n0 x m; Y: n1 x m; Z = W X; J = 1/m sum((Z - Y)^2)", ""),
        ("z: scalar; k: scalar; L = (k - z)^2", ""),  # nothing is counted
        ("X: n0 x m; Y: k x m; Z = W X; J = 1/m sum((Z - Y)^2)", "k has two meanings"),
        ("X: i x e; Y: k x e; Z = W X; J = 1/e sum((Z - Y)^2)", "e, i and k have two meanings"),
        ("i: n0 x m; Y: n1 x m; j = W i; J = 1/m sum((j - Y)^2)", "i and j have two meanings"),
    ],
)
def test_a_letter_with_two_meanings_is_told(source, note):
    told = [each for each in cg.read(source).derive().notes if "meaning" in each]
    assert [each[: len(note)] for each in told] == ([note] if note else [])


SOFTMAX = "X: n0 x m; Y: n1 x m; Z = W X + b; A = softmax(Z); J = -1/m sum(Y log(A))"


@pytest.mark.parametrize(
    ("source", "convention", "is_told"),
    [(SOFTMAX, "nielsen", True), (SOFTMAX, "ng", False), (SOFTMAX.replace("Z", "Z1"), "nielsen", False)],
)
def test_an_error_beside_kroneckers_delta_is_told(source, convention, is_told):
    notes = cg.read(source).derive(convention).notes
    assert any("δ has two meanings" in note for note in notes) is is_told


@pytest.mark.parametrize("name", ["delta", "δ"])
def test_a_matrix_may_not_be_called_as_kroneckers_delta_is(name):
    model = cg.read(f"X: n0 x m; {name}: n1 x m; Z = W X; J = 1/m sum((Z - {name})^2)")
    with pytest.raises(InputError, match="is Kronecker's delta in derivations"):
        model.derive()
    assert cg.read(f"x: scalar; {name} = 2 x; L = {name}^2").derive().equations
