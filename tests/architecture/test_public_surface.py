"""What ``import chalkgrad as cg`` offers is a contract."""

from __future__ import annotations

import chalkgrad

CONTRACT = {"read", "mlp", "Dense", "sequential", "Model", "Derivation", "fit", "load", "ChalkError"}
MODEL = {"derive", "gradients", "compare", "program"}


def test_the_contract_is_offered_and_everything_offered_exists() -> None:
    offered = chalkgrad.__all__
    assert set(offered) >= CONTRACT
    assert sorted(offered) == sorted(set(offered))
    for name in offered:
        assert getattr(chalkgrad, name) is not None
    assert set(offered) <= set(dir(chalkgrad))


def test_nothing_else_is_found_by_accident() -> None:
    assert not hasattr(chalkgrad, "raed")


def test_a_model_has_its_methods_and_each_is_documented() -> None:
    for name in MODEL:
        assert (getattr(chalkgrad.Model, name).__doc__ or "").strip(), name
    for name in ("read", "mlp", "fit", "load"):
        assert (getattr(chalkgrad, name).__doc__ or "").strip(), name


def test_the_version_is_a_version() -> None:
    assert [part.isdigit() for part in chalkgrad.__version__.split(".")] == [True, True, True]
