"""What cannot be compared is refused with a sentence that says the way out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from chalkgrad.errors import DataError


def refused(net: Any, given: dict[str, Any]) -> str:
    with pytest.raises(DataError) as caught:
        net.compare(given)
    assert caught.value.exit_code == 2
    return str(caught.value)


def test_an_unknown_name_is_refused_with_the_nearest_known_one(network: Any) -> None:
    message = refused(network(), {"dw1": np.zeros((4, 5))})
    assert message.startswith("dw1 is not a derived name. Did you mean dW1?")


def test_missing_values_are_all_named(network: Any) -> None:
    net = network()
    del net.values["W1"], net.values["Y"]
    message = refused(net, {"dW2": np.zeros((3, 4))})
    assert message.startswith("the values lack Y, W1")


@pytest.mark.parametrize("bad", [np.array([["a"]]), np.array([1j]), np.array([None]), np.array(["2020"], "M8[Y]")])
def test_arrays_that_are_no_numbers_are_refused(network: Any, bad: Any) -> None:
    message = refused(network(), {"dW1": bad})
    assert "not real numbers" in message


def test_a_cache_of_another_shape_is_refused(network: Any) -> None:
    net = network()
    net.values["A1"] = np.zeros((4, 3))
    assert "A1 in the values is 4 x 3; it should be 4 x 7" in refused(net, {"dW1": np.zeros((4, 5))})


def test_nothing_given_is_nothing_wrong(network: Any) -> None:
    comparison = network().compare({})
    assert comparison.right
    assert len(comparison) == 0


def test_the_verdicts_as_json_hold_what_the_text_says(network: Any) -> None:
    net = network()
    comparison = net.compare({"dW1": net.right["dW1"].T, "db1": net.right["db1"]})
    record = comparison.as_json()
    assert record["right"] is False
    assert record["convention"] == "course"
    first, second = record["verdicts"]
    assert (first["name"], first["mistake"]) == ("dW1", "transposed")
    assert (second["name"], second["kind"]) == ("db1", "right")
    for verdict in comparison.values():
        assert verdict.finding in comparison.text
