"""The metrics against values worked out another way."""

import numpy as np
import pytest

from chalkgrad.learning.metric import all_metrics, scores_for


def test_the_folder_is_found() -> None:
    assert [metric.name for metric in all_metrics()] == ["R²", "accuracy", "RMSE"]


def test_accuracy_of_one_row_and_of_several() -> None:
    accuracy = scores_for(True)
    assert accuracy(np.array([[0.5], [0.2], [0.9], [0.4]]), np.array([[1.0], [0], [0], [0]])) == {"accuracy": 0.75}
    output = np.array([[0.2, 0.5, 0.3], [0.6, 0.3, 0.1]])
    assert accuracy(output, np.array([[0.0, 1, 0], [0, 0, 1]])) == {"accuracy": 0.5}


def test_r2_and_rmse() -> None:
    expected = np.array([[1.0], [2.0], [3.0], [6.0]])
    scores = scores_for(False)
    assert scores(expected, expected) == {"R²": 1.0, "RMSE": 0.0}
    assert scores(np.full((4, 1), 3.0), expected) == {"R²": 0.0, "RMSE": pytest.approx(np.sqrt(14 / 4))}
    output = np.array([[1.5], [2.0], [2.0], [7.0]])
    assert scores(output, expected)["R²"] == pytest.approx(1 - 2.25 / 14)


def test_r2_of_a_target_that_does_not_vary() -> None:
    expected = np.ones((3, 1))
    r2 = scores_for(False)
    assert r2(expected, expected)["R²"] == 1.0
    assert r2(expected + 1, expected)["R²"] == 0.0
