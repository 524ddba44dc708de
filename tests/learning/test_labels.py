"""Targets become rows of Y and back."""

import numpy as np
import pytest

from chalkgrad.errors import DataError
from chalkgrad.learning.labels import Labels, class_labels, counted, sorted_classes, tidy_classes


def test_two_words_in_one_row_the_last_by_alphabet_is_one() -> None:
    labels = class_labels("diagnosis", ["malignant", "benign", "benign"], 1, "Y")
    assert labels.classes == ("benign", "malignant")
    assert labels.encode(["malignant", "benign"]).tolist() == [[1.0], [0.0]]
    assert labels.choose(np.array([[0.5], [0.49]])) == ["malignant", "benign"]
    assert labels.probabilities(np.array([[0.75]])).tolist() == [[0.25, 0.75]]


def test_the_positive_class_can_be_named() -> None:
    labels = class_labels("diagnosis", ["malignant", "benign"], 1, "Y", positive="benign")
    assert labels.classes == ("malignant", "benign")
    assert labels.encode(["benign"]).tolist() == [[1.0]]
    with pytest.raises(DataError, match="has no class “good”"):
        class_labels("diagnosis", ["malignant", "benign"], 1, "Y", positive="good")


def test_more_classes_are_one_hot_in_numeric_order() -> None:
    digits = [str(digit) for digit in (10, 9, 2, 10)]
    labels = class_labels("digit", digits, 3, "Y")
    assert labels.classes == ("2", "9", "10")
    assert labels.encode(["10", "2"]).tolist() == [[0, 0, 1], [1, 0, 0]]
    assert labels.choose(np.array([[0.1, 0.2, 0.7]])) == ["10"]


def test_rows_left_open_are_chosen_by_the_classes() -> None:
    assert class_labels("t", ["a", "b"], None, "Y").rows == 1
    assert class_labels("t", ["a", "b", "c"], None, "Y").rows == 3
    assert class_labels("t", ["a", "b"], 2, "Y").kind == "one-hot"


@pytest.mark.parametrize(
    ("values", "rows", "message"),
    [
        (["a", "a"], 1, "The target t is “a” in all 2 rows: with one class only there is nothing to tell apart."),
        (["a", "b", "c"], 1, "The target t has 3 classes (“a”, “b”, “c”), but Y has 1 row."),
        (["a", "b"], 5, "The target t has 2 classes (“a”, “b”), but Y has 5 rows."),
    ],
)
def test_classes_that_do_not_fit_are_refused(values: list[str], rows: int, message: str) -> None:
    with pytest.raises(DataError) as caught:
        class_labels("t", values, rows, "Y")
    assert caught.value.message == message


def test_a_class_that_was_not_trained_on_is_refused() -> None:
    labels = class_labels("t", ["a", "b"], 1, "Y")
    with pytest.raises(DataError, match="the class “c”, which the network was not trained on"):
        labels.encode(["a", "c"])


def test_class_names_are_tidied() -> None:
    assert tidy_classes([" a", "b "]) == ["a", "b"]
    assert tidy_classes(["1", "1.0", "0"]) == ["1", "1", "0"]
    assert tidy_classes(["1.5", "1"]) == ["1.5", "1"]
    assert sorted_classes(["b", "a", "10"]) == ("10", "a", "b")


def test_numbers_are_scaled_and_come_back() -> None:
    labels = Labels(kind="number", target="price", rows=1, mean=100.0, spread=50.0)
    values = np.array([[50.0], [150.0]])
    assert labels.encode_numbers(values).tolist() == [[-1.0], [1.0]]
    assert labels.numbers(labels.encode_numbers(values)).tolist() == values.tolist()


def test_counts_in_words() -> None:
    labels = class_labels("d", ["m", "b", "b"], 1, "Y")
    assert counted(labels, ["m", "b", "b"]) == "b 2, m 1"


def test_a_record_survives_json() -> None:
    labels = class_labels("d", ["1", "0"], 1, "Y")
    again = Labels.model_validate_json(labels.model_dump_json())
    assert again == labels
    assert again.classes == ("0", "1")
    whole = class_labels("d", [0, 1], 1, "Y")
    assert Labels.model_validate_json(whole.model_dump_json()).classes == (0, 1)
