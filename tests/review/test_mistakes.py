"""Each mistake is recognised, named, and never mistaken for another."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from chalkgrad.review import Kind
from chalkgrad.review.case import Case
from chalkgrad.review.mistake import known_mistakes

FACTORS = [
    (lambda m: m, "exactly m = 7 times too large"),
    (lambda m: 1 / m, "exactly m = 7 times too small"),
    (lambda m: 2, "exactly 2 times too large"),
    (lambda m: 0.5, "exactly 2 times too small"),
    (lambda m: -1, "exactly -1 times the gradient"),
    (lambda m: -m, "exactly m = 7 times too large, with the opposite sign"),
    (lambda m: 0.37, "exactly 0.37 times the gradient"),
]


@pytest.mark.parametrize("name", ["dW2", "db2", "dW1", "db1"])
@pytest.mark.parametrize(("factor", "finding"), FACTORS)
def test_a_constant_factor_is_named(network: Any, name: str, factor: Any, finding: str) -> None:
    net = network()
    verdict = net.compare({name: factor(net.m) * net.right[name]})[name]
    assert verdict.finding == finding
    assert verdict.mistake == "constant factor"
    assert verdict.factor == pytest.approx(factor(net.m))


def test_the_missing_mean_is_shown_with_the_equation(network: Any) -> None:
    net = network()
    verdict = net.compare({"db2": net.m * net.right["db2"]})["db2"]
    assert verdict.reason == "1/m is missing: db2 = 1/m rowsum(dZ2)"


def test_two_examples_cannot_tell_m_from_2(network: Any) -> None:
    net = network(m=2)
    verdict = net.compare({"dW1": 2 * net.right["dW1"]})["dW1"]
    assert verdict.kind is Kind.MISTAKE
    assert "cannot tell apart" in verdict.reason
    assert "2" in verdict.finding


def test_one_number_is_not_explained_by_an_arbitrary_constant(network: Any) -> None:
    net = network(n2=1)
    assert net.compare({"db2": 0.37 * net.right["db2"]})["db2"].kind is Kind.WRONG
    assert net.compare({"db2": net.m * net.right["db2"]})["db2"].mistake == "constant factor"


def test_the_other_convention_is_not_called_a_mistake(network: Any) -> None:
    for here, there in (("course", "literal"), ("literal", "course")):
        net, other = network(convention=here), network(convention=there)
        comparison = net.compare(other.right)
        for name in ("dA2", "dZ2", "dA1", "dZ1"):
            assert comparison[name].kind is Kind.CONVENTION
            assert comparison[name].finding == f"right in the {there} convention"
        for name in ("dW2", "db2", "dW1", "db1"):
            assert comparison[name].right


def test_a_factor_against_the_convention_is_a_mistake(network: Any) -> None:
    net = network()
    verdict = net.compare({"dZ2": net.m * net.right["dZ2"]})["dZ2"]
    assert verdict.kind is Kind.MISTAKE
    assert verdict.finding == "exactly m = 7 times too large"


def test_a_missing_slope_is_found_from_the_weights_alone(network: Any) -> None:
    net = network()
    wrong = net.right["dA1"]
    comparison = net.compare(
        {
            "dW2": net.right["dW2"],
            "dW1": wrong @ net.values["X"].T / net.m,
            "db1": wrong.sum(axis=1, keepdims=True) / net.m,
        }
    )
    assert comparison["dW2"].right
    assert comparison["dW1"].finding == "wrong; fits dZ1 without ⊙ (1 - A1^2)"
    assert comparison["dW1"].reason == "the derivative of tanh is missing in dZ1"
    assert comparison["db1"].kind is Kind.FOLLOWS
    assert comparison["db1"].finding == "follows from dW1's mistake"


def test_what_follows_from_a_wrong_array_is_not_blamed(network: Any) -> None:
    net = network()
    wrong = np.random.default_rng(3).normal(size=(4, 7))
    comparison = net.compare(
        {
            "dZ1": wrong,
            "dW1": wrong @ net.values["X"].T / net.m,
            "db1": wrong.sum(axis=1, keepdims=True),
        }
    )
    assert comparison["dZ1"].kind is Kind.WRONG
    assert comparison["dW1"].kind is Kind.FOLLOWS
    assert comparison["dW1"].site == "dZ1"
    assert comparison["db1"].mistake == "constant factor"
    assert comparison["db1"].finding.startswith("computed from your dZ1")


def test_a_right_array_after_a_wrong_one_stays_right(network: Any) -> None:
    net = network()
    comparison = net.compare({"dZ1": 2 * net.right["dZ1"], "dW1": net.right["dW1"]})
    assert comparison["dZ1"].mistake == "constant factor"
    assert comparison["dW1"].right


def test_a_mistake_is_not_placed_where_the_reader_is_right(network: Any) -> None:
    net = network()
    given = {"dZ1": net.right["dZ1"], "dW1": net.right["dA1"] @ net.values["X"].T / net.m}
    verdict = net.compare(given)["dW1"]
    assert verdict.site == "dW1"
    assert "dA1" in verdict.finding


def test_one_example_only(network: Any) -> None:
    net = network()
    given = net.right["dZ1"][:, 4:5] @ net.values["X"][:, 4:5].T
    verdict = net.compare({"dW1": given})["dW1"]
    assert verdict.finding == "the gradient of one example alone: column 4"
    assert "times 1/m" in net.compare({"dW1": given / net.m})["dW1"].finding


def test_shapes_are_explained(network: Any) -> None:
    net = network()
    right = net.right
    cases = {
        "transposed": ("dW1", right["dW1"].T),
        "axis dropped": ("db1", right["db1"][:, 0]),
        "sum over examples missing": ("db1", right["dZ1"]),
    }
    for mistake, (name, given) in cases.items():
        assert net.compare({name: given})[name].mistake == mistake
    verdict = net.compare({"dW1": np.ones((3, 3))})["dW1"]
    assert verdict.finding == "wrong shape: 3 x 3, not 4 x 5"


def test_slopes_of_others_and_at_other_points(network: Any) -> None:
    net = network()
    a1, d = net.forward["A1"], net.right["dA1"]
    cases = {
        "slope of another activation": d * a1 * (1 - a1),
        "slope at the activated value": d * (1 - np.tanh(a1) ** 2),
        "slope missing": d,
    }
    for mistake, given in cases.items():
        assert net.compare({"dZ1": given})["dZ1"].mistake == mistake


def test_the_slope_at_a_kink_is_a_convention(network: Any) -> None:
    net = network("relu")
    net.values["W1"][2] = 0
    net.values["b1"][2] = 0
    given = net.right["dA1"] * (net.forward["Z1"] > 0)
    verdict = net.compare({"dZ1": given})["dZ1"]
    assert verdict.kind is Kind.CONVENTION
    assert verdict.finding == "right but for the slope at the kink, Z1 = 0"
    assert "7 entries" in verdict.reason


def test_a_transpose_that_no_shape_can_tell(network: Any) -> None:
    net = network(n1=3, n2=3)
    verdict = net.compare({"dA1": net.values["W2"] @ net.right["dZ2"]})["dA1"]
    assert verdict.mistake == "transpose inside"
    assert "W2" in verdict.finding


def test_the_values_before_the_activation(network: Any) -> None:
    net = network()
    verdict = net.compare({"dW2": net.right["dZ2"] @ net.forward["Z1"].T / net.m})["dW2"]
    assert verdict.finding == "dW2 with Z1 in the place of A1"
    assert verdict.mistake == "pre-activation instead of activation"
    verdict = net.compare({"dZ2": net.forward["Z2"] - net.values["Y"]})["dZ2"]
    assert verdict.mistake == "pre-activation instead of activation"


def test_the_wrong_quantity(network: Any) -> None:
    net = network(n0=5, n1=5)
    given = {"dZ2": net.right["dZ2"], "dW2": net.right["dZ2"] @ net.values["X"].T / net.m}
    verdict = net.compare(given)["dW2"]
    assert verdict.finding == "dW2 with X in the place of A1"
    assert verdict.mistake == "wrong quantity"


def test_a_penalty_that_the_cost_does_not_have(network: Any) -> None:
    net = network()
    given = {name: net.right[name] + 0.3 * net.values[name[1:]] for name in ("dW2", "dW1")}
    comparison = net.compare(given)
    for name in given:
        assert comparison[name].mistake == "penalty that is not in the cost"
        assert comparison[name].finding == f"{name} with 0.3 {name[1:]} added"
        assert "λ = 2.1" in comparison[name].reason
    verdict = net.compare({"dW2": net.right["dW2"] - 0.3 * net.values["W2"]})["dW2"]
    assert verdict.finding == "dW2 with 0.3 W2 subtracted"


def test_each_known_mistake_is_never_right_and_is_recognised(network: Any) -> None:
    """Whatever a file in the folder can produce is judged wrong, and under its own name or as indistinguishable."""
    tried = set()
    for activation, sizes in (("tanh", {}), ("relu", {"n1": 3, "n2": 3})):
        net = network(activation, **sizes)
        if activation == "relu":
            net.values["W1"][0], net.values["b1"][0] = 0, 0
        case = Case(net.model, net.derivation, {**net.values, **net.forward, **net.right})
        for mistake in known_mistakes():
            for site in net.derivation:
                for slip in mistake.slips(case, site):
                    same = slip.value.shape == net.right[site].shape and np.allclose(slip.value, net.right[site])
                    if same or not np.all(np.isfinite(slip.value)) or not np.any(slip.value):
                        continue
                    verdict = net.compare({site: slip.value})[site]
                    assert not verdict.right
                    assert mistake.name in (verdict.mistake, *verdict.alternatives), (site, slip, verdict)
                    tried.add(mistake.name)
    assert {m.name for m in known_mistakes()} - tried == {"penalty missing", "penalty that is not in the cost"}


def test_every_mistake_has_a_name_and_a_sentence() -> None:
    known = known_mistakes()
    assert len({mistake.name for mistake in known}) == len(known) >= 12
    assert all(mistake.words and not mistake.words.endswith(".") for mistake in known)


def test_a_missing_slope_of_relu_has_one_explanation(network: Any) -> None:
    """relu' taken at A is 1 everywhere, like no slope at all: the simpler story is told."""
    net = network("relu")
    assert net.compare({"dZ1": net.right["dA1"]})["dZ1"].mistake == "slope missing"
