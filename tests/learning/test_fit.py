"""Training from Python: arrays in, a network that predicts, scores, saves and loads."""

from pathlib import Path

import numpy as np
import pytest

from chalkgrad.errors import DataError, RunStopped
from chalkgrad.learning.fit import fit
from chalkgrad.learning.load import load
from chalkgrad.learning.progress import PlainProgress
from chalkgrad.learning.table import read_table

from .models import BINARY, REGRESSION, ROWS, SOFTMAX, model

RANDOM = np.random.default_rng(3)
POINTS = RANDOM.uniform(-1, 1, (240, 2))
INSIDE = (np.sum(POINTS**2, axis=1) < 0.6).astype(int)
SIXTEEN = {"n1": 16}


def test_rows_and_columns_are_the_same_training() -> None:
    rows = fit(model(BINARY), POINTS, INSIDE, examples="rows", sizes=SIXTEEN, epochs=5)
    columns = fit(model(BINARY), POINTS.T, INSIDE[None, :], examples="columns", sizes=SIXTEEN, epochs=5)
    for name, array in rows.parameters.items():
        np.testing.assert_array_equal(array, columns.parameters[name])
    assert rows.predict_proba(POINTS).shape == (240, 2)
    np.testing.assert_array_equal(columns.predict_proba(POINTS.T), rows.predict_proba(POINTS).T)
    np.testing.assert_array_equal(columns.predict(POINTS.T), rows.predict(POINTS))
    np.testing.assert_array_equal(columns.predict(POINTS, examples="rows"), rows.predict(POINTS))


def test_it_learns_a_circle_and_says_how_well() -> None:
    words = np.array(["outside", "inside"])[INSIDE]
    trained = fit(model(BINARY), POINTS, words, examples="rows", sizes=SIXTEEN, epochs=120, learning_rate=0.02)
    assert trained.classes == ("inside", "outside")
    assert trained.score(POINTS, words) > 0.93
    assert set(trained.predict(POINTS)) == {"inside", "outside"}
    np.testing.assert_allclose(trained.predict_proba(POINTS).sum(axis=1), 1, rtol=1e-6)
    assert len(trained.history) == 120
    assert trained.history[-1].validation_loss is not None
    assert trained.record.scores["train"]["accuracy"] > 0.93


def test_a_softmax_learns_three_classes() -> None:
    quadrant = (POINTS[:, 0] > 0).astype(int) + (POINTS[:, 1] > 0)
    trained = fit(model(SOFTMAX), POINTS, quadrant, examples="rows", epochs=80, learning_rate=0.02)
    assert trained.classes == (0, 1, 2)
    assert trained.score(POINTS, quadrant) > 0.93
    assert trained.predict(POINTS).dtype.kind == "i"
    one_hot = fit(model(SOFTMAX), POINTS, np.eye(3)[quadrant], examples="rows", epochs=80, learning_rate=0.02)
    np.testing.assert_array_equal(one_hot.predict(POINTS), trained.predict(POINTS))
    assert one_hot.score(POINTS, np.eye(3)[quadrant]) == trained.score(POINTS, quadrant)


def test_a_number_is_learned_in_its_own_unit() -> None:
    target = POINTS[:, 0] ** 2 - POINTS[:, 1]
    trained = fit(model(REGRESSION), POINTS, target, examples="rows", epochs=120, learning_rate=0.02)
    assert trained.predict(POINTS).shape == (240,)
    assert trained.score(POINTS, target) > 0.95
    with pytest.raises(DataError, match="there are no classes"):
        trained.predict_proba(POINTS)


def test_a_model_with_examples_in_rows_trains_as_well() -> None:
    above = (POINTS[:, 0] + POINTS[:, 1] > 0).astype(int)
    trained = fit(model(ROWS), POINTS, above, examples="rows", epochs=60, learning_rate=0.02)
    assert trained.score(POINTS, above) > 0.95


def test_standardising_is_remembered(tmp_path: Path) -> None:
    far = POINTS * 1000 + 5000
    trained = fit(
        model(BINARY), far, INSIDE, examples="rows", sizes=SIXTEEN, epochs=30, standardise=True, out=tmp_path / "run"
    )
    np.testing.assert_array_equal(load(tmp_path / "run").predict_proba(far), trained.predict_proba(far))
    columns = fit(model(BINARY), far.T, INSIDE, examples="columns", sizes=SIXTEEN, epochs=2, out=tmp_path / "columns")
    np.testing.assert_array_equal(load(tmp_path / "columns").predict(far.T), columns.predict(far.T))


def test_the_penalty_is_a_term_of_the_cost() -> None:
    options = {"examples": "rows", "sizes": SIXTEEN, "epochs": 30, "learning_rate": 0.02}
    free = fit(model(BINARY), POINTS, INSIDE, **options)  # type: ignore[arg-type]
    bound = fit(model(BINARY), POINTS, INSIDE, l2=20.0, **options)  # type: ignore[arg-type]
    assert "+ 20/(2 m) sum(W1^2) + 20/(2 m) sum(W2^2)\n" in bound.model.source
    assert np.sum(bound.parameters["W1"] ** 2) < np.sum(free.parameters["W1"] ** 2)
    # The cost that is reported holds the penalty, with m the number of training examples.
    assert bound.record.data.parts["train"] == 204


def test_early_stopping_gives_the_best_epoch() -> None:
    trained = fit(
        model(BINARY), POINTS, INSIDE, examples="rows", sizes=SIXTEEN, epochs=400, learning_rate=0.05, patience=5
    )
    losses = [record.validation_loss for record in trained.history]
    assert trained.best_epoch == int(np.argmin(np.array(losses, dtype=float))) + 1
    assert len(trained.history) == trained.best_epoch + 5
    with pytest.raises(DataError, match="watches the validation loss"):
        fit(model(BINARY), POINTS, INSIDE, examples="rows", sizes=SIXTEEN, patience=5, validation=None)


def test_settings_out_of_range_are_named() -> None:
    for options in ({"epochs": 0}, {"batch_size": 0}, {"learning_rate": -1.0}, {"l2": -1.0}, {"dtype": "float16"}):
        name = next(iter(options))
        with pytest.raises(DataError, match=f"^{name} = "):
            fit(model(BINARY), POINTS, INSIDE, examples="rows", sizes=SIXTEEN, **options)  # type: ignore[arg-type]


def test_a_run_on_arrays_has_no_columns(tmp_path: Path) -> None:
    trained = fit(model(BINARY), POINTS, INSIDE, examples="rows", sizes=SIXTEEN, epochs=2)
    (tmp_path / "t.csv").write_text("a,b\n1,2\n")
    with pytest.raises(DataError, match="trained on arrays"):
        trained.output_for_table(read_table(tmp_path / "t.csv"))


def test_progress_is_told_every_epoch() -> None:
    lines: list[str] = []
    fit(
        model(BINARY), POINTS, INSIDE, examples="rows", sizes=SIXTEEN, epochs=100,
        progress=PlainProgress(100, lines.append),
    )  # fmt: skip
    assert 15 <= len(lines) <= 21
    assert lines[0].startswith("epoch 1/100  loss ")
    assert lines[-1].startswith("epoch 100/100  loss ")
    assert " · validation " in lines[-1]
    assert " · validation accuracy " in lines[-1]


def test_training_diverges_with_a_sentence_and_not_with_nan() -> None:
    with pytest.raises(RunStopped, match="loss became"):
        fit(
            model(REGRESSION), POINTS * 1e4, POINTS[:, 0] * 1e4, examples="rows", epochs=200, learning_rate=1e4,
            optimizer="gradient_descent",
        )  # fmt: skip
