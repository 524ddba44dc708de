"""The benchmark beside tensorgrad, and the one of deep networks."""

from __future__ import annotations

import pytest

from chalkgrad.app.bench import depth, tensorgrad
from chalkgrad.app.report import Options

SECONDS = {"logistic": 0.01, "softmax": 0.01, "two_layers": 0.02}


def test_without_the_rival_there_is_no_ratio_but_the_way_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tensorgrad, "python_with", lambda package, options: None)
    monkeypatch.setattr(tensorgrad, "ask", lambda *question: SECONDS)
    report = tensorgrad.run(Options())
    assert [row.value for row in report.rows] == pytest.approx([10.0, 10.0, 20.0])
    assert all(row.ratio is None and row.kept is None and not row.rival for row in report.rows)
    assert any("pip install tensorgrad" in note and "--tensorgrad-python" in note for note in report.notes)


@pytest.mark.parametrize(("theirs", "kept"), [(0.05, True), (0.049, False)])
def test_the_ratio_is_the_rivals_time_through_ours(theirs: float, kept: bool) -> None:
    row = tensorgrad.row("logistic", 10.0, {"logistic": theirs, "version": 0.3})
    assert row.ratio == pytest.approx(100 * theirs)
    assert row.kept is kept
    assert row.rival == "tensorgrad 0.3"


def test_the_same_gradients_are_asked_for() -> None:
    text = tensorgrad.program()
    for name, parameters in (("logistic", 1), ("softmax", 1), ("two_layers", 4)):
        assert f"def {name}(turn)" in text
        model, wanted = tensorgrad.model(name, 3)
        found = [equation.of for equation in model.derive(wrt=wanted).equations]
        assert len([of for of in found if of in (wanted or model.parameters)]) == parameters


def test_deep_networks_share_no_name_but_the_data(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = depth.deep_model(10, 0), depth.deep_model(25, 1)
    assert one.quantities.keys() & other.quantities.keys() == {"X", "Y", "J"}
    assert len(one.definitions) == 21
    monkeypatch.setattr(depth, "DEPTHS", (2, 4))
    monkeypatch.setattr(depth, "TURNS", 1)
    report = depth.run(Options())
    kept = {row.what: row.kept for row in report.rows}
    assert kept["4 layers"] is True
    assert report.details["4 layers"]["answer"] > 40_000  # type: ignore[index]
