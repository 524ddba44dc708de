"""Finding features and target in a model, and turning the user's arrays the way the model has them."""

from dataclasses import replace

import numpy as np
import pytest

from chalkgrad.errors import DataError, FactError, ModelError
from chalkgrad.learning.arrays import prepare_arrays
from chalkgrad.learning.dataset import Dataset
from chalkgrad.learning.placement import find_placement

from .models import BINARY, REGRESSION, ROWS, SOFTMAX, model

X = np.arange(60.0).reshape(20, 3)
Y = np.arange(20) % 2


def prepare(text: str, X: object, Y: object, examples: str = "rows", **options: object) -> Dataset:
    found = model(text)
    chosen = {"validation": None, "sizes": {"n1": 4}, "seed": 0, "dtype": "float64", "standardise": False, **options}
    if "n1 =" in text:
        chosen["sizes"] = {}
    return prepare_arrays(found, find_placement(found), X, Y, examples, **chosen)  # type: ignore[arg-type]


def test_features_and_target_are_found_by_what_depends_on_them() -> None:
    renamed = BINARY.replace("X", "Input").replace("Y", "Answer")
    placement = find_placement(model(renamed))
    assert (placement.inputs.name, placement.target.name, placement.output.name) == ("Input", "Answer", "A2")
    assert placement.inputs.in_columns
    rows = find_placement(model(ROWS))
    assert not rows.inputs.in_columns
    assert not rows.output.in_columns


def test_a_model_without_prediction_is_refused() -> None:
    with pytest.raises(ModelError) as caught:
        find_placement(replace(model(BINARY), prediction=None))
    assert caught.value.hint == "Add a last line such as: predict A2"


def test_two_inputs_are_refused() -> None:
    text = BINARY.replace("X: n0 x m", "X: n0 x m\nU: n0 x m").replace("W1 X", "W1 (X + U)")
    with pytest.raises(ModelError, match="exactly one data name for features; found X, U"):
        find_placement(model(text))


def test_a_parameter_with_an_entry_per_example_is_refused() -> None:
    text = BINARY.replace("X: n0 x m\n", "X: n0 x m\nparameter B: n2 x m\n").replace("A1 + b2", "A1 + B")
    with pytest.raises(ModelError, match="B was read as n2 x m, with entries for every example"):
        find_placement(model(text))


def test_both_orientations_give_the_same_examples() -> None:
    rows = prepare(BINARY, X, Y)
    columns = prepare(BINARY, X.T, Y[None, :], examples="columns")
    np.testing.assert_array_equal(rows.examples.inputs, columns.examples.inputs)
    np.testing.assert_array_equal(rows.examples.targets, columns.examples.targets)
    batch = rows.examples.batch(np.array([4, 2]))
    np.testing.assert_array_equal(batch["X"], X[[4, 2]].T)
    np.testing.assert_array_equal(batch["Y"], [[0, 0]])
    np.testing.assert_array_equal(prepare(ROWS, X, Y).examples.batch(np.array([4, 2]))["X"], X[[4, 2]])


def test_the_wrong_orientation_says_which_one_would_fit() -> None:
    text = "n0 = 3\n" + BINARY
    with pytest.raises(DataError) as caught:
        prepare(text, X.T, Y)
    assert str(caught.value) == (
        "X has the shape 3 x 20; with examples='rows' it should be m x 3.\n  examples='columns' would fit this array."
    )
    with pytest.raises(DataError, match="The model has n0 = 3 numbers per example"):
        prepare(text, X[:, :2], Y)
    with pytest.raises(DataError) as unequal:
        prepare(BINARY, X.T, Y)
    assert "X holds 3 examples and Y 20." in str(unequal.value)
    assert "With examples='columns' X would hold 20 examples." in str(unequal.value)


def test_an_orientation_must_be_one_of_two() -> None:
    with pytest.raises(DataError, match='expected "rows"'):
        prepare(BINARY, X, Y, examples="row")


def test_nan_and_infinity_are_named() -> None:
    bad = X.copy()
    bad[7, 2] = np.nan
    with pytest.raises(DataError, match=r"X: example 7, feature 2 is nan \(counted from 0\)\. 1 such numbers in 60"):
        prepare(BINARY, bad, Y)
    with pytest.raises(DataError, match="Y: example 3, feature 0 is inf"):
        prepare(REGRESSION, X, np.where(np.arange(20) == 3, np.inf, 0.5))


def test_classes_come_in_many_forms() -> None:
    words = np.array(["no", "yes"])[Y]
    assert prepare(BINARY, X, words).labels.classes == ("no", "yes")
    assert prepare(BINARY, X, list(words)).labels.classes == ("no", "yes")
    assert prepare(BINARY, X, Y.astype(bool)).labels.classes == (0, 1)
    assert prepare(BINARY, X, Y[:, None]).labels.kind == "binary"
    assert prepare(REGRESSION, X, Y + 0.5).labels.kind == "number"
    digits = np.arange(20) % 4
    assert prepare(SOFTMAX, X, digits).labels.classes == (0, 1, 2, 3)
    encoded = prepare(SOFTMAX, X, np.eye(4)[digits])
    assert encoded.labels.kind == "one-hot"
    assert encoded.sizes["n2"] == 4


def test_data_that_break_a_fact_are_refused() -> None:
    with pytest.raises(FactError) as caught:
        prepare(BINARY, X, np.where(np.arange(20) == 5, 0.5, Y)[:, None])
    assert "Y in {0, 1}" in caught.value.message
    assert "column 6 has 0.5" in caught.value.message


def test_columns_that_do_not_add_up_break_the_fact_of_a_softmax() -> None:
    targets = np.eye(4)[np.arange(20) % 4]
    targets[6] = (0.5, 0.25, 0.0, 0.0)
    with pytest.raises(FactError) as caught:
        prepare(SOFTMAX, X, targets)
    assert "colsum(Y) = 1" in caught.value.message
    assert "column 7 has 0.75, not 1" in caught.value.message


def test_a_validation_part_by_fraction_or_by_pair() -> None:
    fraction = prepare(BINARY, X, Y, validation=0.2)
    assert (len(fraction.split.train), len(fraction.split.validation)) == (16, 4)
    pair = prepare(BINARY, X, Y, validation=(X[:6], Y[:6]))
    assert pair.split.validation.tolist() == [20, 21, 22, 23, 24, 25]
    with pytest.raises(DataError, match="expected a fraction"):
        prepare(BINARY, X, Y, validation=1.5)
    with pytest.raises(DataError, match="X has 3 features and the X for validation 2"):
        prepare(BINARY, X, Y, validation=(X[:, :2], Y))


@pytest.mark.parametrize("bad", ["text", [[1, 2], [3]], np.zeros((2, 3, 4)), np.zeros((0, 3))])
def test_what_is_no_table_of_numbers_is_refused(bad: object) -> None:
    with pytest.raises(DataError):
        prepare(BINARY, bad, Y)
