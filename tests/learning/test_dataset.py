"""Tables as people have them: gaps, words, classes, names with commas, a price with large numbers."""

from pathlib import Path

import numpy as np
import pytest

from chalkgrad.errors import DataError
from chalkgrad.learning.cells import MISSING
from chalkgrad.learning.dataset import Columns, Dataset, prepare_table, read_targets
from chalkgrad.learning.placement import find_placement
from chalkgrad.learning.scaler import Scaler
from chalkgrad.learning.table import Table, read_table

from .models import BINARY, REGRESSION, SOFTMAX, model

EVERYTHING = (1.0, 0.0, 0.0)


def passengers(folder: Path, rows: int = 40) -> Table:
    """A ship's list: quoted names, gaps in Age and Embarked, two columns of words."""
    lines = ["PassengerId,Survived,Name,Sex,Age,Fare,Embarked"]
    for row in range(rows):
        age = "" if row % 7 == 3 else f"{20 + row % 30}.0"
        port = "" if row == 5 else "SCQ"[row % 3]
        name = f'"Smith, Mr. No {row}"'
        lines.append(
            f"{row + 1},{int(row % 3 == 0)},{name},{'female' if row % 2 else 'male'},{age},{7.25 + row},{port}"
        )
    path = folder / "ship.csv"
    path.write_text("\n".join(lines) + "\n")
    return read_table(path)


def houses(folder: Path, rows: int = 50) -> Table:
    """Prices with a gap and a column of words."""
    lines = ["rooms,bedrooms,price,place"]
    for row in range(rows):
        bedrooms = "" if row == 9 else str(row % 4)
        place = ["INLAND", "NEAR BAY", "<1H OCEAN"][row % 3]
        lines.append(f"{row % 9}.0,{bedrooms},{100000.0 + 5000 * (row % 9) + 1000 * (row % 4)},{place}")
    path = folder / "houses.csv"
    path.write_text("\n".join(lines) + "\n")
    return read_table(path)


def prepare(table: Table, text: str, columns: Columns, **options: object) -> Dataset:
    found = model(text)
    given = {"sizes": {"n1": 4}} if text == BINARY else {"sizes": {}}
    return prepare_table(table, found, find_placement(found), columns, **{**given, **options})  # type: ignore[arg-type]


def test_words_are_refused_all_at_once_then_gaps(tmp_path: Path) -> None:
    table = passengers(tmp_path)
    with pytest.raises(DataError) as words:
        prepare(table, BINARY, Columns("Survived"))
    for column in ("Name", "Sex", "Embarked"):
        assert f"column “{column}” holds words" in str(words.value)
    with pytest.raises(DataError) as empty:
        prepare(table, BINARY, Columns("Survived", drop=("Name",), one_hot=("Sex", "Embarked")))
    assert str(empty.value) == (
        f"{table.path}, row 4 (line 5), column “Age”: the cell is empty. 6 such cells in 40 rows. "
        "Gaps also in: “Embarked” (1).\n"
        "  Leave such rows out with --missing drop, or fill the gaps with --missing median (or mean)."
    )


def test_a_ships_list_with_gaps_filled_and_words_spread(tmp_path: Path) -> None:
    table = passengers(tmp_path)
    columns = Columns("Survived", drop=("Name", "PassengerId"), one_hot=("Sex", "Embarked"), missing="median")
    data = prepare(table, BINARY, columns)
    assert data.scaler is not None
    assert data.scaler.features == (
        "Sex = female", "Sex = male", "Age", "Fare", "Embarked = C", "Embarked = Q", "Embarked = S",
    )  # fmt: skip
    inputs = data.examples.inputs
    assert inputs.dtype == np.float32
    assert inputs.shape == (40, 7)
    train = inputs[data.split.train]
    np.testing.assert_allclose(train[:, 2:4].mean(axis=0), 0, atol=1e-6)
    np.testing.assert_allclose(train[:, 2:4].std(axis=0), 1, atol=1e-5)
    assert set(np.unique(inputs[:, [0, 1, 4, 5, 6]])) == {0.0, 1.0}
    assert inputs[5, 4:].tolist() == [0, 0, 1]  # the gap took the most frequent value, S
    ages = [float(cell) for row, cell in enumerate(table.cells("Age")) if cell and row in set(data.split.train)]
    age = next(column for column in data.scaler.columns if column.name == "Age")
    assert age.fill == np.median(ages)
    assert data.labels.classes == ("0", "1")
    assert data.sizes == {"n0": 7, "n1": 4, "n2": 1}
    assert "Survived: 0 26, 1 14 (Y = 1: 1)" in data.summary


def test_rows_with_gaps_are_left_out_if_asked(tmp_path: Path) -> None:
    table = passengers(tmp_path)
    columns = Columns("Survived", drop=("Name", "PassengerId"), one_hot=("Sex", "Embarked"), missing="drop")
    data = prepare(table, BINARY, columns)
    assert len(data.examples) == 40 - 6 - 1
    assert data.notes == ("7 of 40 rows left out because of gaps",)


def test_a_price_is_standardised_and_comes_back(tmp_path: Path) -> None:
    table = houses(tmp_path)
    data = prepare(table, REGRESSION, Columns("price", one_hot=("place",), missing="mean"))
    assert data.labels.kind == "number"
    targets = data.examples.targets
    np.testing.assert_allclose(targets[data.split.train].mean(), 0, atol=1e-6)
    prices = np.array([float(cell) for cell in table.cells("price")])
    np.testing.assert_allclose(data.labels.numbers(targets.astype(float))[:, 0], prices, rtol=1e-6)
    np.testing.assert_allclose(read_targets(table, data.labels), targets, rtol=1e-5)
    raw = prepare(table, REGRESSION, Columns("price", one_hot=("place",), missing="mean", raw_target=True))
    np.testing.assert_array_equal(raw.examples.targets[:, 0], prices.astype(np.float32))


def test_the_file_can_be_prepared_again_from_the_stored_scaler(tmp_path: Path) -> None:
    table = houses(tmp_path)
    data = prepare(table, REGRESSION, Columns("price", one_hot=("place",), missing="median"))
    assert data.scaler is not None
    again = Scaler.model_validate_json(data.scaler.model_dump_json())
    np.testing.assert_array_equal(again.apply(table).astype(np.float32), data.examples.inputs)


def test_a_value_never_seen_in_training_is_refused(tmp_path: Path) -> None:
    data = prepare(houses(tmp_path), REGRESSION, Columns("price", one_hot=("place",), missing="median"))
    path = tmp_path / "new.csv"
    path.write_text("place,rooms,bedrooms\nISLAND,1,1\n")
    assert data.scaler is not None
    with pytest.raises(
        DataError, match="row 1 \\(line 2\\), column “place”: the network was trained without the value"
    ):
        data.scaler.apply(read_table(path))
    path.write_text("place,rooms\nINLAND,1\n")
    with pytest.raises(DataError, match="has no column “bedrooms”"):
        data.scaler.apply(read_table(path))


def table_of(folder: Path, content: str) -> Table:
    path = folder / "t.csv"
    path.write_text(content)
    return read_table(path)


def test_one_class_only(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="The target y is “b” in all 3 rows: with one class only"):
        prepare(table_of(tmp_path, "x,y\n1,b\n2,b\n3,b\n"), BINARY, Columns("y"))


def test_more_classes_than_rows_of_y(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"The target y has 3 classes .* but Y has 1 row."):
        prepare(table_of(tmp_path, "x,y\n1,a\n2,b\n3,c\n"), BINARY, Columns("y"))


def test_the_number_of_classes_gives_the_size_of_a_softmax(tmp_path: Path) -> None:
    table = table_of(tmp_path, "x,y\n" + "".join(f"{row},{'abc'[row % 3]}\n" for row in range(30)))
    data = prepare(table, SOFTMAX, Columns("y"))
    assert data.sizes["n2"] == 3
    assert data.examples.targets.sum(axis=1).tolist() == [1.0] * 30


def test_features_that_do_not_fit_the_model(tmp_path: Path) -> None:
    table = table_of(tmp_path, "x,y\n1,a\n2,b\n3,a\n4,b\n")
    with pytest.raises(DataError) as caught:
        prepare(table, "n0 = 5\n" + BINARY, Columns("y"), fractions=EVERYTHING)
    assert str(caught.value) == (
        "The data give 1 features, but X is n0 x m in the model (n0 = 5).\n"
        "  Write n0 = 1 in the model, or leave that line out: the size then comes from the data."
    )


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        ({}, "The model does not say how large n1 is."),
        ({"n1": 4, "n9": 3}, "The model has no size n9."),
        ({"n1": 0}, "n1 = 0: a size is 1 or more."),
    ],
)
def test_sizes_that_are_open_or_wrong(tmp_path: Path, sizes: dict[str, int], message: str) -> None:
    table = table_of(tmp_path, "x,y\n1,a\n2,b\n3,a\n4,b\n")
    with pytest.raises(DataError) as caught:
        prepare(table, BINARY, Columns("y"), fractions=EVERYTHING, sizes=sizes)
    assert caught.value.message == message


def test_a_size_that_the_model_fixes_cannot_be_given_otherwise(tmp_path: Path) -> None:
    table = table_of(tmp_path, "x,y\n1,a\n2,b\n3,a\n4,b\n")
    with pytest.raises(DataError, match="n1 was given as 4, but the model fixes n1 = 3"):
        prepare(table, "n1 = 3\n" + BINARY, Columns("y"), fractions=EVERYTHING, sizes={"n1": 4})


def test_a_word_among_numbers_names_the_cell(tmp_path: Path) -> None:
    table = table_of(tmp_path, "x,y\n1,a\n2,b\nthree,a\n4,b\n")
    with pytest.raises(DataError, match="row 3 \\(line 4\\), column “x”: “three” is no number"):
        prepare(table, BINARY, Columns("y"))
    numbers = table_of(tmp_path, "x,y\n1,1.5\n2,2.5\n3,three\n4,4.5\n")
    with pytest.raises(DataError, match="row 3 \\(line 4\\), column “y”: “three” is no number"):
        prepare(numbers, REGRESSION, Columns("y"))


@pytest.mark.parametrize("gap", sorted(MISSING))
def test_a_gap_in_the_target_is_never_filled(tmp_path: Path, gap: str) -> None:
    table = table_of(tmp_path, f"x,y\n1,a\n2,{gap}\n3,b\n")
    for missing in ("error", "median"):
        with pytest.raises(DataError, match="row 2 \\(line 3\\), column “y”"):
            prepare(table, BINARY, Columns("y", missing=missing))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("columns", "found", "way_out"),
    [
        (Columns("y", drop=("y",)), "--drop y: it is the target", "Leave --drop out"),
        (Columns("y", one_hot=("y",)), "--one-hot y: it is the target", "Leave --one-hot out"),
        (Columns("y", one_hot=("w",), drop=("w",)), "column w is in --drop and in --one-hot", "not both"),
        (Columns("y", drop=("w",), raw_target=True), "y has classes: a, b", "Leave --raw-target out"),
    ],
)
def test_options_that_contradict_the_target_are_refused(
    tmp_path: Path, columns: Columns, found: str, way_out: str
) -> None:
    """Above all the answer is never a feature."""
    table = table_of(tmp_path, "x,w,y\n1,p,a\n2,q,b\n3,p,a\n4,q,b\n")
    with pytest.raises(DataError) as caught:
        prepare(table, BINARY, columns, fractions=EVERYTHING)
    assert found in caught.value.message
    assert way_out in caught.value.hint


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    table = table_of(tmp_path, "x,y\n1,a\n2,b\n")
    for columns in (Columns("yy"), Columns("y", drop=("yy",)), Columns("y", one_hot=("yy",))):
        with pytest.raises(DataError, match=r"has no column “yy”\.\n  Did you mean “y”?"):
            prepare(table, BINARY, columns)
    with pytest.raises(DataError, match="no column left to learn from"):
        prepare(table, BINARY, Columns("y", drop=("x",)))


def test_a_constant_column_is_reported_and_harmless(tmp_path: Path) -> None:
    table = table_of(tmp_path, "x,c,y\n" + "".join(f"{row},0.1,{'ab'[row % 2]}\n" for row in range(20)))
    data = prepare(table, BINARY, Columns("y"))
    assert data.notes == ("constant in the training part, so without information: c",)
    assert np.all(np.abs(data.examples.inputs[:, 1]) < 1e-12)


def test_every_row_has_a_gap(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="every one of the 2 rows has a gap"):
        prepare(table_of(tmp_path, "x,z,y\n,1,a\n2,,b\n"), BINARY, Columns("y", missing="drop"))


def test_numbers_beyond_a_float_are_refused(tmp_path: Path) -> None:
    table = table_of(tmp_path, "x,y\n1e308,a\n-1e308,b\n1e308,a\n-1e308,b\n")
    with pytest.raises(DataError, match="their spread is beyond a float64"):
        prepare(table, BINARY, Columns("y"), fractions=EVERYTHING)
