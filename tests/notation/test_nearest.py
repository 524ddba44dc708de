"""The hint of an error: what somebody may have meant."""

import pytest

from chalkgrad.notation.nearest import nearest

KNOWN = ("X", "W1", "W2", "b1", "b2", "A1", "dW1", "dW2", "db1", "sigmoid", "n0")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("dW7", "Did you mean dW1 or dW2?"),
        ("W3", "Did you mean W1 or W2?"),
        ("sigmod", "Did you mean sigmoid?"),
        ("Xs", "Did you mean X?"),
        ("bn", "Did you mean b2?"),
        ("nb", "Did you mean n0?"),
        ("q1", ""),
        ("Q", ""),
    ],
)
def test_what_is_near(name, hint):
    assert nearest(name, KNOWN) == hint


def test_of_many_only_some_are_offered():
    assert nearest("W200", [f"W{layer}" for layer in range(1, 101)]) == "Did you mean W1 or W2 or W100?"
