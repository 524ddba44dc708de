"""Dividing examples: reproducible, complete, each class by the same fractions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalkgrad.errors import DataError
from chalkgrad.learning.split import read_fractions, split_examples


@given(st.integers(20, 300), st.integers(0, 5), st.integers(1, 4))
def test_every_example_is_in_exactly_one_part(count: int, seed: int, classes: int) -> None:
    split = split_examples(count, seed=seed, classes=[row % classes for row in range(count)])
    together = np.concatenate((split.train, split.validation, split.test))
    assert sorted(together.tolist()) == list(range(count))
    assert split.part("all").tolist() == list(range(count))
    assert abs(len(split.validation) - 0.15 * count) <= 1
    assert abs(len(split.test) - 0.15 * count) <= 1


def test_classes_keep_their_shares() -> None:
    classes = ["rare"] * 20 + ["common"] * 180
    split = split_examples(200, seed=3, classes=classes)
    for part, rare in ((split.train, 14), (split.validation, 3), (split.test, 3)):
        assert sum(classes[row] == "rare" for row in part) == rare


def test_the_seed_decides() -> None:
    first, again, other = (split_examples(100, seed=seed) for seed in (1, 1, 2))
    assert first.train.tolist() == again.train.tolist()
    assert first.train.tolist() != other.train.tolist()


def test_every_class_keeps_an_example_for_training() -> None:
    classes = ["single"] + ["many"] * 50
    assert 0 in split_examples(51, seed=0, classes=classes).train


def test_too_few_examples_for_a_part_are_refused() -> None:
    with pytest.raises(DataError, match="2 examples are too few for a 15% validation part"):
        split_examples(2)


def test_fractions_are_read() -> None:
    assert read_fractions("70/15/15") == (0.7, 0.15, 0.15)
    assert read_fractions("80/20/0") == (0.8, 0.2, 0.0)
    assert len(split_examples(10, read_fractions("80/20/0")).test) == 0


@pytest.mark.parametrize("text", ["70/30", "70/20/20", "a/b/c", "", "-10/55/55", "nan/50/50", "0/50/50"])
def test_what_is_no_split_is_refused(text: str) -> None:
    with pytest.raises(DataError, match="split"):
        read_fractions(text)
